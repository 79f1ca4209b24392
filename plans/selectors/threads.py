"""Reads over all adopted plans: what returns, as codes and without a word of anybody."""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Count, Prefetch, QuerySet

from cases import selectors as cases
from plans.domain.adoption import PlanStatus
from plans.models import (
    DoorbraakKnelpunt,
    Knelpunt,
    KnelpuntKind,
    LegalBasis,
    PlanVersion,
)
from plans.selectors.reading import plans_for
from sohos.core.dates import AMSTERDAM, local_day
from sohos.core.euro import Euro
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

    What was adopted is read as it was frozen, whatever became of the plan since. The
    number of queries does not depend on the number of plans.

    Args:
        first: first day on which the adoption was recorded.
        last: last such day.

    Returns:
        In order of plan.
    """
    versions = (
        _first_versions()
        .filter(adopted_at__gte=_start_of(first))
        .filter(adopted_at__lt=_start_of(last + timedelta(days=1)))
        .order_by("plan_id")
        .values_list("case__household_id", "prognosis_stage_id", "content")
    )
    registers = _registers()
    return [
        _codes(household_id, stage_id, json.loads(content), registers)
        for household_id, stage_id, content in versions
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


@dataclass(frozen=True, slots=True)
class _Registers:
    """What codes and labels of frozen plans stand for."""

    kinds: Mapping[str, str]
    laws: Mapping[str, str]
    organisations: Mapping[str, str]
    domains: Mapping[str, str]


def _registers() -> _Registers:
    merged, named = cases.organisation_codes(), _labels("organisation")
    return _Registers(
        kinds=dict(KnelpuntKind.objects.values_list("code", "kind")),
        laws=dict(LegalBasis.objects.values_list("code", "law")),
        organisations={label: merged.get(code, code) for label, code in named.items()},
        domains=_labels("life_domain"),
    )


def _labels(name: str) -> dict[str, str]:
    """Lead from the labels that knelpunten carry to the codes behind them."""
    found = Knelpunt.objects.filter(**{f"{name}__isnull": False}).order_by()
    return dict(found.values_list(f"{name}__label_nl", f"{name}__code").distinct())


def _codes(
    household_id: int, stage_id: int, frozen: Mapping[str, Any], known: _Registers
) -> AdoptedCodes:
    plan = frozen["plan"]
    bases = {check["doorbraak"]: check["bases"] for check in frozen["legal_checks"]}
    return AdoptedCodes(
        household_id=household_id,
        stage_id=stage_id,
        saving=Euro(plan["prognosis"]["saving"]["cents"]),
        knelpunten=tuple(
            KnelpuntCodes(
                id=row["id"],
                kind=known.kinds.get(row["kind"], ""),
                sort=row["kind"],
                organisation=known.organisations.get(row["organisation"], ""),
                life_domain=known.domains.get(row["life_domain"], ""),
                rule=row["rule"],
            )
            for row in plan["knelpunten"]
        ),
        doorbraken=tuple(
            DoorbraakCodes(
                overcomes=frozenset(row["overcomes"]),
                cost=Euro(row["cost"]["cents"]),
                law=_law(bases.get(row["id"], ()), known),
            )
            for row in plan["doorbraken"]
        ),
    )


def _law(bases: Sequence[str], known: _Registers) -> str:
    """Return the law of the first basis of a check."""
    return known.laws.get(bases[0], "") if bases else ""
