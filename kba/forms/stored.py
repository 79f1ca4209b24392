"""What the form of a row shows of a new row, and of a stored one."""

from datetime import date
from fractions import Fraction
from typing import Any

from kba import selectors
from kba.domain.lines import Effect
from kba.domain.rows import Row
from kba.domain.vocabulary import Kind, Role
from kba.forms.lines import payer_fields
from sohos.core.bills import Per

_CERTAIN = Fraction(1)


def initial_row(first_on: date) -> dict[str, Any]:
    """Return what a new row starts with."""
    return {
        "per": Per.YEAR.value,
        "role": Role.CARE.value,
        "kind": Kind.FINANCIAL.value,
        "first_on": first_on,
        "probability_without": _CERTAIN,
        "probability_with": _CERTAIN,
    }


def initial_of(line: selectors.LineHandle) -> dict[str, Any]:
    """Return what the form shows of a stored row."""
    row = selectors.as_row(line)
    return {
        "price_code": row.price.catalogue_code or "",
        "description": row.description,
        "unit": row.unit,
        "per": row.per.value,
        "quantity_without": row.quantity_without,
        "quantity_with": row.quantity_with,
        "quantity_without_low": row.quantity_without_low,
        "quantity_without_high": row.quantity_without_high,
        "quantity_with_low": row.quantity_with_low,
        "quantity_with_high": row.quantity_with_high,
        "probability_without": row.probability_without,
        "probability_with": row.probability_with,
        "unit_price": row.price.amount,
        "price_year": row.price.year,
        "price_source": row.price.source,
        "price_grade": row.price.grade,
        "override_reason": row.price.override_reason,
        "law": row.law.value,
        "role": row.role.value,
        "kind": row.kind.value,
        "first_on": row.first_on,
        "last_on": row.last_on,
        "evidence_note": row.evidence_note,
        "follows_from": row.follows_from or "",
        "version": line.version,
        **_payers(row),
        **_effect(row.effect),
    }


def _payers(row: Row) -> dict[str, Any]:
    shown: dict[str, Any] = {}
    for (payer, share), (name, share_name) in zip(
        row.payers, payer_fields(), strict=False
    ):
        shown |= {name: payer.value, share_name: share}
    return shown


def _effect(effect: Effect | None) -> dict[str, Any]:
    if effect is None:
        return {}
    return {
        "deadweight": effect.deadweight,
        "deadweight_reason": effect.deadweight_reason,
        "evidence_grade": effect.evidence_grade,
        "attribution": effect.attribution,
        "displacement": effect.displacement,
        "persistence": effect.persistence,
        "cashable_share": effect.cashable_share,
        "cash_lag_months": effect.cash_lag_months,
    }
