from dataclasses import replace
from datetime import date

import pytest

from cases import selectors, services
from cases.domain.membership import (
    AlreadyMemberError,
    BeforeBirthError,
    Belonging,
    Named,
    NobodyLeftError,
    PeriodTurnedError,
)
from cases.domain.registration import NameNotUsableError, Relation
from cases.models import Case, HouseholdMember
from sohos.core.dates import DayInFutureError
from sohos.core.errors import NotAllowedError, NotFoundError
from sohos.tenancy.permissions import Role
from tests.services.cases.households import MEREL, NOW, register
from tests.towns import Town

SINCE = Belonging(Relation.CHILD, date(2020, 5, 1))
SHELTER = selectors.Contact(
    "Schuilweg 3", "7601 aa", "Almelo", "0612345678", is_hidden=True
)
DAAN = "Daan de Wit"


def names(town: Town, case: Case, *, on: date, who: str = "") -> list[str]:
    with town.acting(Role.CASEMANAGER, who) as actor:
        rows = selectors.members_of(actor, case, on=on)
        return [str(row.person) for row in rows]


def member_of(town: Town, case: Case, first_name: str) -> int:
    with town.acting(Role.CASEMANAGER):
        return HouseholdMember.objects.get(
            household_id=case.household_id, person__first_name=first_name
        ).pk


def test_somebody_comes_and_leaves(almelo: Town, den_haag: Town) -> None:
    case = register(almelo)
    with almelo.acting(Role.CASEMANAGER) as noor:
        member = services.add_member(
            actor=noor,
            case_id=case.pk,
            who=Named("Émile", "van 't Hoff", date(2020, 2, 29)),
            belonging=SINCE,
            now=NOW,
        )
        services.change_member(
            actor=noor,
            member_id=member.pk,
            who=Named("Émile", "van 't Hoff", date(2020, 2, 29)),
            belonging=replace(SINCE, until_on=date(2022, 1, 31)),
            now=NOW,
        )
    assert names(almelo, case, on=date(2020, 4, 30)) == ["Mila Merel", "Zoë Merel"]
    assert names(almelo, case, on=date(2022, 1, 31))[-1] == "Émile van 't Hoff"
    assert names(almelo, case, on=date(2022, 2, 1)) == ["Mila Merel", "Zoë Merel"]
    with almelo.acting(Role.CASEMANAGER) as noor:
        assert selectors.all_members_of(noor, case).count() == 3


def test_a_child_lives_in_two_households(almelo: Town, den_haag: Town) -> None:
    mother = register(almelo)
    father = register(almelo, replace(MEREL, household_name="Vos"), role=Role.TEAM_LEAD)
    with almelo.acting(Role.TEAM_LEAD) as tessa:
        services.assign_case(
            actor=tessa,
            case_id=father.pk,
            casemanager_id=almelo.actor(Role.CASEMANAGER).user_id,
            now=NOW,
        )
    with almelo.acting(Role.CASEMANAGER) as noor:
        zoe = HouseholdMember.objects.get(
            household_id=mother.household_id, person__first_name="Zoë"
        )
        known = selectors.persons_like(noor, Named("Zoe", "MEREL", date(2011, 9, 30)))
        assert zoe.person in known
        services.add_member(
            actor=noor,
            case_id=father.pk,
            who=zoe.person_id,
            belonging=SINCE,
            now=NOW,
        )
        found = selectors.other_households(noor, mother, on=date(2026, 11, 16))
        assert found == {zoe.person_id: [(father.pk, father.code)]}
        with pytest.raises(AlreadyMemberError):
            services.add_member(
                actor=noor,
                case_id=father.pk,
                who=zoe.person_id,
                belonging=SINCE,
                now=NOW,
            )


@pytest.mark.parametrize(
    ("who", "belonging", "error"),
    [
        (Named("Ada"), replace(SINCE, from_on=date(2026, 11, 17)), DayInFutureError),
        (Named("Ada"), replace(SINCE, until_on=date(2026, 11, 17)), DayInFutureError),
        (Named("Ada"), replace(SINCE, until_on=date(2020, 4, 30)), PeriodTurnedError),
        (Named("Ada", "", date(2020, 5, 2)), SINCE, BeforeBirthError),
        (Named("Ada", "", date(2027, 5, 2)), SINCE, DayInFutureError),
        (Named(" "), SINCE, NameNotUsableError),
        (Named("Ada", "\x07"), SINCE, NameNotUsableError),
        (987_654_321, SINCE, NotFoundError),
    ],
)
def test_what_cannot_have_been_is_refused(
    almelo: Town,
    den_haag: Town,
    who: Named | int,
    belonging: Belonging,
    error: type[Exception],
) -> None:
    case = register(almelo)
    with almelo.acting(Role.CASEMANAGER) as noor, pytest.raises(error):
        services.add_member(
            actor=noor, case_id=case.pk, who=who, belonging=belonging, now=NOW
        )


def test_somebody_always_stays(almelo: Town, den_haag: Town) -> None:
    case = register(almelo, replace(MEREL, members=MEREL.members[:1]))
    mila = member_of(almelo, case, "Mila")
    left = Belonging(Relation.HEAD, MEREL.registered_on, date(2020, 1, 1))
    with almelo.acting(Role.CASEMANAGER) as noor, pytest.raises(NobodyLeftError):
        services.change_member(
            actor=noor, member_id=mila, who=Named("Mila"), belonging=left, now=NOW
        )


def test_who_left_and_came_back_belongs_once(almelo: Town, den_haag: Town) -> None:
    case = register(almelo)
    zoe = member_of(almelo, case, "Zoë")
    first = Belonging(Relation.CHILD, MEREL.registered_on, date(2019, 6, 1))
    with almelo.acting(Role.CASEMANAGER) as noor:
        member = services.change_member(
            actor=noor, member_id=zoe, who=Named("Zoë"), belonging=first, now=NOW
        )
        services.add_member(
            actor=noor,
            case_id=case.pk,
            who=member.person_id,
            belonging=SINCE,
            now=NOW,
        )
        with pytest.raises(AlreadyMemberError):
            services.change_member(
                actor=noor,
                member_id=zoe,
                who=Named("Zoë"),
                belonging=replace(first, until_on=None),
                now=NOW,
            )


def test_another_municipality_finds_nobody(almelo: Town, den_haag: Town) -> None:
    case = register(almelo)
    zoe = member_of(almelo, case, "Zoë")
    with den_haag.acting(Role.CASEMANAGER) as stranger:
        with pytest.raises(NotFoundError):
            services.change_member(
                actor=stranger,
                member_id=zoe,
                who=Named("Zoë"),
                belonging=SINCE,
                now=NOW,
            )
        with pytest.raises(NotFoundError):
            services.add_member(
                actor=stranger,
                case_id=case.pk,
                who=Named("Zoë"),
                belonging=SINCE,
                now=NOW,
            )


def test_another_casemanager_and_a_jurist_do_not_enter(
    almelo: Town, den_haag: Town
) -> None:
    case = register(almelo)
    zoe = member_of(almelo, case, "Zoë")
    change = {"member_id": zoe, "who": Named("Z"), "belonging": SINCE, "now": NOW}
    with (
        almelo.acting(Role.CASEMANAGER, DAAN) as daan,
        pytest.raises(NotFoundError),
    ):
        services.change_member(actor=daan, **change)  # type: ignore[arg-type]
    with almelo.acting(Role.JURIST) as joost, pytest.raises(NotAllowedError):
        services.change_member(actor=joost, **change)  # type: ignore[arg-type]


def hide(town: Town, case: Case) -> None:
    with town.acting(Role.CASEMANAGER) as noor:
        services.change_address(actor=noor, case_id=case.pk, contact=SHELTER, now=NOW)


def contact(town: Town, case: Case, role: Role) -> selectors.Contact | None:
    with town.acting(role) as actor:
        found = selectors.contacts_of(actor, [case.household_id])
        return found.get(case.household_id)


def test_an_address_is_open_until_it_is_hidden(almelo: Town, den_haag: Town) -> None:
    case = register(almelo)
    before = contact(almelo, case, Role.TEAM_LEAD)
    assert before is not None
    assert before.address == "Bornsestraat 12"
    hide(almelo, case)
    assert contact(almelo, case, Role.TEAM_LEAD) is None
    seen = contact(almelo, case, Role.CASEMANAGER)
    assert seen == replace(SHELTER, postcode="7601 AA")


def test_a_hidden_address_opens_to_whom_it_was_granted(
    almelo: Town, den_haag: Town
) -> None:
    case = register(almelo)
    hide(almelo, case)
    tessa_id = almelo.actor(Role.TEAM_LEAD).user_id
    with almelo.acting(Role.TEAM_LEAD) as tessa:
        with pytest.raises(services.AddressNotYoursToOpenError):
            services.grant_address(
                actor=tessa, case_id=case.pk, user_id=tessa_id, now=NOW
            )
        with pytest.raises(NotFoundError):
            services.change_address(
                actor=tessa, case_id=case.pk, contact=SHELTER, now=NOW
            )
    with almelo.acting(Role.CASEMANAGER) as noor:
        for _again in range(2):
            services.grant_address(
                actor=noor, case_id=case.pk, user_id=tessa_id, now=NOW
            )
        readers = selectors.address_readers(noor, case)
        assert [user.name for user in readers] == ["Noor Verbeek", "Tessa Lubbers"]
    assert contact(almelo, case, Role.TEAM_LEAD) is not None
    with almelo.acting(Role.CASEMANAGER) as noor:
        services.end_address_grant(
            actor=noor, case_id=case.pk, user_id=tessa_id, now=NOW
        )
    assert contact(almelo, case, Role.TEAM_LEAD) is None


def test_a_team_lead_opens_it_to_the_next_casemanager(
    almelo: Town, den_haag: Town
) -> None:
    case = register(almelo)
    hide(almelo, case)
    daan = almelo.actor(Role.CASEMANAGER, DAAN)
    with almelo.acting(Role.TEAM_LEAD) as tessa:
        services.assign_case(
            actor=tessa, case_id=case.pk, casemanager_id=daan.user_id, now=NOW
        )
    with almelo.acting(Role.CASEMANAGER, DAAN) as actor:
        assert selectors.contacts_of(actor, [case.household_id]) == {}
        with pytest.raises(NotFoundError):
            services.grant_address(
                actor=actor, case_id=case.pk, user_id=daan.user_id, now=NOW
            )
        with pytest.raises(NotFoundError):
            services.end_address_grant(
                actor=actor, case_id=case.pk, user_id=daan.user_id, now=NOW
            )
    with almelo.acting(Role.TEAM_LEAD) as tessa:
        services.grant_address(
            actor=tessa, case_id=case.pk, user_id=daan.user_id, now=NOW
        )
        services.end_address_grant(
            actor=tessa,
            case_id=case.pk,
            user_id=almelo.actor(Role.CASEMANAGER).user_id,
            now=NOW,
        )
    with almelo.acting(Role.CASEMANAGER, DAAN) as actor:
        assert case.household_id in selectors.contacts_of(actor, [case.household_id])


def test_hiding_again_grants_nothing_new(almelo: Town, den_haag: Town) -> None:
    case = register(almelo)
    hide(almelo, case)
    hide(almelo, case)
    with almelo.acting(Role.CASEMANAGER) as noor:
        assert selectors.address_readers(noor, case).count() == 1
