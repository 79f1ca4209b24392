"""What the codes around a household are called: helpers, provisions, debts, scores."""

from django.utils.translation import gettext_lazy as _

from cases.domain.debts import DebtKind, DebtStatus
from cases.domain.involvement import HelperRole
from cases.domain.provisions import UseKind
from cases.domain.relapse import RelapseResult
from cases.domain.wellbeing import Moment, NonResponse, State

HELPER_ROLES = {
    HelperRole.COORDINATION: _("Regie en afstemming"),
    HelperRole.GUIDANCE: _("Begeleiding"),
    HelperRole.TREATMENT: _("Behandeling"),
    HelperRole.HEALTH: _("Huisarts of zorg"),
    HelperRole.INCOME: _("Inkomen en werk"),
    HelperRole.DEBT_HELP: _("Schuldhulp"),
    HelperRole.ADMINISTRATION: _("Bewind of mentorschap"),
    HelperRole.HOUSING: _("Wonen"),
    HelperRole.SCHOOL: _("School en leerplicht"),
    HelperRole.YOUTH_PROTECTION: _("Jeugdbescherming"),
    HelperRole.SAFETY: _("Politie of reclassering"),
    HelperRole.VOLUNTEER: _("Vrijwilliger of naaste"),
    HelperRole.OTHER: _("Iets anders"),
}
USE_KINDS = {
    UseKind.BIJSTAND: _("Bijstand"),
    UseKind.BIJZONDERE_BIJSTAND: _("Bijzondere bijstand of minimaregeling"),
    UseKind.RE_INTEGRATIE: _("Hulp bij het vinden van werk"),
    UseKind.SCHULDHULP: _("Schuldhulp"),
    UseKind.HULP_BIJ_HUISHOUDEN: _("Hulp bij het huishouden (Wmo)"),
    UseKind.WMO_BEGELEIDING: _("Begeleiding (Wmo)"),
    UseKind.WMO_VOORZIENING: _("Hulpmiddel of vervoer (Wmo)"),
    UseKind.BESCHERMD_WONEN: _("Beschermd wonen"),
    UseKind.MAATSCHAPPELIJKE_OPVANG: _("Maatschappelijke opvang"),
    UseKind.JEUGDHULP: _("Jeugdhulp"),
    UseKind.JEUGDHULP_VERBLIJF: _("Jeugdhulp met verblijf"),
    UseKind.JEUGDBESCHERMING: _("Jeugdbescherming of jeugdreclassering"),
    UseKind.LEERLINGENVERVOER: _("Leerlingenvervoer"),
    UseKind.PASSEND_ONDERWIJS: _("Passend of speciaal onderwijs"),
    UseKind.GGZ: _("Geestelijke gezondheidszorg"),
    UseKind.WIJKVERPLEGING: _("Wijkverpleging"),
    UseKind.WLZ_ZORG: _("Langdurige zorg (Wlz)"),
    UseKind.UITKERING_UWV: _("Uitkering van het UWV"),
    UseKind.RECLASSERING: _("Reclassering"),
    UseKind.WOONBEGELEIDING: _("Woonbegeleiding van de corporatie"),
    UseKind.OTHER: _("Iets anders"),
}
DEBT_KINDS = {
    DebtKind.RENT: _("Huur"),
    DebtKind.ENERGY: _("Gas, water of stroom"),
    DebtKind.HEALTH_INSURANCE: _("Zorgverzekering"),
    DebtKind.TAX: _("Belasting of toeslagen"),
    DebtKind.FINE: _("Boete"),
    DebtKind.BENEFIT: _("Uitkering die terug moet"),
    DebtKind.SHOP: _("Winkel of webwinkel"),
    DebtKind.TELECOM: _("Telefoon of internet"),
    DebtKind.LOAN: _("Lening of krediet"),
    DebtKind.FAMILY: _("Familie of vrienden"),
    DebtKind.OTHER: _("Iets anders"),
}
DEBT_STATUSES = {
    DebtStatus.OPEN: _("Open"),
    DebtStatus.REMINDER: _("Aanmaning"),
    DebtStatus.COLLECTION: _("Bij een incassobureau"),
    DebtStatus.BAILIFF: _("Bij de deurwaarder"),
    DebtStatus.SEIZURE: _("Beslag"),
    DebtStatus.DISPUTED: _("Betwist"),
    DebtStatus.ARRANGEMENT: _("Betalingsregeling"),
    DebtStatus.SETTLEMENT: _("Schuldregeling"),
    DebtStatus.STATUTORY: _("Wettelijke schuldsanering (Wsnp)"),
    DebtStatus.PAID: _("Betaald"),
    DebtStatus.REMITTED: _("Kwijtgescholden"),
    DebtStatus.MISTAKE: _("Was een vergissing"),
}
MOMENTS = {
    Moment.START: _("Begin"),
    Moment.HALFWAY: _("Halverwege"),
    Moment.JAARGRENS: _("Jaargrens"),
    Moment.AFTERCARE: _("Nazorg"),
}
NON_RESPONSES = {
    NonResponse.REFUSED: _("Wilde niet"),
    NonResponse.UNREACHABLE: _("Niet te bereiken"),
    NonResponse.UNABLE: _("Kon niet: te jong, te ziek of de taal"),
    NonResponse.NOT_ASKED: _("Niet gevraagd"),
}
STATES = {
    State.MEASURED: _("gemeten"),
    State.NO_RESPONSE: _("geen antwoord"),
    State.MISSING: _("ontbreekt"),
    State.LATER: _("komt nog"),
}
RELAPSE_RESULTS = {
    RelapseResult.STABLE: _("Het gaat goed"),
    RelapseResult.RELAPSE: _("Terugval"),
    RelapseResult.UNREACHABLE: _("Niet te bereiken"),
}
