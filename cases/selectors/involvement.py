"""Reads: who helps a household, how many at once, and the register they come from."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TypeAlias

from django.db.models import Count, F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from cases.domain import involvement, periods
from cases.domain.involvement import HelperRole
from cases.domain.periods import Period, Step
from cases.models import Case, Involvement, Organisation
from cases.selectors.daily import may_work
from cases.selectors.people import whole_case_of
from sohos.core.errors import NotFoundError
from sohos.tenancy.actor import Actor
from sohos.tenancy.permissions import Permission

OrganisationRow: TypeAlias = Organisation
KEEP_REGISTER = (
    Permission.CASE_WORK,
    Permission.CASE_ASSIGN,
    Permission.SETTINGS_MANAGE,
)
MERGE_REGISTER = (Permission.CASE_ASSIGN, Permission.SETTINGS_MANAGE)


@dataclass(frozen=True, slots=True)
class Helper:
    """Somebody who helps or helped a household."""

    id: int
    case_id: int
    version: int
    organisation_id: int
    organisation: str
    role: HelperRole
    professional: str
    contact: str
    hours_per_week: Decimal | None
    period: Period
    changed_by: str


@dataclass(frozen=True, slots=True)
class Helpers:
    """All who ever helped a household, and how many there were at once.

    `hours` a week counts those of today, as far as they are known; `warned_on` is the
    first day with as many as the warning of the programme.
    """

    rows: tuple[Helper, ...]
    course: tuple[Step, ...]
    now: int
    hours: Decimal
    warning: int
    warned_on: date | None


def helpers_of(actor: Actor, case: Case, *, today: date) -> Helpers:
    """Return who helps and helped the household of a case.

    Args:
        actor: who asks.
        case: a case that the actor may see.
        today: the day up to which is counted.

    Returns:
        Helpers of today first, those who came last first.
    """
    rows = tuple(_helper(row) for row in _rows(actor).filter(case_id=case.pk))
    spans = [row.period for row in rows]
    course = periods.course(spans, today=today)
    warning = case.programme.helpers_warning
    return Helpers(
        rows=tuple(
            sorted(
                rows,
                key=lambda row: (
                    row.period.covers(today),
                    row.period.until_on or date.max,
                    row.period.from_on,
                ),
                reverse=True,
            )
        ),
        course=course,
        now=periods.running(spans, on=today),
        hours=involvement.hours(
            ((row.period, row.hours_per_week) for row in rows), on=today
        ),
        warning=warning,
        warned_on=periods.reached(course, warning),
    )


def helper_to_change(actor: Actor, *, involvement_id: int) -> tuple[Case, Helper]:
    """Return a helper in a case in which the actor may write, with that case.

    Raises:
        NotAllowedError: the actor's roles read no cases.
        NotFoundError: no such helper in a case of this actor to write in.
    """
    actor.require(Permission.CASE_READ)
    row = _rows(actor).filter(pk=involvement_id).first()
    if row is None or not may_work(actor, case_id=row.case_id):
        raise NotFoundError
    return whole_case_of(actor, case_id=row.case_id), _helper(row)


def organisations(actor: Actor) -> QuerySet[Organisation]:
    """List the organisations of the actor's municipality, by sector and name.

    Those that were merged into another are left out.
    """
    return Organisation.objects.filter(
        municipality_id=actor.municipality_id, merged_into__isnull=True
    ).order_by("sector", "label_nl")


def organisation_of(actor: Actor, *, organisation_id: int) -> Organisation:
    """Return an organisation of the register that was not merged into another.

    Raises:
        NotFoundError: there is none in the actor's municipality.
    """
    row = organisations(actor).filter(pk=organisation_id).first()
    if row is None:
        raise NotFoundError
    return row


def organisation_register(actor: Actor) -> QuerySet[Organisation]:
    """List the whole register with the number of helpers per organisation (`helpers`).

    Raises:
        NotAllowedError: the actor neither works on cases nor manages settings.
    """
    actor.require_any(*KEEP_REGISTER)
    helpers = (
        Involvement.objects.filter(
            organisation_id=OuterRef("pk"), removed_at__isnull=True
        )
        .order_by()
        .values("organisation_id")
        .annotate(many=Count("pk"))
        .values("many")
    )
    return (
        Organisation.objects.filter(municipality_id=actor.municipality_id)
        .select_related("merged_into")
        .annotate(helpers=Coalesce(Subquery(helpers), 0))
        .order_by("sector", "label_nl")
    )


def sectors(actor: Actor) -> list[str]:
    """List the sectors of the register, by name."""
    rows = organisations(actor).order_by("sector").values_list("sector", flat=True)
    return list(rows.distinct())


def organisation_by_name(actor: Actor, *, name: str) -> Organisation | None:
    """Return the organisation that people call so, if it is in the register.

    Args:
        actor: who asks.
        name: capitals make no difference; a merged one leads to where it went.
    """
    row = (
        Organisation.objects.filter(
            municipality_id=actor.municipality_id, label_nl__iexact=name
        )
        .order_by(F("merged_into").asc(nulls_first=True), "pk")
        .first()
    )
    if row is None:
        return None
    return Organisation.objects.get(pk=organisation_ids(actor).get(row.pk, row.pk))


def organisation_ids(actor: Actor) -> dict[int, int]:
    """Return for each merged organisation the one that now stands for it, by id."""
    return _standing(Organisation.objects.filter(municipality_id=actor.municipality_id))


def organisation_codes() -> dict[str, str]:
    """Return for each merged organisation of the running tenant what stands for it.

    By code, for what is published without anybody asking.
    """
    rows = Organisation.objects.all()
    codes = dict(rows.values_list("pk", "code"))
    return {codes[gone]: codes[kept] for gone, kept in _standing(rows).items()}


def _standing(rows: QuerySet[Organisation]) -> dict[int, int]:
    merged = dict(
        rows.filter(merged_into__isnull=False).values_list("pk", "merged_into_id")
    )
    found = {}
    for start in merged:
        end = start
        while end in merged:
            end = merged[end]
        found[start] = end
    return found


def _rows(actor: Actor) -> QuerySet[Involvement]:
    return (
        Involvement.objects.filter(
            municipality_id=actor.municipality_id, removed_at__isnull=True
        )
        .select_related("organisation__merged_into__merged_into", "changed_by")
        .order_by("from_on", "pk")
    )


def _helper(row: Involvement) -> Helper:
    organisation = standing_for(row.organisation)
    return Helper(
        id=row.pk,
        case_id=row.case_id,
        version=row.version,
        organisation_id=organisation.pk,
        organisation=organisation.label_nl,
        role=HelperRole(row.role),
        professional=row.professional,
        contact=row.contact,
        hours_per_week=row.hours_per_week,
        period=Period(row.from_on, row.until_on),
        changed_by=row.changed_by.name,
    )


def standing_for(organisation: Organisation) -> Organisation:
    """Return the organisation that stands for one, itself unless it was merged."""
    while organisation.merged_into is not None:
        organisation = organisation.merged_into
    return organisation
