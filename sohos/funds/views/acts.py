"""Pages of the acts on one household's debts, each a sentence and a form."""

from collections.abc import Callable
from typing import Any

from django.forms import Form
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from sohos.core.dates import local_day
from sohos.core.errors import NotFoundError
from sohos.funds import selectors, services
from sohos.funds.domain.listing import Status, Why
from sohos.funds.domain.matching import OfferState
from sohos.funds.forms.casework import (
    ExtendForm,
    FollowUpForm,
    LessForm,
    MatchForm,
    NetworkForm,
    ReturnForm,
    StopForm,
    usual_last_day,
)
from sohos.funds.selectors import ListingView
from sohos.funds.views.acting import Words, perform, sent
from sohos.pages import formats
from sohos.tenancy.actor import ActorRequest
from sohos.tenancy.permissions import Permission

_BEFORE = (Why.CONSENT, Why.SOLVED, Why.CHANGED, Why.OTHER)
_AFTER = (Why.CONSENT, Why.NOT_PAID, Why.CHANGED, Why.OTHER)
_methods = require_http_methods(["GET", "HEAD", "POST"])


@_methods
def return_listing(request: ActorRequest, listing_id: int) -> HttpResponse:
    """Send a proposal back to the casemanager."""
    request.actor.require(Permission.CASE_ASSIGN)
    _seen(request, listing_id)

    def act(said: dict[str, Any]) -> str:
        services.return_listing(
            actor=request.actor,
            listing_id=listing_id,
            note=said["note"],
            now=timezone.now(),
        )
        return _("Het voorstel gaat terug naar de casemanager.")

    words = Words(
        _("Voorstel terugsturen"),
        _("De casemanager past het aan en stelt het opnieuw voor."),
        _("Stuur terug"),
    )
    return _perform(request, listing_id, ReturnForm(sent(request)), act, words=words)


@_methods
def withdraw_listing(request: ActorRequest, listing_id: int) -> HttpResponse:
    """Take debts back before there is a match."""
    _seen(request, listing_id)

    def act(said: dict[str, Any]) -> str:
        services.withdraw_listing(
            actor=request.actor,
            listing_id=listing_id,
            why=Why(said["why"]),
            note=said["note"],
            now=timezone.now(),
        )
        return _("Ingetrokken. Fondsen zien deze schuld niet meer.")

    words = Words(
        _("Schuld intrekken"),
        _("Fondsen zien deze schuld daarna niet meer en elk aanbod vervalt."),
        _("Trek in"),
    )
    form = StopForm(sent(request), reasons=_BEFORE)
    return _perform(request, listing_id, form, act, words=words)


@_methods
def extend_listing(request: ActorRequest, listing_id: int) -> HttpResponse:
    """Give funds another last day."""
    _seen(request, listing_id)
    now = timezone.now()

    def act(said: dict[str, Any]) -> str:
        services.extend_listing(
            actor=request.actor, listing_id=listing_id, until=said["until"], now=now
        )
        return _("Fondsen kunnen tot die dag reageren.")

    words = Words(
        _("Langer openhouden"),
        _("Fondsen zien de schuld tot en met deze dag."),
        _("Bewaren"),
    )
    form = ExtendForm(sent(request), initial={"until": usual_last_day(local_day(now))})
    return _perform(request, listing_id, form, act, words=words)


@_methods
def pledge_network(request: ActorRequest, listing_id: int) -> HttpResponse:
    """Write down what the network of the household gives."""
    seen = _seen(request, listing_id)

    def act(said: dict[str, Any]) -> str:
        services.pledge_network(
            actor=request.actor,
            listing_id=listing_id,
            amount=said["amount"],
            now=timezone.now(),
        )
        return _("De bijdrage van het netwerk is bewaard.")

    words = Words(
        _("Bijdrage van het netwerk"),
        _("Sommige fondsen doen mee als het eigen netwerk van het gezin ook geeft."),
        _("Bewaren"),
    )
    form = NetworkForm(sent(request), initial={"amount": seen.network})
    return _perform(request, listing_id, form, act, words=words)


@_methods
def match_listing(request: ActorRequest, listing_id: int) -> HttpResponse:
    """Accept offers that cover the debts."""
    request.actor.require(Permission.CASE_WORK)
    seen = _seen(request, listing_id)
    standing = [row for row in seen.offers if row.state is OfferState.STANDING]
    needed = seen.whole - seen.network
    form = MatchForm(
        sent(request), offers=standing, debts=seen.debts, is_needed=bool(needed)
    )

    def act(said: dict[str, Any]) -> str:
        services.match_listing(
            actor=request.actor,
            listing_id=listing_id,
            offer_ids=[int(offer_id) for offer_id in said["offers"]],
            pay_to=form.pay_to(),
            now=timezone.now(),
            key=said["key"],
        )
        return _("Er is een match. Financiën ontvangt en betaalt.")

    words = Words(
        _("Aanbod aannemen"),
        _(
            "Van fondsen is %(needed)s nodig. Het oudste aanbod telt eerst; van het"
            " laatste wordt niet meer genomen dan nodig is."
        )
        % {"needed": formats.signed_amount(needed)},
        _("Maak de match"),
    )
    return _perform(request, listing_id, form, act, words=words)


@_methods
def settle_for_less(request: ActorRequest, listing_id: int) -> HttpResponse:
    """Book that a creditor asks less."""
    seen = _seen(request, listing_id)
    now = timezone.now()
    form = LessForm(sent(request), debts=seen.debts, initial={"on": local_day(now)})

    def act(said: dict[str, Any]) -> str:
        services.settle_for_less(
            actor=request.actor,
            listing_id=listing_id,
            debt_id=int(said["debt"]),
            amount=said["amount"],
            on=said["on"],
            now=now,
            key=said["key"],
        )
        return _("Vastgelegd. De gevers geven naar verhouding minder.")

    words = Words(
        _("Schuldeiser vraagt minder"),
        _("Wat niet meer nodig is, gaat naar verhouding terug naar de gevers."),
        _("Leg vast"),
    )
    return _perform(request, listing_id, form, act, words=words)


@_methods
def break_match(request: ActorRequest, listing_id: int) -> HttpResponse:
    """Let a match fall through."""
    _seen(request, listing_id)
    form = StopForm(sent(request), reasons=_AFTER)

    def act(said: dict[str, Any]) -> str:
        services.break_match(
            actor=request.actor,
            listing_id=listing_id,
            why=Why(said["why"]),
            note=said["note"],
            now=timezone.now(),
            key=said["key"],
        )
        return _("De match gaat niet door. Financiën stuurt terug wat er al was.")

    words = Words(
        _("Match laten vervallen"),
        _("Wat nog niet aan een schuldeiser is betaald, gaat terug naar de gevers."),
        _("Laat vervallen"),
    )
    return _perform(request, listing_id, form, act, words=words)


@_methods
def follow_up(request: ActorRequest, listing_id: int) -> HttpResponse:
    """Tell how a household is doing after its debts were paid."""
    seen = _seen(request, listing_id)
    if seen.status is not Status.PAID:
        raise NotFoundError
    now = timezone.now()
    form = FollowUpForm(
        sent(request),
        initial={
            "on": local_day(now),
            "months": str(seen.due[0]) if seen.due else None,
        },
    )

    def act(_said: dict[str, Any]) -> str:
        services.follow_up(
            actor=request.actor, listing_id=listing_id, says=form.says(), now=now
        )
        return _("Bewaard. De gevers zien deze uitkomst, zonder naam.")

    words = Words(
        _("Hoe gaat het na de betaling?"),
        _("Bij nieuwe schulden of een plan dat niet loopt komt er een taak bij."),
        _("Bewaren"),
    )
    return _perform(request, listing_id, form, act, words=words)


def _seen(request: ActorRequest, listing_id: int) -> ListingView:
    request.actor.require_any(Permission.CASE_WORK, Permission.CASE_ASSIGN)
    today = local_day(timezone.now())
    return selectors.listing_of(request.actor, listing_id=listing_id, today=today)


def _perform(
    request: ActorRequest,
    listing_id: int,
    form: Form,
    act: Callable[[dict[str, Any]], str],
    *,
    words: Words,
) -> HttpResponse:
    return perform(
        request,
        form,
        act,
        words=words,
        back=(_("Veil je schuld"), "listing", {"listing_id": listing_id}),
    )
