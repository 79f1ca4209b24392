"""Pages of the legal register."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from plans import selectors, services
from plans.forms.registers import BASIS_KINDS, BasisForm, EndBasisForm, FilterForm
from plans.services import BasisText
from plans.views import page
from sohos.core.dates import local_day
from sohos.pages.acting import DONE, attempt
from sohos.tenancy.actor import ActorRequest

_TEXTS = tuple(BasisForm.base_fields)


@require_safe
def legal_register(request: ActorRequest) -> HttpResponse:
    """Show the legal bases, national and municipal."""
    rows = selectors.legal_register(request.actor)
    form = FilterForm(request.GET or None)
    day = None
    if form.is_bound and form.is_valid():
        day = form.cleaned_data["on"]
        if whose := form.cleaned_data["whose"]:
            rows = rows.filter(is_own=whose == "own")
        for word in form.cleaned_data["words"].split():
            rows = rows.filter(
                Q(law__icontains=word)
                | Q(article__icontains=word)
                | Q(title_nl__icontains=word)
                | Q(what_it_allows_nl__icontains=word)
            )
    shown = [
        row for row in rows if day is None or selectors.as_basis(row).is_valid_on(day)
    ]
    context = {
        "rows": [_row(row) for row in shown],
        "form": form,
        "day": day,
        "may_keep": selectors.may_keep_registers(request.actor),
    }
    return render(request, "plans/legal_register.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def basis(request: ActorRequest, basis_id: int) -> HttpResponse:
    """Show a legal basis with its versions; let it end."""
    row = selectors.basis_of(request.actor, basis_id=basis_id)
    today = local_day(timezone.now())
    form = EndBasisForm(
        request.POST if request.method == "POST" else None, initial={"last_day": today}
    )
    if form.is_bound:
        request.actor.require_any(*selectors.KEEPERS)

    def end() -> str:
        services.end_basis(
            actor=request.actor,
            basis_id=basis_id,
            last_day=form.cleaned_data["last_day"],
            now=timezone.now(),
        )
        return _("De laatste dag is bewaard.")

    status = attempt(request, form, end, page.refuse)
    if status == DONE:
        return redirect("basis", basis_id=basis_id)
    versions = selectors.versions_of_basis(request.actor, row)
    context = {
        **_row(row),
        "form": form,
        "versions": versions,
        "is_newest": versions[0].pk == row.pk,
        "is_used": selectors.is_basis_used(request.actor, row),
        "may_keep": row.is_own and selectors.may_keep_registers(request.actor),
    }
    return render(request, "plans/basis.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def add_basis(request: ActorRequest) -> HttpResponse:
    """Add a legal basis of the municipality."""
    request.actor.require_any(*selectors.KEEPERS)

    def act(says: BasisText) -> selectors.BasisHandle:
        return services.add_basis(actor=request.actor, says=says, now=timezone.now())

    today = local_day(timezone.now())
    return _form(request, _("Grondslag toevoegen"), act, {"valid_from": today})


@require_http_methods(["GET", "HEAD", "POST"])
def change_basis(request: ActorRequest, basis_id: int) -> HttpResponse:
    """Correct a legal basis that was not used yet."""
    request.actor.require_any(*selectors.KEEPERS)
    row = selectors.basis_of(request.actor, basis_id=basis_id)

    def act(says: BasisText) -> selectors.BasisHandle:
        return services.change_basis(
            actor=request.actor, basis_id=basis_id, says=says, now=timezone.now()
        )

    return _form(request, _("Grondslag verbeteren"), act, _values(row), row)


@require_http_methods(["GET", "HEAD", "POST"])
def renew_basis(request: ActorRequest, basis_id: int) -> HttpResponse:
    """Write the next version of a legal basis."""
    request.actor.require_any(*selectors.KEEPERS)
    row = selectors.basis_of(request.actor, basis_id=basis_id)

    def act(says: BasisText) -> selectors.BasisHandle:
        return services.renew_basis(
            actor=request.actor, basis_id=basis_id, says=says, now=timezone.now()
        )

    values = {**_values(row), "valid_from": None, "valid_to": None}
    return _form(request, _("Nieuwe versie van de grondslag"), act, values, row)


def _form(
    request: ActorRequest,
    title: str,
    act: Callable[[BasisText], selectors.BasisHandle],
    initial: dict[str, Any],
    row: selectors.BasisHandle | None = None,
) -> HttpResponse:
    form = BasisForm(
        request.POST if request.method == "POST" else None, initial=initial
    )

    saved: list[int] = []

    def save() -> str:
        saved.append(act(form.says()).pk)
        return _("De grondslag is bewaard.")

    status = attempt(request, form, save, page.refuse)
    if status == DONE:
        return redirect("basis", basis_id=saved[0])
    context = {"form": form, "form_title": title, "basis": row}
    return render(request, "plans/basis_form.html", context, status=status)


def _values(row: selectors.BasisHandle) -> dict[str, Any]:
    return {name: getattr(row, name) for name in _TEXTS}


def _row(row: selectors.BasisHandle) -> dict[str, Any]:
    today = local_day(timezone.now())
    return {
        "basis": row,
        "kind": BASIS_KINDS.get(row.kind, row.kind.capitalize()),
        "stand": _stand(row, today),
    }


def _stand(row: selectors.BasisHandle, today: date) -> str:
    if row.valid_from is None:
        return "unknown"
    if today < row.valid_from:
        return "later"
    is_valid = selectors.as_basis(row).is_valid_on(today)
    return "valid" if is_valid else "over"
