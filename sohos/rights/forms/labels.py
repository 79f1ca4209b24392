"""Words for components, grounds, tables and fields."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sohos.rights.domain.retention import Component, Ground

COMPONENTS: dict[Component, Promise] = {
    Component.PLAN: _("Maatwerkplan"),
    Component.COSTS: _("Kosten en baten"),
    Component.COURSE: _("Verloop, journaal, taken en documenten"),
    Component.PROVISIONS: _("Voorzieningen en hulp"),
    Component.DEBTS: _("Schulden"),
    Component.HOUSEHOLD: _("Gezin en aanmelding"),
}
GROUNDS: dict[Ground, Promise] = {
    Ground.YOUTH: _("Jeugdwet, artikel 7.3.8: 20 jaar na de laatste wijziging"),
    Ground.WMO: _("Wmo 2015, artikel 5.3.4: 15 jaar na het einde"),
    Ground.DEBT_HELP: _("Schuldhulpverlening: 5 jaar na het einde"),
    Ground.ABORTED: _("Plan dat niet is vastgesteld: 42 dagen na het stoppen"),
}
SUBJECTS: dict[str, Promise] = {
    "household": _("leden van een huishouden"),
    "professional": _("professionals en gebruikers"),
}
KINDS: dict[str, Promise] = {
    "personal": _("gewone persoonsgegevens"),
    "special": _("bijzondere persoonsgegevens"),
    "content": _("vrije tekst"),
    "pseudonym": _("nummers die naar iemand leiden"),
}
PURPOSES: dict[str, tuple[Promise, Promise]] = {
    "account": (
        _("E-mailadressen van gebruikers bevestigen"),
        _("taak van algemeen belang (AVG artikel 6 lid 1 onder e)"),
    ),
    "mfa": (
        _("Inloggen met een tweede factor"),
        _("wettelijke plicht (AVG artikel 32)"),
    ),
    "sessions": (
        _("Onthouden dat iemand is ingelogd"),
        _("taak van algemeen belang (AVG artikel 6 lid 1 onder e)"),
    ),
    "accounts": (
        _("Gebruikers laten inloggen en hun rollen beheren"),
        _("taak van algemeen belang (AVG artikel 6 lid 1 onder e)"),
    ),
    "api": (
        _("Andere systemen toegang geven namens een gebruiker"),
        _("taak van algemeen belang (AVG artikel 6 lid 1 onder e)"),
    ),
    "audit": (
        _("Vastleggen wie wat zag en deed, zodat misbruik opvalt"),
        _("wettelijke plicht (AVG artikel 5 lid 2 en artikel 32)"),
    ),
    "bonds": (
        _("Financiering, uitgaven en terugbetaling van maatwerk bijhouden"),
        _("overeenkomst en taak van algemeen belang (artikel 6 lid 1 onder b en e)"),
    ),
    "cases": (
        _("Huishoudens met veel problemen begeleiden, van aanmelding tot nazorg"),
        _(
            "Wmo 2015, Jeugdwet en Wgs (artikel 6 lid 1 onder e, artikel 9 lid 2 onder h)"
        ),
    ),
    "documents": (
        _("Stukken bij een dossier bewaren"),
        _(
            "Wmo 2015, Jeugdwet en Wgs (artikel 6 lid 1 onder e, artikel 9 lid 2 onder h)"
        ),
    ),
    "funds": (
        _("Kleine schulden zonder naam aanbieden aan fondsen, en die betalen"),
        _("toestemming van het gezin en Wgs (artikel 6 lid 1 onder a en e)"),
    ),
    "jobs": (
        _("Werk op de achtergrond uitvoeren, zoals rapporten maken"),
        _("taak van algemeen belang (AVG artikel 6 lid 1 onder e)"),
    ),
    "kba": (
        _("Berekenen wat een plan kost en bespaart, en dat laten controleren"),
        _("taak van algemeen belang (AVG artikel 6 lid 1 onder e)"),
    ),
    "plans": (
        _("Met een huishouden een maatwerkplan maken, toetsen en vaststellen"),
        _(
            "Wmo 2015, Jeugdwet en Wgs (artikel 6 lid 1 onder e, artikel 9 lid 2 onder h)"
        ),
    ),
    "rights": (
        _("Bewaartermijnen bewaken en inzage geven"),
        _("wettelijke plicht (AVG artikel 5, 15 en 17)"),
    ),
    "tenancy": (
        _("Weten wie in welke gemeente en welk team werkt"),
        _("taak van algemeen belang (AVG artikel 6 lid 1 onder e)"),
    ),
    "threads": (
        _("Leren van wat terugkomt: cijfers en geanonimiseerde verhalen"),
        _("verenigbaar gebruik voor statistiek (artikel 5 lid 1 onder b, artikel 89)"),
    ),
}
OTHER_PURPOSE = (
    _("Nog te beschrijven door de gemeente"),
    _("nog vast te stellen"),
)
SECURITY: tuple[Promise, ...] = (
    _("Elke gemeente achter een eigen muur in de database (row-level security)"),
    _("Inloggen met een tweede factor; rollen die elkaar uitsluiten"),
    _("Elke blik in een dossier is een regel in een keten die niemand kan wijzigen"),
    _("Vastgestelde plannen en berekeningen kunnen niet meer veranderen"),
    _("Cijfers over minder dan vijf huishoudens worden niet getoond"),
    _("Gevoelige sleutels versleuteld opgeslagen; verkeer alleen versleuteld"),
)
TABLES: dict[str, Promise] = {
    "cases.Person": _("Wie u bent"),
    "cases.Household": _("Uw huishouden"),
    "cases.HouseholdMember": _("Uw plaats in het huishouden"),
    "cases.Case": _("Uw dossier"),
    "cases.Provision": _("Voorzieningen bij de aanmelding"),
    "cases.ProvisionInUse": _("Voorzieningen in gebruik"),
    "cases.Involvement": _("Wie er helpt"),
    "cases.PhaseChange": _("Hoe uw dossier verliep"),
    "cases.JournalEntry": _("Journaal"),
    "cases.Task": _("Taken"),
    "cases.Document": _("Documenten"),
    "cases.AgeNotice": _("Verjaardagen die tellen"),
    "plans.Plan": _("Uw maatwerkplan"),
    "plans.Leefwereld": _("Deel 1: uw leefwereld"),
    "plans.OpenedDomain": _("Levensgebieden die zijn opengezet"),
    "plans.Knelpunt": _("Deel 2: knelpunten"),
    "plans.Doorbraak": _("Deel 3: doorbraken"),
    "plans.Agreement": _("Afspraken"),
    "plans.LegalCheck": _("Juridische toets"),
    "plans.SignOff": _("Handtekeningen"),
    "kba.CostLine": _("Kosten en baten"),
    "funds.Listing": _("Veil je schuld"),
    "funds.ListedDebt": _("Schulden die zijn aangeboden"),
    "funds.Payee": _("Waar schuldeisers zijn betaald"),
    "funds.Step": _("Hoe Veil je schuld verliep"),
    "funds.NetworkPledge": _("Wat het eigen netwerk geeft"),
    "funds.FollowUp": _("Hoe het na de betaling ging"),
    "kba.LineEvidence": _("Bewijs bij kosten en baten"),
    "kba.Variant": _("Varianten van het plan"),
}
FIELDS: dict[str, Promise] = {
    "name": _("Naam"),
    "first_name": _("Voornaam"),
    "surname": _("Achternaam"),
    "born_on": _("Geboren"),
    "address": _("Adres"),
    "postcode": _("Postcode"),
    "place": _("Plaats"),
    "phone": _("Telefoon"),
    "relation": _("Rol in het gezin"),
    "from_on": _("Vanaf"),
    "until_on": _("Tot en met"),
    "on": _("Dag"),
    "kind": _("Soort"),
    "text": _("Tekst"),
    "explanation": _("Uitleg"),
    "phase": _("Fase"),
    "phase_since": _("Fase sinds"),
    "registered_on": _("Aangemeld op"),
    "source": _("Bron"),
    "decision": _("Besluit"),
    "request": _("Vraag"),
    "helpers": _("Aantal helpers"),
    "risks": _("Risico's"),
    "yearly_cost_cents": _("Kosten per jaar (euro)"),
    "before": _("Van fase"),
    "after": _("Naar fase"),
    "reason": _("Reden"),
    "what": _("Wat"),
    "done_on": _("Gedaan op"),
    "purpose": _("Doel"),
    "organisation": _("Organisatie"),
    "life_domain": _("Leefgebied"),
    "rule": _("Regel"),
    "severity": _("Ernst"),
    "since_on": _("Sinds"),
    "story": _("Verhaal"),
    "wishes": _("Wensen"),
    "needed": _("Nodig"),
    "main_breakthrough": _("Belangrijkste doorbraak"),
    "can_self": _("Kan zelf"),
    "needs_help": _("Hulp nodig"),
    "conclusion": _("Conclusie"),
    "conditions": _("Voorwaarden"),
    "decided_on": _("Besloten op"),
    "objection_until": _("Bezwaar tot en met"),
    "cost_cents": _("Kosten (euro)"),
    "result_by_on": _("Resultaat op"),
    "grip": _("Grip"),
    "alternatives": _("Andere wegen"),
    "justification": _("Motivering"),
    "deviates_from": _("Wijkt af van"),
    "status": _("Stand"),
    "role": _("Rol"),
    "law": _("Wet"),
    "payer": _("Betaler"),
    "signed_on": _("Getekend op"),
    "manner": _("Hoe"),
    "present": _("Wie erbij was"),
    "who": _("Wie"),
    "has_consent": _("Toestemming"),
    "effort": _("Wat het gezin zelf doet"),
    "plan": _("Het toekomstplan"),
    "total_cents": _("Schuld (euro)"),
    "amount_cents": _("Bedrag (euro)"),
    "creditor": _("Schuldeiser"),
    "consent_on": _("Toestemming op"),
    "consent_given": _("Hoe de toestemming is gegeven"),
    "iban": _("Rekeningnummer"),
    "reference": _("Kenmerk"),
    "outcome": _("Hoe het gaat"),
    "why": _("Waarom"),
    "note": _("Toelichting"),
}
REFUSALS: dict[str, Promise] = {
    "already_held": _("Dit dossier wordt al vastgehouden."),
    "not_held": _("Dit dossier wordt niet vastgehouden."),
    "reason_missing": _("Schrijf op waarom."),
}


def table_name(model: str) -> str:
    """Return how a table reads; an unknown one by its name in the code."""
    return str(TABLES.get(model, model.rsplit(".", maxsplit=1)[-1]))


def field_name(field: str) -> str:
    """Return how a field reads; an unknown one by its name in the code."""
    return str(FIELDS.get(field, field.replace("_", " ")))
