"""Forms of the registers: legal bases and kinds of knelpunten."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from plans.forms import labels
from plans.services import BasisText, KindText
from sohos.pages.fields import DateField

BASIS_KINDS = {
    "beleidsregel": _("Beleidsregel"),
    "verordening": _("Verordening"),
    "hardheidsclausule": _("Hardheidsclausule"),
    "mandaat": _("Mandaatbesluit"),
    "convenant": _("Afspraak of convenant"),
}


def _words(label: Any, wanted: Any, **kwargs: Any) -> forms.CharField:
    return forms.CharField(label=label, error_messages={"required": wanted}, **kwargs)


class FilterForm(forms.Form):
    """Which part of the legal register to show."""

    on = DateField(label=_("Geldig op"), required=False, help_text="")
    whose = forms.ChoiceField(
        label=_("Van wie"),
        required=False,
        choices=[
            ("", _("Alles")),
            ("own", _("Onze gemeente")),
            ("national", _("Landelijk")),
        ],
    )
    words = forms.CharField(label=_("Zoek"), required=False, max_length=80)


class BasisForm(forms.Form):
    """A legal basis of the municipality."""

    use_required_attribute = False

    title_nl = _words(
        _("Korte naam"), _("Geef de grondslag een korte naam."), max_length=80
    )
    kind = forms.ChoiceField(
        label=_("Wat voor regel is het?"),
        choices=[("", _("Kies")), *BASIS_KINDS.items()],
        error_messages={"required": _("Kies wat voor regel het is.")},
    )
    law = _words(
        _("Naam van de regeling"),
        _("Schrijf op in welke regeling dit staat."),
        max_length=120,
        help_text=_("Bijvoorbeeld Beleidsregels bijzondere bijstand Almelo 2026."),
    )
    article = _words(_("Artikel"), _("Schrijf op in welk artikel."), max_length=80)
    what_it_allows_nl = _words(
        _("Wat mag hiermee?"),
        _("Schrijf in gewone woorden op wat hiermee mag."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
    )
    authority = _words(
        _("Wie beslist?"), _("Schrijf op wie hierover beslist."), max_length=120
    )
    valid_from = DateField(label=_("Geldt vanaf"))
    valid_to = DateField(label=_("Geldt tot en met"), required=False)
    source = _words(
        _("Bron"),
        _("Schrijf op waar de regel te vinden is."),
        max_length=200,
        help_text=_("Bijvoorbeeld het gemeenteblad met nummer en datum."),
    )
    note = forms.CharField(
        label=_("Opmerking"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=2000,
    )

    def says(self) -> BasisText:
        """Return the basis as the act takes it."""
        return BasisText(**self.cleaned_data)


class EndBasisForm(forms.Form):
    """Until when a basis can be used."""

    last_day = DateField(label=_("Laatste dag"))


class KindForm(forms.Form):
    """A kind of knelpunt of the municipality."""

    use_required_attribute = False

    label_nl = _words(_("Naam"), _("Geef de soort een naam."), max_length=80)
    label_en = forms.CharField(
        label=_("Naam in het Engels"), max_length=80, required=False
    )
    kind = forms.ChoiceField(
        label=_("Groep"),
        choices=[("", _("Kies")), *labels.KIND_GROUPS.items()],
        error_messages={"required": _("Kies bij welke groep de soort hoort.")},
    )
    definition_nl = _words(
        _("Wat is het?"),
        _("Schrijf in één zin op wat ermee bedoeld wordt."),
        max_length=200,
    )
    example_nl = forms.CharField(
        label=_("Voorbeeld, verzonnen"), max_length=200, required=False
    )

    def says(self) -> KindText:
        """Return the kind as the act takes it."""
        return KindText(**self.cleaned_data)


class MergeKindForm(forms.Form):
    """Into which kind another is merged."""

    into = forms.TypedChoiceField(
        label=_("Telt voortaan als"),
        coerce=int,
        error_messages={"required": _("Kies als welke soort dit voortaan telt.")},
    )

    def __init__(self, *args: Any, kinds: Sequence[Any], **kwargs: Any) -> None:
        """Offer the kinds that count themselves, by group."""
        super().__init__(*args, **kwargs)
        self.fields["into"].choices = [("", _("Kies")), *kinds]  # type: ignore[attr-defined]
