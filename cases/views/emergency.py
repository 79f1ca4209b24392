"""Emergency access: asking for it, and the privacy officer's list and judgement."""

from datetime import datetime

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from cases import selectors, services
from cases.domain.emergency import AccessThereError, Verdict
from cases.forms.emergency import VERDICTS, BreakGlassForm, JudgeEmergencyForm
from cases.forms.refusal import refuse
from cases.selectors import paging
from sohos.core.errors import DomainError
from sohos.pages import formats
from sohos.pages.acting import DONE, attempt
from sohos.tenancy.actor import ActorRequest
from sohos.tenancy.permissions import Permission

PER_PAGE = 25


@require_http_methods(["GET", "HEAD", "POST"])
def break_glass(request: ActorRequest) -> HttpResponse:
    """Ask for emergency access to a case."""
    request.actor.require(Permission.CASE_READ)
    form = BreakGlassForm(
        request.POST if request.method == "POST" else None,
        initial={"code": request.GET.get("code", "")[:20]},
    )
    if request.method == "POST" and form.is_valid():
        try:
            row = services.break_glass(
                actor=request.actor,
                code=form.cleaned_data["code"],
                reason=form.cleaned_data["reason"],
                now=timezone.now(),
            )
        except AccessThereError as error:
            messages.info(request, _("Je mag dit dossier al zien."))
            return redirect("case", case_id=int(error.args[0]))
        except DomainError as error:
            refuse(form, error)
        else:
            messages.success(
                request,
                _("Je mag dit dossier lezen tot %(moment)s.")
                % {"moment": formats.moment(row.until)},
            )
            return redirect("case", case_id=row.case_id)
    status = 422 if form.is_bound else 200
    return render(request, "cases/break_glass.html", {"form": form}, status=status)


@require_safe
def emergencies(request: ActorRequest) -> HttpResponse:
    """Show the privacy officer every emergency access, the newest first."""
    now = timezone.now()
    rows = selectors.emergency_accesses(request.actor)
    only_open = request.GET.get("show") == "open"
    if only_open:
        rows = rows.filter(verdict__isnull=True)
    page = paging.page_of(
        rows, ("-at", "-id"), after=request.GET.get("after", ""), size=PER_PAGE
    )
    context = {
        "page": page,
        "accesses": [access_row(row, now=now) for row in page.rows],
        "only_open": only_open,
        "unjudged": selectors.unjudged_accesses(request.actor),
    }
    return render(request, "cases/emergencies.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def judge_emergency(request: ActorRequest, access_id: int) -> HttpResponse:
    """Show one emergency access, and judge it."""
    now = timezone.now()
    row = selectors.emergency_access_of(request.actor, access_id=access_id)
    form = JudgeEmergencyForm(request.POST if request.method == "POST" else None)

    def act() -> str:
        services.judge_emergency(
            actor=request.actor,
            access_id=access_id,
            verdict=Verdict(form.cleaned_data["verdict"]),
            note=form.cleaned_data["note"],
            now=now,
        )
        return _("Je oordeel is bewaard.")

    status = attempt(request, form, act, refuse)
    if status == DONE:
        return redirect("emergencies")
    context = {
        "form": form,
        "access": access_row(row, now=now),
        "log_url": f"{reverse('audit-log')}?user_id={row.by_id}",
    }
    return render(request, "cases/judge_emergency.html", context, status=status)


def access_row(row: selectors.EmergencyRow, *, now: datetime) -> dict[str, object]:
    """Return an emergency access as a page shows it."""
    verdict = getattr(row, "verdict", None)
    return {
        "row": row,
        "is_running": selectors.is_running(row, now=now),
        "verdict": verdict,
        "is_justified": verdict is not None and verdict.verdict == Verdict.JUSTIFIED,
        "word": VERDICTS[Verdict(verdict.verdict)] if verdict else "",
    }
