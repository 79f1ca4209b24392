"""Acts: write the next version of a contract step by step, and sign it."""

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime

from django.db import transaction

from bonds import selectors
from bonds.domain import terms_document
from bonds.domain.contract import ContractTerms
from bonds.models import Bond, ContractDraft, ContractVersion
from bonds.services.agreements import sign_contract
from cases import selectors as cases
from sohos.audit import services as audit
from sohos.core.errors import DomainError, NotFoundError
from sohos.tenancy.actor import Actor
from sohos.tenancy.permissions import Permission


class DraftChangedError(DomainError):
    """The draft is no longer what was read before signing."""

    code = "draft_changed"


@transaction.atomic
def begin_draft(*, actor: Actor, programme_id: int, now: datetime) -> ContractDraft:
    """Begin the contract of a programme, or go on where somebody left it.

    Args:
        actor: a functional administrator.
        programme_id: a programme of the municipality.
        now: aware.

    Returns:
        The draft: the last version of the contract, or the defaults, every
        assumption of which is open.

    Raises:
        NotAllowedError: the actor writes no contracts.
        NotFoundError: the municipality has no such programme.
    """
    actor.require(Permission.BOND_CONTRACT)
    programme = cases.programmes(actor).filter(pk=programme_id).first()
    if programme is None:
        raise NotFoundError
    bond = Bond.objects.filter(
        programme_id=programme_id, municipality_id=actor.municipality_id
    ).first()
    last = selectors.versions_of(bond).first() if bond else None
    canonical = last.canonical if last else terms_document.to_text(ContractTerms())
    draft, is_new = ContractDraft.objects.get_or_create(
        programme_id=programme_id,
        municipality_id=actor.municipality_id,
        defaults={
            "name": bond.name if bond else programme.name,
            "canonical": canonical,
            "written_by_id": actor.user_id,
            "written_at": now,
        },
    )
    if is_new:
        _record("begun", draft, actor=actor, now=now)
    return draft


@transaction.atomic
def write_draft(
    *,
    actor: Actor,
    draft_id: int,
    values: Mapping[str, object],
    confirmed: frozenset[str],
    now: datetime,
) -> ContractDraft:
    """Keep some terms of a draft; the others stay as somebody else wrote them.

    Args:
        actor: a functional administrator.
        draft_id: the draft.
        values: terms by name.
        confirmed: which of these a person has checked against the agreement; the
            others among them are an assumption again.
        now: aware.

    Returns:
        The draft as it is now.

    Raises:
        NotAllowedError: the actor writes no contracts.
        NotFoundError: no such draft here.
        TermsInvalidError: a term has no meaning or contradicts another.
    """
    draft = _locked(actor, draft_id)
    terms = selectors.draft_terms(draft)
    checked = terms.confirmed.difference(values) | confirmed
    changed = replace(terms, **{**values, "confirmed": checked})  # type: ignore[arg-type]
    draft.canonical = terms_document.to_text(changed)
    draft.written_by_id, draft.written_at = actor.user_id, now
    draft.save()
    _record("written", draft, actor=actor, now=now)
    return draft


@transaction.atomic
def drop_draft(*, actor: Actor, draft_id: int, now: datetime) -> None:
    """Throw a draft away; what was signed stays.

    Raises:
        NotAllowedError: the actor writes no contracts.
        NotFoundError: no such draft here.
    """
    draft = _locked(actor, draft_id)
    _record("dropped", draft, actor=actor, now=now)
    draft.delete()


@transaction.atomic
def sign_draft(
    *,
    actor: Actor,
    draft_id: int,
    sha256: str,
    name: str,
    effective_on: date,
    now: datetime,
) -> ContractVersion:
    """Sign a draft as the next version of its contract; the draft is gone then.

    Args:
        actor: a functional administrator.
        draft_id: the draft.
        sha256: of the text that was read before signing.
        name: of the bond.
        effective_on: first day on which the version is in force.
        now: aware.

    Returns:
        The version, with its number.

    Raises:
        NotAllowedError: the actor signs no contracts.
        NotFoundError: no such draft here.
        DraftChangedError: somebody changed the draft since it was read.
        VersionOutOfOrderError: `effective_on` lies before that of the last version.
    """
    draft = _locked(actor, draft_id)
    if draft_hash(draft) != sha256:
        raise DraftChangedError
    version = sign_contract(
        actor=actor,
        programme_id=draft.programme_id,
        name=name,
        terms=selectors.draft_terms(draft),
        effective_on=effective_on,
        now=now,
    )
    draft.delete()
    return version


def draft_hash(draft: ContractDraft) -> str:
    """Return the SHA-256 under which the draft would be signed."""
    return hashlib.sha256(draft.canonical.encode()).hexdigest()


def _locked(actor: Actor, draft_id: int) -> ContractDraft:
    drafts = selectors.drafts_of(actor).select_for_update()
    draft = drafts.filter(pk=draft_id).first()
    if draft is None:
        raise NotFoundError
    return draft


def _record(what: str, draft: ContractDraft, *, actor: Actor, now: datetime) -> None:
    audit.record(
        f"bond.contract_draft_{what}",
        actor=actor,
        subject=f"contract-draft:{draft.pk}",
        at=now,
        detail={"sha256": draft_hash(draft)},
    )
