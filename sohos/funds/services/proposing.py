"""Acts: propose debts with consent, show them to funds, take them back."""

from datetime import date, datetime

from django.db import transaction

from cases import selectors as cases
from cases.services import new_reference
from plans import selectors as plans
from sohos.audit import services as audit
from sohos.core.dates import local_day
from sohos.core.euro import Euro, total
from sohos.funds import selectors
from sohos.funds.domain import listing as rules
from sohos.funds.domain import matching, words
from sohos.funds.domain.listing import Consent, Debt, Proposal, Status, Why
from sohos.funds.models import Extension, ListedDebt, Listing, NetworkPledge
from sohos.funds.services import course
from sohos.tenancy.actor import Actor
from sohos.tenancy.permissions import Permission


@transaction.atomic
def propose_listing(
    *, actor: Actor, case_id: int, says: Proposal, now: datetime
) -> Listing:
    """Propose all open debts of a household, with its consent.

    Args:
        actor: a casemanager of the household.
        case_id: the case.
        says: consent, what funds get to read, and until when they may answer.
        now: aware.

    Raises:
        NotAllowedError: the actor does not work on cases.
        NotFoundError: no such case for this actor, or somebody in it is hidden.
        StatusRefusedError: debts of this household are with funds already.
        NoDebtsError, DebtTooHighError, TooManyCreditorsError,
        DebtPaidAlreadyError: rule V1.
        NoConsentError, DayInFutureError, WordsMissingError, NoFuturePlanError,
        DeadlineTooEarlyError: rules V2 and V3.
        IdentifyingWordsError: rule V4; carries the places.
    """
    actor.require(Permission.CASE_WORK)
    cases.case_to_work_on(actor, case_id=case_id)
    live = selectors.live_listing(actor, case_id=case_id)
    if live is not None:
        raise rules.StatusRefusedError(f"{live.status}/{Status.PROPOSED}")
    debts = selectors.open_debts(actor, case_id=case_id)
    rules.check_debts(debts)
    if selectors.were_paid(actor, [debt.id for debt in debts]):
        raise rules.DebtPaidAlreadyError
    has_plan = plans.adoption_of(actor, case_id=case_id) is not None
    today = local_day(now)
    adults = selectors.adults_of(actor, case_id=case_id, today=today)
    consent = rules.check_proposal(
        says, adults=frozenset(adults), has_adopted_plan=has_plan, today=today
    )
    texts = [("story", says.story), ("effort", says.effort), ("plan", says.plan)]
    words.check(texts, selectors.known_of(actor, case_id=case_id))
    listing = _store(
        case_id, says, consent, debts, has_plan=has_plan, actor=actor, now=now
    )
    course.remember(listing, actor=actor, now=now)
    return listing


def _store(
    case_id: int,
    says: Proposal,
    consent: Consent,
    debts: tuple[Debt, ...],
    *,
    has_plan: bool,
    actor: Actor,
    now: datetime,
) -> Listing:
    listing = Listing.objects.create(
        case_id=case_id,
        code=new_reference(),
        status=Status.PROPOSED,
        shows=says.shows,
        story=says.story.strip(),
        effort=says.effort.strip(),
        plan=says.plan.strip(),
        has_adopted_plan=has_plan,
        total_cents=total(debt.amount for debt in debts).cents,
        creditors=rules.creditors_of(debts),
        open_until=says.open_until,
        consent_person_id=consent.person_id,
        consent_on=consent.on,
        consent_given=consent.given,
        proposed_at=now,
        proposed_by_id=actor.user_id,
    )
    ListedDebt.objects.bulk_create(
        ListedDebt(
            listing=listing,
            debt_id=debt.id,
            creditor=debt.creditor,
            kind=debt.kind,
            amount_cents=debt.amount.cents,
        )
        for debt in debts
    )
    return listing


@transaction.atomic
def release_listing(*, actor: Actor, listing_id: int, now: datetime) -> Listing:
    """Show debts to funds, after somebody else than who proposed them looked.

    Args:
        actor: a team lead.
        listing_id: proposed debts.
        now: aware.

    Raises:
        NotAllowedError: the actor leads no team.
        NotFoundError: no such listing for this actor.
        OwnProposalError: the actor proposed it.
        StatusRefusedError: it does not wait for this.
        DebtsChangedError: the household owes something else by now.
        DeadlineTooEarlyError: funds would have no time to answer.
    """
    actor.require(Permission.CASE_ASSIGN)
    listing = selectors.listing_to_work_on(actor, listing_id=listing_id)
    if listing.proposed_by_id == actor.user_id:
        raise rules.OwnProposalError
    rules.require(Status(listing.status), Status.PROPOSED)
    require_same_debts(actor, listing)
    rules.check_deadline(selectors.open_until(listing), today=local_day(now))
    listing.released_at, listing.released_by_id = now, actor.user_id
    return course.go(listing, Status.OFFERED, actor=actor, now=now)


@transaction.atomic
def return_listing(
    *, actor: Actor, listing_id: int, note: str, now: datetime
) -> Listing:
    """Send proposed debts back to the casemanager, saying what is to be changed.

    Raises:
        NotAllowedError: the actor leads no team.
        NotFoundError: no such listing for this actor.
        WordsMissingError: it does not say what is to be changed.
        StatusRefusedError: it does not wait for this.
    """
    actor.require(Permission.CASE_ASSIGN)
    listing = selectors.listing_to_work_on(actor, listing_id=listing_id)
    if not note.strip():
        raise rules.WordsMissingError("note")
    return course.go(listing, Status.RETURNED, actor=actor, now=now, note=note)


@transaction.atomic
def withdraw_listing(
    *, actor: Actor, listing_id: int, why: Why, note: str, now: datetime
) -> Listing:
    """Take debts back before there is a match; funds do not see them any more.

    Args:
        actor: who works on the case, or a team lead.
        listing_id: proposed or shown debts.
        why: consent was taken back, or something else.
        note: in words, may be empty.
        now: aware.

    Raises:
        NotAllowedError: the actor does not work on cases.
        NotFoundError: no such listing for this actor.
        StatusRefusedError: there is a match, or it is over.
    """
    listing = selectors.listing_to_work_on(actor, listing_id=listing_id)
    return course.go(
        listing, Status.WITHDRAWN, actor=actor, now=now, why=why, note=note
    )


@transaction.atomic
def extend_listing(
    *, actor: Actor, listing_id: int, until: date, now: datetime
) -> Extension:
    """Give funds another last day to answer.

    Raises:
        NotAllowedError: the actor does not work on cases.
        NotFoundError: no such listing for this actor.
        StatusRefusedError: it is neither proposed nor shown.
        DeadlineTooEarlyError: the day is today or before.
    """
    listing = selectors.listing_to_work_on(actor, listing_id=listing_id)
    rules.require(Status(listing.status), Status.OFFERED, Status.PROPOSED)
    rules.check_deadline(until, today=local_day(now))
    row = Extension.objects.create(
        listing=listing, open_until=until, at=now, by_id=actor.user_id
    )
    audit.record(
        "funds.extended",
        actor=actor,
        subject=f"listing:{listing.pk}",
        at=now,
        detail={"until": until.isoformat()},
    )
    return row


@transaction.atomic
def pledge_network(
    *, actor: Actor, listing_id: int, amount: Euro, now: datetime
) -> NetworkPledge:
    """Write down what the network of a household gives; the last word counts.

    Args:
        actor: who works on the case.
        listing_id: proposed or shown debts.
        amount: euro cents, zero or more; nobody is named.
        now: aware.

    Raises:
        NotAllowedError: the actor does not work on cases.
        NotFoundError: no such listing for this actor.
        StatusRefusedError: there is a match, or it is over.
        NetworkTooHighError: more than the debts.
    """
    listing = selectors.listing_to_work_on(actor, listing_id=listing_id)
    rules.require(Status(listing.status), Status.OFFERED, Status.PROPOSED)
    matching.check_network(amount, whole=Euro(listing.total_cents))
    row = NetworkPledge.objects.create(
        listing=listing, amount_cents=amount.cents, at=now, by_id=actor.user_id
    )
    audit.record(
        "funds.network_pledged", actor=actor, subject=f"listing:{listing.pk}", at=now
    )
    return row


def require_same_debts(actor: Actor, listing: Listing) -> None:
    """Refuse to go on with debts that are not what they were.

    Raises:
        DebtsChangedError: one was added, ended or has another amount or creditor.
    """
    now = {
        (debt.id, debt.creditor, debt.amount.cents)
        for debt in selectors.open_debts(actor, case_id=listing.case_id)
    }
    then = set(listing.debts.values_list("debt_id", "creditor", "amount_cents"))
    if now != then:
        raise rules.DebtsChangedError
