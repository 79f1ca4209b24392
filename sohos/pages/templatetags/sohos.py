"""The components of the design system as tags and filters: `{% load sohos %}`."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django import template
from django.core.paginator import Page
from django.forms import BaseForm
from django.forms.formsets import BaseFormSet
from django.template import Context
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from sohos.core.euro import Euro
from sohos.jobs.selectors import JobStatus
from sohos.pages import formats
from sohos.pages.renderer import StyledBoundField
from sohos.pages.states import STATES

register = template.Library()
NOTHING = "\N{EN DASH}"


@register.filter
def euro(value: Euro | int | None) -> str:
    """Write an amount or euro cents as `1.234,56`."""
    return NOTHING if value is None else formats.amount(value)


@register.filter
def euros(value: Euro | int | None) -> str:
    """Write an amount or euro cents as `€ 1.234,56`."""
    return NOTHING if value is None else formats.signed_amount(value)


@register.filter
def whole_euro(value: Euro | int | None) -> str:
    """Write an amount in whole euros as `1.235`, for figures of many households."""
    return NOTHING if value is None else formats.whole_amount(value)


@register.filter
def whole_euros(value: Euro | int | None) -> str:
    """Write an amount in whole euros as `€ 1.235`."""
    if value is None:
        return NOTHING
    text, minus = formats.whole_amount(value), "\N{MINUS SIGN}"
    sign = minus if text.startswith(minus) else ""
    return f"{sign}€{formats.NO_BREAK}{text.removeprefix(minus)}"


@register.filter
def percent(value: Decimal | Fraction | int | None, decimals: int = 0) -> str:
    """Write a share (0.213) as `21%`, with `:1` as `21,3%`."""
    return NOTHING if value is None else formats.percentage(value, decimals)


@register.filter
def number(value: int | Decimal | Fraction | None, decimals: int = 0) -> str:
    """Write a number with grouped thousands."""
    return NOTHING if value is None else formats.number(value, decimals)


@register.filter
def day(value: date | None) -> str:
    """Write a day as `15 januari 2027`."""
    return NOTHING if value is None else formats.day(value)


@register.filter
def moment(value: datetime | None) -> str:
    """Write a moment as `15 januari 2027, 14:32`."""
    return NOTHING if value is None else formats.moment(value)


@register.filter
def difference_class(value: Euro | int | None) -> str:
    """Colour a difference in cost: less is good, more is bad, nothing is neither."""
    cents = value.cents if isinstance(value, Euro) else value or 0
    return "" if cents == 0 else "sh-less" if cents < 0 else "sh-more"


@register.simple_tag(name="icon")
def draw_icon(name: str, *, large: bool = False) -> SafeString:
    """Draw an icon of the sprite, hidden from screen readers."""
    return format_html(
        '<svg class="sh-icon{}" aria-hidden="true" focusable="false">'
        '<use href="{}#{}"/></svg>',
        " sh-icon--large" if large else "",
        static("vendor/icons/icons.svg"),
        name,
    )


def _shape(shape: str) -> SafeString:
    if shape in {"dot", "half", "full"}:
        extra = "" if shape == "dot" else f" sh-dot--{shape}"
        return format_html('<span class="sh-dot{}" aria-hidden="true"></span>', extra)
    return draw_icon(shape) if shape else SafeString("")


@register.simple_tag
def badge(label: str, tone: str = "plain", shape: str = "") -> SafeString:
    """Draw a label with a tone (good, busy, caution, bad, open, plain) and a shape."""
    return format_html(
        '<span class="nl-data-badge sh-state sh-state--{}">{}{}</span>',
        tone,
        _shape(shape),
        label,
    )


@register.simple_tag
def state(kind: str, code: str, suffix: str = "") -> SafeString:
    """Draw a state of the vocabulary, such as `{% state "case" case.phase %}`."""
    known = STATES[kind][code]
    return badge(f"{known.label}{suffix}", known.tone, known.shape)


def _button_body(label: str, icon_name: str, extra: str) -> SafeString:
    hidden = format_html('<span class="sh-hidden"> {}</span>', extra) if extra else ""
    start = (
        format_html(
            '<span class="nl-button__icon-start">{}</span>', draw_icon(icon_name)
        )
        if icon_name
        else ""
    )
    return format_html(
        '{}<span class="nl-button__label">{}{}</span>', start, label, hidden
    )


def _button_class(variant: str) -> str:
    kind, _dash, hint = variant.partition("-")
    return f"nl-button nl-button--{kind}" + (f" nl-button--{hint}" if hint else "")


@register.simple_tag
def button(
    label: str,
    variant: str = "primary",
    *,
    icon: str = "",
    name: str = "",
    value: str = "",
    extra: str = "",
) -> SafeString:
    """Draw a submit button; `extra` is heard only, such as the name of the row."""
    field = format_html(' name="{}" value="{}"', name, value) if name else ""
    return format_html(
        '<button class="{}" type="submit"{}>{}</button>',
        _button_class(variant),
        field,
        _button_body(label, icon, extra),
    )


@register.simple_tag
def link_button(
    label: str, url: str, variant: str = "secondary", *, icon: str = "", extra: str = ""
) -> SafeString:
    """Draw a link that looks like a button."""
    return format_html(
        '<a class="{}" href="{}">{}</a>',
        _button_class(variant),
        url,
        _button_body(label, icon, extra),
    )


@register.simple_tag
def crumb(label: str, url: str) -> SafeString:
    """Draw one step of the breadcrumb."""
    return format_html('<li><a class="nl-link" href="{}">{}</a></li>', url, label)


_ALERT_ICONS = {
    "info": "info-circle",
    "ok": "circle-check",
    "warning": "alert-triangle",
    "error": "alert-triangle",
}


@register.simple_block_tag
def alert(
    content: str, tone: str = "info", title: str = "", *, icon: str = "", role: str = ""
) -> str:
    """Draw a message: info, ok, warning or error; `role="alert"` interrupts."""
    return render_to_string(
        "components/alert.html",
        {
            "content": content,
            "tone": tone,
            "title": title,
            "icon_name": icon or _ALERT_ICONS[tone],
            "role": role,
        },
    )


@register.simple_block_tag
def card(
    content: str, title: str = "", *, anchor: str = "", span: int = 0, note: str = ""
) -> str:
    """Draw a panel; in a row of twelve columns it takes `span` (4 to 8)."""
    return render_to_string(
        "components/card.html",
        {
            "content": content,
            "title": title,
            "anchor": anchor,
            "span": span,
            "note": note,
        },
    )


@register.simple_block_tag
def figure(
    content: str,
    title: str,
    *,
    anchor: str,
    span: int = 0,
    note: str = "",
    foot: str = "",
) -> str:
    """Draw a chart or table with the finding as its heading."""
    return render_to_string(
        "components/figure.html",
        {
            "content": content,
            "title": title,
            "anchor": anchor,
            "span": span,
            "note": note,
            "foot": foot,
        },
    )


@register.simple_block_tag
def empty(content: str, title: str, *, icon: str = "info-circle") -> SafeString:
    """Draw what stands where nothing is yet: why, and what will come."""
    return format_html(
        '<div class="sh-empty">{}<div><strong>{}</strong>{}</div></div>',
        draw_icon(icon),
        title,
        content,
    )


@register.simple_block_tag
def table_toggle(content: str, label: str) -> str:
    """Hide a table behind "Toon als tabel"; `label` names it for screen readers."""
    return render_to_string(
        "components/table_toggle.html", {"content": content, "label": label}
    )


def _forms_in(value: object) -> Iterator[BaseForm]:
    if isinstance(value, BaseForm):
        yield value
    elif isinstance(value, BaseFormSet):
        yield from value.forms
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _forms_in(item)


def _invalid_forms(context: Context, forms: Sequence[object]) -> list[BaseForm]:
    sources: Iterable[object] = forms or context.flatten().values()
    found = {id(form): form for value in sources for form in _forms_in(value)}
    return [form for form in found.values() if form.is_bound and form.errors]


def _as_lead(label: str) -> str:
    return label if label.endswith(("?", "!", ":")) else f"{label}:"


def _mistakes(forms: Iterable[BaseForm]) -> Iterator[tuple[str, str, str]]:
    for form in forms:
        for message in form.non_field_errors():
            yield "", "", str(message)
        for name, messages in form.errors.items():
            if name not in form.fields:
                continue
            field = form[name]
            target = field.control_id if isinstance(field, StyledBoundField) else ""
            for message in messages:
                yield target, _as_lead(str(field.label)), str(message)


@register.simple_tag(takes_context=True)
def error_prefix(context: Context) -> str:
    """Start the title of the page with "Fout: " when a form on it has mistakes."""
    wrong = context.get("failed") or _invalid_forms(context, ())
    return str(_("Fout: ")) if wrong else ""


@register.simple_tag(takes_context=True)
def error_summary(context: Context, *forms: object) -> str:
    """List the mistakes of the given forms, by default of all forms on the page."""
    mistakes = list(_mistakes(_invalid_forms(context, forms)))
    if not mistakes:
        return ""
    return render_to_string("components/error_summary.html", {"mistakes": mistakes})


@register.inclusion_tag("components/pagination.html", takes_context=True)
def pagination(context: Context, page: Page[Any]) -> dict[str, object]:
    """Draw the links to the pages of a list, keeping the other query parameters."""
    numbers = page.paginator.get_elided_page_range(page.number, on_each_side=1)
    return {"page": page, "numbers": list(numbers), "request": context.get("request")}


@register.inclusion_tag("components/job.html")
def job_progress(
    job: JobStatus,
    title: str,
    *,
    poll_url: str,
    page_url: str,
    result_url: str = "",
    result_label: str = "",
) -> dict[str, object]:
    """Draw how far a job is; it refreshes itself until the view answers 286.

    `page_url` is where somebody without JavaScript looks again.
    """
    return {
        "job": job,
        "title": title,
        "poll_url": poll_url,
        "page_url": page_url,
        "result_url": result_url,
        "result_label": result_label or _("Openen"),
    }
