"""Pages of funds: debts without a name, the own offers, and what became of them."""

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

from cases.forms.care_labels import DEBT_KINDS
from sohos.core.dates import local_day
from sohos.core.errors import NotFoundError
from sohos.funds import selectors, services
from sohos.funds.domain.matching import OfferState
from sohos.funds.forms import labels
from sohos.funds.forms.money import OfferForm
from sohos.funds.selectors import Given, Shown
from sohos.funds.views.acting import Words, perform, sent
from sohos.pages.acting import tell
from sohos.tenancy.actor import ActorRequest
from sohos.tenancy.permissions import Permission


@require_safe
def open_debts(request: ActorRequest) -> HttpResponse:
    """List the debts that may be answered, and the own offers."""
    request.actor.require(Permission.DEBT_OFFER)
    today = local_day(timezone.now())
    try:
        name = selectors.fund_name(request.actor)
    except NotFoundError:
        return render(request, "funds/open_debts.html", {"name": ""})
    given = selectors.given_by(request.actor, today=today)
    answered = {row.code for row in given if row.state is OfferState.STANDING}
    context = {
        "name": name,
        "shown": [
            {**_told(row), "is_answered": row.code in answered}
            for row in selectors.shown_to_funds(request.actor, today=today)
        ],
        "given": [_became(row) for row in given],
    }
    return render(request, "funds/open_debts.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def open_debt(request: ActorRequest, listing_code: str) -> HttpResponse:
    """Show debts without a name, and take an offer."""
    now = timezone.now()
    today = local_day(now)
    seen = selectors.shown_to(request.actor, code=listing_code, today=today)
    form = OfferForm(
        sent(request), initial={"until": seen.shown.until if seen.shown else None}
    )

    def act(said: dict[str, Any]) -> str:
        services.make_offer(
            actor=request.actor,
            code=listing_code,
            amount=said["amount"],
            needs_network=said["needs_network"],
            until=said["until"],
            now=now,
        )
        return _("Uw aanbod staat. De casemanager laat weten of er een match is.")

    is_standing = seen.offer is not None and seen.offer.state is OfferState.STANDING
    return perform(
        request,
        form,
        act,
        words=Words(seen.code, "", _("Doe dit aanbod")),
        back=(_("Open schulden"), "open-debts", {}),
        template="funds/open_debt.html",
        context={
            "told": _told(seen.shown) if seen.shown else None,
            "offer": _became(seen.offer) if seen.offer else None,
            "is_standing": is_standing,
        },
    )


@require_POST
def withdraw_offer(request: ActorRequest, listing_code: str) -> HttpResponse:
    """Take the own offer back."""
    request.actor.require(Permission.DEBT_OFFER)
    tell(
        request,
        lambda: services.withdraw_offer(
            actor=request.actor, code=listing_code, now=timezone.now()
        ),
        _("Uw aanbod is ingetrokken."),
        labels.explain,
    )
    return redirect("open-debts")


def _told(row: Shown) -> dict[str, object]:
    return {
        "row": row,
        "kinds": [DEBT_KINDS[kind] for kind in row.kinds],
        "band": labels.band(*row.band),
    }


def _became(row: Given) -> dict[str, object]:
    return {
        "row": row,
        "kinds": [DEBT_KINDS[kind] for kind in row.kinds],
        "looks": [
            {"row": look, "outcome": labels.OUTCOMES[look.outcome]}
            for look in row.found
        ],
    }
