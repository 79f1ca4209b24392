"""When things happen in the demo; nothing of it depends on today."""

from datetime import UTC, date, datetime, time


def moment(day: date) -> datetime:
    """Return ten in the morning, coordinated time, of a day."""
    return datetime.combine(day, time(10), UTC)
