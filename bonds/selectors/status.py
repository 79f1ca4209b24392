"""Reads: the bond as a whole, as the municipality and SOHOS read it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from django.db.models import F, QuerySet, Sum
from django.db.models.functions import Coalesce
from django.utils.crypto import salted_hmac

from bonds.domain import budget
from bonds.domain.accounts import Account
from bonds.domain.contract import ContractTerms
from bonds.domain.ledger import Event as Kind
from bonds.domain.position import Position, from_sums
from bonds.models import Bond, Leg
from bonds.selectors.agreements import terms_to_show
from bonds.selectors.ledger import balances_of, legs_of
from bonds.selectors.stands import CaseStand, Standing, stands_of
from sohos.core import small_cells
from sohos.core.euro import ZERO, Euro
from sohos.tenancy.actor import Actor
from sohos.tenancy.permissions import Permission

SHOWN = (
    Standing.REPAID,
    Standing.DUE,
    Standing.RUNNING,
    Standing.FAILED,
)
_GROUPS = {
    Standing.PLANNED: None,
    Standing.QUEUED: Standing.RUNNING,
    Standing.WITHDRAWN: Standing.FAILED,
}


@dataclass(frozen=True, slots=True)
class BudgetState:
    """The interest budget; `months_left` is how many household-months are free."""

    available: Euro
    free: Euro
    reserved: Euro
    used: Euro
    cap: Euro
    months_left: Fraction


@dataclass(frozen=True, slots=True)
class Group:
    """Cases that stand at the same point; what is hidden is None."""

    standing: Standing
    cases: int | None
    principal: Euro | None
    share: Fraction | None


@dataclass(frozen=True, slots=True)
class Pool:
    """All cases of a bond together, as outsiders may read it."""

    groups: tuple[Group, ...]
    cases: int | None
    principal: Euro | None


@dataclass(frozen=True, slots=True)
class BondStatus:
    """A bond as the municipality and SOHOS read it."""

    bond: Bond
    terms: ContractTerms
    budget: BudgetState
    position: Position
    stands: tuple[CaseStand, ...]


def bond_status(actor: Actor, *, bond: Bond, today: date) -> BondStatus:
    """Return the state of a bond: budget, money and cases.

    Args:
        actor: controller, treasury or finance of SOHOS.
        bond: of the actor's municipality.
        today: whose contract version counts.

    Raises:
        NotAllowedError: the actor does not read bonds.
    """
    actor.require(Permission.BOND_READ)
    terms = terms_to_show(bond, today)
    return BondStatus(
        bond=bond,
        terms=terms,
        budget=_budget(bond, terms),
        position=_position(legs_of(bond)),
        stands=tuple(stands_of(bond)),
    )


def pool_of(bond: Bond, stands: Iterable[CaseStand]) -> Pool:
    """Put cases together by where they stand and hide what would show a household.

    Args:
        bond: settles which neighbours of a small count are hidden with it.
        stands: every case of the bond.
    """
    cases: dict[Standing, int] = dict.fromkeys(SHOWN, 0)
    money: dict[Standing, Euro] = dict.fromkeys(SHOWN, ZERO)
    for stand in stands:
        standing = _GROUPS.get(stand.standing, stand.standing)
        if standing is not None and stand.drawn:
            cases[standing] += 1
            money[standing] += stand.drawn
    safe = small_cells.suppress_line(
        [cases[standing] for standing in SHOWN],
        secret=salted_hmac("bonds.pool", str(bond.pk), algorithm="sha256").digest(),
        amounts={"principal": [money[standing] for standing in SHOWN]},
    )
    principal = safe.amounts["principal"]
    groups = tuple(
        Group(standing, count, amount, _share(amount, principal.total))
        for standing, count, amount in zip(
            SHOWN, safe.counts.cells, principal.cells, strict=True
        )
    )
    return Pool(groups, safe.counts.total, principal.total)


def _share(amount: Euro | None, whole: Euro | None) -> Fraction | None:
    if amount is None or not whole:
        return None
    return Fraction(amount.cents, whole.cents)


def _budget(bond: Bond, terms: ContractTerms) -> BudgetState:
    balances = balances_of(bond)
    free = -balances.get(Account.BUDGET_FREE, ZERO)
    months = Fraction(0)
    if terms.rate:
        months = budget.household_months(
            max(free, ZERO), case_amount=terms.case_cap, rate=terms.rate
        )
    return BudgetState(
        available=balances.get(Account.BUDGET, ZERO),
        free=free,
        reserved=-balances.get(Account.BUDGET_RESERVED, ZERO),
        used=-balances.get(Account.BUDGET_USED, ZERO),
        cap=terms.interest_total_cap,
        months_left=months,
    )


def _position(legs: QuerySet[Leg]) -> Position:
    rows = (
        legs.order_by()
        .annotate(
            of_kind=Coalesce(
                F("transaction__event__reverses__kind"), F("transaction__event__kind")
            )
        )
        .values_list("of_kind", "account")
        .annotate(Sum("amount_cents"))
    )
    return from_sums(
        {(Kind(kind), Account(account)): Euro(cents) for kind, account, cents in rows}
    )
