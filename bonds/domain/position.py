"""Where an investor's money is, read from the ledger alone (rules S10.1 and S10.2)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bonds.domain.accounts import Account
from bonds.domain.ledger import Event, Transaction
from sohos.core.euro import ZERO, Euro, total


@dataclass(frozen=True, slots=True)
class Position:
    """One investor's money, in one case or in a whole bond, in euro cents.

    Drawn principal is at risk, due, repaid, refunded or written off; interest is
    contingent, due or received.
    """

    committed: Euro
    drawn: Euro
    at_risk: Euro
    due: Euro
    repaid: Euro
    refunded: Euro
    written_off: Euro
    interest_contingent: Euro
    interest_due: Euro
    interest_received: Euro
    to_give_back: Euro

    @property
    def undrawn(self) -> Euro:
        """What the investor promised and was not yet asked for."""
        return self.committed - self.drawn


def position_of(
    transactions: Iterable[Transaction], *, investor: int, case: int | None = None
) -> Position:
    """Read an investor's position from the transactions of a bond.

    A correction counts as the event that it corrects, so that a reversed event
    leaves no trace in the position.

    Args:
        transactions: of one bond, in any order.
        investor: id of the investor.
        case: only this case; the whole bond when left out. Commitments have no case
            and count only for the whole bond.

    Returns:
        The position after all `transactions`.
    """
    sums: dict[tuple[Event, Account], Euro] = {}
    for posted in transactions:
        kind = posted.corrects or posted.event
        for leg in posted.legs:
            if leg.party == investor and case in (None, leg.case):
                key = kind, leg.account
                sums[key] = sums.get(key, ZERO) + leg.amount
    return from_sums(sums)


def from_sums(sums: Mapping[tuple[Event, Account], Euro]) -> Position:
    """Read a position from what each kind of event moved on each account.

    Args:
        sums: debit less credit in euro cents, of one investor or of all together;
            corrections counted with the event that they correct.

    Returns:
        The position.
    """

    def debited(account: Account, event: Event | None = None) -> Euro:
        return total(
            amount
            for (kind, booked), amount in sums.items()
            if booked is account and event in (None, kind)
        )

    risk, due, interest = Account.LOAN_AT_RISK, Account.LOAN_DUE, Account.INTEREST_DUE
    reopened = -debited(risk, Event.CLAWED_BACK)
    clawed_back = debited(Account.CLAWBACK_INVESTOR, Event.CLAWED_BACK)
    return Position(
        committed=debited(Account.COMMITMENT, Event.COMMITTED),
        drawn=-debited(risk, Event.DRAW_RECEIVED),
        at_risk=-debited(risk),
        due=-debited(due),
        repaid=debited(due, Event.PAID) - reopened,
        refunded=debited(risk, Event.REFUNDED),
        written_off=debited(risk, Event.ENDED) + debited(due, Event.ENDED),
        interest_contingent=-debited(Account.CONTINGENT_INTEREST_INVESTOR),
        interest_due=-debited(interest),
        interest_received=debited(interest, Event.PAID) - (clawed_back - reopened),
        to_give_back=debited(Account.CLAWBACK_INVESTOR),
    )
