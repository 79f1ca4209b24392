"""Forms of emergency access: asking for it, and judging it."""

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.domain.emergency import Verdict
from cases.forms import labels

VERDICTS = {
    Verdict.JUSTIFIED: _("Terecht"),
    Verdict.NOT_JUSTIFIED: _("Niet terecht"),
}


class BreakGlassForm(forms.Form):
    """Which case, and why it cannot wait."""

    code = forms.CharField(
        label=_("Dossiernummer"),
        max_length=20,
        help_text=_("Bijvoorbeeld 2026-0147."),
        error_messages={"required": _("Vul het nummer van het dossier in.")},
    )
    reason = forms.CharField(
        label=_("Waarom kan dit niet wachten?"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
        help_text=_(
            "Wat is er aan de hand, en wat moet je weten? De privacyfunctionaris "
            "leest dit."
        ),
        error_messages={"required": _("Leg in een zin uit waarom.")},
    )


class JudgeEmergencyForm(forms.Form):
    """Whether an emergency access was justified."""

    verdict = forms.ChoiceField(
        label=_("Was deze toegang terecht?"),
        widget=forms.RadioSelect,
        choices=labels.choices(VERDICTS),
        error_messages={"required": _("Kies of de toegang terecht was.")},
    )
    note = forms.CharField(
        label=_("Toelichting"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
        required=False,
        help_text=_("Nodig wanneer de toegang niet terecht was."),
    )
