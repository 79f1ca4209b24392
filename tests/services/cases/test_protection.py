from dataclasses import replace
from datetime import date

import pytest

from cases import selectors, services
from cases.domain.journal import ContactKind, NewEntry
from cases.domain.membership import Belonging, Named
from cases.domain.registration import (
    NameNotUsableError,
    NewMember,
    ReasonMissingError,
    Relation,
)
from cases.models import Block, Case, HouseholdMember
from plans import selectors as plans
from plans import services as plan_services
from sohos.core.errors import NotFoundError
from sohos.tenancy.models import User
from sohos.tenancy.permissions import Role
from tests.services.cases.households import MEREL, NOW, register
from tests.towns import Town

DAAN = "Daan de Wit"
TODAY = date(2026, 11, 16)
VOS = replace(
    MEREL,
    household_name="Vos",
    members=(NewMember("Victor", Relation.HEAD, "Vos", date(1984, 6, 1)),),
)


def member(case: Case, first_name: str) -> HouseholdMember:
    return HouseholdMember.objects.get(
        household_id=case.household_id, person__first_name=first_name
    )


def block(town: Town, case: Case, other: Case, **more: object) -> Block:
    """Noor keeps Mila away from Victor, who is in a household of Daan's."""
    with town.acting(Role.TEAM_LEAD) as tessa:
        return services.block_person(
            actor=tessa,
            member_id=member(case, "Mila").pk,
            blocked=member(other, "Victor").person_id,
            reason="Er is een contactverbod.",
            now=NOW,
            **more,  # type: ignore[arg-type]
        )


def open_to_daan(town: Town, case: Case) -> None:
    daan = town.actor(Role.CASEMANAGER, DAAN)
    with town.acting(Role.TEAM_LEAD) as tessa:
        services.grant_case(
            actor=tessa,
            case_id=case.pk,
            to=User.objects.get(pk=daan.user_id),
            may_change=True,
            now=NOW,
        )


def seen_by(town: Town, case: Case, name: str) -> list[str]:
    with town.acting(Role.CASEMANAGER, name) as actor:
        rows = selectors.members_of(actor, case, on=TODAY)
        return [row.person.first_name for row in rows]


def test_whoever_works_for_the_blocked_person_sees_nothing_of_the_other(
    almelo: Town, den_haag: Town
) -> None:
    merel, vos = register(almelo), register(almelo, VOS, name=DAAN)
    open_to_daan(almelo, merel)
    with almelo.acting(Role.CASEMANAGER) as noor:
        services.write_entry(
            actor=noor,
            case_id=merel.pk,
            entry=NewEntry(TODAY, ContactKind.PHONE, "Mila is bang.", "Mila"),
            now=NOW,
        )
        plan = plan_services.start_plan(actor=noor, case_id=merel.pk, now=NOW)
    assert seen_by(almelo, merel, DAAN) == ["Mila", "Zoë"]
    block(almelo, merel, vos)
    assert seen_by(almelo, merel, DAAN) == ["Zoë"]
    assert seen_by(almelo, merel, "") == ["Mila", "Zoë"]
    with almelo.acting(Role.CASEMANAGER, DAAN) as daan:
        assert selectors.is_kept_from_somebody(daan, case_id=merel.pk)
        assert selectors.contacts_of(daan, [merel.household_id]) == {}
        assert not selectors.journal_of(daan, merel).exists()
        assert list(selectors.whole_cases_for(daan)) == [vos]
        assert not selectors.persons_for(daan).filter(first_name="Mila").exists()
        with pytest.raises(NotFoundError):
            plans.plan_of(daan, plan_id=plan.pk)
        with pytest.raises(NotFoundError):
            services.lift_block(
                actor=daan,
                member_id=member(merel, "Mila").pk,
                block_id=Block.objects.get().pk,
                now=NOW,
            )
    with almelo.acting(Role.CASEMANAGER) as noor:
        assert selectors.journal_of(noor, merel).count() == 1
        assert plans.plan_of(noor, plan_id=plan.pk) == plan


def test_who_is_named_as_acting_for_them_never_sees_the_person(
    almelo: Town, den_haag: Town
) -> None:
    merel, vos = register(almelo), register(almelo, VOS, role=Role.TEAM_LEAD)
    open_to_daan(almelo, merel)
    daan = almelo.actor(Role.CASEMANAGER, DAAN)
    row = block(almelo, merel, vos, acted_for_by=[daan.user_id])
    assert seen_by(almelo, merel, DAAN) == ["Zoë"]
    with almelo.acting(Role.CASEMANAGER) as noor:
        assert selectors.representatives_of(noor, [row.blocked_id]) == {
            row.blocked_id: [DAAN]
        }
        assert [
            found.pk for found in selectors.blocks_of(noor, [row.protected_id])
        ] == [row.pk]


def test_a_casemanager_of_both_still_helps_both(almelo: Town, den_haag: Town) -> None:
    merel, vos = register(almelo), register(almelo, VOS)
    block(almelo, merel, vos)
    assert seen_by(almelo, merel, "") == ["Mila", "Zoë"]


def test_a_block_ends_at_once_and_only_once(almelo: Town, den_haag: Town) -> None:
    merel, vos = register(almelo), register(almelo, VOS, name=DAAN)
    open_to_daan(almelo, merel)
    row = block(almelo, merel, vos)
    assert block(almelo, merel, vos) == row
    with almelo.acting(Role.CASEMANAGER) as noor:
        for _again in range(2):
            services.lift_block(
                actor=noor,
                member_id=member(merel, "Mila").pk,
                block_id=row.pk,
                now=NOW,
            )
        with pytest.raises(NotFoundError):
            services.lift_block(
                actor=noor,
                member_id=member(merel, "Zoë").pk,
                block_id=row.pk,
                now=NOW,
            )
    assert seen_by(almelo, merel, DAAN) == ["Mila", "Zoë"]
    assert block(almelo, merel, vos) != row


def test_an_ex_partner_whom_we_do_not_know_is_written_down(
    almelo: Town, den_haag: Town
) -> None:
    merel = register(almelo)
    with almelo.acting(Role.CASEMANAGER) as noor:
        mila, zoe = member(merel, "Mila"), member(merel, "Zoë")
        first = services.block_person(
            actor=noor,
            member_id=mila.pk,
            blocked=Named("Łukasz"),
            reason="Contactverbod.",
            now=NOW,
        )
        second = services.block_person(
            actor=noor,
            member_id=zoe.pk,
            blocked=first.blocked_id,
            reason="Contactverbod.",
            now=NOW,
        )
        assert second.blocked_id == first.blocked_id
        refused = {"actor": noor, "member_id": mila.pk, "now": NOW}
        for blocked, reason, error in (
            (mila.person_id, "Zo.", services.BlockedThemselvesError),
            (Named("Łukasz"), " ", ReasonMissingError),
            (Named(" "), "Zo.", NameNotUsableError),
            (987_654_321, "Zo.", NotFoundError),
        ):
            with pytest.raises(error):
                services.block_person(blocked=blocked, reason=reason, **refused)  # type: ignore[arg-type]


def test_a_child_does_not_lead_to_the_household_of_who_is_protected(
    almelo: Town, den_haag: Town
) -> None:
    merel, vos = register(almelo), register(almelo, VOS, name=DAAN)
    open_to_daan(almelo, merel)
    with almelo.acting(Role.CASEMANAGER, DAAN) as daan:
        zoe = member(merel, "Zoë")
        services.add_member(
            actor=daan,
            case_id=vos.pk,
            who=zoe.person_id,
            belonging=Belonging(Relation.CHILD, TODAY),
            now=NOW,
        )
        found = selectors.other_households(daan, vos, on=TODAY)
        assert found == {zoe.person_id: [(merel.pk, merel.code)]}
    block(almelo, merel, vos)
    with almelo.acting(Role.CASEMANAGER, DAAN) as daan:
        assert selectors.other_households(daan, vos, on=TODAY) == {}
