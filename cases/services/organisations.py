"""Acts: extend the register of organisations, merge two that are one, undo that."""

from datetime import datetime

from django.db import transaction
from django.utils.text import slugify

from cases import selectors
from cases.domain import registration
from cases.models import Organisation
from sohos.audit import services as audit
from sohos.core.errors import DomainError, NotFoundError
from sohos.tenancy.actor import Actor

OWN_SECTOR = "overig"
_LONGEST_CODE = 50


class OrganisationExistsError(DomainError):
    """An organisation of that name is in the register already."""

    code = "organisation_exists"


class MergedIntoItselfError(DomainError):
    """Two organisations become one; one alone stays what it is."""

    code = "merged_into_itself"


@transaction.atomic
def add_organisation(
    *, actor: Actor, name: str, sector: str, now: datetime
) -> Organisation:
    """Add an organisation to the register of the municipality.

    Args:
        actor: somebody who works on cases, leads a team or manages settings.
        name: as people call it; capitals make no difference.
        sector: one of `selectors.sectors`, or a new one in a word.
        now: aware.

    Raises:
        NotAllowedError: the actor does none of that.
        NameNotUsableError: the name is empty or unreadable.
        OrganisationExistsError: it is in the register.
    """
    actor.require_any(*selectors.KEEP_REGISTER)
    label = registration.clean_name(name)
    if selectors.organisation_by_name(actor, name=label) is not None:
        raise OrganisationExistsError(label)
    row = Organisation.objects.create(
        code=_free_code(actor, label),
        label_nl=label,
        label_en=label,
        sector=sector.strip() or OWN_SECTOR,
    )
    _record("organisation.added", row, actor=actor, now=now)
    return row


@transaction.atomic
def merge_organisation(
    *, actor: Actor, organisation_id: int, into_id: int, now: datetime
) -> Organisation:
    """Let one organisation of the register stand for another that is the same.

    What names the other keeps naming it, and reads as the one that stays; nothing is
    rewritten, so that it can be undone.

    Args:
        actor: a team lead, or who manages settings.
        organisation_id: which goes.
        into_id: which stays; itself not merged.
        now: aware.

    Raises:
        NotAllowedError: the actor does none of that.
        NotFoundError: one of the two is not in the register, or was merged already.
        MergedIntoItselfError: they are the same row.
    """
    actor.require_any(*selectors.MERGE_REGISTER)
    if organisation_id == into_id:
        raise MergedIntoItselfError
    rows = {
        row.pk: row
        for row in selectors.organisations(actor)
        .filter(pk__in=[organisation_id, into_id])
        .select_for_update()
        .order_by("pk")
    }
    if set(rows) != {organisation_id, into_id}:
        raise NotFoundError
    row = rows[organisation_id]
    row.merged_into_id = into_id
    row.save(update_fields=["merged_into"])
    _record("organisation.merged", row, actor=actor, now=now)
    return row


@transaction.atomic
def split_organisation(
    *, actor: Actor, organisation_id: int, now: datetime
) -> Organisation:
    """Undo a merge: the organisation stands in the register again.

    Args:
        actor: a team lead, or who manages settings.
        organisation_id: which was merged; nothing happens when it was not.
        now: aware.

    Raises:
        NotAllowedError: the actor does none of that.
        NotFoundError: the municipality has no such organisation.
    """
    actor.require_any(*selectors.MERGE_REGISTER)
    row = (
        Organisation.objects.select_for_update()
        .filter(municipality_id=actor.municipality_id, pk=organisation_id)
        .first()
    )
    if row is None:
        raise NotFoundError
    if row.merged_into_id is not None:
        row.merged_into_id = None
        row.save(update_fields=["merged_into"])
        _record("organisation.split", row, actor=actor, now=now)
    return row


def organisation_called(name: str, *, actor: Actor, now: datetime) -> Organisation:
    """Return the organisation of that name, new in the register if it has to be.

    Raises:
        NotAllowedError, NameNotUsableError: as in `add_organisation`.
    """
    found = selectors.organisation_by_name(actor, name=registration.clean_name(name))
    return found or add_organisation(actor=actor, name=name, sector="", now=now)


def _free_code(actor: Actor, label: str) -> str:
    stem = slugify(label)[:_LONGEST_CODE] or "organisatie"
    taken = set(
        Organisation.objects.filter(
            municipality_id=actor.municipality_id, code__startswith=stem
        ).values_list("code", flat=True)
    )
    number, code = 1, stem
    while code in taken:
        number += 1
        code = f"{stem}-{number}"
    return code


def _record(act: str, row: Organisation, *, actor: Actor, now: datetime) -> None:
    detail = {} if row.merged_into_id is None else {"into": row.merged_into_id}
    audit.record(
        act, actor=actor, subject=f"organisation:{row.pk}", at=now, detail=detail
    )
