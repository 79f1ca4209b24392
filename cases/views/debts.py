"""What a household owes: the page with the chart, and what is told of a debt."""

from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cases import selectors, services
from cases.forms import care_labels
from cases.forms.followup import DebtForm
from cases.forms.refusal import refuse
from sohos.core.dates import local_day
from sohos.pages.acting import DONE, attempt
from sohos.pages.stepcharts import StepChart
from sohos.tenancy.actor import ActorRequest


@require_http_methods(["GET", "HEAD", "POST"])
def debts(request: ActorRequest, case_id: int) -> HttpResponse:
    """Show what a household owes and how that went on; write down a debt."""
    now = timezone.now()
    today = local_day(now)
    found = selectors.whole_case_of(request.actor, case_id=case_id)
    form = DebtForm(
        request.POST if request.method == "POST" else None, initial={"on": today}
    )

    def act() -> str:
        services.add_debt(
            actor=request.actor, case_id=case_id, says=form.says(), now=now
        )
        return _("De schuld staat erbij.")

    status = attempt(request, form, act, refuse)
    if status == DONE:
        return redirect("debts", case_id=case_id)
    seen = selectors.debts_of(request.actor, found)
    context = {
        "case": found,
        "form": form,
        "debts": seen,
        "open": [_row(row) for row in seen.open],
        "ended": [_row(row) for row in seen.ended],
        "highest": max(seen.course, key=lambda step: step.amount, default=None),
        "chart": _chart(seen, today=today) if seen.course else None,
        "may_work": selectors.may_work(request.actor, case_id=case_id),
    }
    return render(request, "cases/debts.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def tell_debt(request: ActorRequest, debt_id: int) -> HttpResponse:
    """Tell how a debt stands now."""
    now = timezone.now()
    found, row = selectors.debt_to_tell(request.actor, debt_id=debt_id)
    form = DebtForm(
        request.POST if request.method == "POST" else None,
        initial=_written(row, today=local_day(now)),
    )

    def act() -> str:
        services.tell_debt(
            actor=request.actor,
            debt_id=debt_id,
            says=form.says(),
            seen_id=form.cleaned_data["seen"] or 0,
            now=now,
        )
        return _("Bewaard. Wat er eerder stond, blijft staan.")

    status = attempt(request, form, act, refuse)
    if status == DONE:
        return redirect("debts", case_id=found.pk)
    context = {"case": found, "form": form, "row": row}
    return render(request, "cases/tell_debt.html", context, status=status)


def _written(row: selectors.DebtTold, *, today: date) -> dict[str, Any]:
    return {
        "creditor": row.creditor,
        "kind": row.kind.value,
        "amount": row.amount,
        "status": row.status.value,
        "on": max(row.on, today),
        "since_on": row.since_on,
        "arrangement": row.arrangement,
        "note": row.note,
        "seen": row.id,
    }


def _row(row: selectors.DebtOfCase) -> dict[str, object]:
    return {
        "id": row.now.debt_id,
        "now": row.now,
        "kind": care_labels.DEBT_KINDS[row.now.kind],
        "status": care_labels.DEBT_STATUSES[row.now.status],
        "before": [
            {"told": told, "status": care_labels.DEBT_STATUSES[told.status]}
            for told in row.before
        ],
    }


def _chart(seen: selectors.Debts, *, today: date) -> StepChart:
    return StepChart(
        description=_("Wat het gezin in totaal moet betalen, door de tijd heen"),
        axis=_("euro schuld"),
        steps=[(step.on, step.amount.cents / 100) for step in seen.course],
        until=today,
        is_money=True,
    )
