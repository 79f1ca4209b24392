"""Reads: what a household owes, how that went on, and what it adds up to."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from cases.domain import debts
from cases.domain.debts import ENDED, DebtKind, DebtStatus, Sum
from cases.models import Case, DebtState
from cases.selectors.daily import may_work
from cases.selectors.people import whole_case_of
from sohos.core.errors import NotFoundError
from sohos.core.euro import Euro, total
from sohos.tenancy.actor import Actor
from sohos.tenancy.permissions import Permission


@dataclass(frozen=True, slots=True)
class DebtTold:
    """How a debt stood on a day."""

    id: int
    debt_id: int
    on: date
    by: str
    creditor: str
    kind: DebtKind
    amount: Euro
    status: DebtStatus
    since_on: date | None
    arrangement: str
    note: str


@dataclass(frozen=True, slots=True)
class DebtOfCase:
    """A debt: how it stands, and what was told before, the last first."""

    now: DebtTold
    before: tuple[DebtTold, ...]


@dataclass(frozen=True, slots=True)
class Debts:
    """What a household owes: open debts by amount, ended ones, and the whole over time."""

    open: tuple[DebtOfCase, ...]
    ended: tuple[DebtOfCase, ...]
    whole: Euro
    arranged: Euro
    course: tuple[Sum, ...]


_ARRANGED = frozenset(
    {DebtStatus.ARRANGEMENT, DebtStatus.SETTLEMENT, DebtStatus.STATUTORY}
)


def debts_of(actor: Actor, case: Case) -> Debts:
    """Return the debts of the household of a case.

    Args:
        actor: who asks.
        case: a case that the actor may see.

    Returns:
        Open debts by amount, the highest first; debts that were a mistake stand among
        the ended ones and count nowhere.
    """
    told: defaultdict[int, list[DebtTold]] = defaultdict(list)
    rows = DebtState.objects.filter(
        municipality_id=actor.municipality_id, debt__case_id=case.pk
    )
    for row in rows.select_related("by").order_by("id"):
        told[row.debt_id].append(_told(row))
    found = [
        DebtOfCase(states[-1], tuple(reversed(states[:-1]))) for states in told.values()
    ]
    found.sort(key=lambda debt: -debt.now.amount.cents)
    running = tuple(debt for debt in found if debt.now.status not in ENDED)
    return Debts(
        open=running,
        ended=tuple(debt for debt in found if debt.now.status in ENDED),
        whole=total(debt.now.amount for debt in running),
        arranged=total(
            debt.now.amount for debt in running if debt.now.status in _ARRANGED
        ),
        course=debts.course(
            [(state.on, state.amount, state.status) for state in states]
            for states in told.values()
        ),
    )


def debt_to_tell(actor: Actor, *, debt_id: int) -> tuple[Case, DebtTold]:
    """Return how a debt stands, with its case, for somebody who may write in it.

    Raises:
        NotAllowedError: the actor's roles read no cases.
        NotFoundError: no such debt in a case of this actor to write in.
    """
    actor.require(Permission.CASE_READ)
    row = (
        DebtState.objects.filter(municipality_id=actor.municipality_id, debt_id=debt_id)
        .select_related("by", "debt")
        .order_by("id")
        .last()
    )
    if row is None or not may_work(actor, case_id=row.debt.case_id):
        raise NotFoundError
    return whole_case_of(actor, case_id=row.debt.case_id), _told(row)


def _told(row: DebtState) -> DebtTold:
    return DebtTold(
        id=row.pk,
        debt_id=row.debt_id,
        on=row.on,
        by=row.by.name,
        creditor=row.creditor,
        kind=DebtKind(row.kind),
        amount=Euro(row.amount_cents),
        status=DebtStatus(row.status),
        since_on=row.since_on,
        arrangement=row.arrangement,
        note=row.note,
    )
