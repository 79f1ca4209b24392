"""A bond in memory: what the ledger would say of a scenario (rules S11.9, S11.10)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from bonds.domain import allocation, budget, interest, outcome
from bonds.domain.accounts import Account
from bonds.domain.allocation import Claim, ClaimKind, Holding, Part
from bonds.domain.contract import ContractTerms
from bonds.domain.interest import Movement
from bonds.domain.ledger import Event, Leg, Transaction
from bonds.domain.postings import lending, paying, settling, spending
from bonds.domain.postings.book import CaseBook, read_case
from sohos.core.euro import ZERO, Euro, total

BOND = 1


@dataclass(frozen=True, slots=True)
class Lender:
    """An investor of the scenario; rank 1 is repaid first."""

    name: str
    commitment: Euro
    rank: int = 1


@dataclass(frozen=True, slots=True)
class Entry:
    """A transaction on its value date."""

    on: date
    posted: Transaction


class Rehearsal:
    """The ledger of a bond that does not exist, written by the rules of the real one.

    Investors are known by their place in the list, from 1; cases by a number.
    """

    def __init__(self, terms: ContractTerms, lenders: Sequence[Lender]) -> None:
        self.terms = terms
        self.journal: list[Entry] = []
        self.waiting: list[int] = []
        self.failed: set[int] = set()
        self._lenders = dict(enumerate(lenders, start=1))
        self._undrawn = {who: one.commitment for who, one in self._lenders.items()}
        self._free = ZERO
        self._first_loss_left = terms.first_loss
        self._legs: dict[int, list[Leg]] = {}
        self._moved: dict[int, list[Movement]] = {}
        self._residuals: dict[Event, dict[int, Fraction]] = {}

    def open(self, on: date) -> None:
        """Promise what investors and council promise: events 1 and 2."""
        for who, one in self._lenders.items():
            self._post(on, lending.committed(BOND, investor=who, amount=one.commitment))
        if cap := self.terms.interest_total_cap:
            self._post(on, lending.budgeted(BOND, amount=cap))

    def lend(
        self, case: int, on: date, *, professionals: Euro = ZERO, maatwerk: Euro = ZERO
    ) -> None:
        """Draw money for a case and spend it on the same day: events 3 and 5.

        Raises:
            BudgetExceededError: a hard budget has no room for the interest.
            CommitmentExceededError: the investors have no more to lend.
        """
        amount = professionals + maatwerk
        reserve = budget.reservation(self.terms, draw=amount, drawn_on=on)
        budget.check_reservation(self.terms, amount=reserve, free=self._free)
        residuals = self._residuals.get(Event.DRAW_RECEIVED)
        parts = allocation.fund(amount, allocation.holdings(self._undrawn, residuals))
        if reserve:
            self._post(on, lending.draw_requested(BOND, case=case, reserve=reserve))
        self._keep(Event.DRAW_RECEIVED, parts)
        self._post(on, lending.draw_received(BOND, case=case, parts=parts))
        for part in parts:
            self._undrawn[part.investor] -= part.amount
        self._moved.setdefault(case, []).append(Movement(on, amount))
        spent = spending.spent(
            BOND, self.book(case), professionals=professionals, maatwerk=maatwerk
        )
        self._post(on, spent)

    def accrue(self, case: int, on: date, *, until: date) -> Euro:
        """Accrue the contingent interest of a case up to a day: event 6."""
        book = self.book(case)
        amount = interest.accrual(
            self._moved[case],
            until=until,
            rate=self.terms.rate,
            basis=self.terms.day_count,
            posted=total(book.accrued.values()),
        )
        if amount:
            parts = self._shared(Event.ACCRUED, amount, book)
            self._post(on, lending.accrued(BOND, case=case, parts=parts))
        return amount

    def settle(self, case: int, on: date, *, until: date, saving: Euro) -> None:
        """Accept the outcome of a case: events 6, 8 and 11, or it waits for cover."""
        exact = interest.exact_interest(
            self._moved[case],
            until=until,
            rate=self.terms.rate,
            basis=self.terms.day_count,
        )
        book = self.book(case)
        reached = outcome.outcome_of(
            self.terms, saving=saving, principal=book.spent, exact_interest=exact
        )
        if reached.is_failed:
            self.fail(case, on)
            return
        covered = budget.cover(
            self.terms,
            interest=reached.interest_due,
            reserved=book.reserved,
            free=self._free,
        )
        if covered.waits:
            self.waiting.append(case)
            return
        self.accrue(case, on, until=until)
        book = self.book(case)
        due = settling.fell_due(
            BOND,
            book,
            principal=reached.principal_due,
            interest=self._shared(Event.FELL_DUE, covered.granted, book),
            cover=covered,
        )
        self._post(on, due)
        if reached.principal_lost:
            self._end(case, on)

    def fail(self, case: int, on: date) -> None:
        """End a case without repayment by its outcome: event 11."""
        self.failed.add(case)
        self._end(case, on)

    def pay(self, case: int, on: date) -> Euro:
        """Pay everything that is due for a case: event 9, by each who owes it."""
        owed = self.book(case)
        municipal = owed.claim_principal + owed.claim_interest
        self._paid(case, on, municipal, by_sohos=False)
        self._paid(case, on, owed.claim_sohos, by_sohos=True)
        return municipal

    def book(self, case: int) -> CaseBook:
        """Return the balances of a case that something happened to."""
        return read_case(self._legs[case], case)

    def _end(self, case: int, on: date) -> None:
        book = self.book(case)
        loss = outcome.bear_loss(
            self.terms, lost=book.spent, first_loss_left=self._first_loss_left
        )
        self._first_loss_left -= min(loss.sohos, self._first_loss_left)
        self._post(on, settling.ended(BOND, book, loss=loss))

    def _paid(self, case: int, on: date, amount: Euro, *, by_sohos: bool) -> None:
        if not amount:
            return
        book = self.book(case)
        claims = [
            Claim(who, kind, self._lenders[who].rank, owed)
            for kind, due in (
                (ClaimKind.INTEREST, book.interest_due),
                (ClaimKind.PRINCIPAL, book.due),
            )
            for who, owed in due.items()
        ]
        payouts = allocation.waterfall(amount, claims)
        self._post(on, paying.paid(BOND, book, payouts, by_sohos=by_sohos))

    def _shared(self, event: Event, amount: Euro, book: CaseBook) -> tuple[Part, ...]:
        held: Sequence[Holding] = allocation.holdings(
            book.at_risk, self._residuals.get(event)
        )
        return self._keep(event, allocation.allocate(amount, held))

    def _keep(self, event: Event, parts: tuple[Part, ...]) -> tuple[Part, ...]:
        self._residuals[event] = allocation.carried(parts)
        return parts

    def _post(self, on: date, posted: Transaction) -> None:
        self.journal.append(Entry(on, posted))
        for leg in posted.legs:
            if leg.account is Account.BUDGET_FREE:
                self._free -= leg.amount
            if leg.case is not None:
                self._legs.setdefault(leg.case, []).append(leg)
