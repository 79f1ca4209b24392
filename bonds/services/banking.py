"""Acts: know bank accounts, take in their statements, decide about each line."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from bonds import selectors
from bonds.domain import bank_csv, camt, statements
from bonds.domain.banking import FileState, Seen
from bonds.domain.matching import Holder
from bonds.domain.statements import Line, Statement, StatementRefusedError, Trouble
from bonds.models import BankAccount, BankFile, BankLine, BankStatement
from sohos.audit import services as audit
from sohos.core import iban as ibans
from sohos.core.errors import DomainError
from sohos.documents import limits, tables
from sohos.documents.names import extension, safe_name
from sohos.tenancy.actor import Actor

_XML = "xml"
_MARKS = (b"%PDF-", b"PK\x03\x04", b"\x89PNG", b"\xff\xd8\xff", b"\xd0\xcf\x11\xe0")
_BATCH = 1000


class AccountKnownError(DomainError):
    """The account was entered before."""

    code = "account_known"


class AccountUnknownError(DomainError):
    """The statement is of an account that nobody entered; names its last figures."""

    code = "account_unknown"


class FileKnownError(DomainError):
    """Exactly this file was sent in before; names the row."""

    code = "file_known"


class FileNotNewError(DomainError):
    """The file was imported or thrown away in the meantime."""

    code = "file_not_new"


@dataclass(frozen=True, slots=True)
class Look:
    """A statement as it would be taken in, each line compared with what is known.

    `gap_cents` is how far its opening balance is from the last closing balance, None
    when one of them is unknown.
    """

    statement: Statement
    lines: tuple[tuple[Line, Seen], ...]
    gap_cents: int | None

    @property
    def new(self) -> list[Line]:
        """The lines that would be added."""
        return [line for line, seen in self.lines if seen is not Seen.KNOWN]

    @property
    def known(self) -> int:
        """How many lines were taken in before, or stand in the file twice."""
        return len(self.lines) - len(self.new)


@transaction.atomic
def add_account(
    *, actor: Actor, bond_id: int, iban: str, holder: Holder, name: str, now: datetime
) -> BankAccount:
    """Enter an account whose statements are read from now on.

    Args:
        actor: finance of SOHOS or treasury.
        bond_id: the bond whose money passes it.
        iban: as it was typed.
        holder: of the project or of the municipality.
        name: what people call it.
        now: aware.

    Raises:
        NotAllowedError: the actor neither records funding nor confirms payments.
        NotFoundError: no such bond here.
        IbanNotUnderstoodError: a figure of the IBAN is wrong.
        AccountKnownError: it was entered before.
    """
    actor.require_any(*selectors.BANKERS)
    bond = selectors.bond_of(actor, bond_id=bond_id)
    number = ibans.parse(iban)
    if selectors.accounts_of(actor).filter(iban=number).exists():
        raise AccountKnownError(number[-4:])
    row = BankAccount.objects.create(bond=bond, iban=number, holder=holder, name=name)
    audit.record("bank.account", actor=actor, subject=f"bank-account:{row.pk}", at=now)
    return row


@transaction.atomic
def upload_statement(
    *, actor: Actor, name: str, content: bytes, now: datetime
) -> BankFile:
    """Take in a file to look at; nothing of it counts until it is imported.

    Args:
        actor: finance of SOHOS or treasury.
        name: as the sender gave it: XML is CAMT.053, otherwise it is a table.
        content: the whole file; check `limits.require_size` before reading it.
        now: aware.

    Raises:
        NotAllowedError: the actor neither records funding nor confirms payments.
        FileRefusedError: it is no file of such a kind.
        StatementRefusedError: it cannot be right; says where.
        AccountUnknownError: nobody entered its account.
        FileKnownError: it was sent in before.
    """
    actor.require_any(*selectors.BANKERS)
    limits.require_size(len(content))
    sha256 = hashlib.sha256(content).hexdigest()
    earlier = selectors.files_of(actor).filter(sha256=sha256).first()
    if earlier is not None:
        raise FileKnownError(str(earlier.pk))
    plain = safe_name(name)
    columns: tuple[str, ...] = ()
    mapping: dict[str, str] = {}
    if extension(plain) == _XML:
        _account_of(actor, _read_xml(content))
    else:
        sheet = tables.read_table(name=plain, content=content)
        columns = sheet.columns
        mapping = selectors.remembered_layout(actor, columns) or bank_csv.guess(columns)
    row = BankFile.objects.create(
        name=plain,
        sha256=sha256,
        size=len(content),
        content=content,
        columns=list(columns),
        mapping=mapping,
        state=FileState.NEW,
        at=now,
        by_id=actor.user_id,
    )
    audit.record("bank.file_sent", actor=actor, subject=f"bank-file:{row.pk}", at=now)
    return row


@transaction.atomic
def choose_columns(
    *, actor: Actor, file_id: int, mapping: Mapping[str, str], now: datetime
) -> BankFile:
    """Say which column of a table is what; remembered when it is imported.

    Raises:
        NotAllowedError, NotFoundError: as in `selectors.file_of`.
        FileNotNewError: it was imported or thrown away.
        StatementRefusedError: a field that is needed has no column.
    """
    row = _new(actor, file_id)
    for name in bank_csv.NEEDED:
        if name not in mapping:
            raise StatementRefusedError(Trouble.COLUMN_MISSING, place=name)
    row.mapping = dict(mapping)
    row.save(update_fields=["mapping"])
    audit.record("bank.columns", actor=actor, subject=f"bank-file:{row.pk}", at=now)
    return row


def look(actor: Actor, row: BankFile) -> tuple[BankAccount, tuple[Look, ...]]:
    """Read a file that was sent in, and compare it with what is known.

    Returns:
        The account, and its statements in the order of the file.

    Raises:
        StatementRefusedError: it cannot be right with these columns; says where.
        AccountUnknownError: nobody entered its account.
    """
    found = _read(actor, row)
    account = _account_of(actor, found)
    seen: set[str] = set()
    return account, tuple(_look(account, one, seen) for one in found)


@transaction.atomic
def import_statement(*, actor: Actor, file_id: int, now: datetime) -> BankFile:
    """Take in the lines of a file that were not known yet; nothing is booked.

    Returns:
        The file, with how many lines it added and how many were known.

    Raises:
        NotAllowedError, NotFoundError: as in `selectors.file_of`.
        FileNotNewError: it was imported or thrown away.
        StatementRefusedError, AccountUnknownError: as in `look`.
    """
    row = _new(actor, file_id)
    account, looks = look(actor, row)
    for one in looks:
        row.added += _store(row, account, one)
        row.known += one.known
    row.account, row.state, row.content = account, FileState.IMPORTED, None
    row.save()
    detail = {"added": row.added, "known": row.known}
    subject = f"bank-file:{row.pk}"
    audit.record(
        "bank.file_imported", actor=actor, subject=subject, at=now, detail=detail
    )
    return row


@transaction.atomic
def drop_file(*, actor: Actor, file_id: int, now: datetime) -> None:
    """Throw a file away that was not imported.

    Raises:
        NotAllowedError, NotFoundError: as in `selectors.file_of`.
        FileNotNewError: it was imported or thrown away.
    """
    row = _new(actor, file_id)
    row.state, row.content = FileState.DROPPED, None
    row.save(update_fields=["state", "content"])
    audit.record(
        "bank.file_dropped", actor=actor, subject=f"bank-file:{row.pk}", at=now
    )


def _new(actor: Actor, file_id: int) -> BankFile:
    selectors.file_of(actor, file_id=file_id)
    row = BankFile.objects.select_for_update().get(pk=file_id)
    if row.state != FileState.NEW:
        raise FileNotNewError(str(file_id))
    return row


def _read(actor: Actor, row: BankFile) -> tuple[Statement, ...]:
    content = bytes(row.content or b"")
    if extension(row.name) == _XML:
        return _read_xml(content)
    sheet = tables.read_table(name=row.name, content=content)
    own = selectors.accounts_of(actor).values_list("iban", flat=True)[:2]
    rows = (_cells(one) for one in sheet.rows)
    only = own[0] if len(own) == 1 else ""
    return bank_csv.read(rows, row.mapping, own=only)


def _cells(row: tables.Row) -> tuple[int, Mapping[str, str]]:
    if any(problem.column is None for problem in row.problems):
        raise StatementRefusedError(Trouble.ROW_BROKEN, line=row.number)
    return row.number, row.cells


def _read_xml(content: bytes) -> tuple[Statement, ...]:
    if content.startswith(_MARKS):
        raise limits.KindDoesNotMatchError
    return camt.read(content)


def _account_of(actor: Actor, found: Iterable[Statement]) -> BankAccount:
    number = next(iter(found)).iban
    account = selectors.accounts_of(actor).filter(iban=number).first()
    if account is None:
        raise AccountUnknownError(number[-4:])
    return account


def _look(account: BankAccount, statement: Statement, seen: set[str]) -> Look:
    seen |= selectors.known_keys(account, [line.key for line in statement.lines])
    twins = selectors.twins_of(account, statement.lines)
    lines = []
    for line in statement.lines:
        is_known = line.key in seen
        is_twin = line.key in twins
        seen.add(line.key)
        compared = Seen.KNOWN if is_known else Seen.TWIN if is_twin else Seen.NEW
        lines.append((line, compared))
    return Look(statement, tuple(lines), _gap(account, statement, lines))


def _gap(
    account: BankAccount, statement: Statement, lines: list[tuple[Line, Seen]]
) -> int | None:
    opening = statement.opening
    if opening is None or any(seen is Seen.KNOWN for _, seen in lines):
        return None
    last = selectors.last_statement(account, before=opening.on)
    return None if last is None else opening.amount.cents - (last.closing_cents or 0)


def _store(row: BankFile, account: BankAccount, one: Look) -> int:
    statement = one.statement
    opening, closing, days = statement.opening, statement.closing, statement.days
    if days is None:
        return 0
    stored = BankStatement.objects.create(
        file=row,
        account=account,
        number=statement.number,
        from_on=days[0],
        through_on=days[1],
        opening_cents=opening.amount.cents if opening else None,
        closing_cents=closing.amount.cents if closing else None,
    )
    new = one.new
    BankLine.objects.bulk_create(
        (
            BankLine(
                statement=stored,
                account=account,
                key=line.key,
                code=statements.code_of(line),
                booked_on=line.booked_on,
                value_on=line.value_on,
                amount_cents=line.amount.cents,
                name=line.name,
                iban=line.iban,
                description=line.description,
                reference=line.reference,
                is_reversal=line.is_reversal,
            )
            for line in new
        ),
        batch_size=_BATCH,
    )
    return len(new)
