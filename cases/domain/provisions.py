"""What a household uses: under which law, who pays, how much (rules C53 and C54).

Laws, payers and rhythms have the codes of a cost line, so that a provision in use can
become a line of the reference scenario as it is.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from cases.domain import periods
from cases.domain.periods import Period
from cases.domain.screening import Provision
from sohos.core.bills import Law, Payer, Per
from sohos.core.errors import DomainError

MOST = Decimal(100_000)
RHYTHMS = (Per.WEEK, Per.MONTH, Per.YEAR, Per.ONCE)


class UseKind(StrEnum):
    """What sort of provision it is."""

    BIJSTAND = "bijstand"
    BIJZONDERE_BIJSTAND = "bijzondere_bijstand"
    RE_INTEGRATIE = "re_integratie"
    SCHULDHULP = "schuldhulp"
    HULP_BIJ_HUISHOUDEN = "hulp_bij_huishouden"
    WMO_BEGELEIDING = "wmo_begeleiding"
    WMO_VOORZIENING = "wmo_voorziening"
    BESCHERMD_WONEN = "beschermd_wonen"
    MAATSCHAPPELIJKE_OPVANG = "maatschappelijke_opvang"
    JEUGDHULP = "jeugdhulp"
    JEUGDHULP_VERBLIJF = "jeugdhulp_verblijf"
    JEUGDBESCHERMING = "jeugdbescherming"
    LEERLINGENVERVOER = "leerlingenvervoer"
    PASSEND_ONDERWIJS = "passend_onderwijs"
    GGZ = "ggz"
    WIJKVERPLEGING = "wijkverpleging"
    WLZ_ZORG = "wlz_zorg"
    UITKERING_UWV = "uitkering_uwv"
    RECLASSERING = "reclassering"
    WOONBEGELEIDING = "woonbegeleiding"
    OTHER = "other"


class QuantityOutOfRangeError(DomainError):
    """A quantity is more than nothing, and not absurd."""

    code = "quantity_out_of_range"


class LawMissingError(DomainError):
    """Of a provision of no usual kind somebody has to say law and payer."""

    code = "law_missing"


class NameMissingError(DomainError):
    """A provision of no usual kind has a name."""

    code = "provision_name_missing"


@dataclass(frozen=True, slots=True)
class Usual:
    """What holds for a kind of provision unless somebody says otherwise."""

    law: Law
    payer: Payer
    unit: str
    per: Per
    price_code: str = ""


@dataclass(frozen=True, slots=True)
class InUse:
    """A provision as written down; what is left out is as usual for its kind.

    `quantity` counts units per rhythm and may be unknown; without a person the whole
    household uses it.
    """

    kind: UseKind
    period: Period
    what: str = ""
    person_id: int | None = None
    organisation_id: int | None = None
    law: Law | None = None
    payer: Payer | None = None
    quantity: Decimal | None = None
    unit: str = ""
    per: Per | None = None
    price_code: str = ""


def _municipal(law: Law, unit: str, per: Per, price_code: str = "") -> Usual:
    return Usual(law, Payer.MUNICIPALITY, unit, per, price_code)


def _insured(unit: str, per: Per, price_code: str = "") -> Usual:
    return Usual(Law.ZVW, Payer.HEALTH_INSURER, unit, per, price_code)


_WMO, _YOUTH, _INCOME = Law.WMO, Law.JEUGDWET, Law.PARTICIPATIEWET
USUAL = {
    UseKind.BIJSTAND: _municipal(_INCOME, "maand", Per.MONTH),
    UseKind.BIJZONDERE_BIJSTAND: _municipal(_INCOME, "maand", Per.MONTH),
    UseKind.RE_INTEGRATIE: _municipal(_INCOME, "traject", Per.YEAR),
    UseKind.SCHULDHULP: _municipal(Law.WGS, "traject", Per.YEAR),
    UseKind.HULP_BIJ_HUISHOUDEN: _municipal(
        _WMO, "uur", Per.WEEK, "wmo-huishoudelijke-hulp-uur"
    ),
    UseKind.WMO_BEGELEIDING: _municipal(
        _WMO, "uur", Per.WEEK, "wmo-begeleiding-thuis-uur"
    ),
    UseKind.WMO_VOORZIENING: _municipal(_WMO, "voorziening", Per.YEAR),
    UseKind.BESCHERMD_WONEN: _municipal(_WMO, "maand", Per.MONTH),
    UseKind.MAATSCHAPPELIJKE_OPVANG: _municipal(_WMO, "maand", Per.MONTH),
    UseKind.JEUGDHULP: _municipal(_YOUTH, "uur", Per.WEEK, "jeugd-begeleiding-uur"),
    UseKind.JEUGDHULP_VERBLIJF: _municipal(_YOUTH, "etmaal", Per.YEAR),
    UseKind.JEUGDBESCHERMING: _municipal(_YOUTH, "maand", Per.MONTH),
    UseKind.LEERLINGENVERVOER: _municipal(Law.EDUCATION, "maand", Per.MONTH),
    UseKind.PASSEND_ONDERWIJS: Usual(Law.EDUCATION, Payer.STATE, "jaar", Per.YEAR),
    UseKind.GGZ: _insured("contact", Per.MONTH),
    UseKind.WIJKVERPLEGING: _insured("uur", Per.WEEK, "zvw-verpleging-thuis-uur"),
    UseKind.WLZ_ZORG: Usual(Law.WLZ, Payer.CARE_OFFICE, "dag", Per.YEAR),
    UseKind.UITKERING_UWV: Usual(Law.WFSV, Payer.UWV, "maand", Per.MONTH),
    UseKind.RECLASSERING: Usual(Law.JUSTICE, Payer.JUSTICE, "maand", Per.MONTH),
    UseKind.WOONBEGELEIDING: Usual(
        Law.HOUSING_ASSOCIATION, Payer.HOUSING_ASSOCIATION, "uur", Per.WEEK
    ),
}


def complete(says: InUse) -> InUse:
    """Fill in what is usual for the kind; what was said stays.

    A price code is never filled in: that is a choice of whoever counts.

    Raises:
        LawMissingError: of another kind, law, payer or rhythm is not said.
        NameMissingError: of another kind, it is not said what it is.
    """
    usual = USUAL.get(says.kind)
    if usual is None and not says.what.strip():
        raise NameMissingError
    law = says.law or (usual.law if usual else None)
    payer = says.payer or (usual.payer if usual else None)
    per = says.per or (usual.per if usual else None)
    if law is None or payer is None or per is None:
        raise LawMissingError
    return InUse(
        kind=says.kind,
        period=says.period,
        what=says.what.strip(),
        person_id=says.person_id,
        organisation_id=says.organisation_id,
        law=law,
        payer=payer,
        quantity=says.quantity,
        unit=says.unit.strip() or (usual.unit if usual else ""),
        per=per,
        price_code=says.price_code.strip(),
    )


def check(says: InUse, *, today: date) -> None:
    """Refuse a provision that nobody can use.

    Raises:
        QuantityOutOfRangeError: the quantity is not more than 0, or above 100,000.
        DayInFutureError: it begins after today.
        PeriodReversedError: it ends before it began.
    """
    if says.quantity is not None and not 0 < says.quantity <= MOST:
        raise QuantityOutOfRangeError
    periods.check(says.period, today=today)


def suggested_price(kind: UseKind) -> str:
    """Return the code of the catalogue that usually fits a kind, or nothing."""
    usual = USUAL.get(kind)
    return usual.price_code if usual else ""


def still_to_describe(
    at_intake: tuple[Provision, ...], described: frozenset[UseKind]
) -> tuple[UseKind, ...]:
    """List what the intake named and nobody has described yet, in that order."""
    named = (UseKind(kind.value) for kind in at_intake)
    return tuple(kind for kind in named if kind not in described)
