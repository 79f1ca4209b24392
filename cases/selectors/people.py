"""Reads of people and addresses: the only door to both (rules C31 to C34)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from cases.domain.membership import Named, may_be_the_same
from cases.models import (
    AddressGrant,
    Block,
    Case,
    CaseUserPermission,
    Household,
    HouseholdMember,
    Merge,
    Person,
    Representation,
)
from cases.selectors.reading import CHANGE, VIEW, cases_for
from sohos.core.errors import NotFoundError
from sohos.tenancy.actor import Actor
from sohos.tenancy.models import User
from sohos.tenancy.permissions import Permission

MemberRow: TypeAlias = HouseholdMember
PersonRow: TypeAlias = Person
BlockRow: TypeAlias = Block
_LOOKED_AT = 200


@dataclass(frozen=True, slots=True)
class Contact:
    """Where a household lives and how it is reached."""

    address: str
    postcode: str
    place: str
    phone: str
    is_hidden: bool


def hidden_persons(actor: Actor) -> QuerySet[Block, int]:
    """Give the ids of the persons of whom the actor sees nothing, for a subquery.

    Those are protected from somebody for whom the actor acts. Whoever was named as
    acting for a blocked person never sees them. A casemanager of that person's
    household, and a colleague to whom that case was opened, does not either, unless
    they are casemanager of the protected person as well.
    """
    running = Block.objects.filter(
        municipality_id=actor.municipality_id, ended_at__isnull=True
    )
    named = Representation.objects.filter(
        user_id=actor.user_id, ended_at__isnull=True, person_id=OuterRef("blocked_id")
    )
    worked_for = HouseholdMember.objects.filter(
        person_id=OuterRef("blocked_id"),
        until_on__isnull=True,
        household__in=_households_worked_for(actor),
    )
    own = HouseholdMember.objects.filter(
        person_id=OuterRef("protected_id"),
        household__cases__casemanager_id=actor.user_id,
    )
    kept = Exists(named) | (Exists(worked_for) & ~Exists(own))
    return running.filter(kept).values_list("protected_id", flat=True)


def _households_worked_for(actor: Actor) -> QuerySet[Case, int]:
    granted = CaseUserPermission.objects.filter(
        user_id=actor.user_id, content_object_id=OuterRef("pk")
    )
    return Case.objects.filter(
        Q(casemanager_id=actor.user_id) | Exists(granted),
        municipality_id=actor.municipality_id,
    ).values_list("household_id", flat=True)


def whole_cases_for(actor: Actor, *, grant: str = VIEW) -> QuerySet[Case]:
    """List the cases in which nobody is hidden from the actor, newest first.

    Story, plan, journal and costs of a household tell about all of its people: what
    cannot be split by person is only for who may see every person in it.

    Args:
        actor: who asks.
        grant: as in `cases_for`.

    Raises:
        NotAllowedError: the actor's roles read no cases.
    """
    return cases_for(actor, grant=grant).exclude(Exists(_hidden_members(actor)))


def whole_case_of(actor: Actor, *, case_id: int) -> Case:
    """Return a case in which nobody is hidden from the actor.

    Raises:
        NotAllowedError: the actor's roles read no cases.
        NotFoundError: no such case for this actor, or somebody in it is hidden.
    """
    found = whole_cases_for(actor).filter(pk=case_id).first()
    if found is None:
        raise NotFoundError
    return found


def is_kept_from_somebody(actor: Actor, *, case_id: int) -> bool:
    """Tell whether somebody in the household of a case is hidden from the actor."""
    case = Case.objects.filter(pk=case_id, municipality_id=actor.municipality_id)
    return case.filter(Exists(_hidden_members(actor))).exists()


def _hidden_members(
    actor: Actor, household: str = "household_id"
) -> QuerySet[HouseholdMember]:
    """Somebody hidden who ever belonged there: what was written stays about them."""
    return HouseholdMember.objects.filter(
        household_id=OuterRef(household), person_id__in=hidden_persons(actor)
    )


def open_addresses(actor: Actor) -> QuerySet[Household]:
    """List the households of which the actor may see the address, if they see them.

    The rule for hidden addresses, for every page, search, export and API: an address
    is open unless it is hidden and the actor has no grant, or somebody who lives
    there is hidden from the actor.
    """
    granted = AddressGrant.objects.filter(
        household_id=OuterRef("pk"), user_id=actor.user_id, ended_at__isnull=True
    )
    return Household.objects.filter(
        Q(address_is_hidden=False) | Exists(granted),
        municipality_id=actor.municipality_id,
    ).exclude(Exists(_hidden_members(actor, "pk").filter(until_on__isnull=True)))


def contacts_of(actor: Actor, household_ids: Iterable[int]) -> dict[int, Contact]:
    """Return the addresses that the actor may see, by household.

    Args:
        actor: who asks; for households that they may see otherwise.
        household_ids: of those households.
    """
    rows = open_addresses(actor).filter(pk__in=list(household_ids))
    return {
        row.pk: Contact(
            row.address, row.postcode, row.place, row.phone, row.address_is_hidden
        )
        for row in rows
    }


def members_of(actor: Actor, case: Case, *, on: date) -> QuerySet[HouseholdMember]:
    """List who belongs to the household of a case on a day, eldest first.

    Whoever is hidden from the actor is left out.
    """
    return all_members_of(actor, case).filter(
        Q(until_on__isnull=True) | Q(until_on__gte=on), from_on__lte=on
    )


def all_members_of(actor: Actor, case: Case) -> QuerySet[HouseholdMember]:
    """List who belongs or belonged to the household of a case, eldest first.

    Whoever is hidden from the actor is left out.
    """
    return (
        HouseholdMember.objects.filter(
            household_id=case.household_id, municipality_id=actor.municipality_id
        )
        .exclude(person_id__in=hidden_persons(actor))
        .exclude(_merged_away("person_id"))
        .select_related("person")
        .order_by(F("person__born_on").asc(nulls_last=True), "id")
    )


def member_to_work_on(actor: Actor, *, member_id: int) -> tuple[Case, HouseholdMember]:
    """Return a membership of a case in which the actor may write, and lock both.

    Raises:
        NotAllowedError: the actor's roles do not work on cases.
        NotFoundError: no such membership for this actor.
    """
    actor.require_any(Permission.CASE_WORK, Permission.CASE_ASSIGN)
    member = (
        HouseholdMember.objects.filter(
            pk=member_id, municipality_id=actor.municipality_id
        )
        .exclude(person_id__in=hidden_persons(actor))
        .select_related("person")
        .select_for_update(of=("self",))
        .first()
    )
    if member is None:
        raise NotFoundError
    found = cases_for(actor, grant=CHANGE).filter(household_id=member.household_id)
    case = found.select_for_update(of=("self",)).first()
    if case is None:
        raise NotFoundError
    return case, member


def other_households(
    actor: Actor, case: Case, *, on: date
) -> dict[int, list[tuple[int, str]]]:
    """Return in which other households people of a case belong on a day.

    Args:
        actor: who asks; only households of cases in which they may see everybody.
        case: the case.
        on: the day.

    Returns:
        The id and code of a case of each other household, by person.
    """
    rows = (
        HouseholdMember.objects.filter(
            Q(until_on__isnull=True) | Q(until_on__gte=on),
            from_on__lte=on,
            person__memberships__household_id=case.household_id,
            household__cases__in=whole_cases_for(actor).order_by().values("pk"),
        )
        .exclude(household_id=case.household_id)
        .exclude(person_id__in=hidden_persons(actor))
        .order_by("household__cases__id")
        .values_list("person_id", "household__cases__id", "household__cases__code")
        .distinct()
    )
    found: dict[int, list[tuple[int, str]]] = {}
    for person_id, case_id, code in rows:
        found.setdefault(person_id, []).append((case_id, code))
    return found


def persons_like(actor: Actor, who: Named) -> list[Person]:
    """List persons of cases of the actor who may be the same, first known first.

    Raises:
        NotAllowedError: the actor's roles read no cases.
    """
    alike = Q(first_name__istartswith=who.first_name.strip()[:1])
    if who.born_on is not None:
        alike = Q(born_on=who.born_on) | (alike & Q(born_on__isnull=True))
    rows = persons_for(actor).filter(alike)
    return [
        row
        for row in rows.order_by("id")[:_LOOKED_AT]
        if may_be_the_same(who, named(row))
    ]


def persons_for(actor: Actor) -> QuerySet[Person]:
    """List everybody in the cases of the actor who is not hidden from them.

    Raises:
        NotAllowedError: the actor's roles read no cases.
    """
    households = cases_for(actor).order_by().values("household_id")
    there = HouseholdMember.objects.filter(
        person_id=OuterRef("pk"), household_id__in=households
    )
    return (
        Person.objects.filter(Exists(there), municipality_id=actor.municipality_id)
        .exclude(pk__in=hidden_persons(actor))
        .exclude(_merged_away("pk"))
    )


def _merged_away(person: str) -> Exists:
    return Exists(
        Merge.objects.filter(gone_person_id=OuterRef(person), undo__isnull=True)
    )


def named(person: Person) -> Named:
    """Return who a person is, as the rules compare it."""
    return Named(person.first_name, person.surname, person.born_on)


def blocks_of(actor: Actor, person_ids: Iterable[int]) -> QuerySet[Block]:
    """List the blocks in force that protect persons, oldest first."""
    return (
        Block.objects.filter(
            municipality_id=actor.municipality_id,
            protected_id__in=list(person_ids),
            ended_at__isnull=True,
        )
        .exclude(protected_id__in=hidden_persons(actor))
        .select_related("blocked", "by")
        .order_by("id")
    )


def representatives_of(actor: Actor, person_ids: Iterable[int]) -> dict[int, list[str]]:
    """Return the names of the users who act for persons, by person."""
    found: dict[int, list[str]] = {}
    for person_id, name in (
        Representation.objects.filter(
            municipality_id=actor.municipality_id,
            person_id__in=list(person_ids),
            ended_at__isnull=True,
        )
        .order_by("user__name")
        .values_list("person_id", "user__name")
    ):
        found.setdefault(person_id, []).append(name)
    return found


def address_readers(actor: Actor, case: Case) -> QuerySet[User]:
    """List who may see the hidden address of the household of a case, by name."""
    grants = AddressGrant.objects.filter(
        household_id=case.household_id,
        municipality_id=actor.municipality_id,
        ended_at__isnull=True,
    )
    return User.objects.filter(pk__in=grants.values("user_id")).order_by("name")
