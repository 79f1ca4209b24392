"""Reads: the bond as a whole, and the position of one investor."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from django.db.models import F, Q, QuerySet, Sum
from django.db.models.functions import Coalesce
from django.utils.crypto import salted_hmac

from bonds.domain import budget, returns
from bonds.domain.accounts import Account
from bonds.domain.contract import ContractTerms
from bonds.domain.ledger import Event as Kind
from bonds.domain.position import Position, from_sums
from bonds.domain.returns import Flow
from bonds.models import Bond, Investor, Leg
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


@dataclass(frozen=True, slots=True)
class Receipt:
    """What an investor received on a day."""

    on: date
    principal: Euro
    interest: Euro
    withheld: Euro

    @property
    def paid_out(self) -> Euro:
        """What reached the bank account."""
        return self.principal + self.interest - self.withheld


@dataclass(frozen=True, slots=True)
class InvestorPage:
    """Everything that an investor may read of a bond."""

    bond: Bond
    investor: Investor
    terms: ContractTerms
    position: Position
    pool: Pool
    receipts: tuple[Receipt, ...]
    next_due_on: date | None
    dpi: Fraction | None
    moic: Fraction | None
    xirr_estimate: float | None


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


def investor_pages(actor: Actor, *, today: date) -> list[InvestorPage]:
    """Return what the actor may read as an investor, one page per bond.

    Only bonds in which the investor committed anything; no case is identifiable.

    Args:
        actor: an investor.
        today: whose contract version counts.

    Returns:
        Newest bond first; empty for somebody who committed nothing here.

    Raises:
        NotAllowedError: the actor is no investor.
    """
    actor.require(Permission.POSITION_READ)
    investor = Investor.objects.filter(
        municipality_id=actor.municipality_id, user_id=actor.user_id
    ).first()
    if investor is None:
        return []
    bonds = Bond.objects.filter(
        pk__in=Leg.objects.filter(party=investor).values("bond_id"),
        municipality_id=actor.municipality_id,
    )
    return [_page(bond, investor, today) for bond in bonds.order_by("-id")]


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


def _page(bond: Bond, investor: Investor, today: date) -> InvestorPage:
    own = legs_of(bond).filter(party=investor)
    position = _position(own)
    stands = stands_of(bond)
    outstanding = position.at_risk + position.due + position.interest_due
    drawn = position.drawn - position.refunded
    received = position.repaid + position.interest_received
    due_days = [one.due_on for one in stands if one.due_on and one.due]
    return InvestorPage(
        bond=bond,
        investor=investor,
        terms=terms_to_show(bond, today),
        position=position,
        pool=pool_of(bond, stands),
        receipts=_receipts(own),
        next_due_on=min(due_days, default=None) if position.due else None,
        dpi=returns.dpi(drawn=drawn, received=received),
        moic=returns.moic(drawn=drawn, received=received, outstanding=outstanding),
        xirr_estimate=returns.xirr_estimate(_closed_flows(own, stands)),
    )


def _receipts(own: QuerySet[Leg]) -> tuple[Receipt, ...]:
    paid = own.filter(
        transaction__event__kind=Kind.PAID,
        transaction__event__reversals__isnull=True,
    )
    days: dict[date, dict[str, int]] = {}
    rows = paid.order_by("transaction__value_on").values_list(
        "transaction__value_on", "account"
    )
    for day, account, cents in rows.annotate(Sum("amount_cents")):
        days.setdefault(day, {})[account] = cents
    return tuple(
        Receipt(
            on=day,
            principal=Euro(sums.get(Account.LOAN_DUE, 0)),
            interest=Euro(sums.get(Account.INTEREST_DUE, 0)),
            withheld=-Euro(sums.get(Account.CLAWBACK_INVESTOR, 0)),
        )
        for day, sums in days.items()
    )


def _closed_flows(own: QuerySet[Leg], stands: Iterable[CaseStand]) -> list[Flow]:
    over = {Standing.REPAID, Standing.FAILED, Standing.WITHDRAWN}
    closed = [one.case_id for one in stands if one.standing in over]
    drawn = Q(transaction__event__kind=Kind.DRAW_RECEIVED, account=Account.LOAN_AT_RISK)
    back = Q(transaction__event__kind=Kind.REFUNDED, account=Account.LOAN_AT_RISK)
    paid = Q(
        transaction__event__kind=Kind.PAID,
        account__in=[Account.LOAN_DUE, Account.INTEREST_DUE],
    )
    rows = (
        own.filter(drawn | back | paid, case_id__in=closed)
        .filter(transaction__event__reversals__isnull=True)
        .order_by("transaction__value_on")
        .values_list("transaction__value_on")
        .annotate(Sum("amount_cents"))
    )
    return [Flow(day, Fraction(cents)) for day, cents in rows]
