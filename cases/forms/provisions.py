"""The form about what a household uses."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.domain.periods import Period
from cases.domain.provisions import RHYTHMS, InUse, UseKind
from cases.forms import care_labels, labels
from cases.forms.involvement import NumberBox, organisation_choices
from sohos.core.bills import Law, Payer, Per
from sohos.pages import bills
from sohos.pages.fields import DateField

_USUAL = ("", _("Zoals gebruikelijk"))


class ProvisionForm(forms.Form):
    """What is used, by whom, how much, and who pays for it."""

    kind = forms.ChoiceField(
        label=_("Soort voorziening"),
        choices=[("", _("Kies")), *labels.choices(care_labels.USE_KINDS)],
        error_messages={"required": _("Kies wat voor voorziening het is.")},
    )
    what = forms.CharField(
        label=_("Wat is het precies?"), max_length=120, required=False
    )
    person = forms.TypedChoiceField(
        label=_("Voor wie?"), coerce=int, empty_value=None, required=False
    )
    organisation = forms.TypedChoiceField(
        label=_("Wie levert het?"), coerce=int, empty_value=None, required=False
    )
    quantity = NumberBox(
        label=_("Hoeveel?"), required=False, max_digits=10, decimal_places=2
    )
    unit = forms.CharField(
        label=_("Van wat?"),
        help_text=_("Bijvoorbeeld uur, etmaal of maand."),
        max_length=40,
        required=False,
    )
    per = forms.ChoiceField(
        label=_("Per wat?"),
        choices=[_USUAL, *((per.value, bills.RHYTHMS[per]) for per in RHYTHMS)],
        required=False,
    )
    from_on = DateField(label=_("Sinds"))
    until_on = DateField(label=_("Tot en met"), required=False)
    law = forms.ChoiceField(
        label=_("Wet of regeling"),
        choices=[_USUAL, *labels.choices(bills.LAWS)],
        required=False,
    )
    payer = forms.ChoiceField(
        label=_("Wie betaalt?"),
        choices=[_USUAL, *labels.choices(bills.PAYERS)],
        required=False,
    )
    price_code = forms.SlugField(
        label=_("Code in de prijslijst, als je die weet"),
        max_length=60,
        required=False,
        error_messages={
            "invalid": _("Neem de code over zoals die in de prijslijst staat.")
        },
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        *args: Any,
        organisations: Sequence[Any],
        people: Mapping[int, str],
        **kwargs: Any,
    ) -> None:
        """Offer the register and the members of the household."""
        super().__init__(*args, **kwargs)
        offered = organisation_choices(organisations, empty=_("Weet ik nog niet"))
        self.fields["organisation"].choices = offered  # type: ignore[attr-defined]
        self.fields["person"].choices = [  # type: ignore[attr-defined]
            ("", _("Het hele huishouden")),
            *people.items(),
        ]

    def says(self) -> InUse:
        """Return what was filled in."""
        said = self.cleaned_data
        return InUse(
            kind=UseKind(said["kind"]),
            period=Period(said["from_on"], said["until_on"]),
            what=said["what"],
            person_id=said["person"],
            organisation_id=said["organisation"],
            law=Law(said["law"]) if said["law"] else None,
            payer=Payer(said["payer"]) if said["payer"] else None,
            quantity=said["quantity"],
            unit=said["unit"],
            per=Per(said["per"]) if said["per"] else None,
            price_code=said["price_code"],
        )


def written(row: Any) -> dict[str, Any]:
    """Return a provision as the form shows it."""
    return {
        "kind": row.kind.value,
        "what": row.what,
        "person": row.person_id,
        "organisation": row.organisation_id,
        "quantity": row.quantity,
        "unit": row.unit,
        "per": row.per.value,
        "from_on": row.period.from_on,
        "until_on": row.period.until_on,
        "law": row.law.value,
        "payer": row.payer.value,
        "price_code": row.price_code,
        "version": row.version,
    }
