"""A programme in parts: few cases are refused, workers add up, a seed repeats."""

from datetime import timedelta
from fractions import Fraction
from typing import Any

import pytest

from cases import selectors as cases
from kba import selectors, services, tasks
from kba.models import ProgrammeSimulation, SimulationPart
from kba.selectors import ProgrammeForecast
from kba.services import simulating
from plans import services as plan_services
from sohos.core.errors import NotAllowedError, NotFoundError
from sohos.core.euro import Euro
from sohos.jobs.models import Job
from sohos.tenancy.permissions import Role
from tests.services.cases.households import register
from tests.services.kba import calculating
from tests.services.kba.calculating import NOW
from tests.towns import Town

HOUSEHOLDS = 5


def another(town: Town, number: int) -> None:
    """Freeze the prognosis of another household of the programme."""
    case = register(town)
    with town.acting(Role.CASEMANAGER) as noor:
        plan = plan_services.start_plan(actor=noor, case_id=case.pk, now=NOW)
    kba = calculating.started(town, plan)
    days = Fraction(200 + 20 * number)
    calculating.add(town, kba, calculating.FOSTER_CARE, quantity_without=days)
    calculating.add(town, kba, calculating.SHELTER)
    calculating.add(town, kba, calculating.EFFORT)
    with town.acting(Role.CASEMANAGER) as noor:
        services.freeze_prognosis(actor=noor, kba_id=kba.pk, now=NOW)


@pytest.fixture
def programme_id(almelo: Town, monkeypatch: pytest.MonkeyPatch) -> int:
    monkeypatch.setattr(simulating, "CASES_PER_PART", 2)
    calculating.expected(almelo)
    for number in range(HOUSEHOLDS - 1):
        another(almelo, number)
    with almelo.acting(Role.CONTROLLER) as carlo:
        return int(cases.programmes(carlo)[0].pk)


def asked(town: Town, programme_id: int, **changes: Any) -> ProgrammeSimulation:
    with town.acting(Role.CONTROLLER) as carlo:
        return services.simulate_programme(
            actor=carlo, programme_id=programme_id, **({"now": NOW} | changes)
        )


def run(
    town: Town, simulation: ProgrammeSimulation, *, backwards: bool = False
) -> None:
    with town.acting(Role.CONTROLLER) as carlo:
        parts = list(
            SimulationPart.objects.filter(simulation=simulation).order_by("number")
        )
        for part in reversed(parts) if backwards else parts:
            told = tasks.simulate_part(
                actor=carlo, now=NOW, progress=lambda *_: None, part_id=part.pk
            )
            assert told == {"simulation": simulation.pk}


def forecast(town: Town) -> ProgrammeForecast:
    with town.acting(Role.CONTROLLER) as carlo:
        return selectors.programme_forecasts(carlo)[0]


def test_parts_add_up_to_what_the_programme_may_become(
    almelo: Town, programme_id: int
) -> None:
    before = forecast(almelo)
    assert (before.cases, before.simulation, before.is_running) == (5, None, False)
    simulation = asked(almelo, programme_id)
    with almelo.acting(Role.CONTROLLER):
        assert Job.objects.filter(name=services.SIMULATE_PART).count() == 3
    waiting = forecast(almelo)
    assert (waiting.done, waiting.parts, waiting.is_running) == (0, 3, True)
    run(almelo, simulation)
    found = forecast(almelo)
    assert (found.done, found.is_running) == (3, False)
    assert found.outcome is not None
    assert (found.outcome.cases, found.outcome.draws) == (HOUSEHOLDS, 1024)
    saving = found.outcome.saving
    assert Euro(0) < saving.p10 < saving.p50 < saving.p90
    assert 0 <= found.outcome.chance_principal_covered <= 1
    assert len(found.outcome.by_payer) == 2


def test_order_and_repetition_of_parts_change_nothing(
    almelo: Town, programme_id: int
) -> None:
    one = asked(almelo, programme_id)
    other = asked(almelo, programme_id)
    run(almelo, one)
    run(almelo, one)
    run(almelo, other, backwards=True)
    later = asked(almelo, programme_id, now=NOW + timedelta(seconds=1))
    run(almelo, later)
    with almelo.acting(Role.CONTROLLER):
        for each in (one, other, later):
            each.refresh_from_db()
    assert one.result == other.result
    assert one.result != later.result
    assert one.finished_at == NOW


def test_few_households_are_not_simulated(almelo: Town) -> None:
    calculating.expected(almelo)
    with almelo.acting(Role.CONTROLLER) as carlo:
        programme = cases.programmes(carlo)[0]
    with pytest.raises(services.TooFewCasesError):
        asked(almelo, programme.pk)


def test_only_who_sees_figures_simulates_and_only_here(
    almelo: Town, den_haag: Town, programme_id: int
) -> None:
    simulation = asked(almelo, programme_id)
    with pytest.raises(NotFoundError):
        asked(den_haag, programme_id)
    with almelo.acting(Role.CONTROLLER):
        part_id = SimulationPart.objects.filter(simulation=simulation)[0].pk
    with den_haag.acting(Role.CONTROLLER) as stranger, pytest.raises(NotFoundError):
        services.run_part(actor=stranger, part_id=part_id, now=NOW)
    with almelo.acting(Role.CASEMANAGER) as noor:
        with pytest.raises(NotAllowedError):
            services.simulate_programme(actor=noor, programme_id=programme_id, now=NOW)
        with pytest.raises(NotAllowedError):
            services.run_part(actor=noor, part_id=part_id, now=NOW)
        with pytest.raises(NotAllowedError):
            selectors.programme_forecasts(noor)
