"""Reading bank lines from a table, of which somebody says what each column is (rule B3)."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from itertools import pairwise

from bonds.domain.statements import (
    Balance,
    Line,
    Statement,
    StatementRefusedError,
    Trouble,
    checked,
    one_account,
    read_iban,
)
from sohos.core.euro import AmountNotUnderstoodError, Euro, parse_dutch

NEEDED = ("booked_on", "amount")
FIELDS = (
    "account",
    *NEEDED,
    "direction",
    "value_on",
    "balance",
    "currency",
    "name",
    "iban",
    "reference",
    "description",
    "description_2",
    "description_3",
)

ING: Mapping[str, str] = {
    "account": "Rekening",
    "booked_on": "Datum",
    "amount": "Bedrag (EUR)",
    "direction": "Af Bij",
    "balance": "Saldo na mutatie",
    "name": "Naam / Omschrijving",
    "iban": "Tegenrekening",
    "description": "Mededelingen",
}
RABOBANK: Mapping[str, str] = {
    "account": "IBAN/BBAN",
    "booked_on": "Datum",
    "amount": "Bedrag",
    "value_on": "Rentedatum",
    "balance": "Saldo na trn",
    "currency": "Munt",
    "name": "Naam tegenpartij",
    "iban": "Tegenrekening IBAN/BBAN",
    "reference": "Volgnr",
    "description": "Omschrijving-1",
    "description_2": "Omschrijving-2",
    "description_3": "Betalingskenmerk",
}
LAYOUTS: Mapping[str, Mapping[str, str]] = {"ING": ING, "Rabobank": RABOBANK}
_OPTIONAL = {"balance", "description_2", "description_3", "value_on"}
_USUAL: Mapping[str, tuple[str, ...]] = {
    "account": ("rekeningnummer", "rekening", "iban", "eigen rekening", "account"),
    "booked_on": ("boekdatum", "transactiedatum", "datum", "date"),
    "amount": ("bedrag", "bedrag (eur)", "transactiebedrag", "amount"),
    "direction": ("creditdebet", "af bij", "af/bij", "bij/af", "d/c"),
    "value_on": ("valutadatum", "rentedatum", "interest date"),
    "balance": ("saldo na mutatie", "saldo na trn", "saldo", "balance"),
    "currency": ("valutacode", "munt", "valuta", "currency"),
    "name": ("tegenrekeninghouder", "naam tegenpartij", "naam", "name"),
    "iban": ("tegenrekeningnummer", "tegenrekening", "counterparty"),
    "reference": ("referentie", "transactiereferentie", "volgnummer"),
    "description": ("omschrijving", "mededelingen", "description"),
}
_SIGNS = {
    "af": -1,
    "d": -1,
    "debet": -1,
    "dbit": -1,
    "bij": 1,
    "c": 1,
    "credit": 1,
    "crdt": 1,
}
_FORMATS = ("%Y-%m-%d", "%Y%m%d", "%d-%m-%Y", "%d/%m/%Y", "%Y/%m/%d")
_POINT = re.compile(r"[0-9]+\.[0-9]{2}")


def layout_of(columns: Sequence[str]) -> str:
    """Return the bank whose layout these columns are; nothing when it is unknown."""
    present = set(columns)
    for bank, layout in LAYOUTS.items():
        if {column for name, column in layout.items() if name not in _OPTIONAL} <= (
            present
        ):
            return bank
    return ""


def guess(columns: Sequence[str]) -> dict[str, str]:
    """Propose a column for each field, from the layout of a bank or usual names."""
    bank = layout_of(columns)
    if bank:
        known = LAYOUTS[bank].items()
        return {name: column for name, column in known if column in columns}
    named = {column.strip().lower(): column for column in columns}
    found = {}
    for name, usual in _USUAL.items():
        column = next((named[one] for one in usual if one in named), None)
        if column is not None:
            found[name] = column
    return found


def read(
    rows: Iterable[tuple[int, Mapping[str, str]]],
    mapping: Mapping[str, str],
    *,
    own: str = "",
) -> tuple[Statement, ...]:
    """Read the lines of a table.

    Args:
        rows: number in the file, and the cells by column.
        mapping: column by field of `FIELDS`; at least those of `NEEDED`.
        own: IBAN of the account, for a table that does not say it.

    Returns:
        One statement; with balances when the table has them.

    Raises:
        StatementRefusedError: a field that is needed has no column, a cell cannot be
            read, the table is empty or about several accounts, or the balances do not
            follow from the amounts; says in which row.
    """
    for name in NEEDED:
        if name not in mapping:
            raise StatementRefusedError(Trouble.COLUMN_MISSING, place=name)
    found: list[tuple[str, Line, Euro | None]] = [
        _row(number, {name: cells[column] for name, column in mapping.items()}, own)
        for number, cells in rows
    ]
    if not found:
        raise StatementRefusedError(Trouble.EMPTY)
    lines, opening, closing = _in_order([(line, after) for _, line, after in found])
    accounts = dict.fromkeys(account for account, _, _ in found)
    one_account(Statement(account, "", ()) for account in accounts)
    statement = Statement(found[0][0], "", tuple(lines), opening, closing)
    return (checked(statement),)


def _row(
    number: int, cells: Mapping[str, str], own: str
) -> tuple[str, Line, Euro | None]:
    said = cells.get("account", "") or own
    if not said:
        raise StatementRefusedError(Trouble.NO_ACCOUNT, line=number)
    account = read_iban(said, line=number, place="account")
    if cells.get("currency", "").strip().upper() not in ("", "EUR"):
        raise StatementRefusedError(Trouble.NOT_EURO, line=number, place="currency")
    booked_on = _day(cells["booked_on"], number, "booked_on")
    valued = cells.get("value_on", "").strip()
    texts = [cells.get(name, "") for name in FIELDS if name.startswith("description")]
    line = Line(
        number=number,
        booked_on=booked_on,
        value_on=_day(valued, number, "value_on") if valued else booked_on,
        amount=_signed(cells, number),
        name=cells.get("name", "").strip()[:140],
        iban="".join(cells.get("iban", "").split()).upper()[:34],
        description=" ".join(" ".join(texts).split())[:500],
        reference=cells.get("reference", "").strip()[:35],
    )
    after = cells.get("balance", "").strip()
    return account, line, _amount(after, number, "balance") if after else None


def _signed(cells: Mapping[str, str], number: int) -> Euro:
    amount = _amount(cells["amount"], number, "amount")
    if "direction" not in cells:
        return amount
    sign = _SIGNS.get(cells["direction"].strip().lower())
    if sign is None or amount.cents < 0:
        raise StatementRefusedError(
            Trouble.DIRECTION_WRONG, line=number, place="direction"
        )
    return amount * sign


def _amount(text: str, number: int, place: str) -> Euro:
    bare = text.strip().removeprefix("+")
    sign = -1 if bare.startswith("-") else 1
    size = bare.removeprefix("-").strip()
    if _POINT.fullmatch(size):
        size = size.replace(".", ",")
    try:
        return parse_dutch(size) * sign
    except AmountNotUnderstoodError:
        raise StatementRefusedError(
            Trouble.AMOUNT_WRONG, line=number, place=place
        ) from None


def _day(text: str, number: int, place: str) -> date:
    said = text.strip()
    if not said:
        raise StatementRefusedError(Trouble.DATE_MISSING, line=number, place=place)
    for form in _FORMATS:
        try:
            return datetime.strptime(said, form).date()  # noqa: DTZ007  a day
        except ValueError:
            continue
    raise StatementRefusedError(Trouble.DATE_WRONG, line=number, place=place)


def _in_order(
    rows: list[tuple[Line, Euro | None]],
) -> tuple[list[Line], Balance | None, Balance | None]:
    """Return the lines oldest first, with the balances before and after them.

    Banks list the newest first or the oldest first; the balances tell which when all
    lines are of one day.
    """
    first_day, last_day = rows[0][0].booked_on, rows[-1][0].booked_on
    if first_day > last_day:
        rows = rows[::-1]
    known = [(line, after) for line, after in rows if after is not None]
    if len(known) < len(rows):
        return [line for line, _ in rows], None, None
    if first_day == last_day and _first_wrong(known) is not None:
        known = known[::-1]
    wrong = _first_wrong(known)
    if wrong is not None:
        raise StatementRefusedError(
            Trouble.DOES_NOT_ADD_UP, line=wrong.number, place="balance"
        )
    (first, before), (last, after) = known[0], known[-1]
    opening = Balance(first.booked_on, before - first.amount)
    return [line for line, _ in known], opening, Balance(last.booked_on, after)


def _first_wrong(rows: list[tuple[Line, Euro]]) -> Line | None:
    for (_, before), (line, after) in pairwise(rows):
        if before + line.amount != after:
            return line
    return None
