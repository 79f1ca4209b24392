"""Bonds, their contracts and investors, the ledger, the bank; columns, no behaviour."""

from bonds.models.ledger import (
    Balance,
    Bond,
    ContractVersion,
    Event,
    Investor,
    LedgerHead,
    LedgerTransaction,
    Leg,
    PeriodClosing,
)

__all__ = [
    "Balance",
    "Bond",
    "ContractVersion",
    "Event",
    "Investor",
    "LedgerHead",
    "LedgerTransaction",
    "Leg",
    "PeriodClosing",
]
