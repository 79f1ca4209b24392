"""Pages of finance of SOHOS: what to draw, receive, spend and give back."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from bonds import selectors, services
from bonds.forms import acts, labels
from bonds.views.acting import bond_for, code_of, perform
from kba import selectors as kba
from kba.forms.labels import STAGES
from sohos.core.dates import local_day
from sohos.core.euro import total
from sohos.pages.bills import LAWS
from sohos.tenancy.actor import ActorRequest
from sohos.tenancy.permissions import Permission

ROWS = 50


@require_safe
def funding(request: ActorRequest) -> HttpResponse:
    """List the cases for which money may be drawn."""
    rows = selectors.funding_rows(request.actor)
    page = Paginator(rows, ROWS).get_page(request.GET.get("page"))
    return render(request, "bonds/funding.html", {"page": page})


@require_safe
def case_money(request: ActorRequest, case_id: int) -> HttpResponse:
    """Show what happened to the money of one case."""
    request.actor.require(Permission.BOND_READ)
    code = code_of(request, case_id)
    bond = bond_for(request, case_id)
    context = {
        "code": code,
        "case_id": case_id,
        "stand": selectors.stand_of_case(bond, case_id=case_id),
        **_trail(request, bond, case_id),
        "draws": [
            draw
            for draw in selectors.draws_of(bond, case_id=case_id)
            if draw.is_pending
        ],
        "may_fund": request.actor.can(Permission.BOND_FUND),
        "may_accept": request.actor.can(Permission.BOND_ACCEPT),
        "may_pay": request.actor.can(Permission.BOND_PAY),
        "clawback": selectors.case_book(bond, case_id=case_id).clawback,
    }
    return render(request, "bonds/case_money.html", context)


def _trail(
    request: ActorRequest, bond: selectors.BondRow, case_id: int
) -> dict[str, object]:
    """Show the way from the rows of the KBA to the bank, each step by its hash."""
    events = selectors.case_events(bond, case_id=case_id)
    left = selectors.footprints_of(bond, [event.id for event in events])
    stages = kba.stage_marks(request.actor, case_id=case_id)
    frozen = {stage.sha256 for stage in stages}
    rows = kba.row_marks(request.actor, case_id=case_id)
    may = request.actor.can
    return {
        "events": [
            {
                "word": labels.EVENTS[event.kind],
                "event": event,
                "left": left[event.id],
                "legs": [
                    (labels.ACCOUNTS[leg.account], leg) for leg in left[event.id].legs
                ],
                "is_signed": left[event.id].kba_sha256 in frozen,
                "may_correct": services.may_correct(request.actor, event.kind),
            }
            for event in events
        ],
        "stages": [(STAGES[stage.kind], stage) for stage in stages],
        "rows": [(LAWS[row.law], row) for row in rows],
        "saved": total(row.saving for row in rows),
        "may_bank": may(Permission.BOND_PAY) or may(Permission.BOND_FUND),
    }


@require_http_methods(["GET", "HEAD", "POST"])
def request_draw(request: ActorRequest, case_id: int) -> HttpResponse:
    """Ask the investors for money for a case."""
    request.actor.require(Permission.BOND_FUND)
    now = timezone.now()
    code = code_of(request, case_id)
    form = acts.RequestDrawForm(
        request.POST if request.method == "POST" else None,
        initial={"on": local_day(now)},
    )

    def act(said: dict[str, Any]) -> str:
        services.request_draw(
            actor=request.actor,
            case_id=case_id,
            amount=said["amount"],
            requested_on=said["on"],
            now=now,
            key=said["key"],
        )
        return _("Het geld is opgevraagd.")

    return perform(
        request,
        form,
        act,
        template="bonds/request_draw.html",
        context={"code": code, "case_id": case_id},
        then=("case-money", {"case_id": case_id}),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def receive_draw(request: ActorRequest, draw_id: int) -> HttpResponse:
    """Record that the money of a draw came."""
    request.actor.require(Permission.BOND_FUND)
    now = timezone.now()
    draw = selectors.draw_of(request.actor, draw_id=draw_id)
    if not draw.is_pending and request.method != "POST":
        return _is_answered(request, draw)
    form = acts.ReceiveDrawForm(
        request.POST if request.method == "POST" else None,
        initial={"on": local_day(now)},
    )

    def act(said: dict[str, Any]) -> str:
        services.receive_draw(
            actor=request.actor,
            draw_id=draw_id,
            received_on=said["on"],
            bank_line=said["bank_line"],
            now=now,
            key=said["key"],
        )
        return _("De ontvangst is geboekt.")

    return perform(
        request,
        form,
        act,
        template="bonds/receive_draw.html",
        context={"code": code_of(request, draw.case_id), "draw": draw},
        then=("case-money", {"case_id": draw.case_id}),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def void_draw(request: ActorRequest, draw_id: int) -> HttpResponse:
    """Record that the money of a draw will not come."""
    request.actor.require(Permission.BOND_FUND)
    now = timezone.now()
    draw = selectors.draw_of(request.actor, draw_id=draw_id)
    if not draw.is_pending and request.method != "POST":
        return _is_answered(request, draw)
    form = acts.VoidDrawForm(
        request.POST if request.method == "POST" else None,
        initial={"on": local_day(now)},
    )

    def act(said: dict[str, Any]) -> str:
        services.void_draw(
            actor=request.actor,
            draw_id=draw_id,
            voided_on=said["on"],
            reason=said["reason"],
            now=now,
            key=said["key"],
        )
        return _("De opvraging is vervallen.")

    return perform(
        request,
        form,
        act,
        template="bonds/void_draw.html",
        context={"code": code_of(request, draw.case_id), "draw": draw},
        then=("case-money", {"case_id": draw.case_id}),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def record_spend(request: ActorRequest, case_id: int) -> HttpResponse:
    """Record what was paid out of the draws of a case."""
    request.actor.require(Permission.BOND_FUND)
    now = timezone.now()
    code = code_of(request, case_id)
    bond = bond_for(request, case_id)
    form = acts.RecordSpendForm(
        request.POST if request.method == "POST" else None,
        initial={"on": local_day(now)},
    )

    def act(said: dict[str, Any]) -> str:
        services.record_spend(
            actor=request.actor,
            case_id=case_id,
            professionals=said["professionals"],
            maatwerk=said["maatwerk"],
            spent_on=said["on"],
            invoice=said["invoice"],
            now=now,
            key=said["key"],
        )
        return _("De uitgave is geboekt.")

    return perform(
        request,
        form,
        act,
        template="bonds/record_spend.html",
        context={
            "code": code,
            "case_id": case_id,
            "book": selectors.case_book(bond, case_id=case_id),
        },
        then=("case-money", {"case_id": case_id}),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def record_refund(request: ActorRequest, case_id: int) -> HttpResponse:
    """Record that unspent money went back to the investors."""
    request.actor.require(Permission.BOND_FUND)
    now = timezone.now()
    code = code_of(request, case_id)
    bond = bond_for(request, case_id)
    book = selectors.case_book(bond, case_id=case_id)
    form = acts.RecordRefundForm(
        request.POST if request.method == "POST" else None,
        initial={"on": local_day(now), "amount": book.unspent},
    )

    def act(said: dict[str, Any]) -> str:
        services.record_refund(
            actor=request.actor,
            case_id=case_id,
            amount=said["amount"],
            refunded_on=said["on"],
            bank_line=said["bank_line"],
            now=now,
            key=said["key"],
        )
        return _("De terugboeking is vastgelegd.")

    return perform(
        request,
        form,
        act,
        template="bonds/record_refund.html",
        context={"code": code, "case_id": case_id, "book": book},
        then=("case-money", {"case_id": case_id}),
    )


def _is_answered(request: ActorRequest, draw: selectors.Draw) -> HttpResponse:
    messages.info(request, _("Deze opvraging is al ontvangen of vervallen."))
    return redirect("case-money", case_id=draw.case_id)
