"""Reads: which cases an actor may see, and what everybody may know of any case."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from django.contrib.auth.models import Group
from django.db.models import (
    Count,
    Exists,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
)
from django.db.models.functions import Now

from cases.domain.emergency import Verdict
from cases.domain.next_step import NextStep
from cases.domain.phases import Phase
from cases.domain.screening import (
    Provision,
)
from cases.models import (
    Case,
    CaseGroupPermission,
    CaseUserPermission,
    EmergencyAccess,
    LifeDomain,
    PhaseChange,
    Programme,
)
from sohos.core.errors import NotFoundError
from sohos.tenancy import selectors as tenancy
from sohos.tenancy.actor import Actor
from sohos.tenancy.arrays import IsAnyOf
from sohos.tenancy.models import Team
from sohos.tenancy.permissions import Permission

CaseRow: TypeAlias = Case

VIEW = "view_case"
CHANGE = "change_case"
GRANTS = (VIEW, CHANGE)


@dataclass(frozen=True, slots=True)
class CaseCard:
    """What any colleague may know of a case: no name, no story."""

    id: int
    code: str
    phase: Phase
    phase_since: date
    programme_id: int
    casemanager_id: int | None
    team_id: int | None
    next_step: NextStep


def cases_for(actor: Actor, *, grant: str = VIEW) -> QuerySet[Case]:
    """List the cases of which the actor may see everything, newest first.

    A casemanager sees the own cases and those granted to them or to their team; a
    team lead the cases of the own teams and those that belong to no team. An emergency
    access opens a case to read as long as it runs, by the clock of the database.

    Args:
        actor: who asks.
        grant: which grant counts, `VIEW` or `CHANGE`.

    Raises:
        NotAllowedError: the actor's roles read no cases.
    """
    actor.require(Permission.CASE_READ)
    mine = Q(casemanager_id=actor.user_id) | granted(actor, grant)
    if grant == VIEW:
        mine |= Q(pk__in=open_accesses(actor).values("case_id"))
    if actor.can(Permission.CASE_ASSIGN):
        mine |= Q(team_id__in=actor.team_ids) | Q(team_id__isnull=True)
    return (
        Case.objects.filter(mine, municipality_id=actor.municipality_id)
        .select_related("household", "programme", "casemanager", "team")
        .order_by("-registered_on", "-id")
    )


def case_of(actor: Actor, *, case_id: int) -> Case:
    """Return a case that the actor may see, with its household.

    Raises:
        NotAllowedError: the actor's roles read no cases.
        NotFoundError: there is no such case for this actor.
    """
    emergency = open_accesses(actor).filter(case_id=OuterRef("pk"))
    found = cases_for(actor).annotate(
        emergency_until=Subquery(emergency.values("until")[:1])
    )
    return _one(found.filter(pk=case_id))


def case_to_work_on(actor: Actor, *, case_id: int) -> Case:
    """Return a case in which the actor may write, and lock it.

    Raises:
        NotAllowedError: the actor's roles do not work on cases.
        NotFoundError: there is no such case for this actor to write in.
    """
    actor.require_any(Permission.CASE_WORK, Permission.CASE_ASSIGN)
    found = cases_for(actor, grant=CHANGE).filter(pk=case_id)
    return _one(found.select_for_update(of=("self",)))


def case_card(actor: Actor, *, case_id: int) -> CaseCard:
    """Return what any colleague in the municipality may know of a case.

    Raises:
        NotFoundError: the actor's municipality has no such case.
    """
    cards = case_cards(actor, [case_id])
    if case_id not in cards:
        raise NotFoundError
    return cards[case_id]


def case_cards(actor: Actor, case_ids: Iterable[int]) -> dict[int, CaseCard]:
    """Return the cards of cases by id; unknown ids are left out."""
    rows = Case.objects.filter(
        IsAnyOf("pk", case_ids), municipality_id=actor.municipality_id
    ).only(
        "code",
        "phase",
        "phase_since",
        "programme_id",
        "casemanager_id",
        "team_id",
        "next_step",
    )
    return {
        row.pk: CaseCard(
            id=row.pk,
            code=row.code,
            phase=Phase(row.phase),
            phase_since=row.phase_since,
            programme_id=row.programme_id,
            casemanager_id=row.casemanager_id,
            team_id=row.team_id,
            next_step=NextStep(row.next_step),
        )
        for row in rows
    }


def case_codes(actor: Actor, case_ids: Iterable[int]) -> dict[int, str]:
    """Return the codes of cases by id; unknown ids are left out."""
    rows = Case.objects.filter(
        IsAnyOf("pk", case_ids), municipality_id=actor.municipality_id
    )
    return dict(rows.values_list("id", "code"))


def casemanager_name(actor: Actor, *, user_id: int | None) -> str:
    """Return the name of somebody who is casemanager of a case here, or nothing."""
    row = Case.objects.filter(
        municipality_id=actor.municipality_id,
        casemanager_id=user_id,
        casemanager_id__isnull=False,
    ).values_list("casemanager__name", flat=True)
    return row.first() or ""


def programmes(actor: Actor) -> QuerySet[Programme]:
    """List the programmes of the actor's municipality, newest first."""
    return Programme.objects.filter(municipality_id=actor.municipality_id).order_by(
        "-starts_on", "name"
    )


def provisions_of(case: Case) -> list[Provision]:
    """List the provisions in use when a case was registered, by code."""
    kinds = case.provisions.filter(from_on=case.registered_on).order_by("kind")
    return [Provision(kind) for kind in kinds.values_list("kind", flat=True)]


def timeline_of(case: Case) -> QuerySet[PhaseChange]:
    """List the phases that a case entered, in the order in which it did."""
    return (
        PhaseChange.objects.filter(
            case_id=case.pk, municipality_id=case.municipality_id
        )
        .select_related("by")
        .order_by("id")
    )


def load_of_casemanagers(actor: Actor) -> dict[int, int]:
    """Count the cases in hand per casemanager, by user id.

    Raises:
        NotAllowedError: the actor does not assign cases.
    """
    actor.require(Permission.CASE_ASSIGN)
    rows = (
        Case.objects.filter(
            municipality_id=actor.municipality_id, casemanager_id__isnull=False
        )
        .exclude(phase__in=[Phase.AFGESLOTEN, Phase.UITVAL])
        .values_list("casemanager_id")
        .annotate(Count("id"))
    )
    return dict(rows)


def life_domains(actor: Actor) -> QuerySet[LifeDomain]:
    """List the life domains of the actor's municipality, as the register orders them."""
    return LifeDomain.objects.filter(municipality_id=actor.municipality_id).order_by(
        "id"
    )


def team_group(actor: Actor, *, team_id: int) -> Group:
    """Return the group that carries what is granted to a team.

    Raises:
        NotFoundError: the actor's municipality has no such team.
    """
    team = tenancy.teams(actor).filter(pk=team_id).select_related("group").first()
    if team is None:
        raise NotFoundError
    return team.group


def open_accesses(actor: Actor) -> QuerySet[EmergencyAccess]:
    """List the emergency accesses of the actor that run now, the longest first."""
    return (
        EmergencyAccess.objects.filter(
            municipality_id=actor.municipality_id,
            by_id=actor.user_id,
            until__gt=Now(),
        )
        .exclude(verdict__verdict=Verdict.NOT_JUSTIFIED)
        .order_by("-until")
    )


def granted(actor: Actor, codename: str) -> Q:
    """Return the condition that a case was opened to the actor or to their team."""
    grants = {"content_object_id": OuterRef("pk"), "permission__codename": codename}
    own = CaseUserPermission.objects.filter(user_id=actor.user_id, **grants)
    groups = Team.objects.filter(pk__in=actor.team_ids).values("group_id")
    team = CaseGroupPermission.objects.filter(group_id__in=groups, **grants)
    return Q(Exists(own)) | Q(Exists(team))


def _one(rows: QuerySet[Case]) -> Case:
    found = rows.first()
    if found is None:
        raise NotFoundError
    return found
