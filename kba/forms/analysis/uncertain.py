"""What may come of a KBA: the cumulative band, the tornado and the turning points."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kba.domain import timeline
from kba.domain.inputs import KbaInput
from kba.domain.measures import Measure, Measures, NotApplicable
from kba.domain.result import Result
from kba.domain.simulation import Outcome
from kba.domain.simulation.model import What
from kba.domain.simulation.outcome import Bar
from kba.domain.timing import MONTHS_PER_YEAR
from kba.domain.vocabulary import Kind
from kba.forms.analysis import measuring
from sohos.pages import formats, spans
from sohos.pages.bandcharts import BandChart, BandPoint
from sohos.pages.spans import Part, Scale

WHAT: dict[What, Promise] = {
    What.PRICE: gettext_lazy("Prijs"),
    What.QUANTITY: gettext_lazy("Hoeveelheid"),
    What.PROBABILITY: gettext_lazy("Kans"),
    What.PERSISTENCE: gettext_lazy("Wat beklijft"),
    What.SUCCESS: gettext_lazy("Of het plan slaagt"),
}
_CENTS = 100


@dataclass(frozen=True, slots=True)
class TornadoRow:
    """One assumption: what it is, from where to where, and what that does."""

    name: str
    about: str
    low: str
    high: str
    bar: Bar
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Tornado:
    """The ten assumptions that move the net most."""

    finding: str
    rows: Sequence[TornadoRow]
    scale: Scale


@dataclass(frozen=True, slots=True)
class TurningRow:
    """At which value of one effect the net is zero: as a factor, chance, deadweight."""

    name: str
    chance_now: str
    factor: tuple[str, str]
    chance: tuple[str, str]
    deadweight: tuple[str, str]


@dataclass(frozen=True, slots=True)
class Turning:
    """The turning points of all effects, and of costs and effects as a whole."""

    finding: str
    rows: Sequence[TurningRow]
    all_effects: tuple[str, str]
    costs: tuple[str, str]


def cumulative(result: Result, measures: Measures, drawn: Outcome) -> BandChart:
    """Return what is gained so far, through time, with what may come of it."""
    corners = timeline.cumulative(timeline.society(result.lines))
    line = [
        (float(at / MONTHS_PER_YEAR), float(level) / _CENTS) for at, level in corners
    ]
    last = float(len(drawn.years))
    if line[-1][0] < last:
        line.append((last, line[-1][1]))
    money = [each for each in result.lines if each.line.kind is Kind.FINANCIAL]
    expected = 0
    points = []
    for band in drawn.years:
        expected += sum(each.years[band.year - 1].value.cents for each in money)
        points.append(
            BandPoint(
                at=float(band.year),
                label=str(band.year),
                expected=expected / _CENTS,
                low=band.society.p10.cents / _CENTS,
                middle=band.society.p50.cents / _CENTS,
                high=band.society.p90.cents / _CENTS,
            )
        )
    first = measures.payback.first
    mark = None
    if not isinstance(first, NotApplicable):
        mark = (float(first), _("na %(years)s jaar") % {"years": _two(first)})
    return BandChart(_payback_finding(measures), line, points, mark)


def tornado(drawn: Outcome) -> Tornado:
    """Return the ten widest bars, each around the mean of the net."""
    base = drawn.net.mean.cents
    rows = [_row(bar, base) for bar in drawn.tornado]
    finding = _("Er is niets onzekers ingevuld")
    if rows:
        finding = _("De uitkomst hangt het meest af van: %(what)s") % {
            "what": rows[0].name.lower()
        }
    return Tornado(finding, rows, spans.scale_of((row.parts for row in rows), base))


def turning(kba: KbaInput, measures: Measures) -> Turning:
    """Return where each assumption makes the net zero (rule 9.5)."""
    lines = {line.key: line for line in kba.lines}
    return Turning(
        finding=_turning_finding(measures),
        rows=[
            TurningRow(
                name=lines[each.key].description,
                chance_now=formats.percentage(lines[each.key].probability, 1),
                factor=_needed(each.factor),
                chance=measuring.share(each.probability, decimals=2),
                deadweight=measuring.share(each.deadweight, decimals=2),
            )
            for each in measures.switching
        ],
        all_effects=_needed(measures.switching_all_effects),
        costs=measuring.share(measures.switching_costs),
    )


def _row(bar: Bar, base: int) -> TornadoRow:
    is_success = bar.what is What.SUCCESS
    low, high = (
        (_("nee"), _("ja")) if is_success else (_end(bar, bar.low), _end(bar, bar.high))
    )
    return TornadoRow(
        name=str(WHAT[bar.what]) if is_success else bar.label,
        about="" if is_success else str(WHAT[bar.what]),
        low=low,
        high=high,
        bar=bar,
        parts=tuple(_around(bar, base)),
    )


def _around(bar: Bar, base: int) -> list[Part]:
    """Split a bar at the line: what falls short of it, and what goes beyond."""
    worst, best = sorted((bar.net_low.cents, bar.net_high.cents))
    parts = []
    if worst < base:
        parts.append(Part(worst, min(base, best), "sh-v-loss"))
    if best > base:
        parts.append(Part(max(base, worst), best, "sh-v-gain"))
    return parts


def _end(bar: Bar, value: float) -> str:
    exact = Fraction(value)
    if bar.what is What.QUANTITY:
        return formats.number(exact, 1)
    return formats.percentage(exact)


def _needed(factor: Measure) -> tuple[str, str]:
    """Say how much of an effect is needed; below zero it can be missed."""
    if not isinstance(factor, NotApplicable) and factor < 0:
        return _("niets"), _("ook zonder dit effect komt het uit")
    return measuring.share(factor)


def _payback_finding(measures: Measures) -> str:
    first, lasting = measures.payback.first, measures.payback.lasting
    if isinstance(first, NotApplicable):
        return _("Terugverdientijd: n.v.t., %(reason)s") % {
            "reason": measuring.REASONS[first.reason]
        }
    if isinstance(lasting, NotApplicable) or lasting == first:
        return _("Terugverdiend na %(years)s jaar") % {"years": _two(first)}
    return _("Terugverdiend na %(years)s jaar, blijvend na %(lasting)s jaar") % {
        "years": _two(first),
        "lasting": _two(lasting),
    }


def _turning_finding(measures: Measures) -> str:
    factor = measures.switching_all_effects
    if isinstance(factor, NotApplicable):
        return _("Er zijn geen effecten om te laten omslaan")
    if factor <= 0:
        return _("Het komt uit zodra er iets van de effecten overblijft")
    if factor <= 1:
        return _("Het komt nog uit als van alle effecten %(share)s overblijft") % {
            "share": formats.percentage(factor, 1)
        }
    return _("Het komt pas uit als alle effecten %(times)s keer zo groot zijn") % {
        "times": _two(factor)
    }


def _two(value: Fraction) -> str:
    return formats.number(value, 2)
