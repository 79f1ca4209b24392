"""A scenario in the open JSON format, for people who work it out elsewhere (S11.11)."""

from dataclasses import fields
from datetime import date
from enum import StrEnum
from fractions import Fraction

from bonds.domain.contract import ContractTerms
from bonds.domain.document.reading import FORMAT
from bonds.domain.scenario import Scenario
from kba.domain.document.writing import euro_text, number_text
from sohos.core.euro import Euro


def write(scenario: Scenario, *, title: str = "") -> dict[str, object]:
    """Write a scenario so that `read` gives it back.

    Args:
        scenario: contract, intake and outcome; what was confirmed is left out, since
            it changes no figure.
        title: for people.

    Returns:
        Amounts in euro and rates as exact numbers, each as text.
    """
    terms = {
        term.name: _written(getattr(scenario.terms, term.name))
        for term in fields(ContractTerms)
        if term.name != "confirmed"
    }
    return {
        "format": FORMAT,
        "title": title,
        "contract": {name: value for name, value in terms.items() if value is not None},
        "intake": {
            "first_year": scenario.first_year,
            "households": list(scenario.intake),
            "pattern": scenario.pattern.value,
            "months": scenario.months,
        },
        "outcome": {
            "success": number_text(scenario.success),
            "saving": euro_text(scenario.saving),
            "payment_days": scenario.payment_days,
        },
    }


def _written(value: object) -> object:
    if isinstance(value, Euro):
        return euro_text(value)
    if isinstance(value, Fraction):
        return number_text(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [
            {
                "from_saving": euro_text(band.from_saving),
                "share": number_text(band.share),
            }
            for band in value
        ]
    return value.value if isinstance(value, StrEnum) else value
