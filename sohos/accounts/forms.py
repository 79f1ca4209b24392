"""Forms: users, roles, teams, the provider, and adding a passkey."""

from datetime import date
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.forms import ResetPasswordForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from sohos.pages.fields import DateField
from sohos.pages.navigation import ROLE_NAMES
from sohos.tenancy.models import Team
from sohos.tenancy.permissions import Role

AT_ONCE, ON_A_DAY = "now", "day"
_ROLES = [(role.value, ROLE_NAMES[role]) for role in Role]


class ForgottenPasswordForm(ResetPasswordForm):  # type: ignore[misc]
    """A mail to every address, so that no answer tells which addresses have accounts."""

    def save(self, request: HttpRequest, **kwargs: Any) -> str:
        """Send the link, or the news that there is no account."""
        email: str = self.cleaned_data["email"]
        if self.users:
            super().save(request, **kwargs)
        else:
            get_adapter().send_mail("account/email/unknown_account", email, {})
        return email


class AddPasskeyForm(AddWebAuthnForm):  # type: ignore[misc]
    """A passkey by default; without a password unless somebody says otherwise."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Naam, om hem later te herkennen")
        self.fields["passwordless"].label = _("Ook inloggen zonder wachtwoord")
        self.fields["passwordless"].help_text = ""
        self.fields["passwordless"].initial = True


class RenamePasskeyForm(EditWebAuthnForm):  # type: ignore[misc]
    """Another name for a passkey."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Naam, om hem later te herkennen")


class LinkAppForm(ActivateTOTPForm):  # type: ignore[misc]
    """The first code of an app."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].label = _("Code uit de app")


class _TeamForm(forms.Form):
    """Anything that puts somebody in a team."""

    def __init__(self, *args: Any, teams: QuerySet[Team], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["team"] = forms.TypedChoiceField(
            label=_("Team"),
            required=False,
            coerce=int,
            empty_value=None,
            choices=[("", _("Geen team")), *((team.pk, team.name) for team in teams)],
        )


class AddUserForm(_TeamForm):
    """Somebody new in the municipality."""

    email = forms.EmailField(
        label=_("E-mailadres"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        error_messages={
            "required": _("Vul een e-mailadres in."),
            "invalid": _("Vul een e-mailadres in zoals naam@gemeente.nl."),
        },
    )
    name = forms.CharField(
        label=_("Naam"),
        max_length=120,
        error_messages={"required": _("Vul de naam in.")},
    )
    roles = forms.TypedMultipleChoiceField(
        label=_("Rollen"),
        coerce=Role,
        choices=_ROLES,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Kies minstens één rol.")},
    )


class GiveRoleForm(_TeamForm):
    """Another role for a user."""

    role = forms.TypedChoiceField(
        label=_("Rol"),
        coerce=Role,
        choices=[("", _("Kies een rol")), *_ROLES],
        error_messages={"required": _("Kies een rol.")},
    )
    from_on = DateField(label=_("Eerste dag"))
    until_on = DateField(label=_("Laatste dag"), required=False)


class EndRoleForm(forms.Form):
    """The end of a role: at once, or after a day."""

    when = forms.ChoiceField(
        label=_("Wanneer stopt de rol?"),
        choices=[(AT_ONCE, _("Nu meteen")), (ON_A_DAY, _("Na een laatste dag"))],
        widget=forms.RadioSelect,
        initial=AT_ONCE,
        error_messages={"required": _("Kies wanneer de rol stopt.")},
    )
    last_day = DateField(label=_("Laatste dag"), required=False)

    def clean(self) -> dict[str, Any]:
        """Ask for the day that goes with the choice."""
        data: dict[str, Any] = super().clean() or {}
        lacks_day = not data.get("last_day") and "last_day" not in self.errors
        if data.get("when") == ON_A_DAY and lacks_day:
            text = _("Vul de laatste dag in, bijvoorbeeld 15-03-2019.")
            self.add_error("last_day", ValidationError(text, code="required"))
        return data

    def last_day_chosen(self) -> date | None:
        """Return the last day; None for at once."""
        if self.cleaned_data["when"] == AT_ONCE:
            return None
        chosen: date = self.cleaned_data["last_day"]
        return chosen


class TeamForm(forms.Form):
    """The name of a team."""

    name = forms.CharField(
        label=_("Naam van het team"),
        max_length=80,
        error_messages={"required": _("Vul de naam van het team in.")},
    )


class IdentityProviderForm(forms.Form):
    """Where the people of the municipality log in."""

    issuer = forms.URLField(
        label=_("Adres van de provider (issuer)"),
        max_length=300,
        assume_scheme="https",
        help_text=_("Precies zoals de provider zichzelf noemt"),
        error_messages={
            "required": _("Vul het adres van de provider in."),
            "invalid": _("Vul een adres in dat begint met https://."),
        },
    )
    client_id = forms.CharField(
        label=_("Client-id"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Vul het client-id in.")},
    )
    client_secret = forms.CharField(
        label=_("Client-secret"),
        max_length=500,
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("Laat leeg om het bewaarde geheim te houden"),
    )
    requires_second_factor = forms.BooleanField(
        label=_("SOHOS vraagt altijd zelf een tweede factor"), required=False
    )
    accepted_acr = forms.CharField(
        label=_("Betrouwbaarheidsniveau (acr) dat als tweede factor telt"),
        max_length=200,
        required=False,
        help_text=_("Alleen als SOHOS niet zelf vraagt; naast amr met de waarde mfa"),
    )
