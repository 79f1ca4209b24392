"""The sheet with each line in each plan year: units, gross, value, cash (rule 5)."""

from fractions import Fraction

from xlsxwriter.workbook import Workbook

from kba.domain import discounting, inputs, timing, valuation, welfare
from kba.domain.inputs import KbaInput
from kba.domain.lines import CostLine
from kba.domain.result import Result
from kba.domain.valuation import LineValue
from kba.domain.vocabulary import Kind, Scenario
from kba.forms.workbook.sheet import CENTS_PER_EURO, Sheet, Styles, cents
from sohos.core.bills import Per

COLUMNS = (
    "sleutel",
    "hoort bij",
    "scenario",
    "jaar",
    "soort",
    "rol",
    "wet",
    "kosten van het plan",
    "maanden",
    "eenheden",
    "bruto precies",
    "bruto",
    "vermeden",
    "beklijft",
    "telt mee",
    "waarde precies",
    "waarde",
    "kas in",
    "kas",
    "contante factor",
)
_NONE = Fraction(0)


class Years:
    """Writes the sheet; `start_of` gives the row of the first year of each key."""

    def __init__(
        self, book: Workbook, styles: Styles, kba: KbaInput, result: Result
    ) -> None:
        self.sheet = Sheet(book, styles, "Jaren", COLUMNS)
        self.start_of = {
            value.line.key: 2 + index * kba.horizon_years
            for index, value in enumerate(result.lines)
        }
        self._kba = kba
        self._values = {value.line.key: value for value in result.lines}
        self._index = {line.key: inputs.index_factor(kba, line) for line in kba.lines}
        self._weights = discounting.weights_estimate(kba.discounting, kba.horizon_years)

    def write(self, lines: Sheet, line_rows: dict[str, int]) -> Sheet:
        """Write one row per line and plan year, lines in the order of the input."""
        for value in self._values.values():
            factors, scale = self._weights.of(value.span)
            for index in range(self._kba.horizon_years):
                row = self.sheet.next_row()
                self._words(row, value, index)
                self._use(row, value, index, lines, line_rows[value.line.key])
                root = self._root(value.line)
                if root is None:
                    self._added(row, value, index)
                else:
                    place = line_rows[root.key]
                    self._effect(row, value, index, lines.cell("telt mee", place))
                    self._cash(row, value, index, lines.cell("kasdeel", place))
                self.sheet.number(
                    "contante factor", row, Fraction(factors[index], scale)
                )
        return self.sheet

    def _root(self, line: CostLine) -> CostLine | None:
        """Return the line without the plan to which a line belongs."""
        key = line.counterpart or line.key
        found = self._values[key].line
        return found if found.effect else None

    def _words(self, row: int, value: LineValue, index: int) -> None:
        line = value.line
        root = self._root(line)
        for column, text in {
            "sleutel": line.key,
            "hoort bij": root.key if root else "",
            "scenario": line.scenario.value,
            "soort": line.kind.value,
            "rol": line.role.value,
            "wet": line.law.value,
        }.items():
            self.sheet.text(column, row, text)
        self.sheet.number("jaar", row, index + 1)
        self.sheet.number("kosten van het plan", row, int(welfare.is_cost(value)))

    def _use(
        self, row: int, value: LineValue, index: int, lines: Sheet, place: int
    ) -> None:
        stretch = timing.months_of(value.span, self._kba.horizon_years)
        year, sheet = value.years[index], self.sheet
        months = Fraction(stretch.months[index], stretch.per_month)
        sheet.number("maanden", row, months)
        quantity, times = (
            lines.cell(each, place) for each in ("hoeveelheid", "keer per maand")
        )
        units = f"{quantity}*{times}*{sheet.cell('maanden', row)}"
        sheet.formula("eenheden", row, units, year.units)
        price, carried, chance = (
            lines.cell(each, place) for each in ("prijs", "index", "kans")
        )
        gross = f"{sheet.cell('eenheden', row)}*{price}*{carried}*{chance}"
        sheet.formula("bruto precies", row, gross, self._gross(value, index))
        exact = sheet.cell("bruto precies", row)
        sheet.formula("bruto", row, cents(exact), year.gross)

    def _gross(self, value: LineValue, index: int) -> Fraction:
        """Return the exact gross cost of a year in euro."""
        line = value.line
        price = line.price.amount.exact() / CENTS_PER_EURO * self._index[line.key]
        return value.years[index].units * price * line.probability

    def _added(self, row: int, value: LineValue, index: int) -> None:
        """Write what is added: it counts in full and is cash at once."""
        sheet, year = self.sheet, value.years[index]
        exact = sheet.cell("bruto precies", row)
        sheet.formula("waarde precies", row, f"-{exact}", -self._gross(value, index))
        mine = sheet.cell("waarde precies", row)
        sheet.formula("waarde", row, cents(mine), year.value)
        paid = "0" if value.line.kind is Kind.IMMATERIAL else sheet.cell("waarde", row)
        sheet.formula("kas", row, paid, year.cash)

    def _effect(self, row: int, value: LineValue, index: int, counted: str) -> None:
        """Write what counts of something avoided, or of more of the same."""
        sheet, year, line = self.sheet, value.years[index], value.line
        root = self._root(line)
        effect = root.effect if root else None
        if root is None or effect is None:
            return
        avoided, formula = self._avoided(root, index)
        sheet.formula("vermeden", row, formula, avoided)
        persists = effect.persisting(index + 1)
        sheet.number("beklijft", row, persists)
        share = valuation.reduction(effect, self._kba.optimism_bias) * persists
        kept = Fraction(1) if avoided < 0 else share
        is_added = f"ROUND({sheet.cell('vermeden', row)},6)<0"
        sheet.formula(
            "telt mee",
            row,
            f"IF({is_added},1,{counted}*{sheet.cell('beklijft', row)})",
            kept,
        )
        sign = 1 if line.scenario is Scenario.WITHOUT else -1
        sheet.formula(
            "waarde precies",
            row,
            f"{'' if sign > 0 else '-'}{sheet.cell('bruto precies', row)}"
            f"*{sheet.cell('telt mee', row)}",
            sign * self._gross(value, index) * kept,
        )
        sheet.formula(
            "waarde", row, cents(sheet.cell("waarde precies", row)), year.value
        )

    def _avoided(self, root: CostLine, index: int) -> tuple[Fraction, str]:
        exact = self._gross(self._values[root.key], index)
        address = self.sheet.cell("bruto precies", self.start_of[root.key] + index)
        for value in self._values.values():
            if value.line.counterpart == root.key:
                place = self.start_of[value.line.key] + index
                exact -= self._gross(value, index)
                address += f"-{self.sheet.cell('bruto precies', place)}"
        return exact, address

    def _cash(self, row: int, value: LineValue, index: int, share: str) -> None:
        """Write what of the value is money, and in which year (rule 5.5)."""
        sheet, line = self.sheet, value.line
        cash = value.years[index].cash
        if line.kind is Kind.IMMATERIAL:
            sheet.formula("kas", row, "0", cash)
        elif line.per is Per.ONCE:
            self._moved(row, value, index, share)
        else:
            sheet.number("kas in", row, self._part(value, index))
            exact, is_added = self._terms(row)
            part = f"{exact}*{share}*{sheet.cell('kas in', row)}"
            formula = cents(f"IF({is_added},{exact},{part})")
            sheet.formula("kas", row, formula, cash)

    def _moved(self, row: int, value: LineValue, index: int, share: str) -> None:
        happens = timing.plan_year(value.span.start) - 1
        arrives = timing.plan_year(value.cash_span.start) - 1
        exact, is_added = self._terms(row - index + happens)
        if arrives == happens == index:
            formula = cents(f"IF({is_added},{exact},{exact}*{share})")
        elif index == happens:
            formula = cents(f"IF({is_added},{exact},0)")
        elif index == arrives:
            formula = cents(f"IF({is_added},0,{exact}*{share})")
        else:
            formula = "0"
        self.sheet.formula("kas", row, formula, value.years[index].cash)

    def _terms(self, row: int) -> tuple[str, str]:
        return (
            self.sheet.cell("waarde precies", row),
            f"ROUND({self.sheet.cell('vermeden', row)},6)<0",
        )

    def _part(self, value: LineValue, index: int) -> Fraction:
        """Return which part of the months of a year comes after the lag."""
        years = self._kba.horizon_years
        running = timing.months_of(value.span, years)
        whole = Fraction(running.months[index], running.per_month)
        if not whole or value.cash_span.is_moment:
            return _NONE
        after = timing.months_of(value.cash_span, years)
        return Fraction(after.months[index], after.per_month) / whole
