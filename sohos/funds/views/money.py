"""Pages of finance, of the controller, and of who admits funds."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from sohos.core.dates import local_day
from sohos.core.euro import Euro
from sohos.funds import selectors, services
from sohos.funds.forms import labels
from sohos.funds.forms.money import BankForm, FundForm
from sohos.funds.selectors import MoneyView
from sohos.funds.views.acting import Words, perform, sent
from sohos.pages.acting import DONE, attempt, tell
from sohos.tenancy.actor import ActorRequest
from sohos.tenancy.permissions import Permission

_methods = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def debt_payments(request: ActorRequest) -> HttpResponse:
    """List matches with the money that is expected, held and owed."""
    rows = selectors.money_rows(request.actor)
    return render(request, "funds/debt_payments.html", {"rows": rows})


@require_safe
def debt_money(request: ActorRequest, listing_id: int) -> HttpResponse:
    """Show the money of one match: givers, creditors, bookings."""
    seen = selectors.money_of(request.actor, listing_id=listing_id)
    context = {
        "seen": seen,
        "bookings": [
            {"row": row, "word": labels.EVENTS[row.kind]} for row in seen.bookings
        ],
        "may_receive": any(row.open for row in seen.shares),
        "may_pay": bool(seen.bank) and any(row.open for row in seen.creditors),
        "may_return": any(row.to_return for row in seen.shares),
    }
    return render(request, "funds/debt_money.html", context)


@_methods
def receive_gift(request: ActorRequest, listing_id: int) -> HttpResponse:
    """Book money that came from a giver."""
    seen = selectors.money_of(request.actor, listing_id=listing_id)
    giving = [(row.id, _giver(row.fund), row.open) for row in seen.shares if row.open]

    def act(said: dict[str, Any]) -> str:
        services.receive_gift(
            share_id=int(said["whom"]), **_banked(request, seen, said)
        )
        return _("De ontvangst is geboekt.")

    words = Words(
        _("Ontvangst boeken"),
        _("Een deel mag ook; de rest blijft openstaan."),
        _("Boek de ontvangst"),
    )
    return _perform(request, seen, act, label=_("Van wie?"), whom=giving, words=words)


@_methods
def pay_creditor(request: ActorRequest, listing_id: int) -> HttpResponse:
    """Book what a creditor was paid."""
    seen = selectors.money_of(request.actor, listing_id=listing_id)
    owed = [(row.id, row.creditor, row.open) for row in seen.creditors if row.open]

    def act(said: dict[str, Any]) -> str:
        services.pay_creditor(debt_id=int(said["whom"]), **_banked(request, seen, said))
        return _("De betaling is geboekt.")

    words = Words(
        _("Betaling boeken"),
        _("Er kan niet meer betaald worden dan er binnen is."),
        _("Boek de betaling"),
    )
    return _perform(request, seen, act, label=_("Aan wie?"), whom=owed, words=words)


@_methods
def return_gift(request: ActorRequest, listing_id: int) -> HttpResponse:
    """Book money that went back to a giver."""
    seen = selectors.money_of(request.actor, listing_id=listing_id)
    back = [
        (row.id, _giver(row.fund), row.to_return)
        for row in seen.shares
        if row.to_return
    ]

    def act(said: dict[str, Any]) -> str:
        services.return_gift(share_id=int(said["whom"]), **_banked(request, seen, said))
        return _("De terugbetaling is geboekt.")

    words = Words(
        _("Terugbetaling boeken"),
        _("Dit geld was niet nodig en gaat terug naar de gever."),
        _("Boek de terugbetaling"),
    )
    return _perform(request, seen, act, label=_("Naar wie?"), whom=back, words=words)


@require_POST
def correct_booking(request: ActorRequest, booking_id: int) -> HttpResponse:
    """Book a bank line the other way round."""
    request.actor.require(Permission.BOND_FUND)
    booking = selectors.booking_of(request.actor, event_id=booking_id)
    tell(
        request,
        lambda: services.correct_booking(
            actor=request.actor, event_id=booking_id, now=timezone.now()
        ),
        _("De boeking is gecorrigeerd. De bankregel kan opnieuw geboekt worden."),
        labels.explain,
    )
    return redirect("debt-money", listing_id=booking.listing_id)


@require_safe
def debt_figures(request: ActorRequest) -> HttpResponse:
    """Show what Veil je schuld brought, small groups hidden."""
    figures = selectors.figures_for(request.actor)
    line = figures.by_status
    context = {
        "statuses": [
            {"status": status, "count": count, "owed": owed, "paid": paid}
            for status, count, owed, paid in zip(
                figures.statuses,
                line.counts.cells,
                line.amounts["owed"].cells,
                line.amounts["paid"].cells,
                strict=True,
            )
        ],
        "whole": {
            "count": line.counts.total,
            "owed": line.amounts["owed"].total,
            "paid": line.amounts["paid"].total,
        },
        "outcomes": [labels.OUTCOMES[outcome] for outcome in figures.outcomes],
        "looks": list(zip(figures.months, figures.looks.counts.cells, strict=True)),
    }
    return render(request, "funds/debt_figures.html", context)


@_methods
def funds(request: ActorRequest) -> HttpResponse:
    """List the funds of the municipality, and admit one."""
    rows = selectors.funds_for(request.actor)
    now = timezone.now()
    users = selectors.fund_users(request.actor, today=local_day(now))
    form = FundForm(sent(request), users=users)

    def act() -> str:
        services.admit_fund(
            actor=request.actor,
            name=form.cleaned_data["name"],
            user_id=int(form.cleaned_data["user"]),
            now=now,
        )
        return _("Het fonds kan meedoen.")

    status = attempt(request, form, act, labels.refuse)
    if status == DONE:
        return redirect("funds")
    context = {"rows": rows, "form": form, "has_users": bool(users)}
    return render(request, "funds/funds.html", context, status=status)


def _giver(fund: str) -> str:
    return fund or _("Eigen netwerk van het gezin")


def _banked(
    request: ActorRequest, seen: MoneyView, said: dict[str, Any]
) -> dict[str, Any]:
    return {
        "actor": request.actor,
        "listing_id": seen.id,
        "amount": said["amount"],
        "on": said["on"],
        "bank_line": said["bank_line"],
        "now": timezone.now(),
        "key": said["key"],
    }


def _perform(
    request: ActorRequest,
    seen: MoneyView,
    act: Callable[[dict[str, Any]], str],
    *,
    label: str,
    whom: list[tuple[int, str, Euro]],
    words: Words,
) -> HttpResponse:
    only = whom[0] if len(whom) == 1 else None
    form = BankForm(
        sent(request),
        label=label,
        choices=[(pk, name) for pk, name, _open in whom],
        initial={
            "on": local_day(timezone.now()),
            "whom": str(only[0]) if only else None,
            "amount": only[2] if only else None,
        },
    )
    return perform(
        request,
        form,
        act,
        words=words,
        back=(seen.code, "debt-money", {"listing_id": seen.id}),
    )
