"""Forms of the programmes: take in a file, or write a group business case."""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kba import selectors
from kba.domain.document.section import LARGEST_FILE
from kba.domain.group import GroupCase, Prevented, Volunteers
from kba.domain.lines import UnitPrice
from kba.domain.problems import InvalidInputError, Problem
from kba.forms import labels
from kba.forms.fields import NumberField, PercentField
from sohos.core.bills import Law, Payer
from sohos.core.errors import DomainError
from sohos.pages import bills
from sohos.pages.fields import DateField, EuroField

ROWS = 4
_OWN_GRADE = 3
_MOST_SHOWN = 30
_NOTHING = ("", gettext_lazy("Kies"))


class ProgrammeFileForm(forms.Form):
    """The open file of a programme or group, chosen or pasted."""

    file = forms.FileField(
        label=gettext_lazy("Bestand (JSON)"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ".json,application/json"}),
    )
    text = forms.CharField(
        label=gettext_lazy("Of plak het hier"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false"}),
    )

    def clean(self) -> dict[str, Any]:
        """Ask for one of the two, and read the file."""
        found = super().clean() or {}
        file = found.get("file")
        if file is None and not found.get("text"):
            raise forms.ValidationError(_("Kies een bestand of plak de tekst ervan."))
        if file is None:
            found["content"] = found["text"]
        elif file.size > LARGEST_FILE:
            self.add_error("file", _("Dit bestand is te groot."))
        else:
            found["content"] = file.read()
        return found


def refuse_file(form: forms.Form, error: DomainError) -> None:
    """Put each fault of a file on the form, with the path of its field."""
    if not isinstance(error, InvalidInputError):
        form.add_error(None, labels.words_of(error))
        return
    for problem in error.problems[:_MOST_SHOWN]:
        form.add_error(None, _told(problem))
    left = len(error.problems) - _MOST_SHOWN
    if left > 0:
        form.add_error(None, _("En nog %(count)s fouten.") % {"count": left})


def _told(problem: Problem) -> str:
    known = labels.FILE_PROBLEMS.get(problem.code, labels.PROBLEMS.get(problem.code))
    words = labels.filled(known, problem.detail) if known else problem.code
    where = problem.path or _("het bestand")
    return f"{where}: {words} ({problem.code})"


class GroupForm(forms.Form):
    """A group of clients, its collective approach, and the hours that they give."""

    title = forms.CharField(
        label=gettext_lazy("Naam van de groep of aanpak"), max_length=200
    )
    clients = forms.IntegerField(
        label=gettext_lazy("Hoeveel mensen doen mee?"), min_value=1, max_value=100_000
    )
    first_on = DateField(label=gettext_lazy("Vanaf welke dag?"))
    price_year = forms.IntegerField(
        label=gettext_lazy("Prijspeil"), min_value=1990, max_value=2100
    )
    weeks_per_year = forms.TypedChoiceField(
        label=gettext_lazy("Weken in een jaar"),
        choices=[("52", "52"), ("50", "50")],
        coerce=int,
        widget=forms.RadioSelect,
    )
    approach = forms.CharField(
        label=gettext_lazy("Wat is de gezamenlijke aanpak?"), max_length=200
    )
    approach_amount = EuroField(label=gettext_lazy("Wat kost die in een jaar?"))
    approach_source = forms.CharField(
        label=gettext_lazy("Waar komt dat bedrag vandaan?"), max_length=300
    )
    hours = NumberField(
        label=gettext_lazy("Uren vrijwilligerswerk per persoon per week"),
        maximum=168,
        required=False,
    )
    hour_price = EuroField(label=gettext_lazy("Waarde van een uur"), required=False)
    hour_source = forms.CharField(
        label=gettext_lazy("Bron, als u een andere waarde kiest"),
        max_length=300,
        required=False,
    )
    week_low = EuroField(
        label=gettext_lazy("Waarde van een week volgens de bron, laag"), required=False
    )
    week_high = EuroField(
        label=gettext_lazy("Waarde van een week volgens de bron, hoog"), required=False
    )

    def clean(self) -> dict[str, Any]:
        """Ask for the source of an own value of an hour."""
        found = super().clean() or {}
        if found.get("hour_price") and not found.get("hour_source"):
            self.add_error("hour_source", _("Schrijf waar deze waarde vandaan komt."))
        return found


class PreventedForm(forms.Form):
    """One kind of cost that the approach prevents; left empty it does not count."""

    description = forms.CharField(
        label=gettext_lazy("Wat wordt voorkomen?"), max_length=200
    )
    cases = NumberField(label=gettext_lazy("In hoeveel gevallen?"))
    amount = EuroField(label=gettext_lazy("Kosten per geval"))
    source = forms.CharField(label=gettext_lazy("Bron"), max_length=300)
    payer = forms.ChoiceField(
        label=gettext_lazy("Wie betaalt?"),
        choices=[_NOTHING, *((each.value, bills.PAYERS[each]) for each in Payer)],
    )
    law = forms.ChoiceField(
        label=gettext_lazy("Wet of pot"),
        choices=[_NOTHING, *((each.value, bills.LAWS[each]) for each in Law)],
    )
    deadweight = PercentField(label=gettext_lazy("Zou ook zonder aanpak niet gebeuren"))
    deadweight_reason = forms.CharField(label=gettext_lazy("Waarom?"), max_length=300)
    evidence_grade = forms.TypedChoiceField(
        label=gettext_lazy("Hoe hard is dit?"),
        choices=[_NOTHING, *labels.EFFECT_GRADES.items()],
        coerce=int,
    )


PreventedForms = forms.formset_factory(PreventedForm, extra=ROWS, max_num=ROWS)


def group_case(
    form: GroupForm,
    rows: Sequence[Mapping[str, Any]],
    *,
    code: str,
    hour: selectors.Hour,
) -> GroupCase:
    """Return what was entered as the rules know it.

    Args:
        form: valid.
        rows: the cleaned rows of prevented costs; empty ones are left out.
        code: names the group.
        hour: what the catalogue says an hour is worth, with its index.
    """
    entered = form.cleaned_data
    year = entered["price_year"]
    return GroupCase(
        code=code,
        title=entered["title"],
        clients=entered["clients"],
        first_on=entered["first_on"],
        price_year=year,
        weeks_per_year=entered["weeks_per_year"],
        approach=entered["approach"],
        approach_price=_own(
            entered["approach_amount"], entered["approach_source"], year
        ),
        prevented=tuple(_prevented(rows, year)),
        volunteers=_volunteers(entered, hour.price),
        series=hour.series,
    )


def _prevented(rows: Sequence[Mapping[str, Any]], year: int) -> Iterator[Prevented]:
    for row in rows:
        if row:
            yield Prevented(
                description=row["description"],
                cases=row["cases"],
                price=_own(row["amount"], row["source"], year),
                payer=Payer(row["payer"]),
                law=Law(row["law"]),
                deadweight=row["deadweight"],
                deadweight_reason=row["deadweight_reason"],
                evidence_grade=row["evidence_grade"],
            )


def _volunteers(
    entered: Mapping[str, Any], catalogue: UnitPrice | None
) -> Volunteers | None:
    hours: Fraction | None = entered["hours"]
    if not hours:
        return None
    own = entered["hour_price"]
    if own:
        price = _own(own, entered["hour_source"], entered["price_year"])
    elif catalogue is not None:
        price = catalogue
    else:
        raise InvalidInputError([Problem("hour_price", "empty")])
    return Volunteers(hours, price, entered["week_low"], entered["week_high"])


def _own(amount: Any, source: str, year: int) -> UnitPrice:
    return UnitPrice(amount, year, None, source, _OWN_GRADE)
