"""Who pays without the plan, with it, and who gains: the bridge and the pockets."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from kba.domain import bridge, welfare
from kba.domain.bridge import Bridge
from kba.domain.result import Result
from kba.domain.welfare import PocketRow
from sohos.core.bills import Payer
from sohos.core.euro import ZERO, Euro
from sohos.pages import bills, formats, spans
from sohos.pages.spans import Part, Scale


@dataclass(frozen=True, slots=True)
class Step:
    """One bar of the bridge; `is_level` when it stands on the ground."""

    name: str | Promise
    amount: Euro
    parts: tuple[Part, ...]
    is_level: bool = False


@dataclass(frozen=True, slots=True)
class Waterfall:
    """From the costs without the plan, payer by payer, to those with it."""

    finding: str
    steps: Sequence[Step]
    scale: Scale
    payers: Sequence[tuple[Promise, Bridge]]
    laws: Sequence[tuple[Promise, Bridge]]
    whole: Bridge


@dataclass(frozen=True, slots=True)
class Pockets:
    """Who pays and who gains, with a bar to each side of nothing."""

    finding: str
    rows: Sequence[tuple[Promise, PocketRow, tuple[Part, ...]]]
    scale: Scale


def waterfall(result: Result) -> Waterfall:
    """Return the bridge of a result, over all its plan years, undiscounted."""
    whole = bridge.whole(result.lines)
    payers = bridge.by_payer(result.lines)
    steps = _steps(whole, payers)
    return Waterfall(
        finding=_bridge_finding(whole, payers),
        steps=steps,
        scale=spans.scale_of(step.parts for step in steps),
        payers=[(bills.PAYERS[payer], each) for payer, each in payers],
        laws=[(bills.LAWS[law], each) for law, each in bridge.by_law(result.lines)],
        whole=whole,
    )


def pockets(result: Result) -> Pockets:
    """Return the table of the wrong pockets, in present value."""
    rows = welfare.wrong_pockets(result.present_estimate)
    shown = [
        (
            bills.PAYERS[row.payer],
            row,
            (
                _part(ZERO, -row.balance.costs, "sh-v-loss"),
                _part(ZERO, row.balance.benefits, "sh-v-gain"),
            ),
        )
        for row in rows
    ]
    return Pockets(
        finding=_pocket_finding(rows),
        rows=shown,
        scale=spans.scale_of(parts for _name, _row, parts in shown),
    )


def _steps(whole: Bridge, payers: Sequence[tuple[Payer, Bridge]]) -> list[Step]:
    """Go down from the costs without the plan, and up again by what it takes."""
    level = whole.without
    found = [_level(_("Kosten zonder plan"), level, "sh-v-without")]
    for name, change, tone in _changes(whole, payers):
        found.append(Step(name, change, (_part(level, level + change, tone),)))
        level += change
    found.append(_level(_("Kosten met plan"), level, "sh-v-with"))
    if not whole.effort:
        return found
    for payer, each in payers:
        if each.effort:
            name = _("Inzet: %(payer)s") % {"payer": bills.PAYERS[payer]}
            part = _part(level, level + each.effort, "sh-v-maatwerk")
            found.append(Step(name, each.effort, (part,)))
            level += each.effort
    return [*found, _level(_("Met plan en inzet"), level, "sh-v-with")]


def _changes(
    whole: Bridge, payers: Sequence[tuple[Payer, Bridge]]
) -> Iterator[tuple[str | Promise, Euro, str]]:
    for payer, each in payers:
        if each.saving:
            tone = "sh-v-gain" if each.saving > ZERO else "sh-v-loss"
            yield bills.PAYERS[payer], -each.saving, tone
    if whole.not_counted:
        yield _("Telt niet mee"), -whole.not_counted, "sh-v-skipped"


def _level(name: str, amount: Euro, tone: str) -> Step:
    return Step(name, amount, (_part(ZERO, amount, tone),), is_level=True)


def _bridge_finding(whole: Bridge, payers: Sequence[tuple[Payer, Bridge]]) -> str:
    net = formats.signed_amount(Euro(abs(whole.net.cents)))
    if whole.net < ZERO:
        return _("Met het plan zijn de betalers samen %(net)s meer kwijt") % {
            "net": net
        }
    most = max(payers, key=lambda each: each[1].net.cents)
    return _("De betalers houden samen %(net)s over; het meest: %(payer)s") % {
        "net": net,
        "payer": str(bills.PAYERS[most[0]]).lower(),
    }


def _pocket_finding(rows: Sequence[PocketRow]) -> str:
    """Name the payer without whom the others lose, if there is one."""
    wrong = [
        row for row in rows if row.others_net < ZERO < row.balance.net and row.share
    ]
    bearing = [row for row in rows if row.balance.net < ZERO]
    if wrong and bearing:
        row = max(wrong, key=lambda each: each.balance.net.cents)
        return _(
            "%(payer)s krijgt %(share)s van de financiële baten; betalen de anderen "
            "alles, dan komen die samen uit op %(others)s"
        ) % {
            "payer": bills.PAYERS[row.payer],
            "share": formats.percentage(row.share or 0, 2),
            "others": formats.signed_amount(row.others_net),
        }
    if bearing:
        return _("Wie erop toelegt: %(payers)s") % {
            "payers": ", ".join(str(bills.PAYERS[row.payer]).lower() for row in bearing)
        }
    return _("Geen van de betalers legt erop toe")


def _part(start: Euro, end: Euro, tone: str) -> Part:
    return Part(start.cents, end.cents, tone)
