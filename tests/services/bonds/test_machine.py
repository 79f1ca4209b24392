"""Everything that may happen to a bond, in any order, against a plain ledger."""

from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.services.bonds.machine.acting import BondMachine
from tests.services.bonds.machine.world import World
from tests.towns import Town


def test_a_bond_agrees_with_its_plain_double(
    own_database: str, almelo: Town, den_haag: Town
) -> None:
    assert own_database
    assert den_haag.id != almelo.id
    world = World(almelo)

    @seed(20190315)
    def start() -> BondMachine:
        return BondMachine(world)

    run_state_machine_as_test(
        start,  # type: ignore[arg-type]
        settings=settings(
            max_examples=8,
            stateful_step_count=50,
            deadline=None,
            phases=[Phase.generate],
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
    assert world.steps > 200
