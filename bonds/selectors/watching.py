"""Reads: what the controller watches: budget, what comes, what waits and how long."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

from django.db.models import Sum

from bonds.domain import budget, forecast
from bonds.domain.accounts import Account
from bonds.domain.contract import ContractTerms
from bonds.domain.forecast import Coming, Waited
from bonds.domain.ledger import Event as Kind
from bonds.domain.pool import quarter_of
from bonds.models import Bond, Event
from bonds.selectors.ledger import SETTLING, legs_of, live_events, money_by_case
from bonds.selectors.settlement import exact_interest
from bonds.selectors.stands import CaseStand, Standing
from bonds.selectors.status import BondStatus, bond_status
from cases import selectors as cases
from kba.selectors import figures as kba
from sohos.core.dates import add_months
from sohos.core.euro import ZERO, Euro, half_up
from sohos.tenancy.actor import Actor


class Step(StrEnum):
    """What a measured household waits for."""

    VALIDATION = "validation"
    ACCEPTANCE = "acceptance"
    COVER = "cover"
    PAYMENT = "payment"


@dataclass(frozen=True, slots=True)
class Waiting:
    """A case that waits, by its code."""

    case_id: int
    code: str
    step: Step
    since: date
    days: int


@dataclass(frozen=True, slots=True)
class YearInterest:
    """Interest of a calendar year: fallen due, and expected to fall due."""

    year: int
    due: Euro
    expected: Euro
    is_above_signal: bool


@dataclass(frozen=True, slots=True)
class QuarterDue:
    """Principal by the quarter in which it is to be paid: fixed, and expected."""

    starts_on: date
    fixed: Euro
    expected: Euro


@dataclass(frozen=True, slots=True)
class Months:
    """The interest budget in months of one household."""

    whole: Fraction
    used: Fraction
    reserved: Fraction
    free: Fraction


@dataclass(frozen=True, slots=True)
class BondWatch:
    """What the municipality watches; the forecast is an estimate."""

    status: BondStatus
    months: Months | None
    years: tuple[YearInterest, ...]
    breach_on: date | None
    starts_a_year: int
    quarters: tuple[QuarterDue, ...]
    waiting: tuple[Waiting, ...]
    took: Mapping[Step, Waited]


@dataclass(frozen=True, slots=True)
class _Days:
    """On which day a case took each step; None is not yet."""

    realised: date | None = None
    validated: date | None = None
    accepted: date | None = None
    paid: date | None = None


def bond_watch(actor: Actor, *, bond: Bond, today: date) -> BondWatch:
    """Return what there is to watch in a bond.

    Args:
        actor: controller, treasury or finance of SOHOS.
        bond: of the actor's municipality.
        today: whose contract version counts.

    Raises:
        NotAllowedError: the actor does not read bonds.
    """
    status = bond_status(actor, bond=bond, today=today)
    terms = status.terms
    starts = _starts(bond, since=add_months(today, -forecast.MONTHS_A_YEAR))
    running = _running(bond, status, today)
    more = forecast.intake(terms, starts_a_year=starts, today=today)
    days = _days(bond, status.stands)
    return BondWatch(
        status=status,
        months=_months(status),
        years=_years(bond, terms, [*running, *more]),
        breach_on=forecast.breach_on(_room(status), [*running, *more]),
        starts_a_year=starts,
        quarters=_quarters(status.stands, [*running, *more]),
        waiting=_waiting(actor, status.stands, days, today),
        took=_took(days.values()),
    )


def _room(status: BondStatus) -> Euro:
    available = min(status.budget.available, status.budget.cap)
    return available - status.budget.used


def _months(status: BondStatus) -> Months | None:
    if not status.terms.rate:
        return None

    def months(amount: Euro) -> Fraction:
        return budget.household_months(
            max(amount, ZERO), case_amount=status.terms.case_cap, rate=status.terms.rate
        )

    found = status.budget
    return Months(
        whole=months(found.available),
        used=months(found.used),
        reserved=months(found.reserved),
        free=months(found.free),
    )


def _starts(bond: Bond, *, since: date) -> int:
    first: dict[int | None, date] = {}
    rows = live_events(bond).filter(kind=Kind.DRAW_RECEIVED).order_by("value_on")
    for case_id, day in rows.values_list("case_id", "value_on"):
        first.setdefault(case_id, day)
    return sum(day > since for day in first.values())


def _running(bond: Bond, status: BondStatus, today: date) -> list[Coming]:
    open_ids = {
        one.case_id
        for one in status.stands
        if one.standing in (Standing.RUNNING, Standing.QUEUED) and one.drawn
    }
    soonest = add_months(today.replace(day=1), 1)
    found: list[Coming] = []
    for case_id, money in money_by_case(bond).items():
        if case_id not in open_ids:
            continue
        draws = money.movements.draws
        first = min(draw.day for draw in draws)
        due_on = max(add_months(first, status.terms.reservation_months), soonest)
        found.append(
            Coming(
                due_on,
                sum((draw.amount.exact() for draw in draws), Fraction(0)),
                exact_interest(status.terms, money, until=due_on),
            )
        )
    return found


def _years(
    bond: Bond, terms: ContractTerms, coming: Iterable[Coming]
) -> tuple[YearInterest, ...]:
    due: dict[int, Euro] = {}
    claims = (
        legs_of(bond)
        .filter(
            account=Account.CLAIM_INTEREST,
            transaction__event__kind__in=SETTLING,
            transaction__event__reversals__isnull=True,
        )
        .order_by()
        .values_list("transaction__event__facts__due_on")
        .annotate(Sum("amount_cents"))
    )
    for day, cents in claims:
        year = date.fromisoformat(day).year
        due[year] = due.get(year, ZERO) + Euro(cents)
    expected: dict[int, Fraction] = {}
    for one in coming:
        expected[one.on.year] = expected.get(one.on.year, Fraction(0)) + one.interest
    found = []
    for year in sorted(due.keys() | expected.keys()):
        known, hoped = due.get(year, ZERO), half_up(expected.get(year, Fraction(0)))
        is_above = budget.is_above_year_signal(terms, interest_of_year=known + hoped)
        found.append(YearInterest(year, known, hoped, is_above))
    return tuple(found)


def _quarters(
    stands: Iterable[CaseStand], coming: Iterable[Coming]
) -> tuple[QuarterDue, ...]:
    fixed: dict[date, Euro] = {}
    for one in stands:
        if one.principal_due and one.due_on:
            quarter = quarter_of(one.due_on)
            fixed[quarter] = fixed.get(quarter, ZERO) + one.principal_due
    expected: dict[date, Fraction] = {}
    for each in coming:
        quarter = quarter_of(each.on)
        expected[quarter] = expected.get(quarter, Fraction(0)) + each.principal
    return tuple(
        QuarterDue(
            quarter,
            fixed.get(quarter, ZERO),
            half_up(expected.get(quarter, Fraction(0))),
        )
        for quarter in sorted(fixed.keys() | expected.keys())
    )


def _days(bond: Bond, stands: Sequence[CaseStand]) -> dict[int, _Days]:
    measured = kba.measured_on([one.case_id for one in stands])
    last: dict[tuple[int | None, str], Event] = {}
    for event in live_events(bond).filter(kind__in=[*SETTLING, Kind.PAID]):
        kind = "paid" if event.kind == Kind.PAID else "accepted"
        last[event.case_id, kind] = event
    found: dict[int, _Days] = {}
    for one in stands:
        stages = measured.get(one.case_id, [])
        realised = [stage.on for stage in stages if not stage.is_validated]
        is_validated = bool(stages) and stages[-1].is_validated
        accepted = last.get((one.case_id, "accepted"))
        is_accepted = one.standing in (Standing.DUE, Standing.REPAID)
        paid = last.get((one.case_id, "paid"))
        found[one.case_id] = _Days(
            realised=realised[-1] if realised else None,
            validated=stages[-1].on if is_validated else None,
            accepted=accepted.value_on if accepted and is_accepted else None,
            paid=paid.value_on if paid and one.standing is Standing.REPAID else None,
        )
    return found


def _waiting(
    actor: Actor, stands: Iterable[CaseStand], days: Mapping[int, _Days], today: date
) -> tuple[Waiting, ...]:
    found: list[tuple[int, Step, date]] = []
    for one in stands:
        known = days[one.case_id]
        if one.standing is Standing.DUE and known.accepted:
            found.append((one.case_id, Step.PAYMENT, known.accepted))
        elif one.standing is Standing.QUEUED:
            found.append((one.case_id, Step.COVER, one.since))
        elif one.standing is Standing.RUNNING and known.validated:
            found.append((one.case_id, Step.ACCEPTANCE, known.validated))
        elif one.standing is Standing.RUNNING and known.realised:
            found.append((one.case_id, Step.VALIDATION, known.realised))
    codes = cases.case_codes(actor, [case_id for case_id, _, _ in found])
    rows = (
        Waiting(case_id, codes[case_id], step, since, (today - since).days)
        for case_id, step, since in found
    )
    return tuple(sorted(rows, key=lambda row: (row.since, row.code)))


def _took(days: Iterable[_Days]) -> dict[Step, Waited]:
    known = list(days)
    steps = {
        Step.VALIDATION: [(one.realised, one.validated) for one in known],
        Step.ACCEPTANCE: [(one.validated, one.accepted) for one in known],
        Step.PAYMENT: [(one.accepted, one.paid) for one in known],
    }
    return {
        step: forecast.waited(
            (last - first).days for first, last in pairs if first and last
        )
        for step, pairs in steps.items()
    }
