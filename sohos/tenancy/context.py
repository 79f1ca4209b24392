"""The tenant of this transaction: set when it begins, gone when it ends."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from django.db import DEFAULT_DB_ALIAS, connections, transaction

if TYPE_CHECKING:
    from sohos.tenancy.postgres.base import DatabaseWrapper


class TenantSwitchError(RuntimeError):
    """A transaction belongs to one municipality; it cannot change halfway."""


class NoTenantError(RuntimeError):
    """Work for a municipality was asked without saying which."""


@dataclass(frozen=True, slots=True)
class Binding:
    """What PostgreSQL is told: the municipality, and the user behind the request."""

    municipality_id: int | None = None
    user_id: int | None = None


_current: ContextVar[Binding | None] = ContextVar("tenant_binding", default=None)


def current() -> Binding | None:
    """Return the binding in force, if any."""
    return _current.get()


def current_municipality() -> int:
    """Return the municipality in force.

    Raises:
        NoTenantError: there is none.
    """
    binding = _current.get()
    if binding is None or binding.municipality_id is None:
        raise NoTenantError
    return binding.municipality_id


@contextmanager
def tenant(municipality_id: int, *, user_id: int | None = None) -> Iterator[None]:
    """Open a transaction in which only one municipality's rows exist.

    Args:
        municipality_id: the number of the CBS code.
        user_id: the user behind the work, where there is one.

    Raises:
        TenantSwitchError: the running transaction belongs to another municipality.
    """
    outer = _current.get()
    if outer is not None and outer.municipality_id not in (None, municipality_id):
        raise TenantSwitchError
    if outer is not None and user_id is None:
        user_id = outer.user_id
    with _bound(Binding(municipality_id, user_id)):
        yield


@contextmanager
def identity(user_id: int) -> Iterator[None]:
    """Open a transaction that knows the user but no municipality yet."""
    if _current.get() is not None:
        raise TenantSwitchError
    with _bound(Binding(None, user_id)):
        yield


@contextmanager
def _bound(binding: Binding) -> Iterator[None]:
    connection = cast("DatabaseWrapper", connections[DEFAULT_DB_ALIAS])
    nested = connection.in_atomic_block
    outer = _current.get()
    token = _current.set(binding)
    try:
        with transaction.atomic():
            if nested:
                connection.bind(binding)
            yield
            if nested and not connection.needs_rollback:
                connection.bind(outer or Binding())
    finally:
        _current.reset(token)
