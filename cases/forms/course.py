"""Small forms along the way: assign, decide, stop, open again."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.domain.registration import Decision
from cases.forms import labels
from sohos.pages.fields import DateField


class AssignCaseForm(forms.Form):
    """To whom the case goes."""

    casemanager = forms.TypedChoiceField(
        label=_("Casemanager"),
        widget=forms.RadioSelect,
        coerce=int,
        error_messages={"required": _("Kies een casemanager.")},
    )

    def __init__(
        self, *args: Any, casemanagers: Sequence[tuple[int, str]], **kwargs: Any
    ) -> None:
        """Offer the casemanagers."""
        super().__init__(*args, **kwargs)
        self.fields["casemanager"].choices = list(casemanagers)  # type: ignore[attr-defined]


class _ReasonForm(forms.Form):
    on = DateField(label=_("Op welke dag?"))
    reason = forms.CharField(
        label=_("Waarom?"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
        error_messages={"required": _("Leg in een zin uit waarom.")},
    )


class StopCaseForm(_ReasonForm):
    """Why and when a case stops."""

    outcome = forms.ChoiceField(
        label=_("Wat is er gebeurd?"),
        widget=forms.RadioSelect,
        choices=labels.choices(labels.OUTCOMES),
        error_messages={"required": _("Kies wat er is gebeurd.")},
    )
    field_order = ("outcome", "reason", "on")


class ReopenCaseForm(_ReasonForm):
    """Why and when a case opens again."""

    field_order = ("reason", "on")


class DecideIntakeForm(_ReasonForm):
    """What the intake comes to after all."""

    decision = forms.ChoiceField(
        label=_("Besluit"),
        widget=forms.RadioSelect,
        choices=[
            choice
            for choice in labels.choices(labels.DECISIONS)
            if choice[0] != Decision.LATER
        ],
        error_messages={"required": _("Kies wat jullie besluiten.")},
    )
    field_order = ("decision", "reason", "on")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Leave it to the rules whether a reason is needed."""
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = False
