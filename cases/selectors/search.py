"""Reads: finding cases by a code, a name or an address."""

from collections.abc import Sequence

from django.db.models import Q, QuerySet

from cases.domain import search
from cases.models import (
    Case,
    HouseholdMember,
    Involvement,
    Organisation,
    SearchWord,
)
from cases.selectors.involvement import organisation_ids
from cases.selectors.people import hidden_persons, open_addresses, whole_cases_for
from cases.selectors.reading import cases_for
from sohos.tenancy.actor import Actor


def find_cases(actor: Actor, asked: Sequence[str]) -> QuerySet[Case]:
    """Find the cases of the actor in which every word that was asked begins a word.

    Those words are of the household, or all of an organisation that helps it.

    An address that is hidden from the actor, and a person who is, finds nothing.

    Args:
        actor: who asks; only cases that they may see are found.
        asked: words of `search.asked`; without any, nothing is found.

    Returns:
        The newest first.

    Raises:
        NotAllowedError: the actor's roles read no cases.
    """
    found = cases_for(actor)
    if not asked:
        return found.none()
    household = Q()
    for word in asked:
        household &= Q(household_id__in=_begins(actor, word))
    return found.filter(household | Q(pk__in=_helped_by(actor, asked)))


def found_members(
    actor: Actor, household_ids: Sequence[int], asked: Sequence[str]
) -> dict[int, list[str]]:
    """Return by household the names of the members that a word found, by name."""
    rows = (
        HouseholdMember.objects.filter(
            household_id__in=household_ids, municipality_id=actor.municipality_id
        )
        .exclude(person_id__in=hidden_persons(actor))
        .select_related("person")
        .order_by("person__first_name", "id")
    )
    found: dict[int, list[str]] = {}
    for row in rows:
        name = str(row.person)
        if any(search.matches(name, (word,)) for word in asked):
            names = found.setdefault(row.household_id, [])
            if name not in names:
                names.append(name)
    return found


def _helped_by(actor: Actor, asked: Sequence[str]) -> QuerySet[Involvement, int]:
    """Give the cases in which an organisation of that name helps or helped."""
    register = Organisation.objects.filter(municipality_id=actor.municipality_id)
    labels = dict(register.values_list("pk", "label_nl"))
    stands_for = organisation_ids(actor)
    meant = [
        pk
        for pk, label in labels.items()
        if search.matches(label, asked)
        or search.matches(labels[stands_for.get(pk, pk)], asked)
    ]
    whole = whole_cases_for(actor).order_by().values("pk")
    return Involvement.objects.filter(
        municipality_id=actor.municipality_id,
        organisation_id__in=meant,
        removed_at__isnull=True,
        case_id__in=whole,
    ).values_list("case_id", flat=True)


def _begins(actor: Actor, word: str) -> QuerySet[SearchWord, int]:
    first, last = search.bounds(word)
    open_ones = open_addresses(actor).values("pk")
    return SearchWord.objects.filter(
        Q(kind__in=("name", "code"))
        | Q(kind="address", household_id__in=open_ones)
        | (Q(kind="person") & ~Q(person_id__in=hidden_persons(actor))),
        municipality_id=actor.municipality_id,
        word__gte=first,
        word__lt=last,
    ).values_list("household_id", flat=True)
