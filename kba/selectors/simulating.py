"""Reads: what a simulation of a programme needs, and what came of it."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Max, Q, QuerySet

from cases import selectors as cases
from kba.domain.simulation import programme as programmes
from kba.domain.simulation.programme import ProgrammeOutcome
from kba.domain.stages import Stage as StageKind
from kba.models import PriceRow, ProgrammeSimulation, Stage
from sohos.tenancy.actor import Actor
from sohos.tenancy.permissions import Permission


@dataclass(frozen=True, slots=True)
class ProgrammeForecast:
    """A programme, how many cases can be simulated, and its newest simulation.

    `done` of `parts` are finished; `outcome` is there once all are.
    """

    id: int
    name: str
    cases: int
    simulation: ProgrammeSimulation | None
    done: int
    parts: int
    outcome: ProgrammeOutcome | None

    @property
    def is_running(self) -> bool:
        """Say whether workers are busy with it."""
        return self.simulation is not None and self.outcome is None


def prognoses_of_programme(actor: Actor, *, programme_id: int) -> list[int]:
    """List the newest prognosis of every case of a programme, by id; figures only."""
    newest = (
        _prognoses(actor)
        .filter(kba__case__programme_id=programme_id)
        .order_by()
        .values("kba_id")
        .annotate(newest=Max("id"))
    )
    return sorted(row["newest"] for row in newest)


def codes_of(actor: Actor) -> list[str]:
    """List the codes of all versions of the catalogue."""
    return sorted(
        PriceRow.objects.filter(municipality_id=actor.municipality_id)
        .values_list("code", flat=True)
        .distinct()
    )


def programme_forecasts(actor: Actor) -> list[ProgrammeForecast]:
    """List the programmes with what their newest simulation says, newest first.

    Raises:
        NotAllowedError: the actor sees no figures of the municipality.
    """
    actor.require(Permission.DASHBOARD_READ)
    counts = dict(
        _prognoses(actor)
        .order_by()
        .values_list("kba__case__programme_id")
        .annotate(count=Count("kba", distinct=True))
    )
    programmes_here = list(cases.programmes(actor))
    newest = _newest(actor, [each.pk for each in programmes_here])
    return [
        _forecast(each.pk, each.name, counts.get(each.pk, 0), newest.get(each.pk))
        for each in programmes_here
    ]


def _prognoses(actor: Actor) -> QuerySet[Stage]:
    return Stage.objects.filter(
        municipality_id=actor.municipality_id, kind=StageKind.PROGNOSIS.value
    )


def _newest(actor: Actor, ids: Iterable[int]) -> dict[int, ProgrammeSimulation]:
    newest = (
        ProgrammeSimulation.objects.filter(
            municipality_id=actor.municipality_id, programme__in=list(ids)
        )
        .order_by()
        .values("programme_id")
        .annotate(newest=Max("id"))
        .values("newest")
    )
    found = ProgrammeSimulation.objects.filter(pk__in=newest).annotate(
        part_count=Count("parts"),
        done_count=Count("parts", filter=Q(parts__content__isnull=False)),
    )
    return {each.programme_id: each for each in found}


def _forecast(
    programme_id: int, name: str, count: int, found: ProgrammeSimulation | None
) -> ProgrammeForecast:
    stored = found.result if found else None
    return ProgrammeForecast(
        id=programme_id,
        name=name,
        cases=count,
        simulation=found,
        done=getattr(found, "done_count", 0),
        parts=getattr(found, "part_count", 0),
        outcome=programmes.outcome_from(stored) if stored else None,
    )
