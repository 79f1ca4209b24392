"""Form with which rows of a situation are chosen."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class SituationForm(forms.Form):
    """Which rows are added, and how many had been entered when they were shown."""

    lines = forms.TypedMultipleChoiceField(
        label=_("Welke regels neem je over?"),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Kies een of meer regels.")},
    )
    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, rows: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["lines"].choices = list(enumerate(rows))  # type: ignore[attr-defined]
