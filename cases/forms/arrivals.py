"""Forms: ask for help, refer somebody, answer, send in a list, set criteria."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.domain import screening_list
from cases.domain.arrival import ArrivalState, NewApplication
from cases.domain.registration import Source
from cases.domain.screening import Criteria, Provision
from cases.domain.screening_list import Field, ListState, Trouble
from cases.forms import labels
from cases.forms.documents import REFUSALS
from sohos.core.euro import ZERO
from sohos.pages.fields import DateField, EuroField

FIELDS: Mapping[str, Promise] = {
    Field.NUMBER: _("Nummer van het huishouden"),
    Field.FIRST_NAME: _("Voornaam of hele naam"),
    Field.PREFIX: _("Tussenvoegsel"),
    Field.SURNAME: _("Achternaam"),
    Field.BORN_ON: _("Geboren op"),
    Field.ADDRESS: _("Straat en huisnummer"),
    Field.POSTCODE: _("Postcode"),
    Field.PLACE: _("Woonplaats"),
    Field.PHONE: _("Telefoon"),
    Field.HELPERS: _("Aantal hulpverleners"),
    Field.COST: _("Kosten per jaar"),
    Field.PROVISIONS: _("Voorzieningen, in één kolom"),
}
TROUBLES = {
    Trouble.NO_NAME: _("Er staat geen naam."),
    Trouble.NAME_UNREADABLE: _("De naam heeft tekens die niemand kan lezen."),
    Trouble.DAY_UNCLEAR: _("Schrijf de dag als 15-03-1980."),
    Trouble.DAY_IN_FUTURE: _("De geboortedag ligt in de toekomst."),
    Trouble.NUMBER_UNCLEAR: _("Schrijf een heel getal van 0 tot en met 200."),
    Trouble.AMOUNT_UNCLEAR: _("Schrijf een bedrag als 1.234,56."),
    Trouble.PROVISION_UNKNOWN: _("Deze voorziening kennen we niet."),
    Trouble.TOO_LONG: _("Deze tekst is te lang."),
    Trouble.FORMULA: _("Hier staat een formule. Zet er de uitkomst neer."),
    Trouble.BROKEN: _("Deze rij heeft te veel of te weinig cellen."),
    Trouble.TWICE: _("Dit huishouden staat al eerder in de lijst."),
}
STATES = {
    ArrivalState.NEW: _("Nieuw"),
    ArrivalState.TAKEN: _("In behandeling"),
    ArrivalState.CLOSED: _("Afgehandeld"),
}
LIST_STATES = {
    ListState.NEW: _("Kolommen kiezen"),
    ListState.CHECKING: _("Wordt nagekeken"),
    ListState.CHECKED: _("Nagekeken, nog niet ingelezen"),
    ListState.IMPORTING: _("Wordt ingelezen"),
    ListState.DONE: _("Ingelezen"),
    ListState.DROPPED: _("Weggegooid"),
}
REFUSED_LISTS: Mapping[str, Promise] = {
    **REFUSALS,
    "table_refused": _("Dit is geen lijst. Kies een bestand van Excel (XLSX) of CSV."),
    "table_empty": _("Zet boven elke kolom een naam, in de eerste rij."),
    "table_damaged": _("Een rij is niet te lezen. Bewaar de lijst opnieuw als XLSX."),
    "table_too_large": _("Deze lijst is te lang of te breed. Splits hem."),
    "columns_unclear": _("Geef elke kolom een eigen naam in de eerste rij."),
    "list_known": _("Deze lijst is al eens gestuurd. Kijk hieronder."),
}
_CHOOSE = ("", _("Kies"))


class _PublicForm(forms.Form):
    """What both public forms ask; the last field is for robots only."""

    first_name = forms.CharField(
        label=_("Voornaam"),
        max_length=120,
        error_messages={"required": _("Vul een voornaam in.")},
    )
    surname = forms.CharField(label=_("Achternaam"), max_length=120, required=False)
    phone = forms.CharField(
        label=_("Telefoonnummer"),
        max_length=30,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "tel"}),
    )
    website = forms.CharField(
        label=_("Laat dit veld leeg"),
        required=False,
        widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}),
    )

    @property
    def is_from_robot(self) -> bool:
        """Tell whether the field that people do not see was filled in."""
        return bool(self.data.get("website"))


class SignUpForm(_PublicForm):
    """Somebody asks for help for their own household."""

    email = forms.EmailField(
        label=_("E-mailadres"),
        required=False,
        error_messages={"invalid": _("Schrijf het adres als naam@voorbeeld.nl.")},
    )
    postcode = forms.CharField(label=_("Postcode"), max_length=12, required=False)
    request = forms.CharField(
        label=_("Wat is er aan de hand?"),
        help_text=_("Schrijf het op zoals u het zegt. Een paar zinnen is genoeg."),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=4000,
        required=False,
    )

    def application(self) -> NewApplication:
        """Return what was asked."""
        said = {k: v for k, v in self.cleaned_data.items() if k != "website"}
        return NewApplication(source=Source.SELF, **said)


class ReferForm(_PublicForm):
    """A wijkteam or an organisation refers a household that agrees."""

    referrer = forms.CharField(
        label=_("Uw naam en organisatie"),
        max_length=200,
        error_messages={"required": _("Vul uw naam en organisatie in.")},
    )
    referrer_contact = forms.CharField(
        label=_("Uw telefoonnummer of e-mailadres"),
        max_length=200,
        error_messages={"required": _("Vul in hoe we u kunnen bereiken.")},
    )
    request = forms.CharField(
        label=_("Wat speelt er?"),
        help_text=_("Noem alleen wat nodig is om te kunnen beginnen."),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=4000,
        required=False,
    )
    helpers = forms.IntegerField(
        label=_("Hoeveel hulpverleners komen er, voor zover u weet?"),
        min_value=0,
        max_value=200,
        required=False,
    )
    has_consent = forms.BooleanField(
        label=_("Het gezin weet van deze aanmelding en vindt het goed"),
        error_messages={
            "required": _("Vraag eerst of het gezin het goed vindt, en vink dit aan.")
        },
    )

    def application(self) -> NewApplication:
        """Return who was referred."""
        said = {k: v for k, v in self.cleaned_data.items() if k != "website"}
        return NewApplication(source=Source.REFERRAL, **said)


class CloseApplicationForm(forms.Form):
    """Why an application does not become a case."""

    reason = forms.CharField(
        label=_("Waarom wordt dit geen dossier?"),
        help_text=_("Bijvoorbeeld: al bekend, doorverwezen, wil toch niet."),
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=2000,
        error_messages={"required": _("Leg in een zin uit waarom.")},
    )


class UploadListForm(forms.Form):
    """A list, and the programme whose criteria count."""

    programme = forms.TypedChoiceField(
        label=_("Programma"),
        coerce=int,
        error_messages={"required": _("Kies een programma.")},
    )
    file = forms.FileField(
        label=_("Lijst"),
        help_text=_("Excel (XLSX) of CSV, met de namen van de kolommen in rij 1."),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
        allow_empty_file=True,
        error_messages={"required": _("Kies een bestand.")},
    )

    def __init__(
        self, *args: Any, programmes: Sequence[tuple[int, str]], **kwargs: Any
    ) -> None:
        """Offer the programmes."""
        super().__init__(*args, **kwargs)
        self.fields["programme"].choices = list(programmes)  # type: ignore[attr-defined]


class MappingForm(forms.Form):
    """Which column of a list says what."""

    keeps_all = forms.BooleanField(
        label=_("Lees ook huishoudens in die niet aan de voorwaarden voldoen"),
        required=False,
    )

    def __init__(self, *args: Any, columns: Sequence[str], **kwargs: Any) -> None:
        """Ask for a column for each field."""
        super().__init__(*args, **kwargs)
        offered = [("", _("Staat er niet in")), *((one, one) for one in columns)]
        last = self.fields.pop("keeps_all")
        for name in screening_list.fields():
            self.fields[name] = forms.ChoiceField(
                label=field_label(name), choices=offered, required=False
            )
        self.fields["keeps_all"] = last

    def groups(self) -> dict[str, list[forms.BoundField]]:
        """Return the selects as the page shows them."""
        return {
            "household": [self[name.value] for name in Field],
            "provisions": [self[kind.value] for kind in Provision],
        }

    def mapping(self) -> dict[str, str]:
        """Return the columns that were chosen, by field."""
        said = self.cleaned_data
        return {name: said[name] for name in screening_list.fields() if said[name]}


def field_label(name: str) -> str:
    """Return what a field of a list is called."""
    if name in set(Field):
        return str(FIELDS[Field(name)])
    return str(labels.PROVISIONS[Provision(name)])


class CriteriaForm(forms.Form):
    """What a programme asks of households from a day on."""

    from_on = DateField(label=_("Geldt voor aanmeldingen vanaf"))
    min_provisions = forms.IntegerField(
        label=_("Voorzieningen van de gemeente, minstens"),
        min_value=0,
        max_value=len(Provision),
    )
    helpers_warning = forms.IntegerField(
        label=_("Waarschuw vanaf dit aantal hulpverleners"), min_value=1, max_value=200
    )
    high_risk_from = forms.IntegerField(
        label=_("Hoog risico: aantal signalen, minstens"),
        help_text=_("Laat leeg om niet naar signalen te kijken."),
        min_value=1,
        max_value=20,
        required=False,
    )
    high_cost_from = EuroField(
        label=_("Hoge kosten: per jaar, minstens"),
        help_text=_("Laat leeg om niet naar kosten te kijken."),
        minimum=ZERO,
        required=False,
    )
    reason = forms.CharField(
        label=_("Waarom?"),
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=2000,
        error_messages={"required": _("Leg in een zin uit waarom.")},
    )

    def criteria(self) -> Criteria:
        """Return what was filled in."""
        said = self.cleaned_data
        return Criteria(
            min_provisions=said["min_provisions"],
            helpers_warning=said["helpers_warning"],
            high_risk_from=said["high_risk_from"],
            high_cost_from=said["high_cost_from"],
        )
