"""The form of the contract calculator: what to change about a bond, and the rest."""

from dataclasses import replace
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bonds.domain.contract import ContractTerms, LossBearer
from bonds.domain.day_count import DayCount
from bonds.domain.scenario import IntakePattern, Scenario
from bonds.forms import labels
from bonds.forms.terms import HUNDRED, PercentField
from sohos.core.euro import ZERO
from sohos.pages.fields import EuroField

MOST_A_YEAR = 1000
MOST_YEARS = 10
LONGEST = 60
HIGHEST_RATE = 20


def _slides(step: str) -> forms.NumberInput:
    return forms.NumberInput(attrs={"data-slider": step})


class CalculateBondForm(forms.Form):
    """An intake, an outcome and the terms that change the money most."""

    households = forms.IntegerField(
        label=_("Huishoudens per jaar"),
        min_value=1,
        max_value=MOST_A_YEAR,
        widget=_slides("5"),
    )
    years = forms.IntegerField(
        label=_("Aantal jaren"), min_value=1, max_value=MOST_YEARS, widget=_slides("1")
    )
    first_year = forms.IntegerField(
        label=_("Eerste jaar"), min_value=2000, max_value=2100
    )
    pattern = forms.ChoiceField(
        label=_("Zij starten"),
        choices=[(one.value, labels.PATTERNS[one]) for one in IntakePattern],
    )
    success = PercentField(
        label=_("Slaagt, in procent"),
        help_text=_("Het deel van de huishoudens dat de besparing haalt."),
        min_value=0,
        max_value=HUNDRED,
        decimal_places=2,
        widget=_slides("0.5"),
    )
    saving = EuroField(
        label=_("Besparing per huishouden per jaar"),
        help_text=_("Voor de gemeente, als het plan slaagt."),
    )
    months = forms.IntegerField(
        label=_("Maanden tot de terugbetaling"),
        min_value=1,
        max_value=LONGEST,
        widget=_slides("1"),
    )
    rate = PercentField(
        label=_("Rente per jaar, in procent"),
        min_value=0,
        max_value=HIGHEST_RATE,
        decimal_places=2,
        widget=_slides("0.25"),
    )
    day_count = forms.ChoiceField(
        label=_("Dagtelling"), choices=[(one.value, one.value) for one in DayCount]
    )
    loss_bearer = forms.ChoiceField(
        label=_("Wie het verlies draagt als het niet lukt"),
        choices=[(one.value, labels.CHOICES[one]) for one in LossBearer],
    )
    first_loss = EuroField(
        label=_("Eerste verlies voor SOHOS"),
        help_text=_("Alleen als SOHOS het eerste verlies draagt."),
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        """Ask for the first loss where one is agreed."""
        said = super().clean() or {}
        is_first = said.get("loss_bearer") == LossBearer.SOHOS_FIRST
        if is_first and not said.get("first_loss") and "first_loss" not in self.errors:
            self.add_error("first_loss", _("Vul het bedrag in dat SOHOS eerst draagt."))
        return said


def starting_point(terms: ContractTerms) -> dict[str, object]:
    """Return what the form shows first: the contract, with the plan of Almelo."""
    plan = Scenario()
    return {
        "households": plan.intake[0],
        "years": len(plan.intake),
        "first_year": terms.starts_on.year,
        "pattern": plan.pattern.value,
        "success": plan.success,
        "saving": max(plan.saving, terms.saving_threshold),
        "months": plan.months,
        "rate": terms.rate,
        "day_count": terms.day_count.value,
        "loss_bearer": terms.loss_bearer.value,
        "first_loss": terms.first_loss or None,
    }


def scenario_of(terms: ContractTerms, said: dict[str, Any]) -> Scenario:
    """Make a scenario of what was said; what was not asked is as in the contract."""
    bearer = LossBearer(said["loss_bearer"])
    changed = replace(
        terms,
        rate=said["rate"],
        day_count=DayCount(said["day_count"]),
        loss_bearer=bearer,
        first_loss=said["first_loss"] if bearer is LossBearer.SOHOS_FIRST else ZERO,
    )
    return Scenario(
        terms=changed,
        first_year=said["first_year"],
        intake=(said["households"],) * said["years"],
        pattern=IntakePattern(said["pattern"]),
        months=said["months"],
        success=said["success"],
        saving=said["saving"],
    )
