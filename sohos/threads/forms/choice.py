"""Choosing what the page shows, kept in its address."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django import forms
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sohos.threads.domain.facts import Leaf, Measure
from sohos.threads.forms import labels

SHOWN: dict[str, Promise] = {
    "": _("Hoe vaak"),
    Measure.COST: _("Kosten van doorbraken"),
    Measure.SAVING: _("Verwachte besparing"),
}


@dataclass(frozen=True, slots=True)
class Choice:
    """Which periods, beside what, and which number."""

    first: date | None = None
    last: date | None = None
    leaf: Leaf = Leaf.ORGANISATION
    measure: Measure | None = None


class ChoiceForm(forms.Form):
    """Whole periods, the other side of the table, and what stands in it."""

    first = forms.ChoiceField(label=_("Van"), required=False)
    last = forms.ChoiceField(label=_("Tot en met"), required=False)
    leaf = forms.ChoiceField(
        label=_("Naast de soort knelpunt"),
        required=False,
        choices=[(leaf.value, label) for leaf, label in labels.LEAVES.items()],
    )
    measure = forms.ChoiceField(
        label=_("Toon"), required=False, choices=list(SHOWN.items())
    )

    def __init__(
        self, data: QueryDict, *, periods: Sequence[tuple[date, date, str]]
    ) -> None:
        """Offer the published periods."""
        super().__init__(data)
        firsts = [(first.isoformat(), name) for first, _last, name in periods]
        lasts = [(last.isoformat(), name) for _first, last, name in periods]
        self.fields["first"].choices = [("", _("Het begin")), *firsts]  # type: ignore[attr-defined]
        self.fields["last"].choices = [("", _("Nu")), *lasts]  # type: ignore[attr-defined]


def choice_from(data: QueryDict) -> Choice:
    """Read the choice from an address; what makes no sense chooses nothing."""
    leaf, measure = data.get("leaf", ""), data.get("measure", "")
    return Choice(
        first=_day(data.get("first", "")),
        last=_day(data.get("last", "")),
        leaf=Leaf(leaf) if leaf in set(Leaf) else Leaf.ORGANISATION,
        measure=Measure(measure) if measure in SHOWN and measure else None,
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
