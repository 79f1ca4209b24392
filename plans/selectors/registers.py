"""Reads: the legal register and the taxonomy of knelpunten of a municipality."""

from typing import TypeAlias

from django.db.models import Count, QuerySet

from plans.models import Knelpunt, KnelpuntKind, LegalBasis, LegalCheckBasis
from sohos.core.errors import NotFoundError
from sohos.tenancy.actor import Actor
from sohos.tenancy.permissions import Permission

BasisHandle: TypeAlias = LegalBasis
KindHandle: TypeAlias = KnelpuntKind
KEEPERS = (Permission.PLAN_REVIEW, Permission.SETTINGS_MANAGE)
_READERS = (Permission.PLAN_READ, *KEEPERS)


def may_keep_registers(actor: Actor) -> bool:
    """Tell whether the actor adds to the registers: a jurist or an administrator."""
    return any(actor.can(permission) for permission in KEEPERS)


def legal_register(actor: Actor) -> QuerySet[LegalBasis]:
    """List the legal register: by law and article, the newest version first.

    Raises:
        NotAllowedError: the actor reads no plans and keeps no registers.
    """
    actor.require_any(*_READERS)
    return (
        LegalBasis.objects.filter(municipality_id=actor.municipality_id)
        .select_related("added_by", "follows")
        .order_by("-is_own", "law", "id")
    )


def basis_of(actor: Actor, *, basis_id: int) -> LegalBasis:
    """Return a legal basis of the actor's register.

    Raises:
        NotAllowedError: the actor reads no plans and keeps no registers.
        NotFoundError: the register has no such basis.
    """
    found = legal_register(actor).filter(pk=basis_id).first()
    if found is None:
        raise NotFoundError
    return found


def versions_of_basis(actor: Actor, basis: LegalBasis) -> list[LegalBasis]:
    """List all versions of a basis, the newest first."""
    rows = {row.pk: row for row in legal_register(actor).filter(law=basis.law)}
    first = basis
    while first.follows_id in rows:
        first = rows[first.follows_id]
    found = [first]
    while nexts := [row for row in rows.values() if row.follows_id == found[-1].pk]:
        found.append(nexts[0])
    return found[::-1]


def is_basis_used(actor: Actor, basis: LegalBasis) -> bool:
    """Tell whether a legal check rests on a basis: then its words no longer change."""
    return LegalCheckBasis.objects.filter(
        basis=basis, municipality_id=actor.municipality_id
    ).exists()


def kind_register(actor: Actor) -> QuerySet[KnelpuntKind]:
    """List the whole taxonomy with how often each kind was used, by group and name.

    Raises:
        NotAllowedError: the actor reads no plans and keeps no registers.
    """
    actor.require_any(*_READERS)
    return (
        KnelpuntKind.objects.filter(municipality_id=actor.municipality_id)
        .select_related("merged_into")
        .order_by("kind", "label_nl")
    )


def kind_of(actor: Actor, *, kind_id: int) -> KnelpuntKind:
    """Return a kind of knelpunt of the actor's municipality.

    Raises:
        NotAllowedError: the actor reads no plans and keeps no registers.
        NotFoundError: the taxonomy has no such kind.
    """
    found = kind_register(actor).filter(pk=kind_id).first()
    if found is None:
        raise NotFoundError
    return found


def kind_heads(actor: Actor) -> dict[int, KnelpuntKind]:
    """Return for each kind the kind that counts: itself, or what it was merged into.

    Whoever counts knelpunten over plans counts them by this; a plan shows the kind
    with which it was written.
    """
    rows = {
        row.pk: row
        for row in KnelpuntKind.objects.filter(municipality_id=actor.municipality_id)
    }

    def head(row: KnelpuntKind) -> KnelpuntKind:
        return row if row.merged_into_id is None else head(rows[row.merged_into_id])

    return {pk: head(row) for pk, row in rows.items()}


def uses_of_kinds(actor: Actor) -> dict[int, int]:
    """Return how many knelpunten in plans have each kind."""
    rows = Knelpunt.objects.filter(
        municipality_id=actor.municipality_id, removed_at__isnull=True
    )
    return dict(
        rows.values("kind_id").annotate(uses=Count("id")).values_list("kind_id", "uses")
    )
