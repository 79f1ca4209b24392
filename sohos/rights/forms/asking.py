"""Looking a file up, holding it, and giving a person what is kept of them."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class CodeForm(forms.Form):
    """A file by the code on its letters."""

    code = forms.CharField(
        label=_("Dossier"),
        help_text=_("Zoals het op brieven staat, bijvoorbeeld 2026-0042."),
        max_length=20,
        error_messages={"required": _("Vul het nummer van het dossier in.")},
    )


class HoldForm(forms.Form):
    """Why a file may not be destroyed."""

    reason = forms.CharField(
        label=_("Waarom moet dit dossier blijven?"),
        help_text=_("Bijvoorbeeld een bezwaar dat nog loopt. Noem geen namen."),
        max_length=300,
        error_messages={"required": _("Schrijf op waarom dit dossier moet blijven.")},
    )


class AccessForm(forms.Form):
    """Who asked for their data, how, and in which form they get it."""

    person = forms.TypedChoiceField(
        label=_("Wie vraagt inzage?"),
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": _("Kies om wie het gaat.")},
    )
    request = forms.CharField(
        label=_("Hoe is het gevraagd?"),
        help_text=_("Bijvoorbeeld: brief van 3 november. Dit komt in het logboek."),
        max_length=200,
        error_messages={"required": _("Schrijf op hoe er om inzage is gevraagd.")},
    )
    form = forms.ChoiceField(
        label=_("In welke vorm?"),
        widget=forms.RadioSelect,
        choices=[
            ("pdf", _("PDF, om te lezen")),
            ("json", _("JSON, voor een computer")),
        ],
        initial="pdf",
    )

    def __init__(
        self, *args: Any, members: Iterable[tuple[int, str]], **kwargs: Any
    ) -> None:
        """Offer the people of the household."""
        super().__init__(*args, **kwargs)
        self.fields["person"].choices = list(members)  # type: ignore[attr-defined]
