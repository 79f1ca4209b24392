"""What the codes of the cases app are called, and what to do about its errors."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import TypeVar

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases.domain.journal import ContactKind, Readers
from cases.domain.next_step import NextStep, Party
from cases.domain.phases import Phase, StopOutcome
from cases.domain.registration import Decision, Relation, Source
from cases.domain.screening import Provision, Risk
from sohos.core.errors import DomainError
from sohos.pages import formats

_Code = TypeVar("_Code", bound=StrEnum)

PHASES = {
    Phase.AANGEMELD: _("Aangemeld"),
    Phase.INTAKE: _("Intake"),
    Phase.LEEFWERELD: _("Leefwereld"),
    Phase.KNELPUNTEN: _("Knelpunten"),
    Phase.DOORBRAAK: _("Doorbraak"),
    Phase.KBA: _("Kosten en baten"),
    Phase.UITVOERING: _("In uitvoering"),
    Phase.JAARGRENS: _("Jaarmeting"),
    Phase.NAZORG: _("Nazorg"),
    Phase.AFGESLOTEN: _("Afgerond"),
    Phase.WACHTLIJST: _("Wachtlijst"),
    Phase.UITVAL: _("Gestopt"),
    Phase.HEROPEND: _("Heropend"),
}
STEPS = {
    NextStep.DECIDE_INTAKE: _("Beslis over de intake"),
    NextStep.ASSIGN: _("Wijs een casemanager toe"),
    NextStep.START_PLAN: _("Begin het maatwerkplan"),
    NextStep.WRITE_LEEFWERELD: _("Schrijf het verhaal van het gezin op"),
    NextStep.ADD_KNELPUNTEN: _("Zet op een rij wat in de weg zit"),
    NextStep.WRITE_DOORBRAAK: _("Beschrijf de doorbraak"),
    NextStep.ASK_REVIEW: _("Bied het plan aan bij de jurist"),
    NextStep.REVIEW: _("De jurist toetst de doorbraak"),
    NextStep.ANSWER_JURIST: _("Beantwoord de jurist"),
    NextStep.CALCULATE: _("Reken de kosten en baten uit"),
    NextStep.SIGN: _("Teken het plan samen met het gezin"),
    NextStep.ADOPT: _("De gemeente stelt het plan vast"),
    NextStep.CARRY_OUT: _("Voer het plan uit"),
    NextStep.REALISE: _("Doe de jaarmeting"),
    NextStep.VALIDATE: _("De accountant controleert de jaarmeting"),
    NextStep.ACCEPT: _("De controller accepteert het resultaat"),
    NextStep.PAY: _("De gemeente betaalt terug"),
    NextStep.AFTERCARE: _("Houd contact"),
    NextStep.DECIDE_REOPEN: _("Beslis over opnieuw openen"),
    NextStep.NOTHING: _("Niets meer te doen"),
}
PARTIES = {
    Party.TEAM_LEAD: _("teamleider"),
    Party.CASEMANAGER: _("casemanager"),
    Party.JURIST: _("jurist"),
    Party.HOUSEHOLD: _("gezin"),
    Party.MANDATE_HOLDER: _("mandaathouder"),
    Party.ACCOUNTANT: _("accountant"),
    Party.CONTROLLER: _("controller"),
    Party.TREASURY: _("treasury"),
    Party.NOBODY: _("niemand"),
}
PROVISIONS = {
    Provision.WMO_BEGELEIDING: _("Begeleiding (Wmo)"),
    Provision.HULP_BIJ_HUISHOUDEN: _("Hulp bij het huishouden (Wmo)"),
    Provision.WMO_VOORZIENING: _("Hulpmiddel of vervoer (Wmo)"),
    Provision.BESCHERMD_WONEN: _("Beschermd wonen"),
    Provision.MAATSCHAPPELIJKE_OPVANG: _("Maatschappelijke opvang"),
    Provision.JEUGDHULP: _("Jeugdhulp"),
    Provision.JEUGDBESCHERMING: _("Jeugdbescherming of jeugdreclassering"),
    Provision.BIJSTAND: _("Bijstand"),
    Provision.BIJZONDERE_BIJSTAND: _("Bijzondere bijstand of minimaregeling"),
    Provision.RE_INTEGRATIE: _("Hulp bij het vinden van werk"),
    Provision.SCHULDHULP: _("Schuldhulp"),
    Provision.LEERLINGENVERVOER: _("Leerlingenvervoer"),
}
RISKS = {
    Risk.ONTRUIMING: _("Ontruiming dreigt"),
    Risk.AFSLUITING: _("Afsluiting van gas, water of stroom dreigt"),
    Risk.VEILIGHEID_KIND: _("Zorgen om de veiligheid van een kind"),
    Risk.GEWELD: _("Geweld in huis"),
    Risk.VERSLAVING: _("Verslaving"),
    Risk.CRISIS: _("Psychische crisis"),
    Risk.SCHOOLVERZUIM: _("Een kind gaat niet naar school"),
}
SOURCES = {
    Source.SELF: _("Het gezin meldde zich zelf"),
    Source.REFERRAL: _("Verwezen door een organisatie"),
    Source.SCREENING: _("Van de screeningslijst"),
}
DECISIONS = {
    Decision.INCLUDE: _("Doet mee"),
    Decision.LATER: _("Later beslissen"),
    Decision.WAIT: _("Op de wachtlijst"),
    Decision.REFER: _("Doorverwezen"),
    Decision.REFUSE: _("Doet niet mee"),
}
RELATIONS = {
    Relation.HEAD: _("Aanvrager"),
    Relation.PARTNER: _("Partner"),
    Relation.CHILD: _("Kind"),
    Relation.PARENT: _("Ouder"),
    Relation.OTHER: _("Iemand anders"),
}
OUTCOMES = {
    StopOutcome.WITHDRAWN: _("Het gezin wil niet verder"),
    StopOutcome.MOVED: _("Het gezin is verhuisd"),
    StopOutcome.UNREACHABLE: _("Het gezin is niet te bereiken"),
    StopOutcome.PLAN_REFUSED: _("Het plan mag niet of gaat niet door"),
    StopOutcome.REFERRED: _("Doorverwezen"),
    StopOutcome.REFUSED: _("Doet niet mee"),
    StopOutcome.DECEASED: _("Overleden"),
}
CONTACTS = {
    ContactKind.HOME_VISIT: _("Huisbezoek"),
    ContactKind.CONVERSATION: _("Gesprek"),
    ContactKind.PHONE: _("Telefoon"),
    ContactKind.MESSAGE: _("Bericht of brief"),
    ContactKind.MEETING: _("Overleg met anderen"),
    ContactKind.NOTE: _("Aantekening, zonder contact"),
}
READERS = {
    Readers.CASE: _("Iedereen die dit dossier mag zien"),
    Readers.CLOSE: _("Alleen de casemanager en ik"),
}
ERRORS: dict[str, Promise] = {
    "address_not_yours_to_open": _(
        "Kies een collega. Jezelf kun je dit adres niet laten zien."
    ),
    "already_member": _("Deze persoon hoort al bij dit huishouden."),
    "application_handled": _("Een collega heeft deze aanmelding al afgehandeld."),
    "consent_missing": _("Vraag eerst of het gezin het goed vindt, en vink dit aan."),
    "criteria_before_programme": _("Kies een dag waarop het programma al loopt."),
    "not_reachable": _(
        "Vul een telefoonnummer of e-mailadres in, dan kunnen we antwoorden."
    ),
    "no_name_column": _("Kies in welke kolom de naam staat."),
    "referrer_missing": _("Schrijf op wie verwees."),
    "before_birth": _("Kies een dag op of na de geboortedag."),
    "blocked_themselves": _("Kies iemand anders dan de persoon die je afschermt."),
    "merge_changed": _(
        "Er is sindsdien iets veranderd aan wat werd samengevoegd. Daarom kan dit niet "
        "meer terug. Pas het met de hand aan."
    ),
    "merge_out_of_sight": _(
        "Een van beide hoort ook bij een dossier dat je niet helemaal mag zien. Vraag "
        "de teamleider van dat dossier."
    ),
    "merge_refused": _("Deze twee zijn voor elkaar afgeschermd en dus niet dezelfde."),
    "merge_same": _("Kies er twee die verschillend zijn."),
    "merge_undone": _("Dit is al ongedaan gemaakt."),
    "nobody_left": _(
        "Er blijft niemand over. Stop het dossier als het hele huishouden weggaat."
    ),
    "period_turned": _("Kies een dag op of na de eerste dag."),
    "already_judged": _("Een collega heeft dit al beoordeeld."),
    "amount_does_not_fit": _(
        "Vul een bedrag boven 0 in. Is alles voldaan of kwijtgescholden, vul dan 0 in."
    ),
    "before_aftercare": _("Kies een dag in de nazorg."),
    "creditor_missing": _("Schrijf op aan wie het gezin dit moet betalen."),
    "day_in_future": _("Kies vandaag of een dag die voorbij is."),
    "deadline_passed": _("Kies vandaag of een dag die nog komt."),
    "document_already_withdrawn": _("Dit document is al ingetrokken."),
    "entry_empty": _("Schrijf in een paar zinnen wat er gebeurde."),
    "hours_out_of_range": _("Vul een aantal uren tussen 0 en 168 in."),
    "law_missing": _("Kies de wet, wie betaalt en per wat."),
    "merged_into_itself": _("Kies een andere organisatie."),
    "finding_empty": _("Schrijf in een paar zinnen op wat er gebeurde."),
    "guard_not_met": _("Vul eerst in wat nog ontbreekt."),
    "name_not_usable": _("Schrijf de naam met letters die je kunt lezen."),
    "no_members": _("Vul minstens één persoon in."),
    "nothing_chosen": _("Kies minstens één huishouden."),
    "no_such_case": _("Er is hier geen dossier met dit nummer. Kijk het na."),
    "not_a_casemanager": _("Kies iemand die hier vandaag casemanager is."),
    "organisation_exists": _("Deze organisatie staat al in het register."),
    "organisation_missing": _("Kies een organisatie of schrijf de naam op."),
    "own_access": _("Je kunt je eigen noodtoegang niet beoordelen."),
    "owner_not_in_case": _("Kies iemand die in dit dossier werkt."),
    "period_reversed": _("Kies een laatste dag op of na de eerste."),
    "programme_not_open": _(
        "Kies een programma dat openstaat op de dag van aanmelding."
    ),
    "purpose_missing": _("Schrijf op waarvoor je dit bewaart."),
    "provenance_missing": _("Schrijf op wie dit mat, en met welke versie."),
    "provision_name_missing": _("Schrijf op wat het is."),
    "quantity_out_of_range": _("Vul een aantal boven 0 in, tot 100.000."),
    "reason_missing": _("Leg in een zin uit waarom."),
    "row_changed_meanwhile": _(
        "Iemand anders heeft dit intussen bewaard. Kijk wat er nu staat en bewaar"
        " daarna opnieuw."
    ),
    "reason_too_short": _(
        "Schrijf in een hele zin op wat er aan de hand is en wat je moet weten."
    ),
    "scale_missing": _("Vul de laagste en de hoogste score van de schaal in."),
    "score_or_reason": _("Vul een score in, of kies waarom die er niet is."),
    "score_out_of_scale": _("Vul een score in die op de schaal staat."),
    "since_after_state": _("Kies een begin op of voor de dag waarop je dit weet."),
    "state_before_last": _(
        "Kies een dag op of na de laatste keer dat er iets over deze schuld bekend was."
    ),
    "task_empty": _("Schrijf op wat er moet gebeuren."),
    "too_many_chosen": _("Kies hoogstens 200 huishoudens tegelijk."),
    "transition_not_allowed": _("Dit kan niet meer in deze fase."),
}
_FIELDS = {
    "consent_missing": "has_consent",
    "criteria_before_programme": "from_on",
    "not_reachable": "phone",
    "no_name_column": "first_name",
    "referrer_missing": "referrer",
    "amount_does_not_fit": "amount",
    "before_aftercare": "on",
    "creditor_missing": "creditor",
    "finding_empty": "what",
    "provenance_missing": "provenance",
    "scale_missing": "low",
    "score_or_reason": "score",
    "score_out_of_scale": "score",
    "since_after_state": "since_on",
    "state_before_last": "on",
    "address_not_yours_to_open": "user",
    "before_birth": "from_on",
    "blocked_themselves": "blocked",
    "nobody_left": "until_on",
    "period_turned": "until_on",
    "deadline_passed": "due_on",
    "entry_empty": "text",
    "hours_out_of_range": "hours_per_week",
    "law_missing": "law",
    "merged_into_itself": "into",
    "name_not_usable": "household_name",
    "no_such_case": "code",
    "not_a_casemanager": "casemanager",
    "organisation_exists": "name",
    "organisation_missing": "organisation",
    "owner_not_in_case": "owner",
    "period_reversed": "until_on",
    "programme_not_open": "programme",
    "purpose_missing": "purpose",
    "provision_name_missing": "what",
    "quantity_out_of_range": "quantity",
    "reason_missing": "reason",
    "reason_too_short": "reason",
    "task_empty": "what",
}


def described(name: object, born_on: date | None) -> str:
    """Return who somebody is, with the day of birth where it is known."""
    if born_on is None:
        return str(name)
    return gettext("%(name)s, geboren op %(day)s") % {
        "name": name,
        "day": formats.day(born_on),
    }


_GUARDS = {"casemanager": _("Wijs eerst een casemanager toe.")}


def _transition(between: str) -> Promise | str | None:
    before, _space, after = between.partition(" ")
    if before not in set(Phase) or after not in set(Phase):
        return None
    return gettext(
        "Dit dossier staat op %(before)s. Vandaar kan het niet naar %(after)s."
    ) % {"before": PHASES[Phase(before)], "after": PHASES[Phase(after)]}


def choices(labels: Mapping[_Code, Promise]) -> list[tuple[str, Promise]]:
    """Return labels as the choices of a field."""
    return [(code.value, label) for code, label in labels.items()]


def explain(error: DomainError) -> tuple[str | None, Promise | str]:
    """Return the field that an error is about, if any, and what to do."""
    text = ERRORS.get(error.code, _("Dit kan nu niet. Kijk je gegevens na."))
    if error.code == "day_in_future" and error.args:
        return str(error.args[0]), text
    if error.code == "guard_not_met" and error.args:
        field = str(error.args[0])
        if field == "reason":
            return field, ERRORS["reason_missing"]
        return None, _GUARDS.get(field, text)
    if error.code == "transition_not_allowed" and error.args:
        return None, _transition(str(error.args[0])) or text
    return _FIELDS.get(error.code), text
