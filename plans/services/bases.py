"""Acts: keep the municipality's own legal bases beside the national ones (P26)."""

from dataclasses import asdict, dataclass, fields
from datetime import date, datetime, timedelta

from django.db import transaction

from plans import selectors
from plans.models import LegalBasis
from sohos.audit import services as audit
from sohos.core.errors import DomainError
from sohos.tenancy.actor import Actor

OWN = "own"
_MUST_SAY = (
    "law",
    "article",
    "title_nl",
    "what_it_allows_nl",
    "authority",
    "kind",
    "source",
)


class BasisIncompleteError(DomainError):
    """A basis says what it is and allows; the argument names the empty field."""

    code = "basis_incomplete"


class BasisPeriodError(DomainError):
    """The last day lies before the first, or the next version not after this one."""

    code = "basis_period"


class BasisIsNationalError(DomainError):
    """What the law says is not changed by a municipality."""

    code = "basis_is_national"


class BasisUsedError(DomainError):
    """A decision rests on this version: its words stay; a next version may differ."""

    code = "basis_used"


@dataclass(frozen=True, slots=True)
class BasisText:
    """A basis as somebody writes it; valid from the first up to and with the last day."""

    law: str
    article: str
    title_nl: str
    what_it_allows_nl: str
    authority: str
    kind: str
    valid_from: date
    source: str
    valid_to: date | None = None
    note: str = ""


@transaction.atomic
def add_basis(*, actor: Actor, says: BasisText, now: datetime) -> LegalBasis:
    """Add a policy rule, by-law or hardheidsclausule of the municipality.

    Args:
        actor: a jurist or a functional administrator.
        says: what it is, what it allows, who decides, since when.
        now: aware.

    Raises:
        NotAllowedError: the actor keeps no registers.
        BasisIncompleteError: a field is empty; it says which.
        BasisPeriodError: its last day lies before its first.
    """
    actor.require_any(*selectors.KEEPERS)
    _check(says)
    rows = LegalBasis.objects.filter(municipality_id=actor.municipality_id)
    number = rows.filter(is_own=True, follows__isnull=True).count() + 1
    return _store(f"eigen-{number}", says, actor=actor, now=now)


@transaction.atomic
def change_basis(
    *, actor: Actor, basis_id: int, says: BasisText, now: datetime
) -> LegalBasis:
    """Correct a basis of the municipality on which no decision rests yet.

    Args:
        actor: a jurist or a functional administrator.
        basis_id: the basis.
        says: how it should read.
        now: aware.

    Raises:
        NotAllowedError: the actor keeps no registers.
        NotFoundError: the register has no such basis.
        BasisIsNationalError: it is national law.
        BasisUsedError: a legal check rests on it.
        BasisIncompleteError, BasisPeriodError: see `add_basis`.
    """
    row = _own(actor, basis_id)
    if selectors.is_basis_used(actor, row):
        raise BasisUsedError
    _check(says)
    for name, value in asdict(says).items():
        setattr(row, name, value)
    row.save(update_fields=[each.name for each in fields(says)])
    _record("plans.basis_changed", row, actor=actor, now=now)
    return row


@transaction.atomic
def renew_basis(
    *, actor: Actor, basis_id: int, says: BasisText, now: datetime
) -> LegalBasis:
    """Add the next version of a basis; the one before ends on the day before.

    Args:
        actor: a jurist or a functional administrator.
        basis_id: the newest version of a basis of the municipality.
        says: how it reads from its first day on.
        now: aware.

    Raises:
        NotAllowedError: the actor keeps no registers.
        NotFoundError: the register has no such basis.
        BasisIsNationalError: it is national law.
        BasisPeriodError: it does not begin after the version before, or that one has
            a next version already.
        BasisIncompleteError: see `add_basis`.
    """
    row = _own(actor, basis_id)
    _check(says)
    newest = selectors.versions_of_basis(actor, row)[0]
    if newest.pk != row.pk or row.valid_from is None:
        raise BasisPeriodError
    if says.valid_from <= row.valid_from:
        raise BasisPeriodError
    last_day = says.valid_from - timedelta(days=1)
    if row.valid_to is None or row.valid_to > last_day:
        row.valid_to = last_day
        row.save(update_fields=["valid_to"])
    stem, _, number = row.code.partition("-v")
    code = f"{stem}-v{int(number or 1) + 1}"
    return _store(code, says, follows=row, actor=actor, now=now)


@transaction.atomic
def end_basis(
    *, actor: Actor, basis_id: int, last_day: date, now: datetime
) -> LegalBasis:
    """Let a basis of the municipality end; decisions up to then stay as they are.

    Args:
        actor: a jurist or a functional administrator.
        basis_id: the basis.
        last_day: the last day on which it can be used; may lie ahead.
        now: aware.

    Raises:
        NotAllowedError: the actor keeps no registers.
        NotFoundError: the register has no such basis.
        BasisIsNationalError: it is national law.
        BasisPeriodError: it would end before it begins.
    """
    row = _own(actor, basis_id)
    if row.valid_from is None or last_day < row.valid_from:
        raise BasisPeriodError
    row.valid_to = last_day
    row.save(update_fields=["valid_to"])
    _record("plans.basis_ended", row, actor=actor, now=now)
    return row


def _own(actor: Actor, basis_id: int) -> LegalBasis:
    actor.require_any(*selectors.KEEPERS)
    row = selectors.basis_of(actor, basis_id=basis_id)
    if not row.is_own:
        raise BasisIsNationalError
    return row


def _check(says: BasisText) -> None:
    for name in _MUST_SAY:
        if not getattr(says, name).strip():
            raise BasisIncompleteError(name)
    if says.valid_to is not None and says.valid_to < says.valid_from:
        raise BasisPeriodError


def _store(
    code: str,
    says: BasisText,
    *,
    follows: LegalBasis | None = None,
    actor: Actor,
    now: datetime,
) -> LegalBasis:
    row = LegalBasis.objects.create(
        code=code,
        status=OWN,
        is_own=True,
        follows=follows,
        added_at=now,
        added_by_id=actor.user_id,
        **asdict(says),
    )
    _record("plans.basis_added", row, actor=actor, now=now)
    return row


def _record(act: str, row: LegalBasis, *, actor: Actor, now: datetime) -> None:
    audit.record(
        act,
        actor=actor,
        subject=f"legal-basis:{row.pk}",
        at=now,
        detail={"code": row.code},
    )
