"""Acts: simulate a programme in parts, and add the parts up once all are there."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from cases import selectors as cases
from kba import selectors
from kba.domain.result import evaluate
from kba.domain.simulation import Assumptions
from kba.domain.simulation import programme as programmes
from kba.domain.simulation.drawing import LARGEST_SEED, POINTS
from kba.domain.simulation.portfolio import Part, simulate_part
from kba.models import ProgrammeSimulation, SimulationPart, Stage
from sohos.audit import services as audit
from sohos.core.errors import DomainError, NotFoundError
from sohos.jobs import services as jobs
from sohos.tenancy.actor import Actor
from sohos.tenancy.permissions import Permission

SIMULATE_PART = "kba.simulate_part"
CASES_PER_PART = 250
FEWEST_CASES = 5


class TooFewCasesError(DomainError):
    """Figures of so few households would speak about each of them."""

    code = "too_few_cases"


@transaction.atomic
def simulate_programme(
    *, actor: Actor, programme_id: int, now: datetime
) -> ProgrammeSimulation:
    """Ask for a simulation of all cases of a programme that have a prognosis.

    Args:
        actor: who sees the figures of the municipality.
        programme_id: a programme of the municipality.
        now: aware; it also gives the seed, which is kept.

    Returns:
        The simulation; workers take its parts after the commit.

    Raises:
        NotAllowedError: the actor sees no figures.
        NotFoundError: there is no such programme.
        TooFewCasesError: fewer than five cases have a prognosis.
    """
    actor.require(Permission.DASHBOARD_READ)
    programme = cases.programmes(actor).filter(pk=programme_id).first()
    if programme is None:
        raise NotFoundError
    stages = selectors.prognoses_of_programme(actor, programme_id=programme.pk)
    if len(stages) < FEWEST_CASES:
        raise TooFewCasesError(str(FEWEST_CASES))
    simulation = ProgrammeSimulation.objects.create(
        programme=programme,
        seed=int(now.timestamp()) % LARGEST_SEED,
        points=POINTS,
        cases=len(stages),
        codes=selectors.codes_of(actor),
        asked_at=now,
        asked_by_id=actor.user_id,
    )
    _spread(simulation, stages, actor=actor, now=now)
    audit.record(
        "kba.programme_simulation_asked",
        actor=actor,
        subject=f"programme:{programme.pk}",
        at=now,
        detail={"simulation": simulation.pk, "cases": len(stages)},
    )
    return simulation


@transaction.atomic
def run_part(*, actor: Actor, part_id: int, now: datetime) -> int:
    """Simulate one part, and finish the simulation when it was the last.

    Args:
        actor: for whom.
        part_id: a part of a simulation of the municipality; twice gives the same.
        now: aware.

    Returns:
        The id of the simulation.

    Raises:
        NotAllowedError: the actor sees no figures.
        NotFoundError: there is no such part.
        StageChangedError: a frozen stage is not what was frozen.
    """
    actor.require(Permission.DASHBOARD_READ)
    part = (
        SimulationPart.objects.filter(pk=part_id, municipality_id=actor.municipality_id)
        .select_related("simulation")
        .first()
    )
    if part is None:
        raise NotFoundError
    found = _simulated(actor, part)
    whole = ProgrammeSimulation.objects.select_for_update().get(pk=part.simulation_id)
    if part.content is None:
        part.content = programmes.part_bytes(found)
        part.principal_cents = round(found.principal)
        part.save(update_fields=["content", "principal_cents"])
    if whole.result is None:
        _finish(whole, actor=actor, now=now)
    return whole.pk


def _spread(
    simulation: ProgrammeSimulation,
    stages: Sequence[int],
    *,
    actor: Actor,
    now: datetime,
) -> None:
    """Make parts of a fixed size, so that the result does not depend on the workers."""
    for number, first in enumerate(range(0, len(stages), CASES_PER_PART)):
        part = SimulationPart.objects.create(
            simulation=simulation,
            number=number,
            stages=list(stages[first : first + CASES_PER_PART]),
        )
        part.job = jobs.after_commit(
            SIMULATE_PART, actor=actor, now=now, part_id=part.pk
        )
        part.save(update_fields=["job"])


def _simulated(actor: Actor, part: SimulationPart) -> Part:
    simulation = part.simulation
    stages = Stage.objects.filter(
        municipality_id=actor.municipality_id, pk__in=part.stages
    ).order_by("pk")
    found = []
    for stage in stages.iterator(chunk_size=50):
        kba = selectors.frozen_of(stage).kba
        found.append(programmes.case_of(kba, evaluate(kba)))
    portfolio, common = programmes.portfolio_of(
        found,
        Assumptions(),
        codes=simulation.codes,
        seed=simulation.seed,
        points=simulation.points,
    )
    return simulate_part(portfolio, common, seed=simulation.seed, number=part.number)


def _finish(whole: ProgrammeSimulation, *, actor: Actor, now: datetime) -> None:
    if whole.parts.filter(content__isnull=True).exists():
        return
    total: Part | None = None
    for part in whole.parts.order_by("number").iterator(chunk_size=20):
        found = programmes.part_from(
            bytes(part.content or b""),
            cases=len(part.stages),
            principal=float(part.principal_cents or 0),
        )
        total = found if total is None else total + found
    if total is None:
        return
    whole.result = programmes.outcome_json(programmes.outcome_of(total))
    whole.finished_at = now
    whole.save(update_fields=["result", "finished_at"])
    audit.record(
        "kba.programme_simulated",
        actor=actor,
        subject=f"programme:{whole.programme_id}",
        at=now,
        detail={"simulation": whole.pk, "cases": whole.cases},
    )
