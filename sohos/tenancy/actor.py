"""The actor: who asks, in which municipality, with which permissions."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Any

from django.http import HttpRequest

from sohos.core.errors import NotAllowedError
from sohos.tenancy.permissions import Permission, Role


@dataclass(frozen=True, slots=True)
class MunicipalityCard:
    """What every page shows of the municipality in which somebody works."""

    id: int
    name: str
    slug: str
    theme: str


@dataclass(frozen=True, slots=True)
class Actor:
    """One user at work in one municipality."""

    user_id: int
    user_name: str
    municipality: MunicipalityCard
    roles: frozenset[Role]
    permissions: frozenset[Permission]
    team_ids: frozenset[int] = frozenset()
    token_id: int | None = None

    @property
    def municipality_id(self) -> int:
        """The tenant: the number of the municipality's CBS code."""
        return self.municipality.id

    def through_token(self, token_id: int, *, scope: Collection[str]) -> "Actor":
        """Return the actor as a program with a token: never more than its scope."""
        left = frozenset(p for p in self.permissions if p in scope)
        return replace(self, permissions=left, token_id=token_id)

    def can(self, permission: Permission) -> bool:
        """Tell whether one of the roles gives the permission."""
        return permission in self.permissions

    def require(self, permission: Permission) -> None:
        """Refuse to go on without the permission.

        Raises:
            NotAllowedError: none of the actor's roles gives it.
        """
        if permission not in self.permissions:
            raise NotAllowedError(permission)

    def require_any(self, *permissions: Permission) -> None:
        """Refuse to go on without at least one of the permissions.

        Raises:
            NotAllowedError: none of the actor's roles gives one of them.
        """
        if not self.permissions.intersection(permissions):
            raise NotAllowedError(", ".join(permissions))


class ActorRequest(HttpRequest):
    """A request of somebody who is logged in and works in a municipality.

    `elsewhere` is what the view reads in other municipalities; see `reads_elsewhere`.
    """

    actor: Actor
    elsewhere: list[Any]
