"""Forms of every day: what happened, and what has to be done."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.domain.journal import ContactKind, NewEntry, Readers
from cases.forms import labels
from sohos.pages.fields import DateField


class EntryForm(forms.Form):
    """What happened with the household."""

    text = forms.CharField(
        label=_("Wat gebeurde er?"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=20_000,
        error_messages={"required": _("Schrijf in een paar zinnen wat er gebeurde.")},
    )
    kind = forms.ChoiceField(
        label=_("Soort contact"),
        choices=[("", _("Kies")), *labels.choices(labels.CONTACTS)],
        error_messages={"required": _("Kies hoe jullie contact hadden.")},
    )
    on = DateField(label=_("Op welke dag?"))
    present = forms.CharField(
        label=_("Wie waren erbij?"), max_length=200, required=False
    )
    readers = forms.ChoiceField(
        label=_("Wie mag dit lezen?"),
        choices=labels.choices(labels.READERS),
        initial=Readers.CASE.value,
    )

    def entry(self) -> NewEntry:
        """Return what was filled in."""
        said = self.cleaned_data
        return NewEntry(
            on=said["on"],
            kind=ContactKind(said["kind"]),
            text=said["text"],
            present=said["present"],
            readers=Readers(said["readers"]),
        )


class TaskForm(forms.Form):
    """What has to be done, by whom and before when."""

    what = forms.CharField(
        label=_("Wat moet er gebeuren?"),
        max_length=200,
        error_messages={"required": _("Schrijf op wat er moet gebeuren.")},
    )
    owner = forms.TypedChoiceField(label=_("Wie doet het?"), coerce=int)
    due_on = DateField(label=_("Klaar op"))

    def __init__(
        self, *args: Any, owners: Sequence[tuple[int, str]], **kwargs: Any
    ) -> None:
        """Offer the people who work in the case."""
        super().__init__(*args, **kwargs)
        self.fields["owner"].choices = list(owners)  # type: ignore[attr-defined]
