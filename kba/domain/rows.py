"""A row as people think of it: one kind of use, without and with the plan (rule 2.4)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from kba.domain.inputs import KbaInput
from kba.domain.lines import CostLine, Effect, UnitPrice
from kba.domain.problems import InvalidInputError, Problem, refuse
from kba.domain.validation import Decision, Verdict
from kba.domain.valuation import LineValue, LineYear
from kba.domain.vocabulary import Kind, Role, Scenario
from sohos.core.bills import Law, Payer, Per
from sohos.core.euro import ZERO, Euro

_TWICE = frozenset({"quantity", "probability"})
_RANGE = {"quantity_low": "low", "quantity_high": "high"}
_ONE = Fraction(1)


@dataclass(frozen=True, slots=True)
class Row:
    """What a casemanager enters: the use in both scenarios at one price.

    `effect` belongs to the use without the plan; a row with use only with the plan
    has none. A row of the plan's own effort has its quantity under `quantity_with`.
    `evidence` holds the SHA-256 of the documents that prove it; low and high are the
    professional's range around a quantity, if stated.
    """

    description: str
    unit: str
    per: Per
    quantity_without: Fraction
    quantity_with: Fraction
    price: UnitPrice
    payers: tuple[tuple[Payer, Fraction], ...]
    law: Law
    first_on: date
    last_on: date | None = None
    probability_without: Fraction = _ONE
    probability_with: Fraction = _ONE
    kind: Kind = Kind.FINANCIAL
    role: Role = Role.CARE
    effect: Effect | None = None
    evidence_note: str = ""
    follows_from: str | None = None
    evidence: tuple[str, ...] = ()
    quantity_without_low: Fraction | None = None
    quantity_without_high: Fraction | None = None
    quantity_with_low: Fraction | None = None
    quantity_with_high: Fraction | None = None


@dataclass(frozen=True, slots=True)
class RowValue:
    """A row as it was valued: the line without the plan, the line with it, or both."""

    stem: str
    without: LineValue | None
    with_plan: LineValue | None

    @property
    def line(self) -> CostLine:
        """Return the line that names the row: the one without the plan, if any."""
        value = self.without or self.with_plan
        if value is None:
            raise ValueError(self.stem)
        return value.line

    def year(self, year: int) -> "RowYear":
        """Return what the row does in plan year `year` (1, 2, …)."""
        return RowYear(
            *(
                value.years[year - 1] if value else None
                for value in (self.without, self.with_plan)
            )
        )


@dataclass(frozen=True, slots=True)
class RowYear:
    """One plan year of a row, in euro cents; nothing used counts as zero."""

    without: LineYear | None
    with_plan: LineYear | None

    @property
    def gross_without(self) -> Euro:
        """Return the cost without the plan, before reductions."""
        return self.without.gross if self.without else ZERO

    @property
    def gross_with(self) -> Euro:
        """Return the cost with the plan."""
        return self.with_plan.gross if self.with_plan else ZERO

    @property
    def units_without(self) -> Fraction:
        """Return the units used without the plan."""
        return self.without.units if self.without else Fraction(0)

    @property
    def units_with(self) -> Fraction:
        """Return the units used with the plan."""
        return self.with_plan.units if self.with_plan else Fraction(0)

    @property
    def value(self) -> Euro:
        """Return what counts: avoided less added, after the reductions."""
        parts = [each.value for each in (self.without, self.with_plan) if each]
        return parts[0] if len(parts) == 1 else parts[0] + parts[1]


@dataclass(frozen=True, slots=True)
class RowVerdict:
    """The accountant's decision on a row; units are those of the first plan year."""

    decision: Decision
    reason: str = ""
    units_without: Fraction | None = None
    units_with: Fraction | None = None
    price: Euro | None = None


def key_of(stem: str, scenario: Scenario) -> str:
    """Return the key of one of the lines of a row."""
    return f"{stem}.{scenario.value}"


def stem_of(line: CostLine) -> str:
    """Return what the two lines of a row have in common."""
    return line.key.removesuffix(f".{line.scenario.value}")


def lines_of(row: Row, stem: str) -> tuple[CostLine, ...]:
    """Turn a row into the lines that the engine values.

    Args:
        row: what was entered.
        stem: names the row; the keys of its lines begin with it.

    Returns:
        The line without the plan and the one that continues it, as far as there is
        use; added use and the plan's own effort are one line.

    Raises:
        InvalidInputError: a rule of rule 2.2 is broken; the paths are those of the
            row, such as `quantity_without` or `effect.deadweight`.
    """
    found: list[CostLine] = []
    faults: list[Problem] = []
    for scenario in _scenarios(row):
        try:
            found.append(_line(row, stem, scenario))
        except InvalidInputError as error:
            faults += (_of_row(fault, scenario) for fault in error.problems)
    if not found and not faults:
        faults.append(Problem("quantity_without", "nothing_used"))
    refuse(dict.fromkeys(faults))
    return tuple(found)


def pairs(values: Sequence[LineValue]) -> tuple[RowValue, ...]:
    """Put the lines of each row side by side.

    Args:
        values: all valued lines of a KBA.

    Returns:
        One entry per row, in the order in which the rows first appear.
    """
    by_stem: dict[str, dict[Scenario, LineValue]] = {}
    for value in values:
        by_stem.setdefault(stem_of(value.line), {})[value.line.scenario] = value
    return tuple(
        RowValue(stem, both.get(Scenario.WITHOUT), both.get(Scenario.WITH))
        for stem, both in by_stem.items()
    )


def line_verdicts(
    rows: Sequence[RowValue], verdicts: Mapping[str, RowVerdict]
) -> dict[str, Verdict]:
    """Turn decisions on rows into decisions on their lines (rule 11.2).

    Args:
        rows: the valued rows of the realisation.
        verdicts: per stem; rows without one get no verdict either.

    Returns:
        One verdict per line of each judged row. Corrected units of the first plan
        year become a quantity in the line's own rhythm.
    """
    found: dict[str, Verdict] = {}
    for row in rows:
        verdict = verdicts.get(row.stem)
        if verdict is None:
            continue
        for value, units in (
            (row.without, verdict.units_without),
            (row.with_plan, verdict.units_with),
        ):
            if value is not None:
                found[value.line.key] = _line_verdict(value, verdict, units)
    return found


def with_rows(kba: KbaInput, rows: Mapping[str, Row]) -> KbaInput:
    """Return a KBA's conventions with other rows.

    Args:
        kba: subject and conventions; its own lines are left out.
        rows: per stem, in order.

    Raises:
        InvalidInputError: the rows do not fit the conventions.
    """
    lines = (line for stem, row in rows.items() for line in lines_of(row, stem))
    return replace(kba, lines=tuple(lines))


def _scenarios(row: Row) -> Iterator[Scenario]:
    if row.role is Role.CARE and row.quantity_without:
        yield Scenario.WITHOUT
    if row.quantity_with:
        yield Scenario.WITH


def _line(row: Row, stem: str, scenario: Scenario) -> CostLine:
    is_without = scenario is Scenario.WITHOUT
    continues = not is_without and row.role is Role.CARE and bool(row.quantity_without)
    return CostLine(
        key=key_of(stem, scenario),
        scenario=scenario,
        description=row.description,
        unit=row.unit,
        quantity=row.quantity_without if is_without else row.quantity_with,
        per=row.per,
        first_on=row.first_on,
        last_on=row.last_on,
        price=row.price,
        payers=row.payers,
        law=row.law,
        probability=row.probability_without if is_without else row.probability_with,
        kind=row.kind,
        role=row.role,
        effect=row.effect if is_without else None,
        counterpart=key_of(stem, Scenario.WITHOUT) if continues else None,
        evidence_note=row.evidence_note,
        follows_from=row.follows_from,
        evidence=row.evidence,
        quantity_low=row.quantity_without_low if is_without else row.quantity_with_low,
        quantity_high=row.quantity_without_high
        if is_without
        else row.quantity_with_high,
    )


def _of_row(fault: Problem, scenario: Scenario) -> Problem:
    suffix = "without" if scenario is Scenario.WITHOUT else "with"
    if fault.path in _RANGE:
        return replace(fault, path=f"quantity_{suffix}_{_RANGE[fault.path]}")
    if fault.path in _TWICE:
        return replace(fault, path=f"{fault.path}_{suffix}")
    return fault


def _line_verdict(
    value: LineValue, verdict: RowVerdict, units: Fraction | None
) -> Verdict:
    if verdict.decision is not Decision.CORRECTED:
        return Verdict(verdict.decision, verdict.reason)
    quantity = None
    counted = value.years[0].units
    if units is not None and counted:
        quantity = value.line.quantity * units / counted
    elif units is not None:
        quantity = units
    return Verdict(Decision.CORRECTED, verdict.reason, quantity, verdict.price)
