"""Reads: the checks of the nazorg and what they found."""

from dataclasses import dataclass
from datetime import date

from cases.domain import relapse
from cases.domain.phases import Phase
from cases.domain.relapse import RelapseResult
from cases.models import Case, PhaseChange, RelapseFinding
from sohos.tenancy.actor import Actor


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check found."""

    result: RelapseResult
    on: date
    by: str
    what: str


@dataclass(frozen=True, slots=True)
class CheckOfCase:
    """A check of the nazorg; without a finding it is still to do."""

    months: int
    due_on: date
    finding: Finding | None
    before: tuple[Finding, ...]
    is_late: bool


def relapse_checks_of(
    actor: Actor, case: Case, *, today: date
) -> tuple[CheckOfCase, ...]:
    """Return the checks of the last nazorg of a case.

    Args:
        actor: who asks.
        case: a case that the actor may see whole.
        today: the day on which somebody looks.

    Returns:
        By month; nothing while there was no nazorg yet. A finding that was told again
        stands with what was told before.
    """
    change = (
        PhaseChange.objects.filter(
            municipality_id=actor.municipality_id, case_id=case.pk, after=Phase.NAZORG
        )
        .order_by("id")
        .last()
    )
    if change is None:
        return ()
    found: dict[int, list[Finding]] = {}
    rows = RelapseFinding.objects.filter(
        municipality_id=actor.municipality_id,
        planned__case_id=case.pk,
        planned__aftercare_on=change.on,
    ).select_related("by", "planned")
    for row in rows.order_by("id"):
        one = Finding(RelapseResult(row.result), row.on, row.by.name, row.what)
        found.setdefault(row.planned.months, []).append(one)
    is_going = case.phase == Phase.NAZORG
    return tuple(
        _check(months, due_on, found.get(months, []), is_going=is_going, today=today)
        for months, due_on in relapse.due_days(change.on).items()
    )


def _check(
    months: int, due_on: date, told: list[Finding], *, is_going: bool, today: date
) -> CheckOfCase:
    return CheckOfCase(
        months=months,
        due_on=due_on,
        finding=told[-1] if told else None,
        before=tuple(reversed(told[:-1])),
        is_late=is_going and not told and due_on < today,
    )
