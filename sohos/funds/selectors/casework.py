"""Reads for who works on cases: what was proposed, offered, matched and found."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from cases import selectors as cases
from cases.domain.debts import DebtKind
from sohos.core.errors import NotFoundError
from sohos.core.euro import ZERO, Euro, total
from sohos.funds.domain import following
from sohos.funds.domain import listing as rules
from sohos.funds.domain.book import Stand
from sohos.funds.domain.following import Outcome
from sohos.funds.domain.listing import ConsentGiven, Shows, Status, Why
from sohos.funds.domain.matching import OfferState
from sohos.funds.models import FollowUp, Listing, Offer
from sohos.funds.selectors.debts import open_debts
from sohos.funds.selectors.reading import (
    last_days,
    network_sums,
    offer_state,
    open_until,
    paid_on,
)
from sohos.funds.selectors.rows import (
    listings_of,
    network_of,
    offers_on,
    shares_of,
    stand_in_book,
)
from sohos.tenancy.actor import Actor

_WITH_MATCH = (Status.MATCHED, Status.PAID, Status.FELL_THROUGH)


@dataclass(frozen=True, slots=True)
class ListingRow:
    """One household's debts in a list; `due` is the next look, in months."""

    id: int
    case_id: int
    case_code: str
    status: Status
    whole: Euro
    covered: Euro
    until: date
    is_late: bool
    due: tuple[int, date] | None


@dataclass(frozen=True, slots=True)
class OfferRow:
    """An offer as who works on the case sees it."""

    id: int
    fund: str
    amount: Euro
    needs_network: bool
    until: date
    state: OfferState
    taken: Euro | None


@dataclass(frozen=True, slots=True)
class DebtRow:
    """A listed debt, what its creditor still waits for, and whether the file says so."""

    id: int
    debt_id: int
    creditor: str
    kind: DebtKind
    amount: Euro
    open: Euro | None
    is_told: bool


@dataclass(frozen=True, slots=True)
class ShareRow:
    """A giver and its part; the network has no fund."""

    id: int
    fund: str
    promised: Euro
    given: Euro
    open: Euro
    to_return: Euro


@dataclass(frozen=True, slots=True)
class StepRow:
    """When which status was reached, by whom and why."""

    status: Status
    at: datetime
    by: str
    why: Why | None
    note: str


@dataclass(frozen=True, slots=True)
class Found:
    """What a look after some months found."""

    months: int
    outcome: Outcome
    on: date


@dataclass(frozen=True, slots=True)
class ListingView:
    """Everything of one household's debts, for who works on the case."""

    id: int
    case_id: int
    code: str
    status: Status
    shows: Shows
    story: str
    effort: str
    plan: str
    has_adopted_plan: bool
    whole: Euro
    network: Euro
    until: date
    is_open: bool
    consent_by: str
    consent_on: date
    consent_given: ConsentGiven
    proposed_by_id: int
    debts: tuple[DebtRow, ...]
    offers: tuple[OfferRow, ...]
    shares: tuple[ShareRow, ...]
    steps: tuple[StepRow, ...]
    stand: Stand | None
    paid_on: date | None
    found: tuple[Found, ...]
    due: tuple[int, date] | None

    @property
    def offered(self) -> Euro:
        """What stands, of funds and network together."""
        standing = (
            row.amount for row in self.offers if row.state is OfferState.STANDING
        )
        return self.network + total(standing)

    @property
    def owed(self) -> Euro:
        """What creditors still wait for; nothing without a match."""
        return total(self.stand.creditors.values()) if self.stand else ZERO

    @property
    def lacking(self) -> Euro:
        """What nobody offered yet."""
        return max(ZERO, self.whole - self.offered)


def listing_rows(actor: Actor, *, today: date) -> list[ListingRow]:
    """List the debts of the cases that the actor may see, newest first.

    Raises:
        NotAllowedError: the actor's roles read no cases.
    """
    seen = dict(cases.whole_cases_for(actor).values_list("id", "code"))
    rows = [row for row in listings_of(actor) if row.case_id in seen]
    until, network = last_days(rows), network_sums(rows)
    offered = _standing(rows, today=today)
    looks = _looks(rows)
    return [
        ListingRow(
            id=row.pk,
            case_id=row.case_id,
            case_code=seen[row.case_id],
            status=Status(row.status),
            whole=Euro(row.total_cents),
            covered=min(Euro(row.total_cents), network[row.pk] + offered[row.pk])
            if row.status in (Status.PROPOSED, Status.OFFERED)
            else Euro(row.total_cents),
            until=until[row.pk],
            is_late=row.status == Status.OFFERED and until[row.pk] < today,
            due=_due(row, looks[row.pk]),
        )
        for row in rows
    ]


def listing_of(actor: Actor, *, listing_id: int, today: date) -> ListingView:
    """Return everything of one household's debts.

    Raises:
        NotAllowedError: the actor's roles read no cases.
        NotFoundError: no such listing, or somebody in the case is hidden.
    """
    rows = listings_of(actor).select_related("consent_person")
    row = rows.filter(pk=listing_id).first()
    if row is None:
        raise NotFoundError
    cases.whole_case_of(actor, case_id=row.case_id)
    until, looks = open_until(row), _looks([row])[row.pk]
    stand = stand_in_book(row) if row.status in _WITH_MATCH else None
    return ListingView(
        id=row.pk,
        case_id=row.case_id,
        code=row.code,
        status=Status(row.status),
        shows=Shows(row.shows),
        story=row.story,
        effort=row.effort,
        plan=row.plan,
        has_adopted_plan=row.has_adopted_plan,
        whole=Euro(row.total_cents),
        network=network_of(row),
        until=until,
        is_open=rules.is_open(Status(row.status), until, today=today),
        consent_by=str(row.consent_person),
        consent_on=row.consent_on,
        consent_given=ConsentGiven(row.consent_given),
        proposed_by_id=row.proposed_by_id,
        debts=_debts(actor, row, stand),
        offers=tuple(_offer(each, row, today=today) for each in offers_on(row)),
        shares=shares_in(row, stand) if stand else (),
        steps=_steps(row),
        stand=stand,
        paid_on=_paid_on(row, stand),
        found=looks,
        due=_due(row, looks),
    )


def last_listing(actor: Actor, *, case_id: int) -> Listing | None:
    """Return what was proposed last of a case, for who may see it.

    Raises:
        NotAllowedError: the actor's roles read no cases.
        NotFoundError: no such case, or somebody in it is hidden.
    """
    cases.whole_case_of(actor, case_id=case_id)
    return listings_of(actor).filter(case_id=case_id).first()


def _standing(rows: Sequence[Listing], *, today: date) -> Mapping[int, Euro]:
    listings = {row.pk: row for row in rows}
    sums: defaultdict[int, Euro] = defaultdict(lambda: ZERO)
    offers = Offer.objects.filter(listing_id__in=listings)
    for offer in offers.select_related("end", "share"):
        listing = listings[offer.listing_id]
        if offer_state(offer, listing, today=today) is OfferState.STANDING:
            sums[listing.pk] = sums[listing.pk] + Euro(offer.amount_cents)
    return sums


def _looks(rows: Sequence[Listing]) -> defaultdict[int, tuple[Found, ...]]:
    last: dict[tuple[int, int], Found] = {}
    told = FollowUp.objects.filter(listing_id__in=[row.pk for row in rows])
    for row in told.order_by("id"):
        found = Found(row.months, Outcome(row.outcome), row.on)
        last[row.listing_id, row.months] = found
    looks: defaultdict[int, tuple[Found, ...]] = defaultdict(tuple)
    for (listing_id, _months), found in sorted(last.items(), key=lambda each: each[0]):
        looks[listing_id] = (*looks[listing_id], found)
    return looks


def _paid_on(row: Listing, stand: Stand | None) -> date | None:
    if stand is None or not stand.are_creditors_paid:
        return None
    return None if row.status == Status.FELL_THROUGH else paid_on(row)


def _due(row: Listing, looks: Sequence[Found]) -> tuple[int, date] | None:
    if row.status != Status.PAID:
        return None
    paid = paid_on(row)
    return following.next_due(paid, {found.months for found in looks})


def _debts(actor: Actor, row: Listing, stand: Stand | None) -> tuple[DebtRow, ...]:
    still = {debt.id for debt in open_debts(actor, case_id=row.case_id)}
    return tuple(
        DebtRow(
            id=debt.pk,
            debt_id=debt.debt_id,
            creditor=debt.creditor,
            kind=DebtKind(debt.kind),
            amount=Euro(debt.amount_cents),
            open=stand.creditors.get(debt.pk, ZERO) if stand else None,
            is_told=debt.debt_id not in still,
        )
        for debt in row.debts.order_by("id")
    )


def _offer(offer: Offer, row: Listing, *, today: date) -> OfferRow:
    share = getattr(offer, "share", None)
    return OfferRow(
        id=offer.pk,
        fund=offer.fund.name,
        amount=Euro(offer.amount_cents),
        needs_network=offer.needs_network,
        until=offer.until_on,
        state=offer_state(offer, row, today=today),
        taken=Euro(share.amount_cents) if share else None,
    )


def shares_in(row: Listing, stand: Stand) -> tuple[ShareRow, ...]:
    """Return the givers of a match with what each gave."""
    return tuple(
        ShareRow(
            id=share.pk,
            fund=share.offer.fund.name if share.offer else "",
            promised=now.promised,
            given=now.given,
            open=now.open,
            to_return=now.to_return,
        )
        for share, now in zip(shares_of(row), stand.shares, strict=True)
    )


def _steps(row: Listing) -> tuple[StepRow, ...]:
    return tuple(
        StepRow(
            status=Status(step.status),
            at=step.at,
            by=str(step.by),
            why=Why(step.why) if step.why else None,
            note=step.note,
        )
        for step in row.steps.select_related("by").order_by("id")
    )
