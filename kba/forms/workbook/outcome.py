"""The sheet with the results: contract ledger, welfare ledger, payers and laws."""

from collections.abc import Mapping
from fractions import Fraction

from xlsxwriter.workbook import Workbook

from kba.domain.inputs import KbaInput
from kba.domain.result import Result
from kba.domain.vocabulary import Kind, Role
from kba.domain.welfare import Balance
from kba.forms.workbook.sheet import Sheet, Styles, cents
from sohos.core.bills import Law, Payer

COLUMNS = ("uitkomst", "jaar", "bedrag")
MUNICIPALITY = Payer.MUNICIPALITY.value
_BALANCES = (
    (Kind.FINANCIAL, 0, "baten, financieel"),
    (Kind.FINANCIAL, 1, "kosten, financieel"),
    (Kind.IMMATERIAL, 0, "baten, immaterieel"),
    (Kind.IMMATERIAL, 1, "kosten, immaterieel"),
)


class Outcome:
    """Writes the results, each a formula over the other sheets."""

    def __init__(
        self, book: Workbook, styles: Styles, kba: KbaInput, result: Result
    ) -> None:
        self.sheet = Sheet(book, styles, "Uitkomst", COLUMNS)
        self._kba = kba
        self._result = result

    def write(self, years: Sheet, value: Sheet, cash: Sheet, whole: Sheet) -> None:
        """Write contract ledger, undiscounted and present welfare ledger."""
        self._contract(value, cash)
        self._undiscounted(years)
        self._by_payer(whole)
        self._present(years)

    def _line(self, name: str, formula: str, value: object, year: int = 0) -> str:
        row = self.sheet.next_row()
        self.sheet.text("uitkomst", row, name)
        if year:
            self.sheet.number("jaar", row, year)
        self.sheet.formula("bedrag", row, formula, value)
        return self.sheet.cell("bedrag", row)

    def _contract(self, value: Sheet, cash: Sheet) -> None:
        """Write the municipality's cash per plan year (rule 7)."""
        if MUNICIPALITY not in {
            p.value for ln in self._kba.lines for p, _ in ln.payers
        }:
            return
        for each in self._result.contract:
            care = {"soort": Kind.FINANCIAL.value, "rol": Role.CARE.value}
            saving = _sum(cash, MUNICIPALITY, each.year, care)
            saved = self._line(
                "besparing gemeente in geld", saving, each.saving, each.year
            )
            for law, amount in each.saving_by_law:
                within = _sum(cash, MUNICIPALITY, each.year, {**care, "wet": law.value})
                self._line(f"waarvan {law.value}", within, amount, each.year)
            effort = {"soort": Kind.FINANCIAL.value, "rol": Role.PLAN.value}
            spent = self._line(
                "planinzet gemeente",
                f"-{_sum(cash, MUNICIPALITY, each.year, effort)}",
                each.plan_costs,
                each.year,
            )
            self._line(
                "besparing na planinzet", f"{saved}-{spent}", each.net, each.year
            )
            freed = f"{_sum(value, MUNICIPALITY, each.year, care)}-{saved}"
            self._line("vrijgevallen capaciteit", freed, each.freed_capacity, each.year)

    def _undiscounted(self, years: Sheet) -> None:
        ledger = self._result.undiscounted
        for kind, is_cost, name in _BALANCES:
            balance = ledger.financial if kind is Kind.FINANCIAL else ledger.immaterial
            total = _matching(years, "waarde", kind, is_cost)
            self._line(
                f"{name}, niet verdisconteerd",
                f"-{total}" if is_cost else total,
                balance.costs if is_cost else balance.benefits,
            )
        for law, balance in ledger.by_law:
            self._law(years, law, balance)

    def _law(self, years: Sheet, law: Law, balance: Balance) -> None:
        criteria = {"soort": Kind.FINANCIAL.value, "wet": law.value}
        total = _conditional(years, "waarde", criteria)
        self._line(f"saldo {law.value}, niet verdisconteerd", total, balance.net)

    def _by_payer(self, whole: Sheet) -> None:
        for payer, balance in self._result.undiscounted.by_payer:
            total = _conditional(whole, payer.value, {"soort": Kind.FINANCIAL.value})
            self._line(f"saldo {payer.value}, niet verdisconteerd", total, balance.net)

    def _present(self, years: Sheet) -> None:
        """Write the present values; they are rounded once per subtotal (rule 8.3)."""
        ledger = self._result.present_estimate
        found = {}
        for kind, is_cost, name in _BALANCES:
            balance = ledger.financial if kind is Kind.FINANCIAL else ledger.immaterial
            exact = (
                f'SUMPRODUCT(({years.range("soort")}="{kind.value}")'
                f"*({years.range('kosten van het plan')}={is_cost})"
                f"*{years.range('waarde')}*{years.range('contante factor')})"
            )
            found[kind, is_cost] = self._line(
                f"{name}, contante waarde (schatting)",
                cents(f"-{exact}" if is_cost else exact),
                balance.costs if is_cost else balance.benefits,
            )
        benefits, costs = found[Kind.FINANCIAL, 0], found[Kind.FINANCIAL, 1]
        self._line(
            "saldo, financieel, contante waarde (schatting)",
            f"{benefits}-{costs}",
            ledger.financial.net,
        )
        financial = ledger.financial
        ratio: object = "n.v.t."
        if financial.costs:
            ratio = Fraction(financial.benefits.cents, financial.costs.cents)
        self._line(
            "baten gedeeld door kosten, financieel",
            f'IF({costs}=0,"n.v.t.",{benefits}/{costs})',
            ratio,
        )


def _matching(sheet: Sheet, column: str, kind: Kind, is_cost: int) -> str:
    return _conditional(
        sheet, column, {"soort": kind.value, "kosten van het plan": is_cost}
    )


def _sum(sheet: Sheet, column: str, year: int, criteria: Mapping[str, str]) -> str:
    return _conditional(sheet, column, {"jaar": year, **criteria})


def _conditional(sheet: Sheet, column: str, criteria: Mapping[str, str | int]) -> str:
    conditions = "".join(
        f",{sheet.range(name)},{wanted if isinstance(wanted, int) else _quoted(wanted)}"
        for name, wanted in criteria.items()
    )
    return f"SUMIFS({sheet.range(column)}{conditions})"


def _quoted(text: str) -> str:
    return f'"{text}"'
