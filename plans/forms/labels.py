"""What the codes of the plans app are called, and what to do about its errors."""

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from plans.domain.adoption import Manner, Party
from plans.domain.legal import Conclusion
from plans.domain.parts import Lack, Part
from sohos.core.errors import DomainError

_Code = TypeVar("_Code", bound=StrEnum)

PARTS = {
    Part.LEEFWERELD: (_("Leefwereld en perspectief"), _("Ons verhaal")),
    Part.KNELPUNTEN: (_("Knelpunten"), _("Wat in de weg zit")),
    Part.DOORBRAAK: (_("Doorbraak"), _("De doorbraak")),
    Part.KBA: (_("Kosten-batenanalyse"), _("Wat het kost en oplevert")),
}
KIND_GROUPS = {
    "persoonlijk": _("Persoonlijk"),
    "regel": _("Regel"),
    "protocol": _("Protocol"),
    "routine": _("Werkwijze"),
    "samenwerking": _("Samenwerking"),
    "aanbod": _("Aanbod"),
    "gegevens": _("Gegevens"),
}
SEVERITIES = {
    "acute": _("Nu meteen"),
    "heavy": _("Zwaar"),
    "light": _("Licht"),
}
LACKS = {
    Lack.STORY: _("Het verhaal in eigen woorden"),
    Lack.WISHES: _("Waar het gezin over een jaar wil staan"),
    Lack.MAIN_BREAKTHROUGH: _("De belangrijkste doorbraak volgens het gezin"),
    Lack.CAN_SELF_OR_HELP: _("Wat het gezin zelf kan of waar hulp bij nodig is"),
    Lack.KNELPUNT: _("Minstens één knelpunt"),
    Lack.DOORBRAAK: _("Minstens één doorbraak"),
    Lack.DOORBRAAK_TEXT: _("De doorbraak in gewone woorden"),
    Lack.DOORBRAAK_OVERCOMES: _("Welke knelpunten de doorbraak oplost"),
    Lack.DOORBRAAK_DECIDER: _("Wie over de doorbraak moet beslissen"),
    Lack.DOORBRAAK_GRIP: _("Hoe het gezin weer grip krijgt"),
    Lack.DOORBRAAK_JUSTIFICATION: _("Waarom de doorbraak mag"),
    Lack.PROGNOSIS: _("De vastgezette prognose van kosten en baten"),
    Lack.LEGAL_CHECK: _("Het akkoord van de jurist"),
    Lack.SIGN_OFF_HOUSEHOLD: _("De handtekening van het gezin"),
    Lack.SIGN_OFF_CASEMANAGER: _("De handtekening van de casemanager"),
}
CONCLUSIONS = {
    Conclusion.WITHIN_LAW: _("Past binnen de wet"),
    Conclusion.WITH_REASONS: _("Past met motivering"),
    Conclusion.DEVIATION: _("Afwijking van de beleidsregel"),
    Conclusion.NOT_ALLOWED: _("Niet toegestaan"),
    Conclusion.QUESTIONS: _("Terug met vragen"),
}
PARTIES = {
    Party.HOUSEHOLD: _("Het gezin"),
    Party.CASEMANAGER: _("De casemanager"),
}
MANNERS = {
    Manner.PAPER: _("Op papier"),
    Manner.SCREEN: _("Op het scherm"),
    Manner.SPOKEN: _("Mondeling, opgeschreven door de casemanager"),
}
ERRORS: dict[str, Promise] = {
    "adopted_too_early": _(
        "Kies de dag van de laatste handtekening of het besluit van de jurist, of later."
    ),
    "adopter_took_part": _(
        "Laat iemand anders dit plan vaststellen: jij schreef of toetste eraan mee."
    ),
    "basis_incomplete": _("Vul dit in."),
    "basis_is_national": _(
        "Dit is landelijk recht. Voeg een eigen regel toe als de gemeente meer toestaat."
    ),
    "basis_period": _(
        "Kijk de dagen na: de laatste dag ligt niet voor de eerste, "
        "en een nieuwe versie begint na de vorige."
    ),
    "basis_used": _(
        "Op deze versie rust een besluit. Maak een nieuwe versie met een latere dag."
    ),
    "basis_not_valid": _(
        "Kies een grondslag die geldt op de dag van het besluit. "
        "Deze geldt dan niet: %(value)s."
    ),
    "basis_unknown": _("Kies een grondslag uit de lijst."),
    "change_reason_missing": _("Schrijf op waarom het plan verandert."),
    "changed_meanwhile": _("Iemand anders wijzigde dit ook. Jouw tekst is niet weg."),
    "day_in_future": _("Kies vandaag of een dag die voorbij is."),
    "domain_open": _("Dit levensgebied is al open. Wijzig het in het plan."),
    "guard_not_met": _("Wijs eerst een casemanager toe aan dit huishouden."),
    "intake_not_decided": _("Beslis eerst over de intake van dit huishouden."),
    "kind_exists": _("Deze soort is er al. Kies een andere naam."),
    "kind_incomplete": _("Vul dit in."),
    "kind_is_national": _(
        "Deze soort hebben alle gemeenten; de woorden liggen vast. Je kunt haar wel "
        "samenvoegen met een andere."
    ),
    "merge_in_circle": _("Kies een soort die zelf nog telt."),
    "negative_cost": _("Vul een bedrag in zonder min, bijvoorbeeld 1.234,56."),
    "no_basis": _("Kies minstens één grondslag waarop het akkoord rust."),
    "not_adopted_yet": _("Dit plan is niet vastgesteld: je kunt het gewoon wijzigen."),
    "not_approved": _("Wacht tot de jurist dit plan heeft goedgekeurd."),
    "not_in_plan": _("Kies knelpunten uit dit plan."),
    "not_in_register": _("Kies een waarde uit de lijst."),
    "not_ready": _("Maak het plan eerst compleet. Nog nodig: %(value)s."),
    "not_the_casemanager": _("Laat de casemanager van dit huishouden zelf tekenen."),
    "not_under_review": _("Dit plan ligt nu niet bij de jurist."),
    "plan_closed": _("Dit plan staat vast en verandert niet meer."),
    "prognosis_fixed": _(
        "De prognose ligt vast zolang het jaar loopt. "
        "Aan het eind van het jaar tel je wat er echt is gebeurd."
    ),
    "purpose_missing": _(
        "Schrijf op waarvoor dit nodig is. Zonder doel blijft dit gebied dicht."
    ),
    "reviewer_is_author": _(
        "Laat een andere jurist toetsen: je schreef zelf aan dit plan mee."
    ),
    "signer_missing": _("Vul in wie er tekende."),
    "text_missing": _("Schrijf het in een of twee zinnen op."),
    "transition_not_allowed": _("Dit kan niet meer: het dossier is gestopt."),
    "under_review": _(
        "Dit plan ligt bij de jurist. Haal het terug om het te wijzigen."
    ),
    "weighing_missing": _("Schrijf hier je afweging op."),
    "year_over": _(
        "Het jaar van dit plan is voorbij. "
        "Laat de teamleider het dossier heropenen als het plan moet veranderen."
    ),
}
_FIELDS = {
    "basis_not_valid": "basis_1",
    "basis_period": "valid_from",
    "kind_exists": "label_nl",
    "merge_in_circle": "into",
    "basis_unknown": "basis_1",
    "no_basis": "basis_1",
    "adopted_too_early": "adopted_on",
    "negative_cost": "cost",
    "change_reason_missing": "reason",
    "domain_open": "life_domain",
    "not_in_plan": "overcomes",
    "purpose_missing": "purpose",
    "signer_missing": "signer",
    "text_missing": "text",
}
_NAMES_ITS_FIELD = frozenset(
    {
        "basis_incomplete",
        "kind_incomplete",
        "day_in_future",
        "not_in_register",
        "weighing_missing",
    }
)


def choices(labels: Mapping[_Code, Promise]) -> list[tuple[str, Promise]]:
    """Return labels as the choices of a field."""
    return [(code.value, label) for code, label in labels.items()]


def in_language(dutch: str, english: str) -> str:
    """Return the name of a row of a register in the language of the page."""
    return english if (get_language() or "nl").startswith("en") else dutch


def explain(error: DomainError, *, value: str = "") -> tuple[str | None, str]:
    """Return the field that an error is about, if any, and what to do.

    `value` names the offending thing as people know it, where a sentence asks for it.
    """
    text = str(ERRORS.get(error.code, _("Dit kan nu niet. Kijk je gegevens na.")))
    if error.code == "not_ready":
        value = ", ".join(str(LACKS[Lack(name)]).lower() for name in error.args)
    if "%(value)s" in text:
        text = text % {"value": value or ", ".join(map(str, error.args))}
    if error.code in _NAMES_ITS_FIELD and error.args:
        return str(error.args[0]).removesuffix("_id"), text
    return _FIELDS.get(error.code), text
