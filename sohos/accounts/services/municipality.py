"""Act: go and work for a municipality."""

from datetime import datetime

from sohos.accounts import selectors
from sohos.audit import services as audit
from sohos.core.dates import local_day
from sohos.core.errors import NotFoundError
from sohos.tenancy import context
from sohos.tenancy.actor import Actor, MunicipalityCard
from sohos.tenancy.selectors import actor_for


def enter_municipality(
    *, user_id: int, municipality_id: int, confined_to: int | None, now: datetime
) -> MunicipalityCard:
    """Record that a user goes to work for one of their municipalities.

    Args:
        user_id: the user; the running transaction knows it, and the municipality
            that is left, if any.
        municipality_id: where to.
        confined_to: the only municipality that this session may enter, if so.
        now: aware.

    Returns:
        The municipality.

    Raises:
        NotFoundError: the user has no role there today, or may not go there.
    """
    today = local_day(now)
    options = selectors.choices_of(user_id, confined_to=confined_to, today=today)
    chosen = next((card for card in options if card.id == municipality_id), None)
    if chosen is None:
        raise NotFoundError
    left = context.current()
    if left is None or left.municipality_id is None:
        with context.tenant(municipality_id, user_id=user_id):
            actor = actor_for(user_id, municipality_id, today=today)
            _record("municipality.entered", municipality_id, actor, now)
    else:
        actor = actor_for(user_id, left.municipality_id, today=today)
        _record("municipality.left", municipality_id, actor, now)
    return chosen


def _record(action: str, to: int, actor: Actor, now: datetime) -> None:
    audit.record(action, actor=actor, subject=f"municipality:{to}", at=now)
