"""What a household uses: the page, and the acts on it."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from cases import selectors, services
from cases.domain.provisions import UseKind
from cases.forms import care_labels
from cases.forms.involvement import shown
from cases.forms.provisions import ProvisionForm, written
from cases.forms.refusal import refuse
from sohos.core.dates import local_day
from sohos.pages import bills
from sohos.pages.acting import DONE, attempt
from sohos.tenancy.actor import ActorRequest


@require_http_methods(["GET", "HEAD", "POST"])
def provisions(request: ActorRequest, case_id: int) -> HttpResponse:
    """Show what a household uses, and write down one thing more."""
    now = timezone.now()
    today = local_day(now)
    found = selectors.whole_case_of(request.actor, case_id=case_id)
    asked = request.GET.get("kind", "")
    initial = {"from_on": today, "kind": asked if asked in set(UseKind) else ""}
    form = _form(request, found, initial=initial)

    def act() -> str:
        services.add_provision(
            actor=request.actor, case_id=case_id, says=form.says(), now=now
        )
        return _("De voorziening staat erbij.")

    status = attempt(request, form, act, refuse)
    if status == DONE:
        return redirect("provisions", case_id=case_id)
    rows = selectors.provisions_of_case(request.actor, case_id=case_id)
    shown = [_row(row, today=today) for row in rows]
    context = {
        "case": found,
        "form": form,
        "present": [row for row in shown if row["is_present"]],
        "past": [row for row in shown if not row["is_present"]],
        "to_describe": [
            (kind.value, care_labels.USE_KINDS[kind])
            for kind in selectors.provisions_to_describe(request.actor, found)
        ],
        "may_work": selectors.may_work(request.actor, case_id=case_id),
    }
    return render(request, "cases/provisions.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def change_provision(request: ActorRequest, provision_id: int) -> HttpResponse:
    """Correct what was written about a provision, or say when it ended."""
    now = timezone.now()
    found, row = selectors.provision_to_change(request.actor, provision_id=provision_id)
    form = _form(request, found, initial=written(row))

    def act() -> str:
        services.change_provision(
            actor=request.actor,
            provision_id=provision_id,
            says=form.says(),
            version=form.cleaned_data["version"] or 0,
            now=now,
        )
        return _("Bewaard.")

    status = attempt(request, form, act, refuse)
    if status == DONE:
        return redirect("provisions", case_id=found.pk)
    context = {"case": found, "form": form, "row": row}
    return render(request, "cases/change_provision.html", context, status=status)


@require_POST
def remove_provision(request: ActorRequest, provision_id: int) -> HttpResponse:
    """Take back a provision that was written down by mistake."""
    row = services.remove_provision(
        actor=request.actor, provision_id=provision_id, now=timezone.now()
    )
    messages.success(request, _("De voorziening is weggehaald."))
    return redirect("provisions", case_id=row.case_id)


def _form(
    request: ActorRequest, found: selectors.CaseRow, *, initial: dict[str, Any]
) -> ProvisionForm:
    return ProvisionForm(
        request.POST if request.method == "POST" else None,
        organisations=list(selectors.organisations(request.actor)),
        people=selectors.people_of(request.actor, found),
        initial=initial,
    )


def _row(row: selectors.ProvisionOfCase, *, today: date) -> dict[str, object]:
    return {
        "id": row.id,
        "kind": care_labels.USE_KINDS[row.kind],
        "what": row.what,
        "person": row.person,
        "organisation": row.organisation,
        "law": bills.LAWS[row.law],
        "payer": bills.PAYERS[row.payer],
        "quantity": shown(row.quantity),
        "unit": row.unit,
        "per": bills.RHYTHMS[row.per],
        "price_code": row.price_code,
        "from_on": row.period.from_on,
        "until_on": row.period.until_on,
        "is_present": row.period.covers(today),
    }
