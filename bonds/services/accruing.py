"""Acts: accrue contingent interest, by hand and on the first of every month."""

from dataclasses import replace
from datetime import date, datetime

from django.db import transaction

from bonds import selectors
from bonds.domain import allocation
from bonds.domain.ledger import Event as Kind
from bonds.domain.postings import lending
from bonds.domain.postings.book import CaseBook
from bonds.models import Event
from bonds.services import posting
from sohos.core.dates import local_day, require_past
from sohos.core.euro import ZERO, Euro, half_up, total
from sohos.jobs import services as jobs
from sohos.jobs.models import Job
from sohos.jobs.services import Progress
from sohos.tenancy.actor import Actor
from sohos.tenancy.permissions import Permission

ACCRUE_BOND = "bonds.accrue_bond"


@transaction.atomic
def ask_accrual(*, actor: Actor, bond_id: int, until: date, now: datetime) -> Job:
    """Ask for the accrual of a bond up to a day, as a job.

    Args:
        actor: finance of SOHOS.
        bond_id: the bond.
        until: first day without interest, today or before.
        now: aware.

    Returns:
        The job; it is sent when the transaction commits.

    Raises:
        NotAllowedError: the actor records no funding.
        NotFoundError: no such bond here.
        DayInFutureError: `until` is still to come.
    """
    actor.require(Permission.BOND_FUND)
    bond = selectors.bond_of(actor, bond_id=bond_id)
    require_past(until, today=local_day(now), field="on")
    return jobs.after_commit(
        ACCRUE_BOND, actor=actor, now=now, bond_id=bond.pk, until=until.toordinal()
    )


@transaction.atomic
def accrue_interest(
    *,
    actor: Actor,
    bond_id: int,
    until: date,
    now: datetime,
    progress: Progress | None = None,
) -> list[Event]:
    """Accrue the contingent interest of every case at risk up to a day: event 6.

    Running it twice posts nothing more.

    Args:
        actor: finance of SOHOS.
        bond_id: the bond.
        until: first day without interest, today or before.
        now: aware.
        progress: told after each case how many of all were looked at.

    Returns:
        One event per case that earned anything, in order of case id.

    Raises:
        NotAllowedError: the actor records no funding.
        NotFoundError: no such bond here.
        DayInFutureError, NoContractError: see `posting`.
    """
    actor.require(Permission.BOND_FUND)
    bond = selectors.bond_of(actor, bond_id=bond_id)
    act = posting.begin(
        "accrue_interest", actor=actor, bond=bond, on=until, now=now, key=None
    )
    terms = selectors.terms_on(bond, until)
    found = []
    cases = selectors.money_by_case(bond)
    for number, (case_id, money) in enumerate(cases.items(), start=1):
        if money.book.at_risk:
            exact = selectors.exact_interest(terms, money, until=until)
            event = accrue(replace(act, case_id=case_id), money.book, half_up(exact))
            found += [event] if event else []
        if progress is not None:
            progress(number, len(cases))
    return found


def accrue(act: posting.Act, book: CaseBook, to_date: Euro) -> Event | None:
    """Accrue what a case earned to date less what was accrued before.

    Args:
        act: from `posting.begin`, of the case.
        book: the balances of the case.
        to_date: its interest to date, rounded.
    """
    amount = to_date - total(book.accrued.values())
    if amount <= ZERO:
        return None
    residuals = selectors.residuals_of(act.bond, Kind.ACCRUED)
    parts = allocation.allocate(amount, allocation.holdings(book.at_risk, residuals))
    return posting.post(
        act,
        Kind.ACCRUED,
        lending.accrued(act.bond.pk, case=book.case, parts=parts),
        amount=amount,
        facts={"residuals": posting.residuals(parts)},
        side=f"accrued:{book.case}",
    )
