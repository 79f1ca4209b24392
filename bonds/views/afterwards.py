"""Pages for what comes after: one line for several cases, clawback, early end."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from bonds import selectors, services
from bonds.domain.ledger import Event as Kind
from bonds.forms import labels
from bonds.forms import ledger as forms
from bonds.views.acting import bond_for, code_of, perform
from sohos.core.dates import local_day
from sohos.core.euro import total
from sohos.pages import formats
from sohos.tenancy.actor import ActorRequest
from sohos.tenancy.permissions import Permission


@require_http_methods(["GET", "HEAD", "POST"])
def confirm_transfer(request: ActorRequest, bond_id: int) -> HttpResponse:
    """Confirm one bank line that pays several cases."""
    request.actor.require(Permission.BOND_PAY)
    now = timezone.now()
    bond = selectors.bond_of(request.actor, bond_id=bond_id)
    mine = {stand.case_id for stand in selectors.stands_of(bond)}
    today = local_day(now)
    rows = [
        row
        for row in selectors.due_rows(request.actor, today=today)
        if row.case_id in mine
    ]
    form = forms.TransferForm(
        [(row.case_id, row.code, row.due) for row in rows],
        request.POST if request.method == "POST" else None,
        today=today,
    )

    def act(said: dict[str, Any]) -> str:
        services.confirm_transfer(
            actor=request.actor,
            bond_id=bond_id,
            amount=said["amount"],
            parts=form.parts,
            paid_on=said["on"],
            bank_line=said["bank_line"],
            now=now,
            key=said["key"],
        )
        return _("De overboeking is verdeeld over de dossiers.")

    context = {"bond": bond, "rows": rows, "due": total(row.due for row in rows)}
    template = "bonds/confirm_transfer.html"
    then: tuple[str, dict[str, Any]] = ("payments", {})
    return perform(request, form, act, template=template, context=context, then=then)


@require_http_methods(["GET", "HEAD", "POST"])
def claw_back(request: ActorRequest, case_id: int) -> HttpResponse:
    """Claim back what was repaid on a case."""
    request.actor.require(Permission.BOND_ACCEPT)
    now = timezone.now()
    code = code_of(request, case_id)
    bond = bond_for(request, case_id)
    stand = selectors.stand_of_case(bond, case_id=case_id)
    form = forms.ReasonForm(
        request.POST if request.method == "POST" else None,
        initial={"on": local_day(now)},
    )

    def act(said: dict[str, Any]) -> str:
        services.claw_back(
            actor=request.actor,
            case_id=case_id,
            reason=said["reason"],
            clawed_back_on=said["on"],
            now=now,
            key=said["key"],
        )
        return _("De terugvordering staat klaar. De inleg loopt weer.")

    context = {
        "code": code,
        "case_id": case_id,
        "stand": stand,
        "months": selectors.terms_to_show(bond, local_day(now)).clawback_months,
    }
    then = ("case-money", {"case_id": case_id})
    template = "bonds/claw_back.html"
    return perform(request, form, act, template=template, context=context, then=then)


@require_http_methods(["GET", "HEAD", "POST"])
def repay_clawback(request: ActorRequest, case_id: int) -> HttpResponse:
    """Record that an investor gave back what was claimed back."""
    request.actor.require(Permission.BOND_PAY)
    now = timezone.now()
    code = code_of(request, case_id)
    bond = bond_for(request, case_id)
    owed = selectors.case_book(bond, case_id=case_id).clawback
    if not owed and request.method != "POST":
        messages.info(request, _("Op dit dossier staat geen terugvordering open."))
        return redirect("case-money", case_id=case_id)
    names = {row.pk: row.name for row in selectors.investors_of(request.actor)}
    form = forms.RepayClawbackForm(
        [(who, names[who]) for who in owed],
        request.POST if request.method == "POST" else None,
        initial={"on": local_day(now)},
    )

    def act(said: dict[str, Any]) -> str:
        services.repay_clawback(
            actor=request.actor,
            case_id=case_id,
            investor_id=said["investor"],
            amount=said["amount"],
            repaid_on=said["on"],
            bank_line=said["bank_line"],
            now=now,
            key=said["key"],
        )
        return _("De terugbetaling van de investeerder is geboekt.")

    context = {
        "code": code,
        "case_id": case_id,
        "owed": [(names[who], amount) for who, amount in owed.items()],
    }
    then = ("case-money", {"case_id": case_id})
    template = "bonds/repay_clawback.html"
    return perform(request, form, act, template=template, context=context, then=then)


@require_http_methods(["GET", "HEAD", "POST"])
def terminate_bond(request: ActorRequest, bond_id: int) -> HttpResponse:
    """End the contract early."""
    request.actor.require(Permission.BOND_ACCEPT)
    now = timezone.now()
    bond = selectors.bond_of(request.actor, bond_id=bond_id)
    today = local_day(now)
    form = forms.TerminateForm(
        request.POST if request.method == "POST" else None,
        initial={"on": today, "due_on": today},
    )

    def act(said: dict[str, Any]) -> str:
        services.terminate_bond(
            actor=request.actor,
            bond_id=bond_id,
            reason=said["reason"],
            terminated_on=said["on"],
            due_on=said["due_on"],
            now=now,
            key=said["key"],
        )
        return _("Het contract is beëindigd.")

    treatment = selectors.terms_to_show(bond, today).early_termination
    running = [one for one in selectors.stands_of(bond) if one.at_risk]
    context = {
        "bond": bond,
        "treatment": labels.CHOICES[treatment],
        "cases": len(running),
        "at_risk": total(one.at_risk for one in running),
    }
    template = "bonds/terminate_bond.html"
    then: tuple[str, dict[str, Any]] = ("bond", {})
    return perform(request, form, act, template=template, context=context, then=then)


@require_http_methods(["GET", "HEAD", "POST"])
def correct_event(request: ActorRequest, event_id: int) -> HttpResponse:
    """Put an event right by posting it the other way round."""
    now = timezone.now()
    services.require_correction(request.actor, event_id=event_id)
    event = selectors.event_of(request.actor, event_id=event_id)
    case_id = event.case_id
    form = forms.ReasonForm(
        request.POST if request.method == "POST" else None,
        initial={"on": local_day(now)},
    )

    def act(said: dict[str, Any]) -> str:
        services.correct_event(
            actor=request.actor,
            event_id=event_id,
            reason=said["reason"],
            corrected_on=said["on"],
            now=now,
            key=said["key"],
        )
        return _("De boeking is gecorrigeerd. Leg nu vast wat er wel gebeurde.")

    context = {
        "code": code_of(request, case_id) if case_id else "",
        "case_id": case_id,
        "event": event,
        "word": labels.EVENTS[Kind(event.kind)],
        "day": formats.day(event.value_on),
    }
    then: tuple[str, dict[str, Any]] = ("ledger", {})
    if case_id:
        then = ("case-money", {"case_id": case_id})
    template = "bonds/correct_event.html"
    return perform(request, form, act, template=template, context=context, then=then)
