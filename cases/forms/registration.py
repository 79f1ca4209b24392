"""The intake on one page: a household, its members, its situation, the decision."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.domain.registration import (
    Decision,
    NewMember,
    Registration,
    Relation,
    Source,
)
from cases.domain.screening import Provision, Risk, Situation
from cases.forms import labels
from sohos.pages.fields import DateField, EuroField

_CHOOSE = ("", _("Kies"))


class RegisterHouseholdForm(forms.Form):
    """Everything about the household but its members."""

    programme = forms.TypedChoiceField(
        label=_("Programma"),
        coerce=int,
        error_messages={"required": _("Kies een programma.")},
    )
    registered_on = DateField(label=_("Aangemeld op"))
    source = forms.ChoiceField(
        label=_("Hoe kwam het gezin bij ons?"),
        widget=forms.RadioSelect,
        choices=labels.choices(labels.SOURCES),
        error_messages={"required": _("Kies hoe het gezin bij ons kwam.")},
    )
    source_note = forms.CharField(
        label=_("Wie verwees?"), max_length=200, required=False
    )
    has_consent = forms.BooleanField(
        label=_("Het gezin weet van de verwijzing en vindt het goed"), required=False
    )
    household_name = forms.CharField(
        label=_("Hoe noemen we dit huishouden?"),
        help_text=_("Laat leeg om de naam van de eerste persoon te gebruiken."),
        max_length=120,
        required=False,
    )
    address = forms.CharField(
        label=_("Straat en huisnummer"), max_length=160, required=False
    )
    postcode = forms.CharField(label=_("Postcode"), max_length=12, required=False)
    place = forms.CharField(label=_("Woonplaats"), max_length=80, required=False)
    phone = forms.CharField(label=_("Telefoon"), max_length=30, required=False)
    request = forms.CharField(
        label=_("Wat wil het gezin zelf?"),
        help_text=_("Schrijf het op in hun eigen woorden."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=4000,
        required=False,
    )
    provisions = forms.MultipleChoiceField(
        label=_("Welke hulp van de gemeente loopt er nu?"),
        widget=forms.CheckboxSelectMultiple,
        choices=labels.choices(labels.PROVISIONS),
        required=False,
    )
    helpers = forms.IntegerField(
        label=_("Hoeveel hulpverleners komen er?"),
        min_value=0,
        max_value=200,
        error_messages={
            "required": _("Vul een aantal in, ook als het 0 is."),
            "invalid": _("Vul een heel getal in, bijvoorbeeld 5."),
        },
    )
    risks = forms.MultipleChoiceField(
        label=_("Wat kan op korte termijn misgaan?"),
        widget=forms.CheckboxSelectMultiple,
        choices=labels.choices(labels.RISKS),
        required=False,
    )
    yearly_cost = EuroField(
        label=_("Wat kost alle hulp nu per jaar, als je dat weet?"), required=False
    )
    casemanager = forms.TypedChoiceField(
        label=_("Casemanager"), coerce=int, empty_value=None, required=False
    )
    decision = forms.ChoiceField(
        label=_("Besluit"),
        widget=forms.RadioSelect,
        choices=labels.choices(labels.DECISIONS),
        initial=Decision.INCLUDE,
        error_messages={"required": _("Kies wat jullie besluiten.")},
    )
    reason = forms.CharField(
        label=_("Waarom?"),
        help_text=_(
            "Nodig bij wachtlijst, doorverwijzen of niet meedoen, en als het gezin "
            "niet aan de voorwaarden voldoet."
        ),
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=2000,
        required=False,
    )

    def __init__(
        self,
        *args: Any,
        programmes: Sequence[tuple[int, str]],
        casemanagers: Sequence[tuple[int, str]] | None,
        **kwargs: Any,
    ) -> None:
        """Offer the programmes, and casemanagers to who may choose one."""
        super().__init__(*args, **kwargs)
        self.fields["programme"].choices = list(programmes)  # type: ignore[attr-defined]
        if casemanagers is None:
            del self.fields["casemanager"]
        else:
            nobody = ("", _("Nog niemand"))
            self.fields["casemanager"].choices = [nobody, *casemanagers]  # type: ignore[attr-defined]

    def situation(self) -> Situation:
        """Return what the screening looks at, as far as it was filled in well."""
        said = self.cleaned_data
        return Situation(
            provisions=frozenset(
                Provision(code) for code in said.get("provisions", [])
            ),
            helpers=said.get("helpers") or 0,
            risks=frozenset(Risk(code) for code in said.get("risks", [])),
            yearly_cost=said.get("yearly_cost"),
        )

    def registration(self, members: Iterable[NewMember]) -> Registration:
        """Return the household as the rules know it."""
        said = self.cleaned_data
        return Registration(
            members=tuple(members),
            situation=self.situation(),
            registered_on=said["registered_on"],
            source=Source(said["source"]),
            decision=Decision(said["decision"]),
            **{
                field: said[field]
                for field in (
                    "reason",
                    "household_name",
                    "address",
                    "postcode",
                    "place",
                    "phone",
                    "request",
                    "source_note",
                    "has_consent",
                )
            },
        )


class MemberForm(forms.Form):
    """One person; a row that is left empty does not count."""

    first_name = forms.CharField(
        label=_("Voornaam"),
        max_length=120,
        error_messages={"required": _("Vul een voornaam in.")},
    )
    surname = forms.CharField(label=_("Achternaam"), max_length=120, required=False)
    relation = forms.ChoiceField(
        label=_("Wie is dit?"),
        choices=[_CHOOSE, *labels.choices(labels.RELATIONS)],
        error_messages={"required": _("Kies wie dit is in het gezin.")},
    )
    born_on = DateField(label=_("Geboren op"), required=False)

    def member(self) -> NewMember:
        """Return the person as the rules know it."""
        said = self.cleaned_data
        return NewMember(
            first_name=said["first_name"],
            relation=Relation(said["relation"]),
            surname=said["surname"],
            born_on=said["born_on"],
        )


MemberFormSet = forms.formset_factory(
    MemberForm, extra=1, min_num=0, max_num=25, absolute_max=25
)
