"""The results of a KBA as JSON: whole cents, exact quotients, reasons (rule 13.3)."""

from collections.abc import Sequence
from decimal import Decimal

from kba.domain import programme as programmes
from kba.domain import welfare
from kba.domain.contract import ContractYear
from kba.domain.document.writing import number_text
from kba.domain.measures import Measure, Measures, NotApplicable, Payback
from kba.domain.programme import Programme
from kba.domain.programme_figures import WAYS, ProgrammeFigures
from kba.domain.result import Result
from kba.domain.valuation import LineValue, Shares
from kba.domain.welfare import Balance, WelfareLedger

Json = dict[str, object]


def amounts(result: Result) -> Json:
    """Return every amount of a result in whole euro cents.

    Args:
        result: what `evaluate` gave.

    Returns:
        Lines, contract ledger and both welfare ledgers; exact, so the same on every
        machine, and fit to be frozen.
    """
    return {
        "lines": [_line(value) for value in result.lines],
        "contract": [_contract(year) for year in result.contract],
        "undiscounted": _ledger(result.undiscounted),
        "present_estimate": _ledger(result.present_estimate),
    }


def outcome(
    result: Result, measures: Measures, programme: Programme | None = None
) -> Json:
    """Return everything that a KBA says, for people who recompute it.

    Args:
        result: what `evaluate` gave.
        measures: what `measures_of` made of it.
        programme: a programme's own figures, if it has any.

    Returns:
        Amounts in cents, measures as exact numbers or as the reason why not.
    """
    content: Json = {"amounts": amounts(result), "measures": _measures(measures)}
    content["wrong_pockets"] = [
        {
            "payer": row.payer.value,
            **_balance(row.balance),
            "share": None if row.share is None else number_text(row.share),
            "others_net": row.others_net.cents,
        }
        for row in welfare.wrong_pockets(result.present_estimate)
    ]
    if programme is not None:
        content["programme"] = _programme(programme)
    return content


def figures(found: ProgrammeFigures) -> Json:
    """Return what is read off a programme beside its ledgers."""
    household = found.household
    return {
        "first_year_by_timing": {
            timing.value: saving.cents for timing, saving in found.first_years
        },
        "household_payback": None
        if household is None
        else {
            "cost": household.cost.cents,
            "months": number_text(household.months),
            "months_with_interest": number_text(household.months_with_interest),
        },
        "present_values": [
            {
                "years": year.years,
                "table": how.table.name,
                "convention": how.convention.value,
                **_balance(balance),
            }
            for year in found.present
            for how, balance in zip(WAYS, year.balances, strict=True)
        ],
    }


def _line(value: LineValue) -> Json:
    return {
        "key": value.line.key,
        "years": [
            {
                "year": year.year,
                "units": number_text(year.units),
                "gross": year.gross.cents,
                "value": year.value.cents,
                "cash": year.cash.cents,
                "value_by_payer": _shares(year.value_by_payer),
                "cash_by_payer": _shares(year.cash_by_payer),
            }
            for year in value.years
        ],
    }


def _shares(shares: Shares) -> Json:
    return {payer.value: part.cents for payer, part in shares}


def _contract(year: ContractYear) -> Json:
    return {
        "year": year.year,
        "saving": year.saving.cents,
        "saving_by_law": {law.value: part.cents for law, part in year.saving_by_law},
        "plan_costs": year.plan_costs.cents,
        "net": year.net.cents,
        "freed_capacity": year.freed_capacity.cents,
    }


def _ledger(ledger: WelfareLedger) -> Json:
    return {
        "financial": _balance(ledger.financial),
        "immaterial": _balance(ledger.immaterial),
        "total": _balance(ledger.total),
        "by_payer": {payer.value: _balance(each) for payer, each in ledger.by_payer},
        "by_law": {law.value: _balance(each) for law, each in ledger.by_law},
        "by_line": {key: amount.cents for key, amount in ledger.by_line},
    }


def _balance(balance: Balance) -> Json:
    return {
        "benefits": balance.benefits.cents,
        "costs": balance.costs.cents,
        "net": balance.net.cents,
    }


def _measures(measures: Measures) -> Json:
    return {
        "bcr": _measure(measures.bcr),
        "bcr_financial": _measure(measures.bcr_financial),
        "payback_years": _payback(measures.payback),
        "payback_years_municipality": _payback(measures.payback_municipality),
        "irr_estimate": _measure(measures.irr_estimate),
        "break_even_annual_saving": measures.break_even_annual_saving.cents,
        "switching_all_effects": _measure(measures.switching_all_effects),
        "switching_costs": _measure(measures.switching_costs),
        "switching": [
            {
                "key": each.key,
                "factor": _measure(each.factor),
                "probability": _measure(each.probability),
                "deadweight": _measure(each.deadweight),
            }
            for each in measures.switching
        ],
    }


def _payback(payback: Payback) -> Json:
    return {"first": _measure(payback.first), "lasting": _measure(payback.lasting)}


def _measure(measure: Measure | Decimal) -> object:
    if isinstance(measure, NotApplicable):
        return {"not_applicable": measure.reason.value}
    return str(measure) if isinstance(measure, Decimal) else number_text(measure)


def _programme(programme: Programme) -> Json:
    return {
        "years": _years(programme),
        "published": [
            {
                "key": each.published.key,
                "published": each.published.amount.cents,
                "low": each.low.cents,
                "high": each.high.cents,
                "recomputed": each.recomputed.cents,
                "difference": each.difference.cents,
                "reported": each.is_reported,
            }
            for each in map(programmes.compare, programme.published)
        ],
        "ratios": {each.key: number_text(each.value) for each in programme.ratios},
    }


def _years(programme: Programme) -> Sequence[Json]:
    if programme.intake is None:
        return []
    return [
        {
            "year": each.year,
            "household_years": number_text(each.household_years),
            "expected": each.expected.cents,
            "cumulative": each.cumulative.cents,
            "proven": each.proven.cents,
        }
        for each in programmes.years_of(programme.intake)
    ]
