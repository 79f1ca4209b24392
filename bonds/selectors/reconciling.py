"""Reads: what the bank says against account 100, with the difference explained (rule B6)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F, Q, QuerySet, Sum
from django.db.models.functions import Sign

from bonds.domain.accounts import Account
from bonds.domain.banking import Verdict
from bonds.domain.ledger import Event as Kind
from bonds.domain.matching import Holder
from bonds.models import BankStatement, Bond, Event
from bonds.selectors.banking import lines_known, live_decisions
from bonds.selectors.journal import balances_on, events_known, legs_known
from bonds.selectors.ledger import live_events
from cases import selectors as cases
from sohos.core.euro import ZERO, Euro, total
from sohos.tenancy.actor import Actor
from sohos.tenancy.permissions import Permission

MOST_SHOWN = 10
OVER_THE_BANK = (Kind.DRAW_RECEIVED, Kind.SPENT, Kind.REFUNDED)


@dataclass(frozen=True, slots=True)
class BookedOnly:
    """Something that was booked on account 100 and is on no bank line yet."""

    case_id: int
    code: str
    kind: Kind
    on: date
    amount: Euro


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """Bank and book on a day; the parts add up to the difference.

    `before` stood on the accounts before the first statement; `missing` moved on days
    of which there is no statement; `waiting` and `aside` are bank lines that are not
    booked; `passing` went past account 100; `booked_only` was booked and is on no line;
    `timing` was booked on another side of the day, as were corrections (`corrected`).
    """

    bank: Euro
    book: Euro
    before: Euro
    missing: Euro
    waiting: Euro
    aside: Euro
    passing: Euro
    booked_only: Euro
    timing: Euro
    corrected: Euro
    lines: int
    events: tuple[BookedOnly, ...]
    through_on: date | None

    @property
    def difference(self) -> Euro:
        """Bank less book."""
        return self.bank - self.book

    @property
    def apart(self) -> Euro:
        """How far they are apart, whichever is more."""
        return Euro(abs(self.difference.cents))

    @property
    def unexplained(self) -> Euro:
        """What no part explains; zero, or something is wrong with the program."""
        parts = (
            self.before,
            self.missing,
            self.waiting,
            self.aside,
            self.passing,
            self.booked_only,
            self.timing,
            self.corrected,
        )
        return self.difference - total(parts)


@dataclass(frozen=True, slots=True)
class _Stood:
    """What the bank said."""

    bank: Euro
    before: Euro
    through_on: date


_SIGNED = Sign("line__amount_cents") * F("event__amount_cents")
_LEFT = Sign("amount_cents") * F("left_cents")


def reconciliation(actor: Actor, bond: Bond, *, as_of: date) -> Reconciliation | None:
    """Compare the accounts of the project with account 100 of the ledger.

    Args:
        actor: controller, treasury or finance of SOHOS.
        bond: of the actor's municipality.
        as_of: the last day that counts on both sides.

    Returns:
        None while no statement of a project account was taken in up to that day.

    Raises:
        NotAllowedError: the actor does not read bonds.
    """
    actor.require(Permission.BOND_READ)
    statements = BankStatement.objects.filter(
        municipality_id=bond.municipality_id,
        account__bond_id=bond.pk,
        account__holder=Holder.PROJECT,
        through_on__lte=as_of,
    )
    if not statements.exists():
        return None
    lines = lines_known(bond.municipality_id).filter(
        account__bond_id=bond.pk,
        account__holder=Holder.PROJECT,
        booked_on__lte=as_of,
    )
    stood = _stood(statements, lines, as_of)
    return _explained(actor, bond, lines, as_of, stood)


def _explained(
    actor: Actor, bond: Bond, lines: QuerySet[Any], as_of: date, stood: _Stood
) -> Reconciliation:
    of_project = Q(line__account__bond_id=bond.pk, line__account__holder=Holder.PROJECT)
    matches = live_decisions(bond.municipality_id).filter(of_project)
    here, there = Q(line__booked_on__lte=as_of), Q(event__value_on__lte=as_of)
    real = Q(event__kind__in=OVER_THE_BANK)
    sums = matches.order_by().aggregate(
        passing=Sum(_SIGNED, filter=here & ~real),
        early=Sum(_SIGNED, filter=here & real & ~there),
        late=Sum(_SIGNED, filter=~here & real & there),
    )
    cents = {name: found or 0 for name, found in sums.items()}
    alone = _booked_only(bond, as_of)
    moved = _sum(lines, F("amount_cents"))
    return Reconciliation(
        bank=stood.bank,
        book=balances_on(bond, as_of=as_of).get(Account.BANK, ZERO),
        before=stood.before,
        missing=stood.bank - stood.before - moved,
        waiting=_sum(lines.filter(is_aside=False), _LEFT),
        aside=_sum(lines.filter(is_aside=True), _LEFT),
        passing=Euro(cents["passing"]),
        booked_only=-_effect(bond, as_of, alone),
        timing=Euro(cents["early"] - cents["late"]),
        corrected=-_effect(bond, as_of, _not_live(bond)),
        lines=lines.count(),
        events=_shown(actor, alone.order_by("value_on", "id")[:MOST_SHOWN]),
        through_on=stood.through_on,
    )


def _stood(
    statements: QuerySet[BankStatement], lines: QuerySet[Any], as_of: date
) -> _Stood:
    """Return what stood on the accounts on a day and before their first statement."""
    bank = before = ZERO
    for account_id in {row.account_id for row in statements}:
        mine = statements.filter(account_id=account_id)
        first = mine.order_by("from_on", "id")[0]
        before += Euro(first.opening_cents or 0)
        last = mine.exclude(closing_cents=None).order_by("through_on", "id").last()
        since = lines.filter(account_id=account_id)
        if last is None:
            bank += Euro(first.opening_cents or 0)
        else:
            bank += Euro(last.closing_cents or 0)
            since = since.filter(booked_on__gt=last.through_on)
        bank += _sum(since, F("amount_cents"))
    return _Stood(bank, before, max(row.through_on for row in statements))


def _sum(lines: QuerySet[Any], what: Any) -> Euro:
    return Euro(lines.order_by().aggregate(cents=Sum(what))["cents"] or 0)


def _booked_only(bond: Bond, as_of: date) -> QuerySet[Event]:
    """List what counts on account 100 up to a day and is on no line, of any day."""
    matched = live_decisions(bond.municipality_id).filter(verdict=Verdict.MATCHED)
    return (
        live_events(bond)
        .filter(kind__in=OVER_THE_BANK, value_on__lte=as_of)
        .exclude(pk__in=matched.values("event_id"))
    )


def _not_live(bond: Bond) -> QuerySet[Event]:
    """List corrections and what they corrected."""
    return (
        events_known(bond)
        .filter(Q(kind=Kind.CORRECTED) | Q(reversals__isnull=False))
        .order_by()
    )


def _effect(bond: Bond, as_of: date, events: QuerySet[Event]) -> Euro:
    """Return what events did to account 100 up to a day."""
    legs = legs_known(bond, as_of=as_of).filter(
        account=Account.BANK,
        transaction__event_id__in=events.order_by().values("pk"),
    )
    return _sum(legs, F("amount_cents"))


def _shown(actor: Actor, events: Iterable[Event]) -> tuple[BookedOnly, ...]:
    rows = list(events)
    codes = cases.case_codes(actor, [row.case_id or 0 for row in rows])
    return tuple(
        BookedOnly(
            case_id=row.case_id or 0,
            code=codes[row.case_id or 0],
            kind=Kind(row.kind),
            on=row.value_on,
            amount=Euro(row.amount_cents or 0),
        )
        for row in rows
    )
