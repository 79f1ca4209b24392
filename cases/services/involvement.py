"""Acts: say who helps a household, correct it, take it back."""

from datetime import datetime

from django.db import transaction

from cases import selectors
from cases.domain import involvement
from cases.domain.involvement import Involved
from cases.models import Involvement
from cases.services import noted
from cases.services.organisations import organisation_called
from sohos.core.dates import local_day
from sohos.tenancy.actor import Actor


@transaction.atomic
def add_involvement(
    *, actor: Actor, case_id: int, says: Involved, now: datetime
) -> Involvement:
    """Write down somebody who helps a household.

    Args:
        actor: who writes it down.
        case_id: the case, also when it is over.
        says: the helper; an organisation that is only named joins the register.
        now: aware.

    Raises:
        NotAllowedError: the actor does not work on cases.
        NotFoundError: no such case, or no such organisation, for this actor.
        OrganisationMissingError: no organisation is named.
        HoursOutOfRangeError: more hours than a week has.
        DayInFutureError: the help begins after today.
        PeriodReversedError: it ends before it began.
    """
    case = selectors.case_to_work_on(actor, case_id=case_id)
    row = Involvement(case=case)
    _write(row, says, actor=actor, now=now)
    noted.save(row, "case.involvement_added", actor=actor, now=now)
    return row


@transaction.atomic
def change_involvement(
    *, actor: Actor, involvement_id: int, says: Involved, version: int, now: datetime
) -> Involvement:
    """Correct what was written about a helper, or say when the help ended.

    Args:
        actor: who corrects it.
        involvement_id: the row.
        says: the helper as it should read, whole.
        version: of the row as it was opened.
        now: aware.

    Raises:
        RowChangedMeanwhileError: somebody else saved it first.
        NotAllowedError, NotFoundError, OrganisationMissingError,
        HoursOutOfRangeError, DayInFutureError, PeriodReversedError: as in
            `add_involvement`.
    """
    row = noted.locked(Involvement, actor=actor, row_id=involvement_id, version=version)
    _write(row, says, actor=actor, now=now)
    noted.save(row, "case.involvement_changed", actor=actor, now=now)
    return row


@transaction.atomic
def remove_involvement(
    *, actor: Actor, involvement_id: int, now: datetime
) -> Involvement:
    """Take back a helper who was written down by mistake; the row is kept.

    Raises:
        NotAllowedError: the actor does not work on cases.
        NotFoundError: no such helper in a case of this actor.
    """
    row = noted.locked(Involvement, actor=actor, row_id=involvement_id)
    noted.take_back(row, "case.involvement_removed", actor=actor, now=now)
    return row


def _write(row: Involvement, says: Involved, *, actor: Actor, now: datetime) -> None:
    involvement.check(says, today=local_day(now))
    organisation_id = says.organisation_id
    if organisation_id is None:
        organisation_id = organisation_called(
            says.organisation_name, actor=actor, now=now
        ).pk
    elif organisation_id != row.organisation_id:
        selectors.organisation_of(actor, organisation_id=organisation_id)
    row.organisation_id = organisation_id
    row.role = says.role
    row.professional = says.professional.strip()
    row.contact = says.contact.strip()
    row.hours_per_week = says.hours_per_week
    row.from_on, row.until_on = says.period.from_on, says.period.until_on
