"""Reads: what a household uses, also as input for a reference scenario."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import QuerySet

from cases.domain import provisions
from cases.domain.periods import Period
from cases.domain.provisions import UseKind
from cases.models import Case, ProvisionInUse
from cases.selectors.daily import may_work
from cases.selectors.involvement import standing_for
from cases.selectors.people import all_members_of, whole_case_of
from cases.selectors.reading import provisions_of
from sohos.core.bills import Law, Payer, Per
from sohos.core.errors import NotFoundError
from sohos.tenancy.actor import Actor
from sohos.tenancy.permissions import Permission


@dataclass(frozen=True, slots=True)
class ProvisionOfCase:
    """A provision in use, as far as is known.

    `quantity` counts `unit`s per `per`; None is not known yet. `price_code` was chosen
    by the casemanager; `suggested_price` usually fits the kind. Without a person the
    whole household uses it. Law, payer and rhythm have the codes of a cost line.
    """

    id: int
    case_id: int
    version: int
    kind: UseKind
    what: str
    person_id: int | None
    person: str
    organisation_id: int | None
    organisation: str
    law: Law
    payer: Payer
    quantity: Decimal | None
    unit: str
    per: Per
    price_code: str
    suggested_price: str
    period: Period


def provisions_of_case(
    actor: Actor, *, case_id: int, on: date | None = None
) -> tuple[ProvisionOfCase, ...]:
    """Return what the household of a case uses or used.

    Args:
        actor: who asks.
        case_id: the case.
        on: only what is in use on that day; otherwise everything.

    Returns:
        By first day.

    Raises:
        NotAllowedError: the actor's roles read no cases.
        NotFoundError: no such case for this actor.
    """
    case = whole_case_of(actor, case_id=case_id)
    found = (_provision(row) for row in _rows(actor).filter(case_id=case.pk))
    return tuple(row for row in found if on is None or row.period.covers(on))


def provision_to_change(
    actor: Actor, *, provision_id: int
) -> tuple[Case, ProvisionOfCase]:
    """Return a provision in a case in which the actor may write, with that case.

    Raises:
        NotAllowedError: the actor's roles read no cases.
        NotFoundError: no such provision in a case of this actor to write in.
    """
    actor.require(Permission.CASE_READ)
    row = _rows(actor).filter(pk=provision_id).first()
    if row is None or not may_work(actor, case_id=row.case_id):
        raise NotFoundError
    return whole_case_of(actor, case_id=row.case_id), _provision(row)


def provisions_to_describe(actor: Actor, case: Case) -> tuple[UseKind, ...]:
    """List what the intake named and nobody has described yet.

    Args:
        actor: who asks.
        case: a case that the actor may see.
    """
    described = _rows(actor).filter(case_id=case.pk).values_list("kind", flat=True)
    return provisions.still_to_describe(
        tuple(provisions_of(case)), frozenset(map(UseKind, described))
    )


def people_of(actor: Actor, case: Case) -> dict[int, str]:
    """Return the names of everybody who ever belonged to a household, by id.

    Whoever is hidden from the actor is left out.
    """
    members = all_members_of(actor, case)
    return {member.person_id: str(member.person) for member in members}


def _rows(actor: Actor) -> QuerySet[ProvisionInUse]:
    return (
        ProvisionInUse.objects.filter(
            municipality_id=actor.municipality_id, removed_at__isnull=True
        )
        .select_related("person", "organisation__merged_into__merged_into")
        .order_by("from_on", "pk")
    )


def _provision(row: ProvisionInUse) -> ProvisionOfCase:
    organisation = standing_for(row.organisation) if row.organisation else None
    kind = UseKind(row.kind)
    return ProvisionOfCase(
        id=row.pk,
        case_id=row.case_id,
        version=row.version,
        kind=kind,
        what=row.what,
        person_id=row.person_id,
        person=str(row.person) if row.person else "",
        organisation_id=organisation.pk if organisation else None,
        organisation=organisation.label_nl if organisation else "",
        law=Law(row.law),
        payer=Payer(row.payer),
        quantity=row.quantity,
        unit=row.unit,
        per=Per(row.per),
        price_code=row.price_code,
        suggested_price=provisions.suggested_price(kind),
        period=Period(row.from_on, row.until_on),
    )
