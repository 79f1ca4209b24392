"""What was really used in a plan year, against the prognosis (rule 10.5)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from kba.domain import rows, stages
from kba.domain.inputs import KbaInput
from kba.domain.lines import CostLine
from kba.domain.problems import Problem, refuse
from kba.domain.vocabulary import Scenario
from sohos.core.bills import Per
from sohos.core.errors import DomainError
from sohos.core.euro import Euro

_ONE = Fraction(1)


class MeasurementsDoNotMatchError(DomainError):
    """Every row of the first year is measured, and nothing else; it names which."""

    code = "measurements_do_not_match"


@dataclass(frozen=True, slots=True)
class Measured:
    """What was used with the plan in the year: units, their price, and the evidence.

    `price` is None when the price of the prognosis held. `evidence_note` says where
    the units can be found; it may not be empty.
    """

    units: Fraction
    evidence_note: str
    price: Euro | None = None
    price_source: str = ""
    evidence: tuple[str, ...] = ()


def realised(
    prognosis: KbaInput, measured: Mapping[str, Measured], *, year: int = 1
) -> KbaInput:
    """Put what was measured in the place of what was expected with the plan.

    What would have been used without the plan stays as it was expected; it cannot be
    measured. An event that might happen with the plan did or did not: its probability
    becomes 1 and its units say how often.

    Args:
        prognosis: the frozen input of the prognosis.
        measured: per row, exactly the rows of that plan year.
        year: the plan year, 1 for the one that ends at the jaargrens.

    Returns:
        The input of the realisation, over one plan year.

    Raises:
        MeasurementsDoNotMatchError: rows are missing or unknown.
        InvalidInputError: a measurement lacks its evidence or is impossible; paths
            begin with the row.
    """
    first = stages.plan_year(prognosis, year)
    templates = _templates(first)
    wrong = templates.keys() ^ measured.keys()
    if wrong:
        raise MeasurementsDoNotMatchError(*sorted(wrong))
    refuse(_problems(measured))
    kept = [line for line in first.lines if line.scenario is Scenario.WITHOUT]
    counted = {
        stem: _counted(line, measured[stem], first) for stem, line in templates.items()
    }
    lines: list[CostLine] = []
    for line in kept:
        lines += (line, counted.pop(rows.stem_of(line)))
    return replace(first, lines=(*lines, *counted.values()))


def _templates(first: KbaInput) -> dict[str, CostLine]:
    """Per row the line that is to be counted, or the one that it continues."""
    found: dict[str, CostLine] = {}
    for line in first.lines:
        stem = rows.stem_of(line)
        if line.scenario is Scenario.WITH or stem not in found:
            found[stem] = line
    return found


def _problems(measured: Mapping[str, Measured]) -> list[Problem]:
    faults = []
    for stem, each in measured.items():
        if not each.evidence_note.strip():
            faults.append(Problem(f"{stem}.evidence_note", "empty"))
        if each.units < 0:
            faults.append(Problem(f"{stem}.units", "negative"))
        if each.price is not None and not each.price_source.strip():
            faults.append(Problem(f"{stem}.price_source", "empty"))
        if each.price is not None and each.price.cents < 0:
            faults.append(Problem(f"{stem}.price", "negative"))
    return faults


def _counted(template: CostLine, found: Measured, first: KbaInput) -> CostLine:
    price = template.price
    if found.price is not None:
        price = replace(
            price,
            amount=found.price,
            year=first.price_year,
            source=found.price_source,
            override_reason=found.price_source,
        )
    stem = rows.stem_of(template)
    continues = template.counterpart
    if template.scenario is Scenario.WITHOUT:
        continues = template.key
    is_once = template.per is Per.ONCE
    return replace(
        template,
        key=rows.key_of(stem, Scenario.WITH),
        scenario=Scenario.WITH,
        quantity=found.units,
        per=Per.ONCE if is_once else Per.YEAR,
        first_on=template.first_on if is_once else first.reference_on,
        last_on=None,
        price=price,
        probability=_ONE,
        effect=None,
        counterpart=continues,
        evidence_note=found.evidence_note,
        evidence=found.evidence,
    )
