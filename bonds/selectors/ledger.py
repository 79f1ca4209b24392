"""Reads: balances and movements of a bond, as the ledger keeps them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from django.db.models import Q, QuerySet, Sum

from bonds.domain import ledger as rules
from bonds.domain.accounts import Account
from bonds.domain.allocation import Claim, ClaimKind, Clawback, Holding, holdings
from bonds.domain.interest import Movement
from bonds.domain.ledger import Event as Kind
from bonds.domain.postings.book import CaseBook, read_case
from bonds.models import Balance, Bond, Event, Investor, Leg
from bonds.selectors.agreements import bonds_for
from sohos.core.errors import NotFoundError
from sohos.core.euro import ZERO, Euro, total
from sohos.tenancy.actor import Actor

SETTLING = (Kind.FELL_DUE, Kind.SETTLED_EARLY)


@dataclass(frozen=True, slots=True)
class Movements:
    """What was drawn, refunded and spent on a case, and when it started."""

    draws: tuple[Movement, ...]
    refunds: tuple[Movement, ...]
    spending: tuple[Movement, ...]
    started_on: date | None


@dataclass(frozen=True, slots=True)
class CaseMoney:
    """Balances and movements of one case."""

    book: CaseBook
    movements: Movements


@dataclass(frozen=True, slots=True)
class Draw:
    """Money asked of the investors for a case; `answer` is the event that ended it."""

    id: int
    bond: Bond
    case_id: int
    requested_on: date
    amount: Euro
    reserve: Euro
    answer: str | None

    @property
    def is_pending(self) -> bool:
        """Whether the money may still come."""
        return self.answer is None


def live_events(bond: Bond) -> QuerySet[Event]:
    """List the events that count: no corrections, and nothing that was corrected."""
    return (
        Event.objects.filter(
            bond_id=bond.pk,
            municipality_id=bond.municipality_id,
            reversals__isnull=True,
        )
        .exclude(kind=Kind.CORRECTED)
        .order_by("sequence")
    )


def events_of_request(bond: Bond, request_hash: str) -> QuerySet[Event]:
    """List what one request posted, in order of booking."""
    return Event.objects.filter(
        bond_id=bond.pk,
        municipality_id=bond.municipality_id,
        request_hash=request_hash,
    ).order_by("sequence")


def booked_of_transfer(bond: Bond, *, bank_line: str, amount: Euro) -> Euro:
    """Return what was booked on cases of a transfer of an amount, on its bank line."""
    rows = live_events(bond).filter(
        kind=Kind.PAID, bank_line=bank_line, facts__line_total=amount.cents
    )
    return Euro(rows.aggregate(cents=Sum("amount_cents"))["cents"] or 0)


def legs_of(bond: Bond) -> QuerySet[Leg]:
    """List the legs of a bond, oldest first."""
    return Leg.objects.filter(
        bond_id=bond.pk, municipality_id=bond.municipality_id
    ).order_by("id")


def kept_balances(bond: Bond) -> QuerySet[Balance]:
    """List the balances that are not zero, per account, party and case."""
    return (
        Balance.objects.filter(bond_id=bond.pk, municipality_id=bond.municipality_id)
        .exclude(amount_cents=0)
        .order_by("account", "party_id", "case_id")
    )


def case_book(bond: Bond, *, case_id: int) -> CaseBook:
    """Return the balances of one case."""
    rows = kept_balances(bond).filter(case_id=case_id)
    return read_case((as_leg(row) for row in rows), case_id)


def movements_of(bond: Bond, *, case_id: int) -> Movements:
    """Return what moved on a case, each kind in order of booking."""
    return _movements(_moving(bond).filter(case_id=case_id))


def money_of(bond: Bond, *, case_id: int) -> CaseMoney:
    """Return balances and movements of one case."""
    return CaseMoney(
        case_book(bond, case_id=case_id), movements_of(bond, case_id=case_id)
    )


def money_by_case(bond: Bond) -> dict[int, CaseMoney]:
    """Return balances and movements of every case, in order of case id."""
    legs: dict[int, list[rules.Leg]] = {}
    for row in kept_balances(bond).filter(case_id__isnull=False):
        legs.setdefault(row.case_id or 0, []).append(as_leg(row))
    events: dict[int, list[Event]] = {}
    for event in _moving(bond):
        events.setdefault(event.case_id or 0, []).append(event)
    return {
        case_id: CaseMoney(
            read_case(legs.get(case_id, ()), case_id),
            _movements(events.get(case_id, ())),
        )
        for case_id in sorted(legs.keys() | events.keys())
    }


def _moving(bond: Bond) -> QuerySet[Event]:
    kinds = [Kind.STARTED, Kind.DRAW_RECEIVED, Kind.REFUNDED, Kind.SPENT]
    return live_events(bond).filter(kind__in=kinds)


def _movements(events: Iterable[Event]) -> Movements:
    found: dict[str, list[Movement]] = {}
    started_on = None
    for event in events:
        if event.kind == Kind.STARTED:
            started_on = date.fromisoformat(event.facts["started_on"])
        moved = Movement(event.value_on, Euro(event.amount_cents or 0))
        found.setdefault(event.kind, []).append(moved)
    return Movements(
        draws=tuple(found.get(Kind.DRAW_RECEIVED, ())),
        refunds=tuple(found.get(Kind.REFUNDED, ())),
        spending=tuple(found.get(Kind.SPENT, ())),
        started_on=started_on,
    )


def draws_of(bond: Bond, *, case_id: int | None = None) -> list[Draw]:
    """List the draws of a bond, or of one of its cases, oldest first."""
    rows = live_events(bond).filter(kind=Kind.DRAW_REQUESTED)
    if case_id is not None:
        rows = rows.filter(case_id=case_id)
    answers = dict(
        live_events(bond)
        .filter(kind__in=[Kind.DRAW_RECEIVED, Kind.DRAW_VOIDED], follows__in=rows)
        .values_list("follows_id", "kind")
    )
    return [_draw(row, answers.get(row.pk)) for row in rows.select_related("bond")]


def draw_of(actor: Actor, *, draw_id: int) -> Draw:
    """Return a draw of the actor's municipality.

    Raises:
        NotAllowedError: none of the actor's roles works with bonds.
        NotFoundError: there is no such draw here.
    """
    row = (
        Event.objects.filter(
            pk=draw_id, kind=Kind.DRAW_REQUESTED, bond__in=bonds_for(actor).order_by()
        )
        .select_related("bond")
        .first()
    )
    if row is None:
        raise NotFoundError
    draws = draws_of(row.bond, case_id=row.case_id)
    return next((draw for draw in draws if draw.id == draw_id), _draw(row, "corrected"))


def asked_for(bond: Bond, *, case_id: int) -> Euro:
    """Return what was drawn or asked for a case, less what went back."""
    draws = draws_of(bond, case_id=case_id)
    refunds = movements_of(bond, case_id=case_id).refunds
    asked = total(draw.amount for draw in draws if draw.answer != Kind.DRAW_VOIDED)
    return asked - total(refund.amount for refund in refunds)


def _draw(row: Event, answer: str | None) -> Draw:
    return Draw(
        id=row.pk,
        bond=row.bond,
        case_id=row.case_id or 0,
        requested_on=row.value_on,
        amount=Euro(row.amount_cents or 0),
        reserve=Euro(int(row.facts["reserve"])),
        answer=answer,
    )


def residuals_of(bond: Bond, kind: Kind) -> dict[int, Fraction]:
    """Return what exactness still owes each investor after the last event of a kind."""
    last = live_events(bond).filter(kind=kind).last()
    said = last.facts.get("residuals", {}) if last else {}
    return {int(who): Fraction(residual) for who, residual in said.items()}


def undrawn_of(bond: Bond) -> tuple[Holding, ...]:
    """Return what each investor still has to lend, in order of investor id."""
    residuals = residuals_of(bond, Kind.DRAW_RECEIVED)
    rows = kept_balances(bond).filter(account=Account.COMMITMENT)
    undrawn = {row.party_id or 0: Euro(row.amount_cents) for row in rows}
    return holdings(undrawn, residuals)


def balances_of(bond: Bond) -> dict[Account, Euro]:
    """Return debit less credit per account, in order of number; zeros left out."""
    rows = (
        kept_balances(bond)
        .order_by()
        .values_list("account")
        .annotate(Sum("amount_cents"))
        .order_by("account")
    )
    return {Account(account): Euro(cents) for account, cents in rows if cents}


def free_budget(bond: Bond) -> Euro:
    """Return the interest budget that is neither reserved nor used."""
    row = kept_balances(bond).filter(account=Account.BUDGET_FREE).first()
    return -Euro(row.amount_cents) if row else ZERO


def claims_of(book: CaseBook, *, ranks: dict[int, int]) -> tuple[Claim, ...]:
    """Return what investors have due in a case.

    Args:
        book: the balances of the case.
        ranks: seniority per investor id.
    """
    owed = ((ClaimKind.INTEREST, book.interest_due), (ClaimKind.PRINCIPAL, book.due))
    return tuple(
        Claim(investor, kind, ranks[investor], amount)
        for kind, due in owed
        for investor, amount in due.items()
    )


def ranks_of(bond: Bond) -> dict[int, int]:
    """Return the seniority of each investor of the municipality by id."""
    rows = Investor.objects.filter(municipality_id=bond.municipality_id)
    return dict(rows.values_list("id", "seniority"))


def clawbacks_of(bond: Bond) -> tuple[Clawback, ...]:
    """Return what investors have to give back, in order of case."""
    rows = kept_balances(bond).filter(account=Account.CLAWBACK_INVESTOR)
    return tuple(
        Clawback(row.party_id or 0, row.case_id or 0, Euro(row.amount_cents))
        for row in rows.order_by("case_id", "party_id")
    )


def borne_by_sohos(bond: Bond) -> Euro:
    """Return the lost principal that SOHOS has taken on, paid or not."""
    lost = (
        legs_of(bond)
        .filter(account=Account.CLAIM_SOHOS)
        .filter(
            Q(transaction__event__kind=Kind.ENDED)
            | Q(transaction__event__reverses__kind=Kind.ENDED)
        )
    )
    return Euro(lost.aggregate(cents=Sum("amount_cents"))["cents"] or 0)


def event_of(actor: Actor, *, event_id: int) -> Event:
    """Return an event of the actor's municipality, with its bond.

    Raises:
        NotAllowedError: none of the actor's roles works with bonds.
        NotFoundError: there is no such event here.
    """
    bonds = bonds_for(actor).order_by()
    found = Event.objects.filter(pk=event_id, bond__in=bonds)
    row = found.select_related("bond", "reverses").first()
    if row is None:
        raise NotFoundError
    return row


def settlement_event_id(bond: Bond, *, case_id: int) -> int | None:
    """Return the event with which a case fell due or ended, the last one."""
    kinds = [*SETTLING, Kind.ENDED]
    found = live_events(bond).filter(case_id=case_id, kind__in=kinds)
    by_kind = dict(found.values_list("kind", "id"))
    last = max((by_kind[kind] for kind in SETTLING if kind in by_kind), default=None)
    return last or by_kind.get(Kind.ENDED)


def transaction_of(event: Event) -> rules.Transaction | None:
    """Return what an event moved, as the rules know it; None when it moved nothing."""
    legs = Leg.objects.filter(
        transaction__event_id=event.pk, municipality_id=event.municipality_id
    ).order_by("position")
    moved = tuple(as_leg(leg) for leg in legs)
    if not moved:
        return None
    return rules.Transaction(Kind(event.kind), event.bond_id, moved)


def as_leg(row: Leg | Balance) -> rules.Leg:
    """Return a row as the leg that the rules know."""
    return rules.Leg(
        Account(row.account), Euro(row.amount_cents), row.party_id, row.case_id
    )
