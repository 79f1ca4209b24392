"""The nazorg: checks after one, two and three years, a relapse, closing the case."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from cases import selectors, services
from cases.domain.next_step import NextStep
from cases.domain.phases import Phase
from cases.forms import care_labels
from cases.forms.followup import CloseCaseForm, RelapseForm
from cases.forms.refusal import refuse
from sohos.core.dates import local_day
from sohos.pages.acting import DONE, attempt
from sohos.tenancy.actor import ActorRequest
from sohos.tenancy.permissions import Permission


@require_http_methods(["GET", "HEAD", "POST"])
def aftercare(request: ActorRequest, case_id: int) -> HttpResponse:
    """Show the checks of the nazorg, and tell what one found."""
    now = timezone.now()
    today = local_day(now)
    found = selectors.whole_case_of(request.actor, case_id=case_id)
    checks = selectors.relapse_checks_of(request.actor, found, today=today)
    next_one = next((row.months for row in checks if row.finding is None), None)
    form = RelapseForm(
        request.POST if request.method == "POST" else None,
        initial={"on": today, "months": next_one},
    )

    def act() -> str:
        services.record_relapse_check(
            actor=request.actor, case_id=case_id, says=form.says(), now=now
        )
        return _("Bewaard.")

    status = attempt(request, form, act, refuse)
    if status == DONE:
        return redirect("aftercare", case_id=case_id)
    context = {
        "form": form,
        "checks": [_check(row) for row in checks],
        "is_all_done": bool(checks) and next_one is None,
        **_common(request, found),
    }
    return render(request, "cases/aftercare.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def close_case(request: ActorRequest, case_id: int) -> HttpResponse:
    """Close a case after its nazorg."""
    now = timezone.now()
    found = selectors.case_to_work_on(request.actor, case_id=case_id)
    form = CloseCaseForm(
        request.POST if request.method == "POST" else None,
        initial={"on": local_day(now)},
    )

    def act() -> str:
        services.close_case(
            actor=request.actor,
            case_id=case_id,
            reason=form.cleaned_data["reason"],
            on=form.cleaned_data["on"],
            now=now,
        )
        return _("Bewaard.")

    status = attempt(request, form, act, refuse)
    if status == DONE:
        return redirect("case", case_id=case_id)
    context = {"case": found, "form": form}
    return render(request, "cases/close_case.html", context, status=status)


@require_POST
def continue_aftercare(request: ActorRequest, case_id: int) -> HttpResponse:
    """Decide that the nazorg goes on after a relapse."""
    services.continue_aftercare(
        actor=request.actor, case_id=case_id, now=timezone.now()
    )
    messages.success(request, _("De nazorg gaat door."))
    return redirect("aftercare", case_id=case_id)


def _common(request: ActorRequest, found: selectors.CaseRow) -> dict[str, object]:
    is_going = found.phase == Phase.NAZORG
    return {
        "case": found,
        "is_going": is_going,
        "has_relapsed": is_going and found.next_step == NextStep.DECIDE_REOPEN,
        "may_assign": request.actor.can(Permission.CASE_ASSIGN),
        "may_work": is_going and selectors.may_work(request.actor, case_id=found.pk),
    }


def _check(row: selectors.CheckOfCase) -> dict[str, object]:
    told = row.finding
    return {
        "months": row.months,
        "due_on": row.due_on,
        "is_late": row.is_late,
        "finding": told,
        "word": care_labels.RELAPSE_RESULTS[told.result] if told else "",
        "before": [
            {"told": each, "word": care_labels.RELAPSE_RESULTS[each.result]}
            for each in row.before
        ],
    }
