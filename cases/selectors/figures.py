"""Reads: figures over many cases without a name, and the load of a team."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from django.db.models import (
    Aggregate,
    Count,
    DateField,
    DurationField,
    ExpressionWrapper,
    F,
    Min,
    Q,
    QuerySet,
)
from django.db.models.expressions import Combinable
from django.db.models.functions import ExtractYear

from cases.domain.phases import ENDED, MAIN_LINE, Phase
from cases.models import Case
from cases.selectors.reading import cases_for
from sohos.tenancy.actor import Actor
from sohos.tenancy.arrays import IsAnyOf
from sohos.tenancy.permissions import Permission

FUNNEL = (
    Phase.AANGEMELD,
    Phase.INTAKE,
    Phase.LEEFWERELD,
    Phase.KBA,
    Phase.UITVOERING,
    Phase.JAARGRENS,
    Phase.NAZORG,
    Phase.AFGESLOTEN,
)
PLANNING = (Phase.LEEFWERELD, Phase.KNELPUNTEN, Phase.DOORBRAAK, Phase.KBA)
FOUR_WEEKS = timedelta(weeks=4)


@dataclass(frozen=True, slots=True)
class CasePlace:
    """To which programme, year of registration and team a case belongs."""

    case_id: int
    programme_id: int
    year: int
    team_id: int | None


@dataclass(frozen=True, slots=True)
class FunnelStep:
    """How many cases came as far as a phase, and how long until the next step.

    `days` is the median over the `moved` cases that reached the next step.
    """

    phase: Phase
    reached: int
    moved: int
    days: int | None


@dataclass(frozen=True, slots=True)
class Funnel:
    """The steps in order, and the median number of days until the plan runs."""

    steps: tuple[FunnelStep, ...]
    days_to_start: int | None
    stopped: int


@dataclass(frozen=True, slots=True)
class Overdue:
    """Cases whose jaargrens has passed without a measurement."""

    cases: int
    oldest_on: date | None


@dataclass(frozen=True, slots=True)
class Load:
    """What one casemanager has in hand; None is what nobody has yet.

    `late` is over the term of its phase; a passed jaargrens counts apart, in
    `to_measure`.
    """

    casemanager_id: int | None
    casemanager: str
    in_hand: int
    planning: int
    running: int
    late: int
    very_late: int
    to_measure: int
    oldest_on: date


@dataclass(frozen=True, slots=True)
class Ageing:
    """How long the cases in a phase are there."""

    phase: Phase
    cases: int
    late: int
    median_on: date
    oldest_on: date


class Median(Aggregate):
    """The middle value, of two the lower."""

    template = "PERCENTILE_DISC(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"


def places_of_cases(actor: Actor) -> list[CasePlace]:
    """List where every case of the municipality belongs, in order of id.

    Raises:
        NotAllowedError: the actor reads no figures.
    """
    actor.require(Permission.DASHBOARD_READ)
    rows = (
        Case.objects.filter(municipality_id=actor.municipality_id)
        .order_by("id")
        .values_list("id", "programme_id", ExtractYear("registered_on"), "team_id")
    )
    return [CasePlace(*row) for row in rows]


def funnel_of(actor: Actor, case_ids: Sequence[int]) -> Funnel:
    """Count how far cases came and how long each step took.

    A case that went further counts in every step before, and each step from the
    first day on which it was reached.

    Raises:
        NotAllowedError: the actor reads no figures.
    """
    first_days = {
        _on(phase): Min(
            "phase_changes__on",
            filter=Q(phase_changes__after__in=MAIN_LINE[MAIN_LINE.index(phase) :]),
        )
        for phase in FUNNEL
    }
    wanted: dict[str, Any] = {
        "stopped": Count("pk", filter=Q(phase=Phase.UITVAL)),
        "start": Median(_days(Phase.AANGEMELD, Phase.UITVOERING)),
    }
    for phase in FUNNEL:
        wanted[f"{phase}_reached"] = Count(_on(phase))
    for phase, following in pairwise(FUNNEL):
        wanted[f"{phase}_days"] = Median(_days(phase, following))
    found = _counted(actor, case_ids).annotate(**first_days).aggregate(**wanted)
    reached = [found[f"{phase}_reached"] for phase in FUNNEL]
    return Funnel(
        steps=tuple(
            FunnelStep(phase, count, moved, _whole(found.get(f"{phase}_days")))
            for phase, count, moved in zip(
                FUNNEL, reached, [*reached[1:], 0], strict=True
            )
        ),
        days_to_start=_whole(found["start"]),
        stopped=found["stopped"],
    )


def overdue_of(actor: Actor, case_ids: Sequence[int], *, today: date) -> Overdue:
    """Count the cases whose jaargrens has passed while nothing was measured.

    Raises:
        NotAllowedError: the actor reads no figures.
    """
    found = (
        _counted(actor, case_ids)
        .filter(phase=Phase.UITVOERING, due_on__lt=today)
        .aggregate(cases=Count("pk"), oldest_on=Min("due_on"))
    )
    return Overdue(**found)


def loads_of(actor: Actor, *, today: date) -> list[Load]:
    """List what each casemanager of the actor's teams has in hand.

    Args:
        actor: a team lead.
        today: the day on which terms are compared.

    Returns:
        First what nobody has yet, then the heaviest load first.

    Raises:
        NotAllowedError: the actor does not assign cases.
    """
    actor.require(Permission.CASE_ASSIGN)
    late, to_measure = _late(today), _to_measure(today)
    rows = (
        _in_hand(actor)
        .values("casemanager_id", name=F("casemanager__name"))
        .annotate(
            in_hand=Count("pk"),
            planning=Count("pk", filter=Q(phase__in=PLANNING)),
            running=Count("pk", filter=Q(phase=Phase.UITVOERING)),
            late=Count("pk", filter=late),
            very_late=Count("pk", filter=late & _late(today - FOUR_WEEKS)),
            to_measure=Count("pk", filter=to_measure),
            oldest_on=Min("phase_since"),
        )
    )
    loads = [_load(dict(row)) for row in rows]
    return sorted(
        loads,
        key=lambda load: (
            load.casemanager_id is not None,
            -load.in_hand,
            load.casemanager,
        ),
    )


def ageing_of(actor: Actor, *, today: date) -> list[Ageing]:
    """List how long the cases of the actor's teams are in their phase.

    Args:
        actor: a team lead.
        today: the day on which terms are compared.

    Returns:
        In the order of the phases; phases without a case are left out.

    Raises:
        NotAllowedError: the actor does not assign cases.
    """
    actor.require(Permission.CASE_ASSIGN)
    rows = (
        _in_hand(actor)
        .values("phase")
        .annotate(
            cases=Count("pk"),
            late=Count("pk", filter=_late(today)),
            median_on=Median("phase_since", output_field=DateField()),
            oldest_on=Min("phase_since"),
        )
    )
    found = {
        row["phase"]: Ageing(
            phase=Phase(row["phase"]),
            cases=row["cases"],
            late=row["late"],
            median_on=row["median_on"],
            oldest_on=row["oldest_on"],
        )
        for row in rows
    }
    return [found[phase] for phase in Phase if phase in found]


def _counted(actor: Actor, case_ids: Sequence[int]) -> QuerySet[Case]:
    actor.require(Permission.DASHBOARD_READ)
    return Case.objects.filter(
        IsAnyOf("pk", case_ids), municipality_id=actor.municipality_id
    ).order_by()


def _in_hand(actor: Actor) -> QuerySet[Case]:
    return cases_for(actor).exclude(phase__in=ENDED).order_by()


def _load(row: dict[str, Any]) -> Load:
    name = row.pop("name")
    return Load(casemanager=name or "", **row)


def _late(today: date) -> Q:
    return Q(due_on__lt=today) & ~Q(phase=Phase.UITVOERING)


def _to_measure(today: date) -> Q:
    return Q(due_on__lte=today, phase=Phase.UITVOERING)


def _on(phase: Phase) -> str:
    return f"{phase}_on"


def _days(before: Phase, after: Phase) -> Combinable:
    return ExpressionWrapper(
        F(_on(after)) - F(_on(before)), output_field=DurationField()
    )


def _whole(span: timedelta | None) -> int | None:
    return None if span is None else span.days
