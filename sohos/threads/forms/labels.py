"""Words for the codes of the rode draden."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sohos.core.traces import Trace
from sohos.pages import formats
from sohos.threads.domain.facts import Kind, Leaf
from sohos.threads.domain.laws import RuleOf
from sohos.threads.domain.star import REST
from sohos.threads.domain.stories import Check

Names = Mapping[Leaf, Mapping[str, tuple[str, str]]]

KINDS: dict[str, Promise] = {
    Kind.RULE: _("Regel"),
    Kind.PROTOCOL: _("Protocol"),
    Kind.ROUTINE: _("Routine"),
    Kind.COOPERATION: _("Samenwerking"),
    Kind.SUPPLY: _("Aanbod"),
    Kind.DATA: _("Gegevens"),
    Kind.PERSONAL: _("Persoonlijk"),
}
IN_THE_WAY: dict[str, Promise] = {
    Kind.RULE: _("Regels zitten het vaakst in de weg"),
    Kind.PROTOCOL: _("Protocollen zitten het vaakst in de weg"),
    Kind.ROUTINE: _("Routines zitten het vaakst in de weg"),
    Kind.COOPERATION: _("Samenwerking zit het vaakst in de weg"),
    Kind.SUPPLY: _("Het aanbod past het vaakst niet"),
    Kind.DATA: _("Gegevens zitten het vaakst in de weg"),
    Kind.PERSONAL: _("Persoonlijke omstandigheden wegen het vaakst"),
}
LEAVES: dict[Leaf, Promise] = {
    Leaf.ORGANISATION: _("Organisatie"),
    Leaf.LAW: _("Wet of regel"),
    Leaf.DOMAIN: _("Leefgebied"),
    Leaf.SORT: _("Soort knelpunt"),
    Leaf.BREAKTHROUGH: _("Grondslag van de doorbraak"),
}
LAWS: dict[str, Promise] = {
    RuleOf.PARTICIPATIEWET: _("Participatiewet"),
    RuleOf.WMO: _("Wmo 2015"),
    RuleOf.JEUGDWET: _("Jeugdwet"),
    RuleOf.WGS: _("Wet gemeentelijke schuldhulpverlening"),
    RuleOf.ZVW: _("Zorgverzekeringswet"),
    RuleOf.WLZ: _("Wet langdurige zorg"),
    RuleOf.BRP: _("Wet basisregistratie personen"),
    RuleOf.HOUSING: _("Huisvestingswet"),
    RuleOf.CIVIL_CODE: _("Burgerlijk Wetboek"),
    RuleOf.EDUCATION: _("Leerplicht en onderwijs"),
    RuleOf.COLLECTION: _("Invordering en beslagvrije voet"),
    RuleOf.BANKRUPTCY: _("Faillissementswet"),
    RuleOf.AWB: _("Algemene wet bestuursrecht"),
    RuleOf.PRIVACY: _("AVG"),
    RuleOf.LOCAL: _("Eigen regels van de gemeente"),
    RuleOf.OTHER: _("Een andere regel"),
    RuleOf.NONE: _("Geen regel genoemd"),
}
_EMPTY: dict[Leaf, Promise] = {
    Leaf.ORGANISATION: _("Geen organisatie genoemd"),
    Leaf.DOMAIN: _("Geen leefgebied genoemd"),
    Leaf.BREAKTHROUGH: _("Nog geen doorbraak"),
    Leaf.SORT: _("Geen soort genoemd"),
    Leaf.LAW: _("Geen regel genoemd"),
}
_REST = _("Wat weinig voorkomt, samen")
CHECKS: dict[Check, Promise] = {
    Check.NAMES: _("Er staan geen namen in, ook geen bijnamen of namen van helpers."),
    Check.PLACES: _("Er staat geen straat, wijk, school, werkgever of kerk in."),
    Check.NUMBERS: _("Data, leeftijden en bedragen zijn weg of afgerond."),
    Check.RARE: _(
        "Niets is zo zeldzaam dat het iemand aanwijst: ziekte, beroep, land, gezin."
    ),
    Check.NEIGHBOUR: _("Een buur of collega die dit leest, weet niet om wie het gaat."),
    Check.CONSENT: _("Het gezin weet van dit verhaal en vindt het goed."),
}
TRACES: dict[Trace, Promise] = {
    Trace.NAME: _("een naam?"),
    Trace.DATE: _("een datum"),
    Trace.AMOUNT: _("een bedrag"),
    Trace.POSTCODE: _("een postcode"),
    Trace.PHONE: _("een telefoonnummer"),
    Trace.EMAIL: _("een e-mailadres"),
    Trace.NUMBER: _("een getal"),
}
REFUSALS: dict[str, Promise] = {
    "story_closed": _("Dit verhaal is al aangeboden. Haal het eerst terug."),
    "story_changed": _(
        "Dit verhaal is intussen ergens anders bewaard. Kijk opnieuw wat er staat."
    ),
    "story_not_offered": _("Dit verhaal wacht niet meer op een controle."),
    "story_own": _("Je eigen verhaal publiceert iemand anders."),
    "story_checks_missing": _("Vink elke controle aan, of geef het verhaal terug."),
    "story_month_taken": _("Deze maand heeft al een verhaal. Kies een andere maand."),
    "day_in_future": _("Kies een maand die al begonnen is."),
}


def name_of(leaf: Leaf, code: str, names: Names) -> str:
    """Return how a code reads: from the rules, or from a register of the municipality."""
    if code == REST:
        return str(_REST)
    if not code:
        return str(_EMPTY[leaf])
    if code in LAWS and leaf in {Leaf.LAW, Leaf.BREAKTHROUGH}:
        return str(LAWS[code])
    dutch, english = names.get(leaf, {}).get(code, (code, code))
    return english if formats.is_english() else dutch
