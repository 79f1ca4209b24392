"""Reads: the log of a municipality, and whether its chain still holds."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.db.models import Q, QuerySet

from sohos.audit.models import Line, Seal
from sohos.core.dates import AMSTERDAM
from sohos.tenancy.actor import Actor
from sohos.tenancy.models import Membership, User
from sohos.tenancy.permissions import Permission

GENESIS = "0" * 64
VERIFIED = "audit.verified"
PER_PAGE = 50


@dataclass(frozen=True, slots=True)
class Fault:
    """One place where the log is not what it was: which line, and how."""

    chain: int
    sequence: int
    line_id: int
    what: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """The outcome of a verification: how far the chain goes, and every fault."""

    chain: int
    lines: int
    head: str
    faults: tuple[Fault, ...]


@dataclass(frozen=True, slots=True)
class LogPage:
    """Some lines, newest first, and where the older ones begin."""

    lines: tuple[Line, ...]
    older: int | None


def lines_for(actor: Actor) -> QuerySet[Line]:
    """List the log of the actor's municipality, newest first.

    Raises:
        NotAllowedError: the actor may not read the log.
    """
    actor.require(Permission.AUDIT_READ)
    return (
        Line.objects.filter(municipality_id=actor.municipality_id)
        .select_related("user", "seal")
        .order_by("-id")
    )


def log_page(
    actor: Actor,
    *,
    before: int | None = None,
    user_id: int | None = None,
    subject: str = "",
    action: str = "",
    from_on: date | None = None,
    until_on: date | None = None,
) -> LogPage:
    """Return one page of the log; paging costs the same at every depth.

    Args:
        actor: who looks.
        before: only lines older than this line; None starts at the newest.
        user_id: only what this user did.
        subject: only what was done to exactly this, such as `case:12`.
        action: only actions that begin with this.
        from_on: first day, Europe/Amsterdam.
        until_on: last day, Europe/Amsterdam.

    Returns:
        At most `PER_PAGE` lines, newest first.

    Raises:
        NotAllowedError: the actor may not read the log.
    """
    found = lines_for(actor)
    if before is not None:
        found = found.filter(pk__lt=before)
    if user_id is not None:
        found = found.filter(user_id=user_id)
    if subject:
        found = found.filter(subject=subject)
    if action:
        found = found.filter(action__startswith=action)
    if from_on is not None:
        found = found.filter(at__gte=_midnight(from_on))
    if until_on is not None:
        found = found.filter(at__lt=_midnight(until_on + timedelta(days=1)))
    lines = tuple(found[: PER_PAGE + 1])
    older = lines[PER_PAGE - 1].pk if len(lines) > PER_PAGE else None
    return LogPage(lines[:PER_PAGE], older)


def people_in(actor: Actor) -> QuerySet[User]:
    """List whoever has or had a role in the actor's municipality, by name.

    Raises:
        NotAllowedError: the actor may not read the log.
    """
    actor.require(Permission.AUDIT_READ)
    here = Membership.objects.filter(municipality_id=actor.municipality_id)
    return User.objects.filter(pk__in=here.values("user_id")).order_by("name", "pk")


def last_verification(actor: Actor) -> Line | None:
    """Return the line of the last verification; its detail holds the outcome.

    Raises:
        NotAllowedError: the actor may not read the log.
    """
    return lines_for(actor).filter(action=VERIFIED).first()


def verify(chain: int, *, published: tuple[int, str] | None = None) -> Verdict:
    """Walk one chain from its first line and compare everything with its seal.

    Args:
        chain: the municipality's number, or 0 for what belongs to none. The running
            transaction is bound to that municipality (or to none).
        published: a head that was printed before, as (number of lines, hash): shows
            that the end was not cut off and that nobody sealed everything anew.

    Returns:
        The number of lines, the hash of the last seal, and the faults in the order of
        the chain: `changed`, `missing`, `reordered`, `unsealed` or `not as published`.
    """
    faults: list[Fault] = []
    head, count, expected = GENESIS, 0, 1
    seals = Seal.objects.filter(chain=chain).select_related("line").order_by("sequence")
    for seal in seals.iterator(chunk_size=2000):
        faults += [
            Fault(chain, missing, 0, "missing")
            for missing in range(expected, seal.sequence)
        ]
        if what := _fault(seal, head if seal.sequence == expected else None):
            faults.append(Fault(chain, seal.sequence, seal.line_id, what))
        head, count, expected = seal.hash, count + 1, seal.sequence + 1
        if published and published[0] == seal.sequence and published[1] != seal.hash:
            faults.append(Fault(chain, seal.sequence, seal.line_id, "not as published"))
    if published and published[0] >= expected:
        faults += [Fault(chain, published[0], 0, "missing")]
    faults += [Fault(chain, 0, line_id, "unsealed") for line_id in _unsealed(chain)]
    return Verdict(chain, count, head, tuple(faults))


def _fault(seal: Seal, previous: str | None) -> str | None:
    if previous is not None and seal.previous_hash != previous:
        return "reordered"
    digest = hashlib.sha256((seal.previous_hash + seal.canonical).encode()).hexdigest()
    if digest != seal.hash or json.loads(seal.canonical) != _facts(seal):
        return "changed"
    return None


def _facts(seal: Seal) -> dict[str, Any]:
    line = seal.line
    return {
        "id": line.pk,
        "sequence": seal.sequence,
        "municipality": line.municipality_id,
        "at": _utc(line.at),
        "user": line.user_id,
        "roles": line.roles,
        "action": line.action,
        "subject": line.subject,
        "result": line.result,
        "origin": line.origin,
        "purpose": line.purpose,
        "detail": line.detail,
    }


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _unsealed(chain: int) -> Iterator[int]:
    own = Q(municipality_id=chain) if chain else Q(municipality__isnull=True)
    lines = Line.objects.filter(own, seal__isnull=True)
    yield from lines.order_by("id").values_list("id", flat=True)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=AMSTERDAM)
