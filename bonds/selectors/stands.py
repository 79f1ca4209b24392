"""Reads: where each case of a bond stands, and what waits for whom."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.db.models import Q, Sum

from bonds.domain.accounts import Account
from bonds.domain.ledger import Event as Kind
from bonds.domain.state import State
from bonds.models import Bond, Event
from bonds.selectors.ledger import SETTLING, kept_balances, live_events
from sohos.core.euro import ZERO, Euro


class Standing(StrEnum):
    """Where the money of a case is."""

    PLANNED = "planned"
    RUNNING = "running"
    QUEUED = "queued"
    DUE = "due"
    REPAID = "repaid"
    FAILED = "failed"
    WITHDRAWN = "withdrawn"


_STATES = {
    Standing.QUEUED: State.ACCEPTED,
    Standing.DUE: State.DUE,
    Standing.REPAID: State.PAID,
    Standing.FAILED: State.FAILED,
    Standing.WITHDRAWN: State.WITHDRAWN,
}


@dataclass(frozen=True, slots=True)
class CaseStand:
    """One case by its money: where it stands, since when, and how much."""

    case_id: int
    standing: Standing
    since: date
    drawn: Euro
    unspent: Euro
    at_risk: Euro
    principal_due: Euro
    interest_due: Euro
    due_by_sohos: Euro
    due_on: date | None

    @property
    def due(self) -> Euro:
        """What the municipality still has to pay."""
        return self.principal_due + self.interest_due

    @property
    def spent(self) -> Euro:
        """What was paid out of the draws."""
        return self.drawn - self.unspent


def stands_of(bond: Bond, *, case_id: int | None = None) -> list[CaseStand]:
    """List the cases for which anything happened in a bond, in order of case id.

    Args:
        bond: the bond.
        case_id: only this case.
    """
    only = Q(case_id__isnull=False) if case_id is None else Q(case_id=case_id)
    sums: dict[int, dict[str, int]] = {}
    rows = kept_balances(bond).filter(only).order_by()
    for of_case, account, cents in rows.values_list("case_id", "account").annotate(
        Sum("amount_cents")
    ):
        sums.setdefault(of_case or 0, {})[account] = cents
    drawn = _drawn(bond, only)
    last: dict[int, dict[str, Event]] = {}
    for event in live_events(bond).filter(only):
        last.setdefault(event.case_id or 0, {})[event.kind] = event
    return [
        _stand(of_case, kinds, sums.get(of_case, {}), drawn.get(of_case, ZERO))
        for of_case, kinds in sorted(last.items())
    ]


def stand_of_case(bond: Bond, *, case_id: int) -> CaseStand | None:
    """Return where the money of a case stands; None when nothing happened yet."""
    return next(iter(stands_of(bond, case_id=case_id)), None)


def state_of(stand: CaseStand | None, *, is_validated: bool) -> State:
    """Return the state of a case by the rules of settlement (rule S8).

    Args:
        stand: where its money stands; None when nothing happened yet.
        is_validated: whether the accountant validated its year.
    """
    if stand is not None and stand.standing in _STATES:
        return _STATES[stand.standing]
    if is_validated:
        return State.VALIDATED
    return State.PLANNED if stand is None else State.STARTED


def _drawn(bond: Bond, only: Q) -> dict[int, Euro]:
    moved = live_events(bond).filter(only).order_by().values_list("case_id")
    received = moved.filter(kind=Kind.DRAW_RECEIVED).annotate(Sum("amount_cents"))
    refunded = dict(moved.filter(kind=Kind.REFUNDED).annotate(Sum("amount_cents")))
    return {
        case_id or 0: Euro(cents - refunded.get(case_id, 0))
        for case_id, cents in received
    }


def _stand(
    case_id: int, kinds: dict[str, Event], sums: dict[str, int], drawn: Euro
) -> CaseStand:
    def debit(account: Account) -> Euro:
        return Euro(sums.get(account, 0))

    settled = _settled(kinds)
    return CaseStand(
        case_id=case_id,
        standing=standing_of(kinds, sums),
        since=max(event.value_on for event in kinds.values()),
        drawn=drawn,
        unspent=debit(Account.BANK),
        at_risk=debit(Account.PROFESSIONALS) + debit(Account.MAATWERK),
        principal_due=debit(Account.CLAIM_PRINCIPAL),
        interest_due=debit(Account.CLAIM_INTEREST),
        due_by_sohos=debit(Account.CLAIM_SOHOS),
        due_on=date.fromisoformat(settled.facts["due_on"]) if settled else None,
    )


def standing_of(kinds: dict[str, Event], sums: dict[str, int]) -> Standing:
    """Return where the money of a case is.

    Args:
        kinds: the last event of each kind that counts.
        sums: debit less credit in euro cents of what the municipality and SOHOS owe.
    """
    ended = kinds.get(Kind.ENDED)
    if ended is not None and ended.facts["outcome"] != "rest":
        return Standing(ended.facts["outcome"])
    settled, reopened = _settled(kinds), kinds.get(Kind.CLAWED_BACK)
    since = reopened.sequence if reopened else 0
    if settled and settled.sequence > since:
        owed = (Account.CLAIM_PRINCIPAL, Account.CLAIM_INTEREST, Account.CLAIM_SOHOS)
        is_open = any(sums.get(account) for account in owed)
        return Standing.DUE if is_open else Standing.REPAID
    queued = kinds.get(Kind.QUEUED)
    if queued and queued.sequence > since:
        return Standing.QUEUED
    return Standing.RUNNING if Kind.DRAW_RECEIVED in kinds else Standing.PLANNED


def _settled(kinds: dict[str, Event]) -> Event | None:
    found = [kinds[kind] for kind in SETTLING if kind in kinds]
    return max(found, key=lambda event: event.sequence, default=None)
