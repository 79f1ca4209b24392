"""Recalculates a workbook: the few functions that ours uses, read by openpyxl.

It is not a spreadsheet program; it proves that the formulas themselves, and not only
the values kept beside them, give the figures.
"""

import math
import re
from collections.abc import Callable, Iterator
from decimal import ROUND_HALF_UP, Decimal
from io import BytesIO
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils import range_boundaries

ADDRESS = re.compile(
    r"'(?P<sheet>[^']+)'!\$?(?P<one>[A-Z]+\$?\d+)(?::\$?(?P<other>[A-Z]+\$?\d+))?"
)
TEXT = re.compile(r'"[^"]*"')


class Row(list[Any]):
    """Cells of a range, with the arithmetic of SUMPRODUCT."""

    def __mul__(self, other: Any) -> "Row":
        return Row(
            (one or 0) * (two or 0) for one, two in zip(self, other, strict=True)
        )

    def __eq__(self, other: object) -> "Row":  # type: ignore[override]
        return Row(each == other for each in self)

    __hash__ = None


class Book:
    """A workbook whose formulas are worked out anew, each cell once."""

    def __init__(self, content: bytes) -> None:
        self.formulas = load_workbook(BytesIO(content))
        self.kept = load_workbook(BytesIO(content), data_only=True)
        self._found: dict[tuple[str, str], Any] = {}

    def cells(self) -> Iterator[tuple[str, str, Any]]:
        """Yield sheet, address and kept value of every formula."""
        for sheet in self.formulas.worksheets:
            for cells in sheet.iter_rows():
                for cell in cells:
                    if cell.data_type == "f":
                        kept = self.kept[sheet.title][cell.coordinate].value
                        yield sheet.title, cell.coordinate, kept

    def value(self, sheet: str, address: str) -> Any:
        """Work out one cell."""
        place = (sheet, address.replace("$", ""))
        if place not in self._found:
            cell = self.formulas[sheet][place[1]]
            found = cell.value
            if cell.data_type == "f":
                found = self._work_out(str(found)[1:])
            self._found[place] = found
        return self._found[place]

    def _range(self, sheet: str, one: str, other: str) -> Row:
        left, top, right, bottom = range_boundaries(f"{one}:{other}".replace("$", ""))
        rows = self.formulas[sheet].iter_rows(top, bottom, left, right)
        return Row(self.value(sheet, cell.coordinate) for row in rows for cell in row)

    def _work_out(self, formula: str) -> Any:
        code = ADDRESS.sub(_as_call, formula)
        code = code.replace("<=", "\0").replace(">=", "\1").replace("<>", "!=")
        code = re.sub(r"(?<![!<>=])=(?!=)", "==", code)
        code = code.replace("\0", "<=").replace("\1", ">=").replace("&", "@")
        names = {**FUNCTIONS, "CELL": self.value, "RANGE": self._range, "Text": Text}
        quoted = TEXT.sub(lambda match: f"Text({match[0]})", code)
        quoted = _lazily(quoted)
        return eval(quoted, {"__builtins__": {}}, names)  # noqa: S307 - our own file


class Text(str):
    """A text that `&` (written as @) joins to a number."""

    __slots__ = ()

    def __matmul__(self, other: float) -> str:
        return f"{self}{other!r}"


def _as_call(match: re.Match[str]) -> str:
    sheet, one, other = match["sheet"], match["one"], match["other"]
    if other:
        return f'RANGE("{sheet}","{one}","{other}")'
    return f'CELL("{sheet}","{one}")'


def _lazily(code: str) -> str:
    """Turn every IF into a condition that leaves the other branch alone."""
    begin = re.search(r"\bIF\(", code)
    if begin is None:
        return code
    depth, parts, last = 1, [], begin.end()
    for place in range(begin.end(), len(code)):
        depth += {"(": 1, ")": -1}.get(code[place], 0)
        if (code[place] == "," and depth == 1) or not depth:
            parts.append(_lazily(code[last:place]))
            last = place + 1
        if not depth:
            break
    condition, then, otherwise = parts
    chosen = f"(({then}) if ({condition}) else ({otherwise}))"
    return code[: begin.start()] + chosen + _lazily(code[last:])


def rounded(value: float, places: int) -> float:
    step = Decimal(1).scaleb(-places)
    return float(Decimal(repr(float(value))).quantize(step, rounding=ROUND_HALF_UP))


def _sumifs(totals: Row, *conditions: Any) -> float:
    pairs = list(zip(conditions[::2], conditions[1::2], strict=True))
    return math.fsum(
        total or 0
        for index, total in enumerate(totals)
        if all(cells[index] == wanted for cells, wanted in pairs)
    )


def _countif(cells: Row, wanted: Any) -> int:
    if isinstance(wanted, str) and wanted.startswith(">"):
        return sum(cell > float(wanted[1:]) for cell in cells)
    return sum(cell == wanted for cell in cells)


def _whole(value: Any) -> Any:
    if isinstance(value, Row):
        return Row(math.floor(each) for each in value)
    return math.floor(value)


FUNCTIONS: dict[str, Callable[..., Any]] = {
    "ROUND": rounded,
    "INT": _whole,
    "ABS": abs,
    "SIGN": lambda value: (value > 0) - (value < 0),
    "SUM": math.fsum,
    "SUMPRODUCT": math.fsum,
    "SUMIFS": _sumifs,
    "COUNTIF": _countif,
}
