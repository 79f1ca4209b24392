"""Forms of the first three parts of the plan."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from plans.domain.content import Agreement, Leefwereld
from plans.forms import labels
from plans.forms.draft import DraftChoicesField, DraftField
from plans.services import DomainText, DoorbraakText, KnelpuntText
from sohos.core.euro import ZERO
from sohos.pages.fields import DateField, EuroField

_LONG = 8000
_NONE = ("", _("Geen"))


def _text(
    label: Any, *, rows: int = 3, hint: Any = "", wanted: bool = True
) -> forms.CharField:
    kind = DraftField if wanted else forms.CharField
    return kind(
        label=label,
        help_text=hint,
        widget=forms.Textarea(attrs={"rows": rows}),
        max_length=_LONG,
        required=wanted,
    )


class _VersionedForm(forms.Form):
    use_required_attribute = False
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, initial=0)

    def clean_version(self) -> int:
        """Return the version that was opened."""
        return int(self.cleaned_data["version"])


class LeefwereldForm(_VersionedForm):
    """Part 1, in the words of the household."""

    story = _text(
        _("Ons verhaal"),
        rows=4,
        hint=_("Schrijf op wat het gezin zegt, in hun eigen woorden."),
    )
    said_by = forms.CharField(label=_("Wie zei dit?"), max_length=120, required=False)
    wishes = _text(_("Waar wil je over een jaar staan?"), hint=_("Eén wens per regel."))
    needed = _text(_("Wat heb je daarvoor nodig?"), rows=2, wanted=False)
    main_breakthrough = _text(
        _("Wat is voor jullie de belangrijkste doorbraak?"), rows=2
    )
    can_self = _text(_("Dit kunnen wij zelf"), hint=_("Eén ding per regel."))
    needs_help = _text(_("Hier is hulp bij nodig"), hint=_("Eén ding per regel."))

    def says(self) -> Leefwereld:
        """Return the part as the rules know it."""
        said = self.cleaned_data
        return Leefwereld(**{key: said[key] for key in said if key != "version"})


class DomainForm(_VersionedForm):
    """A life domain, opened for a purpose."""

    life_domain = forms.TypedChoiceField(
        label=_("Levensgebied"),
        coerce=int,
        error_messages={"required": _("Kies een levensgebied.")},
    )
    purpose = forms.CharField(
        label=_("Waarvoor is dit nodig?"),
        help_text=_("Welk knelpunt of welke wens kunnen jullie anders niet oplossen?"),
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=_LONG,
        error_messages={
            "required": _(
                "Schrijf op waarvoor dit nodig is. Zonder doel blijft dit gebied dicht."
            )
        },
    )
    says = _text(_("Wat vertelt het gezin hierover?"), wanted=False)

    def __init__(
        self, *args: Any, life_domains: Sequence[tuple[int, str]], **kwargs: Any
    ) -> None:
        """Offer the life domains, bestaanszekerheid first."""
        super().__init__(*args, **kwargs)
        field = self.fields["life_domain"]
        field.choices = [("", _("Kies")), *life_domains]  # type: ignore[attr-defined]

    def text(self) -> DomainText:
        """Return the domain as the act takes it."""
        said = self.cleaned_data
        return DomainText(said["life_domain"], said["purpose"], said["says"])


class KnelpuntForm(_VersionedForm):
    """One thing that stands in the way."""

    text = forms.CharField(
        label=_("Wat zit er in de weg?"),
        help_text=_("Schrijf het zo dat het gezin het herkent."),
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=_LONG,
        error_messages={"required": _("Schrijf het in een of twee zinnen op.")},
    )
    explanation = _text(_("Toelichting"), rows=2, wanted=False)
    kind = forms.TypedChoiceField(
        label=_("Soort knelpunt"),
        coerce=int,
        error_messages={"required": _("Kies wat voor knelpunt het is.")},
    )
    severity = forms.ChoiceField(
        label=_("Hoe zwaar weegt het?"),
        widget=forms.RadioSelect,
        choices=list(labels.SEVERITIES.items()),
        initial="heavy",
        error_messages={"required": _("Kies hoe zwaar het weegt.")},
    )
    organisation = forms.TypedChoiceField(
        label=_("Organisatie"), coerce=int, empty_value=None, required=False
    )
    life_domain = forms.TypedChoiceField(
        label=_("Gaat over"), coerce=int, empty_value=None, required=False
    )
    rule = forms.CharField(
        label=_("Welke wet of regel speelt mee?"), max_length=300, required=False
    )
    since_on = DateField(label=_("Sinds wanneer?"), required=False)

    def __init__(
        self,
        *args: Any,
        kinds: Sequence[Any],
        organisations: Sequence[Any],
        life_domains: Sequence[Any],
        **kwargs: Any,
    ) -> None:
        """Offer the choices, each with its group."""
        super().__init__(*args, **kwargs)
        offered = {
            "kind": [("", _("Kies")), *kinds],
            "organisation": [_NONE, *organisations],
            "life_domain": [_NONE, *life_domains],
        }
        for name, choices in offered.items():
            self.fields[name].choices = choices  # type: ignore[attr-defined]

    def says(self) -> KnelpuntText:
        """Return the knelpunt as the rules know it."""
        said = self.cleaned_data
        return KnelpuntText(
            text=said["text"],
            explanation=said["explanation"],
            kind_id=said["kind"],
            severity=said["severity"],
            organisation_id=said["organisation"],
            life_domain_id=said["life_domain"],
            rule=said["rule"],
            since_on=said["since_on"],
        )


class DoorbraakForm(_VersionedForm):
    """What breaks through."""

    text = forms.CharField(
        label=_("De doorbraak in gewone woorden"),
        help_text=_("Schrijf het zo dat het gezin het zelf kan navertellen."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=_LONG,
        error_messages={"required": _("Schrijf het in een of twee zinnen op.")},
    )
    overcomes = DraftChoicesField(
        label=_("Welke knelpunten lost dit op?"),
        widget=forms.CheckboxSelectMultiple,
        coerce=int,
    )
    deviates_from = _text(_("Van welke regel wijken we af?"), rows=2, wanted=False)
    justification = _text(_("Waarom mag dat?"), rows=2)
    decider = DraftField(label=_("Wie moet dit beslissen?"), max_length=200)
    cost = EuroField(label=_("Kosten uit het maatwerkbudget"), required=False)
    result_by_on = DateField(
        label=_("Wanneer merkt het gezin er iets van?"), required=False
    )
    grip = _text(_("Hoe krijgt het gezin weer grip?"), rows=2)
    alternatives = _text(
        _("Wat hebben jullie nog meer overwogen?"), rows=2, wanted=False
    )

    def __init__(
        self, *args: Any, knelpunten: Sequence[tuple[int, str]], **kwargs: Any
    ) -> None:
        """Offer the knelpunten of the plan."""
        super().__init__(*args, **kwargs)
        self.fields["overcomes"].choices = list(knelpunten)  # type: ignore[attr-defined]

    def says(self, agreements: Iterable[Agreement]) -> DoorbraakText:
        """Return the doorbraak as the rules know it."""
        said = self.cleaned_data
        return DoorbraakText(
            text=said["text"],
            overcomes=tuple(said["overcomes"]),
            cost=said["cost"] or ZERO,
            deviates_from=said["deviates_from"],
            justification=said["justification"],
            decider=said["decider"],
            grip=said["grip"],
            alternatives=said["alternatives"],
            result_by_on=said["result_by_on"],
            agreements=tuple(agreements),
        )


class AgreementForm(forms.Form):
    """Who does what; a row that is left empty does not count."""

    what = forms.CharField(
        label=_("Wat"),
        max_length=300,
        error_messages={"required": _("Schrijf op wat er gebeurt.")},
    )
    who = forms.CharField(
        label=_("Wie"),
        max_length=120,
        error_messages={"required": _("Vul in wie dit doet.")},
    )
    by_on = DateField(label=_("Voor"), required=False, help_text="")

    def agreement(self) -> Agreement | None:
        """Return the agreement, or nothing for an empty row."""
        said = self.cleaned_data
        if not said.get("what"):
            return None
        return Agreement(said["what"], said["who"], said["by_on"])


AgreementFormSet = forms.formset_factory(
    AgreementForm, extra=1, max_num=30, absolute_max=30
)
