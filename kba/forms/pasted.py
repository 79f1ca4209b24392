"""Form in which a table is pasted."""

from django import forms
from django.utils.translation import gettext_lazy as _

_LONGEST = 200_000


class PasteForm(forms.Form):
    """The box for a table, and how many rows had been entered when it was shown."""

    table = forms.CharField(
        label=_("Regels uit je rekenblad"),
        help_text=_(
            "Kopieer de rijen in je rekenblad en plak ze hier. Met kopjes mogen de "
            "kolommen in elke volgorde staan."
        ),
        max_length=_LONGEST,
        strip=False,
        widget=forms.Textarea(
            attrs={"rows": 8, "spellcheck": "false", "class": "sh-paste", "wrap": "off"}
        ),
        error_messages={"required": _("Plak eerst een of meer rijen.")},
    )
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)
