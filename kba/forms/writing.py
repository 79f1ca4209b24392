"""Forms with which a casemanager starts a KBA and writes its rows."""

from collections.abc import Iterable, Mapping
from datetime import date
from fractions import Fraction
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kba import selectors
from kba.domain.lines import Effect
from kba.domain.rows import Row
from kba.domain.vocabulary import Kind, Role
from kba.forms import labels
from kba.forms.fields import NumberField, PercentField
from kba.services import RowText
from sohos.core.bills import Law, Payer, Per
from sohos.pages import bills
from sohos.pages.fields import DateField, EuroField

_NOTHING = ("", _("Kies"))
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


class StartKbaForm(forms.Form):
    """The conventions of a KBA."""

    reference_on = DateField(
        label=_("Vanaf welke dag rekenen we?"),
        help_text=_("De peildatum: de dag waarop het plan begint."),
    )
    horizon_years = forms.IntegerField(
        label=_("Hoeveel jaar vooruit?"), min_value=1, max_value=60
    )
    price_year = forms.IntegerField(
        label=_("Prijspeil"),
        help_text=_("Het jaar waarvan de prijzen gelden."),
        min_value=1990,
        max_value=2100,
    )
    from_provisions = forms.BooleanField(
        label=_("Begin met de voorzieningen in gebruik"),
        help_text=_("Wat het gezin nu gebruikt, wordt een rij zonder en met plan."),
        required=False,
    )


class LineForm(forms.Form):
    """One row: what is used without and with the plan, at which price."""

    price_code = forms.ChoiceField(
        label=_("Uit de prijslijst"),
        required=False,
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
    probability_without = PercentField(
        label=_("Kans zonder plan, in procent"), required=False
    )
    probability_with = PercentField(
        label=_("Kans met plan, in procent"), required=False
    )
    unit_price = EuroField(label=_("Prijs van één eenheid"), required=False)
    price_year = forms.IntegerField(
        label=_("Prijs van welk jaar"), required=False, min_value=1990, max_value=2100
    )
    price_source = forms.CharField(
        label=_("Bron van het bedrag"),
        required=False,
        max_length=300,
        help_text=_("Bijvoorbeeld: beschikking van 3 maart 2026."),
    )
    price_grade = forms.TypedChoiceField(
        label=_("Hoe hard is de prijs?"),
        required=False,
        coerce=int,
        empty_value=None,
        choices=[_NOTHING, *labels.GRADES.items()],
    )
    override_reason = forms.CharField(
        label=_("Waarom een andere prijs dan in de lijst?"),
        required=False,
        max_length=300,
    )
    payer = forms.ChoiceField(label=_("Wie betaalt"), required=False)
    payer_share = PercentField(
        label=_("Deel van deze betaler, in procent"), required=False
    )
    other_payer = forms.ChoiceField(label=_("Wie betaalt de rest"), required=False)
    law = forms.ChoiceField(label=_("Uit welke wet of pot"), required=False)
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
        choices=[_NOTHING, *labels.EFFECT_GRADES.items()],
    )
    attribution = PercentField(
        label=_("Deel dat door dit plan komt, in procent"), required=False
    )
    displacement = PercentField(
        label=_("Deel dat naar een ander verschuift, in procent"), required=False
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
    doorbraak_id = forms.TypedChoiceField(
        label=_("Volgt uit de doorbraak"),
        required=False,
        coerce=int,
        empty_value=None,
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        prices: Mapping[str, Iterable[tuple[str, str]]],
        doorbraken: Iterable[tuple[int, str]] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        payers = [_NOTHING, *((p.value, w) for p, w in bills.PAYERS.items())]
        laws = [_NOTHING, *((law.value, w) for law, w in bills.LAWS.items())]
        choices: dict[str, list[Any]] = {
            "price_code": [
                ("", _("Niet uit de lijst")),
                *((group, list(found)) for group, found in prices.items()),
            ],
            "payer": payers,
            "other_payer": payers,
            "law": laws,
            "doorbraak_id": [("", _("Geen")), *doorbraken],
        }
        for name, options in choices.items():
            self.fields[name].choices = options  # type: ignore[attr-defined]
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
        said = self.cleaned_data
        return RowText(
            per=Per(said["per"]),
            quantity_without=said["quantity_without"] or Fraction(0),
            quantity_with=said["quantity_with"] or Fraction(0),
            first_on=said["first_on"],
            last_on=said["last_on"],
            price_code=said["price_code"] or None,
            description=said["description"],
            unit=said["unit"],
            unit_price=said["unit_price"],
            price_year=said["price_year"],
            price_source=said["price_source"],
            price_grade=said["price_grade"],
            override_reason=said["override_reason"],
            payers=self._payers(),
            law=Law(said["law"]) if said["law"] else None,
            probability_without=_or(said["probability_without"], _CERTAIN),
            probability_with=_or(said["probability_with"], _CERTAIN),
            kind=Kind(said["kind"]),
            role=Role(said["role"]),
            effect=self._effect(),
            evidence_note=said["evidence_note"],
            doorbraak_id=said["doorbraak_id"],
        )

    def _payers(self) -> tuple[tuple[Payer, Fraction], ...]:
        said = self.cleaned_data
        if not said["payer"]:
            return ()
        share = _or(said["payer_share"], _CERTAIN)
        payers = [(Payer(said["payer"]), share)]
        if said["other_payer"]:
            payers.append((Payer(said["other_payer"]), 1 - share))
        return tuple(payers)

    def _effect(self) -> Effect | None:
        said = self.cleaned_data
        if said["deadweight"] is None:
            return None
        is_immaterial = said["kind"] == Kind.IMMATERIAL.value
        return Effect(
            deadweight=said["deadweight"],
            deadweight_reason=said["deadweight_reason"],
            evidence_grade=said["evidence_grade"] or 0,
            attribution=_or(said["attribution"], _CERTAIN),
            displacement=_or(said["displacement"], Fraction(0)),
            cashable_share=Fraction(0)
            if is_immaterial
            else _or(said["cashable_share"], _CERTAIN),
            cash_lag_months=said["cash_lag_months"] or 0,
        )


def initial_row(first_on: date) -> dict[str, Any]:
    """Return what a new row starts with."""
    return {
        "per": Per.YEAR.value,
        "role": Role.CARE.value,
        "kind": Kind.FINANCIAL.value,
        "first_on": first_on,
        "probability_without": _CERTAIN,
        "probability_with": _CERTAIN,
    }


def initial_of(line: selectors.LineHandle) -> dict[str, Any]:
    """Return what the form shows of a stored row."""
    row = selectors.as_row(line)
    return {
        "price_code": row.price.catalogue_code or "",
        "description": row.description,
        "unit": row.unit,
        "per": row.per.value,
        "quantity_without": row.quantity_without,
        "quantity_with": row.quantity_with,
        "probability_without": row.probability_without,
        "probability_with": row.probability_with,
        "unit_price": row.price.amount,
        "price_year": row.price.year,
        "price_source": row.price.source,
        "price_grade": row.price.grade,
        "override_reason": row.price.override_reason,
        "law": row.law.value,
        "role": row.role.value,
        "kind": row.kind.value,
        "first_on": row.first_on,
        "last_on": row.last_on,
        "evidence_note": row.evidence_note,
        "doorbraak_id": line.doorbraak_id or "",
        "version": line.version,
        **_initial_payers(row),
        **_initial_effect(row.effect),
    }


def _initial_payers(row: Row) -> dict[str, Any]:
    (payer, share), *others = row.payers
    return {
        "payer": payer.value,
        "payer_share": share,
        "other_payer": others[0][0].value if others else "",
    }


def _initial_effect(effect: Effect | None) -> dict[str, Any]:
    if effect is None:
        return {}
    return {
        "deadweight": effect.deadweight,
        "deadweight_reason": effect.deadweight_reason,
        "evidence_grade": effect.evidence_grade,
        "attribution": effect.attribution,
        "displacement": effect.displacement,
        "cashable_share": effect.cashable_share,
        "cash_lag_months": effect.cash_lag_months,
    }


def _or(value: Fraction | None, default: Fraction) -> Fraction:
    return default if value is None else value
