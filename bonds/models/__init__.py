"""Bonds, their contracts and investors, the ledger, the bank; columns, no behaviour."""

from bonds.models.bank import (
    BankAccount,
    BankDecision,
    BankFile,
    BankLine,
    BankStatement,
)
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
    "BankAccount",
    "BankDecision",
    "BankFile",
    "BankLine",
    "BankStatement",
    "Bond",
    "ContractVersion",
    "Event",
    "Investor",
    "LedgerHead",
    "LedgerTransaction",
    "Leg",
    "PeriodClosing",
]
