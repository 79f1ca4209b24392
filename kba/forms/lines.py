"""The form of one row of a KBA: all that can be said of it."""

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kba.domain.lines import LARGEST_AMOUNT, Effect
from kba.domain.vocabulary import Kind, Role
from kba.forms import labels
from kba.forms.fields import NumberField, PercentField, ShareField, SharesField
from kba.services import RowText
from sohos.core.bills import Law, Payer, Per
from sohos.pages import bills
from sohos.pages.fields import DateField, EuroField

NOTHING = ("", _("Kies"))
CAUSES = ("doorbraak", "knelpunt")
_PAYERS = 4
_CERTAIN = Fraction(1)
_OWN_PRICE = {
    "description",
    "unit",
    "unit_price",
    "price_source",
    "price_grade",
    "payer",
    "law",
}
_EFFECT = {"deadweight", "deadweight_reason", "evidence_grade"}
Choices = Iterable[tuple[str, Any]]


def payer_fields() -> list[tuple[str, str]]:
    """Return the names of the fields of each payer and its share, the first first."""
    more = range(2, _PAYERS + 1)
    return [("payer", "payer_share"), *((f"payer_{n}", f"share_{n}") for n in more)]


class LineForm(forms.Form):
    """One row: what is used without and with the plan, at which price."""

    price_code = forms.CharField(
        label=_("Uit de prijslijst"),
        required=False,
        max_length=60,
        help_text=_("Vult omschrijving, eenheid, prijs, bron en betaler in."),
    )
    description = forms.CharField(label=_("Waarvoor"), required=False, max_length=200)
    unit = forms.CharField(
        label=_("Eenheid"),
        required=False,
        max_length=40,
        help_text=_("Bijvoorbeeld uur, etmaal of keer."),
    )
    per = forms.ChoiceField(
        label=_("Hoe vaak"),
        choices=[(per.value, word) for per, word in bills.RHYTHMS.items()],
    )
    quantity_without = NumberField(label=_("Aantal zonder plan"), required=False)
    quantity_with = NumberField(label=_("Aantal met plan"), required=False)
    quantity_without_low = NumberField(label=_("Zonder plan: minstens"), required=False)
    quantity_without_high = NumberField(
        label=_("Zonder plan: hoogstens"), required=False
    )
    quantity_with_low = NumberField(label=_("Met plan: minstens"), required=False)
    quantity_with_high = NumberField(label=_("Met plan: hoogstens"), required=False)
    probability_without = PercentField(
        label=_("Kans zonder plan, in procent"), required=False
    )
    probability_with = PercentField(
        label=_("Kans met plan, in procent"), required=False
    )
    unit_price = EuroField(
        label=_("Prijs van één eenheid"), required=False, maximum=LARGEST_AMOUNT
    )
    price_year = forms.IntegerField(
        label=_("Prijs van welk jaar"), required=False, min_value=1990, max_value=2100
    )
    price_source = forms.CharField(
        label=_("Bron van het bedrag"),
        required=False,
        max_length=300,
        help_text=_("Bijvoorbeeld: beschikking van 3 maart 2026."),
        error_messages={"required": _("Schrijf waar dit bedrag staat.")},
    )
    price_grade = forms.TypedChoiceField(
        label=_("Hoe hard is de prijs?"),
        required=False,
        coerce=int,
        empty_value=None,
        choices=[NOTHING, *labels.GRADES.items()],
    )
    override_reason = forms.CharField(
        label=_("Waarom een andere prijs dan in de lijst?"),
        required=False,
        max_length=300,
    )
    law = forms.ChoiceField(
        label=_("Uit welke wet of pot"),
        required=False,
        choices=[NOTHING, *((law.value, word) for law, word in bills.LAWS.items())],
    )
    role = forms.ChoiceField(
        label=_("Wat is het?"),
        choices=[
            (Role.CARE.value, _("zorg, hulp of een voorziening")),
            (Role.PLAN.value, _("inzet voor het plan zelf")),
        ],
    )
    kind = forms.ChoiceField(
        label=_("Soort"),
        choices=[
            (Kind.FINANCIAL.value, _("geld")),
            (Kind.IMMATERIAL.value, _("geen geld (telt apart)")),
        ],
    )
    first_on = DateField(label=_("Vanaf"))
    last_on = DateField(label=_("Tot en met"), required=False)
    deadweight = PercentField(
        label=_("Wat zou ook zonder plan verdwijnen, in procent"), required=False
    )
    deadweight_reason = forms.CharField(
        label=_("Waarom zoveel?"), required=False, max_length=300
    )
    evidence_grade = forms.TypedChoiceField(
        label=_("Hoe hard is het effect?"),
        required=False,
        coerce=int,
        empty_value=None,
        choices=[NOTHING, *labels.EFFECT_GRADES.items()],
    )
    attribution = PercentField(
        label=_("Deel dat door dit plan komt, in procent"), required=False
    )
    displacement = PercentField(
        label=_("Deel dat naar een ander verschuift, in procent"), required=False
    )
    persistence = SharesField(
        label=_("Wat blijft er per jaar over, in procent"),
        required=False,
        help_text=_("Bijvoorbeeld 100 80 60; het laatste geldt verder."),
    )
    cashable_share = PercentField(
        label=_("Deel dat echt geld wordt, in procent"), required=False
    )
    cash_lag_months = forms.IntegerField(
        label=_("Na hoeveel maanden wordt het geld?"),
        required=False,
        min_value=0,
        max_value=120,
    )
    evidence_note = forms.CharField(
        label=_("Waaruit blijkt het aantal?"), required=False, max_length=300
    )
    follows_from = forms.ChoiceField(
        label=_("Volgt uit de doorbraak of het knelpunt"), required=False
    )
    is_confirmed = forms.BooleanField(
        label=_("Ik heb dit nagekeken: het klopt voor dit gezin"), required=False
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, causes: Choices = (), to_confirm: str = "", **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.to_confirm = to_confirm
        payers = [NOTHING, *((p.value, word) for p, word in bills.PAYERS.items())]
        for number, (payer, share) in enumerate(payer_fields(), start=1):
            self.fields[payer] = forms.ChoiceField(
                label=_("Wie betaalt") if number == 1 else _("Wie betaalt ook"),
                required=False,
                choices=payers,
            )
            self.fields[share] = ShareField(
                label=_("Deel van deze betaler, in procent"), required=False
            )
        self.fields["follows_from"].choices = [("", _("Geen")), *causes]  # type: ignore[attr-defined]
        if not to_confirm:
            del self.fields["is_confirmed"]
        for name in self._needed():
            self.fields[name].required = True

    def _needed(self) -> set[str]:
        """Name what has to be filled in, given what was chosen."""
        is_listed = bool(self["price_code"].value())
        is_effort = self["role"].value() == Role.PLAN.value
        needed = {"quantity_with", "probability_without", "probability_with"}
        needed |= set() if is_listed else _OWN_PRICE
        if is_effort:
            return needed
        is_added = self["quantity_without"].value() == "0"
        return needed | {"quantity_without"} | (set() if is_added else _EFFECT)

    def text(self) -> RowText:
        """Return what was typed; what was left out comes from the price list."""
        return self.text_of(self.cleaned_data)

    def text_of(self, said: Mapping[str, Any]) -> RowText:
        """Return a row from the values of the fields."""
        cause, _colon, cause_id = said["follows_from"].partition(":")
        is_done = said.get("is_confirmed", False)
        return RowText(
            per=Per(said["per"]),
            quantity_without=said["quantity_without"] or Fraction(0),
            quantity_with=said["quantity_with"] or Fraction(0),
            first_on=said["first_on"],
            last_on=said["last_on"],
            price_code=said["price_code"] or None,
            law=Law(said["law"]) if said["law"] else None,
            payers=tuple(_payers(said)),
            probability_without=_or(said["probability_without"], _CERTAIN),
            probability_with=_or(said["probability_with"], _CERTAIN),
            kind=Kind(said["kind"]),
            role=Role(said["role"]),
            effect=_effect(said),
            doorbraak_id=int(cause_id) if cause == CAUSES[0] else None,
            knelpunt_id=int(cause_id) if cause == CAUSES[1] else None,
            to_confirm="" if is_done else self.to_confirm,
            **{name: said[name] for name in _AS_TYPED},
        )


_AS_TYPED = (
    "description",
    "unit",
    "unit_price",
    "price_year",
    "price_source",
    "price_grade",
    "override_reason",
    "evidence_note",
    "quantity_without_low",
    "quantity_without_high",
    "quantity_with_low",
    "quantity_with_high",
)


class ListedLineForm(LineForm):
    """The form of a row on its own page, with the price list to choose from."""

    def __init__(
        self,
        *args: Any,
        prices: Mapping[str, Iterable[tuple[str, str]]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["price_code"].widget = forms.Select(
            choices=[
                ("", _("Niet uit de lijst")),
                *((group, list(found)) for group, found in prices.items()),
            ]
        )


def _or(value: Fraction | None, default: Fraction) -> Fraction:
    return default if value is None else value


def _payers(said: Mapping[str, Any]) -> Iterator[tuple[Payer, Fraction]]:
    """Give each payer its part; one whose part was left out gets the rest."""
    chosen = [
        (Payer(said[payer]), said[share])
        for payer, share in payer_fields()
        if said[payer]
    ]
    rest = 1 - sum((share for _, share in chosen if share is not None), Fraction(0))
    for payer, share in chosen:
        yield payer, max(rest, Fraction(0)) if share is None else share


def _effect(said: Mapping[str, Any]) -> Effect | None:
    if said["deadweight"] is None:
        return None
    is_immaterial = said["kind"] == Kind.IMMATERIAL.value
    return Effect(
        deadweight=said["deadweight"],
        deadweight_reason=said["deadweight_reason"],
        evidence_grade=said["evidence_grade"] or 0,
        attribution=_or(said["attribution"], _CERTAIN),
        displacement=_or(said["displacement"], Fraction(0)),
        persistence=said["persistence"] or (_CERTAIN,),
        cashable_share=Fraction(0)
        if is_immaterial
        else _or(said["cashable_share"], _CERTAIN),
        cash_lag_months=said["cash_lag_months"] or 0,
    )
