"""The results of one KBA: valued lines, contract ledger, welfare ledger (rule 1.2)."""

from dataclasses import dataclass

from kba.domain import contract, valuation, welfare
from kba.domain.contract import ContractYear
from kba.domain.inputs import KbaInput
from kba.domain.valuation import LineValue
from kba.domain.welfare import WelfareLedger


@dataclass(frozen=True, slots=True)
class Result:
    """Two ledgers of one input; what is discounted is called an estimate."""

    lines: tuple[LineValue, ...]
    contract: tuple[ContractYear, ...]
    undiscounted: WelfareLedger
    present_estimate: WelfareLedger


def evaluate(kba: KbaInput) -> Result:
    """Compute a KBA.

    Args:
        kba: a sound input.

    Returns:
        Lines in the order of the input, plan years in order, all amounts in euro
        cents at the price level of the KBA. The same input gives the same cents.
    """
    values = valuation.value_lines(kba)
    return Result(
        lines=values,
        contract=contract.ledger(values, kba.horizon_years),
        undiscounted=welfare.undiscounted(values),
        present_estimate=welfare.present_estimate(
            values, kba.discounting, kba.horizon_years
        ),
    )
