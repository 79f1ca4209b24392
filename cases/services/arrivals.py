"""Acts: receive who asks for help, answer them, and turn them into a case."""

import secrets
from datetime import datetime

from django.db import transaction

from cases import selectors
from cases.domain import arrival
from cases.domain.arrival import ArrivalState, NewApplication
from cases.domain.registration import ReasonMissingError, Registration
from cases.models import Application, Case
from cases.services.intake import register_household
from sohos.audit import services as audit
from sohos.core.dates import local_day
from sohos.core.errors import DomainError
from sohos.tenancy.actor import Actor


class ApplicationHandledError(DomainError):
    """Somebody answered this application already."""

    code = "application_handled"


def new_reference() -> str:
    """Return a reference that nobody can guess and everybody can spell."""
    letters = "".join(
        secrets.choice(arrival.REFERENCE_LETTERS)
        for _ in range(arrival.REFERENCE_LENGTH)
    )
    return f"{letters[:4]}-{letters[4:]}"


@transaction.atomic
def receive_application(*, new: NewApplication, now: datetime) -> Application:
    """Store a household that asks for help, or is referred, without an account.

    Runs inside `context.tenant` of the municipality that was asked; there is no actor.

    Args:
        new: as it was written.
        now: aware.

    Returns:
        The application; the same one when it was sent twice on one day.

    Raises:
        NameNotUsableError, DayInFutureError, NotReachableError, ReferrerMissingError,
            ConsentMissingError: see `arrival.cleaned`.
    """
    said = arrival.cleaned(new, today=local_day(now))
    row = as_row(said, now=now)
    twin = Application.objects.filter(
        key=row.key,
        source=row.source,
        state=ArrivalState.NEW,
        request=row.request,
        referrer=row.referrer,
        arrived_at__gt=now.replace(hour=0, minute=0, second=0, microsecond=0),
    ).first()
    if twin is not None:
        return twin
    row.save()
    audit.record(
        "application.received",
        actor=None,
        subject=f"application:{row.pk}",
        at=now,
        detail={"source": row.source},
    )
    return row


@transaction.atomic
def take_application(
    *,
    actor: Actor,
    application_id: int,
    programme_id: int,
    new: Registration,
    casemanager_id: int | None,
    now: datetime,
) -> Case:
    """Register the household that asked for help, and close its application with it.

    Args:
        actor: a team lead.
        application_id: an application that was not answered yet.
        programme_id: as in `register_household`, like the next two.
        new: the household as written down.
        casemanager_id: to whom the case goes.
        now: aware.

    Raises:
        NotAllowedError: the actor does not assign cases.
        NotFoundError: there is no such application here.
        ApplicationHandledError: somebody answered it already.
        DomainError: as in `register_household`.
    """
    row = _unanswered(actor, application_id)
    case = register_household(
        actor=actor,
        programme_id=programme_id,
        new=new,
        casemanager_id=casemanager_id,
        now=now,
    )
    row.state, row.case = ArrivalState.TAKEN, case
    _handled(row, "application.taken", actor=actor, now=now)
    return case


@transaction.atomic
def close_application(
    *, actor: Actor, application_id: int, reason: str, now: datetime
) -> Application:
    """Close an application without a case: known already, referred, or withdrawn.

    Args:
        actor: a team lead.
        application_id: an application that was not answered yet.
        reason: in words; it may not be empty.
        now: aware.

    Raises:
        NotAllowedError: the actor does not assign cases.
        NotFoundError: there is no such application here.
        ReasonMissingError: it does not say why.
        ApplicationHandledError: somebody answered it already.
    """
    row = _unanswered(actor, application_id)
    if not reason.strip():
        raise ReasonMissingError
    row.state, row.closed_because = ArrivalState.CLOSED, reason.strip()
    _handled(row, "application.closed", actor=actor, now=now)
    return row


def as_row(new: NewApplication, *, now: datetime) -> Application:
    """Return an application as a row that is not stored yet."""
    cost = new.yearly_cost
    return Application(
        reference=new_reference(),
        source=new.source,
        state=ArrivalState.NEW,
        arrived_at=now,
        provisions=sorted(new.provisions),
        helpers=new.helpers,
        yearly_cost_cents=None if cost is None else cost.cents,
        key=arrival.key_of(new),
        has_consent=new.has_consent,
        born_on=new.born_on,
        **{
            field: getattr(new, field)
            for field in (
                *("first_name", "surname", "phone", "email", "address"),
                *("postcode", "place", "request", "referrer", "referrer_contact"),
            )
        },
    )


def _unanswered(actor: Actor, application_id: int) -> Application:
    selectors.application_of(actor, application_id=application_id)
    row = Application.objects.select_for_update().get(pk=application_id)
    if row.state != ArrivalState.NEW:
        raise ApplicationHandledError
    return row


def _handled(row: Application, act: str, *, actor: Actor, now: datetime) -> None:
    row.handled_at, row.handled_by_id = now, actor.user_id
    row.save(
        update_fields=["state", "case", "closed_because", "handled_at", "handled_by"]
    )
    audit.record(act, actor=actor, subject=f"application:{row.pk}", at=now)
