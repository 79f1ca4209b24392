"""Acts: write down a debt, and tell how it goes on; nothing told is changed."""

from datetime import datetime

from django.db import transaction

from cases import selectors
from cases.domain import debts
from cases.domain.debts import Owed
from cases.models import Debt, DebtState
from cases.services.noted import RowChangedMeanwhileError
from sohos.audit import services as audit
from sohos.core.dates import local_day
from sohos.core.errors import NotFoundError
from sohos.tenancy.actor import Actor
from sohos.tenancy.permissions import Permission


@transaction.atomic
def add_debt(*, actor: Actor, case_id: int, says: Owed, now: datetime) -> Debt:
    """Write down a debt of a household.

    Args:
        actor: who writes it down.
        case_id: the case, also when it is over.
        says: to whom, what for, how much, and how it stands.
        now: aware.

    Raises:
        NotAllowedError: the actor does not work on cases.
        NotFoundError: no such case for this actor.
        CreditorMissingError, AmountDoesNotFitError, SinceAfterStateError,
        DayInFutureError: it cannot be so.
    """
    case = selectors.case_to_work_on(actor, case_id=case_id)
    debts.check(says, last_on=None, today=local_day(now))
    debt = Debt.objects.create(case=case)
    _tell(debt, says, actor=actor, now=now)
    return debt


@transaction.atomic
def tell_debt(
    *, actor: Actor, debt_id: int, says: Owed, seen_id: int, now: datetime
) -> DebtState:
    """Tell how a debt stands now, or put right what was told; the rest remains.

    Args:
        actor: who tells.
        debt_id: the debt.
        says: how it stands, whole.
        seen_id: the state that the actor saw as the last one.
        now: aware.

    Raises:
        NotAllowedError: the actor does not work on cases.
        NotFoundError: no such debt in a case of this actor.
        RowChangedMeanwhileError: somebody told something after that state.
        CreditorMissingError, AmountDoesNotFitError, SinceAfterStateError,
        StateBeforeLastError, DayInFutureError: it cannot be so.
    """
    actor.require_any(Permission.CASE_WORK, Permission.CASE_ASSIGN)
    debt = Debt.objects.filter(
        municipality_id=actor.municipality_id, pk=debt_id
    ).first()
    if debt is None:
        raise NotFoundError
    selectors.case_to_work_on(actor, case_id=debt.case_id)
    last = debt.states.latest("id")
    if last.pk != seen_id:
        raise RowChangedMeanwhileError(str(last.pk))
    debts.check(says, last_on=last.on, today=local_day(now))
    return _tell(debt, says, actor=actor, now=now)


def _tell(debt: Debt, says: Owed, *, actor: Actor, now: datetime) -> DebtState:
    state = DebtState.objects.create(
        debt=debt,
        on=says.on,
        at=now,
        by_id=actor.user_id,
        creditor=says.creditor.strip(),
        kind=says.kind,
        amount_cents=says.amount.cents,
        status=says.status,
        since_on=says.since_on,
        arrangement=says.arrangement.strip(),
        note=says.note.strip(),
    )
    audit.record(
        "case.debt_told",
        actor=actor,
        subject=f"case:{debt.case_id}",
        at=now,
        detail={"debt": debt.pk, "state": state.pk},
    )
    return state
