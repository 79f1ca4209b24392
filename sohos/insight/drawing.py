"""Figures with their names, ready for the templates to draw."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from cases.selectors.figures import Load
from sohos.core.bills import Payer
from sohos.core.euro import ZERO, Euro
from sohos.insight import texts
from sohos.insight.disclosure import Saving, Savings
from sohos.insight.selectors import Dashboard, Step, TeamOverview
from sohos.pages import bills, formats

BEHIND = Fraction(3, 4)


@dataclass(frozen=True, slots=True)
class SavingRow:
    """One bar: what was counted, with a mark for what was expected."""

    name: Promise
    saving: Saving

    @property
    def is_behind(self) -> bool:
        """Tell whether it stays far behind what was expected."""
        return self.saving.share is not None and self.saving.share < BEHIND


@dataclass(frozen=True, slots=True)
class StepRow:
    """One bar of the funnel."""

    name: Promise
    step: Step
    text: str


@dataclass(frozen=True, slots=True)
class BoardPage:
    """Everything on the dashboard that needs a name or a sentence."""

    headline: str
    laws_title: str
    laws: tuple[SavingRow, ...]
    laws_maximum: Euro
    payers_title: str
    payers: tuple[SavingRow, ...]
    payers_maximum: Euro
    whole_maximum: Euro
    whole_label: str
    funnel_title: str
    steps: tuple[StepRow, ...]
    steps_maximum: int
    has_hidden: bool
    budget_taken: Fraction | None


@dataclass(frozen=True, slots=True)
class LoadRow:
    """The load of one casemanager, and how long the oldest is in its phase."""

    load: Load
    oldest_days: int


@dataclass(frozen=True, slots=True)
class AgeingRow:
    """How long cases are in a phase, in days."""

    name: Promise
    cases: int
    late: int
    median_days: int
    oldest_days: int


@dataclass(frozen=True, slots=True)
class TeamPage:
    """The overview of a team lead, with its finding."""

    headline: str
    loads: tuple[LoadRow, ...]
    heaviest: int
    in_hand: int
    late: int
    to_measure: int
    ageing: tuple[AgeingRow, ...]
    longest: int


def board_page(board: Dashboard) -> BoardPage:
    """Name and describe the figures of the dashboard."""
    savings = board.savings
    laws = savings.laws if savings else ()
    payers = savings.payers if savings else ()
    steps = tuple(
        StepRow(texts.PHASES[step.phase], step, texts.households(step))
        for step in board.steps
    )
    return BoardPage(
        headline=texts.headline(board),
        laws_title=texts.laws_finding(laws),
        laws=tuple(SavingRow(texts.LAWS[one.code], one) for one in laws),
        laws_maximum=_maximum(laws),
        payers_title=texts.payers_finding(payers),
        payers=tuple(SavingRow(bills.PAYERS[Payer(one.code)], one) for one in payers),
        payers_maximum=_maximum(payers),
        whole_maximum=_maximum([savings.whole]) if savings else ZERO,
        whole_label=_whole_label(savings) if savings else "",
        funnel_title=texts.funnel_finding(board),
        steps=steps,
        steps_maximum=max((row.step.reached or 0 for row in steps), default=0),
        has_hidden=any(row.step.reached is None for row in steps)
        or any(one.counted is None for one in (*laws, *payers)),
        budget_taken=_taken(board),
    )


def team_page(overview: TeamOverview, *, today: date) -> TeamPage:
    """Name and describe the load of a team."""
    ageing = tuple(
        AgeingRow(
            texts.STANDS[row.phase],
            row.cases,
            row.late,
            (today - row.median_on).days,
            (today - row.oldest_on).days,
        )
        for row in overview.ageing
    )
    loads = overview.loads
    return TeamPage(
        headline=texts.team_headline(loads),
        loads=tuple(LoadRow(load, (today - load.oldest_on).days) for load in loads),
        heaviest=max((load.in_hand for load in loads), default=0),
        in_hand=sum(load.in_hand for load in loads),
        late=sum(load.late for load in loads),
        to_measure=sum(load.to_measure for load in loads),
        ageing=ageing,
        longest=max((row.oldest_days for row in ageing), default=0),
    )


def _maximum(savings: Sequence[Saving]) -> Euro:
    amounts = [one.expected for one in savings] + [one.counted for one in savings]
    return max((amount for amount in amounts if amount), default=ZERO)


def _taken(board: Dashboard) -> Fraction | None:
    if board.budget.available <= ZERO:
        return None
    taken = board.budget.used + board.budget.reserved
    return Fraction(taken.cents, board.budget.available.cents)


def _whole_label(savings: Savings) -> str:
    whole = savings.whole
    if whole.counted is None or whole.expected is None:
        return ""
    said = _("Gerealiseerd %(counted)s, verwacht %(expected)s.") % {
        "counted": formats.signed_amount(whole.counted),
        "expected": formats.signed_amount(whole.expected),
    }
    if savings.approved is None:
        return said
    approved = _("Goedgekeurd door de accountant: %(approved)s.") % {
        "approved": formats.signed_amount(savings.approved)
    }
    return f"{said} {approved}"
