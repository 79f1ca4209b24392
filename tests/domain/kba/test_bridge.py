"""From the costs without the plan to those with it, per payer and per law."""

from fractions import Fraction

import pytest

from kba.domain import bridge
from kba.domain.bridge import Bridge
from kba.domain.lines import Effect
from kba.domain.result import evaluate
from kba.domain.vocabulary import Kind, Role
from sohos.core.bills import Law, Payer, Per
from sohos.core.euro import Euro, total
from tests.domain.kba.examples import case, example, price, with_plan, without

SHARED = (
    (Payer.MUNICIPALITY, Fraction(1, 3)),
    (Payer.HEALTH_INSURER, Fraction(1, 3)),
    (Payer.STATE, Fraction(1, 3)),
)
HALF = Effect(Fraction(1, 2), "de helft was ook zo gestopt", evidence_grade=1)


def test_the_worked_bridge() -> None:
    result = evaluate(
        case(
            [
                without(
                    "zorg.zonder",
                    quantity=Fraction(100),
                    price=price(10_000),
                    effect=HALF,
                    payers=SHARED,
                ),
                with_plan(
                    "zorg.met",
                    quantity=Fraction(40),
                    price=price(10_000),
                    payers=SHARED,
                    counterpart="zorg.zonder",
                ),
                with_plan(
                    "inzet",
                    quantity=Fraction(1),
                    per=Per.ONCE,
                    price=price(100_000),
                    role=Role.PLAN,
                    law=Law.MUNICIPALITY_UNALLOCATED,
                ),
                without(
                    "leven",
                    kind=Kind.IMMATERIAL,
                    effect=Effect(
                        Fraction(0), "gemeten", 1, cashable_share=Fraction(0)
                    ),
                ),
            ]
        )
    )
    whole = bridge.whole(result.lines)
    assert whole == Bridge(Euro(1_000_000), Euro(400_000), Euro(300_000), Euro(100_000))
    assert whole.saving == Euro(300_000)
    assert whole.net == Euro(200_000)
    payers = dict(bridge.by_payer(result.lines))
    assert payers[Payer.MUNICIPALITY] == Bridge(
        Euro(333_334), Euro(133_334), Euro(100_000), Euro(100_000)
    )
    assert payers[Payer.STATE].without == Euro(333_333)
    laws = dict(bridge.by_law(result.lines))
    assert laws == {
        Law.JEUGDWET: Bridge(Euro(1_000_000), Euro(400_000), Euro(300_000)),
        Law.MUNICIPALITY_UNALLOCATED: Bridge(effort=Euro(100_000)),
    }


@pytest.mark.parametrize(
    "name", ["almelo", "den-haag-lpbl", "den-haag-50-casussen", "onzekerheid-veertien"]
)
def test_parts_add_up_and_nets_are_those_of_the_ledger(name: str) -> None:
    result = evaluate(example(name).kba)
    whole = bridge.whole(result.lines)
    payers = bridge.by_payer(result.lines)
    laws = bridge.by_law(result.lines)
    for parts in ([each for _, each in payers], [each for _, each in laws]):
        for column in ("without", "with_plan", "not_counted", "effort", "net"):
            assert total(getattr(each, column) for each in parts) == getattr(
                whole, column
            )
    assert whole.net == result.undiscounted.financial.net
    assert [(payer, each.net) for payer, each in payers] == [
        (payer, balance.net) for payer, balance in result.undiscounted.by_payer
    ]
    assert [(law, each.net) for law, each in laws] == [
        (law, balance.net) for law, balance in result.undiscounted.by_law
    ]
