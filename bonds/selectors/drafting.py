"""Reads: contracts that are being written, and what a signed version changed."""

from dataclasses import dataclass

from django.db.models import QuerySet

from bonds.domain.contract import ContractTerms
from bonds.domain.terms_document import from_text
from bonds.models import Bond, ContractDraft, ContractVersion
from cases import selectors as cases
from sohos.core.errors import NotFoundError
from sohos.tenancy.actor import Actor
from sohos.tenancy.permissions import Permission


@dataclass(frozen=True, slots=True)
class ProgrammeContract:
    """A programme with its bond and its draft, as far as there are any."""

    programme_id: int
    name: str
    bond: Bond | None
    draft: ContractDraft | None


def drafts_of(actor: Actor) -> QuerySet[ContractDraft]:
    """List the contracts that are being written in the actor's municipality.

    Raises:
        NotAllowedError: the actor writes no contracts.
    """
    actor.require(Permission.BOND_CONTRACT)
    return ContractDraft.objects.filter(municipality_id=actor.municipality_id).order_by(
        "id"
    )


def draft_of(actor: Actor, *, draft_id: int) -> ContractDraft:
    """Return a contract that is being written.

    Raises:
        NotAllowedError: the actor writes no contracts.
        NotFoundError: there is no such draft here.
    """
    found = drafts_of(actor).filter(pk=draft_id).first()
    if found is None:
        raise NotFoundError
    return found


def draft_terms(draft: ContractDraft) -> ContractTerms:
    """Return the terms of a draft."""
    return from_text(draft.canonical)


def terms_before(actor: Actor, *, draft: ContractDraft) -> ContractTerms | None:
    """Return the terms of the version that a draft follows; nothing for the first.

    Raises:
        NotAllowedError: the actor writes no contracts.
    """
    actor.require(Permission.BOND_CONTRACT)
    last = ContractVersion.objects.filter(
        bond__programme_id=draft.programme_id, municipality_id=actor.municipality_id
    ).order_by("-version")
    found = last.first()
    return from_text(found.canonical) if found else None


def programme_contracts(actor: Actor) -> list[ProgrammeContract]:
    """List the programmes of the municipality with bond and draft, newest first.

    Raises:
        NotAllowedError: the actor writes no contracts.
    """
    drafts = {draft.programme_id: draft for draft in drafts_of(actor)}
    rows = Bond.objects.filter(municipality_id=actor.municipality_id)
    bonds = {bond.programme_id: bond for bond in rows}
    return [
        ProgrammeContract(one.pk, one.name, bonds.get(one.pk), drafts.get(one.pk))
        for one in cases.programmes(actor)
    ]
