"""Reads: the ledger as it is taken out, by codes, as of a day and as known then."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet

from bonds.domain import indigo
from bonds.domain.accounts import Account
from bonds.domain.journal import Entry, Journal, Posting
from bonds.domain.ledger import Event as Kind
from bonds.domain.pool import PoolState
from bonds.models import Bond, Event, Investor, Leg
from bonds.selectors.agreements import bond_of, terms_to_show, versions_of
from bonds.selectors.investing import investor_pages
from bonds.selectors.journal import balances_on, events_known, legs_known
from bonds.selectors.pool import editions_of, last_edition
from cases import selectors as cases
from sohos.core.errors import NotFoundError
from sohos.core.euro import ZERO, Euro, total
from sohos.tenancy.actor import Actor
from sohos.tenancy.permissions import Permission


@dataclass(frozen=True, slots=True)
class Span:
    """Which entries are taken out: value dates, and what was known at a moment."""

    since: date | None = None
    through_on: date | None = None
    known_at: datetime | None = None


def journal_of(
    actor: Actor, *, bond_id: int, span: Span, names: Mapping[Kind, str], today: date
) -> Journal:
    """Return the entries of a bond that moved anything, in order of booking.

    Args:
        actor: controller, treasury or finance of SOHOS.
        bond_id: a bond of the actor's municipality.
        span: which entries; those before `since` are its opening balance.
        names: what each event is called.
        today: when it is made.

    Raises:
        NotAllowedError: the actor does not read bonds.
        NotFoundError: no such bond here.
    """
    actor.require(Permission.BOND_READ)
    bond = bond_of(actor, bond_id=bond_id)
    events = events_known(bond, as_of=span.through_on, known_at=span.known_at)
    legs = legs_known(bond, as_of=span.through_on, known_at=span.known_at)
    opening: dict[Account, Euro] = {}
    if span.since is not None:
        before = date.fromordinal(span.since.toordinal() - 1)
        opening = balances_on(bond, as_of=before, known_at=span.known_at)
        events = events.filter(value_on__gte=span.since)
        legs = legs.filter(transaction__value_on__gte=span.since)
    ids = set(events.values_list("case_id", flat=True)) - {None}
    codes = cases.case_codes(actor, ids)
    postings = _postings(bond, legs, codes)
    return Journal(
        bond=bond.name,
        municipality=actor.municipality.name,
        made_on=today,
        through_on=span.through_on or today,
        entries=tuple(_entries(events, postings, codes)),
        opening=opening,
        names=names,
    )


def _entries(
    events: QuerySet[Event],
    postings: Mapping[int, list[Posting]],
    codes: Mapping[int, str],
) -> Iterator[Entry]:
    corrected = dict(events.values_list("id", "reverses__sequence"))
    light = events.only(
        "sequence", "kind", "value_on", "booked_at", "case_id", "bank_line"
    )
    for event in light:
        if event.pk in postings:
            yield Entry(
                number=event.sequence,
                event=Kind(event.kind),
                on=event.value_on,
                booked_at=event.booked_at,
                postings=tuple(postings[event.pk]),
                case=codes.get(event.case_id or 0, ""),
                bank_line=event.bank_line,
                corrects=corrected[event.pk],
            )


def _postings(
    bond: Bond, legs: QuerySet[Leg], codes: Mapping[int, str]
) -> dict[int, list[Posting]]:
    """Return what each event moved, by its id, with codes instead of ids."""
    investors = Investor.objects.filter(municipality_id=bond.municipality_id)
    parties = dict(investors.values_list("id", "code"))
    rows = legs.order_by("transaction_id", "position").values_list(
        "transaction__event_id", "account", "amount_cents", "party_id", "case_id"
    )
    found: dict[int, list[Posting]] = {}
    for event_id, account, cents, party, case in rows.iterator():
        one = Posting(
            account=Account(account),
            amount=Euro(cents),
            party=parties.get(party or 0, ""),
            case=codes.get(case or 0, ""),
        )
        found.setdefault(event_id, []).append(one)
    return found


def indigo_of(actor: Actor, *, bond_id: int, today: date) -> indigo.Told:
    """Return what an INDIGO project says of a bond, as of its last quarter.

    The counts are those of the last edition for investors; sums are left out with the
    counts behind them.

    Raises:
        NotAllowedError: the actor neither reads bonds nor lends.
        NotFoundError: no such bond here, or one in which the actor lends nothing.
    """
    actor.require_any(Permission.BOND_READ, Permission.POSITION_READ)
    bond = _bond_for(actor, bond_id, today)
    terms = terms_to_show(bond, today)
    edition = last_edition(editions_of(bond, today=today), as_of=today)
    through_on = edition.through_on if edition else None
    started = edition.counts.total if edition else None
    repaid = (
        edition.counts.column_totals[list(PoolState).index(PoolState.REPAID)]
        if edition
        else None
    )
    programmes = cases.programmes(actor).filter(pk=bond.programme_id)
    target = programmes.values_list("target_households", flat=True).first() or 0
    first = versions_of(bond).order_by("version").first()
    committed = balances_on(bond).get(Account.COMMITMENT, ZERO)
    drawn = _moved(bond, Kind.DRAW_RECEIVED, None)
    return indigo.Told(
        bond=bond.name,
        municipality=actor.municipality.name,
        terms=terms,
        signed_on=first.effective_on if first else None,
        target=target,
        through_on=through_on,
        started=started,
        repaid=repaid,
        committed=committed + drawn,
        invested=_moved(bond, Kind.DRAW_RECEIVED, through_on) if started else None,
        paid=_moved(bond, Kind.PAID, through_on) if repaid else None,
        is_over=terms.long_stop_on is not None and terms.long_stop_on < today,
    )


def _bond_for(actor: Actor, bond_id: int, today: date) -> Bond:
    if actor.can(Permission.BOND_READ):
        return bond_of(actor, bond_id=bond_id)
    for page in investor_pages(actor, today=today):
        if page.bond.pk == bond_id:
            return page.bond
    raise NotFoundError


def _moved(bond: Bond, kind: Kind, through_on: date | None) -> Euro:
    rows = events_known(bond, as_of=through_on).filter(
        kind=kind, reversals__isnull=True
    )
    cents = rows.values_list("amount_cents", flat=True)
    return total(Euro(one or 0) for one in cents)


def size_of(bond: Bond) -> int:
    """Return how many events a bond has, to decide how an export is made."""
    return Event.objects.filter(
        bond_id=bond.pk, municipality_id=bond.municipality_id
    ).count()
