"""What can be taken out of the ledger (rule E1)."""

from enum import StrEnum


class Export(StrEnum):
    """A kind of file."""

    HLEDGER = "hledger"
    XAF32 = "xaf32"
    XAF40 = "xaf40"
    CSV = "csv"
    XLSX = "xlsx"


OF_A_YEAR = frozenset({Export.XAF32, Export.XAF40})
"""Files that are about one calendar year."""
