"""What somebody fills in to make a token."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sohos.api import scopes
from sohos.tenancy.actor import Actor
from sohos.tenancy.permissions import Permission

DAYS = [(30, _("30 dagen")), (90, _("90 dagen")), (365, _("1 jaar"))]


class MakeTokenForm(forms.Form):
    """The name, the scope and the life of a token."""

    name = forms.CharField(
        label=_("Naam"),
        max_length=80,
        help_text=_("Bijvoorbeeld het programma dat dit token gaat gebruiken."),
        error_messages={"required": _("Geef het token een naam.")},
    )
    scope = forms.MultipleChoiceField(
        label=_("Wat mag het programma?"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Kies zo weinig mogelijk. Nooit meer dan u zelf mag."),
        error_messages={"required": _("Kies wat het programma mag.")},
    )
    days = forms.TypedChoiceField(
        label=_("Geldig"),
        choices=DAYS,
        coerce=int,
        initial=90,
        widget=forms.RadioSelect,
    )

    def __init__(self, actor: Actor, *arguments: Any, **options: Any) -> None:
        """Offer what the actor may do."""
        super().__init__(*arguments, **options)
        self.fields["scope"].choices = scopes.choices(actor.permissions)  # type: ignore[attr-defined]

    def act(self) -> dict[str, Any]:
        """Return the arguments for the service."""
        return {
            "name": self.cleaned_data["name"],
            "scope": [Permission(value) for value in self.cleaned_data["scope"]],
            "days": self.cleaned_data["days"],
        }
