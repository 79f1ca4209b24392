"""Reads: what the bank lines of an account may be about (rule B5)."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from datetime import date

from django.db.models import Q

from bonds.domain import matching
from bonds.domain.banking import Verdict
from bonds.domain.contract import PaymentRoute
from bonds.domain.ledger import Event as Kind
from bonds.domain.matching import BOOKED_AS, DIRECTIONS, Expected, Holder, Subject
from bonds.domain.statements import Line
from bonds.models import BankAccount, BankLine, Bond, Event, Investor
from bonds.selectors.agreements import terms_to_show
from bonds.selectors.banking import LineRow, live_decisions
from bonds.selectors.ledger import clawbacks_of, draws_of, live_events
from bonds.selectors.stands import stands_of
from cases import selectors as cases
from sohos.core.euro import Euro
from sohos.tenancy.actor import Actor

_Found = Iterator[tuple[Subject, int, Expected]]
"""The kind of movement, the case, and what is expected, still without direction."""


def proposals_for(
    actor: Actor, rows: Iterable[LineRow], *, today: date
) -> dict[int, tuple[matching.Proposal, ...]]:
    """Return for each bank line what it may be about, the best first.

    Args:
        actor: finance of SOHOS or treasury.
        rows: lines that are open.
        today: whose contract version counts.
    """
    by_account: dict[BankAccount, list[LineRow]] = defaultdict(list)
    for one in rows:
        by_account[one.row.account].append(one)
    found: dict[int, tuple[matching.Proposal, ...]] = {}
    for account, mine in by_account.items():
        expected = expected_on(actor, account, mine, today=today)
        known = _counterparties(account.bond)
        for one in mine:
            found[one.row.pk] = matching.proposals(
                as_line(one.row), expected, left=one.left, known=known
            )
    return found


def expected_on(
    actor: Actor, account: BankAccount, rows: Collection[LineRow], *, today: date
) -> list[Expected]:
    """List what may come in or go out on an account, and what was booked already.

    Args:
        actor: finance of SOHOS or treasury.
        account: of the actor's municipality.
        rows: lines whose amounts and numbers are looked up among what was booked.
        today: whose contract version counts.
    """
    bond, ways = account.bond, _ways(account, today)
    investors = Investor.objects.filter(municipality_id=bond.municipality_id)
    names = dict(investors.values_list("id", "name"))
    found = [
        (way, case_id, one)
        for way, case_id, one in (
            *_draws(bond, tuple(names.values())),
            *_cases(bond),
            *_clawbacks(bond, names),
            *_booked(bond, rows),
        )
        if way in ways
    ]
    codes = cases.case_codes(actor, {case_id for _, case_id, _ in found})
    return [
        replace(one, code=codes.get(case_id, ""), direction=ways[way])
        for way, case_id, one in found
    ]


def as_line(row: BankLine) -> Line:
    """Return a stored line as the rules know it."""
    return Line(
        number=0,
        booked_on=row.booked_on,
        value_on=row.value_on,
        amount=Euro(row.amount_cents),
        name=row.name,
        iban=row.iban,
        description=row.description,
        reference=row.reference,
        is_reversal=row.is_reversal,
        key=row.key,
    )


def _ways(account: BankAccount, today: date) -> dict[Subject, int]:
    holder = Holder(account.holder)
    ways = {
        subject: way for (whose, subject), way in DIRECTIONS.items() if whose is holder
    }
    route = terms_to_show(account.bond, today).payment_route
    if holder is Holder.PROJECT and route is PaymentRoute.DIRECT:
        return {one: way for one, way in ways.items() if one not in _PAST_PROJECT}
    return ways


_PAST_PROJECT = {Subject.PAYMENT, Subject.CLAWBACK}
"""What does not pass the project account when the municipality pays directly."""


def _draws(bond: Bond, names: tuple[str, ...]) -> _Found:
    for draw in draws_of(bond):
        if draw.is_pending:
            yield (
                Subject.DRAW,
                draw.case_id,
                Expected(
                    subject=Subject.DRAW,
                    id=draw.id,
                    amount=draw.amount,
                    on=draw.requested_on,
                    names=names,
                ),
            )


def _cases(bond: Bond) -> _Found:
    for stand in stands_of(bond):
        for subject, amount, on in (
            (Subject.PAYMENT, stand.due, stand.due_on),
            (Subject.REFUND, stand.unspent, None),
        ):
            if amount:
                one = Expected(subject=subject, id=stand.case_id, amount=amount, on=on)
                yield subject, stand.case_id, one


def _clawbacks(bond: Bond, names: dict[int, str]) -> _Found:
    for owed in clawbacks_of(bond):
        one = Expected(
            subject=Subject.CLAWBACK,
            id=owed.case,
            amount=owed.amount,
            party=owed.investor,
            names=(names[owed.investor],),
        )
        yield Subject.CLAWBACK, owed.case, one


def _booked(bond: Bond, rows: Collection[LineRow]) -> _Found:
    """Return events without a bank line that have the amount or number of a line."""
    numbers = {one.row.reference for one in rows if one.row.reference}
    fitting = Q(amount_cents__in={one.left.cents for one in rows})
    matched = live_decisions(bond.municipality_id).filter(verdict=Verdict.MATCHED)
    events = (
        live_events(bond)
        .filter(fitting | Q(bank_line__in=numbers), kind__in=list(BOOKED_AS))
        .exclude(pk__in=matched.values("event_id"))
    )
    for event in events:
        yield (BOOKED_AS[Kind(event.kind)], event.case_id or 0, _as_booked(event))


def _as_booked(event: Event) -> Expected:
    return Expected(
        subject=Subject.BOOKED,
        id=event.pk,
        amount=Euro(event.amount_cents or 0),
        on=event.value_on,
        bank_line=event.bank_line,
    )


def _counterparties(bond: Bond) -> dict[str, frozenset[Subject]]:
    """Return what was confirmed before for each IBAN."""
    rows = (
        live_decisions(bond.municipality_id)
        .filter(event__bond_id=bond.pk, line__iban__gt="")
        .order_by()
        .values_list("line__iban", "event__kind")
        .distinct()
    )
    found: dict[str, set[Subject]] = defaultdict(set)
    for iban, kind in rows:
        found[iban].add(BOOKED_AS[Kind(kind)])
    return {iban: frozenset(kinds) for iban, kinds in found.items()}
