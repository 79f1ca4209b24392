"""Reads: bank accounts, their files and lines, and what was decided about them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeAlias

from django.db.models import (
    Exists,
    F,
    OuterRef,
    QuerySet,
    Subquery,
    Sum,
    Value,
)
from django.db.models.functions import Abs, Coalesce

from bonds.domain import statements
from bonds.domain.banking import FileState, Verdict
from bonds.models import (
    BankAccount,
    BankDecision,
    BankFile,
    BankLine,
    BankStatement,
    Event,
)
from cases import selectors as cases
from sohos.core.errors import NotFoundError
from sohos.core.euro import Euro
from sohos.tenancy.actor import Actor
from sohos.tenancy.permissions import Permission

FileRow: TypeAlias = BankFile
AccountRow: TypeAlias = BankAccount
BANKERS = (Permission.BOND_PAY, Permission.BOND_FUND)


@dataclass(frozen=True, slots=True)
class LineRow:
    """A bank line, and how much of it still has to be booked or set aside."""

    row: BankLine
    left: Euro
    is_aside: bool

    @property
    def amount(self) -> Euro:
        """Above zero when money came in."""
        return Euro(self.row.amount_cents)

    @property
    def size(self) -> Euro:
        """How much, whichever way it went."""
        return Euro(abs(self.row.amount_cents))

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to decide something."""
        return bool(self.left) and not self.is_aside

    @property
    def booked(self) -> Euro:
        """How much of it was booked."""
        return self.size - self.left


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided about a line and still counts."""

    id: int
    verdict: Verdict
    event: Event | None
    code: str
    reason: str
    by: str
    at: datetime


def accounts_of(actor: Actor) -> QuerySet[BankAccount]:
    """List the accounts whose statements are read, in order of name.

    Raises:
        NotAllowedError: the actor neither records funding nor confirms payments.
    """
    actor.require_any(*BANKERS)
    return (
        BankAccount.objects.filter(municipality_id=actor.municipality_id)
        .select_related("bond")
        .order_by("name", "id")
    )


def files_of(actor: Actor) -> QuerySet[BankFile]:
    """List the files that were sent in and not thrown away, newest first.

    Raises:
        NotAllowedError: see `accounts_of`.
    """
    actor.require_any(*BANKERS)
    return (
        BankFile.objects.filter(municipality_id=actor.municipality_id)
        .exclude(state=FileState.DROPPED)
        .defer("content")
        .select_related("account", "by")
        .order_by("-id")
    )


def file_of(actor: Actor, *, file_id: int) -> BankFile:
    """Return a file with statements.

    Raises:
        NotAllowedError: see `accounts_of`.
        NotFoundError: there is no such file here, or it was thrown away.
    """
    found = files_of(actor).defer(None).filter(pk=file_id).first()
    if found is None:
        raise NotFoundError
    return found


def remembered_layout(actor: Actor, columns: Iterable[str]) -> dict[str, str]:
    """Return what was chosen for a table with these columns before; empty if never."""
    found = (
        files_of(actor)
        .filter(columns=list(columns), state=FileState.IMPORTED)
        .values_list("mapping", flat=True)
        .first()
    )
    return dict(found or {})


def known_keys(account: BankAccount, keys: Iterable[str]) -> frozenset[str]:
    """Return which of these lines were taken in before."""
    rows = BankLine.objects.filter(
        municipality_id=account.municipality_id,
        account_id=account.pk,
        key__in=list(keys),
    )
    return frozenset(rows.values_list("key", flat=True))


def twins_of(account: BankAccount, lines: Iterable[statements.Line]) -> frozenset[str]:
    """Return the keys of new lines that look like a line of another file.

    The same day, amount and counterparty: perhaps the same line, told by another
    format of the bank.
    """
    new = list(lines)
    rows = BankLine.objects.filter(
        municipality_id=account.municipality_id,
        account_id=account.pk,
        booked_on__in={line.booked_on for line in new},
    )
    stored = set(rows.values_list("booked_on", "amount_cents", "iban"))
    return frozenset(
        line.key
        for line in new
        if (line.booked_on, line.amount.cents, line.iban) in stored
    )


def last_statement(account: BankAccount, *, before: date) -> BankStatement | None:
    """Return the last statement with a balance that ended on a day or earlier."""
    return (
        BankStatement.objects.filter(
            municipality_id=account.municipality_id,
            account_id=account.pk,
            closing_cents__isnull=False,
            through_on__lte=before,
        )
        .order_by("-through_on", "-id")
        .first()
    )


def live_decisions(municipality_id: int) -> QuerySet[BankDecision]:
    """List the decisions that count: not taken back, and their event not corrected."""
    return BankDecision.objects.filter(
        municipality_id=municipality_id,
        taken_back_by__isnull=True,
        event__reversals__isnull=True,
    ).exclude(verdict=Verdict.TAKEN_BACK)


def lines_known(municipality_id: int) -> QuerySet[Any]:
    """List bank lines, each with `matched_cents`, `left_cents` and `is_aside`."""
    live = live_decisions(municipality_id).filter(line_id=OuterRef("pk")).order_by()
    matched = (
        live.filter(verdict=Verdict.MATCHED)
        .values("line_id")
        .annotate(cents=Sum("event__amount_cents"))
        .values("cents")
    )
    return (
        BankLine.objects.filter(municipality_id=municipality_id)
        .annotate(
            matched_cents=Coalesce(Subquery(matched), Value(0)),
            is_aside=Exists(live.filter(verdict=Verdict.SET_ASIDE)),
        )
        .annotate(left_cents=Abs(F("amount_cents")) - F("matched_cents"))
        .select_related("account", "statement__file")
    )


def bank_lines(actor: Actor, *, is_open: bool) -> QuerySet[Any]:
    """List the lines that still need a decision, or those that had one.

    Returns:
        Oldest first when open, otherwise newest first; see `lines_known`.

    Raises:
        NotAllowedError: see `accounts_of`.
    """
    actor.require_any(*BANKERS)
    rows = lines_known(actor.municipality_id)
    waits = rows.filter(left_cents__gt=0, is_aside=False)
    if is_open:
        return waits.order_by("booked_on", "id")
    return rows.exclude(pk__in=waits.values("pk")).order_by("-booked_on", "-id")


def line_row(row: Any) -> LineRow:
    """Return a line of `lines_known` with its amounts."""
    return LineRow(
        row,
        Euro(row.left_cents),
        row.is_aside,
    )


def line_of(actor: Actor, *, line_id: int) -> LineRow:
    """Return a bank line.

    Raises:
        NotAllowedError: see `accounts_of`.
        NotFoundError: there is no such line here.
    """
    actor.require_any(*BANKERS)
    found = lines_known(actor.municipality_id).filter(pk=line_id).first()
    if found is None:
        raise NotFoundError
    return line_row(found)


def decisions_of(actor: Actor, line: BankLine) -> list[Decision]:
    """List what was decided about a line and still counts, oldest first."""
    rows = list(
        live_decisions(actor.municipality_id)
        .filter(line_id=line.pk)
        .select_related("event", "by")
        .order_by("id")
    )
    ids = [row.event.case_id for row in rows if row.event and row.event.case_id]
    codes = cases.case_codes(actor, ids)
    return [
        Decision(
            id=row.pk,
            verdict=Verdict(row.verdict),
            event=row.event,
            code=codes.get(row.event.case_id or 0, "") if row.event else "",
            reason=row.reason,
            by=row.by.name,
            at=row.at,
        )
        for row in rows
    ]


def reversed_by(line: BankLine) -> QuerySet[BankLine]:
    """List the lines that a reversal may take back: the same amount, the other way."""
    return BankLine.objects.filter(
        municipality_id=line.municipality_id,
        account_id=line.account_id,
        amount_cents=-line.amount_cents,
        booked_on__lte=line.booked_on,
    ).order_by("-booked_on", "-id")
