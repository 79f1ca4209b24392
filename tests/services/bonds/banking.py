"""The bank of the tests: accounts, statements and the lines that wait."""

import uuid
from collections.abc import Iterable
from datetime import date
from typing import Any

from bonds import selectors, services
from bonds.domain.matching import Holder, Match, Subject
from bonds.models import Event
from bonds.selectors import FileRow, LineRow
from sohos.tenancy.permissions import Role
from tests.domain.bonds import bank_files as files
from tests.domain.bonds.bank_files import GEMEENTE, PROJECT, Entry
from tests.domain.bonds.money import eur
from tests.services.bonds.money import Funded
from tests.services.cases.households import NOW


def open_accounts(bond: Funded) -> None:
    for iban, holder in ((PROJECT, Holder.PROJECT), (GEMEENTE, Holder.MUNICIPALITY)):
        with bond.town.acting(Role.TREASURY) as theo:
            services.add_account(
                actor=theo,
                bond_id=bond.bond_id,
                iban=iban,
                holder=holder,
                name=holder.value,
                now=NOW,
            )


def take_in(
    bond: Funded, content: bytes, *, name: str = "bank.xml", role: Role = Role.TREASURY
) -> FileRow:
    with bond.town.acting(role) as actor:
        row = services.upload_statement(
            actor=actor, name=name, content=content, now=NOW
        )
        return services.import_statement(actor=actor, file_id=row.pk, now=NOW)


def statement(
    *entries: Entry,
    iban: str = PROJECT,
    opening: str = "0.00",
    on: str = "2020-04-01",
) -> bytes:
    """Write a statement of which the balances fit."""
    cents = sum(eur(one.amount).cents for one in entries) + eur(opening).cents
    closing = f"{'-' if cents < 0 else ''}{abs(cents) // 100}.{abs(cents) % 100:02d}"
    return files.camt(*entries, iban=iban, opening=opening, closing=closing, on=on)


def lines(bond: Funded, *, is_open: bool = True) -> list[LineRow]:
    with bond.town.acting(Role.TREASURY) as theo:
        rows = selectors.bank_lines(theo, is_open=is_open)
        return [selectors.line_row(row) for row in rows]


def only(rows: Iterable[LineRow]) -> LineRow:
    [row] = rows
    return row


def match(
    bond: Funded,
    line: LineRow,
    subject: Subject,
    target: int,
    amount: str,
    *,
    role: Role = Role.TREASURY,
    on: date | None = None,
    key: uuid.UUID | None = None,
    **more: Any,
) -> list[Event]:
    said = Match(subject, target, eur(amount), on or line.row.value_on, **more)
    with bond.town.acting(role) as actor:
        return services.match_line(
            actor=actor,
            line_id=line.row.pk,
            match=said,
            now=NOW,
            key=key or uuid.uuid4(),
        )
