from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.apps import apps
from django.core import serializers

from cases import selectors, services
from cases.domain.membership import Belonging, Named
from cases.domain.merging import (
    MergeChangedError,
    MergeOutOfSightError,
    MergeRefusedError,
    MergeSameError,
    MergeUndoneError,
    Subject,
)
from cases.domain.registration import NewMember, ReasonMissingError, Relation
from cases.models import (
    AddressGrant,
    Block,
    Case,
    Household,
    HouseholdMember,
    Merge,
    Person,
    Representation,
)
from cases.services.merges import FOLLOWS_HOUSEHOLD, FOLLOWS_PERSON
from sohos.core.errors import NotAllowedError, NotFoundError
from sohos.tenancy.permissions import Role
from tests.services.cases.households import MEREL, NOW, register
from tests.services.cases.test_households import SHELTER
from tests.towns import Town

DAAN = "Daan de Wit"
TODAY = date(2026, 11, 16)
TWICE = replace(
    MEREL,
    household_name="Merel-Vos",
    members=(
        NewMember("Mila", Relation.HEAD, "", date(1986, 4, 2)),
        NewMember("Bram", Relation.CHILD, "Vos"),
    ),
    address="",
    postcode="",
    place="",
    phone="",
)
TABLES = (Person, Household, HouseholdMember, Case, AddressGrant, Block, Representation)


def everything(town: Town) -> str:
    """All rows that a merge may touch, as text."""
    with town.acting(Role.TEAM_LEAD):
        rows = [row for table in TABLES for row in table.objects.order_by("pk")]
        return str(serializers.serialize("json", rows))


def person(case: Case, first_name: str) -> Person:
    return Person.objects.get(
        first_name=first_name, memberships__household_id=case.household_id
    )


def unassigned(town: Town, new: Any = MEREL) -> Case:
    return register(town, new, role=Role.TEAM_LEAD)


def merge(town: Town, subject: Subject, kept: int, gone: int) -> Merge:
    with town.acting(Role.TEAM_LEAD) as tessa:
        return services.merge(
            actor=tessa,
            subject=subject,
            kept_id=kept,
            gone_id=gone,
            reason="Zelfde paspoort.",
            now=NOW,
        )


def undo(town: Town, row: Merge, reason: str = "Het is een nicht.") -> None:
    with town.acting(Role.TEAM_LEAD) as tessa:
        services.undo_merge(actor=tessa, merge_id=row.pk, reason=reason, now=NOW)


def two_milas(town: Town) -> tuple[Case, Case, int, int]:
    first, second = unassigned(town), unassigned(town, TWICE)
    with town.acting(Role.TEAM_LEAD):
        return first, second, person(first, "Mila").pk, person(second, "Mila").pk


def test_a_person_who_stood_there_twice_becomes_one_and_two_again(
    almelo: Town, den_haag: Town
) -> None:
    first, second, kept, gone = two_milas(almelo)
    with almelo.acting(Role.TEAM_LEAD) as tessa:
        services.block_person(
            actor=tessa,
            member_id=HouseholdMember.objects.get(person_id=gone).pk,
            blocked=Named("Victor"),
            reason="Contactverbod.",
            acted_for_by=[almelo.actor(Role.CASEMANAGER).user_id],
            now=NOW,
        )
        pairs = selectors.persons_twice(tessa)
        assert [(one.pk, other.pk) for one, other in pairs] == [(kept, gone)]
    before = everything(almelo)
    row = merge(almelo, Subject.PERSON, kept, gone)
    with almelo.acting(Role.TEAM_LEAD) as tessa:
        eldest = selectors.members_of(tessa, second, on=TODAY).first()
        assert eldest is not None
        assert eldest.person_id == kept
        assert selectors.other_households(tessa, first, on=TODAY) == {
            kept: [(second.pk, second.code)]
        }
        assert selectors.persons_twice(tessa) == []
        assert Block.objects.get().protected_id == kept
        assert not selectors.persons_for(tessa).filter(pk=gone).exists()
        assert Person.objects.filter(pk=gone).exists()
    undo(almelo, row)
    assert everything(almelo) == before
    with pytest.raises(MergeUndoneError):
        undo(almelo, row)


def test_what_is_empty_is_filled_and_emptied_again(
    almelo: Town, den_haag: Town
) -> None:
    _first, _second, named, nameless = two_milas(almelo)
    before = everything(almelo)
    row = merge(almelo, Subject.PERSON, nameless, named)
    with almelo.acting(Role.TEAM_LEAD):
        assert Person.objects.get(pk=nameless).surname == "Merel"
    undo(almelo, row)
    assert everything(almelo) == before


def test_two_rows_of_one_person_in_one_household(almelo: Town, den_haag: Town) -> None:
    case = unassigned(almelo)
    with almelo.acting(Role.TEAM_LEAD) as tessa:
        twin = services.add_member(
            actor=tessa,
            case_id=case.pk,
            who=Named("Mila", "Merel", date(1986, 4, 2)),
            belonging=Belonging(Relation.HEAD, date(2018, 5, 1)),
            now=NOW,
        )
        kept = person(case, "Zoë").pk
        mila = HouseholdMember.objects.filter(household_id=case.household_id).first()
    assert mila is not None
    assert kept
    before = everything(almelo)
    row = merge(almelo, Subject.PERSON, mila.person_id, twin.person_id)
    with almelo.acting(Role.TEAM_LEAD) as tessa:
        rows = selectors.all_members_of(tessa, case)
        assert [(m.person.first_name, m.from_on) for m in rows] == [
            ("Mila", date(2018, 5, 1)),
            ("Zoë", MEREL.registered_on),
        ]
    undo(almelo, row)
    assert everything(almelo) == before


def test_a_household_that_was_registered_twice(almelo: Town, den_haag: Town) -> None:
    first, second = unassigned(almelo, TWICE), unassigned(almelo)
    with almelo.acting(Role.TEAM_LEAD) as tessa:
        services.change_address(
            actor=tessa, case_id=second.pk, contact=SHELTER, now=NOW
        )
    before = everything(almelo)
    row = merge(almelo, Subject.HOUSEHOLD, first.household_id, second.household_id)
    with almelo.acting(Role.TEAM_LEAD) as tessa:
        moved = selectors.case_of(tessa, case_id=second.pk)
        assert moved.household_id == first.household_id
        names = [m.person.first_name for m in selectors.all_members_of(tessa, first)]
        assert sorted(names) == ["Bram", "Mila", "Mila", "Zoë"]
        contact = selectors.contacts_of(tessa, [first.household_id])
        assert contact[first.household_id] == replace(SHELTER, postcode="7601 AA")
    undo(almelo, row)
    assert everything(almelo) == before


def test_households_at_one_address_are_pointed_out(
    almelo: Town, den_haag: Town
) -> None:
    first, second = unassigned(almelo), unassigned(almelo)
    unassigned(almelo, TWICE)
    with almelo.acting(Role.TEAM_LEAD) as tessa:
        assert selectors.households_twice(tessa) == [(first, second)]
        services.change_address(
            actor=tessa, case_id=second.pk, contact=SHELTER, now=NOW
        )
        assert selectors.households_twice(tessa) == []


def test_what_changed_since_stays_and_nothing_goes_back(
    almelo: Town, den_haag: Town
) -> None:
    _first, second, kept, gone = two_milas(almelo)
    row = merge(almelo, Subject.PERSON, kept, gone)
    with almelo.acting(Role.TEAM_LEAD):
        other = Person.objects.create(first_name="Iemand")
        member = HouseholdMember.objects.get(
            household_id=second.household_id, person_id=kept
        )
        member.person = other
        member.save()
    now = everything(almelo)
    with pytest.raises(MergeChangedError, match="HouseholdMember"):
        undo(almelo, row)
    assert everything(almelo) == now


def test_who_was_merged_on_does_not_go_back_first(almelo: Town, den_haag: Town) -> None:
    _first, _second, kept, gone = two_milas(almelo)
    third = unassigned(almelo, TWICE)
    with almelo.acting(Role.TEAM_LEAD):
        last = person(third, "Mila").pk
    before = everything(almelo)
    one = merge(almelo, Subject.PERSON, kept, gone)
    other = merge(almelo, Subject.PERSON, last, kept)
    with pytest.raises(MergeChangedError):
        undo(almelo, one)
    undo(almelo, other)
    undo(almelo, one)
    assert everything(almelo) == before


def test_who_cannot_be_one(almelo: Town, den_haag: Town) -> None:
    first, second, kept, gone = two_milas(almelo)
    with pytest.raises(MergeSameError):
        merge(almelo, Subject.PERSON, kept, kept)
    with pytest.raises(NotFoundError):
        merge(almelo, Subject.PERSON, kept, 987_654_321)
    with pytest.raises(NotFoundError):
        merge(almelo, Subject.HOUSEHOLD, first.household_id, 987_654_321)
    with almelo.acting(Role.TEAM_LEAD) as tessa:
        with pytest.raises(ReasonMissingError):
            services.merge(
                actor=tessa,
                subject=Subject.PERSON,
                kept_id=kept,
                gone_id=gone,
                reason=" ",
                now=NOW,
            )
        services.block_person(
            actor=tessa,
            member_id=HouseholdMember.objects.get(person_id=kept).pk,
            blocked=gone,
            reason="Contactverbod.",
            now=NOW,
        )
    with pytest.raises(MergeRefusedError):
        merge(almelo, Subject.PERSON, kept, gone)
    row = merge(almelo, Subject.HOUSEHOLD, first.household_id, second.household_id)
    with pytest.raises(ReasonMissingError):
        undo(almelo, row, " ")


def test_only_who_sees_everything_merges(almelo: Town, den_haag: Town) -> None:
    first, _second, kept, gone = two_milas(almelo)
    hidden = register(almelo, TWICE, name=DAAN)
    with almelo.acting(Role.CASEMANAGER, DAAN):
        Case.objects.filter(pk=hidden.pk).update(team=_team(almelo))
        HouseholdMember.objects.create(
            household_id=hidden.household_id,
            person_id=gone,
            relation=Relation.OTHER,
            from_on=MEREL.registered_on,
        )
        Case.objects.filter(pk=hidden.pk)
    with pytest.raises(MergeOutOfSightError):
        merge(almelo, Subject.PERSON, kept, gone)
    with almelo.acting(Role.CASEMANAGER) as noor, pytest.raises(NotAllowedError):
        services.plan_merge(noor, subject=Subject.PERSON, kept_id=kept, gone_id=gone)
    with den_haag.acting(Role.TEAM_LEAD) as stranger:
        for subject, ids in (
            (Subject.PERSON, (kept, gone)),
            (Subject.HOUSEHOLD, (first.household_id, hidden.household_id)),
        ):
            with pytest.raises(NotFoundError):
                services.plan_merge(
                    stranger, subject=subject, kept_id=ids[0], gone_id=ids[1]
                )
        assert not selectors.merges(stranger).exists()


def _team(town: Town) -> Any:
    group = apps.get_model("auth.Group").objects.create(name=f"{town.id} Zuid")
    return apps.get_model("tenancy.Team").objects.create(name="Zuid", group=group)


def test_everything_that_points_at_a_person_or_household_follows_or_says_why() -> None:
    stays = {
        "AgeNotice.person": "told once is told; the notice of who went counts",
        "Measurement.person": "an answer is never changed; it reads as who was kept",
        "Listing.consent_person": "who agreed is never changed",
        "Merge.kept_person": "what happened",
        "Merge.gone_person": "what happened",
        "Merge.kept_household": "what happened",
        "Merge.gone_household": "what happened",
        "SearchWord.person": "the database writes it",
        "SearchWord.household": "the database writes it",
    }
    follows = {
        f"{model.__name__}.{field.removesuffix('_id')}"
        for model, field in (*FOLLOWS_PERSON, *FOLLOWS_HOUSEHOLD)
    }
    found = {
        f"{model.__name__}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if field.related_model in {Person, Household}
    }
    assert found == follows | stays.keys()


def test_a_household_in_sight_of_another_team_is_left_alone(
    almelo: Town, den_haag: Town
) -> None:
    first, second = unassigned(almelo), unassigned(almelo, TWICE)
    third = register(almelo, TWICE, name=DAAN)
    with almelo.acting(Role.CASEMANAGER, DAAN):
        Case.objects.filter(pk=third.pk).update(
            team=_team(almelo), household_id=second.household_id
        )
    with pytest.raises(MergeOutOfSightError):
        merge(almelo, Subject.HOUSEHOLD, first.household_id, second.household_id)


def test_who_left_before_keeps_both_periods(almelo: Town, den_haag: Town) -> None:
    first, second, kept, gone = two_milas(almelo)
    with almelo.acting(Role.TEAM_LEAD) as tessa:
        services.change_member(
            actor=tessa,
            member_id=HouseholdMember.objects.get(person_id=gone).pk,
            who=Named("Mila", "", date(1986, 4, 2)),
            belonging=Belonging(Relation.HEAD, MEREL.registered_on, date(2020, 1, 1)),
            now=NOW,
        )
    before = everything(almelo)
    row = merge(almelo, Subject.PERSON, kept, gone)
    with almelo.acting(Role.TEAM_LEAD) as tessa:
        left = [
            member.until_on
            for member in selectors.all_members_of(tessa, second)
            if member.person_id == kept
        ]
        assert left == [date(2020, 1, 1)]
        assert first.household_id != second.household_id
    undo(almelo, row)
    assert everything(almelo) == before
