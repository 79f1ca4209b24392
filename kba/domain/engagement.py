"""What the accountant was asked to do, by Dutch standard (rule 16.1)."""

from enum import StrEnum


class EngagementType(StrEnum):
    """The accountant's assignment, by Dutch standard (NV COS)."""

    AGREED_UPON_4400N = "4400N"
    LIMITED_3000A = "3000A_limited"
    REASONABLE_3000A = "3000A_reasonable"
