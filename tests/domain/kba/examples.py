"""The worked documents and the smallest sound inputs that the tests vary."""

from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import kba
from kba.domain import document
from kba.domain.discount_tables import UNDISCOUNTED
from kba.domain.discounting import Convention, Discounting
from kba.domain.document import Document
from kba.domain.indexation import IndexSeries
from kba.domain.inputs import KbaInput, Subject, SubjectKind
from kba.domain.lines import CostLine, Effect, UnitPrice
from kba.domain.vocabulary import Scenario
from sohos.core.bills import Law, Payer, Per
from sohos.core.euro import Euro

FOLDER = Path(kba.__file__).parent / "examples"
NEW_YEAR = date(2026, 1, 1)
AT_ONCE = Discounting(UNDISCOUNTED, Convention.START_OF_YEAR)
CPI = IndexSeries(
    "CPI", ((2022, Fraction(1000)), (2024, Fraction(1073))), "CBS", "2025-01"
)
CERTAIN = Effect(Fraction(0), "gemeten", evidence_grade=1)


def example(name: str) -> Document:
    return document.read((FOLDER / f"{name}.json").read_bytes())


def price(cents: int, *, year: int = 2024, series: str | None = None) -> UnitPrice:
    return UnitPrice(Euro(cents), year, series, "tarievenlijst", 2)


def without(key: str = "pleegzorg", **changes: Any) -> CostLine:
    values: dict[str, Any] = {
        "key": key,
        "scenario": Scenario.WITHOUT,
        "description": "Pleegzorg",
        "unit": "etmaal",
        "quantity": Fraction(365),
        "per": Per.YEAR,
        "first_on": NEW_YEAR,
        "price": price(4207),
        "payers": ((Payer.MUNICIPALITY, Fraction(1)),),
        "law": Law.JEUGDWET,
        "effect": CERTAIN,
    }
    return CostLine(**(values | changes))


def with_plan(key: str = "begeleiding", **changes: Any) -> CostLine:
    return without(key, **({"scenario": Scenario.WITH, "effect": None} | changes))


def case(lines: Sequence[CostLine], **changes: Any) -> KbaInput:
    values: dict[str, Any] = {
        "subject": Subject(SubjectKind.CASE, "AL-0001"),
        "reference_on": NEW_YEAR,
        "horizon_years": 1,
        "price_year": 2024,
        "weeks_per_year": 52,
        "discounting": AT_ONCE,
        "series": (CPI,),
        "lines": tuple(lines),
    }
    return KbaInput(**(values | changes))
