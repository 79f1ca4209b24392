"""Reads: who stands here twice, what was merged, and what a merge would change."""

from collections import defaultdict
from typing import TypeAlias

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Lower

from cases.domain.membership import may_be_the_same
from cases.domain.merging import Subject
from cases.models import Case, Household, HouseholdMember, Merge, Person
from cases.selectors.people import (
    named,
    open_addresses,
    persons_for,
    whole_cases_for,
)
from sohos.core.errors import NotFoundError
from sohos.tenancy.actor import Actor
from sohos.tenancy.permissions import Permission

MergeRow: TypeAlias = Merge
MOST_PAIRS = 50
_LOOKED_AT = 2000


def merges(actor: Actor) -> QuerySet[Merge]:
    """List what was merged in the cases of the actor, newest first.

    Raises:
        NotAllowedError: the actor does not assign cases.
    """
    actor.require(Permission.CASE_ASSIGN)
    households = whole_cases_for(actor).order_by().values("household_id")
    member = HouseholdMember.objects.filter(
        Q(person_id=OuterRef("kept_person_id"))
        | Q(person_id=OuterRef("gone_person_id")),
        household_id__in=households,
    )
    anywhere = HouseholdMember.objects.filter(person_id=OuterRef("kept_person_id"))
    merged_on = Q(kept_person_id__isnull=False) & ~Exists(anywhere)
    return (
        Merge.objects.filter(
            Q(kept_household_id__in=households) | Exists(member) | merged_on,
            municipality_id=actor.municipality_id,
        )
        .select_related(
            *("kept_person", "gone_person", "kept_household", "gone_household"),
            *("by", "undo", "undo__by"),
        )
        .order_by("-id")
    )


def merge_of(actor: Actor, *, merge_id: int) -> Merge:
    """Return a merge in the cases of the actor.

    Raises:
        NotAllowedError: the actor does not assign cases.
        NotFoundError: there is no such merge for this actor.
    """
    row = merges(actor).filter(pk=merge_id).first()
    if row is None:
        raise NotFoundError
    return row


def merged_ids(row: Merge) -> tuple[int, int]:
    """Return the ids of what a merge kept and of what went out of sight."""
    if row.subject == Subject.PERSON:
        return row.kept_person_id or 0, row.gone_person_id or 0
    return row.kept_household_id or 0, row.gone_household_id or 0


def is_merged_away(subject: Subject, row_id: int) -> bool:
    """Tell whether a person or household went out of sight by a merge that stands."""
    gone = {f"gone_{subject.value}_id": row_id}
    return Merge.objects.filter(undo__isnull=True, **gone).exists()


def persons_twice(actor: Actor) -> list[tuple[Person, Person]]:
    """List pairs of persons who may be one, the elder row first.

    Two people who belong to one household at once are looked at as well: most who
    stand there twice were added twice.

    Raises:
        NotAllowedError: the actor does not assign cases.
    """
    actor.require(Permission.CASE_ASSIGN)
    rows = persons_for(actor).filter(born_on__isnull=False)
    days = rows.values("born_on").annotate(n=Count("id", distinct=True)).filter(n__gt=1)
    same_day = defaultdict(list)
    for person in rows.filter(born_on__in=days.values("born_on")).order_by("id")[
        :_LOOKED_AT
    ]:
        same_day[person.born_on].append(person)
    pairs = [
        (one, other)
        for people in same_day.values()
        for place, one in enumerate(people)
        for other in people[place + 1 :]
        if may_be_the_same(named(one), named(other))
    ]
    return pairs[:MOST_PAIRS]


def households_twice(actor: Actor) -> list[tuple[Case, Case]]:
    """List pairs of cases whose households live at one address, the elder first.

    Only addresses that the actor may see count.

    Raises:
        NotAllowedError: the actor does not assign cases.
    """
    actor.require(Permission.CASE_ASSIGN)
    cases = whole_cases_for(actor).filter(
        household__in=open_addresses(actor).exclude(address="").exclude(postcode="")
    )
    at = cases.order_by().annotate(
        street=Lower("household__address"), area=Lower("household__postcode")
    )
    crowded = (
        at.values("street", "area")
        .annotate(n=Count("household_id", distinct=True))
        .filter(n__gt=1)
        .values_list("street", "area")[:MOST_PAIRS]
    )
    pairs: list[tuple[Case, Case]] = []
    for street, area in list(crowded):
        alike = cases.filter(
            household__address__iexact=street, household__postcode__iexact=area
        )
        one, *others = alike.order_by("id")
        pairs += [
            (one, other) for other in others if other.household_id != one.household_id
        ]
    return pairs[:MOST_PAIRS]


def households_by_id(actor: Actor, ids: list[int]) -> dict[int, Household]:
    """Return households of cases that the actor sees whole, by id."""
    cases = whole_cases_for(actor).order_by().values("household_id")
    return Household.objects.filter(pk__in=cases).in_bulk(ids)


def cases_by_household(actor: Actor, ids: list[int]) -> dict[int, list[str]]:
    """Return the codes of the cases of households, of those the actor sees whole."""
    found: dict[int, list[str]] = {}
    rows = whole_cases_for(actor).filter(household_id__in=ids).order_by("id")
    for household_id, code in rows.values_list("household_id", "code"):
        found.setdefault(household_id, []).append(code)
    return found


def households_of_persons(actor: Actor, ids: list[int]) -> dict[int, list[str]]:
    """Return the households of persons by name, with the codes of their cases."""
    rows = (
        HouseholdMember.objects.filter(
            person_id__in=ids,
            household__cases__in=whole_cases_for(actor).order_by().values("pk"),
        )
        .order_by("id")
        .values_list("person_id", "household__name", "household__cases__code")
        .distinct()
    )
    found: dict[int, list[str]] = {}
    for person_id, name, code in rows:
        says = f"{name}, {code}"
        if says not in found.setdefault(person_id, []):
            found[person_id].append(says)
    return found
