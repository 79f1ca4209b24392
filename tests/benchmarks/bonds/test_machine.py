"""The state machine of the ledger, for 10,000 steps and more."""

import os
import time

from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.benchmarks.conftest import Tell
from tests.services.bonds.machine.acting import BondMachine
from tests.services.bonds.machine.world import World
from tests.towns import Town

STEPS = int(os.environ.get("SOHOS_BENCHMARK_STEPS", "10000"))
STEPS_OF_AN_EXAMPLE = 50


def test_ten_thousand_steps(own_database: str, almelo: Town, tell: Tell) -> None:
    assert own_database
    world = World(almelo)
    began, number = time.perf_counter(), 0
    while world.steps < STEPS:
        number += 1

        @seed(number)
        def start() -> BondMachine:
            return BondMachine(world)

        run_state_machine_as_test(
            start,  # type: ignore[arg-type]
            settings=settings(
                max_examples=20,
                stateful_step_count=STEPS_OF_AN_EXAMPLE,
                deadline=None,
                database=None,
                phases=[Phase.generate],
                suppress_health_check=list(HealthCheck),
            ),
        )
    taken = time.perf_counter() - began
    done = ", ".join(f"{name} {count}" for name, count in sorted(world.acts.items()))
    refused = ", ".join(f"{code} {n}" for code, n in sorted(world.refusals.items()))
    tell(
        f"ledger: {world.steps} steps in {world.examples} bonds without a violation,"
        f" {taken:.0f} s"
    )
    tell(f"ledger: asked {done}")
    tell(f"ledger: refused {refused}")
