"""Saving a part of the plan: pressed or by itself, and with two people at once."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _

from plans import selectors
from plans.domain.adoption import PlanStatus
from plans.domain.content import Agreement
from plans.domain.difference import differences
from plans.forms import labels
from plans.forms.reading import FOR_THE_FAMILY, helps_of
from plans.views import page
from plans.views.page import Opened
from sohos.core.errors import ConflictError, DomainError
from sohos.core.euro import ZERO
from sohos.tenancy.actor import ActorRequest

STEPS = "steps"
_ADD_STEP = "add-step"
_BOTH = "both"
_RESTORE = "restore"
_SAVE_ALONG = "autosave"


@dataclass(frozen=True, slots=True)
class Saved:
    """What the database says of the part in hand, read just now."""

    row: Any
    values: Mapping[str, Any]
    steps: Sequence[Agreement] = ()


@dataclass(frozen=True, slots=True)
class Desk:
    """What it takes to show and save one part: its form, its row, and the act.

    `act` saves what the form says and returns the row and the address at which that
    row is changed from then on.
    """

    plan: selectors.PlanHandle
    build: Callable[[QueryDict | None], Opened]
    saved: Callable[[], Saved]
    act: Callable[[Opened], tuple[Any, str]]


def answer(request: ActorRequest, desk: Desk) -> HttpResponse:
    """Show the part as a form, or do with it what was asked."""
    if request.method != "POST":
        return page.show(request, desk.plan, desk.build(None))
    act = request.POST.get("act")
    if act == _SAVE_ALONG:
        return _save_along(request, desk)
    if act in _REWRITES:
        return _show_again(request, desk, _REWRITES[act](request.POST, desk))
    return _save(request, desk)


def _save(request: ActorRequest, desk: Desk) -> HttpResponse:
    opened = desk.build(request.POST)
    if not _is_valid(opened):
        return page.show(request, desk.plan, opened, status=422)
    try:
        desk.act(opened)
    except ConflictError:
        found = desk.saved()
        if _differing(opened, found):
            return _show_both(request, desk, opened, found)
    except DomainError as error:
        page.refuse(opened.form, error)
        return page.show(request, desk.plan, opened, status=422)
    messages.success(request, _("Bewaard."))
    return redirect("plan", plan_id=desk.plan.pk)


def _save_along(request: ActorRequest, desk: Desk) -> HttpResponse:
    opened = desk.build(request.POST)
    if desk.plan.status == PlanStatus.APPROVED:
        return _not_saved(
            _("De jurist keurde dit plan goed. Druk op Bewaar als het moet veranderen.")
        )
    if not _is_valid(opened):
        return _not_saved(_first_error(opened))
    try:
        row, path = desk.act(opened)
    except ConflictError:
        found = desk.saved()
        if _differing(opened, found):
            text = _("%(name)s wijzigde dit ook. Vergelijk de twee teksten.")
            return _not_saved(text % {"name": found.row.changed_by.name}, status=409)
        row, path = found.row, request.path
    except DomainError as error:
        return _not_saved(labels.explain(error)[1])
    at = timezone.localtime().strftime("%H:%M")
    told = {"version": row.version, "path": path, "at": at}
    return JsonResponse({**told, "reading": _reading(opened)})


def _reading(opened: Opened) -> dict[str, str]:
    """Return the reading help of each field as it is drawn under it."""
    helps = helps_of(opened.form)
    return {
        name: render_to_string("plans/reading_tips.html", {"help": helps[name]})
        if name in helps
        else ""
        for name in FOR_THE_FAMILY
        if name in opened.form.fields
    }


def _not_saved(why: str, *, status: int = 422) -> HttpResponse:
    return JsonResponse({"why": why}, status=status)


def _first_error(opened: Opened) -> str:
    for form in (opened.form, *(opened.rows or ())):
        for name, errors in form.errors.items():
            label = form.fields[name].label if name in form.fields else ""
            return f"{label}: {errors[0]}" if label else str(errors[0])
    return _("Kijk je gegevens na.")


def _is_valid(opened: Opened) -> bool:
    rows_are_valid = opened.rows is None or opened.rows.is_valid()
    return bool(opened.form.is_valid() and rows_are_valid)


def _show_again(request: ActorRequest, desk: Desk, data: QueryDict) -> HttpResponse:
    opened = desk.build(data)
    page.forgive([opened.form, *(opened.rows or ())])
    return page.show(request, desk.plan, opened)


def _show_both(
    request: ActorRequest, desk: Desk, opened: Opened, found: Saved
) -> HttpResponse:
    texts = [
        {
            "label": label,
            "mine": differences(mine, theirs),
            "theirs": differences(theirs, mine),
        }
        for label, mine, theirs in _differing(opened, found)
    ]
    data = request.POST.copy()
    data["version"] = str(found.row.version)
    again = desk.build(data)
    conflict = {
        "by": found.row.changed_by.name,
        "at": found.row.changed_at,
        "texts": texts,
        "base": opened.form.cleaned_data["version"],
    }
    both = replace(again, conflict=conflict)
    return page.show(request, desk.plan, both, status=409)


def _differing(opened: Opened, found: Saved) -> list[tuple[Any, str, str]]:
    said = opened.form.cleaned_data
    pairs = [
        (
            field.label,
            _words(field, said.get(name)),
            _words(field, found.values.get(name)),
        )
        for name, field in opened.form.fields.items()
        if name != "version"
    ]
    if opened.rows is not None:
        mine = (step.agreement() for step in opened.rows)
        pairs.append((_("Wie doet wat?"), _step_words(mine), _step_words(found.steps)))
    return [pair for pair in pairs if pair[1] != pair[2]]


def _words(field: forms.Field, value: Any) -> str:
    if isinstance(field, forms.ChoiceField):
        chosen = value if isinstance(value, list | tuple) else [value]
        wanted = {str(one) for one in chosen}
        return "\n".join(
            label for key, label in _flat(field.choices) if key and key in wanted
        )
    shown = field.prepare_value(value) if value and value != ZERO else ""
    return str(shown).replace("\r\n", "\n").strip()


def _flat(choices: Any) -> list[tuple[str, str]]:
    flat: list[tuple[str, str]] = []
    for key, label in choices:
        if isinstance(label, list | tuple):
            flat += _flat(label)
        else:
            flat.append((str(key), str(label)))
    return flat


def _step_words(steps: Iterable[Agreement | None]) -> str:
    return "\n".join(
        ", ".join(filter(None, (step.what, step.who, _day(step.by_on))))
        for step in steps
        if step is not None
    )


def _day(day: date | None) -> str:
    return "" if day is None else day.strftime("%d-%m-%Y")


def _with_both(posted: QueryDict, desk: Desk) -> QueryDict:
    found, data = desk.saved(), posted.copy()
    for name, field in desk.build(posted).form.fields.items():
        theirs = found.values.get(name)
        if isinstance(field, forms.MultipleChoiceField):
            extra = [
                str(one) for one in theirs or () if str(one) not in data.getlist(name)
            ]
            data.setlist(name, [*data.getlist(name), *extra])
        elif isinstance(field, forms.CharField):
            between = "\n\n" if isinstance(field.widget, forms.Textarea) else " / "
            data[name] = _joined(data.get(name, ""), str(theirs or ""), between)
    return _with_their_steps(data, found.steps)


def _joined(mine: str, theirs: str, between: str) -> str:
    mine, theirs = (text.replace("\r\n", "\n").strip() for text in (mine, theirs))
    if theirs in mine:
        return mine
    return f"{mine}{between}{theirs}" if mine else theirs


def _with_their_steps(data: QueryDict, steps: Iterable[Agreement]) -> QueryDict:
    names = list(asdict(Agreement("", "")))
    typed = {
        tuple(data.get(f"{STEPS}-{number}-{name}", "").strip() for name in names)
        for number in range(_total(data))
    }
    for step in steps:
        row = (step.what, step.who, _day(step.by_on))
        if row in typed:
            continue
        number = _total(data)
        for name, value in zip(names, row, strict=True):
            data[f"{STEPS}-{number}-{name}"] = value
        data[f"{STEPS}-TOTAL_FORMS"] = str(number + 1)
    return data


def _total(data: QueryDict) -> int:
    total = data.get(f"{STEPS}-TOTAL_FORMS", "")
    return int(total) if total.isdecimal() and len(total) <= len("30") else 0


def _with_a_step(posted: QueryDict, _desk: Desk) -> QueryDict:
    more: QueryDict = page.one_more(posted, STEPS)
    return more


def _as_typed(posted: QueryDict, _desk: Desk) -> QueryDict:
    return posted


_REWRITES = {_ADD_STEP: _with_a_step, _BOTH: _with_both, _RESTORE: _as_typed}
