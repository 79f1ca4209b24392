"""Forms of the jurist, of signing and of adoption."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from plans.domain.legal import Conclusion, Review, Weighing
from plans.forms import labels
from plans.forms.draft import DraftChoiceField, DraftField
from sohos.pages.fields import DateField

_LONG = 8000
_BASES = ("basis_1", "basis_2", "basis_3")


def _answer(label: Any, hint: Any = "", *, wanted: bool = True) -> forms.CharField:
    kind = DraftField if wanted else forms.CharField
    return kind(
        label=label,
        help_text=hint,
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=_LONG,
        required=wanted,
    )


class ReviewForm(forms.Form):
    """The legal check of one doorbraak."""

    use_required_attribute = False

    decided_on = DateField(
        label=_("Dag van het besluit"),
        help_text=_("De lijst toont de grondslagen die op deze dag gelden."),
    )
    basis_1 = DraftChoiceField(label=_("Grondslag"), coerce=int, empty_value=None)
    basis_2 = forms.TypedChoiceField(
        label=_("Tweede grondslag"), coerce=int, empty_value=None, required=False
    )
    basis_3 = forms.TypedChoiceField(
        label=_("Derde grondslag"), coerce=int, empty_value=None, required=False
    )
    purpose = _answer(
        _("Mag het?"),
        _("Past het bij het doel van de wet? Leg uit waarom dit geen willekeur is."),
    )
    support = _answer(_("Willen ze het?"), _("Het gezin en de professionals."))
    value = _answer(_("Levert het meer op dan het kost?"))
    conclusion = forms.ChoiceField(
        label=_("Conclusie"),
        widget=forms.RadioSelect,
        choices=labels.choices(labels.CONCLUSIONS),
        error_messages={"required": _("Kies een conclusie.")},
    )
    conditions = _answer(_("Voorwaarden of vragen"), wanted=False)

    def __init__(
        self,
        *args: Any,
        bases: Sequence[tuple[str, list[tuple[int, str]]]],
        **kwargs: Any,
    ) -> None:
        """Offer the legal bases, by law."""
        super().__init__(*args, **kwargs)
        self.offer(bases)

    def offer(self, bases: Sequence[tuple[str, list[tuple[int, str]]]]) -> None:
        """Show these legal bases in the lists."""
        for name in _BASES:
            self.fields[name].choices = [("", _("Kies")), *bases]  # type: ignore[attr-defined]

    def basis_ids(self) -> list[int]:
        """Return the bases chosen, once each, in the order chosen."""
        chosen = (self.cleaned_data.get(name) for name in _BASES)
        return list(dict.fromkeys(pk for pk in chosen if pk is not None))

    def review(self) -> Review:
        """Return what the jurist wrote as the rules know it."""
        said = self.cleaned_data
        return Review(
            conclusion=Conclusion(said["conclusion"]),
            weighing=Weighing(said["purpose"], said["support"], said["value"]),
            decided_on=said["decided_on"],
            conditions=said["conditions"],
        )


class SignPlanForm(forms.Form):
    """Who signed, when and how."""

    party = forms.ChoiceField(
        label=_("Wie tekent?"),
        widget=forms.RadioSelect,
        choices=labels.choices(labels.PARTIES),
        error_messages={"required": _("Kies wie er tekent.")},
    )
    signer = forms.CharField(
        label=_("Naam of namen"),
        max_length=200,
        error_messages={"required": _("Vul in wie er tekende.")},
    )
    manner = forms.ChoiceField(
        label=_("Hoe?"),
        widget=forms.RadioSelect,
        choices=labels.choices(labels.MANNERS),
        error_messages={"required": _("Kies hoe er is getekend.")},
    )
    signed_on = DateField(label=_("Getekend op"))


class AdoptPlanForm(forms.Form):
    """The day on which the municipality adopts the plan."""

    adopted_on = DateField(
        label=_("Vastgesteld op"),
        help_text=_("Vanaf deze dag telt het jaar tot de jaarmeting."),
    )


class ChangePlanForm(forms.Form):
    """Why an adopted plan is taken in hand again."""

    reason = forms.CharField(
        label=_("Waarom verandert het plan?"),
        help_text=_("Wie het plan later leest, ziet deze reden bij de nieuwe versie."),
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=_LONG,
        error_messages={"required": _("Schrijf op waarom het plan verandert.")},
    )
