"""Reads: the debts of a household, who of it may agree, and what would name it."""

from datetime import date

from cases import selectors as cases
from sohos.core.dates import add_months
from sohos.funds.domain.listing import ADULT, Debt
from sohos.funds.domain.words import Known
from sohos.tenancy.actor import Actor


def open_debts(actor: Actor, *, case_id: int) -> tuple[Debt, ...]:
    """Return every open debt of a household, the highest first.

    Raises:
        NotAllowedError: the actor's roles read no cases.
        NotFoundError: no such case, or somebody in it is hidden from the actor.
    """
    case = cases.whole_case_of(actor, case_id=case_id)
    return tuple(
        Debt(
            id=row.now.debt_id,
            creditor=row.now.creditor,
            kind=row.now.kind,
            amount=row.now.amount,
        )
        for row in cases.debts_of(actor, case).open
    )


def adults_of(actor: Actor, *, case_id: int, today: date) -> dict[int, str]:
    """Return who of a household may agree, by id of the person, eldest first."""
    case = cases.whole_case_of(actor, case_id=case_id)
    return {
        member.person_id: str(member.person)
        for member in cases.members_of(actor, case, on=today)
        if member.person.born_on is None
        or add_months(member.person.born_on, 12 * ADULT) <= today
    }


def known_of(actor: Actor, *, case_id: int) -> Known:
    """Return the names, addresses, days and numbers that would name a household."""
    case = cases.whole_case_of(actor, case_id=case_id)
    people = [member.person for member in cases.all_members_of(actor, case)]
    home = case.household
    debts = cases.debts_of(actor, case)
    return Known(
        names=[home.name, *map(str, people)],
        addresses=[home.address],
        born_on=[person.born_on for person in people if person.born_on],
        numbers=[
            case.code,
            home.postcode,
            home.phone,
            *(row.now.creditor for row in (*debts.open, *debts.ended)),
        ],
    )
