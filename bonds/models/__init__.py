"""Bonds, their contracts and investors, the ledger, the bank, reports; columns, no behaviour."""

from bonds.models.bank import (
    BankAccount,
    BankDecision,
    BankFile,
    BankLine,
    BankStatement,
)
from bonds.models.drafting import ContractDraft
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
from bonds.models.reports import QuarterReport

__all__ = [
    "Balance",
    "BankAccount",
    "BankDecision",
    "BankFile",
    "BankLine",
    "BankStatement",
    "Bond",
    "ContractDraft",
    "ContractVersion",
    "Event",
    "Investor",
    "LedgerHead",
    "LedgerTransaction",
    "Leg",
    "PeriodClosing",
    "QuarterReport",
]
