"""The contract calculator: a scenario becomes cash per year (rules S11.3 to S11.7)."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import pairwise

from bonds.domain.contract import LossBearer
from bonds.domain.returns import Flow, xirr_estimate
from bonds.domain.scenario import (
    Cohort,
    IntakePattern,
    Scenario,
    case_interest,
    cohorts,
)
from sohos.core.euro import ZERO, Euro, half_up, total


@dataclass(frozen=True, slots=True)
class YearCash:
    """One calendar year; cash per party is what it receives less what it pays.

    The four parties of a year add up to zero: what investors lend reaches `care`,
    the professionals and the maatwerk.
    """

    year: int
    interest_accrued: Euro
    interest_paid: Euro
    saving_expected: Euro
    saving_proven: Euro
    investors: Euro
    municipality: Euro
    sohos: Euro
    care: Euro


@dataclass(frozen=True, slots=True)
class Projection:
    """What a scenario leads to, in order of year, with its totals and ratios."""

    years: tuple[YearCash, ...]
    lent: Euro
    returned: Euro
    interest: Euro
    above_cap: Euro
    cap_breached_on: date | None
    break_even: Fraction
    xirr_estimate: float | None


def project(scenario: Scenario) -> Projection:
    """Work out a scenario, without touching stored data.

    Interest is rounded per case as in a real settlement; the success rate then takes
    its exact share, and each series is rounded so that its years add up to its total.

    Args:
        scenario: contract, intake and outcome.

    Returns:
        Years from the first intake to the year after the last case fell due.
    """
    flows = investor_flows(scenario)
    breached_on = cap_breach(scenario)
    interest = half_up(_interest_paid(scenario, until=date.max))
    back = sum((flow.cents for flow in flows if flow.cents > 0), Fraction(0))
    return Projection(
        years=_years(scenario, flows),
        lent=_lent(scenario),
        returned=half_up(back),
        interest=interest,
        above_cap=max(ZERO, interest - scenario.terms.interest_total_cap),
        cap_breached_on=breached_on,
        break_even=break_even(scenario),
        xirr_estimate=xirr_estimate(flows),
    )


def investor_flows(scenario: Scenario) -> tuple[Flow, ...]:
    """List the expected cash of all investors together.

    Args:
        scenario: contract, intake and outcome.

    Returns:
        Lent money (negative) and returned money (positive) apart, in exact cents,
        cohort by cohort; losses come back to investors as far as others bear them.
    """
    flows: list[Flow] = []
    for cohort, (due_on, borne) in zip(
        cohorts(scenario), _borne(scenario), strict=True
    ):
        lent = _lent_to(scenario, cohort)
        interest = case_interest(scenario, cohort).exact() * cohort.households
        flows.append(Flow(cohort.starts_on, -lent))
        flows.append(Flow(due_on, scenario.success * (lent + interest) + borne))
    return tuple(flows)


def cap_breach(scenario: Scenario) -> date | None:
    """Return the due date on which interest paid first passes the total cap."""
    paid = Fraction(0)
    for cohort in sorted(cohorts(scenario), key=lambda one: one.due_on):
        interest = case_interest(scenario, cohort).exact()
        paid += scenario.success * cohort.households * interest
        if paid > scenario.terms.interest_total_cap.exact():
            return cohort.due_on
    return None


def break_even(scenario: Scenario) -> Fraction:
    """Return the smallest success rate at which investors get back what they lent.

    Args:
        scenario: its success rate is not read.

    Returns:
        0 when others bear every loss; otherwise lent money, less the first loss of
        SOHOS, divided by lent money with interest.
    """
    if scenario.terms.loss_bearer in (LossBearer.SOHOS, LossBearer.MUNICIPALITY):
        return Fraction(0)
    spread = cohorts(scenario)
    lent = _lent(scenario).exact()
    interest = total(case_interest(scenario, one) * one.households for one in spread)
    at_stake = max(Fraction(0), lent - scenario.terms.first_loss.exact())
    return at_stake / (lent + interest.exact())


def _years(scenario: Scenario, flows: Sequence[Flow]) -> tuple[YearCash, ...]:
    last = max(cohort.due_on for cohort in cohorts(scenario)).year + 1
    years = range(scenario.first_year, last + 1)

    def by_year(until: Callable[[date], Fraction]) -> list[Euro]:
        marks = [ZERO, *(half_up(until(date(year + 1, 1, 1))) for year in years)]
        return [after - before for before, after in pairwise(marks)]

    def lent(day: date) -> Fraction:
        return -_sum(flow.cents for flow in flows if flow.day < day and flow.cents < 0)

    def returned(day: date) -> Fraction:
        return _sum(flow.cents for flow in flows if flow.day < day and flow.cents > 0)

    back, care = by_year(returned), by_year(lent)
    sohos = by_year(lambda day: -_paid_by_sohos(scenario, until=day))
    series = {
        "interest_accrued": by_year(lambda day: _interest_accrued(scenario, until=day)),
        "interest_paid": by_year(lambda day: _interest_paid(scenario, until=day)),
        "saving_expected": by_year(lambda day: _saving(scenario, until_year=day.year)),
        "saving_proven": by_year(
            lambda day: scenario.success * _saving(scenario, until_year=day.year - 1)
        ),
        "investors": [one - other for one, other in zip(back, care, strict=True)],
        "municipality": [
            -(one + other) for one, other in zip(back, sohos, strict=True)
        ],
        "sohos": sohos,
        "care": care,
    }
    return tuple(
        YearCash(year=year, **{name: values[place] for name, values in series.items()})
        for place, year in enumerate(years)
    )


def _interest_accrued(scenario: Scenario, *, until: date) -> Fraction:
    return scenario.success * _sum(
        case_interest(scenario, one, until).exact() * one.households
        for one in cohorts(scenario)
        if one.starts_on < until
    )


def _interest_paid(scenario: Scenario, *, until: date) -> Fraction:
    return scenario.success * _sum(
        case_interest(scenario, one).exact() * one.households
        for one in cohorts(scenario)
        if one.due_on < until
    )


def _saving(scenario: Scenario, *, until_year: int) -> Fraction:
    at_half = scenario.pattern is IntakePattern.MONTHLY
    first_part = Fraction(1, 2) if at_half else Fraction(1)
    household_years = _sum(
        households * (until_year - scenario.first_year - offset - 1 + first_part)
        for offset, households in enumerate(scenario.intake)
        if scenario.first_year + offset < until_year
    )
    return household_years * scenario.saving.exact()


def _paid_by_sohos(scenario: Scenario, *, until: date) -> Fraction:
    if scenario.terms.loss_bearer is LossBearer.MUNICIPALITY:
        return Fraction(0)
    return _sum(loss for day, loss in _borne(scenario) if day < until)


def _borne(scenario: Scenario) -> tuple[tuple[date, Fraction], ...]:
    bearer = scenario.terms.loss_bearer
    left = scenario.terms.first_loss.exact()
    found = []
    for cohort in cohorts(scenario):
        lost = (1 - scenario.success) * _lent_to(scenario, cohort)
        if bearer is LossBearer.INVESTOR:
            lost = Fraction(0)
        elif bearer is LossBearer.SOHOS_FIRST:
            lost = min(lost, left)
            left -= lost
        found.append((cohort.due_on, lost))
    return tuple(found)


def _lent_to(scenario: Scenario, cohort: Cohort) -> Fraction:
    return scenario.terms.case_cap.exact() * cohort.households


def _lent(scenario: Scenario) -> Euro:
    return scenario.terms.case_cap * sum(scenario.intake)


def _sum(parts: Iterable[Fraction]) -> Fraction:
    return sum(parts, Fraction(0))
