"""Reads: to whom a case was opened beside its casemanager and team."""

from collections.abc import Iterator
from dataclasses import dataclass

from cases.models import Case, CaseGroupPermission, CaseUserPermission
from cases.selectors.reading import CHANGE
from sohos.tenancy import selectors as tenancy
from sohos.tenancy.actor import Actor


@dataclass(frozen=True, slots=True)
class ExceptionRow:
    """A colleague or a team for which a case is open; exactly one id is set."""

    user_id: int | None
    team_id: int | None
    name: str
    may_change: bool


def exceptions_of(actor: Actor, case: Case) -> list[ExceptionRow]:
    """List to whom a case that the actor may see was opened: people, then teams."""
    users: dict[tuple[int, str], set[str]] = {}
    for user_id, name, codename in (
        CaseUserPermission.objects.filter(
            content_object_id=case.pk, municipality_id=actor.municipality_id
        )
        .order_by("user__name", "user_id")
        .values_list("user_id", "user__name", "permission__codename")
    ):
        users.setdefault((user_id, name), set()).add(codename)
    people = [
        ExceptionRow(user_id, None, name, CHANGE in grants)
        for (user_id, name), grants in users.items()
    ]
    return [*people, *_teams(actor, case)]


def _teams(actor: Actor, case: Case) -> Iterator[ExceptionRow]:
    groups: dict[int, set[str]] = {}
    for group_id, codename in CaseGroupPermission.objects.filter(
        content_object_id=case.pk, municipality_id=actor.municipality_id
    ).values_list("group_id", "permission__codename"):
        groups.setdefault(group_id, set()).add(codename)
    for team in tenancy.teams(actor).filter(group_id__in=groups):
        yield ExceptionRow(None, team.pk, team.name, CHANGE in groups[team.group_id])
