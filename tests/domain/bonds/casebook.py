"""A bond in memory: one case driven through the public doors of the domain."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from bonds.domain import allocation, budget, interest, outcome
from bonds.domain.accounts import Account
from bonds.domain.allocation import Claim, ClaimKind, Clawback, Holding
from bonds.domain.contract import ContractTerms
from bonds.domain.interest import Movement
from bonds.domain.ledger import Leg, Transaction, balance, by_party
from bonds.domain.postings import lending, paying, settling, spending
from bonds.domain.postings.book import CaseBook, read_case
from sohos.core.euro import ZERO, Euro

BOND, CASE = 1, 7


@dataclass
class Casebook:
    """The journal of a bond, with what one case moved and when."""

    terms: ContractTerms
    commitments: dict[int, Euro]
    case_started_on: date = date(2019, 3, 15)
    case: int = CASE
    journal: list[Transaction] = field(default_factory=list)
    draws: list[Movement] = field(default_factory=list)
    refunds: list[Movement] = field(default_factory=list)
    spending: list[Movement] = field(default_factory=list)

    def open(self) -> None:
        for investor, amount in self.commitments.items():
            self.post(lending.committed(BOND, investor=investor, amount=amount))
        self.post(lending.budgeted(BOND, amount=self.terms.interest_total_cap))

    def post(self, posted: Transaction) -> Transaction:
        self.journal.append(posted)
        return posted

    @property
    def legs(self) -> list[Leg]:
        return [leg for posted in self.journal for leg in posted.legs]

    @property
    def book(self) -> CaseBook:
        return read_case(self.legs, self.case)

    @property
    def free(self) -> Euro:
        return -balance(self.legs, Account.BUDGET_FREE)

    def undrawn(self) -> list[Holding]:
        return [
            Holding(who, balance(self.legs, Account.COMMITMENT, party=who))
            for who in self.commitments
        ]

    def draw(self, day: date, amount: Euro) -> None:
        reserve = budget.reservation(self.terms, draw=amount, drawn_on=day)
        budget.check_reservation(self.terms, amount=reserve, free=self.free)
        parts = allocation.fund(amount, self.undrawn())
        self.post(lending.draw_requested(BOND, case=self.case, reserve=reserve))
        self.post(lending.draw_received(BOND, case=self.case, parts=parts))
        self.draws.append(Movement(day, amount))

    def spend(
        self, day: date, *, professionals: Euro = ZERO, maatwerk: Euro = ZERO
    ) -> None:
        self.post(
            spending.spent(
                BOND, self.book, professionals=professionals, maatwerk=maatwerk
            )
        )
        self.spending.append(Movement(day, professionals + maatwerk))

    def refund(self, day: date, amount: Euro) -> None:
        self.post(spending.refunded(BOND, self.book, amount=amount))
        self.refunds.append(Movement(day, amount))

    def bearing(self) -> tuple[Movement, ...]:
        return interest.bearing(
            self.terms,
            draws=self.draws,
            refunds=self.refunds,
            spending=self.spending,
            case_started_on=self.case_started_on,
        )

    def accrue(self, until: date) -> Euro:
        posted = balance(self.legs, Account.CONTINGENT_INTEREST_CASE, case=self.case)
        amount = interest.accrual(
            self.bearing(),
            until=until,
            rate=self.terms.rate,
            basis=self.terms.day_count,
            posted=posted,
        )
        if amount:
            parts = allocation.allocate(amount, self.at_risk())
            self.post(lending.accrued(BOND, case=self.case, parts=parts))
        return amount

    def at_risk(self) -> Sequence[Holding]:
        return allocation.holdings(self.book.at_risk)

    def fall_due(self, due_on: date, saving: Euro) -> outcome.Outcome:
        exact = interest.exact_interest(
            self.bearing(),
            until=due_on,
            rate=self.terms.rate,
            basis=self.terms.day_count,
        )
        reached = outcome.outcome_of(
            self.terms,
            saving=saving,
            principal=self.book.spent,
            exact_interest=exact,
        )
        covered = budget.cover(
            self.terms,
            interest=reached.interest_due,
            reserved=self.book.reserved,
            free=self.free,
        )
        self.post(
            settling.fell_due(
                BOND,
                self.book,
                principal=reached.principal_due,
                interest=allocation.allocate(covered.granted, self.at_risk()),
                cover=covered,
            )
        )
        return reached

    def end(self, first_loss_left: Euro = ZERO) -> outcome.Loss:
        loss = outcome.bear_loss(
            self.terms, lost=self.book.spent, first_loss_left=first_loss_left
        )
        self.post(settling.ended(BOND, self.book, loss=loss))
        return loss

    def claims(self) -> list[Claim]:
        book = self.book
        interest_claims = [
            Claim(who, ClaimKind.INTEREST, 1, amount)
            for who, amount in book.interest_due.items()
        ]
        return interest_claims + [
            Claim(who, ClaimKind.PRINCIPAL, 1, amount)
            for who, amount in book.due.items()
        ]

    def clawbacks(self) -> list[Clawback]:
        account = Account.CLAWBACK_INVESTOR
        return [
            Clawback(who, self.case, amount)
            for who, amount in by_party(self.legs, account, case=self.case).items()
        ]

    def pay(self, amount: Euro, *, by_sohos: bool = False) -> None:
        payouts = allocation.waterfall(amount, self.claims(), self.clawbacks())
        self.post(paying.paid(BOND, self.book, payouts, by_sohos=by_sohos))
