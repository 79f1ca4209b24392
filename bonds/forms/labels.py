"""The words for terms, events and refusals; one sentence says what to do."""

from collections.abc import Mapping
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from bonds.domain.accounts import Account
from bonds.domain.contract import (
    CapBehaviour,
    EarlyTermination,
    Funding,
    InterestEnd,
    InterestStart,
    LossBearer,
    OutcomeRule,
    PaymentRoute,
)
from bonds.domain.ledger import Event as Kind
from bonds.domain.scenario import IntakePattern
from bonds.selectors import Step
from bonds.services import Ending
from kba.domain.engagement import EngagementType
from sohos.core.errors import DomainError
from sohos.pages import formats

EVENTS: Mapping[Kind, Promise] = {
    Kind.COMMITTED: _("Toegezegd"),
    Kind.BUDGETED: _("Rentebudget beschikbaar"),
    Kind.DRAW_REQUESTED: _("Opgevraagd bij investeerders"),
    Kind.DRAW_RECEIVED: _("Ontvangen van investeerders"),
    Kind.DRAW_VOIDED: _("Opvraging vervallen"),
    Kind.STARTED: _("Gestart"),
    Kind.SPENT: _("Uitgegeven"),
    Kind.ACCRUED: _("Rente opgebouwd"),
    Kind.KBA_CHANGED: _("Goedgekeurde jaarmeting vastgelegd"),
    Kind.QUEUED: _("Geaccepteerd, wacht op dekking"),
    Kind.FELL_DUE: _("Geaccepteerd, terugbetaling staat klaar"),
    Kind.PAID: _("Betaald"),
    Kind.REFUNDED: _("Niet besteed geld terug"),
    Kind.ENDED: _("Beëindigd zonder terugbetaling"),
    Kind.CORRECTED: _("Gecorrigeerd"),
    Kind.CLAWED_BACK: _("Teruggevorderd"),
    Kind.CLAWBACK_REPAID: _("Terugvordering betaald"),
    Kind.TERMINATED: _("Contract eerder beëindigd"),
    Kind.SETTLED_EARLY: _("Terugbetaling staat klaar door het eerdere einde"),
}

ACCOUNTS: Mapping[Account, Promise] = {
    Account.COMMITMENT: _("Toezegging"),
    Account.DRAWING_ROOM: _("Trekkingsruimte"),
    Account.BUDGET: _("Rentebudget"),
    Account.BUDGET_FREE: _("Rentebudget vrij"),
    Account.BUDGET_RESERVED: _("Rentebudget gereserveerd"),
    Account.BUDGET_USED: _("Rentebudget verbruikt"),
    Account.CONTINGENT_INTEREST_CASE: _("Voorwaardelijke rente per casus"),
    Account.CONTINGENT_INTEREST_INVESTOR: _("Voorwaardelijke rente per investeerder"),
    Account.BANK: _("Projectbank"),
    Account.CLEARING: _("Doorbetaling"),
    Account.PROFESSIONALS: _("Casus professionals"),
    Account.MAATWERK: _("Casus maatwerk"),
    Account.CLAIM_PRINCIPAL: _("Vordering gemeente hoofdsom"),
    Account.CLAIM_INTEREST: _("Vordering gemeente rente"),
    Account.CLAIM_SOHOS: _("Vordering SOHOS"),
    Account.LOAN_AT_RISK: _("Lening at risk"),
    Account.LOAN_DUE: _("Lening opeisbaar"),
    Account.INTEREST_DUE: _("Rente opeisbaar"),
    Account.CLAWBACK_INVESTOR: _("Terug te vorderen investeerder"),
    Account.CLAWBACK_MUNICIPALITY: _("Terug te betalen gemeente"),
}

STEPS: Mapping[Step, Promise] = {
    Step.VALIDATION: _("goedkeuring door de accountant"),
    Step.ACCEPTANCE: _("acceptatie door de controller"),
    Step.COVER: _("ruimte in het rentebudget"),
    Step.PAYMENT: _("betaling door de treasury"),
}

ENDINGS: Mapping[Ending, Promise] = {
    Ending.FAILED: _("Het resultaat is niet gehaald"),
    Ending.WITHDRAWN: _("Het huishouden is gestopt"),
}

TERMS: Mapping[str, Promise] = {
    "starts_on": _("Eerste dag"),
    "ends_on": _("Laatste dag waarop geld wordt opgenomen"),
    "long_stop_on": _("Daarna staat niets meer klaar"),
    "rate": _("Rente per jaar, enkelvoudig"),
    "case_cap": _("Hoogstens per huishouden"),
    "interest_year_signal": _("Rente per jaar waarbij een waarschuwing komt"),
    "interest_total_cap": _("Rente in totaal"),
    "interest_total_is_hard": _("Is dat totaal een harde grens?"),
    "cap_behaviour": _("Als het rentebudget op is"),
    "reservation_months": _("Maanden rente gereserveerd per opname"),
    "payment_route": _("Wie betaalt de investeerders"),
    "day_count": _("Dagtelling"),
    "interest_start": _("Rente begint op"),
    "interest_end": _("Rente eindigt op"),
    "max_return": _("Hoogste rendement"),
    "outcome_rule": _("Wanneer wordt terugbetaald"),
    "saving_threshold": _("Besparing van de gemeente in het eerste jaar"),
    "saving_is_after_case_cost": _("Gaan de kosten van het plan daar eerst af?"),
    "rate_card": _("Staffel"),
    "loss_bearer": _("Wie het verlies draagt als het niet lukt"),
    "first_loss": _("Eerste verlies voor SOHOS"),
    "funding": _("Welke investeerders lenen voor een huishouden"),
    "early_termination": _("Als het contract eerder stopt"),
    "clawback_months": _("Maanden waarin terugvorderen kan"),
    "engagement_type": _("Opdracht van de accountant"),
}

CHOICES: Mapping[object, Promise] = {
    CapBehaviour.QUEUE: _("de betaling wacht tot er weer ruimte is"),
    CapBehaviour.TRUNCATE: _("er wordt betaald wat er is, de rest vervalt"),
    PaymentRoute.DIRECT: _("de gemeente, rechtstreeks"),
    PaymentRoute.VIA_SOHOS: _("de gemeente, via SOHOS"),
    InterestStart.DRAWDOWN: _("de dag van de opname"),
    InterestStart.CASE_START: _("de start van het plan"),
    InterestStart.SPEND: _("de dag van de uitgave"),
    InterestEnd.DUE_DATE: _("de dag waarop de betaling klaarstaat"),
    InterestEnd.PAYMENT_DATE: _("de dag van de betaling"),
    OutcomeRule.THRESHOLD: _("helemaal, zodra de besparing is gehaald"),
    OutcomeRule.PRO_RATA: _("naar rato van de besparing"),
    OutcomeRule.RATE_CARD: _("volgens een staffel"),
    LossBearer.INVESTOR: _("de investeerders"),
    LossBearer.SOHOS: _("SOHOS"),
    LossBearer.MUNICIPALITY: _("de gemeente"),
    LossBearer.SOHOS_FIRST: _("eerst SOHOS, daarna de investeerders"),
    Funding.PRO_RATA: _("alle, naar rato van hun toezegging"),
    Funding.LOTS: _("per huishouden aangewezen investeerders"),
    EarlyTermination.RUN_OFF: _("lopende plannen worden afgemaakt"),
    EarlyTermination.REPAY_PRINCIPAL: _("de gemeente betaalt de inleg terug"),
    EarlyTermination.REPAY_WITH_INTEREST: _("de gemeente betaalt inleg en rente terug"),
    EngagementType.AGREED_UPON_4400N: _("overeengekomen werkzaamheden (4400N)"),
    EngagementType.LIMITED_3000A: _("beperkte mate van zekerheid (3000A)"),
    EngagementType.REASONABLE_3000A: _("redelijke mate van zekerheid (3000A)"),
}

PATTERNS: Mapping[IntakePattern, Promise] = {
    IntakePattern.JANUARY: _("allemaal op 1 januari"),
    IntakePattern.MONTHLY: _("gelijk verdeeld over de maanden"),
}

REFUSALS: Mapping[str, tuple[str, Promise]] = {
    "above_claim": ("amount", _("Dit is meer dan er openstaat. Pas het bedrag aan.")),
    "amount_not_positive": ("amount", _("Vul een bedrag in boven nul.")),
    "bank_line_missing": ("bank_line", _("Vul het nummer van de bankregel in.")),
    "bank_line_exceeded": (
        "amount",
        _("Op deze bankregel is al een deel geboekt. Samen is het meer dan de regel."),
    ),
    "bank_line_used": (
        "bank_line",
        _("Deze bankregel is al geboekt. Kijk of u de goede regel heeft."),
    ),
    "bond_terminated": (
        "",
        _("Het contract is beëindigd. Er wordt niets nieuws meer opgevraagd."),
    ),
    "budget_exceeded": (
        "amount",
        _("Het rentebudget heeft hier geen ruimte voor. Overleg met de controller."),
    ),
    "case_cap_exceeded": (
        "amount",
        _("Dit is meer dan het contract per huishouden toelaat. Verlaag het bedrag."),
    ),
    "clawback_too_late": (
        "on",
        _("De termijn om terug te vorderen is voorbij. Kijk in het contract."),
    ),
    "commitment_exceeded": (
        "amount",
        _("De investeerders hebben dit niet meer toegezegd. Verlaag het bedrag."),
    ),
    "draw_amount": (
        "amount",
        _("Een opname komt in één keer binnen. Dit is een ander bedrag."),
    ),
    "event_matched": ("", _("Deze boeking heeft al een bankregel.")),
    "line_decided": ("", _("Over deze bankregel is al beslist.")),
    "line_direction": (
        "",
        _("Het geld van deze bankregel gaat de andere kant op. Kies iets anders."),
    ),
    "day_in_future": ("on", _("Kies vandaag of een eerdere dag.")),
    "draw_not_pending": ("", _("Deze opvraging is al ontvangen of vervallen.")),
    "draw_pending": (
        "",
        _("Er is nog geld onderweg. Laat de opvraging eerst ontvangen of vervallen."),
    ),
    "draft_changed": (
        "",
        _("Iemand heeft het ontwerp intussen veranderd. Lees het opnieuw."),
    ),
    "due_before_acceptance": ("due_on", _("Kies de dag van acceptatie of later.")),
    "event_followed": (
        "",
        _("Een latere boeking bouwt hierop voort. Corrigeer die eerst."),
    ),
    "investor_exists": (
        "code",
        _("Deze code of dit account hoort al bij een investeerder. Kies een andere."),
    ),
    "kba_clawed_back": (
        "",
        _("Op deze jaarmeting is teruggevorderd. Er is een nieuwe nodig."),
    ),
    "kba_not_current": (
        "",
        _("De jaarmeting is intussen veranderd. Bekijk de nieuwe en beslis opnieuw."),
    ),
    "key_reused": ("", _("Dit formulier was al gebruikt. Open het opnieuw.")),
    "month_not_over": (
        "month",
        _("Deze maand is nog niet voorbij. Kies een eerdere maand."),
    ),
    "no_bond": ("", _("Voor dit programma is nog geen contract getekend.")),
    "no_contract": ("on", _("Op deze dag was er nog geen contract. Kies later.")),
    "not_validated": ("", _("De accountant heeft de jaarmeting niet goedgekeurd.")),
    "outcome_not_reached": (
        "",
        _("Het resultaat is niet gehaald. Beëindig de financiering van dit dossier."),
    ),
    "outcome_reached": (
        "",
        _("Het resultaat is gehaald. Accepteer de jaarmeting in plaats daarvan."),
    ),
    "outside_contract": ("on", _("Kies een dag binnen de looptijd van het contract.")),
    "period_closed": ("on", _("Deze maand is gesloten.")),
    "plan_not_adopted": (
        "on",
        _("Het plan was op deze dag nog niet vastgesteld. Kies een latere dag."),
    ),
    "reason_missing": ("reason", _("Leg in een zin uit waarom.")),
    "role_refused": ("", _("Uw rol mag dit niet vastleggen.")),
    "same_person": (
        "",
        _("U deed in dit dossier al een andere stap. Laat een collega dit doen."),
    ),
    "spent_above_drawn": (
        "amount",
        _("Er staat minder op de projectrekening. Verlaag het bedrag."),
    ),
    "transfer_not_divided": (
        "",
        _("De delen zijn samen niet het bedrag van de bankregel. Pas ze aan."),
    ),
    "transition_refused": ("", _("Dit kan niet meer bij de stand van dit dossier.")),
    "version_out_of_order": (
        "effective_on",
        _("De vorige versie gaat later in. Kies die dag of later."),
    ),
    "unspent_money": (
        "",
        _("Er staat nog geld op de projectrekening. Boek dat eerst terug."),
    ),
}
_SAME = {
    "payment_above_claim": "above_claim",
    "receipt_too_large": "above_claim",
    "already_corrected": "transition_refused",
    "no_weights": "transition_refused",
    "nothing_to_post": "transition_refused",
    "balance_refused": "transition_refused",
}


def explain(error: DomainError) -> tuple[str, str]:
    """Return the field of a refusal and the sentence that says what to do."""
    code = _SAME.get(error.code, error.code)
    field, text = REFUSALS.get(
        code, ("", _("Dit kan nu niet. Laad de pagina opnieuw."))
    )
    if code == "period_closed":
        day = formats.day(date.fromisoformat(str(error)))
        closed = _now(
            "De boeken zijn gesloten tot en met %(day)s. Kies een latere dag."
        )
        return field, closed % {"day": day}
    return field, str(text)


def yes_or_no(*, value: bool) -> str:
    """Return ja or nee."""
    return _now("ja") if value else _now("nee")
