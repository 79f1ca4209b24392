"""Which law a text is about, as people write it (rule R2)."""

from enum import StrEnum


class RuleOf(StrEnum):
    """The law or rule that stands in the way, or on which a doorbraak rests."""

    PARTICIPATIEWET = "participatiewet"
    WMO = "wmo"
    JEUGDWET = "jeugdwet"
    WGS = "wgs"
    ZVW = "zvw"
    WLZ = "wlz"
    BRP = "brp"
    HOUSING = "huisvesting"
    CIVIL_CODE = "bw"
    EDUCATION = "onderwijs"
    COLLECTION = "invordering"
    BANKRUPTCY = "faillissementswet"
    AWB = "awb"
    PRIVACY = "avg"
    LOCAL = "gemeentelijk"
    OTHER = "anders"
    NONE = "geen"


# In this order: the first whose sign stands in the text is the law.
_SIGNS: tuple[tuple[RuleOf, tuple[str, ...]], ...] = (
    (RuleOf.LOCAL, ("gemeentelijke verordening", "beleidsregel", "verordening")),
    (RuleOf.PARTICIPATIEWET, ("participatiewet", "bijstand", "pw ")),
    (RuleOf.WGS, ("schuldhulpverlening", "wgs", "bgs ")),
    (RuleOf.WMO, ("wmo", "maatschappelijke ondersteuning")),
    (RuleOf.JEUGDWET, ("jeugdwet", "jw ")),
    (RuleOf.WLZ, ("wlz", "langdurige zorg")),
    (RuleOf.ZVW, ("zvw", "zorgverzekeringswet")),
    (RuleOf.BRP, ("brp", "basisregistratie")),
    (RuleOf.HOUSING, ("huisvestingswet", "woningwet")),
    (RuleOf.CIVIL_CODE, ("burgerlijk wetboek", "bw ")),
    (RuleOf.EDUCATION, ("leerplicht", "onderwijs")),
    (RuleOf.COLLECTION, ("invordering", "beslagvrije")),
    (RuleOf.BANKRUPTCY, ("faillissement", "wsnp")),
    (RuleOf.AWB, ("awb", "bestuursrecht")),
    (RuleOf.PRIVACY, ("avg", "persoonsgegevens")),
)


def rule_of(text: str) -> RuleOf:
    """Return the law that a text names.

    Args:
        text: a law or rule as somebody wrote it; may be empty.

    Returns:
        The law; `OTHER` when the text names none that is known, `NONE` without text.
    """
    words = f"{' '.join(text.lower().split())} "
    if not words.strip():
        return RuleOf.NONE
    for law, signs in _SIGNS:
        if any(sign in words for sign in signs):
            return law
    return RuleOf.OTHER
