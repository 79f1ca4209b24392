"""Pages of who works on the case: the debts of a household on their way to funds."""

from datetime import date
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

from cases import selectors as cases
from cases.forms.care_labels import DEBT_KINDS
from plans import selectors as plans
from sohos.core.dates import local_day
from sohos.core.errors import DomainError
from sohos.core.euro import total
from sohos.funds import selectors, services
from sohos.funds.domain import listing as rules
from sohos.funds.domain.listing import Status
from sohos.funds.domain.words import IdentifyingWordsError, Place, doubts_in
from sohos.funds.forms import labels
from sohos.funds.forms.casework import ProposeForm, usual_last_day
from sohos.funds.selectors import ListingView
from sohos.funds.views.acting import sent
from sohos.pages.acting import DONE, attempt, tell
from sohos.tenancy.actor import Actor, ActorRequest
from sohos.tenancy.permissions import Permission


@require_safe
def listings(request: ActorRequest) -> HttpResponse:
    """List the debts that were proposed, and what waits for somebody."""
    rows = selectors.listing_rows(request.actor, today=local_day(timezone.now()))
    return render(request, "funds/listings.html", {"rows": rows})


@require_http_methods(["GET", "HEAD", "POST"])
def propose_listing(request: ActorRequest, case_id: int) -> HttpResponse:
    """Propose the debts of a household, or say why that cannot be."""
    now = timezone.now()
    actor, today = request.actor, local_day(now)
    debts = selectors.open_debts(actor, case_id=case_id)
    if request.method != "POST" and (
        live := selectors.live_listing(actor, case_id=case_id)
    ):
        return redirect("listing", listing_id=live.pk)
    form = _propose_form(request, case_id, today=today)
    places: list[object] = []

    def refuse(refused: ProposeForm, error: DomainError) -> None:
        labels.refuse(refused, error)
        if isinstance(error, IdentifyingWordsError):
            places.extend(map(_place, error.places))

    def act() -> str:
        services.propose_listing(
            actor=actor, case_id=case_id, says=form.says(), now=now
        )
        return _("De schulden zijn voorgesteld. Een teamleider kijkt ze na.")

    status = attempt(request, form, act, refuse)
    if status == DONE:
        return redirect("listings")
    context = {
        "case": cases.whole_case_of(actor, case_id=case_id),
        "form": form,
        "debts": [{"row": row, "kind": DEBT_KINDS[row.kind]} for row in debts],
        "whole": total(row.amount for row in debts),
        "refused": _refused(debts),
        "places": places,
        "may_propose": actor.can(Permission.CASE_WORK)
        and cases.may_work(actor, case_id=case_id),
    }
    return render(request, "funds/propose_listing.html", context, status=status)


@require_safe
def listing(request: ActorRequest, listing_id: int) -> HttpResponse:
    """Show one household's debts: what funds read, offers, money and afterwards."""
    today = local_day(timezone.now())
    seen = selectors.listing_of(request.actor, listing_id=listing_id, today=today)
    context = {
        "case": cases.whole_case_of(request.actor, case_id=seen.case_id),
        "seen": seen,
        "debts": [{"row": row, "kind": DEBT_KINDS[row.kind]} for row in seen.debts],
        "band": labels.band(*rules.band_of(seen.whole)),
        "consent": labels.CONSENT[seen.consent_given],
        "steps": [
            {"row": row, "why": labels.WHY[row.why] if row.why else ""}
            for row in seen.steps
        ],
        "looks": [
            {"row": row, "outcome": labels.OUTCOMES[row.outcome]} for row in seen.found
        ],
        "doubts": doubts_in(f"{seen.story}\n{seen.effort}\n{seen.plan}"),
        **_may(request.actor, seen),
    }
    return render(request, "funds/listing.html", context)


@require_POST
def release_listing(request: ActorRequest, listing_id: int) -> HttpResponse:
    """Show debts to funds."""
    request.actor.require(Permission.CASE_ASSIGN)
    tell(
        request,
        lambda: services.release_listing(
            actor=request.actor, listing_id=listing_id, now=timezone.now()
        ),
        _("Fondsen kunnen deze schuld nu zien."),
        labels.explain,
    )
    return redirect("listing", listing_id=listing_id)


@require_POST
def decline_offer(request: ActorRequest, offer_id: int) -> HttpResponse:
    """Say no to an offer."""
    found: list[Any] = []
    tell(
        request,
        lambda: found.append(
            services.decline_offer(
                actor=request.actor, offer_id=offer_id, now=timezone.now()
            )
        ),
        _("Het aanbod is afgewezen."),
        labels.explain,
    )
    if not found:
        return redirect("listings")
    return redirect("listing", listing_id=found[0].offer.listing_id)


def _propose_form(request: ActorRequest, case_id: int, *, today: date) -> ProposeForm:
    actor = request.actor
    return ProposeForm(
        sent(request),
        adults=selectors.adults_of(actor, case_id=case_id, today=today),
        has_plan=plans.adoption_of(actor, case_id=case_id) is not None,
        initial={
            **_before(request, case_id),
            "consent_on": today,
            "until": usual_last_day(today),
        },
    )


def _may(actor: Actor, seen: ListingView) -> dict[str, bool]:
    """Tell which acts the page offers to somebody."""
    status = seen.status
    may_work = cases.may_work(actor, case_id=seen.case_id)
    is_manager = may_work and actor.can(Permission.CASE_WORK)
    is_matched = status is Status.MATCHED
    return {
        "may_release": status is Status.PROPOSED
        and actor.can(Permission.CASE_ASSIGN)
        and seen.proposed_by_id != actor.user_id,
        "may_change": may_work and status in (Status.PROPOSED, Status.OFFERED),
        "may_match": is_manager and status is Status.OFFERED,
        "may_settle": may_work and is_matched,
        "may_break": may_work and is_matched and seen.paid_on is None,
        "may_follow": may_work and status is Status.PAID,
        "may_propose": is_manager
        and status in (Status.RETURNED, Status.WITHDRAWN, Status.FELL_THROUGH),
    }


def _before(request: ActorRequest, case_id: int) -> dict[str, Any]:
    """Give the words of the last time, to change what had to be changed."""
    last = selectors.last_listing(request.actor, case_id=case_id)
    if last is None:
        return {}
    return {
        "story": last.story,
        "effort": last.effort,
        "plan": last.plan,
        "shows": last.shows,
    }


def _place(place: Place) -> dict[str, object]:
    return {"label": labels.FIELDS[place.field], "place": place}


def _refused(debts: tuple[rules.Debt, ...]) -> str:
    try:
        rules.check_debts(debts)
    except DomainError as error:
        return labels.explain(error)[1]
    return ""
