"""Reads: the money of many cases and bonds, added up from the ledger."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Sum

from bonds.domain.accounts import Account
from bonds.domain.contract import ContractTerms
from bonds.domain.ledger import Event as Kind
from bonds.domain.terms_document import from_text
from bonds.models import Balance, ContractVersion, Event
from bonds.selectors.agreements import bonds_for
from sohos.core.euro import ZERO, Euro
from sohos.tenancy.actor import Actor
from sohos.tenancy.arrays import IsAnyOf
from sohos.tenancy.permissions import Permission

_BUDGET = {
    Account.BUDGET: 1,
    Account.BUDGET_RESERVED: -1,
    Account.BUDGET_USED: -1,
}
_DECIDING = (
    Kind.FELL_DUE,
    Kind.SETTLED_EARLY,
    Kind.QUEUED,
    Kind.ENDED,
    Kind.CLAWED_BACK,
)


@dataclass(frozen=True, slots=True)
class InterestBudget:
    """What was set aside for interest; what is neither reserved nor used is free."""

    available: Euro
    reserved: Euro
    used: Euro


def terms_by_programme(actor: Actor, *, today: date) -> dict[int, ContractTerms]:
    """Return the terms in force on a day by programme id; without a bond none.

    Raises:
        NotAllowedError: none of the actor's roles works with bonds.
    """
    versions = (
        ContractVersion.objects.filter(
            municipality_id=actor.municipality_id,
            bond__in=bonds_for(actor).order_by(),
            effective_on__lte=today,
        )
        .select_related("bond")
        .order_by("bond_id", "-version")
        .distinct("bond_id")
    )
    return {row.bond.programme_id: from_text(row.canonical) for row in versions}


def interest_budget(actor: Actor, *, programme_id: int | None = None) -> InterestBudget:
    """Return the interest budget of one programme, or of all together.

    Raises:
        NotAllowedError: none of the actor's roles works with bonds.
    """
    bonds = bonds_for(actor).order_by()
    if programme_id is not None:
        bonds = bonds.filter(programme_id=programme_id)
    sums = dict(
        Balance.objects.filter(
            municipality_id=actor.municipality_id, bond__in=bonds, account__in=_BUDGET
        )
        .order_by()
        .values_list("account")
        .annotate(Sum("amount_cents"))
    )
    available, reserved, used = (
        Euro(sign * sums.get(account, 0)) for account, sign in _BUDGET.items()
    )
    return InterestBudget(available=available, reserved=reserved, used=used)


def spending_by_case(actor: Actor, case_ids: Sequence[int]) -> dict[int, Euro]:
    """Return what was spent on cases by case id; without spending left out.

    Raises:
        NotAllowedError: the actor reads no figures.
    """
    actor.require(Permission.DASHBOARD_READ)
    rows = (
        Event.objects.filter(
            IsAnyOf("case_id", case_ids),
            municipality_id=actor.municipality_id,
            kind=Kind.SPENT,
            reversals__isnull=True,
        )
        .order_by()
        .values_list("case_id")
        .annotate(Sum("amount_cents"))
    )
    found = {case_id or 0: Euro(cents or 0) for case_id, cents in rows}
    return {case_id: amount for case_id, amount in found.items() if amount > ZERO}


def decided_case_ids(actor: Actor, case_ids: Sequence[int]) -> frozenset[int]:
    """Return the cases that were accepted or ended and not clawed back since.

    Raises:
        NotAllowedError: the actor reads no figures.
    """
    actor.require(Permission.DASHBOARD_READ)
    newest = (
        Event.objects.filter(
            IsAnyOf("case_id", case_ids),
            municipality_id=actor.municipality_id,
            kind__in=_DECIDING,
            reversals__isnull=True,
        )
        .order_by("case_id", "-id")
        .distinct("case_id")
        .values_list("case_id", "kind")
    )
    return frozenset(
        case_id for case_id, kind in newest if case_id and kind != Kind.CLAWED_BACK
    )
