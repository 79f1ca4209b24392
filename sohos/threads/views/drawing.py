"""The published figures with their names, ready for the templates to draw."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from sohos.core.euro import ZERO, Euro
from sohos.pages import formats
from sohos.pages.charts import LineChart, Series
from sohos.threads.domain.facts import BASIC_SECURITY, Kind, Leaf, Measure
from sohos.threads.domain.reading import Figure
from sohos.threads.domain.star import REST
from sohos.threads.forms import labels
from sohos.threads.forms.choice import Choice
from sohos.threads.selectors import Board, PeriodSum

_STEPS = 5
_LINES = 4
_DRILLS = {
    Leaf.ORGANISATION: "organisation",
    Leaf.DOMAIN: "life_domain",
    Leaf.SORT: "sort",
    Leaf.LAW: "law",
}


@dataclass(frozen=True, slots=True)
class HeatCell:
    """A cell: how warm, and what stands in it; no text is hidden."""

    kind: str
    level: int
    text: str


@dataclass(frozen=True, slots=True)
class HeatRow:
    """A row of the heat table; `query` leads to the own cases behind it."""

    name: str
    query: str
    cells: tuple[HeatCell, ...]
    total: str


@dataclass(frozen=True, slots=True)
class PriceRow:
    """What doorbraken on one basis overcame, and at what price."""

    name: str
    figure: Figure

    @property
    def price(self) -> Euro | None:
        """The average price of a knelpunt that was overcome."""
        cost = self.figure.amounts[Measure.COST]
        if cost is None or not self.figure.count:
            return None
        return Euro(round(cost.cents / self.figure.count))


@dataclass(frozen=True, slots=True)
class DomainRow:
    """What was invested in a life domain, and what care costs less beside it."""

    name: str
    is_basic: bool
    invested: Euro | None
    care: Euro | None


@dataclass(frozen=True, slots=True)
class Page:
    """Everything on the page that needs a name or a sentence."""

    headline: str
    cost: Euro | None
    saving: Euro | None
    care: Euro | None
    heat_title: str
    price_title: str
    kinds: tuple[str, ...]
    heat: tuple[HeatRow, ...]
    totals: tuple[str, ...]
    total: str
    prices: tuple[PriceRow, ...]
    dearest: Euro
    domains: tuple[DomainRow, ...]
    widest: Euro
    trade_title: str
    trend: LineChart | None
    trend_rows: tuple[tuple[str, tuple[str, ...]], ...]
    has_hidden: bool


def page_of(board: Board, choice: Choice) -> Page:
    """Name and describe the published figures."""
    heat = _heat(board, choice.measure)
    prices = _prices(board)
    domains = _domains(board)
    return Page(
        headline=_headline(board),
        cost=board.sheet.total.amounts[Measure.COST],
        saving=board.sheet.total.amounts[Measure.SAVING],
        care=board.sheet.total.amounts[Measure.CARE],
        heat_title=_heat_title(heat),
        price_title=_price_title(prices),
        kinds=tuple(str(labels.KINDS[kind]) for kind in Kind),
        heat=heat,
        totals=tuple(_text(board.sheet.rows[kind], choice.measure) for kind in Kind),
        total=_text(board.sheet.total, choice.measure),
        prices=prices,
        dearest=max((row.price or ZERO for row in prices), default=ZERO),
        domains=domains,
        widest=Euro(
            max(
                (
                    abs(value.cents)
                    for row in domains
                    for value in (row.invested, row.care)
                    if value
                ),
                default=0,
            )
        ),
        trade_title=_trade_title(board),
        trend=_trend(board) if len(board.chosen) > 1 else None,
        trend_rows=tuple(
            (period_name(one), tuple(_text(one.kinds[kind], None) for kind in Kind))
            for one in board.chosen
        ),
        has_hidden=any(not cell.text for row in heat for cell in row.cells),
    )


def period_name(period: PeriodSum) -> str:
    """Write a period as people say it: one quarter, or from one to another."""
    first, last = _quarter(period.first), _quarter(period.last)
    return first if first == last else f"{first} \N{EN DASH} {last}"


def _quarter(day: date) -> str:
    return _("kwartaal %(quarter)s van %(year)s") % {
        "quarter": (day.month + 2) // 3,
        "year": day.year,
    }


def _short_name(period: PeriodSum) -> str:
    """Write the end of a period where there is little room."""
    return _("K%(quarter)s %(year)s") % {
        "quarter": (period.last.month + 2) // 3,
        "year": period.last.year,
    }


def _headline(board: Board) -> str:
    told = [
        (figure.count, kind)
        for kind, figure in board.sheet.rows.items()
        if figure.count
    ]
    if not told:
        return _("Rode draden")
    return str(labels.IN_THE_WAY[max(told)[1]])


def _value(figure: Figure, measure: Measure | None) -> int | None:
    if measure is None:
        return figure.count
    amount = figure.amounts[measure]
    return None if amount is None else amount.cents


def _text(figure: Figure, measure: Measure | None) -> str:
    value = _value(figure, measure)
    if value is None:
        return ""
    return formats.number(value) if measure is None else formats.whole_amount(value)


def _heat(board: Board, measure: Measure | None) -> tuple[HeatRow, ...]:
    sheet = board.sheet
    values = [
        _value(figure, measure) or 0
        for (_kind, code), figure in sheet.cells.items()
        if code != REST
    ]
    warmest = max([abs(value) for value in values], default=0)
    return tuple(
        HeatRow(
            name=labels.name_of(board.leaf, code, board.labels),
            query=_query(board.leaf, code),
            cells=tuple(
                _cell(
                    str(labels.KINDS[kind]),
                    sheet.cells[kind, code],
                    measure,
                    0 if code == REST else warmest,
                )
                for kind in Kind
            ),
            total=_text(sheet.column_totals[code], measure),
        )
        for code in _order(board)
    )


def _order(board: Board) -> list[str]:
    """Put what occurs most first, then what is hidden by name, the rest last."""
    totals = board.sheet.column_totals

    def place(code: str) -> tuple[bool, int, str]:
        name = labels.name_of(board.leaf, code, board.labels)
        return code == REST, -(totals[code].count or 0), name

    return sorted(board.sheet.columns, key=place)


def _cell(kind: str, figure: Figure, measure: Measure | None, warmest: int) -> HeatCell:
    value = _value(figure, measure)
    if not value or not warmest:
        return HeatCell(kind, 0, _text(figure, measure))
    level = min(_STEPS, 1 + abs(value) * _STEPS // (warmest + 1))
    return HeatCell(kind, level, _text(figure, measure))


def _query(leaf: Leaf, code: str) -> str:
    if leaf not in _DRILLS or code in {"", REST}:
        return ""
    return urlencode({_DRILLS[leaf]: code})


def _prices(board: Board) -> tuple[PriceRow, ...]:
    totals = board.breakthroughs.column_totals
    rows = [
        PriceRow(labels.name_of(Leaf.BREAKTHROUGH, code, board.labels), figure)
        for code, figure in totals.items()
        if code not in {"", REST} and figure.count
    ]
    return tuple(sorted(rows, key=lambda row: (-(row.figure.count or 0), row.name)))


def _domains(board: Board) -> tuple[DomainRow, ...]:
    rows = [
        DomainRow(
            labels.name_of(Leaf.DOMAIN, code, board.labels),
            code in BASIC_SECURITY,
            figure.amounts[Measure.COST],
            figure.amounts[Measure.CARE],
        )
        for code, figure in board.domains.column_totals.items()
        if code != REST and figure.count
    ]
    return tuple(sorted(rows, key=lambda row: (not row.is_basic, row.name)))


def _heat_title(rows: Sequence[HeatRow]) -> str:
    """Name the warmest cell."""
    warm = [
        (cell.level, row.name, cell.kind)
        for row in rows
        for cell in row.cells
        if cell.level == _STEPS
    ]
    if len(warm) != 1:
        return _("Waar knelpunten terugkomen")
    _level, name, kind = warm[0]
    return _("%(kind)s knelt het vaakst bij: %(where)s") % {"kind": kind, "where": name}


def _price_title(rows: Sequence[PriceRow]) -> str:
    if not rows:
        return _("Welke doorbraken werkten, en wat ze kostten")
    return _("De meeste knelpunten overwon: %(basis)s") % {"basis": rows[0].name}


def _trade_title(board: Board) -> str:
    ratio = board.trade_off.per_euro
    if ratio is None:
        return _("Wat bestaanszekerheid kost, en wat zorg minder kost")
    return _("Tegenover elke euro voor geld en wonen staat %(care)s minder zorg") % {
        "care": formats.signed_amount(Euro(round(ratio * 100)))
    }


def _trend(board: Board) -> LineChart:
    periods: Sequence[PeriodSum] = board.chosen
    known = {
        kind: sum(period.kinds[kind].count or 0 for period in periods) for kind in Kind
    }
    busiest = sorted(Kind, key=lambda kind: -known[kind])[:_LINES]
    return LineChart(
        description=_("Aantal knelpunten per periode, de vier soorten met de meeste"),
        axis=_("knelpunten"),
        points=[_short_name(period) for period in periods],
        series=[
            Series(
                str(labels.KINDS[kind]),
                [period.kinds[kind].count for period in periods],
                str(number),
            )
            for number, kind in enumerate(busiest, 1)
            if known[kind]
        ],
    )
