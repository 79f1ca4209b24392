"""Choosing households on the dashboard, kept in the address of the page."""

from collections.abc import Iterable

from django import forms
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sohos.insight.cohort import Cohort
from sohos.insight.selectors import Options

MOST_DIGITS = 12


class CohortForm(forms.Form):
    """Programme, year of registration and team; nothing chosen is everything."""

    programme = forms.ChoiceField(label=_("Programma"), required=False)
    year = forms.ChoiceField(label=_("Aangemeld in"), required=False)
    team = forms.ChoiceField(label=_("Team"), required=False)

    def __init__(self, data: QueryDict, *, options: Options) -> None:
        super().__init__(data)
        years = tuple((year, str(year)) for year in options.years)
        self.offered = {
            "programme": _choices(_("Elk programma"), options.programmes),
            "year": _choices(_("Elk jaar"), years),
            "team": _choices(_("Elk team"), options.teams),
        }
        for name, choices in self.offered.items():
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = choices

    def chosen(self) -> list[tuple[str, str]]:
        """Return the name of each filter and of what was chosen."""
        return [
            (str(self[name].label), str(label))
            for name, choices in self.offered.items()
            for value, label in choices
            if value == self.cleaned_data[name]
        ]


def cohort_from(data: QueryDict) -> Cohort:
    """Read the choice from an address; what is no number chooses nothing."""
    return Cohort(
        programme_id=_number(data.get("programme")),
        year=_number(data.get("year")),
        team_id=_number(data.get("team")),
    )


def _number(text: str | None) -> int | None:
    if not text or not (text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS):
        return None
    return int(text)


def _choices(
    everything: Promise, known: Iterable[tuple[int, str]]
) -> list[tuple[str, Promise | str]]:
    return [("", everything), *((str(value), label) for value, label in known)]
