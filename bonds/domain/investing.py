"""An investor's own money over time: position, receipts, flows (rules S10.1 to S10.7)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from fractions import Fraction

from bonds.domain import interest, returns
from bonds.domain.accounts import Account
from bonds.domain.contract import ContractTerms
from bonds.domain.interest import Movement
from bonds.domain.ledger import Event
from bonds.domain.position import Position, from_sums
from bonds.domain.returns import Flow
from sohos.core.dates import add_months
from sohos.core.euro import ZERO, Euro, total

# What moves between the bank of an investor and the bond; lent money is negative.
_CASH = {
    Event.DRAW_RECEIVED: {Account.LOAN_AT_RISK},
    Event.REFUNDED: {Account.LOAN_AT_RISK},
    Event.PAID: {Account.LOAN_DUE, Account.INTEREST_DUE, Account.CLAWBACK_INVESTOR},
    Event.CLAWBACK_REPAID: {Account.CLAWBACK_INVESTOR},
}
_OPEN = {
    Account.LOAN_AT_RISK,
    Account.LOAN_DUE,
    Account.INTEREST_DUE,
    Account.CLAWBACK_INVESTOR,
}


@dataclass(frozen=True, slots=True)
class Move:
    """A leg of an investor that counts: debit above zero; `case` only ties legs."""

    on: date
    event: Event
    account: Account
    amount: Euro
    case: int | None


@dataclass(frozen=True, slots=True)
class Receipt:
    """What an investor received on a day."""

    on: date
    principal: Euro
    interest: Euro
    withheld: Euro

    @property
    def paid_out(self) -> Euro:
        """What reached the bank account."""
        return self.principal + self.interest - self.withheld


@dataclass(frozen=True, slots=True)
class Returns:
    """What lending brought; None is "n.v.t.", and `has_*` tells why.

    Realised is over households of which everything came in or was lost; expected adds
    what is due, and what still runs as if it succeeds after the agreed months.
    """

    dpi: Fraction | None
    moic: Fraction | None
    realised_estimate: float | None
    expected_estimate: float | None
    has_ended: bool
    has_drawn: bool


def position_until(moves: Iterable[Move], day: date | None = None) -> Position:
    """Read the position from the moves up to and including a day."""
    sums: dict[tuple[Event, Account], Euro] = {}
    for move in moves:
        if day is None or move.on <= day:
            key = move.event, move.account
            sums[key] = sums.get(key, ZERO) + move.amount
    return from_sums(sums)


def together(positions: Sequence[Position]) -> Position:
    """Add up positions, such as those in several bonds."""
    return Position(
        **{
            part.name: total(getattr(one, part.name) for one in positions)
            for part in fields(Position)
        }
    )


def receipts_of(moves: Iterable[Move]) -> tuple[Receipt, ...]:
    """Return what was received day by day, in order of day."""
    days: dict[date, dict[Account, Euro]] = {}
    for move in moves:
        if move.event is Event.PAID:
            sums = days.setdefault(move.on, {})
            sums[move.account] = sums.get(move.account, ZERO) + move.amount
    return tuple(
        Receipt(
            on=day,
            principal=sums.get(Account.LOAN_DUE, ZERO),
            interest=sums.get(Account.INTEREST_DUE, ZERO),
            withheld=-sums.get(Account.CLAWBACK_INVESTOR, ZERO),
        )
        for day, sums in sorted(days.items())
    )


def realised_flows(moves: Iterable[Move]) -> tuple[Flow, ...]:
    """Return the cash of the cases in which nothing is open any more, case by case."""
    return tuple(
        Flow(move.on, move.amount.exact())
        for own in _by_case(moves).values()
        if not any(_open(own).values())
        for move in own
        if move.account in _CASH.get(move.event, ())
    )


def expected_flows(
    moves: Iterable[Move],
    terms: ContractTerms,
    *,
    today: date,
    due_on: Mapping[int, date],
) -> tuple[Flow, ...]:
    """Return all cash so far, and what is still expected.

    Args:
        moves: of one investor in one bond.
        terms: the contract; what runs is expected back with interest after
            `reservation_months`, as the budget expects too.
        today: what should have come before comes today.
        due_on: per case the day on which it is to be paid.

    Returns:
        Exact cents, case by case; an estimate that never becomes a payment.
    """
    found: list[Flow] = []
    for case, own in _by_case(moves).items():
        found += [
            Flow(move.on, move.amount.exact())
            for move in own
            if move.account in _CASH.get(move.event, ())
        ]
        found += _still_expected(own, terms, today, due_on.get(case, today))
    return tuple(found)


def returns_of(
    position: Position, *, realised: Sequence[Flow], expected: Sequence[Flow]
) -> Returns:
    """Work out the ratios and both estimates of the yearly return."""
    drawn = position.drawn - position.refunded
    received = position.repaid + position.interest_received
    outstanding = position.at_risk + position.due + position.interest_due
    return Returns(
        dpi=returns.dpi(drawn=drawn, received=received),
        moic=returns.moic(drawn=drawn, received=received, outstanding=outstanding),
        realised_estimate=returns.xirr_estimate(realised),
        expected_estimate=returns.xirr_estimate(expected),
        has_ended=bool(realised),
        has_drawn=bool(expected),
    )


def _by_case(moves: Iterable[Move]) -> dict[int, list[Move]]:
    found: dict[int, list[Move]] = {}
    for move in moves:
        if move.case is not None:
            found.setdefault(move.case, []).append(move)
    return found


def _open(own: Iterable[Move]) -> dict[Account, Euro]:
    sums = dict.fromkeys(_OPEN, ZERO)
    for move in own:
        if move.account in sums:
            sums[move.account] += move.amount
    return sums


def _still_expected(
    own: Sequence[Move], terms: ContractTerms, today: date, due_on: date
) -> list[Flow]:
    rest = _open(own)
    due = -(rest[Account.LOAN_DUE] + rest[Account.INTEREST_DUE])
    owed = rest[Account.CLAWBACK_INVESTOR]
    found = [Flow(max(due_on, today), due.exact())] if due else []
    found += [Flow(today, -owed.exact())] if owed else []
    at_risk = -rest[Account.LOAN_AT_RISK]
    lent = [
        Movement(move.on, -move.amount)
        for move in own
        if move.account is Account.LOAN_AT_RISK
        and move.event in (Event.DRAW_RECEIVED, Event.REFUNDED)
    ]
    if at_risk <= ZERO or not lent:
        return found
    first = min(move.day for move in lent)
    if total(move.amount for move in lent) != at_risk:
        lent = [Movement(first, at_risk)]
    back_on = max(add_months(first, terms.reservation_months), today)
    earned = interest.exact_interest(
        lent, until=back_on, rate=terms.rate, basis=terms.day_count
    )
    return [*found, Flow(back_on, at_risk.exact() + earned)]
