"""The log, for the privacy officer."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from sohos.audit import selectors, services
from sohos.audit.forms import LogFilterForm
from sohos.tenancy.actor import ActorRequest

_REFUSED = 422


@require_GET
def audit_log(request: ActorRequest) -> HttpResponse:
    """Show the log, newest first, and how the last verification went."""
    form = LogFilterForm(request.GET, people=selectors.people_in(request.actor))
    is_valid = form.is_valid()
    page = selectors.log_page(
        request.actor,
        before=_number(request.GET.get("before", "")),
        **(form.cleaned_data if is_valid else {}),
    )
    context = {
        "form": form,
        "page": page,
        "verification": selectors.last_verification(request.actor),
    }
    status = 200 if is_valid else _REFUSED
    return render(request, "audit/audit_log.html", context, status=status)


@require_POST
def verify_log(request: ActorRequest) -> HttpResponse:
    """Verify the chain now; the page shows the outcome."""
    verdict = services.verify_log(actor=request.actor, now=timezone.now())
    if verdict.faults:
        return render(request, "audit/faults.html", {"verdict": verdict})
    return redirect("audit-log")


def _number(text: str) -> int | None:
    is_number = text.isascii() and text.isdigit() and len(text) <= 18  # noqa: PLR2004
    return int(text) if is_number else None
