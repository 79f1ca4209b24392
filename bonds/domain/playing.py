"""A scenario lived day by day in a rehearsed ledger (rules S11.9, S11.10)."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import IntEnum

from bonds.domain.accounts import Account
from bonds.domain.allocation import CommitmentExceededError
from bonds.domain.budget import BudgetExceededError
from bonds.domain.contract import ContractTerms, InterestEnd
from bonds.domain.day_count import year_fraction, year_parts
from bonds.domain.ledger import Event
from bonds.domain.position import position_of
from bonds.domain.rehearsal import Entry, Lender, Rehearsal
from bonds.domain.returns import Flow, xirr_estimate
from bonds.domain.scenario import Cohort, Scenario, cohorts
from sohos.core.euro import ZERO, Euro, half_up, total

ALL_TOGETHER = "Investeerders"


@dataclass(frozen=True, slots=True)
class Played:
    """How a scenario went, household by household.

    `refused` is how many did not start, because budget or commitments had no room;
    `waiting` how many were accepted and wait for cover.
    """

    entries: tuple[Entry, ...]
    started: int
    refused: int
    failed: int
    waiting: int


@dataclass(frozen=True, slots=True)
class Page:
    """What one kind of event moved on one day, over all households together.

    Debit and credit of an account stay apart; investors are known by their place.
    """

    on: date
    event: Event
    times: int
    legs: tuple[tuple[Account, int | None, Euro], ...]


@dataclass(frozen=True, slots=True)
class Drawn:
    """Money drawn for the case and spent on the same day."""

    on: date
    professionals: Euro = ZERO
    maatwerk: Euro = ZERO

    @property
    def amount(self) -> Euro:
        """What was drawn."""
        return self.professionals + self.maatwerk


@dataclass(frozen=True, slots=True)
class OneCase:
    """One case to follow to the cent; `accrue_on` are days between first and last."""

    draws: tuple[Drawn, ...]
    accrue_on: tuple[date, ...]
    due_on: date
    paid_on: date
    saving: Euro


@dataclass(frozen=True, slots=True)
class Settled:
    """How one case went; `fractions` holds days and length of year per draw.

    `rounded_daily` is what rounding each day would give instead of `interest`.
    """

    fractions: tuple[tuple[tuple[int, int], ...], ...]
    accruals: tuple[tuple[date, Euro], ...]
    interest: Euro
    municipality_pays: Euro
    received: tuple[tuple[str, Euro, Euro], ...]
    rounded_daily: Euro
    xirr_estimate: float | None
    entries: tuple[Entry, ...]


def lenders_for(scenario: Scenario) -> tuple[Lender, ...]:
    """Return one investor that lends everything, when nobody is named."""
    lent = scenario.terms.case_cap * sum(scenario.intake)
    return (Lender(ALL_TOGETHER, lent),)


def play(scenario: Scenario, lenders: Sequence[Lender]) -> Played:
    """Live a scenario: every household draws, accrues, and is repaid or fails.

    Those who succeed are spread evenly: of the first n households it is the whole
    part of n times the success rate. Contingent interest is accrued on 1 January and
    when a case falls due. Case by case the caps hold as they do in a real bond.

    Args:
        scenario: contract, intake and outcome.
        lenders: who lends, at least one.

    Returns:
        How it went; a case that waits for cover is settled when another fails.
    """
    return _Player(scenario, lenders).play()


def settle_one(
    terms: ContractTerms, lenders: Sequence[Lender], case: OneCase
) -> Settled:
    """Follow one case from its draws to the last cent (section "One case").

    Args:
        terms: the contract.
        lenders: who lends.
        case: its draws, at least one, and its days.

    Raises:
        BudgetExceededError, CommitmentExceededError, CaseCapExceededError: the
            contract or the commitments have no room for the case.
    """
    book = Rehearsal(terms, lenders)
    book.open(case.draws[0].on)
    end = case.paid_on if _counts_to_payment(terms) else case.due_on
    steps: list[tuple[date, int, Drawn | None]] = [
        *((draw.on, 0, draw) for draw in case.draws),
        *((day, 1, None) for day in case.accrue_on),
    ]
    accruals = []
    for day, _order, draw in sorted(steps, key=lambda step: step[:2]):
        if draw is None:
            accruals.append((day, book.accrue(1, day, until=day)))
        else:
            book.lend(1, day, professionals=draw.professionals, maatwerk=draw.maatwerk)
    accruals.append((case.due_on, book.accrue(1, case.due_on, until=end)))
    book.settle(1, case.due_on, until=end, saving=case.saving)
    interest = book.book(1).claim_interest
    pays = book.pay(1, case.paid_on)
    posted = [entry.posted for entry in book.journal]
    ends = [position_of(posted, investor=n) for n in range(1, len(lenders) + 1)]
    lent = [Flow(draw.on, -draw.amount.exact()) for draw in case.draws]
    back = total(one.repaid + one.interest_received for one in ends)
    return Settled(
        fractions=tuple(
            year_parts(draw.on, end, terms.day_count) for draw in case.draws
        ),
        accruals=tuple(accruals),
        interest=interest,
        municipality_pays=pays,
        received=tuple(
            (lender.name, one.repaid, one.interest_received)
            for lender, one in zip(lenders, ends, strict=True)
        ),
        rounded_daily=_rounded_daily(terms, case.draws, end),
        xirr_estimate=xirr_estimate([*lent, Flow(case.paid_on, back.exact())]),
        entries=tuple(book.journal),
    )


def pages(entries: Iterable[Entry]) -> tuple[Page, ...]:
    """Add up a journal by day and kind of event, in the order of first appearance."""
    found: dict[tuple[date, Event], list[Entry]] = {}
    for entry in entries:
        found.setdefault((entry.on, entry.posted.event), []).append(entry)
    return tuple(
        Page(on, event, len(those), _summed(those))
        for (on, event), those in found.items()
    )


class _Step(IntEnum):
    ACCRUE = 0
    SETTLE = 1
    PAY = 2
    START = 3


@dataclass(frozen=True, slots=True)
class _Life:
    case: int
    cohort: Cohort
    succeeds: bool


class _Player:
    def __init__(self, scenario: Scenario, lenders: Sequence[Lender]) -> None:
        self.scenario = scenario
        self.book = Rehearsal(scenario.terms, lenders)
        self.lives = {life.case: life for life in _lives(scenario)}
        self.refused: set[int] = set()

    def play(self) -> Played:
        self.book.open(self.lives[1].cohort.starts_on)
        acts = {
            _Step.ACCRUE: self.accrue,
            _Step.SETTLE: self.settle,
            _Step.PAY: self.pay,
            _Step.START: self.start,
        }
        for day, step, case in sorted(self.steps()):
            if case not in self.refused:
                acts[step](day, self.lives[case])
        return Played(
            entries=tuple(self.book.journal),
            started=len(self.lives) - len(self.refused),
            refused=len(self.refused),
            failed=len(self.book.failed),
            waiting=len(self.book.waiting),
        )

    def steps(self) -> Iterator[tuple[date, _Step, int]]:
        for case, life in self.lives.items():
            cohort = life.cohort
            yield cohort.starts_on, _Step.START, case
            for year in range(cohort.starts_on.year + 1, cohort.due_on.year + 1):
                if date(year, 1, 1) < cohort.due_on:
                    yield date(year, 1, 1), _Step.ACCRUE, case
            yield cohort.due_on, _Step.SETTLE, case
            yield cohort.paid_on, _Step.PAY, case

    def start(self, day: date, life: _Life) -> None:
        cap = self.scenario.terms.case_cap
        try:
            self.book.lend(life.case, day, maatwerk=cap)
        except (BudgetExceededError, CommitmentExceededError):
            self.refused.add(life.case)

    def accrue(self, day: date, life: _Life) -> None:
        self.book.accrue(life.case, day, until=day)

    def settle(self, day: date, life: _Life) -> None:
        if life.succeeds:
            self._settle(day, life)
            return
        self.book.fail(life.case, day)
        waiting, self.book.waiting = self.book.waiting, []
        for case in waiting:
            self._settle(day, self.lives[case])
            self.book.pay(case, day)

    def pay(self, day: date, life: _Life) -> None:
        self.book.pay(life.case, day)

    def _settle(self, day: date, life: _Life) -> None:
        cohort = life.cohort
        is_paid_for = _counts_to_payment(self.scenario.terms)
        until = cohort.paid_on if is_paid_for else cohort.due_on
        self.book.settle(life.case, day, until=until, saving=self.scenario.saving)


def _lives(scenario: Scenario) -> Iterator[_Life]:
    case = 0
    for cohort in cohorts(scenario):
        for _household in range(cohort.households):
            case += 1
            before, after = ((case - 1) * scenario.success, case * scenario.success)
            yield _Life(case, cohort, succeeds=int(after) > int(before))


def _counts_to_payment(terms: ContractTerms) -> bool:
    return terms.interest_end is InterestEnd.PAYMENT_DATE


def _rounded_daily(terms: ContractTerms, draws: Sequence[Drawn], end: date) -> Euro:
    first = min(draw.on for draw in draws)
    return total(
        half_up(
            total(draw.amount for draw in draws if draw.on <= day).exact()
            * terms.rate
            * year_fraction(day, day + timedelta(days=1), terms.day_count)
        )
        for day in (first + timedelta(days=n) for n in range((end - first).days))
    )


def _summed(
    entries: Iterable[Entry],
) -> tuple[tuple[Account, int | None, Euro], ...]:
    sums: dict[tuple[Account, int | None, bool], Euro] = {}
    for entry in entries:
        for leg in entry.posted.legs:
            key = leg.account, leg.party, leg.amount > ZERO
            sums[key] = sums.get(key, ZERO) + leg.amount
    return tuple(
        (account, party, amount) for (account, party, _), amount in sums.items()
    )
