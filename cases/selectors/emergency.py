"""Reads: emergency accesses, and on what ground somebody looks at a case."""

from datetime import datetime
from typing import TypeAlias

from django.db.models import Case as Choice
from django.db.models import CharField, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Cast, Concat

from cases.models import Case, Document, EmergencyAccess
from cases.selectors.reading import VIEW, granted, open_accesses
from sohos.core.errors import NotFoundError
from sohos.tenancy.actor import Actor
from sohos.tenancy.permissions import Permission

EMERGENCY = "noodtoegang"
EmergencyRow: TypeAlias = EmergencyAccess


def ground_of(actor: Actor, case_id: int) -> str:
    """Tell on what ground an actor looks at a case, for the log; empty when on none.

    The stored words: eigen dossier, dossier van het team, opengesteld, and
    noodtoegang with its number.
    """
    emergency = open_accesses(actor).filter(case_id=OuterRef("pk")).values("pk")[:1]
    team = Q(team_id__in=actor.team_ids) | Q(team_id__isnull=True)
    if not actor.can(Permission.CASE_ASSIGN):
        team = Q(pk__isnull=True)
    row = (
        Case.objects.filter(pk=case_id, municipality_id=actor.municipality_id)
        .annotate(access=Subquery(emergency))
        .annotate(
            ground=Choice(
                When(casemanager_id=actor.user_id, then=Value("eigen dossier")),
                When(team, then=Value("dossier van het team")),
                When(granted(actor, VIEW), then=Value("opengesteld")),
                When(
                    access__isnull=False,
                    then=Concat(Value(f"{EMERGENCY} "), Cast(F("access"), CharField())),
                ),
                default=Value(""),
                output_field=CharField(),
            )
        )
        .values_list("ground", flat=True)
    )
    return row.first() or ""


def ground_of_document(actor: Actor, document_id: int) -> str:
    """Tell on what ground an actor takes a document along, as `ground_of`."""
    row = Document.objects.filter(
        pk=document_id, municipality_id=actor.municipality_id
    ).values_list("case_id", flat=True)
    case_id = row.first()
    return "" if case_id is None else ground_of(actor, case_id)


def emergency_accesses(actor: Actor) -> QuerySet[EmergencyAccess]:
    """List every emergency access of the municipality, newest first.

    Raises:
        NotAllowedError: the actor may not read the log.
    """
    actor.require(Permission.AUDIT_READ)
    return (
        EmergencyAccess.objects.filter(municipality_id=actor.municipality_id)
        .select_related("case", "by", "verdict__by")
        .order_by("-at", "-id")
    )


def emergency_access_of(actor: Actor, *, access_id: int) -> EmergencyAccess:
    """Return one emergency access, for whoever judges it.

    Raises:
        NotAllowedError: the actor may not read the log.
        NotFoundError: there is no such access in the municipality.
    """
    row = emergency_accesses(actor).filter(pk=access_id).first()
    if row is None:
        raise NotFoundError
    return row


def unjudged_accesses(actor: Actor) -> int:
    """Count the emergency accesses that nobody judged yet.

    Raises:
        NotAllowedError: the actor may not read the log.
    """
    return emergency_accesses(actor).filter(verdict__isnull=True).count()


def emergency_accesses_in(actor: Actor, case: Case) -> QuerySet[EmergencyAccess]:
    """List the emergency accesses to a case that the actor may see, newest first."""
    return (
        EmergencyAccess.objects.filter(
            case_id=case.pk, municipality_id=actor.municipality_id
        )
        .select_related("by", "verdict")
        .order_by("-at", "-id")
    )


def is_running(row: EmergencyAccess, *, now: datetime) -> bool:
    """Tell whether an emergency access opens its case at a moment."""
    verdict = getattr(row, "verdict", None)
    ended = verdict is not None and verdict.verdict == "not_justified"
    return row.at <= now < row.until and not ended
