"""Rows to begin with in a situation that often occurs; examples to be confirmed."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from kba import selectors
from kba.domain.lines import GRADES, Effect
from kba.domain.problems import InvalidInputError
from kba.domain.vocabulary import Role
from kba.models import Kba
from kba.selectors import ListedPrice
from kba.services.entering import RowText, columns_of
from sohos.core.bills import Law, Payer, Per
from sohos.tenancy.actor import Actor

_FILE = Path(__file__).parents[1] / "data" / "situations.toml"
_LEVELS = "price.series"


@dataclass(frozen=True, slots=True)
class Situation:
    """What happens in some families, by a code; its rows are worked out per KBA."""

    code: str
    name_nl: str
    name_en: str
    about_nl: str
    about_en: str


@dataclass(frozen=True, slots=True)
class SituationRow:
    """A row of a situation as it would be added, with the price that it stands on."""

    text: RowText
    price: ListedPrice


def situations() -> list[Situation]:
    """List the situations that rows are ready for, in the order of their file."""
    return [
        Situation(code, said["name"], said["name_en"], said["about"], said["about_en"])
        for code, said in _read().items()
    ]


def rows_of_situation(actor: Actor, kba: Kba, *, code: str) -> list[SituationRow]:
    """Work out the rows of a situation for a KBA; nothing is stored.

    A price that cannot be carried to the price level of the KBA becomes a price of the
    municipality's own with the amount of the list, and says so in what is to be
    confirmed. A price that the catalogue does not hold is left out.

    Args:
        actor: who reads the KBA; the caller has checked access to it.
        kba: the KBA.
        code: of a situation; another one has no rows.
    """
    said = _read().get(code, {})
    found = []
    for line in said.get("lines", ()):
        price = selectors.listed_price(actor, kba, code=line["price"])
        if price is not None:
            found.append(SituationRow(_row(actor, kba, line, price), price))
    return found


@cache
def _read() -> Mapping[str, Any]:
    return tomllib.loads(_FILE.read_text())


def _row(
    actor: Actor, kba: Kba, line: Mapping[str, str], listed: ListedPrice
) -> RowText:
    role = Role(line.get("role", Role.CARE.value))
    text = RowText(
        per=Per(line["per"]),
        quantity_without=Fraction(line.get("without", 0)),
        quantity_with=Fraction(line["with"]),
        first_on=kba.reference_on,
        price_code=listed.row.code,
        probability_without=Fraction(line.get("chance_without", 1)),
        probability_with=Fraction(line.get("chance_with", 1)),
        role=role,
        effect=None if role is Role.PLAN else _effect(line),
        to_confirm=line["confirm"],
    )
    try:
        columns_of(actor, kba, text)
    except InvalidInputError as error:
        if any(problem.path == _LEVELS for problem in error.problems):
            return _with_own_price(kba, text, listed)
    return text


def _effect(line: Mapping[str, str]) -> Effect:
    return Effect(
        deadweight=Fraction(line["deadweight"]),
        deadweight_reason=line["reason"],
        evidence_grade=max(GRADES),
    )


def _with_own_price(kba: Kba, text: RowText, listed: ListedPrice) -> RowText:
    """Return a row at the amount of the list, not carried to the price level."""
    source = _("%(source)s; prijs van %(year)s, niet omgerekend") % {
        "source": listed.price.source,
        "year": listed.price.year,
    }
    remark = _("De prijs is van %(year)s en niet omgerekend naar %(level)s.") % {
        "year": listed.price.year,
        "level": kba.price_year,
    }
    return replace(
        text,
        price_code=None,
        description=listed.row.label_nl,
        unit=listed.row.unit,
        unit_price=listed.price.amount,
        price_year=kba.price_year,
        price_source=source,
        price_grade=max(listed.price.grade, max(GRADES) - 1),
        payers=tuple(
            (Payer(name), Fraction(share)) for name, share in listed.row.payers.items()
        ),
        law=Law(listed.row.law),
        to_confirm=f"{text.to_confirm} {remark}",
    )
