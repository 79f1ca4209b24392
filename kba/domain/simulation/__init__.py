"""Uncertainty in the open: what the inputs may be, and what then follows (rule 14).

Everything here is an estimate in floating point; nothing of it can become a payment.
"""

from kba.domain.simulation.assumptions import Assumptions
from kba.domain.simulation.comparing import Comparison, compare
from kba.domain.simulation.outcome import (
    Bar,
    Outcome,
    Spread,
    YearBand,
    as_json,
    simulate,
)
from kba.domain.simulation.succeeding import success_shares

__all__ = [
    "Assumptions",
    "Bar",
    "Comparison",
    "Outcome",
    "Spread",
    "YearBand",
    "as_json",
    "compare",
    "simulate",
    "success_shares",
]
