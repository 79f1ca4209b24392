"""Reads: who asked for help, which lists were sent in, what a programme asks."""

from datetime import date
from typing import TypeAlias

from django.db.models import Count, Q, QuerySet

from cases.domain.arrival import ArrivalState
from cases.domain.membership import Named, may_be_the_same
from cases.domain.registration import Source
from cases.domain.screening import (
    Criteria,
    Provision,
    Risk,
    Screening,
    Situation,
    screen,
)
from cases.domain.screening_list import ListState
from cases.models import (
    Application,
    Case,
    HouseholdMember,
    Programme,
    ProgrammeCriteria,
    ScreeningList,
)
from cases.selectors.people import hidden_persons, named
from cases.selectors.reading import cases_for, provisions_of
from sohos.core.errors import NotFoundError
from sohos.core.euro import Euro
from sohos.tenancy.actor import Actor
from sohos.tenancy.permissions import Permission

ApplicationRow: TypeAlias = Application
ListRow: TypeAlias = ScreeningList
CriteriaRow: TypeAlias = ProgrammeCriteria
ProgrammeRow: TypeAlias = Programme
_LOOKED_AT = 50


def applications(
    actor: Actor,
    *,
    state: ArrivalState = ArrivalState.NEW,
    source: Source | None = None,
) -> QuerySet[Application]:
    """List who asked for help, the oldest first; what was handled newest first.

    Raises:
        NotAllowedError: the actor does not assign cases.
    """
    actor.require(Permission.CASE_ASSIGN)
    rows = Application.objects.filter(
        municipality_id=actor.municipality_id, state=state
    ).select_related("case", "screening_list")
    if source is not None:
        rows = rows.filter(source=source)
    return rows.order_by("id" if state is ArrivalState.NEW else "-handled_at", "id")


def waiting_by_source(actor: Actor) -> dict[str, int]:
    """Count who still waits for an answer, by source.

    Raises:
        NotAllowedError: the actor does not assign cases.
    """
    rows = applications(actor).order_by().values_list("source")
    return dict(rows.annotate(Count("id")))


def application_of(actor: Actor, *, application_id: int) -> Application:
    """Return somebody who asked for help.

    Raises:
        NotAllowedError: the actor does not assign cases.
        NotFoundError: there is no such application here.
    """
    actor.require(Permission.CASE_ASSIGN)
    row = (
        Application.objects.filter(
            pk=application_id, municipality_id=actor.municipality_id
        )
        .select_related("case", "screening_list", "handled_by")
        .first()
    )
    if row is None:
        raise NotFoundError
    return row


def situation_of(row: Application) -> Situation:
    """Return what the screening looks at, as far as the application says it."""
    cents = row.yearly_cost_cents
    return Situation(
        provisions=frozenset(map(Provision, row.provisions)),
        helpers=row.helpers or 0,
        risks=frozenset(),
        yearly_cost=None if cents is None else Euro(cents),
    )


def cases_like(actor: Actor, row: Application) -> list[Case]:
    """List the cases of the actor in which the applicant may be somebody.

    Raises:
        NotAllowedError: the actor's roles read no cases.
    """
    who = Named(row.first_name, row.surname, row.born_on)
    alike = Q(person__first_name__istartswith=row.first_name[:1])
    if row.born_on is not None:
        alike = Q(person__born_on=row.born_on) | (
            alike & Q(person__born_on__isnull=True)
        )
    else:
        alike &= Q(person__surname__istartswith=row.surname[:1])
    members = (
        HouseholdMember.objects.filter(
            alike,
            municipality_id=actor.municipality_id,
            household_id__in=cases_for(actor).order_by().values("household_id"),
        )
        .exclude(person_id__in=hidden_persons(actor))
        .select_related("person")
        .order_by("-id")[:_LOOKED_AT]
    )
    found = {
        member.household_id
        for member in members
        if may_be_the_same(who, named(member.person))
    }
    return list(cases_for(actor).filter(household_id__in=found))


def screening_lists(actor: Actor) -> QuerySet[ScreeningList]:
    """List what was sent in and not thrown away, newest first, without content.

    Raises:
        NotAllowedError: the actor does not assign cases.
    """
    actor.require(Permission.CASE_ASSIGN)
    return (
        ScreeningList.objects.filter(municipality_id=actor.municipality_id)
        .exclude(state=ListState.DROPPED)
        .select_related("programme", "by")
        .defer("content", "problems")
        .order_by("-id")
    )


def screening_list_of(actor: Actor, *, list_id: int) -> ScreeningList:
    """Return a list that was sent in.

    Raises:
        NotAllowedError: the actor does not assign cases.
        NotFoundError: there is no such list here, or it was thrown away.
    """
    row = screening_lists(actor).filter(pk=list_id).first()
    if row is None:
        raise NotFoundError
    return row


def remembered_mapping(actor: Actor, columns: list[str]) -> dict[str, str]:
    """Return how columns of these names were used last time; empty when never."""
    row = (
        ScreeningList.objects.filter(
            municipality_id=actor.municipality_id, columns=columns
        )
        .exclude(mapping={})
        .order_by("-id")
        .values_list("mapping", flat=True)
        .first()
    )
    return dict(row or {})


def criteria_of(programme: Programme, *, on: date) -> Criteria:
    """Return the screening criteria of a programme on a day.

    The version that began last on or before the day; of two that began on one day
    the one that was written last; before the first version, the terms with which the
    programme began.
    """
    version = (
        ProgrammeCriteria.objects.filter(
            programme_id=programme.pk,
            municipality_id=programme.municipality_id,
            from_on__lte=on,
        )
        .order_by("-from_on", "-id")
        .first()
    )
    said: Programme | ProgrammeCriteria = version or programme
    cents = said.high_cost_from_cents
    return Criteria(
        min_provisions=said.min_provisions,
        helpers_warning=said.helpers_warning,
        high_risk_from=said.high_risk_from,
        high_cost_from=None if cents is None else Euro(cents),
    )


def criteria_versions(programme: Programme) -> QuerySet[ProgrammeCriteria]:
    """List the versions of the criteria of a programme, newest day first."""
    return (
        ProgrammeCriteria.objects.filter(
            programme_id=programme.pk, municipality_id=programme.municipality_id
        )
        .select_related("by")
        .order_by("-from_on", "-id")
    )


def programme_of(actor: Actor, *, programme_id: int) -> Programme:
    """Return a programme of the actor's municipality.

    Raises:
        NotFoundError: there is none.
    """
    row = Programme.objects.filter(
        pk=programme_id, municipality_id=actor.municipality_id
    ).first()
    if row is None:
        raise NotFoundError
    return row


def screening_of(case: Case) -> Screening:
    """Return the result of the screening of a case, by the criteria of that day."""
    cents = case.yearly_cost_cents
    situation = Situation(
        provisions=frozenset(provisions_of(case)),
        helpers=case.helpers,
        risks=frozenset(Risk(risk) for risk in case.risks),
        yearly_cost=None if cents is None else Euro(cents),
    )
    return screen(
        situation, criteria=criteria_of(case.programme, on=case.registered_on)
    )
