"""The real discount rates of the Netherlands, by the day from which they hold (rule 6.1)."""

from datetime import date
from fractions import Fraction

from kba.domain.discounting import Band, DiscountTable
from sohos.core.errors import DomainError


class NoDiscountTableError(DomainError):
    """No table of rates was in force on that day."""

    code = "no_discount_table"


def _table(name: str, source: str, *bands: Band) -> DiscountTable:
    return DiscountTable(name, bands, source)


UNDISCOUNTED = _table("geen", "niet verdisconteerd", Band(Fraction(0)))
DATED_TABLES: tuple[tuple[date, DiscountTable], ...] = (
    (date(1995, 1, 1), _table("NL-1995", "reëel 4%", Band(Fraction(4, 100)))),
    (date(2016, 1, 1), _table("NL-2016", "reëel 3%", Band(Fraction(3, 100)))),
    (date(2021, 1, 1), _table("NL-2021", "reëel 2,25%", Band(Fraction(225, 10000)))),
    (
        date(2026, 1, 1),
        _table(
            "NL-2026",
            "reëel 2,8% tot en met 35 jaar, daarna 1,8%; nog te bevestigen",
            Band(Fraction(28, 1000), through_year=35),
            Band(Fraction(18, 1000)),
        ),
    ),
)


def table_on(day: date) -> DiscountTable:
    """Return the table in force on a day (rule 6.1).

    Raises:
        NoDiscountTableError: `day` lies before the first table.
    """
    in_force = [table for since, table in DATED_TABLES if since <= day]
    if not in_force:
        raise NoDiscountTableError(day.isoformat())
    return in_force[-1]
