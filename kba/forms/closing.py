"""Forms of the jaargrens: what was counted, the accountant's word, the day."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kba.domain.realisation import Measured
from kba.forms import labels
from kba.forms.fields import NumberField
from kba.services import Said
from sohos.pages.fields import DateField, EuroField


class RealiseForm(forms.Form):
    """The day of the measurement."""

    realised_on = DateField(label=_("Dag van de jaarmeting"))


class MeasureForm(forms.Form):
    """What was really used in the year, of one row."""

    units = NumberField(label=_("Echt gebruikt in het jaar"))
    price = EuroField(
        label=_("Echte prijs van één eenheid"),
        required=False,
        help_text=_("Laat leeg als de prijs van de prognose klopt."),
    )
    price_source = forms.CharField(
        label=_("Bron van die prijs"), required=False, max_length=300
    )
    evidence_note = forms.CharField(
        label=_("Waaruit blijkt dat?"),
        max_length=300,
        help_text=_("Bijvoorbeeld: declaraties van maart 2019 tot maart 2020."),
        error_messages={
            "required": _("Vul in waaruit dit blijkt, bijvoorbeeld een declaratie.")
        },
    )

    def measured(self) -> Measured:
        """Return what was counted."""
        said = self.cleaned_data
        return Measured(
            units=said["units"],
            evidence_note=said["evidence_note"],
            price=said["price"],
            price_source=said["price_source"],
        )


class AssignForm(forms.Form):
    """To which accountant a KBA goes."""

    accountant = forms.TypedChoiceField(
        label=_("Accountant"),
        coerce=int,
        error_messages={"required": _("Kies een accountant.")},
    )

    def __init__(
        self, *args: Any, accountants: Iterable[tuple[int, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["accountant"].choices = [  # type: ignore[attr-defined]
            ("", _("Kies")),
            *accountants,
        ]


class SaidForm(forms.Form):
    """What the accountant says of a row."""

    row = forms.CharField(max_length=64, widget=forms.HiddenInput)
    word = forms.ChoiceField(
        label=_("Oordeel"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Kies een oordeel.")},
    )
    reason = forms.CharField(
        label=_("Waarom, of uw vraag"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    units_without = NumberField(
        label=_("Aantal zonder plan dat wel klopt"), required=False
    )
    units_with = NumberField(label=_("Aantal met plan dat wel klopt"), required=False)
    price = EuroField(label=_("Prijs die wel klopt"), required=False)

    def __init__(
        self, *args: Any, words: Mapping[str, Any] = labels.WORDS, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["word"].choices = list(words.items())  # type: ignore[attr-defined]

    def said(self) -> Said:
        """Return the word on the row; numbers count for a correction only."""
        said = self.cleaned_data
        if said["word"] != "gecorrigeerd":
            return Said(said["word"], said["reason"])
        return Said(
            said["word"],
            said["reason"],
            said["units_without"],
            said["units_with"],
            said["price"],
        )


class AnswerForm(forms.Form):
    """What the casemanager answers about a row."""

    use_required_attribute = False

    row = forms.CharField(max_length=64, widget=forms.HiddenInput)
    text = forms.CharField(
        label=_("Uw antwoord"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Schrijf een antwoord.")},
    )


class ValidateForm(forms.Form):
    """The day of the validation."""

    validated_on = DateField(label=_("Dag van de validatie"))


def measure_forms(data: Any, stems: Iterable[str]) -> dict[str, MeasureForm]:
    """Return a form per row; nothing is filled in, so that everything is counted."""
    return {stem: MeasureForm(data, prefix=stem) for stem in stems}
