"""Forms and words of the controleprotocol, the engagement and the samples."""

from fractions import Fraction
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kba.domain.engagement import EngagementType
from kba.domain.protocol import MOST_LETTERS, ProtocolText
from kba.domain.sampling import Method, Terms
from kba.forms.fields import PercentField
from sohos.pages.fields import DateField

METHODS: dict[Method, Promise] = {
    Method.ALL: _("Integraal: elke regel bekijken"),
    Method.RANDOM: _("Aselect: regels trekken, elke regel met gelijke kans"),
    Method.MONETARY: _("Geldsteekproef: euro's trekken, elke euro met gelijke kans"),
}
ENGAGEMENTS: dict[EngagementType, Promise] = {
    EngagementType.AGREED_UPON_4400N: _("Overeengekomen werkzaamheden (4400N)"),
    EngagementType.LIMITED_3000A: _("Beperkte mate van zekerheid (3000A)"),
    EngagementType.REASONABLE_3000A: _("Redelijke mate van zekerheid (3000A)"),
}
DUTIES: dict[EngagementType, Promise] = {
    EngagementType.AGREED_UPON_4400N: _(
        "U doet wat is afgesproken en schrijft op wat u vindt. U geeft geen oordeel en "
        "geen zekerheid."
    ),
    EngagementType.LIMITED_3000A: _(
        "U zegt of u iets is gebleken waardoor de besparing niet klopt. Vooral vragen "
        "stellen en cijfers vergelijken is genoeg."
    ),
    EngagementType.REASONABLE_3000A: _(
        "U geeft een oordeel over de besparing. Daarvoor bekijkt u bewijs: elke regel, "
        "of een steekproef volgens het protocol."
    ),
}
FINDING_WORDS: dict[str, Promise] = {
    "akkoord": _("Geen afwijking"),
    "gecorrigeerd": _("Afwijking, met wat wel klopt"),
    "afgewezen": _("Niet aangetoond"),
    "vraag": _("Vraag"),
}


class ProtocolForm(forms.Form):
    """The whole text, what it asks of a sample, and from which text it started."""

    seen = forms.IntegerField(widget=forms.HiddenInput)
    title = forms.CharField(
        label=_("Naam"),
        max_length=200,
        error_messages={"required": _("Geef het protocol een naam.")},
    )
    text = forms.CharField(
        label=_("Wat de accountant doet"),
        help_text=_(
            "Doel, reikwijdte, werkzaamheden per regel, wat een fout is, en hoe "
            "de accountant verslag doet."
        ),
        max_length=MOST_LETTERS,
        widget=forms.Textarea(attrs={"rows": 14}),
        error_messages={"required": _("Schrijf wat de accountant doet.")},
    )
    method = forms.ChoiceField(
        label=_("Hoe regels worden gekozen"),
        choices=[(method.value, name) for method, name in METHODS.items()],
        widget=forms.RadioSelect,
        error_messages={"required": _("Kies hoe regels worden gekozen.")},
    )
    confidence = PercentField(
        label=_("Betrouwbaarheid (%)"), help_text=_("Gebruikelijk is 95.")
    )
    tolerable_share = PercentField(
        label=_("Regels die fout mogen zijn (%)"),
        help_text=_("Bepaalt hoeveel regels een aselecte steekproef telt."),
    )
    materiality_share = PercentField(
        label=_("Materialiteit: geld dat fout mag zijn (%)"),
        help_text=_("Bepaalt hoeveel euro's een geldsteekproef telt."),
    )
    asks_review = forms.BooleanField(
        label=_("Een tweede accountant kijkt mee voordat wordt gevalideerd"),
        required=False,
    )

    def says(self) -> ProtocolText:
        """Return the protocol as the rules know it."""
        said = self.cleaned_data
        return ProtocolText(
            title=said["title"],
            text=said["text"],
            terms=Terms(
                Method(said["method"]),
                said["confidence"],
                said["tolerable_share"],
                said["materiality_share"],
            ),
            asks_review=said["asks_review"],
        )


class AdoptForm(forms.Form):
    """The day from which validations go by it."""

    adopted_on = DateField(label=_("Geldt vanaf"))


class SampleForm(forms.Form):
    """The days of measurement from which rows are drawn."""

    from_on = DateField(label=_("Jaarmetingen van"))
    to_on = DateField(label=_("tot en met"))


class ReviewerForm(forms.Form):
    """Which second accountant looks."""

    reviewer = forms.TypedChoiceField(
        label=_("Tweede accountant"),
        coerce=int,
        error_messages={"required": _("Kies een accountant.")},
    )

    def __init__(
        self, *args: Any, accountants: list[tuple[int, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reviewer"].choices = [  # type: ignore[attr-defined]
            ("", _("Kies")),
            *accountants,
        ]


class ReviewForm(forms.Form):
    """What the second accountant wants to say."""

    note = forms.CharField(
        label=_("Opmerking"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


def initial_of(says: ProtocolText | None, *, number: int) -> dict[str, Any]:
    """Return what stands in the form at first: the last text, or common terms."""
    if says is None:
        return {
            "seen": number,
            "method": Method.ALL.value,
            "confidence": Fraction(95, 100),
            "tolerable_share": Fraction(5, 100),
            "materiality_share": Fraction(1, 100),
        }
    return {
        "seen": number,
        "title": says.title,
        "text": says.text,
        "method": says.terms.method.value,
        "confidence": says.terms.confidence,
        "tolerable_share": says.terms.tolerable_share,
        "materiality_share": says.terms.materiality_share,
        "asks_review": says.asks_review,
    }
