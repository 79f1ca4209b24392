"""Tags and filters of the design system."""

from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from django.conf import settings
from django.core.paginator import Paginator
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import translation

from sohos.core.euro import Euro
from sohos.jobs.selectors import JobStatus
from sohos.pages.states import STATES

NBSP = "\N{NO-BREAK SPACE}"
DASH = "\N{EN DASH}"
MINUS = "\N{MINUS SIGN}"


def drawn(source: str, **context: object) -> str:
    template = Template("{% load sohos sohos_charts %}" + source)
    return template.render(Context(context))


@pytest.mark.parametrize(
    ("source", "value", "dutch", "english"),
    [
        ("euro", Euro(123456), "1.234,56", "1,234.56"),
        ("euro", -787500, f"{MINUS}7.875,00", f"{MINUS}7,875.00"),
        ("euros", 480000, f"€{NBSP}4.800,00", f"€{NBSP}4,800.00"),
        ("euros", Euro(-5), f"{MINUS}€{NBSP}0,05", f"{MINUS}€{NBSP}0.05"),
        ("euro", None, DASH, DASH),
        ("percent", Fraction(213, 1000), "21%", "21%"),
        ("percent:1", Decimal("0.2125"), "21,3%", "21.3%"),
        ("percent:1", Fraction(-1, 1000), f"{MINUS}0,1%", f"{MINUS}0.1%"),
        ("number", 1434400, "1.434.400", "1,434,400"),
        ("number:1", Fraction(13, 4), "3,3", "3.3"),
        ("day", date(2027, 1, 15), "15 januari 2027", "15 January 2027"),
        ("day", None, DASH, DASH),
    ],
)
def test_figures_are_written_as_people_write_them(
    source: str, value: object, dutch: str, english: str
) -> None:
    with translation.override("nl"):
        assert drawn(f"{{{{ value|{source} }}}}", value=value) == dutch
    with translation.override("en"):
        assert drawn(f"{{{{ value|{source} }}}}", value=value) == english


def test_last_evening_of_the_year_in_utc_is_next_year_in_amsterdam() -> None:
    late = datetime(2026, 12, 31, 23, 30, tzinfo=UTC)
    assert drawn("{{ at|day }}", at=late) == "1 januari 2027"
    assert drawn("{{ at|moment }}", at=late) == "1 januari 2027, 00:30"


def test_state_has_a_shape_a_word_and_a_colour() -> None:
    html = drawn('{% state "plan" "review" %}')
    assert "sh-state--caution" in html
    assert "icons.svg#scale" in html
    assert "Bij de jurist" in html


def test_every_state_uses_an_icon_that_exists() -> None:
    sprite = Path(settings.BASE_DIR) / "static/vendor/icons/icons.svg"
    symbols = sprite.read_text(encoding="utf-8")
    shapes = {state.shape for codes in STATES.values() for state in codes.values()}
    for shape in shapes - {"dot", "half", "full"}:
        assert f'<symbol id="{shape}"' in symbols


def test_labels_are_escaped() -> None:
    assert "<b>" not in drawn("{% badge label %}", label="<b>x</b>")
    assert "<b>" not in drawn("{% button label %}", label="<b>x</b>")
    assert "<b>" not in drawn("{% alert %}{{ label }}{% endalert %}", label="<b>x</b>")
    assert "<b>" not in drawn("{% card label %}x{% endcard %}", label="<b>x</b>")


def test_pagination_keeps_the_filter() -> None:
    html = drawn(
        "{% pagination page %}",
        page=Paginator(range(240), 20).get_page(4),
        request=RequestFactory().get("/cases/?team=oost&page=4"),
    )
    assert "?team=oost&amp;page=5" in html
    assert 'aria-current="page"' in html


def test_running_job_asks_again_and_finished_job_does_not() -> None:
    source = (
        '{% job_progress job "Rapport maken" poll_url="/jobs/1/" page_url="/x/" '
        'result_url="/r/" %}'
    )
    running = drawn(source, job=JobStatus(1, "x", "running", 42, 67, {}))
    assert 'hx-get="/jobs/1/"' in running
    assert 'max="67" value="42"' in running
    done = drawn(source, job=JobStatus(1, "x", "done", 67, 67, {}))
    assert "hx-get" not in done
    assert 'href="/r/"' in done
    failed = drawn(source, job=JobStatus(1, "x", "failed", 0, 0, {}))
    assert "hx-get" not in failed
    assert "Probeer het nog een keer" in failed


def test_bar_needs_no_style_attribute() -> None:
    html = drawn("{% bar 60 100 target=90 %}")
    assert 'width="60.0%"' in html
    assert 'x="90.0%"' in html
    assert "style=" not in html
