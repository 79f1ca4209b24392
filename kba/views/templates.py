"""Rows to begin with: those of a situation, shown before they are added."""

from collections.abc import Sequence
from datetime import datetime
from fractions import Fraction
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from kba import selectors, services
from kba.forms import labels
from kba.forms.fields import as_typed
from kba.forms.situations import SituationForm
from kba.services import Situation, SituationRow
from kba.views import choosing, page
from sohos.core.bills import Law, Per
from sohos.core.errors import DomainError
from sohos.pages import bills, formats
from sohos.pages.acting import DONE, attempt
from sohos.tenancy.actor import ActorRequest
from sohos.tenancy.permissions import Permission


@require_http_methods(["GET", "HEAD", "POST"])
def line_templates(request: ActorRequest, kba_id: int) -> HttpResponse:
    """Show the situations and the rows of one of them, or add the chosen rows."""
    request.actor.require(Permission.KBA_WRITE)
    kba = selectors.kba_to_change(request.actor, kba_id=kba_id)
    code = request.GET.get("situation", "")
    rows = services.rows_of_situation(request.actor, kba, code=code)
    seen = selectors.entries_of(kba)
    form = SituationForm(
        request.POST if request.method == "POST" else None,
        rows=[choosing.name_of(row.price.row) for row in rows],
        initial={"lines": list(range(len(rows))), "seen": seen},
    )

    status = attempt(
        request, form, lambda: _add(request, kba_id, rows, form), labels.refuse
    )
    if status == DONE:
        return redirect("edit-lines", kba_id=kba_id)
    ticked = form["lines"].value() or []
    context = {
        **page.about(request.actor, kba),
        "situations": [_named(one) for one in services.situations()],
        "code": code,
        "form": form,
        "seen": seen,
        "rows": [
            _shown(number, row, is_ticked=str(number) in map(str, ticked))
            for number, row in enumerate(rows)
        ],
    }
    return render(request, "kba/line_templates.html", context, status=status)


@require_POST
def take_over_provisions(request: ActorRequest, kba_id: int) -> HttpResponse:
    """Add a row for each provision in use that can be counted."""
    request.actor.require(Permission.KBA_WRITE)
    selectors.kba_to_change(request.actor, kba_id=kba_id)
    try:
        take_over(request, kba_id, now=timezone.now())
    except DomainError as error:
        messages.error(request, labels.words_of(error))
    return redirect("edit-lines", kba_id=kba_id)


def take_over(request: ActorRequest, kba_id: int, *, now: datetime) -> None:
    """Add the provisions in use as rows, and tell how many."""
    taken = services.take_over_provisions(actor=request.actor, kba_id=kba_id, now=now)
    if taken.rows:
        told = ngettext(
            "%(count)d voorziening in gebruik is een rij geworden.",
            "%(count)d voorzieningen in gebruik zijn een rij geworden.",
            taken.rows,
        )
        messages.success(request, told % {"count": taken.rows})
    if taken.left:
        left = ngettext(
            "%(count)d voorziening heeft nog geen aantal of prijs. Voeg die zelf toe.",
            "%(count)d voorzieningen hebben nog geen aantal of prijs. Voeg die zelf"
            " toe.",
            taken.left,
        )
        messages.warning(request, left % {"count": taken.left})


def _add(
    request: ActorRequest,
    kba_id: int,
    rows: Sequence[SituationRow],
    form: SituationForm,
) -> str:
    chosen = [rows[index].text for index in form.cleaned_data["lines"]]
    services.add_lines(
        actor=request.actor,
        kba_id=kba_id,
        texts=chosen,
        seen=form.cleaned_data["seen"],
        now=timezone.now(),
    )
    return ngettext(
        "%(count)d regel is toegevoegd. Kijk na wat er voor dit gezin klopt.",
        "%(count)d regels zijn toegevoegd. Kijk na wat er voor dit gezin klopt.",
        len(chosen),
    ) % {"count": len(chosen)}


def _shown(number: int, row: SituationRow, *, is_ticked: bool) -> dict[str, Any]:
    text = row.text
    return {
        "number": number,
        "without": _use(text.quantity_without, text.per) if text.effect else "",
        "with_plan": _use(text.quantity_with, text.per),
        "name": choosing.name_of(row.price.row),
        "price": row.price.price,
        "about": choosing.about_price(row.price),
        "law": bills.LAWS[Law(row.price.row.law)],
        "text": text,
        "is_ticked": is_ticked,
    }


def _use(quantity: Fraction, per: Per) -> str:
    return f"{as_typed(quantity)} {bills.RHYTHMS[per]}"


def _named(one: Situation) -> dict[str, str]:
    is_english = formats.is_english()
    return {
        "code": one.code,
        "name": one.name_en if is_english else one.name_nl,
        "about": one.about_en if is_english else one.about_nl,
    }
