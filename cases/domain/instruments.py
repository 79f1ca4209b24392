"""Instruments for quality of life: what is asked, on which scale, from which source.

A municipality may record scores of instruments whose text may not be shipped; of those
only the name stands here. Rule C57.
"""

import csv
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from pathlib import Path

from sohos.core.errors import DomainError

_REGISTER = Path(__file__).parent.parent / "data" / "qol-instruments.csv"


class InstrumentUnknownError(DomainError):
    """The register holds no such instrument."""

    code = "instrument_unknown"


@dataclass(frozen=True, slots=True)
class Instrument:
    """One instrument; without `low` and `high` a score brings its own scale.

    `ships` tells whether the question may stand in the program.
    """

    code: str
    label_nl: str
    label_en: str
    question_nl: str
    question_en: str
    ships: bool
    low: Decimal | None
    high: Decimal | None
    step: Decimal | None
    source: str
    licence: str

    @property
    def has_scale(self) -> bool:
        """Tell whether every score has the same scale."""
        return self.low is not None and self.high is not None


@lru_cache(maxsize=1)
def instruments() -> dict[str, Instrument]:
    """Return the register by code; what may be asked here comes first."""
    with _REGISTER.open(encoding="utf-8", newline="") as file:
        return {row["code"]: _instrument(row) for row in csv.DictReader(file)}


def instrument(code: str) -> Instrument:
    """Return an instrument.

    Raises:
        InstrumentUnknownError: there is none of that code.
    """
    try:
        return instruments()[code]
    except KeyError:
        raise InstrumentUnknownError(code) from None


def _instrument(row: dict[str, str]) -> Instrument:
    return Instrument(
        code=row["code"],
        label_nl=row["label_nl"],
        label_en=row["label_en"],
        question_nl=row["question_nl"],
        question_en=row["question_en"],
        ships=row["role"] == "built_in",
        low=_number(row["scale_min"]),
        high=_number(row["scale_max"]),
        step=_number(row["step"]),
        source=row["source"],
        licence=row["licence_status"],
    )


def _number(text: str) -> Decimal | None:
    return Decimal(text) if text else None
