"""Reads: who lends, how much of it, and which accounts may still be an investor's."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet, Sum

from bonds.domain.accounts import Account
from bonds.domain.ledger import Event as Kind
from bonds.models import Balance, Bond, Investor, Leg
from bonds.selectors.agreements import investors_of
from bonds.selectors.ledger import kept_balances, legs_of
from sohos.core.euro import Euro
from sohos.tenancy.actor import Actor
from sohos.tenancy.models import Membership
from sohos.tenancy.permissions import Permission, Role

_LENT = (Account.LOAN_AT_RISK, Account.LOAN_DUE)


@dataclass(frozen=True, slots=True)
class LenderRow:
    """An investor with what was promised, what is left of it, and what is lent now."""

    investor: Investor
    committed: Euro
    undrawn: Euro
    lent: Euro


def lender_rows(actor: Actor, *, bond: Bond) -> list[LenderRow]:
    """Return the investors of the municipality and their money in one bond.

    Raises:
        NotAllowedError: none of the actor's roles works with bonds.
    """
    promised = Q(transaction__event__kind=Kind.COMMITTED) | Q(
        transaction__event__reverses__kind=Kind.COMMITTED
    )
    committed = _by_party(
        legs_of(bond).filter(promised, account=Account.COMMITMENT).order_by()
    )
    kept = kept_balances(bond).order_by()
    undrawn = _by_party(kept.filter(account=Account.COMMITMENT))
    lent = _by_party(kept.filter(account__in=_LENT))
    return [
        LenderRow(
            investor=investor,
            committed=Euro(committed.get(investor.pk, 0)),
            undrawn=Euro(undrawn.get(investor.pk, 0)),
            lent=Euro(-lent.get(investor.pk, 0)),
        )
        for investor in investors_of(actor).select_related("user")
    ]


def investor_accounts(actor: Actor, *, today: date) -> list[tuple[int, str]]:
    """List the accounts with the role of investor that are nobody's yet.

    Args:
        actor: finance of SOHOS.
        today: on which the role counts.

    Returns:
        User id and name, by name.

    Raises:
        NotAllowedError: the actor records no funding.
    """
    actor.require(Permission.BOND_FUND)
    taken = investors_of(actor).exclude(user=None).order_by().values("user_id")
    found = (
        Membership.objects.filter(
            Q(until_on__isnull=True) | Q(until_on__gt=today),
            municipality_id=actor.municipality_id,
            role=Role.INVESTOR,
            from_on__lte=today,
        )
        .exclude(user_id__in=taken)
        .order_by("user__name")
    )
    return list(found.values_list("user_id", "user__name"))


def _by_party(rows: QuerySet[Leg] | QuerySet[Balance]) -> dict[int | None, int]:
    return dict(rows.values_list("party_id").annotate(Sum("amount_cents")))
