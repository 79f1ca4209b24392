"""Form with which a casemanager starts a KBA."""

from django import forms
from django.utils.translation import gettext_lazy as _

from sohos.pages.fields import DateField


class StartKbaForm(forms.Form):
    """The conventions of a KBA."""

    reference_on = DateField(
        label=_("Vanaf welke dag rekenen we?"),
        help_text=_("De peildatum: de dag waarop het plan begint."),
    )
    horizon_years = forms.IntegerField(
        label=_("Hoeveel jaar vooruit?"), min_value=1, max_value=60
    )
    price_year = forms.IntegerField(
        label=_("Prijspeil"),
        help_text=_("Het jaar waarvan de prijzen gelden."),
        min_value=1990,
        max_value=2100,
    )
    from_provisions = forms.BooleanField(
        label=_("Begin met de voorzieningen in gebruik"),
        help_text=_("Wat het gezin nu gebruikt, wordt een rij zonder en met plan."),
        required=False,
    )
