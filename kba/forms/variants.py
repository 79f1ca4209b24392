"""The form of a variant, and the plan beside its variants as the page shows them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kba import selectors
from kba.domain.rows import Row
from kba.domain.variants import Change, changed
from kba.forms.fields import NumberField, PercentField
from sohos.core.euro import Euro
from sohos.pages import formats, spans
from sohos.pages.spans import Part, Scale


class VariantForm(forms.Form):
    """What a variant is called."""

    name = forms.CharField(
        label=gettext_lazy("Hoe heet deze variant?"),
        help_text=gettext_lazy(
            "Bijvoorbeeld: zonder crisisplaats, of meer begeleiding."
        ),
        max_length=80,
    )


class UseForm(forms.Form):
    """What a variant uses of one row with the plan."""

    quantity = NumberField(label=gettext_lazy("Hoeveel met deze variant"))
    probability = PercentField(label=gettext_lazy("Kans met deze variant (%)"))

    def change(self) -> Change:
        """Return what was entered."""
        return Change(self.cleaned_data["quantity"], self.cleaned_data["probability"])


@dataclass(frozen=True, slots=True)
class Column:
    """The plan or a variant: what it comes to, and its gain on the plan."""

    compared: selectors.Compared
    name: str
    saving: Euro
    net: Euro
    effort: Euro
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class UseRow:
    """One row of the plan, with its use in every column; `differs` where it does."""

    description: str
    unit: str
    cells: Sequence[tuple[str, str, bool]]


@dataclass(frozen=True, slots=True)
class Comparison:
    """The plan and its variants side by side."""

    finding: str
    columns: Sequence[Column]
    variants: Sequence[Column]
    rows: Sequence[UseRow]
    scale: Scale


def use_forms(
    data: Mapping[str, Any] | None,
    rows: Mapping[str, Row],
    changes: Mapping[str, Change],
) -> dict[str, UseForm]:
    """Return a form per row, filled with what the variant or else the plan uses."""
    found = {}
    for stem, row in rows.items():
        shown = changed(row, changes[stem]) if stem in changes else row
        found[stem] = UseForm(
            data,
            prefix=stem,
            initial={
                "quantity": shown.quantity_with,
                "probability": shown.probability_with,
            },
        )
    return found


def comparison(found: Sequence[selectors.Compared]) -> Comparison:
    """Return the plan and its variants as the page shows them."""
    columns = [_column(each) for each in found]
    others = columns[1:]
    return Comparison(
        finding=_finding(others),
        columns=columns,
        variants=others,
        rows=_rows(columns),
        scale=spans.scale_of(column.parts for column in others),
    )


def _column(found: selectors.Compared) -> Column:
    first = found.result.contract[0]
    gain = found.gain
    return Column(
        compared=found,
        name=found.variant.name if found.variant else _("Plan"),
        saving=first.saving,
        net=found.result.present_estimate.financial.net,
        effort=first.plan_costs,
        parts=_around_zero(gain.p10.cents, gain.p90.cents),
    )


def _around_zero(low: int, high: int) -> tuple[Part, ...]:
    parts = []
    if low < 0:
        parts.append(Part(low, min(high, 0), "sh-v-loss"))
    if high > 0:
        parts.append(Part(max(low, 0), high, "sh-v-gain"))
    return tuple(parts)


def _finding(others: Sequence[Column]) -> str:
    if not others:
        return _("Er is alleen het plan zelf")
    best = max(others, key=lambda each: each.compared.gain.p50.cents)
    if best.compared.gain.p50.cents <= 0:
        return _("Geen variant is naar verwachting beter dan het plan")
    return _("%(name)s is in %(chance)s van de trekkingen beter dan het plan") % {
        "name": best.name,
        "chance": formats.percentage(best.compared.chance),
    }


def _rows(columns: Sequence[Column]) -> list[UseRow]:
    """Return every row of any column, in the order of the plan."""
    stems: dict[str, Row] = {}
    for column in columns:
        for stem, row in column.compared.rows.items():
            stems.setdefault(stem, row)
    plan = columns[0].compared.rows
    return [
        UseRow(
            row.description,
            row.unit,
            [
                (
                    column.name,
                    _used(column.compared.rows.get(stem)),
                    _used(column.compared.rows.get(stem)) != _used(plan.get(stem)),
                )
                for column in columns
            ],
        )
        for stem, row in stems.items()
    ]


def _used(row: Row | None) -> str:
    if row is None or not row.quantity_with:
        return _("niets")
    amount = formats.number(
        row.quantity_with, 0 if row.quantity_with.denominator == 1 else 2
    )
    if row.probability_with == 1:
        return amount
    return _("%(amount)s, kans %(chance)s") % {
        "amount": amount,
        "chance": formats.percentage(row.probability_with, 1),
    }
