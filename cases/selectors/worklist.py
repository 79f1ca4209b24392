"""Reads: the work list with its filters, and who has how much of it in hand."""

from dataclasses import dataclass
from datetime import date

from django.db.models import (
    Case as Choice,
)
from django.db.models import (
    Count,
    DateField,
    Exists,
    IntegerField,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Greatest

from cases.domain import worklist
from cases.domain.next_step import WAITS_FOR, Party
from cases.domain.phases import ENDED, MAIN_LINE, Phase
from cases.domain.worklist import Show, Wanted
from cases.models import Case, JournalEntry
from cases.selectors.reading import cases_for
from sohos.tenancy.actor import Actor
from sohos.tenancy.permissions import Permission

ORDER = ("place", "due", "id")
"""First those without a casemanager, then by phase, the most urgent first."""
_NEVER = date(9999, 12, 31)
_WORK_ORDER = (Phase.WACHTLIJST, Phase.HEROPEND, *MAIN_LINE)


@dataclass(frozen=True, slots=True)
class Load:
    """What one casemanager has in hand; without key what nobody has."""

    key: int | None
    name: str
    cases: int
    late: int
    still: int


def work_list(
    actor: Actor, *, today: date, wanted: Wanted | None = None
) -> QuerySet[Case]:
    """List the cases that are not over, as somebody works through them.

    Args:
        actor: who asks.
        today: the day on which they look.
        wanted: what of it; everything when left out.

    Returns:
        In the order of `ORDER`, with `moved_on`: the last day on which something
        happened.

    Raises:
        NotAllowedError: the actor's roles read no cases.
    """
    order = Choice(
        When(casemanager_id__isnull=True, then=Value(-1)),
        *(When(phase=phase, then=place) for place, phase in enumerate(_WORK_ORDER)),
        default=len(_WORK_ORDER),
        output_field=IntegerField(),
    )
    written = (
        JournalEntry.objects.filter(case_id=OuterRef("pk"))
        .order_by()
        .values("case_id")
        .annotate(last=Max("on"))
        .values("last")
    )
    return (
        _in_hand(actor)
        .filter(_chosen(actor, wanted or Wanted(), today=today))
        .annotate(
            place=order,
            due=Coalesce("due_on", Value(_NEVER), output_field=DateField()),
            moved_on=Greatest("phase_since", Subquery(written)),
        )
        .order_by(*ORDER)
    )


def count_work(actor: Actor, *, today: date) -> dict[str, int]:
    """Count what the work list holds: `total`, `mine`, `late` and `still`.

    Raises:
        NotAllowedError: the actor's roles read no cases.
    """
    shown = (Show.MINE, Show.LATE, Show.STILL)
    found: dict[str, int] = (
        _in_hand(actor)
        .order_by()
        .aggregate(
            total=Count("pk"),
            **{
                show.value: Count("pk", filter=_shows(actor, show, today=today))
                for show in shown
            },
        )
    )
    return found


def load_by_casemanager(actor: Actor, *, today: date) -> list[Load]:
    """List who has how much in hand, those without a casemanager first, then by name.

    Raises:
        NotAllowedError: the actor does not assign cases.
    """
    actor.require(Permission.CASE_ASSIGN)
    rows = (
        _in_hand(actor)
        .order_by("casemanager__name", "casemanager_id")
        .values("casemanager_id", "casemanager__name")
        .annotate(
            cases=Count("pk"),
            late=Count("pk", filter=_shows(actor, Show.LATE, today=today)),
            still=Count("pk", filter=_shows(actor, Show.STILL, today=today)),
        )
    )
    found = [
        Load(
            key=row["casemanager_id"],
            name=row["casemanager__name"] or "",
            cases=row["cases"],
            late=row["late"],
            still=row["still"],
        )
        for row in rows
    ]
    return sorted(found, key=lambda load: load.key is not None)


def _in_hand(actor: Actor) -> QuerySet[Case]:
    return cases_for(actor).exclude(phase__in=ENDED)


def _chosen(actor: Actor, wanted: Wanted, *, today: date) -> Q:
    found = _shows(actor, wanted.show, today=today)
    if wanted.phase is not None:
        found &= Q(phase=wanted.phase)
    if wanted.unassigned:
        found &= Q(casemanager_id__isnull=True)
    elif wanted.casemanager_id is not None:
        found &= Q(casemanager_id=wanted.casemanager_id)
    return found


def _shows(actor: Actor, show: Show, *, today: date) -> Q:
    if show is Show.LATE:
        return Q(due_on__lt=today) & ~Q(next_step__in=worklist.NEVER_LATE)
    if show is Show.STILL:
        before = worklist.still_before(today)
        written = JournalEntry.objects.filter(case_id=OuterRef("pk"), on__gte=before)
        moves = Q(phase_since__lt=before) & ~Q(phase__in=worklist.RESTS)
        return moves & ~Q(Exists(written))
    if show is Show.MINE:
        return _waits_for(actor)
    return Q()


def _waits_for(actor: Actor) -> Q:
    """Return the condition that the next step of a case is up to the actor."""
    own = {Party.CASEMANAGER, Party.HOUSEHOLD}
    steps = [step for step, party in WAITS_FOR.items() if party in own]
    found = Q(casemanager_id=actor.user_id, next_step__in=steps)
    if actor.can(Permission.CASE_ASSIGN):
        lead = [s for s, party in WAITS_FOR.items() if party is Party.TEAM_LEAD]
        found |= Q(next_step__in=lead)
    return found
