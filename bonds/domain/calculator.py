"""The contract calculator: a scenario becomes cash per year (rules S11.3 to S11.7)."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from itertools import pairwise

from bonds.domain.budget import is_above_year_signal
from bonds.domain.contract import LossBearer
from bonds.domain.outcome import Outcome
from bonds.domain.returns import Flow, xirr_estimate
from bonds.domain.scenario import (
    Cohort,
    IntakePattern,
    Scenario,
    case_outcome,
    cohorts,
)
from sohos.core.euro import ZERO, Euro, half_up


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
    """What a scenario leads to, in order of year, with its totals and ratios.

    `per_case` is the outcome of a case of the first cohort that reaches its saving;
    `signal_years` are those whose interest, accrued or paid, passes the signal.
    `break_even` is nothing when even success in every case does not pay back.
    """

    years: tuple[YearCash, ...]
    lent: Euro
    returned: Euro
    interest: Euro
    per_case: Outcome
    above_cap: Euro
    cap_breached_on: date | None
    signal_years: tuple[int, ...]
    break_even: Fraction | None
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
    interest = half_up(_interest_paid(scenario, until=date.max))
    years = _years(scenario, flows)
    return Projection(
        years=years,
        lent=_lent(scenario),
        returned=half_up(_sum(flow.cents for flow in flows if flow.cents > 0)),
        interest=interest,
        per_case=case_outcome(scenario, cohorts(scenario)[0]),
        above_cap=max(ZERO, interest - scenario.terms.interest_total_cap),
        cap_breached_on=cap_breach(scenario),
        signal_years=tuple(
            one.year
            for one in years
            if is_above_year_signal(
                scenario.terms,
                interest_of_year=max(one.interest_accrued, one.interest_paid),
            )
        ),
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
    for cohort, (paid_on, borne) in zip(
        cohorts(scenario), _borne(scenario), strict=True
    ):
        back = _repaid(scenario, cohort) + _interest(scenario, cohort)
        flows.append(Flow(cohort.starts_on, -_lent_to(scenario, cohort)))
        flows.append(Flow(paid_on, back + borne))
    return tuple(flows)


def cap_breach(scenario: Scenario) -> date | None:
    """Return the due date on which interest due first passes the total cap."""
    due = Fraction(0)
    for cohort in cohorts(scenario):
        due += _interest(scenario, cohort)
        if due > scenario.terms.interest_total_cap.exact():
            return cohort.due_on
    return None


def break_even(scenario: Scenario) -> Fraction | None:
    """Return the smallest success rate at which investors get back what they lent.

    Args:
        scenario: its success rate is not read.

    Returns:
        0 when others bear every loss; otherwise lent money, less the first loss of
        SOHOS, divided by what success in every case repays with interest; nothing
        when even that is less.
    """
    if scenario.terms.loss_bearer in (LossBearer.SOHOS, LossBearer.MUNICIPALITY):
        return Fraction(0)
    certain = replace(scenario, success=Fraction(1))
    full = _sum(
        _repaid(certain, one) + _interest(certain, one) for one in cohorts(certain)
    )
    lent = _lent(scenario).exact()
    at_stake = max(Fraction(0), lent - scenario.terms.first_loss.exact())
    return at_stake / full if at_stake <= full else None


def _years(scenario: Scenario, flows: Sequence[Flow]) -> tuple[YearCash, ...]:
    last = max(cohort.paid_on for cohort in cohorts(scenario)).year + 1
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
    return _sum(
        _interest(scenario, one, until)
        for one in cohorts(scenario)
        if one.starts_on < until
    )


def _interest_paid(scenario: Scenario, *, until: date) -> Fraction:
    return _sum(
        _interest(scenario, one) for one in cohorts(scenario) if one.paid_on < until
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
    if scenario.terms.loss_bearer in (LossBearer.INVESTOR, LossBearer.MUNICIPALITY):
        return Fraction(0)
    return _sum(loss for day, loss in _borne(scenario) if day < until)


def _borne(scenario: Scenario) -> tuple[tuple[date, Fraction], ...]:
    bearer = scenario.terms.loss_bearer
    left = scenario.terms.first_loss.exact()
    found = []
    for cohort in cohorts(scenario):
        lost = _lent_to(scenario, cohort) - _repaid(scenario, cohort)
        if bearer is LossBearer.INVESTOR:
            lost = Fraction(0)
        elif bearer is LossBearer.SOHOS_FIRST:
            lost = min(lost, left)
            left -= lost
        found.append((cohort.paid_on, lost))
    return tuple(found)


def _repaid(scenario: Scenario, cohort: Cohort) -> Fraction:
    due = case_outcome(scenario, cohort).principal_due
    return scenario.success * cohort.households * due.exact()


def _interest(
    scenario: Scenario, cohort: Cohort, until: date | None = None
) -> Fraction:
    due = case_outcome(scenario, cohort, until).interest_due
    return scenario.success * cohort.households * due.exact()


def _lent_to(scenario: Scenario, cohort: Cohort) -> Fraction:
    return scenario.terms.case_cap.exact() * cohort.households


def _lent(scenario: Scenario) -> Euro:
    return scenario.terms.case_cap * sum(scenario.intake)


def _sum(parts: Iterable[Fraction]) -> Fraction:
    return sum(parts, Fraction(0))
