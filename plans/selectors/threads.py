"""Reads over all adopted plans: what returns, as codes and without a word of anybody."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Count, F, Prefetch, QuerySet

from cases import selectors as cases
from plans.domain.adoption import PlanStatus
from plans.models import (
    Doorbraak,
    DoorbraakKnelpunt,
    Knelpunt,
    LegalCheckBasis,
    PlanVersion,
)
from plans.selectors.reading import plans_for
from sohos.core.dates import AMSTERDAM, local_day
from sohos.core.euro import ZERO, Euro
from sohos.tenancy.actor import Actor

_ADOPTED = (PlanStatus.ADOPTED, PlanStatus.SUPERSEDED)


@dataclass(frozen=True, slots=True)
class KnelpuntCodes:
    """A knelpunt by its codes; `rule` is the law as it was written down."""

    id: int
    kind: str
    sort: str
    organisation: str
    life_domain: str
    rule: str


@dataclass(frozen=True, slots=True)
class DoorbraakCodes:
    """A doorbraak by what it overcomes, its cost, and the law of its first basis."""

    overcomes: frozenset[int]
    cost: Euro
    law: str


@dataclass(frozen=True, slots=True)
class AdoptedCodes:
    """The first adopted plan of a case, as codes and amounts."""

    household_id: int
    stage_id: int
    saving: Euro
    knelpunten: tuple[KnelpuntCodes, ...]
    doorbraken: tuple[DoorbraakCodes, ...]


@dataclass(frozen=True, slots=True)
class ThreadFilter:
    """Which knelpunten to list; an empty text is no choice."""

    kind: str = ""
    sort: str = ""
    organisation: str = ""
    life_domain: str = ""


@dataclass(frozen=True, slots=True)
class OwnKind:
    """How often a kind of knelpunt occurs, and in how many households."""

    kind: str
    knelpunten: int
    cases: int


def adoption_days() -> dict[date, int]:
    """Count the first adoptions of the running tenant by the day they were recorded."""
    days: dict[date, int] = defaultdict(int)
    for moment in _first_versions().values_list("adopted_at", flat=True):
        days[local_day(moment)] += 1
    return dict(days)


def adopted_codes(first: date, last: date) -> list[AdoptedCodes]:
    """Read the first adopted plan of each case of the running tenant, as codes.

    The number of queries does not depend on the number of plans.

    Args:
        first: first day on which the adoption was recorded.
        last: last such day.

    Returns:
        In order of plan.
    """
    versions = list(
        _first_versions()
        .filter(adopted_at__gte=_start_of(first))
        .filter(adopted_at__lt=_start_of(last + timedelta(days=1)))
        .annotate(
            household_id=F("case__household_id"),
            saving_cents=F("plan__prognosis_saving_cents"),
        )
        .order_by("plan_id")
        .values_list("plan_id", "household_id", "prognosis_stage_id", "saving_cents")
    )
    plan_ids = [row[0] for row in versions]
    knelpunten = _knelpunten(plan_ids)
    doorbraken = _doorbraken(plan_ids)
    return [
        AdoptedCodes(
            household_id=household_id,
            stage_id=stage_id,
            saving=ZERO if cents is None else Euro(cents),
            knelpunten=tuple(knelpunten[plan_id]),
            doorbraken=tuple(doorbraken[plan_id]),
        )
        for plan_id, household_id, stage_id, cents in versions
    ]


def knelpunten_for(actor: Actor, chosen: ThreadFilter) -> QuerySet[Knelpunt]:
    """List the knelpunten of adopted plans that the actor may read, newest first.

    Raises:
        NotAllowedError: the actor's roles read no plans.
    """
    wanted = {
        "kind__kind": chosen.kind,
        "kind__code": chosen.sort,
        "organisation__code__in": _same(chosen.organisation),
        "life_domain__code": chosen.life_domain,
    }
    return (
        Knelpunt.objects.filter(
            municipality_id=actor.municipality_id,
            removed_at__isnull=True,
            plan__in=plans_for(actor).filter(status__in=_ADOPTED).order_by(),
            **{name: value for name, value in wanted.items() if value},
        )
        .select_related("kind", "life_domain", "organisation", "plan__case")
        .prefetch_related(
            Prefetch(
                "overcome_by",
                DoorbraakKnelpunt.objects.filter(
                    doorbraak__removed_at__isnull=True
                ).select_related("doorbraak"),
            )
        )
        .order_by("-id")
    )


def own_kinds(actor: Actor) -> list[OwnKind]:
    """Count the kinds of knelpunten in the adopted plans that the actor may read.

    Raises:
        NotAllowedError: the actor's roles read no plans.
    """
    rows = (
        knelpunten_for(actor, ThreadFilter())
        .order_by()
        .values("kind__kind")
        .annotate(number=Count("id"), cases=Count("plan__case_id", distinct=True))
        .order_by("-number", "kind__kind")
        .values_list("kind__kind", "number", "cases")
    )
    return [OwnKind(*row) for row in rows]


def _first_versions() -> QuerySet[PlanVersion]:
    return PlanVersion.objects.filter(number=1)


def _start_of(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=AMSTERDAM)


def _same(organisation: str) -> list[str]:
    """List the codes that read as an organisation, its own first; none for none."""
    if not organisation:
        return []
    merged = cases.organisation_codes()
    return [
        organisation,
        *(gone for gone, kept in merged.items() if kept == organisation),
    ]


def _knelpunten(plan_ids: Sequence[int]) -> dict[int, list[KnelpuntCodes]]:
    merged = cases.organisation_codes()
    found = defaultdict(list)
    rows = (
        Knelpunt.objects.filter(plan_id__in=plan_ids, removed_at__isnull=True)
        .order_by("id")
        .values_list(
            "plan_id",
            "id",
            "kind__kind",
            "kind__code",
            "organisation__code",
            "life_domain__code",
            "rule",
        )
    )
    for plan_id, pk, kind, sort, code, life_domain, rule in rows:
        organisation = merged.get(code, code) or ""
        found[plan_id].append(
            KnelpuntCodes(pk, kind, sort, organisation, life_domain or "", rule)
        )
    return found


def _doorbraken(plan_ids: Sequence[int]) -> dict[int, list[DoorbraakCodes]]:
    rows = list(
        Doorbraak.objects.filter(plan_id__in=plan_ids, removed_at__isnull=True)
        .order_by("id")
        .values_list("plan_id", "id", "cost_cents")
    )
    ids = [row[1] for row in rows]
    overcomes = defaultdict(set)
    for doorbraak_id, knelpunt_id in DoorbraakKnelpunt.objects.filter(
        doorbraak_id__in=ids
    ).values_list("doorbraak_id", "knelpunt_id"):
        overcomes[doorbraak_id].add(knelpunt_id)
    laws = _laws(ids)
    found = defaultdict(list)
    for plan_id, pk, cents in rows:
        found[plan_id].append(
            DoorbraakCodes(frozenset(overcomes[pk]), Euro(cents), laws.get(pk, ""))
        )
    return found


def _laws(doorbraak_ids: Iterable[int]) -> dict[int, str]:
    """Return the law of the first basis in the last check of each doorbraak."""
    rows = (
        LegalCheckBasis.objects.filter(legal_check__doorbraak_id__in=doorbraak_ids)
        .order_by("legal_check__doorbraak_id", "-legal_check_id", "id")
        .distinct("legal_check__doorbraak_id")
        .values_list("legal_check__doorbraak_id", "basis__law")
    )
    return dict(rows)
