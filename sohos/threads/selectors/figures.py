"""Reads: what was published, for whole periods."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from cases import selectors as cases
from plans import selectors as plans
from sohos.core.euro import ZERO, Euro
from sohos.tenancy.actor import Actor
from sohos.tenancy.permissions import Permission
from sohos.threads.domain import reading
from sohos.threads.domain.facts import BASIC_SECURITY, Kind, Leaf, Measure
from sohos.threads.domain.reading import Figure, Sheet
from sohos.threads.models import Publication

_KINDS = [kind.value for kind in Kind]


@dataclass(frozen=True, slots=True)
class PeriodSum:
    """What was published of one period: all of it, and per kind."""

    first: date
    last: date
    households: int
    total: Figure
    kinds: Mapping[str, Figure]


@dataclass(frozen=True, slots=True)
class TradeOff:
    """What money and housing cost, and what care costs less; None is hidden."""

    invested: Euro | None
    care: Euro | None

    @property
    def per_euro(self) -> Fraction | None:
        """How many euro of care each invested euro goes with."""
        if self.invested is None or self.care is None or self.invested.cents <= 0:
            return None
        return Fraction(self.care.cents, self.invested.cents)


@dataclass(frozen=True, slots=True)
class Board:
    """The published figures of the chosen periods."""

    periods: tuple[PeriodSum, ...]
    chosen: tuple[PeriodSum, ...]
    leaf: Leaf
    sheet: Sheet
    domains: Sheet
    breakthroughs: Sheet
    trade_off: TradeOff
    labels: Mapping[Leaf, Mapping[str, tuple[str, str]]]

    @property
    def households(self) -> int:
        """How many households the figures are about."""
        return sum(period.households for period in self.chosen)


def board_of(
    actor: Actor, *, leaf: Leaf, first: date | None = None, last: date | None = None
) -> Board:
    """Return the published figures of whole periods; live files play no part.

    The number of queries does not depend on the number of periods or households.

    Args:
        actor: who looks.
        leaf: beside what the kinds are put.
        first: first day of the first period; None is the first that was published.
        last: last day of the last period; None is the last that was published. A day
            within a period takes that whole period.

    Raises:
        NotAllowedError: the actor reads no rode draden.
    """
    actor.require(Permission.THREADS_READ)
    rows = list(
        Publication.objects.filter(municipality_id=actor.municipality_id).order_by(
            "first_on"
        )
    )
    chosen = [
        row
        for row in rows
        if (first is None or row.last_on >= first)
        and (last is None or row.first_on <= last)
    ]
    domains = _sheet(chosen, Leaf.DOMAIN)
    return Board(
        periods=tuple(_period(row) for row in rows),
        chosen=tuple(_period(row) for row in chosen),
        leaf=leaf,
        sheet=_sheet(chosen, leaf),
        domains=domains,
        breakthroughs=_sheet(chosen, Leaf.BREAKTHROUGH),
        trade_off=_trade_off(domains),
        labels=labels_of(actor),
    )


def _sheet(rows: Sequence[Publication], leaf: Leaf) -> Sheet:
    return reading.sheet_of([row.content[leaf.value] for row in rows], _KINDS)


def _period(row: Publication) -> PeriodSum:
    sheet = _sheet([row], Leaf.LAW)
    return PeriodSum(row.first_on, row.last_on, row.households, sheet.total, sheet.rows)


def _trade_off(domains: Sheet) -> TradeOff:
    """Add up money and housing, as far as they are told."""
    known = domains.column_totals.keys()
    basic = (domains.column_totals[code] for code in sorted(BASIC_SECURITY & known))
    told = [figure for figure in basic if figure.count is not None]
    if not told:
        return TradeOff(None, None)
    return TradeOff(invested=_sum(told, Measure.COST), care=_sum(told, Measure.CARE))


def _sum(figures: Sequence[Figure], measure: Measure) -> Euro:
    found = ZERO
    for figure in figures:
        found += figure.amounts[measure] or ZERO
    return found


def labels_of(actor: Actor) -> dict[Leaf, dict[str, tuple[str, str]]]:
    """Return the names of codes in the registers, Dutch and English.

    An organisation that was merged reads as the one that stands for it, also in what
    was published before.
    """
    named = {
        row.code: (row.label_nl, row.label_en) for row in cases.organisations(actor)
    }
    merged = cases.organisation_codes()
    return {
        Leaf.ORGANISATION: named | {gone: named[merged[gone]] for gone in merged},
        Leaf.DOMAIN: {
            row.code: (row.label_nl, row.label_en) for row in cases.life_domains(actor)
        },
        Leaf.SORT: {
            row.code: (row.label_nl, row.label_en)
            for row in plans.knelpunt_kinds(actor)
        },
    }
