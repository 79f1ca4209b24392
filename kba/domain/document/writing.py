"""From an input to the open JSON format, always in the same bytes (rule 13.2)."""

import json
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

from kba.domain.discounting import Discounting
from kba.domain.indexation import IndexSeries
from kba.domain.inputs import KbaInput
from kba.domain.lines import CostLine, Effect, UnitPrice
from kba.domain.programme import Programme
from sohos.core.euro import Euro

FORMAT = "sohos-kba/1"
Json = Mapping[str, object]


def write(kba: KbaInput, programme: Programme | None = None) -> dict[str, object]:
    """Return a KBA in the open format, ready for JSON.

    Args:
        kba: a sound input.
        programme: a programme's own figures, if it has any.

    Returns:
        Texts, lists and objects only; numbers are texts, so that no reader rounds
        them. `read` gives back an equal document.
    """
    content: dict[str, object] = {
        "format": FORMAT,
        "subject": {
            "kind": kba.subject.kind.value,
            "code": kba.subject.code,
            "title": kba.subject.title,
        },
        "reference_on": kba.reference_on.isoformat(),
        "horizon_years": kba.horizon_years,
        "price_year": kba.price_year,
        "weeks_per_year": kba.weeks_per_year,
        "discounting": _discounting(kba.discounting),
        "index_series": [_series(each) for each in kba.series],
        "optimism_bias": [number_text(rate) for rate in kba.optimism_bias],
        "lines": [line_fields(line) for line in kba.lines],
    }
    if programme is not None:
        content["programme"] = _programme(programme)
    return content


def canonical(content: Json) -> bytes:
    """Return the one byte sequence of a JSON object: sorted keys, no white space."""
    text = json.dumps(
        content, ensure_ascii=False, sort_keys=True, separators=(",", ":")
    )
    return text.encode("utf-8")


def number_text(value: Fraction) -> str:
    """Write an exact number as a decimal where it ends, else as a quotient."""
    below = value.denominator
    for prime in (2, 5):
        while below % prime == 0:
            below //= prime
    if below != 1:
        return f"{value.numerator}/{value.denominator}"
    places = 0
    while (value * 10**places).denominator != 1:
        places += 1
    digits = Decimal(int(value * 10**places)).scaleb(-places)
    return format(digits, "f")


def euro_text(amount: Euro) -> str:
    """Write an amount in euro with two decimals and a point."""
    whole, cents = divmod(abs(amount.cents), 100)
    return f"{'-' if amount.cents < 0 else ''}{whole}.{cents:02d}"


def line_fields(line: CostLine) -> dict[str, object]:
    """Return one cost line in the open format; what is not given is left out."""
    fields: dict[str, object] = {
        "key": line.key,
        "scenario": line.scenario.value,
        "description": line.description,
        "unit": line.unit,
        "quantity": number_text(line.quantity),
        "per": line.per.value,
        "first_on": line.first_on.isoformat(),
        "price": _price(line.price),
        "payers": {payer.value: number_text(share) for payer, share in line.payers},
        "law": line.law.value,
        "probability": number_text(line.probability),
        "kind": line.kind.value,
        "role": line.role.value,
    }
    given: dict[str, object] = {
        "last_on": line.last_on.isoformat() if line.last_on else None,
        "effect": effect_fields(line.effect) if line.effect else None,
        "counterpart": line.counterpart,
        "member": line.member,
        "evidence": list(line.evidence) or None,
        "evidence_note": line.evidence_note or None,
        "follows_from": line.follows_from,
        "quantity_low": _maybe(line.quantity_low),
        "quantity_high": _maybe(line.quantity_high),
    }
    return fields | {name: each for name, each in given.items() if each is not None}


def _maybe(value: Fraction | None) -> str | None:
    return None if value is None else number_text(value)


def _price(price: UnitPrice) -> Json:
    fields: dict[str, object] = {
        "amount": euro_text(price.amount),
        "year": price.year,
        "source": price.source,
        "grade": price.grade,
    }
    if price.series is not None:
        fields["series"] = price.series
    if price.catalogue_code is not None:
        fields["catalogue_code"] = price.catalogue_code
    if price.override_reason:
        fields["override_reason"] = price.override_reason
    return fields


def effect_fields(effect: Effect) -> dict[str, object]:
    """Return the terms of an effect in the open format."""
    return {
        "deadweight": number_text(effect.deadweight),
        "deadweight_reason": effect.deadweight_reason,
        "evidence_grade": effect.evidence_grade,
        "attribution": number_text(effect.attribution),
        "displacement": number_text(effect.displacement),
        "persistence": [number_text(share) for share in effect.persistence],
        "cashable_share": number_text(effect.cashable_share),
        "cash_lag_months": effect.cash_lag_months,
    }


def _discounting(how: Discounting) -> Json:
    return {
        "name": how.table.name,
        "source": how.table.source,
        "convention": how.convention.value,
        "bands": [
            {"rate": number_text(band.rate), "through_year": band.through_year}
            for band in how.table.bands
        ],
    }


def _series(series: IndexSeries) -> Json:
    return {
        "name": series.name,
        "source": series.source,
        "vintage": series.vintage,
        "levels": {str(year): number_text(level) for year, level in series.levels},
    }


def _programme(programme: Programme) -> Json:
    fields: dict[str, object] = {}
    if programme.intake is not None:
        intake = programme.intake
        fields["intake"] = {
            "cohorts": [
                {"year": year, "households": count} for year, count in intake.cohorts
            ],
            "timing": intake.timing.value,
            "saving_per_household": euro_text(intake.saving_per_household),
            "through_year": intake.through_year,
        }
    fields["published"] = [
        {
            "key": each.key,
            "label": each.label,
            "amount": euro_text(each.amount),
            "wording": each.wording.value,
            "rounding_unit": euro_text(each.rounding_unit),
            "source": each.source,
            "built_from": [
                {"quantity": number_text(quantity), "price": euro_text(price)}
                for quantity, price in each.built_from
            ],
        }
        for each in programme.published
    ]
    fields["ratios"] = [
        {
            "key": each.key,
            "label": each.label,
            "numerator": number_text(each.numerator),
            "denominator": number_text(each.denominator),
        }
        for each in programme.ratios
    ]
    return fields
