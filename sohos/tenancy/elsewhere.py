"""What somebody reads in the other municipalities where they have the same role.

A transaction belongs to one municipality. A page that shows several is therefore read
municipality by municipality, each in a transaction of its own and through the walls of
that one, before the transaction of the page itself begins.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, TypeVar

from django.http import HttpRequest
from django.urls import Resolver404, resolve

from sohos.core.dates import local_day
from sohos.tenancy import context, selectors
from sohos.tenancy.actor import Actor
from sohos.tenancy.permissions import Permission

Read = Callable[[Actor, HttpRequest, datetime], Any]
_View = TypeVar("_View", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Reading:
    """What a view reads in each municipality where the user has the permission."""

    permission: Permission
    read: Read


def reads_elsewhere(permission: Permission, read: Read) -> Callable[[_View], _View]:
    """Mark a view that shows what the user has in other municipalities as well.

    Args:
        permission: the only one that the actor has while reading there.
        read: called once per other municipality, inside its transaction; what it
            returns stands in `request.elsewhere`, in order of name.
    """

    def mark(view: _View) -> _View:
        view.reading = Reading(permission, read)  # type: ignore[attr-defined]
        return view

    return mark


def read_elsewhere(
    request: HttpRequest, user_id: int, *, home: int, now: datetime
) -> list[Any]:
    """Read for the view of a request what the user has in other municipalities.

    Runs before any transaction of the request, so that no municipality sees another.

    Args:
        request: its address tells the view.
        user_id: who asks.
        home: the municipality of the page itself, which is left out.
        now: aware; the roles have to be valid on its day.

    Returns:
        What the view's reading returned, municipality by municipality; empty for a view
        that reads nothing elsewhere.
    """
    reading = _reading_of(request)
    if reading is None:
        return []
    today = local_day(now)
    with context.identity(user_id):
        others = selectors.municipalities_of(user_id, today=today)
    found = []
    for other in others:
        if other.id == home:
            continue
        with context.tenant(other.id, user_id=user_id):
            actor = selectors.actor_for(user_id, other.id, today=today)
            if actor.can(reading.permission):
                only = frozenset({reading.permission})
                narrow = replace(actor, permissions=only)
                found.append(reading.read(narrow, request, now))
    return found


def _reading_of(request: HttpRequest) -> Reading | None:
    try:
        view = resolve(request.path_info).func
    except Resolver404:
        return None
    found: Reading | None = getattr(view, "reading", None)
    return found
