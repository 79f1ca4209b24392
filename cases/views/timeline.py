"""The way of a case so far, as the case page shows it: phases, days, what was late."""

from datetime import date

from cases import selectors
from cases.domain import timeline
from cases.domain.phases import Phase
from cases.domain.timeline import Entry, Stay
from cases.forms import labels


def on_case_page(found: selectors.CaseRow, *, today: date) -> dict[str, object]:
    """Return the phases that a case went through and how long the plan took."""
    entries = [
        Entry(Phase(row.after), row.on, row.by.name, row.reason)
        for row in selectors.timeline_of(found)
    ]
    return {
        "timeline": [_stay(row) for row in timeline.stays(entries, today=today)],
        "making": timeline.making(entries, today=today),
    }


def _stay(row: Stay) -> dict[str, object]:
    return {
        "phase": labels.PHASES[row.entry.phase],
        "on": row.entry.on,
        "until_on": row.until_on,
        "by": row.entry.by,
        "reason": row.entry.reason,
        "days": row.days,
        "due_on": row.due_on,
        "late_days": row.late_days,
    }
