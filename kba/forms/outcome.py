"""What stages came to side by side, and why they differ, as pages and reports show it."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kba.domain.difference import LineDifference, difference
from kba.domain.rows import pairs, stem_of
from kba.domain.stages import FrozenStage
from kba.forms import labels, shown
from sohos.core.euro import ZERO, Euro, total
from sohos.pages import bills, formats

Cells = list[tuple[Euro, Promise]]
PARTS: dict[str, Promise] = {
    "quantity": gettext_lazy("Aantal"),
    "price": gettext_lazy("Prijs"),
    "timing": gettext_lazy("Moment"),
    "terms": gettext_lazy("Aannamen"),
    "new": gettext_lazy("Nieuw"),
    "vanished": gettext_lazy("Vervallen"),
}


@dataclass(frozen=True, slots=True)
class Step:
    """Why one stage differs from the one before it, row by row."""

    anchor: str
    finding: str
    note: str
    rows: list[tuple[str, Cells, Euro]]
    sums: Cells
    whole: Euro


def by_payer(stages: Sequence[FrozenStage]) -> list[tuple[Promise, Cells]]:
    """Return what each payer saves in the first year of each stage."""
    columns = [
        {name: part for name, part, _bar in shown.payers_of(pairs(stage.result.lines))}
        for stage in stages
    ]
    names = dict.fromkeys(name for column in columns for name in column)
    return [
        (name, _cells(stages, [c.get(name, ZERO) for c in columns])) for name in names
    ]


def by_law(stages: Sequence[FrozenStage]) -> list[tuple[Promise, Cells]]:
    """Return what the municipality saves per law in the first year of each stage."""
    columns = [dict(stage.result.contract[0].saving_by_law) for stage in stages]
    laws = dict.fromkeys(law for column in columns for law in column)
    return [
        (bills.LAWS[law], _cells(stages, [c.get(law, ZERO) for c in columns]))
        for law in laws
    ]


def step(before: FrozenStage, after: FrozenStage) -> Step:
    """Explain a stage by the one before it, the two lines of a row together."""
    change = difference(before.kba, after.kba)
    lines = (*before.kba.lines, *after.kba.lines)
    words = {stem_of(line): line.description for line in lines}
    stems = {line.key: stem_of(line) for line in lines}
    by_stem: dict[str, list[LineDifference]] = {}
    for line in change.lines:
        by_stem.setdefault(stems[line.key], []).append(line)
    whole = change.after - change.before
    return Step(
        anchor=f"step-{after.stage.name.lower()}",
        finding=_finding(after, whole),
        note=_("%(after)s tegenover %(before)s, alle betalers samen")
        % {
            "after": labels.STAGES[after.stage],
            "before": str(labels.STAGES[before.stage]).lower(),
        },
        rows=[
            (words[stem], _parts(found), total(line.whole for line in found))
            for stem, found in by_stem.items()
        ],
        sums=_parts(change.lines),
        whole=whole,
    )


def _finding(after: FrozenStage, whole: Euro) -> str:
    name = labels.STAGES[after.stage]
    if not whole:
        return _("%(stage)s: hetzelfde als daarvoor") % {"stage": name}
    words = _("%(stage)s: %(amount)s meer dan daarvoor")
    if whole < ZERO:
        words = _("%(stage)s: %(amount)s minder dan daarvoor")
    amount = formats.signed_amount(Euro(abs(whole.cents)))
    return words % {"stage": name, "amount": amount}


def _parts(lines: Sequence[LineDifference]) -> Cells:
    return [
        (total(getattr(line, name) for line in lines), word)
        for name, word in PARTS.items()
    ]


def _cells(stages: Sequence[FrozenStage], parts: Sequence[Euro]) -> Cells:
    return [
        (part, labels.STAGES[stage.stage])
        for stage, part in zip(stages, parts, strict=True)
    ]
