"""Acts: say what a household uses, correct it, take it back."""

from datetime import datetime

from django.db import transaction

from cases import selectors
from cases.domain import provisions
from cases.domain.provisions import InUse
from cases.models import ProvisionInUse
from cases.services import noted
from sohos.core.dates import local_day
from sohos.core.errors import NotFoundError
from sohos.tenancy.actor import Actor


@transaction.atomic
def add_provision(
    *, actor: Actor, case_id: int, says: InUse, now: datetime
) -> ProvisionInUse:
    """Write down a provision that a household or one of its members uses.

    Args:
        actor: who writes it down.
        case_id: the case, also when it is over.
        says: the provision; what is left out is as usual for its kind.
        now: aware.

    Raises:
        NotAllowedError: the actor does not work on cases.
        NotFoundError: no such case, or no such person or organisation in it.
        NameMissingError, LawMissingError: another kind, without saying what, under
            which law and who pays.
        QuantityOutOfRangeError: an impossible quantity.
        DayInFutureError: it begins after today.
        PeriodReversedError: it ends before it began.
    """
    row = ProvisionInUse(case=selectors.case_to_work_on(actor, case_id=case_id))
    _write(row, says, actor=actor, now=now)
    noted.save(row, "case.provision_added", actor=actor, now=now)
    return row


@transaction.atomic
def change_provision(
    *, actor: Actor, provision_id: int, says: InUse, version: int, now: datetime
) -> ProvisionInUse:
    """Correct what was written about a provision, or say when it ended.

    Args:
        actor: who corrects it.
        provision_id: the row.
        says: the provision as it should read, whole.
        version: of the row as it was opened.
        now: aware.

    Raises:
        RowChangedMeanwhileError: somebody else saved it first.
        NotAllowedError, NotFoundError, NameMissingError, LawMissingError,
        QuantityOutOfRangeError, DayInFutureError, PeriodReversedError: as in
            `add_provision`.
    """
    row = noted.locked(
        ProvisionInUse, actor=actor, row_id=provision_id, version=version
    )
    _write(row, says, actor=actor, now=now)
    noted.save(row, "case.provision_changed", actor=actor, now=now)
    return row


@transaction.atomic
def remove_provision(
    *, actor: Actor, provision_id: int, now: datetime
) -> ProvisionInUse:
    """Take back a provision that was written down by mistake; the row is kept.

    Raises:
        NotAllowedError: the actor does not work on cases.
        NotFoundError: no such provision in a case of this actor.
    """
    row = noted.locked(ProvisionInUse, actor=actor, row_id=provision_id)
    noted.take_back(row, "case.provision_removed", actor=actor, now=now)
    return row


def _write(row: ProvisionInUse, says: InUse, *, actor: Actor, now: datetime) -> None:
    whole = provisions.complete(says)
    provisions.check(whole, today=local_day(now))
    people = selectors.people_of(actor, row.case)
    if whole.person_id is not None and whole.person_id not in people:
        raise NotFoundError
    organisation_id = whole.organisation_id
    if organisation_id is not None and organisation_id != row.organisation_id:
        selectors.organisation_of(actor, organisation_id=organisation_id)
    for name in (
        *("person_id", "organisation_id", "kind", "what", "law", "payer"),
        *("quantity", "unit", "per", "price_code"),
    ):
        setattr(row, name, getattr(whole, name))
    row.from_on, row.until_on = whole.period.from_on, whole.period.until_on
