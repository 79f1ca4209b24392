"""Forms of the price catalogue: find a price, send in a list, a price of one's own."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.forms.arrivals import REFUSED_LISTS
from kba.domain.own_prices import OwnPrice
from kba.domain.price_changes import Mark, Status
from kba.domain.price_list import MOST_PRICES, Field, ListState, Trouble
from kba.forms import labels
from kba.services import Stop
from sohos.core.bills import Law
from sohos.pages import bills
from sohos.pages.fields import DateField, EuroField

FIELDS: dict[Field, Promise] = {
    Field.CODE: _("Code"),
    Field.LABEL_NL: _("Omschrijving"),
    Field.LABEL_EN: _("Omschrijving in het Engels"),
    Field.UNIT: _("Eenheid"),
    Field.AMOUNT: _("Bedrag"),
    Field.YEAR: _("Prijspeil"),
    Field.SERIES: _("Indexreeks"),
    Field.PAYERS: _("Wie betaalt"),
    Field.LAW: _("Wet of pot"),
    Field.LOW: _("Laagste bedrag"),
    Field.HIGH: _("Hoogste bedrag"),
    Field.GRADE: _("Hoe hard is de prijs?"),
    Field.STATUS: _("Waar gelezen"),
    Field.SOURCE: _("Bron"),
    Field.SOURCE_TITLE: _("Adres of titel van de bron"),
    Field.VALID_FROM: _("Geldt vanaf"),
    Field.VALID_TO: _("Geldt tot en met"),
    Field.NOTE: _("Opmerking"),
}
PARTS: dict[str, Promise] = {
    "label_nl": FIELDS[Field.LABEL_NL],
    "label_en": FIELDS[Field.LABEL_EN],
    "unit": FIELDS[Field.UNIT],
    "year": FIELDS[Field.YEAR],
    "series": FIELDS[Field.SERIES],
    "payers": FIELDS[Field.PAYERS],
    "law": FIELDS[Field.LAW],
    "low": FIELDS[Field.LOW],
    "high": FIELDS[Field.HIGH],
    "grade": FIELDS[Field.GRADE],
    "status": FIELDS[Field.STATUS],
    "source": FIELDS[Field.SOURCE],
    "source_title": FIELDS[Field.SOURCE_TITLE],
    "valid_from": FIELDS[Field.VALID_FROM],
    "valid_to": FIELDS[Field.VALID_TO],
    "note": FIELDS[Field.NOTE],
}
STATUSES: dict[Status, Promise] = {
    Status.VERIFIED: _("gelezen in de bron zelf"),
    Status.SECONDARY: _("gelezen in een stuk dat de bron aanhaalt"),
    Status.DERIVED: _("uitgerekend uit gelezen cijfers"),
}
STATES: dict[ListState, Promise] = {
    ListState.NEW: _("Wacht op vaststelling"),
    ListState.ADOPTED: _("Vastgesteld"),
    ListState.DROPPED: _("Weggegooid"),
}
MARKS: dict[Mark, Promise] = {
    Mark.AMOUNT: _("Andere prijs"),
    Mark.NEW: _("Nieuw"),
    Mark.VANISHED: _("Vervalt"),
    Mark.SOURCE: _("Andere bron of hardheid"),
    Mark.TERMS: _("Iets anders veranderd"),
}
TROUBLES: dict[Trouble, Promise] = {
    Trouble.MISSING: _("Vul dit in. Bij een nieuwe code is dit nodig."),
    Trouble.SOURCE_MISSING: _(
        "Zet erbij waar deze prijs vandaan komt. Een prijs zonder bron telt niet."
    ),
    Trouble.CODE_UNCLEAR: _(
        "Schrijf een code met kleine letters, cijfers en streepjes, zoals wmo-taxi-km."
    ),
    Trouble.TWICE: _("Deze code staat al eerder in de lijst."),
    Trouble.AMOUNT_UNCLEAR: _("Schrijf een bedrag als 1234,56, niet onder nul."),
    Trouble.AMOUNT_TOO_LARGE: _("Dit bedrag is te groot."),
    Trouble.YEAR_UNCLEAR: _("Schrijf een jaar van 1990 tot en met 2100."),
    Trouble.SERIES_UNKNOWN: _("Kies CPI, OVA, WML, REGELING of geen."),
    Trouble.PAYERS_UNCLEAR: _("Schrijf wie betaalt, zoals gemeente:0,5;rijk:0,5."),
    Trouble.SHARES_DO_NOT_ADD_UP: _("De delen van de betalers zijn samen geen 1."),
    Trouble.LAW_UNKNOWN: _("Deze wet of pot kennen we niet."),
    Trouble.RANGE_WRONG: _("Het bedrag ligt buiten het laagste en hoogste bedrag."),
    Trouble.GRADE_UNCLEAR: _("Schrijf een cijfer van 1 tot en met 6."),
    Trouble.STATUS_UNKNOWN: _("Kies verified, secondary of derived."),
    Trouble.DAY_UNCLEAR: _("Schrijf de dag als 01-01-2027."),
    Trouble.ENDS_BEFORE_IT_BEGINS: _("Het einde ligt voor het begin."),
    Trouble.TOO_LONG: _("Deze tekst is te lang."),
    Trouble.FORMULA: _("Hier staat een formule. Zet er de uitkomst neer."),
    Trouble.BROKEN: _("Deze rij heeft te veel of te weinig cellen."),
}
REFUSED: Mapping[str, Promise] = {
    **REFUSED_LISTS,
    "price_list_known": _("Deze lijst wacht al op vaststelling. Kijk hieronder."),
}
_ALL = ("", _("Alles"))


class FilterForm(forms.Form):
    """Which prices to show."""

    words = forms.CharField(label=_("Zoek"), required=False, max_length=80)
    law = forms.ChoiceField(label=_("Wet of pot"), required=False)
    unit = forms.ChoiceField(label=_("Eenheid"), required=False)
    grade = forms.TypedChoiceField(
        label=_("Hoe hard is de prijs?"),
        required=False,
        coerce=int,
        empty_value=None,
        choices=[_ALL, *labels.GRADES.items()],
    )
    version = forms.TypedChoiceField(
        label=_("Versie"), required=False, coerce=int, empty_value=None
    )

    def __init__(
        self,
        *args: Any,
        units: Iterable[str],
        versions: Iterable[tuple[int, str]],
        **kwargs: Any,
    ) -> None:
        """Offer what there is."""
        super().__init__(*args, **kwargs)
        offered: dict[str, list[Any]] = {
            "law": [_ALL, *((law.value, bills.LAWS[law]) for law in Law)],
            "unit": [_ALL, *((unit, unit) for unit in units)],
            "version": list(versions),
        }
        for name, choices in offered.items():
            self.fields[name].choices = choices  # type: ignore[attr-defined]


class SendListForm(forms.Form):
    """A list of prices."""

    file = forms.FileField(
        label=_("Prijslijst"),
        help_text=_("Excel (XLSX) of CSV, met de namen van de kolommen in rij 1."),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
        allow_empty_file=True,
        error_messages={"required": _("Kies een bestand.")},
    )

    def refuse(self, code: str) -> None:
        """Say why the file is not taken in."""
        if code == "price_list_too_long":
            text = _("Deze lijst heeft meer dan %(most)s prijzen. Splits hem.")
            self.add_error("file", str(text) % {"most": MOST_PRICES})
        else:
            self.add_error("file", str(REFUSED.get(code, REFUSED["table_refused"])))


class ColumnsForm(forms.Form):
    """Which column of a list says what, and what becomes of other prices."""

    keeps_others = forms.TypedChoiceField(
        label=_("Prijzen die niet in de lijst staan"),
        coerce=lambda said: said == "yes",
        choices=[
            ("yes", _("blijven gelden: dit is een deel van de prijzen")),
            ("no", _("vervallen: dit is de hele lijst")),
        ],
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, columns: Sequence[str], **kwargs: Any) -> None:
        """Ask for a column for each field."""
        super().__init__(*args, **kwargs)
        offered = [("", _("Staat er niet in")), *((one, one) for one in columns)]
        for part in Field:
            self.fields[part.value] = forms.ChoiceField(
                label=str(FIELDS[part]), choices=offered, required=False
            )

    def parts(self) -> list[forms.BoundField]:
        """Return the selects in the order of the page."""
        return [self[part.value] for part in Field]

    def mapping(self) -> dict[str, str]:
        """Return the columns that were chosen, by field."""
        said = self.cleaned_data
        return {part.value: said[part.value] for part in Field if said[part.value]}


class OwnPriceForm(forms.Form):
    """A price of the municipality's own."""

    amount = EuroField(label=_("Onze prijs van één eenheid"))
    year = forms.IntegerField(
        label=_("Prijspeil"),
        help_text=_("Het jaar waarvan deze prijs is."),
        min_value=1990,
        max_value=2100,
    )
    source = forms.CharField(
        label=_("Bron"),
        max_length=200,
        help_text=_("Bijvoorbeeld: contract jeugdhulp 2026, bijlage 2."),
        error_messages={
            "required": _("Een prijs zonder bron telt niet. Noem de bron.")
        },
    )
    reason = forms.CharField(
        label=_("Waarom een andere prijs dan in de lijst?"),
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=300,
        error_messages={"required": _("Leg in een zin uit waarom.")},
    )
    from_on = DateField(label=_("Geldt vanaf"))
    until_on = DateField(
        label=_("Geldt tot en met"),
        required=False,
        help_text=_("Laat leeg als er nog geen einde is."),
    )

    def price(self) -> OwnPrice:
        """Return what was filled in."""
        return OwnPrice(**self.cleaned_data)


class StopForm(forms.Form):
    """How a price of one's own comes to an end."""

    how = forms.ChoiceField(
        label=_("Wat is er met deze prijs?"),
        choices=[
            ("ends", _("hij geldt tot en met een dag")),
            ("withdrawn", _("hij had er nooit moeten staan")),
        ],
        widget=forms.RadioSelect,
    )
    last_on = DateField(label=_("Laatste dag"), required=False)
    reason = forms.CharField(
        label=_("Waarom?"),
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=300,
        error_messages={"required": _("Leg in een zin uit waarom.")},
    )

    def clean(self) -> dict[str, Any]:
        """Ask for the last day of a price that ends."""
        said: dict[str, Any] = self.cleaned_data
        if said.get("how") == "ends" and not said.get("last_on"):
            if "last_on" not in self.errors:
                self.add_error("last_on", _("Vul de laatste dag in."))
        elif said.get("how") == "withdrawn":
            said["last_on"] = None
        return said

    def stop(self) -> Stop:
        """Return what was filled in."""
        return Stop(self.cleaned_data["reason"], self.cleaned_data["last_on"])


def initial_stop(today: date) -> dict[str, Any]:
    """Return what the form begins with: it ends today."""
    return {"how": "ends", "last_on": today}
