"""The filters of the work list, and the form that gives several cases away."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.domain.phases import ENDED, Phase
from cases.domain.worklist import Show, Wanted
from cases.forms import labels

NOBODY = "none"
SHOWN = {
    Show.ALL: _("Alles"),
    Show.MINE: _("Waar ik aan zet ben"),
    Show.LATE: _("Over de termijn"),
    Show.STILL: _("Staat vier weken stil"),
}


class WorkListForm(forms.Form):
    """What of the work list to show; lives in the address of the page."""

    show = forms.ChoiceField(
        label=_("Toon"), choices=labels.choices(SHOWN), required=False
    )
    phase = forms.ChoiceField(
        label=_("Fase"),
        choices=[
            ("", _("Alle fasen")),
            *((p.value, labels.PHASES[p]) for p in Phase if p not in ENDED),
        ],
        required=False,
    )
    casemanager = forms.ChoiceField(label=_("Casemanager"), required=False)

    def __init__(
        self, *args: Any, casemanagers: Sequence[tuple[int, str]], **kwargs: Any
    ) -> None:
        """Offer the casemanagers; which of their cases appear is for the list."""
        kwargs.setdefault("auto_id", "filter-%s")
        super().__init__(*args, **kwargs)
        self.fields["casemanager"].choices = [  # type: ignore[attr-defined]
            ("", _("Iedereen")),
            (NOBODY, _("Nog geen casemanager")),
            *((str(pk), name) for pk, name in casemanagers),
        ]

    def wanted(self) -> Wanted:
        """Return the choice; what cannot be chosen is left out."""
        self.is_valid()
        said = self.cleaned_data
        who = said.get("casemanager", "")
        return Wanted(
            show=Show(said.get("show", "")),
            phase=Phase(said["phase"]) if said.get("phase") else None,
            casemanager_id=int(who) if who.isdecimal() else None,
            unassigned=who == NOBODY,
        )


class ReassignForm(forms.Form):
    """Which cases go to whom; asked twice before it happens."""

    case = forms.TypedMultipleChoiceField(
        label=_("Huishoudens"),
        coerce=int,
        error_messages={"required": _("Kies minstens één huishouden.")},
    )
    casemanager = forms.TypedChoiceField(
        label=_("Geef aan"),
        coerce=int,
        error_messages={"required": _("Kies een casemanager.")},
    )

    def __init__(
        self,
        *args: Any,
        cases: Sequence[tuple[int, str]],
        casemanagers: Sequence[tuple[int, str]],
        **kwargs: Any,
    ) -> None:
        """Offer cases and casemanagers."""
        super().__init__(*args, **kwargs)
        self.fields["case"].choices = list(cases)  # type: ignore[attr-defined]
        self.fields["casemanager"].choices = [  # type: ignore[attr-defined]
            ("", _("Kies")),
            *casemanagers,
        ]
