"""Pages of controller and treasury: accept, end, pay."""

from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from bonds import selectors, services
from bonds.domain.ledger import Event as Kind
from bonds.domain.periods import last_day_of_month
from bonds.domain.pool import quarter_end
from bonds.forms import acts, labels
from bonds.views.acting import bond_for, code_of, perform
from cases import selectors as cases
from kba import selectors as kba
from sohos.core.dates import local_day
from sohos.core.errors import DomainError
from sohos.core.euro import total
from sohos.tenancy.actor import ActorRequest
from sohos.tenancy.permissions import Permission

ROWS = 50
USUAL_TERM = timedelta(days=14)


@require_safe
def acceptances(request: ActorRequest) -> HttpResponse:
    """List the validated cases that wait for the controller."""
    today = local_day(timezone.now())
    rows = selectors.acceptance_rows(request.actor, today=today)
    page = Paginator(rows, ROWS).get_page(request.GET.get("page"))
    return render(request, "bonds/acceptances.html", {"page": page})


@require_http_methods(["GET", "HEAD", "POST"])
def accept_outcome(request: ActorRequest, case_id: int) -> HttpResponse:
    """Accept a validated outcome, seeing what it comes to."""
    request.actor.require(Permission.BOND_ACCEPT)
    now = timezone.now()
    today = local_day(now)
    context = _acceptance(request, case_id, today)
    if request.method != "POST" and not context["is_open"]:
        messages.info(request, _("Hier valt nu niets te accepteren."))
        return redirect("case-money", case_id=case_id)
    form = _accept_form(request, today, context["sha256"])
    template = "bonds/accept_outcome.html"
    days = (today, today + USUAL_TERM)
    if form.is_bound and form.is_valid():
        days = (form.cleaned_data["on"], form.cleaned_data["due_on"])
    context |= _settlement(request, case_id, context["validated"], days)
    if request.POST.get("act") == "calculate":
        status = 200 if form.is_valid() else 422
        return render(request, template, {**context, "form": form}, status=status)

    def act(said: dict[str, Any]) -> str:
        event = services.accept_outcome(
            actor=request.actor,
            case_id=case_id,
            sha256=said["sha256"],
            accepted_on=said["on"],
            due_on=said["due_on"],
            now=now,
            key=said["key"],
        )
        if event.kind == Kind.QUEUED:
            return _("Geaccepteerd. De betaling wacht op ruimte in het rentebudget.")
        return _("Geaccepteerd. De terugbetaling staat klaar.")

    then = ("case-money", {"case_id": case_id})
    return perform(request, form, act, template=template, context=context, then=then)


@require_http_methods(["GET", "HEAD", "POST"])
def fail_case(request: ActorRequest, case_id: int) -> HttpResponse:
    """End the financing of a case without repayment."""
    request.actor.require(Permission.BOND_ACCEPT)
    now = timezone.now()
    code = code_of(request, case_id)
    bond = bond_for(request, case_id)
    form = acts.FailCaseForm(
        request.POST if request.method == "POST" else None,
        initial={"on": local_day(now)},
    )

    def act(said: dict[str, Any]) -> str:
        services.fail_case(
            actor=request.actor,
            case_id=case_id,
            outcome_code=services.Ending(said["outcome"]),
            reason=said["reason"],
            ended_on=said["on"],
            now=now,
            key=said["key"],
        )
        return _("De financiering van dit dossier is beëindigd.")

    return perform(
        request,
        form,
        act,
        template="bonds/fail_case.html",
        context={
            "code": code,
            "case_id": case_id,
            "stand": selectors.stand_of_case(bond, case_id=case_id),
            "bearer": labels.CHOICES[
                selectors.terms_to_show(bond, local_day(now)).loss_bearer
            ],
        },
        then=("case-money", {"case_id": case_id}),
    )


@require_safe
def payments(request: ActorRequest) -> HttpResponse:
    """List what the municipality has to pay, and what was paid last."""
    today = local_day(timezone.now())
    rows = selectors.due_rows(request.actor, today=today)
    bond = selectors.bonds_for(request.actor).first()
    ends = (last_day_of_month(today), quarter_end(today))
    month, quarter = (
        total(row.due for row in rows if (row.due_on or today) <= end) for end in ends
    )
    context = {
        "due_this_month": month,
        "due_this_quarter": quarter,
        "month_ends_on": ends[0],
        "quarter_ends_on": ends[1],
        "budget": selectors.bond_status(request.actor, bond=bond, today=today).budget
        if bond
        else None,
        "page": Paginator(rows, ROWS).get_page(request.GET.get("page")),
        "due": total(row.due for row in rows),
        "late": sum(row.is_late for row in rows),
        "paid": selectors.paid_rows(request.actor),
        "transfer_bond": bond,
    }
    return render(request, "bonds/payments.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def confirm_payment(request: ActorRequest, case_id: int) -> HttpResponse:
    """Confirm that what is due on a case was paid."""
    request.actor.require(Permission.BOND_PAY)
    now = timezone.now()
    code = code_of(request, case_id)
    bond = bond_for(request, case_id)
    stand = selectors.stand_of_case(bond, case_id=case_id)
    if request.method != "POST" and (stand is None or not stand.due):
        messages.info(request, _("Voor dit dossier staat niets meer open."))
        return redirect("case-money", case_id=case_id)
    form = acts.ConfirmPaymentForm(
        request.POST if request.method == "POST" else None,
        initial={"on": local_day(now), "amount": stand.due if stand else None},
    )

    def act(said: dict[str, Any]) -> str:
        services.confirm_payment(
            actor=request.actor,
            case_id=case_id,
            amount=said["amount"],
            paid_on=said["on"],
            bank_line=said["bank_line"],
            now=now,
            key=said["key"],
        )
        return _("De betaling is bevestigd en verdeeld over de investeerders.")

    return perform(
        request,
        form,
        act,
        template="bonds/confirm_payment.html",
        context={
            "code": code,
            "case_id": case_id,
            "stand": stand,
            "wellbeing": _wellbeing(request, case_id, local_day(now)),
        },
        then=("case-money", {"case_id": case_id}),
    )


def _accept_form(
    request: ActorRequest, today: date, sha256: str
) -> acts.AcceptOutcomeForm:
    return acts.AcceptOutcomeForm(
        request.POST if request.method == "POST" else None,
        initial={"on": today, "due_on": today + USUAL_TERM, "sha256": sha256},
    )


def _acceptance(request: ActorRequest, case_id: int, today: date) -> dict[str, Any]:
    code = code_of(request, case_id)
    validated = kba.validated_outcome(request.actor, case_id=case_id)
    bond = bond_for(request, case_id)
    stand = selectors.stand_of_case(bond, case_id=case_id)
    waits = stand is not None and stand.standing in selectors.OPEN
    return {
        "code": code,
        "case_id": case_id,
        "validated": validated,
        "sha256": validated.sha256 if validated else "",
        "terms": selectors.terms_to_show(bond, today),
        "stand": stand,
        "is_open": validated is not None and waits,
        "wellbeing": _wellbeing(request, case_id, today),
    }


def _wellbeing(
    request: ActorRequest, case_id: int, today: date
) -> tuple[cases.MomentTold, ...]:
    return cases.wellbeing_told(request.actor, [case_id], today=today)[case_id]


def _settlement(
    request: ActorRequest,
    case_id: int,
    validated: kba.ValidatedOutcome | None,
    days: tuple[date, date],
) -> dict[str, object]:
    if validated is None:
        return {}
    bond = bond_for(request, case_id)
    accepted_on, due_on = days
    try:
        settlement = selectors.settlement_of(
            bond,
            case_id=case_id,
            saving=validated.municipal_saving,
            accepted_on=accepted_on,
            due_on=due_on,
        )
    except DomainError as error:
        return {"obstacle": labels.explain(error)[1]}
    outcome = settlement.outcome
    return {
        "settlement": settlement,
        "payable": outcome.principal_due + settlement.cover.granted,
    }
