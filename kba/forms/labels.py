"""What the codes of the kba app are called, and what to do about its errors."""

import re
from collections.abc import Iterable

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kba.domain.problems import InvalidInputError, Problem
from kba.domain.stages import Stage
from sohos.core.errors import DomainError

STAGES: dict[Stage, Promise] = {
    Stage.PROGNOSIS: _("Prognose"),
    Stage.REALISATION: _("Jaarmeting"),
    Stage.VALIDATED: _("Gevalideerd"),
}
GRADES: dict[int, Promise] = {
    1: _("1: bedrag in wet of regeling"),
    2: _("2: landelijke prijs of tarief"),
    3: _("3: tarief of contract van de gemeente"),
    4: _("4: berekend gemiddelde"),
    5: _("5: ouder bedrag of uit een artikel"),
    6: _("6: schatting van één bron"),
}
EFFECT_GRADES: dict[int, Promise] = {
    1: _("1: gemeten of vastgelegd in een besluit"),
    2: _("2: onderzoek met een vergelijking"),
    3: _("3: onderzoek zonder vergelijking"),
    4: _("4: cijfers van eerdere gezinnen"),
    5: _("5: oordeel van een professional"),
    6: _("6: losse schatting"),
}
WORDS = {
    "akkoord": _("Akkoord"),
    "gecorrigeerd": _("Gecorrigeerd"),
    "afgewezen": _("Afgewezen"),
    "vraag": _("Vraag"),
}
ERRORS: dict[str, Promise] = {
    "kba_exists": _("Dit huishouden heeft al een kosten-batenanalyse."),
    "kba_closed": _(
        "Het plan is vastgesteld met deze prognose. De regels veranderen niet meer."
    ),
    "changed_meanwhile": _(
        "Iemand anders heeft deze regel intussen bewaard. Hieronder staan beide."
    ),
    "entered_meanwhile": _(
        "Er zijn intussen regels bij gekomen. Kijk na wat er nog bij moet."
    ),
    "no_discount_table": _("Kies een peildatum vanaf 1 januari 1995."),
    "nothing_to_freeze": _("Voeg eerst een regel toe."),
    "assumptions_open": _(
        "Kijk eerst de aannames na in de regels waar dat bij staat: nog %(value)s."
    ),
    "plan_missing": _("Begin eerst het maatwerkplan van dit huishouden."),
    "plan_closed": _("Het plan is vastgesteld of vervangen, of gestopt."),
    "not_adopted": _("Het plan is nog niet vastgesteld met deze prognose."),
    "day_in_future": _("Kies vandaag of een eerdere dag."),
    "before_jaargrens": _("Het jaar is nog niet om. Dit kan vanaf %(value)s."),
    "year_not_expected": _("De prognose gaat niet verder dan jaar %(value)s."),
    "year_before_open": _("Laat eerst het jaar daarvoor valideren."),
    "later_year_measured": _("Er is al een later jaar gemeten. Dit jaar staat vast."),
    "measurements_do_not_match": _(
        "De regels zijn intussen veranderd. Open de jaarmeting opnieuw."
    ),
    "no_such_accountant": _("Kies een accountant uit de lijst."),
    "took_part": _(
        "Wie aan deze zaak heeft meegewerkt, kan haar niet controleren. Kies een ander."
    ),
    "not_realised": _(
        "Er is geen jaarmeting om te controleren, of er is een nieuwere."
    ),
    "already_validated": _("Deze jaarmeting is al gevalideerd."),
    "no_such_row": _("Deze regel is er niet. Kijk opnieuw."),
    "verdict_without_reason": _("Schrijf erbij waarom."),
    "nothing_corrected": _("Vul in welk aantal of welke prijs wel klopt."),
    "added_cost_rejected": _(
        "Extra kosten kunt u niet afwijzen: de besparing zou dan stijgen. Corrigeer ze."
    ),
    "lines_open": _("Er zijn nog %(value)s regels zonder oordeel."),
    "validated_too_early": _("Kies een dag op of na de jaarmeting van %(value)s."),
    "answer_empty": _("Schrijf een antwoord."),
    "too_many_variants": _("Er zijn al %(value)s varianten. Verwijder er eerst een."),
    "subject_is_a_case": _(
        "Dit bestand gaat over één huishouden. Zo'n berekening hoort in het dossier."
    ),
    "no_such_example": _("Kies een voorbeeld uit de lijst."),
    "nothing_to_show": _("Dit bestand heeft geen regels."),
    "already_taken_in": _("Dit bestand staat al in de lijst."),
    "not_assigned": _("U kijkt mee. Alleen de eerste accountant oordeelt."),
    "no_protocol": _(
        "Er gold toen geen controleprotocol. De gemeente stelt er eerst een vast."
    ),
    "not_reviewed": _(
        "Het protocol vraagt dat een tweede accountant meekijkt, na uw laatste oordeel."
    ),
    "same_accountant": _("Wie valideert, kijkt niet ook zelf mee. Kies een ander."),
    "nothing_to_review": _("Meekijken kan zodra elke regel een oordeel heeft."),
    "protocol_superseded": _(
        "Iemand anders heeft intussen een nieuwere tekst bewaard of vastgesteld. Uw "
        "tekst staat hieronder nog. Kijk eerst in de lijst wat er nu staat."
    ),
    "own_protocol": _("U hebt deze tekst zelf geschreven. Een ander stelt hem vast."),
    "adopted_too_early": _("Kies een dag vanaf %(value)s, toen de vorige inging."),
    "nothing_to_draw": _("Hier valt niets te trekken: er is geen regel met geld."),
    "population_too_large": _("Kies een kortere periode, dit zijn te veel regels."),
    "no_sample": _("Trek eerst een steekproef."),
    "sample_open": _(
        "Van de steekproef zijn nog %(value)s regels zonder oordeel. Begin daar."
    ),
    "sample_exceeded": _(
        "De fouten in de steekproef kunnen meer betekenen dan het protocol toelaat. "
        "Beoordeel de andere regels ook."
    ),
    "period_turned": _("Kies een einddatum op of na de begindatum."),
    "price_list_closed": _("Deze lijst is al vastgesteld of weggegooid."),
    "price_list_wrong": _("Niet elke rij klopt. Er is niets vastgesteld."),
    "nothing_new": _("Deze lijst zegt hetzelfde als de prijslijst die nu geldt."),
    "same_hands": _("Wie een lijst stuurt, stelt haar niet vast. Vraag een collega."),
    "catalogue_moved": _(
        "Intussen is een andere lijst vastgesteld. Kijk het verschil opnieuw na."
    ),
    "not_in_catalogue": _("Deze code staat niet meer in de prijslijst die nu geldt."),
    "own_price_stopped": _("Deze prijs is al ingetrokken of eindigt al eerder."),
    "no_newer_catalogue": _("Deze berekening gebruikt al de prijslijst die zij houdt."),
}
PROBLEMS: dict[str, Promise] = {
    "empty": _("Vul dit in."),
    "missing": _("Vul in wat ook zonder plan zou gebeuren, en waarom."),
    "negative": _("Vul een getal in zonder min."),
    "too_large": _("Dit getal is te groot."),
    "amount_too_large": _("Aantal maal prijs is te groot. Kijk beide na."),
    "too_precise": _("Gebruik hoogstens vier cijfers achter de komma."),
    "too_long": _("Maak deze tekst korter, hoogstens %(value)s tekens."),
    "one_off_has_no_end": _("Iets eenmaligs heeft geen einddatum. Laat die leeg."),
    "not_up_to_the_quantity": _("Vul een ondergrens in tot en met de hoeveelheid."),
    "not_from_the_quantity": _("Vul een bovengrens in vanaf de hoeveelheid."),
    "ends_before_it_begins": _("Kies een einddatum op of na de begindatum."),
    "outside_the_horizon": _("Kies een dag binnen de jaren van deze berekening."),
    "not_between_0_and_1": _("Vul een percentage in van 0 tot en met 100."),
    "year_out_of_range": _("Vul een jaar in, bijvoorbeeld 2024."),
    "out_of_range": _("Kies een waarde van %(value)s."),
    "percent_too_precise": _("Gebruik hoogstens twee cijfers achter de komma."),
    "not_a_real_share": _("Vul een percentage in tussen 0 en 100."),
    "confidence_too_low": _("Vul een betrouwbaarheid in van 50 of meer."),
    "not_a_grade": _("Kies hoe hard dit is."),
    "shares_do_not_add_up": _("De delen van de betalers zijn samen geen 100%%."),
    "nothing_differs": _("Verander ten minste één regel; nu is dit het plan zelf."),
    "overlaps": _(
        "In die periode geldt al een eigen prijs, vanaf %(value)s. Laat die eerst "
        "eindigen."
    ),
    "nothing_used": _("Vul in hoeveel, zonder plan of met plan."),
    "unknown_choice": _("Kies iets uit de lijst."),
    "one_cause": _("Kies een doorbraak of een knelpunt, niet allebei."),
    "immaterial_is_never_cash": _("Wat geen geld is, telt niet mee in de kas."),
    "lag_out_of_range": _("Vul een aantal maanden in van %(value)s."),
    "no_series_between_price_years": _(
        "Van deze prijs is geen index bekend (%(value)s). Vul zelf de prijs in van het "
        "prijspeil, met de reden."
    ),
    "no_index_level": _(
        "De index van dat jaar is niet bekend (%(value)s). Vul zelf de prijs in van het "
        "prijspeil, met de reden."
    ),
}
FILE_PROBLEMS: dict[str, Promise] = {
    "unknown_key": _("Dit veld kent het formaat niet."),
    "key_twice": _("Dit veld staat er twee keer in."),
    "not_json": _("Dit is geen geldig JSON: %(value)s."),
    "not_utf8": _("Dit is geen tekst in UTF-8: %(value)s."),
    "not_an_object": _("Hier hoort een object te staan."),
    "not_a_list": _("Hier hoort een lijst te staan."),
    "not_a_text": _("Hier hoort een tekst te staan."),
    "not_a_number": _("Hier hoort een getal te staan."),
    "not_a_whole_number": _("Hier hoort een geheel getal te staan."),
    "not_a_day": _("Schrijf een dag als 2026-01-31."),
    "missing": _("Dit veld ontbreekt."),
    "unknown_choice": _("Kies een van: %(value)s."),
    "unknown_format": _("Dit formaat is onbekend; verwacht wordt %(value)s."),
    "more_than_two_decimals": _("Een bedrag heeft hoogstens twee decimalen."),
    "not_above_zero": _("Vul een getal boven nul in."),
    "only_without_the_plan": _("Dit hoort alleen bij een regel zonder plan."),
    "only_with_the_plan": _("Dit hoort alleen bij een regel met plan."),
    "no_such_line_without": _("Er is geen regel zonder plan met deze naam: %(value)s."),
    "years_not_ascending": _("Zet de jaren op volgorde, elk één keer."),
}
_FIELDS = {
    "price.amount": "unit_price",
    "price.year": "price_year",
    "price.series": "unit_price",
    "price.source": "price_source",
    "price.grade": "price_grade",
    "payers": "payer",
    "effect": "deadweight",
}
_ERROR_FIELDS = {
    "no_discount_table": "reference_on",
    "before_jaargrens": "realised_on",
    "day_in_future": "realised_on",
    "validated_too_early": "validated_on",
    "no_such_accountant": "accountant",
    "took_part": "accountant",
    "verdict_without_reason": "reason",
    "nothing_corrected": "units_with",
    "added_cost_rejected": "word",
    "answer_empty": "text",
    "adopted_too_early": "adopted_on",
    "period_turned": "to_on",
    "same_accountant": "reviewer",
}
_INDEX = re.compile(r"\[\d+\]")


def refuse(form: forms.Form, error: DomainError) -> None:
    """Put an error of the rules on the form, at its field where there is one."""
    if isinstance(error, InvalidInputError):
        refuse_problems(form, error.problems)
        return
    name = _ERROR_FIELDS.get(error.code)
    form.add_error(name if name in form.fields else None, words_of(error))


def refuse_problems(form: forms.Form, problems: Iterable[Problem]) -> None:
    """Put the faults of an input on the fields of the form that they concern."""
    for problem in problems:
        name = field_of(problem.path)
        text = filled(
            PROBLEMS.get(problem.code, _("Kijk dit na.")), problem.detail or ""
        )
        if name in form.fields:
            if text not in form.errors.get(name, []):
                form.add_error(name, text)
        else:
            form.add_error(None, text)


def field_of(path: str) -> str:
    """Return the form field that a path is about."""
    bare = _INDEX.sub("", path)
    if bare in _FIELDS:
        return _FIELDS[bare]
    return "payer" if bare.startswith("payers") else bare.removeprefix("effect.")


def words_of(error: DomainError) -> str:
    """Return what to do about an error of the rules."""
    text = ERRORS.get(error.code, _("Dit kan nu niet. Kijk uw gegevens na."))
    return filled(text, ", ".join(map(str, error.args)))


def filled(text: Promise, value: str) -> str:
    """Return a text with its value in it."""
    found = str(text)
    return found % {"value": value} if "%(" in found else found.replace("%%", "%")
