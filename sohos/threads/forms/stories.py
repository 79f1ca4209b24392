"""Forms of a story of maatwerk: writing it, and checking it."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sohos.pages import formats
from sohos.threads.domain.stories import Check
from sohos.threads.forms import labels
from sohos.threads.services import StoryText

_LONG = 4000
_SHOWN_MONTHS = 12


def _text(label: Any, hint: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=hint,
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=_LONG,
        error_messages={"required": _("Schrijf dit op; een paar zinnen is genoeg.")},
    )


class StoryForm(forms.Form):
    """What a story says."""

    title = forms.CharField(
        label=_("Titel"),
        help_text=_("Wat er anders ging, zonder naam of plaats."),
        max_length=120,
        error_messages={"required": _("Geef het verhaal een titel.")},
    )
    situation = _text(
        _("Wat er aan de hand was"),
        _("Schrijf “een gezin” of “een vader”. Verander wat iemand herkenbaar maakt."),
    )
    breakthrough = _text(_("Wat we anders deden"), _("Welke regel of gewoonte week?"))
    outcome = _text(_("Wat het opleverde"), _("Voor het gezin, en voor de gemeente."))
    kinds = forms.TypedMultipleChoiceField(
        label=_("Over welke knelpunten gaat het?"),
        coerce=int,
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 6}),
        help_text=_("Houd Ctrl of Cmd ingedrukt om er meer te kiezen."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self, *args: Any, kinds: Iterable[tuple[int, str]], **kwargs: Any
    ) -> None:
        """Offer the kinds of knelpunten of the municipality."""
        super().__init__(*args, **kwargs)
        self.fields["kinds"].choices = list(kinds)  # type: ignore[attr-defined]

    def says(self) -> StoryText:
        """Return the story as it was written."""
        said = self.cleaned_data
        return StoryText(
            title=said["title"],
            situation=said["situation"],
            breakthrough=said["breakthrough"],
            outcome=said["outcome"],
            kind_ids=said["kinds"],
        )


class CheckForm(forms.Form):
    """Whether nobody can be recognised, point by point, and for which month."""

    checks = forms.MultipleChoiceField(
        label=_("Ik heb gecontroleerd:"),
        widget=forms.CheckboxSelectMultiple,
        choices=[(check.value, label) for check, label in labels.CHECKS.items()],
        error_messages={
            "required": _("Vink elke controle aan, of geef het verhaal terug.")
        },
    )
    month = forms.ChoiceField(label=_("Maatwerk van de maand"))
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        """Offer this month and the ones before."""
        super().__init__(*args, **kwargs)
        self.fields["month"].choices = [  # type: ignore[attr-defined]
            (month.isoformat(), formats.month(month)) for month in _months(today)
        ]

    def checked(self) -> list[Check]:
        """Return what was ticked."""
        return [Check(value) for value in self.cleaned_data["checks"]]

    def month_on(self) -> date:
        """Return the first day of the month chosen."""
        return date.fromisoformat(self.cleaned_data["month"])


class ReturnForm(forms.Form):
    """What has to change before it can be read."""

    remark = forms.CharField(
        label=_("Wat moet er anders?"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
        error_messages={"required": _("Schrijf op wat er anders moet.")},
    )


def _months(today: date) -> list[date]:
    index = today.year * 12 + today.month - 1
    return [
        date((index - back) // 12, (index - back) % 12 + 1, 1)
        for back in range(_SHOWN_MONTHS)
    ]
