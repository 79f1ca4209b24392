"""A bond as an INDIGO project: sums of all households, nobody's (rule E4).

INDIGO is the open standard of the Government Outcomes Lab for impact bonds; version
4.1.0 of its project document. What a small group would show is left out.
"""

from dataclasses import dataclass
from datetime import date

from bonds.domain.contract import ContractTerms
from sohos.core.euro import Euro

STANDARD = "4.1.0"


@dataclass(frozen=True, slots=True)
class Told:
    """What outsiders may read of a bond on a day; None is hidden or not known.

    `invested` and `paid` are all draws and all payments; they are None as well while
    the number of households behind them is hidden.
    """

    bond: str
    municipality: str
    terms: ContractTerms
    signed_on: date | None
    target: int
    through_on: date | None
    started: int | None
    repaid: int | None
    committed: Euro
    invested: Euro | None
    paid: Euro | None
    is_over: bool


def write(told: Told) -> dict[str, object]:
    """Write the project document.

    Args:
        told: sums without anybody in them.

    Returns:
        Ready for JSON; fields of which nothing is known are left out.
    """
    return _filled(
        {
            "status": "PRIVATE",
            "name": _said(told.bond),
            "stage_development": _said(
                "Complete" if told.is_over else "Implementation"
            ),
            "dates": _dates(told),
            "jurisdiction": {"jurisdiction": _said("NL")},
            "overall_project_finance": _finance(told),
            "investment_details": {"total_funds_invested": {"latest": _invested(told)}},
            "purpose_and_classifications": {
                "social_challenge": _said("Households with several problems at once"),
                "intervention": _said(
                    "Legitimate maatwerk: one plan per household that removes the real "
                    "obstacle"
                ),
                "policy_sector": _said("Poverty reduction"),
            },
            "service_and_beneficiaries": _served(told),
            "delivery_locations": [
                _filled(
                    {
                        "location_name": _said(told.municipality),
                        "location_country": _said("NL"),
                    }
                )
            ],
            "outcome_metrics": [_METRIC],
            "results": [_result(told)] if told.started is not None else None,
            "notes": _said(
                f"INDIGO {STANDARD}. Sums over all households; what a group of fewer "
                "than five would show is left out."
            ),
        }
    )


_METRIC_ID = "saving"
_METRIC: dict[str, object] = {
    "id": _METRIC_ID,
    "definition": {"value": "Validated saving of the municipality in the first year"},
    "unit_type_of_targeted_service_users_or_beneficiaries": {"value": "Other"},
    "unit_description_of_service_user_or_beneficiaries": {"value": "Household"},
    "outcome_validation_method": {
        "value": "External accountant, line by line, for every household"
    },
}


def _dates(told: Told) -> dict[str, object]:
    terms = told.terms
    return {
        "outcomes_contract_signed": _day(told.signed_on),
        "start_date_of_service_provision": _day(terms.starts_on),
        "anticipated_end_date_of_service_provision": _day(terms.ends_on),
        "anticipated_completion_date": _day(terms.long_stop_on),
    }


def _finance(told: Told) -> dict[str, object]:
    terms = told.terms
    return {
        "total_investment_commitment": {
            "currency": _said("EUR"),
            "amount": {"exact": _number(told.committed)},
        },
        "maximum_potential_outcome_payment_v2": _money(
            told.committed + terms.interest_total_cap
        ),
        "maximum_potential_return_type": _said("Average annual return"),
        "maximum_potential_return": _said(f"{float(terms.rate) * 100:g}%"),
        "total_outcome_payments_made": _money(told.paid),
    }


def _invested(told: Told) -> dict[str, object]:
    money = _money(told.invested)
    return {**money, "date": _day(told.through_on)} if money else {}


def _served(told: Told) -> dict[str, object]:
    kind, unit = _said("Other"), _said("Household")
    return {
        "target_population": _said(
            "Households with three or more municipal provisions"
        ),
        "targeted_number_service_users_or_beneficiaries_total": {"value": told.target},
        "unit_type_targeted_service_users_or_beneficiaries": kind,
        "unit_description_of_service_user_or_beneficiaries": unit,
        "actual_number_service_users_or_beneficiaries_total": (
            None if told.started is None else {"value": told.started}
        ),
        "unit_type_actual_service_users_or_beneficiaries": kind,
        "unit_description_of_actual_service_user_or_beneficiaries": unit,
    }


def _result(told: Told) -> dict[str, object]:
    return _filled(
        {
            "outcome_metric_id": _said(_METRIC_ID),
            "result_level": _said("Project level"),
            "result_type": _said("Final" if told.is_over else "Interim"),
            "period": {
                "start_date": _day(told.terms.starts_on),
                "end_date": _day(told.through_on),
            },
            "number_engaged_in_impact_bond": {"value": told.started},
            "number_with_positive_social_outcomes": (
                None if told.repaid is None else {"value": told.repaid}
            ),
        }
    )


def _money(amount: Euro | None) -> dict[str, object]:
    if amount is None:
        return {}
    return {"currency": _said("EUR"), "amount": _number(amount)}


def _number(amount: Euro) -> dict[str, object]:
    return {"value": amount.cents / 100}


def _said(text: str) -> dict[str, object]:
    return {"value": text}


def _day(day: date | None) -> dict[str, object] | None:
    return None if day is None else {"value": day.isoformat()}


def _filled(said: dict[str, object]) -> dict[str, object]:
    """Leave out what is not known, at every depth."""
    found: dict[str, object] = {}
    for name, value in said.items():
        kept = _filled(value) if isinstance(value, dict) else value
        if kept not in (None, {}, []):
            found[name] = kept
    return found
