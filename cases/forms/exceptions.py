"""The form with which a team lead opens a case to a colleague or a team."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

USER, TEAM = "user", "team"


class GrantCaseForm(forms.Form):
    """To whom a case is opened, and whether they may write in it."""

    to = forms.ChoiceField(
        label=_("Voor wie?"),
        error_messages={"required": _("Kies een collega of een team.")},
    )
    may_change = forms.BooleanField(label=_("Mag er ook in schrijven"), required=False)

    def __init__(
        self,
        *args: Any,
        people: Sequence[tuple[int, str]],
        teams: Sequence[tuple[int, str]],
        **kwargs: Any,
    ) -> None:
        """Offer the colleagues and the teams."""
        super().__init__(*args, **kwargs)
        choices: list[Any] = [("", _("Kies"))]
        choices.append((_("Mensen"), [(f"{USER}:{pk}", name) for pk, name in people]))
        if teams:
            choices.append((_("Teams"), [(f"{TEAM}:{pk}", name) for pk, name in teams]))
        self.fields["to"].choices = choices  # type: ignore[attr-defined]

    def chosen(self) -> tuple[str, int]:
        """Return whether a user or a team was chosen, and which."""
        kind, _between, pk = self.cleaned_data["to"].partition(":")
        return kind, int(pk)
