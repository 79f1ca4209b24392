"""What the calculator answers, as JSON: whole cents, exact quotients (rule S11.11)."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, replace

from bonds.domain import budget, comparing
from bonds.domain.accounts import CHART
from bonds.domain.calculator import Projection, project
from bonds.domain.contract import ContractTerms
from bonds.domain.day_count import DayCount, year_parts
from bonds.domain.document.reading import FORMAT, Document, Period
from bonds.domain.interest import Movement, exact_interest
from bonds.domain.ledger import trial_balance
from bonds.domain.playing import OneCase, Settled, pages, play, settle_one
from bonds.domain.rehearsal import Entry, Lender
from kba.domain.document.writing import number_text
from kba.domain.problems import InvalidInputError, Problem
from sohos.core.errors import DomainError
from sohos.core.euro import half_up

Json = dict[str, object]


def answer(document: Document) -> Json:
    """Work a document out, without touching stored data.

    Args:
        document: from `read`.

    Returns:
        Amounts in whole euro cents, rates as exact numbers, returns (XIRR) as
        estimates or null; fit for `json.dumps`.

    Raises:
        InvalidInputError: contract or commitments have no room for the one case.
    """
    scenario = document.scenario
    played = play(scenario, document.lenders)
    told: Json = {
        "format": f"{FORMAT}-answer",
        "title": document.title,
        "day_count": scenario.terms.day_count.value,
        **_projection(project(scenario)),
        "success": number_text(scenario.success),
        "households": sum(scenario.intake),
        "budget": _budget(document),
        "day_counts": [
            {"day_count": basis.value, **_interest(each)}
            for basis, each in comparing.by_day_count(scenario)
        ],
        "success_rates": [
            {"success": number_text(rate), **_returned(each)}
            for rate, each in comparing.by_success(scenario, document.success)
        ],
        "failures": [
            {"failures": failures, **_returned(each)}
            for failures, each in comparing.around_break_even(scenario)
        ],
        "spread": {
            name: {"success": number_text(rate), **_returned(each)}
            for name, rate, each in comparing.spread(scenario, seed=document.seed)
        },
        "ledger": {
            "started": played.started,
            "refused": played.refused,
            "failed": played.failed,
            "waiting": played.waiting,
            **_ledger(played.entries, document.lenders),
        },
    }
    if document.case is not None:
        told["case"] = _case(scenario.terms, document.lenders, document.case)
    if document.periods:
        told["periods"] = [_period(scenario.terms, one) for one in document.periods]
    return told


def _projection(found: Projection) -> Json:
    due = found.per_case
    return {
        "lent": found.lent.cents,
        "returned": found.returned.cents,
        "interest": found.interest.cents,
        "per_case": {
            "principal": due.principal_due.cents,
            "interest": due.interest_due.cents,
        },
        "break_even": None if found.break_even is None else str(found.break_even),
        "xirr_estimate": _estimate(found.xirr_estimate),
        "years": [_cents(asdict(year)) for year in found.years],
    }


def _cents(fields: Json) -> Json:
    return {
        name: value["cents"] if isinstance(value, dict) else value
        for name, value in fields.items()
    }


def _interest(found: Projection) -> Json:
    return {
        "years": {
            str(year.year): {
                "accrued": year.interest_accrued.cents,
                "paid": year.interest_paid.cents,
            }
            for year in found.years
        },
        "interest": found.interest.cents,
        "above_cap": found.above_cap.cents,
        "cap_breached_on": found.cap_breached_on and found.cap_breached_on.isoformat(),
        "signal_years": list(found.signal_years),
    }


def _returned(found: Projection) -> Json:
    return {
        "returned": found.returned.cents,
        "interest": found.interest.cents,
        "saving_proven": sum(year.saving_proven.cents for year in found.years),
        "xirr_estimate": _estimate(found.xirr_estimate),
    }


def _budget(document: Document) -> Json:
    scenario = document.scenario
    terms = scenario.terms
    month = budget.month_price(terms.case_cap, terms.rate)
    told: Json = {
        "interest_year_signal": terms.interest_year_signal.cents,
        "interest_total_cap": terms.interest_total_cap.cents,
        "is_hard": terms.interest_total_is_hard,
        "month_price": number_text(month),
        "extra_month": number_text(month * sum(scenario.intake)),
        **_interest(project(scenario)),
        "months": [
            {"months": months, **_interest(each)}
            for months, each in comparing.by_months(scenario, document.months)
        ],
    }
    if month:
        told["household_months"] = number_text(
            budget.household_months(
                terms.interest_total_cap, case_amount=terms.case_cap, rate=terms.rate
            )
        )
    return told


def _ledger(entries: Sequence[Entry], lenders: Sequence[Lender]) -> Json:
    legs = [leg for entry in entries for leg in entry.posted.legs]
    return {
        "journal": [
            {
                "on": page.on.isoformat(),
                "event": page.event.value,
                "times": page.times,
                "legs": [
                    {
                        "account": account.value,
                        "name": CHART[account].name,
                        "investor": None if party is None else lenders[party - 1].name,
                        "amount": amount.cents,
                    }
                    for account, party, amount in page.legs
                ],
            }
            for page in pages(entries)
        ],
        "trial_balance": [
            {"account": account.value, "name": CHART[account].name, "amount": it.cents}
            for account, it in trial_balance(legs).items()
        ],
    }


def _case(terms: ContractTerms, lenders: Sequence[Lender], case: OneCase) -> Json:
    found: Json = {}
    for basis in DayCount:
        try:
            settled = settle_one(replace(terms, day_count=basis), lenders, case)
        except DomainError as error:
            raise InvalidInputError([Problem("case.draws", error.code)]) from None
        found[basis.value] = _settled(settled)
        if basis is terms.day_count:
            found["ledger"] = _ledger(settled.entries, lenders)
    return found


def _settled(one: Settled) -> Json:
    return {
        "fractions": [_fraction(parts) for parts in one.fractions],
        "accruals": [[day.isoformat(), amount.cents] for day, amount in one.accruals],
        "interest": one.interest.cents,
        "interest_if_rounded_daily": one.rounded_daily.cents,
        "municipality_pays": one.municipality_pays.cents,
        "investors": [
            {"name": name, "principal": principal.cents, "interest": interest.cents}
            for name, principal, interest in one.received
        ],
        "xirr_estimate": _estimate(one.xirr_estimate),
    }


def _period(terms: ContractTerms, period: Period) -> Json:
    lent = [Movement(period.starts_on, period.amount)]

    def worked_out(basis: DayCount) -> Json:
        exact = exact_interest(lent, until=period.ends_on, rate=terms.rate, basis=basis)
        parts = year_parts(period.starts_on, period.ends_on, basis)
        return {
            "fraction": _fraction(parts),
            "exact": number_text(exact),
            "interest": half_up(exact).cents,
        }

    return {
        "amount": period.amount.cents,
        "from": period.starts_on.isoformat(),
        "until": period.ends_on.isoformat(),
        **{basis.value: worked_out(basis) for basis in DayCount},
    }


def _fraction(parts: Iterable[tuple[int, int]]) -> str:
    return " + ".join(f"{days}/{length}" for days, length in parts) or "0"


def _estimate(found: float | None) -> float | None:
    return None if found is None else round(found, 6)
