"""A contract in words: what a term means, what the letter leaves open, a summary."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from enum import StrEnum
from fractions import Fraction
from types import NoneType
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from bonds.domain.contract import (
    CapBehaviour,
    ContractTerms,
    LossBearer,
    OutcomeRule,
    changed_terms,
    long_stop_of,
)
from bonds.forms import labels
from sohos.core.euro import Euro
from sohos.pages import formats

HELP: Mapping[str, Promise] = {
    "starts_on": _("Vanaf deze dag kan geld worden opgevraagd."),
    "ends_on": _("Daarna beginnen geen nieuwe huishoudens."),
    "long_stop_on": _(
        "De brief van Almelo noemt geen dag. Leeg is 18 maanden na de laatste opname: "
        "een jaargrens en een half jaar."
    ),
    "rate": _("Zonder rente op rente."),
    "case_cap": _("Meer wordt voor één huishouden niet geleend en niet terugbetaald."),
    "interest_year_signal": _(
        "Boven dit bedrag in één jaar krijgt de controller een waarschuwing."
    ),
    "interest_total_cap": _("Wat de raad voor de hele looptijd beschikbaar stelt."),
    "interest_total_is_hard": _(
        "De brief zegt 'in totaal 72.000', niet wat er gebeurt als het meer wordt."
    ),
    "cap_behaviour": _("De brief zegt niet wie wacht als het geld op is."),
    "reservation_months": _(
        "Bij elke opname wordt zoveel maanden rente apart gezet. Duurt het langer, dan "
        "komt de rest uit wat vrij is."
    ),
    "payment_route": _("Staat in de brief: de gemeente betaalt."),
    "day_count": _(
        "De brief zegt 4 procent per jaar, niet hoe een deel van een jaar telt. In een "
        "schrikkeljaar kan dat het verschil maken."
    ),
    "interest_start": _("De brief noemt geen dag waarop de rente begint."),
    "interest_end": _("De brief noemt geen dag waarop de rente stopt."),
    "max_return": _(
        "De brief noemt geen hoogste rendement. Leeg is geen grens; 10 is hoogstens een "
        "tiende van de inleg."
    ),
    "outcome_rule": _(
        "De brief noemt 12.000 besparing, niet wat er gebeurt bij 11.000."
    ),
    "saving_threshold": _("De brief noemt netto 12.000 per huishouden."),
    "saving_is_after_case_cost": _(
        "De brief zegt 'netto 12.000' en niet of de 4.800 daar al af is."
    ),
    "rate_card": _(
        "Alleen bij een staffel. Per regel een bedrag en een percentage, "
        "bijvoorbeeld 4.000: 25."
    ),
    "loss_bearer": _(
        "De brief zegt niet wie betaalt als de besparing niet wordt gehaald."
    ),
    "first_loss": _("Alleen als SOHOS het eerste verlies draagt."),
    "funding": _("De brief zegt niet welke investeerder voor welk huishouden leent."),
    "early_termination": _("De brief regelt niet wat er gebeurt bij eerder stoppen."),
    "clawback_months": _(
        "De brief regelt niet hoe lang wat is terugbetaald nog terug te vorderen is."
    ),
    "engagement_type": _(
        "De brief vraagt een accountant en noemt geen standaard voor de opdracht."
    ),
}

PROBLEMS: Mapping[str, Promise] = {
    "ends_on": _("Kies een laatste dag na de eerste, voor het jaar 2200."),
    "long_stop_on": _("Kies een dag na de laatste opname."),
    "rate_card": _(
        "Vul bij een staffel oplopende bedragen en percentages in, en anders niets."
    ),
    "first_loss": _(
        "Vul een bedrag in als SOHOS het eerste verlies draagt, en anders niets."
    ),
    "case_cap": _("Vul een bedrag in boven nul."),
    "saving_threshold": _("Vul een bedrag in boven nul."),
}


def problem_with(name: str) -> str:
    """Return what to do about a term that has no meaning."""
    return str(PROBLEMS.get(name, _("Pas dit aan: zo heeft het geen betekenis.")))


def shown(terms: ContractTerms, name: str) -> str:
    """Write the value of a term as people read it."""
    if name == "long_stop_on":
        return formats.day(long_stop_of(terms))
    if name == "rate_card":
        bands = [
            _now("vanaf € %(amount)s: %(share)s")
            % {
                "amount": formats.amount(band.from_saving),
                "share": formats.percentage(band.share),
            }
            for band in terms.rate_card
        ]
        return "; ".join(bands) or _now("geen")
    return value_in_words(getattr(terms, name))


def value_in_words(value: object) -> str:
    """Write one value of a term."""
    for kind, written in _WRITTEN.items():
        if isinstance(value, kind):
            return written(value)
    return str(value)


def told_changes(
    before: ContractTerms, terms: ContractTerms
) -> list[dict[str, object]]:
    """Write what changed as people read it: the term, what it was, what it is."""
    return [
        {
            "label": labels.TERMS[name],
            "was": shown(before, name),
            "now": shown(terms, name),
        }
        for name in changed_terms(before, terms)
    ]


def summary(terms: ContractTerms) -> Iterator[str]:
    """Tell a contract in plain sentences, the most important first."""
    said = {name: shown(terms, name) for name in labels.TERMS}
    yield (
        _now(
            "Van %(starts_on)s tot en met %(ends_on)s lenen investeerders hoogstens "
            "%(case_cap)s per huishouden, tegen %(rate)s rente per jaar."
        )
        % said
    )
    yield _result(terms) % said
    yield _loss(terms) % said
    yield _budget(terms) % said
    yield (
        _now(
            "De rente telt van %(interest_start)s tot %(interest_end)s, met dagtelling "
            "%(day_count)s, en wordt per huishouden één keer afgerond."
        )
        % said
    )
    yield (
        _now(
            "Wie de investeerders betaalt: %(payment_route)s. Terugvorderen kan "
            "%(clawback_months)s maanden. Na %(long_stop_on)s staat niets meer klaar."
        )
        % said
    )
    yield (
        _now(
            "Als het contract eerder stopt: %(early_termination)s. De opdracht van de "
            "accountant: %(engagement_type)s."
        )
        % said
    )


def _result(terms: ContractTerms) -> str:
    if terms.outcome_rule is OutcomeRule.PRO_RATA:
        return _now(
            "De gemeente betaalt terug naar rato van de besparing in het eerste jaar; "
            "vanaf %(saving_threshold)s alles."
        )
    if terms.outcome_rule is OutcomeRule.RATE_CARD:
        return _now("De gemeente betaalt terug volgens een staffel: %(rate_card)s.")
    if terms.saving_is_after_case_cost:
        return _now(
            "De gemeente betaalt alles terug zodra de accountant in het eerste jaar "
            "%(saving_threshold)s besparing ziet na aftrek van de kosten van het plan."
        )
    return _now(
        "De gemeente betaalt alles terug zodra de accountant in het eerste jaar "
        "%(saving_threshold)s besparing ziet; bij minder niets."
    )


def _loss(terms: ContractTerms) -> str:
    if terms.loss_bearer is LossBearer.SOHOS_FIRST:
        return _now(
            "Lukt het niet, dan draagt SOHOS de eerste %(first_loss)s van het verlies en "
            "dragen de investeerders de rest."
        )
    return _now("Lukt het niet, dan is het verlies voor: %(loss_bearer)s.")


def _budget(terms: ContractTerms) -> str:
    if not terms.interest_total_is_hard:
        return _now(
            "Aan rente is %(interest_total_cap)s voorzien; daarboven komt alleen een "
            "waarschuwing, en in een jaar al boven %(interest_year_signal)s."
        )
    if terms.cap_behaviour is CapBehaviour.TRUNCATE:
        return _now(
            "Aan rente wordt nooit meer dan %(interest_total_cap)s betaald; wat daarboven "
            "komt vervalt. Boven %(interest_year_signal)s in een jaar komt een "
            "waarschuwing."
        )
    return _now(
        "Aan rente wordt nooit meer dan %(interest_total_cap)s betaald; is dat op, dan "
        "wacht de betaling. Boven %(interest_year_signal)s in een jaar komt een "
        "waarschuwing."
    )


_WRITTEN: dict[type, Callable[[Any], str]] = {
    NoneType: lambda _value: _now("geen"),
    bool: lambda value: labels.yes_or_no(value=value),
    Euro: formats.signed_amount,
    Fraction: lambda value: formats.percentage(value, 1),
    date: formats.day,
    StrEnum: lambda value: str(labels.CHOICES.get(value, value)),
}
