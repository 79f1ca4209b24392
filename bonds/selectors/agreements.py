"""Reads: bonds, what was agreed, and who lends."""

from datetime import date
from typing import TypeAlias

from django.db.models import QuerySet

from bonds.domain.contract import ContractTerms
from bonds.domain.terms_document import from_text
from bonds.models import Bond, ContractVersion, Investor
from cases import selectors as cases
from sohos.core.errors import DomainError, NotFoundError
from sohos.tenancy.actor import Actor
from sohos.tenancy.permissions import Permission

BondRow: TypeAlias = Bond
READERS = (
    Permission.BOND_READ,
    Permission.BOND_FUND,
    Permission.BOND_ACCEPT,
    Permission.BOND_PAY,
    Permission.BOND_CONTRACT,
)


class NoContractError(DomainError):
    """Nothing was agreed for that day; names the day."""

    code = "no_contract"


class NoBondError(DomainError):
    """The programme of the case has no bond; names the case."""

    code = "no_bond"


def bonds_for(actor: Actor) -> QuerySet[Bond]:
    """List the bonds of the actor's municipality, newest first.

    Raises:
        NotAllowedError: none of the actor's roles works with bonds.
    """
    actor.require_any(*READERS)
    return Bond.objects.filter(municipality_id=actor.municipality_id).order_by("-id")


def bond_of(actor: Actor, *, bond_id: int) -> Bond:
    """Return a bond of the actor's municipality.

    Raises:
        NotAllowedError: none of the actor's roles works with bonds.
        NotFoundError: there is no such bond here.
    """
    found = bonds_for(actor).filter(pk=bond_id).first()
    if found is None:
        raise NotFoundError
    return found


def bond_of_case(actor: Actor, *, case_id: int) -> Bond:
    """Return the bond of the programme of a case.

    Raises:
        NotAllowedError: none of the actor's roles works with bonds.
        NotFoundError: there is no such case here.
        NoBondError: its programme has no bond.
    """
    bonds = bonds_for(actor)
    card = cases.case_card(actor, case_id=case_id)
    found = bonds.filter(programme_id=card.programme_id).first()
    if found is None:
        raise NoBondError(card.code)
    return found


def versions_of(bond: Bond) -> QuerySet[ContractVersion]:
    """List the versions of a contract, newest first."""
    return (
        ContractVersion.objects.filter(
            bond_id=bond.pk, municipality_id=bond.municipality_id
        )
        .select_related("signed_by")
        .order_by("-version")
    )


def terms_on(bond: Bond, day: date) -> ContractTerms:
    """Return what is agreed for a day: the last version that is in force then.

    Raises:
        NoContractError: no version is in force on that day.
    """
    found = versions_of(bond).filter(effective_on__lte=day).first()
    if found is None:
        raise NoContractError(day.isoformat())
    return from_text(found.canonical)


def terms_to_show(bond: Bond, today: date) -> ContractTerms:
    """Return the terms of today, or those with which the contract will begin."""
    versions = versions_of(bond)
    in_force = versions.filter(effective_on__lte=today).first()
    return from_text((in_force or versions.earliest("version")).canonical)


def terms_to_calculate(actor: Actor, *, today: date) -> ContractTerms:
    """Return the terms from which a calculation starts.

    Args:
        actor: who works with bonds, or an investor.
        today: whose version of the newest bond counts.

    Returns:
        Those of the municipality, or the defaults when nothing was signed.

    Raises:
        NotAllowedError: the actor neither works with bonds nor invests.
    """
    actor.require_any(*READERS, Permission.POSITION_READ)
    bonds = Bond.objects.filter(municipality_id=actor.municipality_id)
    newest = bonds.order_by("-id").first()
    return terms_to_show(newest, today) if newest else ContractTerms()


def investors_of(actor: Actor) -> QuerySet[Investor]:
    """List the investors of the actor's municipality, by rank and code.

    Raises:
        NotAllowedError: none of the actor's roles works with bonds.
    """
    actor.require_any(*READERS)
    return Investor.objects.filter(municipality_id=actor.municipality_id).order_by(
        "seniority", "code"
    )
