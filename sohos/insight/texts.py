"""What the figures say, in words: names, findings and points of attention."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from cases.domain.phases import Phase
from cases.selectors.figures import Load
from sohos.core.bills import Law, Payer
from sohos.core.small_cells import SMALLEST_SHOWN
from sohos.insight.disclosure import Saving
from sohos.insight.selectors import Dashboard, Step, Waiting
from sohos.pages import bills, formats
from sohos.tenancy.actor import Actor
from sohos.tenancy.permissions import Permission

FALLS_BEHIND = Fraction(8, 10)
PHASES: dict[Phase, Promise] = {
    Phase.AANGEMELD: gettext_lazy("Aangemeld"),
    Phase.INTAKE: gettext_lazy("Intake"),
    Phase.LEEFWERELD: gettext_lazy("Plan begonnen"),
    Phase.KNELPUNTEN: gettext_lazy("Knelpunten"),
    Phase.DOORBRAAK: gettext_lazy("Doorbraak"),
    Phase.KBA: gettext_lazy("Plan doorgerekend"),
    Phase.UITVOERING: gettext_lazy("Gestart"),
    Phase.JAARGRENS: gettext_lazy("Jaarmeting gedaan"),
    Phase.NAZORG: gettext_lazy("Nazorg"),
    Phase.AFGESLOTEN: gettext_lazy("Afgerond"),
    Phase.WACHTLIJST: gettext_lazy("Wachtlijst"),
    Phase.HEROPEND: gettext_lazy("Heropend"),
}
STANDS: dict[Phase, Promise] = PHASES | {
    Phase.LEEFWERELD: gettext_lazy("Leefwereld"),
    Phase.KBA: gettext_lazy("Kosten en baten"),
    Phase.UITVOERING: gettext_lazy("In uitvoering"),
    Phase.JAARGRENS: gettext_lazy("Jaarmeting"),
}
LAWS: dict[str, Promise] = {
    Law.PARTICIPATIEWET: gettext_lazy("Participatiewet"),
    Law.WMO: gettext_lazy("Wmo 2015"),
    Law.JEUGDWET: gettext_lazy("Jeugdwet"),
    Law.WGS: gettext_lazy("Schuldhulp (Wgs)"),
    Law.ZVW: gettext_lazy("Zorgverzekeringswet"),
    Law.WLZ: gettext_lazy("Wet langdurige zorg"),
    Law.WFSV: gettext_lazy("Sociale verzekeringen (Wfsv)"),
    Law.EDUCATION: gettext_lazy("Onderwijs"),
    Law.JUSTICE: gettext_lazy("Justitie"),
    Law.HOUSING_ASSOCIATION: gettext_lazy("Woningcorporatie"),
    Law.HOUSEHOLD: gettext_lazy("Huishouden"),
    Law.EMPLOYER: gettext_lazy("Werkgever"),
    Law.MUNICIPALITY_UNALLOCATED: gettext_lazy("Gemeente, niet toegedeeld"),
    Law.OTHER: gettext_lazy("Overig"),
}


@dataclass(frozen=True, slots=True)
class Point:
    """A point of attention; without an address it only tells."""

    icon: str
    title: str
    detail: str
    url: str = ""


def headline(board: Dashboard) -> str:
    """Return what the page as a whole says."""
    if not board.is_shown:
        return _("Deze keuze gaat over te weinig huishoudens")
    if board.savings is None or board.savings.whole.counted is None:
        return _("Er is nog te weinig gemeten om te zeggen wat het oplevert")
    share = board.savings.whole.share
    if share is None:
        amount = formats.signed_amount(board.savings.whole.counted)
        return _("De gemeente bespaarde %(amount)s") % {"amount": amount}
    return _("De gemeente bespaart %(share)s van wat verwacht was") % {
        "share": formats.percentage(share)
    }


def laws_finding(laws: Sequence[Saving]) -> str:
    """Return what the savings per law say, as far as they are shown."""
    ranked = _ranked(laws)
    if not ranked:
        return _("Besparing van de gemeente per wet")
    (worst, low), (best, high) = ranked[0], ranked[-1]
    if len(ranked) == 1:
        return _("%(law)s: %(share)s van wat verwacht was") % {
            "law": LAWS[best],
            "share": formats.percentage(high),
        }
    if low < 1 <= high:
        return _("%(best)s levert het meest op, %(worst)s blijft achter") % {
            "best": LAWS[best],
            "worst": LAWS[worst],
        }
    if low < 1:
        return _("%(worst)s blijft het verst achter bij wat verwacht was") % {
            "worst": LAWS[worst]
        }
    if len(ranked) < len(laws):
        return _("%(best)s levert het meest op") % {"best": LAWS[best]}
    return _("Elke wet levert op wat verwacht was")


def payers_finding(payers: Sequence[Saving]) -> str:
    """Return what the savings per payer say."""
    others = [
        (one.counted.cents, one.code)
        for one in payers
        if one.counted and one.counted.cents > 0 and one.code != Payer.MUNICIPALITY
    ]
    if not others:
        return _("Besparing per betaler")
    return _("Naast de gemeente bespaart vooral: %(payer)s") % {
        "payer": str(bills.PAYERS[Payer(max(others)[1])]).lower()
    }


def funnel_finding(board: Dashboard) -> str:
    """Return what the funnel says."""
    if board.days_to_start is None:
        return _("Hoe ver de huishoudens zijn")
    return ngettext(
        "Van aanmelding tot start duurt %(days)s dag",
        "Van aanmelding tot start duurt %(days)s dagen",
        board.days_to_start,
    ) % {"days": board.days_to_start}


def points_of(board: Dashboard, *, actor: Actor, today: date) -> list[Point]:
    """Return what asks for somebody, the most urgent first."""
    return list(_points(board, actor, today)) if board.is_shown else []


def _points(board: Dashboard, actor: Actor, today: date) -> Iterator[Point]:
    found = board.attention
    accept_url = _address(actor, Permission.BOND_ACCEPT, "acceptances")
    validate_url = _address(actor, Permission.KBA_VALIDATE, "validations")
    team_url = _address(actor, Permission.CASE_ASSIGN, "team-overview")
    bond_url = _address(actor, Permission.BOND_READ, "bond")
    if found.acceptance:
        title = _("%(count)s wachten op uw acceptatie") % _count(found.acceptance)
        yield Point("gavel", title, _oldest(found.acceptance, today), accept_url)
    if found.validation:
        title = _("%(count)s wachten op de accountant") % _count(found.validation)
        yield Point("clock", title, _oldest(found.validation, today), validate_url)
    if found.overdue:
        title = _("%(count)s zijn de jaargrens voorbij zonder meting") % _count(
            found.overdue
        )
        yield Point("calendar", title, _oldest(found.overdue, today), team_url)
    if found.under_threshold:
        title = _("%(count)s halen het afgesproken resultaat niet") % _count(
            found.under_threshold
        )
        detail = _(
            "Dan betaalt de gemeente de investeerders niet of maar voor een deel"
        )
        yield Point("x", title, detail, accept_url)
    if board.is_budget_nearly_used:
        taken = board.budget.used + board.budget.reserved
        share = Fraction(taken.cents, board.budget.available.cents or 1)
        detail = _("%(share)s is gebruikt of gereserveerd") % {
            "share": formats.percentage(share)
        }
        yield Point("coin", _("Het rentebudget is bijna op"), detail, bond_url)
    yield from _lagging(board)


def _lagging(board: Dashboard) -> Iterator[Point]:
    ranked = _ranked(board.savings.laws) if board.savings else []
    for code, share in ranked[:1]:
        if share < FALLS_BEHIND:
            title = _("%(law)s blijft achter") % {"law": LAWS[code]}
            detail = _("%(share)s van wat verwacht was") % {
                "share": formats.percentage(share)
            }
            yield Point("trending-down", title, detail, "#laws")


def _ranked(laws: Sequence[Saving]) -> list[tuple[str, Fraction]]:
    shares = [(one.code, one.share) for one in laws]
    known = [(code, share) for code, share in shares if share is not None]
    return sorted(known, key=lambda pair: pair[1])


def _count(waiting: Waiting) -> dict[str, str]:
    if waiting.is_few:
        return {"count": _("Minder dan vijf huishoudens")}
    if waiting.households is None:
        return {"count": _("Vijf of meer huishoudens")}
    number = formats.number(waiting.households)
    return {"count": _("%(number)s huishoudens") % {"number": number}}


def _oldest(waiting: Waiting, today: date) -> str:
    if waiting.since is None:
        return ""
    days = (today - waiting.since).days
    return ngettext(
        "Het oudste sinds %(days)s dag", "Het oudste sinds %(days)s dagen", days
    ) % {"days": formats.number(days)}


def _address(actor: Actor, permission: Permission, name: str) -> str:
    return reverse(name) if actor.can(permission) else ""


def team_headline(loads: Sequence[Load]) -> str:
    """Return what the load of a team says."""
    unassigned = sum(load.in_hand for load in loads if load.casemanager_id is None)
    if unassigned:
        return ngettext(
            "%(number)s huishouden heeft nog geen casemanager",
            "%(number)s huishoudens hebben nog geen casemanager",
            unassigned,
        ) % {"number": formats.number(unassigned)}
    late = sum(load.late for load in loads)
    if late:
        return ngettext(
            "%(number)s huishouden is over de termijn",
            "%(number)s huishoudens zijn over de termijn",
            late,
        ) % {"number": formats.number(late)}
    return _("Alle huishoudens lopen binnen de termijn")


def households(step: Step) -> str:
    """Write how many households reached a step, or that it is hidden."""
    if step.reached is not None:
        return formats.number(step.reached)
    return f"<{SMALLEST_SHOWN}" if step.is_few else hidden()


def hidden() -> str:
    """Return what stands in the place of a number that is not told."""
    return _("niet getoond")
