"""Forms about debts, quality of life and the checks of the nazorg."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.domain.debts import DebtKind, DebtStatus, Owed
from cases.domain.instruments import Instrument, instruments
from cases.domain.relapse import CHECK_MONTHS, Found, RelapseResult
from cases.domain.wellbeing import Answer, Moment, NonResponse
from cases.forms import care_labels, labels
from cases.forms.involvement import NumberBox
from sohos.pages import formats
from sohos.pages.fields import DateField, EuroField

_CHOOSE = ("", _("Kies"))


class DebtForm(forms.Form):
    """To whom, what for, how much and how it stands."""

    creditor = forms.CharField(
        label=_("Aan wie?"),
        max_length=120,
        error_messages={
            "required": _("Schrijf op aan wie het gezin dit moet betalen.")
        },
    )
    kind = forms.ChoiceField(
        label=_("Waarvoor?"),
        choices=[_CHOOSE, *labels.choices(care_labels.DEBT_KINDS)],
        error_messages={"required": _("Kies waarvoor de schuld is.")},
    )
    amount = EuroField(label=_("Hoeveel is het nu?"))
    status = forms.ChoiceField(
        label=_("Hoe staat het ervoor?"),
        choices=labels.choices(care_labels.DEBT_STATUSES),
        initial=DebtStatus.OPEN.value,
    )
    on = DateField(label=_("Bekend op"))
    since_on = DateField(label=_("Schuld sinds"), required=False)
    arrangement = forms.CharField(
        label=_("Afspraak"),
        help_text=_("Bijvoorbeeld € 50 per maand, of uitstel tot een dag."),
        max_length=200,
        required=False,
    )
    note = forms.CharField(label=_("Toelichting"), max_length=300, required=False)
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def says(self) -> Owed:
        """Return what was filled in."""
        said = self.cleaned_data
        return Owed(
            creditor=said["creditor"],
            kind=DebtKind(said["kind"]),
            amount=said["amount"],
            status=DebtStatus(said["status"]),
            on=said["on"],
            since_on=said["since_on"],
            arrangement=said["arrangement"],
            note=said["note"],
        )


class MeasurementForm(forms.Form):
    """Who answered what, or why not."""

    person = forms.TypedChoiceField(
        label=_("Wie?"),
        coerce=int,
        error_messages={"required": _("Kies van wie het antwoord is.")},
    )
    moment = forms.ChoiceField(
        label=_("Welk moment?"),
        choices=[_CHOOSE, *labels.choices(care_labels.MOMENTS)],
        error_messages={"required": _("Kies bij welk moment dit hoort.")},
    )
    instrument = forms.ChoiceField(label=_("Welke vraag?"))
    on = DateField(label=_("Op welke dag?"))
    score = NumberBox(label=_("Score"), required=False, max_digits=7, decimal_places=2)
    non_response = forms.ChoiceField(
        label=_("Of: waarom is er geen score?"),
        choices=[
            ("", _("Er is een score")),
            *labels.choices(care_labels.NON_RESPONSES),
        ],
        required=False,
    )
    low = NumberBox(
        label=_("Laagste score"), required=False, max_digits=7, decimal_places=2
    )
    high = NumberBox(
        label=_("Hoogste score"), required=False, max_digits=7, decimal_places=2
    )
    provenance = forms.CharField(
        label=_("Wie mat dit, met welke versie?"), max_length=200, required=False
    )

    def __init__(self, *args: Any, people: Mapping[int, str], **kwargs: Any) -> None:
        """Offer the members of the household, and the instruments."""
        super().__init__(*args, **kwargs)
        self.fields["person"].choices = [_CHOOSE, *people.items()]  # type: ignore[attr-defined]
        rows = instruments().values()
        self.fields["instrument"].choices = [  # type: ignore[attr-defined]
            (_("Hier te vragen"), [(r.code, named(r)) for r in rows if r.ships]),
            (_("Elders gemeten"), [(r.code, named(r)) for r in rows if not r.ships]),
        ]

    def says(self) -> Answer:
        """Return what was filled in."""
        said = self.cleaned_data
        reason = said["non_response"]
        return Answer(
            person_id=said["person"],
            instrument=said["instrument"],
            moment=Moment(said["moment"]),
            on=said["on"],
            score=said["score"],
            non_response=NonResponse(reason) if reason else None,
            low=said["low"],
            high=said["high"],
            provenance=said["provenance"],
        )


class RelapseForm(forms.Form):
    """What a check of the nazorg found."""

    months = forms.TypedChoiceField(
        label=_("Welke controle?"),
        coerce=int,
        choices=[
            (months, _("na %(months)d maanden") % {"months": months})
            for months in CHECK_MONTHS
        ],
    )
    result = forms.ChoiceField(
        label=_("Hoe gaat het?"),
        widget=forms.RadioSelect,
        choices=labels.choices(care_labels.RELAPSE_RESULTS),
        error_messages={"required": _("Kies hoe het met het gezin gaat.")},
    )
    what = forms.CharField(
        label=_("Wat is er gebeurd of veranderd?"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=4000,
        required=False,
    )
    on = DateField(label=_("Op welke dag?"))

    def says(self) -> Found:
        """Return what was filled in."""
        said = self.cleaned_data
        return Found(
            months=said["months"],
            result=RelapseResult(said["result"]),
            on=said["on"],
            what=said["what"],
        )


class CloseCaseForm(forms.Form):
    """When and why a case closes after its nazorg."""

    reason = forms.CharField(
        label=_("Waarom?"),
        help_text=_("Alleen nodig als nog niet alle controles zijn gedaan."),
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=2000,
        required=False,
    )
    on = DateField(label=_("Op welke dag?"))


def named(instrument: Instrument) -> str:
    """Return the name of an instrument in the language of the page."""
    return instrument.label_en if formats.is_english() else instrument.label_nl


def asked(instrument: Instrument) -> str:
    """Return the question of an instrument in the language of the page."""
    return instrument.question_en if formats.is_english() else instrument.question_nl
