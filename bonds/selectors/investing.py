"""Reads: what an investor may read, of the own money and of all households together."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Sum

from bonds.domain import investing, pool
from bonds.domain.accounts import Account
from bonds.domain.contract import ContractTerms
from bonds.domain.investing import Move, Receipt, Returns
from bonds.domain.ledger import Event as Kind
from bonds.domain.pool import PoolEdition
from bonds.domain.position import Position
from bonds.domain.returns import Flow
from bonds.models import Bond, Investor, Leg
from bonds.selectors.agreements import terms_to_show
from bonds.selectors.journal import events_known, legs_known
from bonds.selectors.ledger import SETTLING
from bonds.selectors.pool import (
    Plan,
    ToldEdition,
    editions_of,
    last_edition,
    plan_of,
    told,
)
from cases import selectors as cases
from sohos.core.euro import Euro
from sohos.tenancy.actor import Actor, MunicipalityCard
from sohos.tenancy.permissions import Permission


@dataclass(frozen=True, slots=True)
class _When:
    """Which day and which knowledge of it."""

    today: date
    as_of: date | None
    known_at: datetime | None


@dataclass(frozen=True, slots=True)
class Stand:
    """The position at the end of a quarter."""

    on: date
    position: Position


@dataclass(frozen=True, slots=True)
class InvestorPage:
    """Everything that an investor may read of a bond."""

    municipality: MunicipalityCard
    bond: Bond
    investor: Investor
    terms: ContractTerms
    position: Position
    returns: Returns
    realised: tuple[Flow, ...]
    expected: tuple[Flow, ...]
    receipts: tuple[Receipt, ...]
    history: tuple[Stand, ...]
    next_due_on: date | None
    edition: PoolEdition | None
    plan: Plan

    @property
    def told(self) -> ToldEdition | None:
        """The edition beside the plan, quarter by quarter."""
        return told(self.edition, self.plan) if self.edition else None


@dataclass(frozen=True, slots=True)
class Together:
    """The positions of an investor in several bonds, added up."""

    position: Position
    returns: Returns


def investor_pages(
    actor: Actor,
    *,
    today: date,
    as_of: date | None = None,
    known_at: datetime | None = None,
) -> list[InvestorPage]:
    """Return what the actor may read as an investor, one page per bond.

    Only bonds in which the investor committed anything; no case is identifiable.

    Args:
        actor: an investor.
        today: whose contract version counts; no edition after it is told.
        as_of: only what happened up to and including this day.
        known_at: only what was booked up to and including this moment.

    Returns:
        Newest bond first; empty for somebody who committed nothing here.

    Raises:
        NotAllowedError: the actor is no investor.
    """
    actor.require(Permission.POSITION_READ)
    investor = Investor.objects.filter(
        municipality_id=actor.municipality_id, user_id=actor.user_id
    ).first()
    if investor is None:
        return []
    bonds = Bond.objects.filter(
        pk__in=Leg.objects.filter(party=investor).values("bond_id"),
        municipality_id=actor.municipality_id,
    )
    when = _When(today, as_of, known_at)
    targets = {
        row.pk: row.target_households for row in cases.programmes(actor).order_by()
    }
    return [
        _page(actor, bond, investor, targets[bond.programme_id], when)
        for bond in bonds.order_by("-id")
    ]


def together(pages: Sequence[InvestorPage]) -> Together:
    """Add up the positions in several bonds, those of other municipalities too."""
    position = investing.together([page.position for page in pages])
    return Together(
        position,
        investing.returns_of(
            position,
            realised=[flow for page in pages for flow in page.realised],
            expected=[flow for page in pages for flow in page.expected],
        ),
    )


def moves_of(
    bond: Bond,
    *,
    investor: Investor | None = None,
    as_of: date | None = None,
    known_at: datetime | None = None,
) -> tuple[Move, ...]:
    """List what moved for an investor, or for all, and still counts, by day.

    What was corrected is left out together with its correction, as far as known.
    """
    known = events_known(bond, as_of=as_of, known_at=known_at)
    corrected = known.filter(reverses__isnull=False)
    gone = [one for pair in corrected.values_list("id", "reverses_id") for one in pair]
    legs = legs_known(bond, as_of=as_of, known_at=known_at)
    own = legs.filter(party=investor) if investor else legs.filter(party__isnull=False)
    rows = (
        own.exclude(transaction__event_id__in=gone)
        .order_by("transaction__value_on", "transaction__event_id", "account")
        .values_list(
            "transaction__value_on",
            "transaction__event__kind",
            "account",
            "case_id",
        )
        .annotate(Sum("amount_cents"))
    )
    return tuple(
        Move(on, Kind(kind), Account(account), Euro(cents), case_id)
        for on, kind, account, case_id, cents in rows
    )


def _page(
    actor: Actor, bond: Bond, investor: Investor, target: int, when: _When
) -> InvestorPage:
    terms = terms_to_show(bond, when.today)
    day = when.as_of or when.today
    moves = moves_of(bond, investor=investor, as_of=when.as_of, known_at=when.known_at)
    position = investing.position_until(moves)
    due_on = _due_days(bond, when)
    realised = investing.realised_flows(moves)
    expected = investing.expected_flows(moves, terms, today=day, due_on=due_on)
    return InvestorPage(
        municipality=actor.municipality,
        bond=bond,
        investor=investor,
        terms=terms,
        position=position,
        returns=investing.returns_of(position, realised=realised, expected=expected),
        realised=realised,
        expected=expected,
        receipts=investing.receipts_of(moves),
        history=_history(moves, day),
        next_due_on=_next_due(moves, due_on),
        edition=last_edition(editions_of(bond, today=when.today), as_of=day),
        plan=plan_of(target, first=terms.starts_on, last=terms.ends_on),
    )


def _history(moves: Sequence[Move], day: date) -> tuple[Stand, ...]:
    if not moves:
        return ()
    first = min(move.on for move in moves)
    ends = [pool.quarter_end(one) for one in pool.quarters_between(first, day)]
    return tuple(
        Stand(end, investing.position_until(moves, end)) for end in ends if end <= day
    )


def _due_days(bond: Bond, when: _When) -> dict[int, date]:
    rows = (
        events_known(bond, as_of=when.as_of, known_at=when.known_at)
        .filter(kind__in=SETTLING, case_id__isnull=False)
        .values_list("case_id", "facts__due_on")
    )
    return {case_id: date.fromisoformat(due_on) for case_id, due_on in rows}


def _next_due(moves: Iterable[Move], due_on: dict[int, date]) -> date | None:
    open_of: dict[int, int] = {}
    for move in moves:
        if move.case is not None and move.account is Account.LOAN_DUE:
            open_of[move.case] = open_of.get(move.case, 0) + move.amount.cents
    days = [due_on[case] for case, cents in open_of.items() if cents and case in due_on]
    return min(days, default=None)
