"""Amounts divided over the payers by largest remainder, in formulas (rule 5.6)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from xlsxwriter.workbook import Workbook

from kba.domain.valuation import Shares
from kba.forms.workbook.sheet import Sheet, Styles
from sohos.core.bills import Payer
from sohos.core.euro import ZERO, Euro

WORDS = ("sleutel", "jaar", "soort", "rol", "wet", "kosten van het plan")


@dataclass(frozen=True, slots=True)
class Amount:
    """What is divided: where it stands, its value, its line, and the engine's parts."""

    words: tuple[str, str, str, str]
    year: int
    is_cost: bool
    address: str
    value: Euro
    line_row: int
    shares: Mapping[Payer, Fraction]
    parts: Shares


class PayerSheet:
    """One row per amount: shares in cents, remainders, and the parts in euro."""

    def __init__(
        self, book: Workbook, styles: Styles, name: str, payers: Sequence[Payer]
    ) -> None:
        self._payers = payers
        columns = (
            *WORDS,
            "bedrag in centen",
            *(f"deel {payer.value}" for payer in payers),
            *(f"rest {payer.value}" for payer in payers),
            *(payer.value for payer in payers),
        )
        self.sheet = Sheet(book, styles, name, columns)

    def write(self, amounts: Sequence[Amount], lines: Sheet) -> Sheet:
        """Write the amounts in order."""
        for amount in amounts:
            row = self.sheet.next_row()
            key, kind, role, law = amount.words
            for column, text in zip(
                ("sleutel", "soort", "rol", "wet"), (key, kind, role, law), strict=True
            ):
                self.sheet.text(column, row, text)
            self.sheet.number("jaar", row, amount.year)
            self.sheet.number("kosten van het plan", row, int(amount.is_cost))
            self.sheet.formula(
                "bedrag in centen",
                row,
                f"ROUND({amount.address}*100,0)",
                amount.value.cents,
            )
            self._divide(row, amount, lines)
        return self.sheet

    def _divide(self, row: int, amount: Amount, lines: Sheet) -> None:
        sheet, parts = self.sheet, dict(amount.parts)
        whole = sheet.cell("bedrag in centen", row)
        weights = [amount.shares.get(payer, Fraction(0)) for payer in self._payers]
        size = abs(amount.value.cents)
        rests = [size * weight % 1 for weight in weights]
        for payer, weight, rest in zip(self._payers, weights, rests, strict=True):
            name = payer.value
            share = lines.cell(f"deel {name}", amount.line_row)
            sheet.formula(
                f"deel {name}", row, f"ROUND(ABS({whole})*{share},6)", size * weight
            )
            mine = sheet.cell(f"deel {name}", row)
            sheet.formula(f"rest {name}", row, f"ROUND({mine}-INT({mine}),6)", rest)
        first, last = self._payers[0].value, self._payers[-1].value
        shares = sheet.across(f"deel {first}", f"deel {last}", row)
        rest_cells = sheet.across(f"rest {first}", f"rest {last}", row)
        left = f"ROUND(SUM({shares})-SUMPRODUCT(INT({shares})),0)"
        for payer in self._payers:
            name = payer.value
            mine = sheet.cell(f"deel {name}", row)
            kept = sheet.cell(f"rest {name}", row)
            before = sheet.across(f"rest {first}", f"rest {name}", row)
            rank = f'COUNTIF({rest_cells},">"&{kept})+COUNTIF({before},{kept})'
            part = f"INT({mine})+IF({rank}<={left},1,0)"
            formula = f"SIGN({whole})*({part})/100"
            sheet.formula(name, row, formula, parts.get(payer, ZERO))
