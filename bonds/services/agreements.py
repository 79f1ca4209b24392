"""Acts: sign a contract, admit an investor, record what was promised."""

import hashlib
import uuid
from datetime import date, datetime

from django.db import transaction

from bonds import selectors
from bonds.domain import terms_document
from bonds.domain.contract import ContractTerms
from bonds.domain.ledger import Event as Kind
from bonds.domain.postings import lending
from bonds.models import Bond, ContractVersion, Event, Investor
from bonds.services import posting
from cases import selectors as cases
from kba import services as kba
from sohos.audit import services as audit
from sohos.core.errors import DomainError, NotFoundError
from sohos.core.euro import Euro
from sohos.tenancy.actor import Actor
from sohos.tenancy.permissions import Permission


class InvestorExistsError(DomainError):
    """An investor has this code, or acts for this user, already; names the field."""

    code = "investor_exists"


class VersionOutOfOrderError(DomainError):
    """A version takes effect before the one that it follows; names that day."""

    code = "version_out_of_order"


@transaction.atomic
def sign_contract(
    *,
    actor: Actor,
    programme_id: int,
    name: str,
    terms: ContractTerms,
    effective_on: date,
    now: datetime,
) -> ContractVersion:
    """Store a signed version of the contract of a programme's bond.

    The first version makes the bond.

    Args:
        actor: a functional administrator.
        programme_id: a programme of the municipality.
        name: of the bond; a later version renames it.
        terms: everything that was agreed.
        effective_on: first day on which the version is in force.
        now: aware.

    Returns:
        The version, with its number.

    Raises:
        NotAllowedError: the actor signs no contracts.
        NotFoundError: the municipality has no such programme.
        VersionOutOfOrderError: `effective_on` lies before that of the last version.
    """
    actor.require(Permission.BOND_CONTRACT)
    if not cases.programmes(actor).filter(pk=programme_id).exists():
        raise NotFoundError
    bond, _is_new = Bond.objects.update_or_create(
        programme_id=programme_id,
        municipality_id=actor.municipality_id,
        defaults={"name": name},
    )
    last = selectors.versions_of(bond).first()
    if last is not None and effective_on < last.effective_on:
        raise VersionOutOfOrderError(last.effective_on.isoformat())
    canonical = terms_document.to_text(terms)
    version = ContractVersion.objects.create(
        bond=bond,
        version=last.version + 1 if last else 1,
        effective_on=effective_on,
        canonical=canonical,
        sha256=hashlib.sha256(canonical.encode()).hexdigest(),
        signed_by_id=actor.user_id,
        signed_at=now,
    )
    _tell_of(version, terms, actor=actor, now=now)
    return version


def _tell_of(
    version: ContractVersion, terms: ContractTerms, *, actor: Actor, now: datetime
) -> None:
    kba.record_engagement(
        actor=actor,
        programme_id=version.bond.programme_id,
        kind=terms.engagement_type,
        contract_version=version.version,
        contract_sha256=version.sha256,
        effective_on=version.effective_on,
        now=now,
    )
    audit.record(
        "bond.contract_signed",
        actor=actor,
        subject=f"bond:{version.bond_id}",
        at=now,
        detail={"version": version.version, "sha256": version.sha256},
    )


@transaction.atomic
def admit_investor(
    *,
    actor: Actor,
    code: str,
    name: str,
    seniority: int = 1,
    user_id: int | None = None,
    now: datetime,
) -> Investor:
    """Add an investor to the municipality.

    Args:
        actor: finance of SOHOS.
        code: short and unique in the municipality.
        name: as on statements.
        seniority: 1 is repaid first.
        user_id: the account that may see this investor's position.
        now: aware.

    Returns:
        The investor.

    Raises:
        NotAllowedError: the actor records no funding.
        InvestorExistsError: the code or the user is taken.
    """
    actor.require(Permission.BOND_FUND)
    others = Investor.objects.filter(municipality_id=actor.municipality_id)
    if others.filter(code=code).exists():
        raise InvestorExistsError("code")
    if user_id is not None and others.filter(user_id=user_id).exists():
        raise InvestorExistsError("user_id")
    investor = Investor.objects.create(
        code=code, name=name, seniority=seniority, user_id=user_id
    )
    audit.record(
        "bond.investor_admitted",
        actor=actor,
        subject=f"investor:{investor.pk}",
        at=now,
    )
    return investor


@transaction.atomic
def record_commitment(
    *,
    actor: Actor,
    bond_id: int,
    investor_id: int,
    amount: Euro,
    signed_on: date,
    now: datetime,
    key: uuid.UUID | None = None,
) -> Event:
    """Record that an investor signed for an amount: event 1.

    Args:
        actor: finance of SOHOS.
        bond_id: the bond.
        investor_id: an investor of the municipality.
        amount: euro cents, above zero; adds to earlier commitments.
        signed_on: the day of the signature.
        now: aware.
        key: of the request.

    Returns:
        The event, or the one that the same request posted before.

    Raises:
        NotAllowedError: the actor records no funding.
        NotFoundError: no such bond or investor here.
        AmountNotPositiveError: `amount` is zero or less.
        KeyReusedError, DayInFutureError, NoContractError: see `posting`.
    """
    actor.require(Permission.BOND_FUND)
    bond = selectors.bond_of(actor, bond_id=bond_id)
    if not selectors.investors_of(actor).filter(pk=investor_id).exists():
        raise NotFoundError
    act = posting.begin(
        "record_commitment",
        actor=actor,
        bond=bond,
        on=signed_on,
        now=now,
        key=key,
        arguments={"investor": investor_id, "amount": amount.cents},
    )
    if done := posting.earlier(act):
        return done
    posted = lending.committed(bond.pk, investor=investor_id, amount=amount)
    return posting.post(act, Kind.COMMITTED, posted, amount=amount)


@transaction.atomic
def set_interest_budget(
    *,
    actor: Actor,
    bond_id: int,
    amount: Euro,
    decided_on: date,
    now: datetime,
    key: uuid.UUID | None = None,
) -> Event:
    """Make an interest budget available, as the council decided: event 2.

    Args:
        actor: the controller.
        bond_id: the bond.
        amount: euro cents, above zero; adds to what was available.
        decided_on: the day of the decision.
        now: aware.
        key: of the request.

    Returns:
        The event, or the one that the same request posted before.

    Raises:
        NotAllowedError: the actor is no controller.
        NotFoundError: no such bond here.
        AmountNotPositiveError: `amount` is zero or less.
        BudgetExceededError: the budget would pass the hard cap of the contract.
        KeyReusedError, DayInFutureError, NoContractError: see `posting`.
    """
    actor.require(Permission.BOND_ACCEPT)
    bond = selectors.bond_of(actor, bond_id=bond_id)
    act = posting.begin(
        "set_interest_budget",
        actor=actor,
        bond=bond,
        on=decided_on,
        now=now,
        key=key,
        arguments={"amount": amount.cents},
    )
    if done := posting.earlier(act):
        return done
    posted = lending.budgeted(bond.pk, amount=amount)
    return posting.post(act, Kind.BUDGETED, posted, amount=amount)
