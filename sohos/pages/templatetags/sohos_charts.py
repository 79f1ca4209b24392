"""Charts drawn on the server: `{% load sohos_charts %}`."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from sohos.core.euro import Euro
from sohos.pages import bandcharts, charts, stepcharts
from sohos.pages.bandcharts import BandChart
from sohos.pages.charts import LineChart, Segment
from sohos.pages.spans import Part, Scale
from sohos.pages.stepcharts import StepChart

register = template.Library()
Amount = Euro | Decimal | Fraction | int | float
_BOTH = 2
# On paper an image knows no style sheet; on a page the classes win.
_INK = {
    "sh-v-without": "#8797a5",
    "sh-v-with": "#0b5c80",
    "sh-v-maatwerk": "#b7791f",
    "sh-v-gain": "#2f7d4f",
    "sh-v-loss": "#b3392f",
    "sh-v-skipped": "#c5d0d9",
}


def _number(value: Amount) -> float:
    return float(value.cents if isinstance(value, Euro) else value)


def _meaning(label: str) -> SafeString:
    if label:
        return format_html('role="img" aria-label="{}"', label)
    return SafeString('aria-hidden="true"')


def _target(target: Amount | None, whole: float) -> SafeString | str:
    if target is None:
        return ""
    return format_html(
        '<rect class="g-target" x="{}%" y="-15%" width="3" height="130%"/>',
        charts.share(_number(target), whole),
    )


@register.simple_tag
def bar(
    value: Amount,
    maximum: Amount,
    *,
    target: Amount | None = None,
    tone: str = "g-approved",
    label: str = "",
) -> SafeString:
    """Draw one bar; beside its figure in a table it needs no label of its own."""
    whole = _number(maximum)
    return format_html(
        '<svg class="sh-bar" focusable="false" {}>'
        '<rect class="sh-bar__track" width="100%" height="100%" rx="2"/>'
        '<rect class="{}" width="{}%" height="100%" rx="2"/>{}</svg>',
        _meaning(label),
        tone,
        charts.share(_number(value), whole),
        _target(target, whole),
    )


@register.simple_tag
def results_bar(
    approved: Amount,
    reported: Amount,
    maximum: Amount,
    *,
    target: Amount | None = None,
    label: str = "",
) -> SafeString:
    """Draw what is approved, what is reported after it, and a mark for what was hoped.

    The page has to include components/hatch.html once.
    """
    whole = _number(maximum)
    solid = charts.share(_number(approved), whole)
    both = charts.share(_number(approved) + _number(reported), whole)
    return format_html(
        '<svg class="sh-bar" focusable="false" {}>'
        '<rect class="sh-bar__track" width="100%" height="100%" rx="2"/>'
        '<rect class="g-approved" width="{}%" height="100%"/>'
        '<rect x="{}%" width="{}%" height="100%" fill="url(#hatch)"/>{}</svg>',
        _meaning(label),
        solid,
        solid,
        round(max(both - solid, 0.0), 2),
        _target(target, whole),
    )


@register.simple_tag
def stacked_bar(segments: Sequence[Segment], label: str = "") -> SafeString:
    """Draw parts of a whole after each other; the table beside it names them."""
    parts = format_html_join(
        "",
        '<rect class="{}" x="{}%" width="{}%" height="100%"/>',
        ((part.tone, start, width) for part, start, width in charts.stack(segments)),
    )
    return format_html(
        '<svg class="sh-moneybar" focusable="false" {}>{}</svg>', _meaning(label), parts
    )


@register.simple_tag
def swatch(tone: str) -> SafeString:
    """Draw the little square that ties a row of a table to its part of the bar."""
    return format_html(
        '<svg class="sh-swatch" aria-hidden="true" focusable="false">'
        '<rect class="{}" width="100%" height="100%" rx="2"/></svg>',
        tone,
    )


@register.simple_tag
def span_bar(parts: Sequence[Part], scale: Scale, label: str = "") -> SafeString:
    """Draw stretches on the scale of their chart; without a label a table names them.

    The line stands at the mark of the scale.
    """
    drawn = format_html_join(
        "",
        '<rect class="{}" fill="{}" x="{}%" width="{}%" height="100%" rx="1"/>',
        (
            (part.tone, _INK[part.tone], left, max(width, 0.4))
            for part, left, width in scale.placed(parts)
        ),
    )
    return format_html(
        '<svg class="sh-bar sh-spanbar" width="100%" height="14" focusable="false" {}>'
        '{}{}<line class="g-zero" stroke="#4a5a6a" x1="{}%" x2="{}%" y1="0%" '
        'y2="100%"/></svg>',
        _meaning(label),
        format_html("<title>{}</title>", label) if label else "",
        drawn,
        scale.at(scale.mark),
        scale.at(scale.mark),
    )


@register.inclusion_tag("components/band_chart.html")
def band_chart(chart: BandChart, *, on_paper: bool = False) -> dict[str, object]:
    """Draw what is expected inside the band of what may come, with its figures."""
    drawings = [("wide", bandcharts.draw(chart, width=760, height=320))]
    if not on_paper:
        drawings.append(("narrow", bandcharts.draw(chart, width=330, height=280)))
    return {"chart": chart, "drawings": drawings, "on_paper": on_paper}


@register.inclusion_tag("components/line_chart.html")
def line_chart(chart: LineChart, decimals: int = 0) -> dict[str, object]:
    """Draw lines, wide and narrow, with the same figures as a table."""
    rows = [
        (point, [one.values[index] for one in chart.series])
        for index, point in enumerate(chart.points)
    ]
    return {
        "chart": chart,
        "rows": rows,
        "decimals": decimals,
        "drawings": [
            ("wide", charts.draw(chart, width=640, height=320)),
            ("narrow", charts.draw(chart, width=330, height=280)),
        ],
    }


@register.inclusion_tag("components/step_chart.html")
def step_chart(chart: StepChart) -> dict[str, object]:
    """Draw a number that holds until it changes, with the same figures as a table."""
    return {
        "chart": chart,
        "drawings": [
            ("wide", stepcharts.draw(chart, width=760, height=240)),
            ("narrow", stepcharts.draw(chart, width=330, height=220)),
        ],
    }


@register.simple_tag
def dumbbell(
    before: Amount | None, after: Amount | None, low: Amount, high: Amount
) -> SafeString:
    """Draw a score before and after on its scale; the figures stand beside it."""
    whole = _number(high) - _number(low)

    def at(value: Amount) -> float:
        return 4 + 0.92 * charts.share(_number(value) - _number(low), whole)

    dots = [
        (name, at(value))
        for name, value in (("g-before", before), ("g-after", after))
        if value is not None
    ]
    line = SafeString("")
    if len(dots) == _BOTH:
        (_before, x1), (_after, x2) = dots
        tone = "g-bridge" if x2 >= x1 else "g-bridge g-bridge--down"
        line = format_html(
            '<line class="{}" x1="{}%" x2="{}%" y1="50%" y2="50%"/>', tone, x1, x2
        )
    return format_html(
        '<svg class="sh-dumbbell" focusable="false" aria-hidden="true">'
        '<line class="g-grid" x1="4%" x2="96%" y1="50%" y2="50%"/>{}{}</svg>',
        line,
        format_html_join("", '<circle class="{}" cx="{}%" cy="50%" r="6"/>', dots),
    )
