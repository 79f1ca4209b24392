"""Everything that a KBA says, as its pages and its report show it."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from kba.domain import measures, simulation
from kba.domain.inputs import KbaInput
from kba.domain.measures import Measures
from kba.domain.result import Result
from kba.domain.simulation import Assumptions, Outcome
from kba.domain.stages import FrozenStage, Stage
from kba.domain.vocabulary import Kind, Scenario
from kba.forms.analysis import measuring, paying, uncertain
from sohos.core.euro import Euro
from sohos.pages.bandcharts import BandChart

__all__ = ["Analysis", "analysis_of", "of_stage"]


@dataclass(frozen=True, slots=True)
class Analysis:
    """A KBA with its two ledgers, its measures and what is uncertain in it.

    `has_money` is False when all of it is immaterial: then there is no bridge, no
    payback and nothing to simulate.
    """

    kba: KbaInput
    result: Result
    measures: Measures
    drawn: Outcome
    has_money: bool
    figures: list[measuring.Told]
    contract: list[measuring.LedgerYear]
    waterfall: paying.Waterfall | None
    pockets: paying.Pockets
    cumulative: BandChart | None
    tornado: uncertain.Tornado
    turning: uncertain.Turning

    @property
    def welfare(self) -> Sequence[tuple[str, Euro, Euro]]:
        """Return the welfare ledger, row by row."""
        return measuring.welfare_rows(self.result)


def analysis_of(
    kba: KbaInput, result: Result, *, seed: int, is_counted: bool = False
) -> Analysis:
    """Draw every conclusion from a computed KBA; nothing is stored.

    Args:
        kba: the input, with at least one line.
        result: what `evaluate` made of it.
        seed: of the simulation, kept with the KBA.
        is_counted: what is used with the plan was counted after the year.
    """
    found = measures.measures_of(kba, result)
    assumptions = _counted(kba) if is_counted else Assumptions()
    drawn = simulation.simulate(kba, seed=seed, assumptions=assumptions)
    has_money = any(line.kind is Kind.FINANCIAL for line in kba.lines)
    return Analysis(
        kba=kba,
        result=result,
        measures=found,
        drawn=drawn,
        has_money=has_money,
        figures=measuring.figures(found, drawn),
        contract=measuring.contract_years(result),
        waterfall=paying.waterfall(result) if has_money else None,
        pockets=paying.pockets(result),
        cumulative=uncertain.cumulative(result, found, drawn) if has_money else None,
        tornado=uncertain.tornado(drawn),
        turning=uncertain.turning(kba, found),
    )


def of_stage(frozen: FrozenStage) -> Analysis:
    """Draw every conclusion from a frozen stage, with the seed that it pins."""
    return analysis_of(
        frozen.kba,
        frozen.result,
        seed=frozen.pins.seed,
        is_counted=frozen.stage is not Stage.PROGNOSIS,
    )


def _counted(kba: KbaInput) -> Assumptions:
    """What was counted is certain, and whether the plan worked is in it."""
    return Assumptions(
        success=Fraction(1),
        measured=frozenset(
            line.key for line in kba.lines if line.scenario is Scenario.WITH
        ),
    )
