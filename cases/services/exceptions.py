"""Acts: open a case to a colleague or a team beside its casemanager, and close it."""

from datetime import datetime

from django.contrib.auth.models import Group
from django.db import transaction
from guardian.shortcuts import assign_perm

from cases import selectors
from cases.models import Case, CaseGroupPermission, CaseUserPermission
from sohos.audit import services as audit
from sohos.core.dates import local_day
from sohos.core.errors import NotFoundError
from sohos.tenancy import selectors as tenancy
from sohos.tenancy.actor import Actor
from sohos.tenancy.models import Team, User
from sohos.tenancy.permissions import Permission


@transaction.atomic
def grant_case(
    *,
    actor: Actor,
    case_id: int,
    to: User | Team,
    may_change: bool,
    now: datetime,
) -> None:
    """Open a case to a colleague or a team, beside its casemanager.

    Args:
        actor: a team lead who sees the case.
        case_id: the case.
        to: a user with a role here, or a team of the municipality.
        may_change: to write in it as well; otherwise only to read, also for whom it
            was open to write before.
        now: aware.

    Raises:
        NotAllowedError: the actor does not assign cases.
        NotFoundError: no such case for this actor, or `to` does not work here.
    """
    actor.require(Permission.CASE_ASSIGN)
    case = selectors.case_to_work_on(actor, case_id=case_id)
    who: User | Group = (
        to if isinstance(to, User) else selectors.team_group(actor, team_id=to.pk)
    )
    if isinstance(to, User):
        tenancy.actor_for(to.pk, actor.municipality_id, today=local_day(now))
    _close(case, who)
    for grant in selectors.GRANTS if may_change else (selectors.VIEW,):
        assign_perm(grant, who, case)
    audit.record(
        "case.granted",
        actor=actor,
        subject=f"case:{case.pk}",
        at=now,
        detail={
            "to": f"{to._meta.model_name}:{to.pk}",
            "change": int(may_change),
        },
    )


@transaction.atomic
def revoke_case(
    *, actor: Actor, case_id: int, whom: User | Team, now: datetime
) -> None:
    """Close a case again to a colleague or a team to which it was opened.

    Args:
        actor: a team lead who sees the case.
        case_id: the case.
        whom: a user, also one who no longer works here, or a team.
        now: aware.

    Raises:
        NotAllowedError: the actor does not assign cases.
        NotFoundError: no such case for this actor, or it was not open to them.
    """
    actor.require(Permission.CASE_ASSIGN)
    case = selectors.case_to_work_on(actor, case_id=case_id)
    who: User | Group = (
        whom if isinstance(whom, User) else selectors.team_group(actor, team_id=whom.pk)
    )
    if not _close(case, who):
        raise NotFoundError
    audit.record(
        "case.revoked",
        actor=actor,
        subject=f"case:{case.pk}",
        at=now,
        detail={"whom": f"{whom._meta.model_name}:{whom.pk}"},
    )


def _close(case: Case, who: User | Group) -> int:
    """Take away every grant that somebody has to a locked case; return how many."""
    if isinstance(who, User):
        rows = CaseUserPermission.objects.filter(content_object=case, user=who)
        return rows.delete()[0]
    groups = CaseGroupPermission.objects.filter(content_object=case, group=who)
    return groups.delete()[0]
