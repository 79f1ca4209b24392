"""A bank statement: its lines, its balances, and when it cannot be right (rule B1)."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from sohos.core import iban
from sohos.core.errors import DomainError
from sohos.core.euro import Euro, total

MOST_LINES = 20_000
_KEY_LENGTH = 10


class Trouble(StrEnum):
    """Why a statement is not taken in."""

    NOT_A_STATEMENT = "not_a_statement"
    DOCUMENT_TYPE = "document_type"
    BROKEN_OFF = "broken_off"
    NO_STATEMENT = "no_statement"
    NO_ACCOUNT = "no_account"
    IBAN_WRONG = "iban_wrong"
    NOT_EURO = "not_euro"
    AMOUNT_WRONG = "amount_wrong"
    DIRECTION_WRONG = "direction_wrong"
    DATE_MISSING = "date_missing"
    DATE_WRONG = "date_wrong"
    BALANCE_MISSING = "balance_missing"
    DOES_NOT_ADD_UP = "does_not_add_up"
    DETAILS_DO_NOT_ADD_UP = "details_do_not_add_up"
    TOO_MANY_LINES = "too_many_lines"
    SEVERAL_ACCOUNTS = "several_accounts"
    COLUMN_MISSING = "column_missing"
    ROW_BROKEN = "row_broken"
    EMPTY = "empty"


class StatementRefusedError(DomainError):
    """A statement cannot be right; says what, on which line and at which place."""

    code = "statement_refused"

    def __init__(
        self, trouble: Trouble, *, line: int | None = None, place: str = ""
    ) -> None:
        super().__init__(trouble, line, place)
        self.trouble = trouble
        self.line = line
        self.place = place


@dataclass(frozen=True, slots=True)
class Line:
    """Money that came in (above zero) or went out (below zero) on an account.

    `number` is the line in the file. `key` is the same in every file that holds this
    line; it is empty until `keyed`.
    """

    number: int
    booked_on: date
    value_on: date
    amount: Euro
    name: str = ""
    iban: str = ""
    description: str = ""
    reference: str = ""
    is_reversal: bool = False
    key: str = ""


@dataclass(frozen=True, slots=True)
class Balance:
    """What stood on the account at the end of a day, or before its first line."""

    on: date
    amount: Euro


@dataclass(frozen=True, slots=True)
class Statement:
    """The lines of one account with what stood on it before and after them.

    `waiting` counts what the bank announced but had not booked; that is left out.
    """

    iban: str
    number: str
    lines: tuple[Line, ...]
    opening: Balance | None = None
    closing: Balance | None = None
    waiting: int = 0

    @property
    def moved(self) -> Euro:
        """What the lines come to."""
        return total(line.amount for line in self.lines)

    @property
    def days(self) -> tuple[date, date] | None:
        """First and last day, from the balances or else from the lines."""
        known = [one.on for one in (self.opening, self.closing) if one]
        known += [line.booked_on for line in self.lines]
        return (min(known), max(known)) if known else None


def checked(statement: Statement, *, line: int | None = None) -> Statement:
    """Return a statement with keys on its lines, if its sums are right.

    Args:
        statement: as it was read.
        line: where it begins in the file.

    Raises:
        StatementRefusedError: opening balance and lines are not the closing balance,
            or there are more than `MOST_LINES` lines.
    """
    if len(statement.lines) > MOST_LINES:
        raise StatementRefusedError(Trouble.TOO_MANY_LINES, line=line)
    opening, closing = statement.opening, statement.closing
    if opening and closing and opening.amount + statement.moved != closing.amount:
        difference = closing.amount - opening.amount - statement.moved
        raise StatementRefusedError(
            Trouble.DOES_NOT_ADD_UP, line=line, place=str(difference)
        )
    proven = opening is not None and closing is not None
    return replace(
        statement, lines=keyed(statement.iban, statement.lines, are_proven=proven)
    )


def keyed(account: str, lines: Sequence[Line], *, are_proven: bool) -> tuple[Line, ...]:
    """Give each line the key by which it is recognised in any other file.

    Lines that are alike in everything are two payments when the balances need both;
    then they are told apart by how many came before them on their day, as banks
    deliver whole days. Without balances they are one line that stands there twice.

    Args:
        account: IBAN of the account.
        lines: in the order of the file.
        are_proven: whether opening balance and lines are the closing balance.
    """
    seen: Counter[str] = Counter()
    found = []
    for line in lines:
        said = _content(account, line)
        seen[said] += are_proven
        digest = hashlib.sha256(f"{said}#{seen[said]}".encode()).hexdigest()
        found.append(replace(line, key=digest))
    return tuple(found)


def code_of(line: Line) -> str:
    """Return how people call a line: its day and the start of its key."""
    return f"{line.booked_on:%Y%m%d}-{line.key[:_KEY_LENGTH]}"


def read_iban(text: str, *, line: int | None, place: str) -> str:
    """Read the number of an account.

    Raises:
        StatementRefusedError: its check digits do not fit.
    """
    try:
        return iban.parse(text)
    except iban.IbanNotUnderstoodError:
        raise StatementRefusedError(
            Trouble.IBAN_WRONG, line=line, place=place
        ) from None


def one_account(statements: Iterable[Statement]) -> tuple[Statement, ...]:
    """Return the statements of a file, which are all of one account.

    Raises:
        StatementRefusedError: there are none, or of several accounts.
    """
    found = tuple(statements)
    if not found:
        raise StatementRefusedError(Trouble.NO_STATEMENT)
    if len({one.iban for one in found}) > 1:
        raise StatementRefusedError(Trouble.SEVERAL_ACCOUNTS)
    return found


def _content(account: str, line: Line) -> str:
    """Write down what makes a line this line; how a bank lays it out is left out."""
    text = "".join(line.description.split()).lower()
    return json.dumps(
        [
            account,
            line.booked_on.isoformat(),
            line.amount.cents,
            line.iban,
            line.reference,
            text,
            line.is_reversal,
        ]
    )
