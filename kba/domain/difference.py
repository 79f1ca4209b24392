"""Why a stage differs from the one before it, line by line, to the cent (rule 10.6)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from kba.domain import timing, valuation
from kba.domain.indexation import FIXED
from kba.domain.inputs import KbaInput
from kba.domain.lines import CostLine
from kba.domain.timing import MONTHS_PER_YEAR
from kba.domain.valuation import LineValue, LineYear
from sohos.core.bills import Payer, Per
from sohos.core.errors import DomainError
from sohos.core.euro import ZERO, Euro, total

Amount = Callable[[LineYear], Euro]


@dataclass(frozen=True, slots=True)
class LineDifference:
    """What changed in one line, in euro cents; the parts add up to `whole`.

    `terms` is what follows from probability, payers, reductions and the cash share.
    """

    key: str
    before: Euro
    after: Euro
    quantity: Euro = ZERO
    price: Euro = ZERO
    timing: Euro = ZERO
    terms: Euro = ZERO
    new: Euro = ZERO
    vanished: Euro = ZERO

    @property
    def whole(self) -> Euro:
        """Return after less before."""
        return self.after - self.before


@dataclass(frozen=True, slots=True)
class Difference:
    """All lines of two stages over the plan years that both of them cover."""

    years: int
    lines: tuple[LineDifference, ...]

    @property
    def before(self) -> Euro:
        """Return the amount of the earlier stage."""
        return total(line.before for line in self.lines)

    @property
    def after(self) -> Euro:
        """Return the amount of the later stage."""
        return total(line.after for line in self.lines)

    def effect(self, name: str) -> Euro:
        """Add up one part, such as `quantity`, over all lines."""
        return total(getattr(line, name) for line in self.lines)


def full_value(year: LineYear) -> Euro:
    """Take the value of a line in a year, for all payers together."""
    return year.value


def municipal_cash(year: LineYear) -> Euro:
    """Take the municipality's cash of a line in a year."""
    return total(
        part for payer, part in year.cash_by_payer if payer is Payer.MUNICIPALITY
    )


class StagesNotComparableError(DomainError):
    """Two stages of one KBA share their subject and reference date; these do not."""

    code = "stages_not_comparable"


def difference(
    before: KbaInput, after: KbaInput, *, amount: Amount = full_value
) -> Difference:
    """Explain a stage by the one before it (rule 10.6).

    Quantity changes first (the same rhythm, the new total), then the price with its
    index, then the timing (period, persistence, cash lag), then all other terms.

    Args:
        before: input of the earlier stage.
        after: input of the later stage.
        amount: what is compared, `full_value` or `municipal_cash`.

    Returns:
        One entry per line, those of `after` in their order, then the vanished ones.
        Only plan years that both cover are compared. The parts of each line add up to
        its difference, and the lines to that of the stages, to the cent.

    Raises:
        StagesNotComparableError: subject or reference date differs.
    """
    if _identity(before) != _identity(after):
        raise StagesNotComparableError
    years = min(before.horizon_years, after.horizon_years)
    steps = _steps(before, after, years)
    totals = [
        {
            each.line.key: _sum(each, years, amount)
            for each in valuation.value_lines(kba)
        }
        for kba in steps
    ]
    was, now = totals[0], totals[-1]
    return Difference(
        years,
        tuple(
            _changed(line.key, [step[line.key] for step in totals])
            if line.key in was
            else LineDifference(line.key, ZERO, now[line.key], new=now[line.key])
            for line in after.lines
        )
        + tuple(
            LineDifference(key, amount_was, ZERO, vanished=-amount_was)
            for key, amount_was in was.items()
            if key not in now
        ),
    )


def _identity(kba: KbaInput) -> tuple[str, str, date]:
    return kba.subject.kind.value, kba.subject.code, kba.reference_on


def _steps(before: KbaInput, after: KbaInput, years: int) -> tuple[KbaInput, ...]:
    """Inputs on the way from one stage to the other, each one change further."""
    later = {line.key: line for line in after.lines}
    frame = replace(
        before, horizon_years=max(before.horizon_years, after.horizon_years)
    )
    scale = {
        line.key: _scaled(line, later[line.key], before, after, years)
        for line in before.lines
        if line.key in later
    }
    more = replace(frame, lines=tuple(scale.get(x.key, x) for x in before.lines))
    dearer = replace(
        more,
        price_year=after.price_year,
        series=after.series,
        lines=tuple(_repriced(line, later.get(line.key)) for line in more.lines),
    )
    moved = replace(
        dearer,
        weeks_per_year=after.weeks_per_year,
        lines=tuple(_moved(line, later.get(line.key)) for line in dearer.lines),
    )
    return before, more, dearer, moved, after


def _scaled(
    old: CostLine, new: CostLine, before: KbaInput, after: KbaInput, years: int
) -> CostLine:
    was, now = _units(old, before, years), _units(new, after, years)
    if was == 0:
        return _moved(old, new)
    return replace(old, quantity=old.quantity * now / was)


def _repriced(old: CostLine, new: CostLine | None) -> CostLine:
    if new is not None:
        return replace(old, price=new.price)
    return replace(old, price=replace(old.price, series=FIXED))


def _moved(old: CostLine, new: CostLine | None) -> CostLine:
    if new is None:
        return old
    effect = old.effect
    if effect is not None and new.effect is not None:
        effect = replace(
            effect,
            persistence=new.effect.persistence,
            cash_lag_months=new.effect.cash_lag_months,
        )
    return replace(
        old,
        quantity=new.quantity,
        per=new.per,
        first_on=new.first_on,
        last_on=new.last_on,
        effect=effect,
    )


def _units(line: CostLine, kba: KbaInput, years: int) -> Fraction:
    span = timing.span_of(
        line, reference_on=kba.reference_on, horizon_years=kba.horizon_years
    )
    per_month = timing.quantity_per_month(line, weeks_per_year=kba.weeks_per_year)
    if line.per is Per.ONCE:
        return per_month * (span.start < years * MONTHS_PER_YEAR)
    return per_month * span.months_between(0, years * MONTHS_PER_YEAR)


def _changed(key: str, amounts: Sequence[Euro]) -> LineDifference:
    was, more, dearer, moved, now = amounts
    return LineDifference(
        key,
        before=was,
        after=now,
        quantity=more - was,
        price=dearer - more,
        timing=moved - dearer,
        terms=now - moved,
    )


def _sum(value: LineValue, years: int, amount: Amount) -> Euro:
    return total(amount(year) for year in value.years[:years])
