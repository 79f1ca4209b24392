"""From what was entered to the columns of a row: catalogue, rules, limits."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from kba import selectors
from kba.domain import document
from kba.domain.document.writing import number_text
from kba.domain.lines import Effect, UnitPrice
from kba.domain.problems import InvalidInputError, Problem, refuse
from kba.domain.rows import Row
from kba.domain.vocabulary import Kind, Role
from kba.models import Kba
from kba.selectors import ListedPrice
from plans import selectors as plans
from sohos.core.bills import Law, Payer, Per
from sohos.core.errors import NotFoundError
from sohos.core.euro import Euro
from sohos.tenancy.actor import Actor

_FOUR_DECIMALS = Decimal("0.0001")
_SIX_DECIMALS = Decimal("0.000001")
_RANGE = (
    "quantity_without_low",
    "quantity_without_high",
    "quantity_with_low",
    "quantity_with_high",
)
_EXACT = (
    "quantity_without",
    "quantity_with",
    *_RANGE,
    "probability_without",
    "probability_with",
)
_TEXTS = {
    "description": ("description", 200),
    "unit": ("unit", 40),
    "price_source": ("price.source", 300),
    "override_reason": ("override_reason", 300),
    "evidence_note": ("evidence_note", 300),
}


@dataclass(frozen=True, slots=True)
class RowText:
    """A row as it was entered; what is None comes from the price catalogue.

    `to_confirm` says what somebody still has to look into; a prognosis waits for it.
    """

    per: Per
    quantity_without: Fraction
    quantity_with: Fraction
    first_on: date
    price_code: str | None = None
    description: str = ""
    unit: str = ""
    unit_price: Euro | None = None
    price_year: int | None = None
    price_source: str = ""
    price_grade: int | None = None
    override_reason: str = ""
    payers: tuple[tuple[Payer, Fraction], ...] = ()
    law: Law | None = None
    last_on: date | None = None
    probability_without: Fraction = Fraction(1)
    probability_with: Fraction = Fraction(1)
    kind: Kind = Kind.FINANCIAL
    role: Role = Role.CARE
    effect: Effect | None = None
    evidence_note: str = ""
    doorbraak_id: int | None = None
    knelpunt_id: int | None = None
    to_confirm: str = ""
    quantity_without_low: Fraction | None = None
    quantity_without_high: Fraction | None = None
    quantity_with_low: Fraction | None = None
    quantity_with_high: Fraction | None = None


def row_of(actor: Actor, kba: Kba, text: RowText) -> Row:
    """Return a row as the rules know it; nothing is stored.

    Raises:
        InvalidInputError: a field is wrong on its own.
    """
    return _row(kba, text, _listed(actor, kba, text))


def columns_of(actor: Actor, kba: Kba, text: RowText) -> dict[str, Any]:
    """Return the columns of a row, once the rules accept it within the KBA.

    Raises:
        NotFoundError: the case has no such doorbraak or knelpunt.
        InvalidInputError: a field is wrong.
    """
    listed = _listed(actor, kba, text)
    row = _row(kba, text, listed)
    try:
        selectors.input_of(actor, kba, {"row": row})
    except InvalidInputError as error:
        raise InvalidInputError(
            dict.fromkeys(_within_row(problem) for problem in error.problems)
        ) from None
    columns = {
        **_columns(row),
        "price_row": listed and listed.row,
        "to_confirm": text.to_confirm,
    }
    refuse(_not_storable(row, columns))
    return columns | _cause(actor, kba, text)


def _not_storable(row: Row, columns: Mapping[str, Any]) -> Iterator[Problem]:
    for name in _EXACT:
        exact = getattr(row, name)
        if exact is not None and Fraction(columns[name]) != exact:
            yield Problem(name, "too_precise")
    for name, (path, longest) in _TEXTS.items():
        if len(columns[name]) > longest:
            yield Problem(path, "too_long", str(longest))


def _listed(actor: Actor, kba: Kba, text: RowText) -> ListedPrice | None:
    if text.price_code is None:
        return None
    found = selectors.listed_price(actor, kba, code=text.price_code)
    if found is None:
        refuse([Problem("price_code", "unknown_choice")])
    return found


def _row(kba: Kba, text: RowText, listed: ListedPrice | None) -> Row:
    price_row = listed.row if listed else None
    law = text.law or (Law(price_row.law) if price_row else None)
    if law is None:
        raise InvalidInputError([Problem("law", "empty")])
    payers = text.payers
    if price_row is not None and not payers:
        payers = tuple(
            (Payer(name), Fraction(share)) for name, share in price_row.payers.items()
        )
    return Row(
        description=text.description or (price_row.label_nl if price_row else ""),
        unit=text.unit or (price_row.unit if price_row else ""),
        per=text.per,
        quantity_without=text.quantity_without,
        quantity_with=text.quantity_with,
        price=_price(kba, text, listed),
        payers=payers,
        law=law,
        first_on=text.first_on,
        last_on=text.last_on,
        probability_without=text.probability_without,
        probability_with=text.probability_with,
        kind=text.kind,
        role=text.role,
        effect=text.effect if text.role is Role.CARE else None,
        evidence_note=text.evidence_note,
        **{name: getattr(text, name) for name in _RANGE},
    )


def _price(kba: Kba, text: RowText, listed: ListedPrice | None) -> UnitPrice:
    if listed is None:
        if text.unit_price is None:
            raise InvalidInputError([Problem("price.amount", "empty")])
        return UnitPrice(
            amount=text.unit_price,
            year=text.price_year or kba.price_year,
            series="CPI",
            source=text.price_source,
            grade=text.price_grade or 0,
        )
    if text.unit_price is None or text.unit_price == listed.price.amount:
        return listed.price
    if not text.override_reason.strip():
        raise InvalidInputError([Problem("override_reason", "empty")])
    return UnitPrice(
        amount=text.unit_price,
        year=text.price_year or kba.price_year,
        series=listed.row.series,
        source=text.override_reason
        if text.price_source in {"", listed.price.source}
        else text.price_source,
        grade=text.price_grade or listed.price.grade,
        catalogue_code=listed.row.code,
        override_reason=text.override_reason,
    )


def _columns(row: Row) -> Mapping[str, Any]:
    return {
        "description": row.description,
        "unit": row.unit,
        "per": row.per,
        "quantity_without": decimal_of(row.quantity_without),
        "quantity_with": decimal_of(row.quantity_with),
        **{name: decimal_of(getattr(row, name)) for name in _RANGE},
        "probability_without": decimal_of(row.probability_without, _SIX_DECIMALS),
        "probability_with": decimal_of(row.probability_with, _SIX_DECIMALS),
        "first_on": row.first_on,
        "last_on": row.last_on,
        "unit_price_cents": row.price.amount.cents,
        "price_year": row.price.year,
        "series": row.price.series or "",
        "price_source": row.price.source,
        "price_grade": row.price.grade,
        "override_reason": row.price.override_reason,
        "payers": {payer.value: number_text(share) for payer, share in row.payers},
        "law": row.law,
        "kind": row.kind,
        "role": row.role,
        "effect": document.effect_fields(row.effect) if row.effect else None,
        "evidence_note": row.evidence_note,
    }


def decimal_of(
    value: Fraction | None, step: Decimal = _FOUR_DECIMALS
) -> Decimal | None:
    """Return a number as a column holds it."""
    if value is None:
        return None
    return (Decimal(value.numerator) / Decimal(value.denominator)).quantize(step)


def _cause(actor: Actor, kba: Kba, text: RowText) -> dict[str, int | None]:
    """Return what the row follows from: a doorbraak, a knelpunt, or neither."""
    if text.doorbraak_id is not None and text.knelpunt_id is not None:
        refuse([Problem("follows_from", "one_cause")])
    found: dict[str, int | None] = {"doorbraak_id": None, "knelpunt_id": None}
    if text.doorbraak_id is not None:
        doorbraak = plans.doorbraak_of(actor, doorbraak_id=text.doorbraak_id)
        found["doorbraak_id"] = _of_case(kba, doorbraak)
    if text.knelpunt_id is not None:
        knelpunt = plans.knelpunt_of(actor, knelpunt_id=text.knelpunt_id)
        found["knelpunt_id"] = _of_case(kba, knelpunt)
    return found


def _of_case(kba: Kba, cause: plans.DoorbraakHandle | plans.KnelpuntHandle) -> int:
    if cause.plan.case_id != kba.case_id:
        raise NotFoundError
    return cause.pk


def _within_row(problem: Problem) -> Problem:
    _, dot, path = problem.path.partition("].")
    return Problem(path if dot else problem.path, problem.code, problem.detail)
