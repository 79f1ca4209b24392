"""The words for statuses, offers, money and refusals; one sentence says what to do."""

from collections.abc import Mapping

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from bonds.forms import labels as bonds
from sohos.core.errors import DomainError
from sohos.core.euro import Euro
from sohos.funds.domain.book import Event
from sohos.funds.domain.following import Outcome
from sohos.funds.domain.listing import ConsentGiven, Shows, Why
from sohos.pages import formats

SHOWS: Mapping[Shows, Promise] = {
    Shows.AMOUNT: _("het bedrag"),
    Shows.BAND: _("alleen tussen welke bedragen het ligt"),
}
CONSENT: Mapping[ConsentGiven, Promise] = {
    ConsentGiven.SIGNED: _("met een handtekening"),
    ConsentGiven.WRITTEN: _("in een brief of bericht"),
    ConsentGiven.SPOKEN: _("in een gesprek"),
}
WHY: Mapping[Why, Promise] = {
    Why.CONSENT: _("Het gezin trekt zijn toestemming in"),
    Why.SOLVED: _("De schuld is anders opgelost"),
    Why.CHANGED: _("De schuld is veranderd"),
    Why.NOT_PAID: _("Een gever betaalt niet"),
    Why.OTHER: _("Iets anders"),
}
EVENTS: Mapping[Event, Promise] = {
    Event.AGREED: _("Match"),
    Event.RECEIVED: _("Ontvangen van gever"),
    Event.PAID: _("Betaald aan schuldeiser"),
    Event.WAIVED: _("Schuldeiser vraagt minder"),
    Event.FELL_THROUGH: _("Match gaat niet door"),
    Event.RETURNED: _("Terug naar gever"),
    Event.CORRECTED: _("Gecorrigeerd"),
}
OUTCOMES: Mapping[Outcome, Promise] = {
    Outcome.KEPT: _("Geen nieuwe schulden, het plan loopt"),
    Outcome.PLAN_STUCK: _("Geen nieuwe schulden, het plan loopt niet"),
    Outcome.NEW_DEBTS: _("Er zijn nieuwe schulden"),
    Outcome.UNREACHABLE: _("Niet te bereiken"),
}
FIELDS: Mapping[str, Promise] = {
    "story": _("Het verhaal"),
    "effort": _("Wat het gezin zelf doet"),
    "plan": _("Het toekomstplan"),
}
REFUSALS: Mapping[str, tuple[str, Promise]] = {
    "no_debts": ("", _("Er staat geen open schuld bij dit gezin.")),
    "debt_too_high": (
        "",
        _("De schulden zijn samen € 5.000 of meer. Daarvoor is Veil je schuld niet."),
    ),
    "too_many_creditors": (
        "",
        _("Er zijn meer dan twee schuldeisers. Daarvoor is Veil je schuld niet."),
    ),
    "no_consent": (
        "consent_by",
        _("Kies wie van het gezin toestemming gaf: iemand van 18 jaar of ouder."),
    ),
    "no_future_plan": (
        "plan",
        _("Er is geen vastgesteld plan. Schrijf op wat het gezin zelf van plan is."),
    ),
    "words_missing": ("", _("Schrijf hier iets op.")),
    "deadline_too_early": ("until", _("Kies een dag na vandaag.")),
    "status_refused": ("", _("Dit kan niet meer bij de stand van deze schuld.")),
    "own_proposal": ("", _("Je stelde dit zelf voor. Laat een collega het nakijken.")),
    "debt_paid_already": (
        "",
        _("Een van deze schulden is al betaald. Zet hem eerst op betaald."),
    ),
    "debts_changed": (
        "",
        _("De schulden zijn intussen veranderd. Trek dit in en stel ze opnieuw voor."),
    ),
    "listing_not_open": ("", _("Deze schuld is niet meer open voor fondsen.")),
    "offer_too_high": ("amount", _("Dit is meer dan er nog nodig is. Bied minder.")),
    "offer_exists": ("", _("Uw fonds heeft hier al een aanbod. Trek dat eerst in.")),
    "offer_gone": ("", _("Dit aanbod geldt niet meer. Kies opnieuw.")),
    "network_needed": (
        "offers",
        _("Een fonds doet alleen mee als het netwerk ook geeft. Leg dat eerst vast."),
    ),
    "not_covered": (
        "offers",
        _("Het aanbod en het netwerk zijn samen te weinig. Kies meer aanbod."),
    ),
    "offer_not_needed": (
        "offers",
        _("Er is te veel gekozen: zonder het laatste aanbod is het al genoeg."),
    ),
    "network_too_high": ("amount", _("Dit is meer dan de hele schuld. Vul minder in.")),
    "iban_wrong": ("", _("Dit rekeningnummer bestaat niet. Kijk het na op de brief.")),
    "payee_missing": (
        "",
        _("Vul bij elke schuldeiser het rekeningnummer en het kenmerk in."),
    ),
    "amount_refused": ("amount", _("Dit is meer dan er openstaat of binnen is.")),
    "follow_up_unknown": ("months", _("Kies 3, 6 of 12 maanden.")),
    "follow_up_too_early": ("on", _("Zo lang is de betaling nog niet geleden.")),
    "fund_exists": ("name", _("Dit fonds staat er al, of deze persoon sprak al.")),
    "identifying_words": (
        "",
        _("Hieraan is het gezin te herkennen. Haal de aangegeven woorden weg."),
    ),
}


def explain(error: DomainError) -> tuple[str, str]:
    """Return the field of a refusal and the sentence that says what to do."""
    if error.code not in REFUSALS:
        return bonds.explain(error)
    field, text = REFUSALS[error.code]
    if error.code == "words_missing":
        field = str(error)
    if error.code == "iban_wrong":
        field = f"iban_{error}"
    return field, str(text)


def refuse(form: forms.Form, error: DomainError) -> None:
    """Put a refusal on the form, at its field where there is one."""
    field, text = explain(error)
    if error.code == "day_in_future" and str(error) in form.fields:
        field = str(error)
    form.add_error(field if field in form.fields else None, text)


def band(low: Euro, high: Euro) -> str:
    """Write between which amounts a sum lies."""
    return str(_("€ %(low)s tot € %(high)s")) % {
        "low": formats.whole_amount(low),
        "high": formats.whole_amount(high),
    }
