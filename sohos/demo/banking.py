"""The bank of the demo: two accounts, their statements, and lines that still wait."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from xml.sax.saxutils import escape

from bonds import selectors as bond_selectors
from bonds import services as bonds
from bonds.domain.ledger import Event as Kind
from bonds.domain.matching import Holder, Match, Subject
from cases import selectors as cases
from sohos.core.euro import Euro, total
from sohos.demo.clock import moment
from sohos.demo.town import Cast
from sohos.tenancy.actor import Actor
from sohos.tenancy.permissions import Role

_NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"
_PROJECT = {"almelo": "NL12TRIO0198765432", "den-haag": "NL82TRIO0198765433"}
_TOWN = {"almelo": "NL55BNGH0285000011", "den-haag": "NL28BNGH0285000012"}
_INVESTORS = "NL39RABO0300065264"
_COSTS = Euro(-1_250)
_SHOWN = 6


@dataclass(frozen=True, slots=True)
class _Line:
    on: date
    amount: Euro
    name: str
    text: str
    reference: str = ""


def open_bank(cast: Cast, on: date) -> None:
    """Enter the accounts of a municipality and take in a statement of each, once."""
    with cast.acting(Role.TREASURY) as treasury:
        bond = bond_selectors.bonds_for(treasury).first()
        if bond is None or bond_selectors.accounts_of(treasury).exists():
            return
        slug = cast.town.slug
        for iban, holder, name in (
            (_PROJECT[slug], Holder.PROJECT, "Projectrekening"),
            (_TOWN[slug], Holder.MUNICIPALITY, f"Gemeente {cast.town.name}"),
        ):
            bonds.add_account(
                actor=treasury,
                bond_id=bond.pk,
                iban=iban,
                holder=holder,
                name=name,
                now=moment(on),
            )
        _send(treasury, "project.xml", _PROJECT[slug], _project(treasury, bond, on), on)
        _send(treasury, "gemeente.xml", _TOWN[slug], _paid(treasury, bond, on), on)
        _recognise(treasury, on)


def _project(treasury: Actor, bond: bond_selectors.BondRow, on: date) -> list[_Line]:
    """Return what was drawn and spent last, a draw that waits, and the bank's costs."""
    kinds = (Kind.DRAW_RECEIVED, Kind.SPENT)
    events = bond_selectors.live_events(bond).filter(kind__in=kinds)
    codes = cases.case_codes(treasury, [event.case_id or 0 for event in events])
    found = [
        _Line(
            event.value_on,
            Euro((event.amount_cents or 0) * (1 if event.bank_line else -1)),
            "Investeerders" if event.bank_line else "Uitbetaling",
            f"Dossier {codes[event.case_id or 0]}",
            event.bank_line,
        )
        for event in events.order_by("-value_on", "-id")[:_SHOWN]
    ]
    pending = [draw for draw in bond_selectors.draws_of(bond) if draw.is_pending]
    codes = cases.case_codes(treasury, [draw.case_id for draw in pending])
    found += [
        _Line(on, draw.amount, "Investeerders", f"Trekking {codes[draw.case_id]}")
        for draw in pending[:1]
    ]
    return [*found, _Line(on, _COSTS, "Triodos", "Kosten betalingsverkeer")]


def _paid(treasury: Actor, bond: bond_selectors.BondRow, on: date) -> list[_Line]:
    """Return payments that were confirmed by hand, and one that waits."""
    events = bond_selectors.live_events(bond).filter(kind=Kind.PAID)
    codes = cases.case_codes(treasury, [event.case_id or 0 for event in events])
    found = [
        _Line(
            event.value_on,
            Euro(-(event.amount_cents or 0)),
            "Investeerders",
            f"Terugbetaling {codes[event.case_id or 0]}",
            event.bank_line,
        )
        for event in events.order_by("-value_on", "-id")[:_SHOWN]
    ]
    due = bond_selectors.due_rows(treasury, today=on)
    found += [
        _Line(on, -row.due, "Investeerders", f"Terugbetaling {row.code}")
        for row in due[:1]
    ]
    return found or [_Line(on, _COSTS, "BNG", "Kosten betalingsverkeer")]


def _send(treasury: Actor, name: str, iban: str, lines: list[_Line], on: date) -> None:
    content = _statement(iban, sorted(lines, key=lambda line: line.on), on)
    row = bonds.upload_statement(
        actor=treasury, name=name, content=content, now=moment(on)
    )
    bonds.import_statement(actor=treasury, file_id=row.pk, now=moment(on))


def _recognise(treasury: Actor, on: date) -> None:
    """Confirm what was booked by hand and is the only one with its number."""
    waiting = bond_selectors.bank_lines(treasury, is_open=True)
    rows = [bond_selectors.line_row(row) for row in waiting]
    found = bond_selectors.proposals_for(treasury, rows, today=on)
    for row in rows[::2]:
        best = next(iter(found[row.row.pk]), None)
        if best is not None and best.expected.subject is Subject.BOOKED:
            bonds.match_line(
                actor=treasury,
                line_id=row.row.pk,
                match=Match(
                    Subject.BOOKED, best.expected.id, row.left, row.row.value_on
                ),
                now=moment(on),
                key=uuid.uuid4(),
            )


def _statement(iban: str, lines: list[_Line], on: date) -> bytes:
    opening = Euro(10_000_000) if iban in _TOWN.values() else Euro(0)
    closing = opening + total(line.amount for line in lines)
    first = (lines[0].on if lines else on) - timedelta(days=1)
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<Document xmlns="{_NAMESPACE}">\n'
        f"<BkToCstmrStmt><Stmt><Id>{on:%Y%m%d}</Id>"
        f"<Acct><Id><IBAN>{iban}</IBAN></Id><Ccy>EUR</Ccy></Acct>\n"
        f"{_balance('OPBD', opening, first)}{_balance('CLBD', closing, on)}"
        f"{''.join(_entries(lines))}</Stmt></BkToCstmrStmt>\n</Document>\n"
    ).encode()


def _balance(code: str, amount: Euro, on: date) -> str:
    return (
        f"<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp>{_amount(amount)}"
        f"<Dt><Dt>{on}</Dt></Dt></Bal>\n"
    )


def _entries(lines: Iterable[_Line]) -> Iterable[str]:
    for line in lines:
        side = "Dbtr" if line.amount.cents > 0 else "Cdtr"
        reference = f"<AcctSvcrRef>{line.reference}</AcctSvcrRef>"
        yield (
            f"<Ntry>{_amount(line.amount)}<Sts><Cd>BOOK</Cd></Sts>"
            f"<BookgDt><Dt>{line.on}</Dt></BookgDt><ValDt><Dt>{line.on}</Dt></ValDt>"
            f"{reference if line.reference else ''}<NtryDtls><TxDtls><RltdPties>"
            f"<{side}><Pty><Nm>{escape(line.name)}</Nm></Pty></{side}>"
            f"<{side}Acct><Id><IBAN>{_INVESTORS}</IBAN></Id></{side}Acct></RltdPties>"
            f"<RmtInf><Ustrd>{escape(line.text)}</Ustrd></RmtInf>"
            "</TxDtls></NtryDtls></Ntry>\n"
        )


def _amount(amount: Euro) -> str:
    euros, cents = divmod(abs(amount.cents), 100)
    way = "CRDT" if amount.cents >= 0 else "DBIT"
    return f'<Amt Ccy="EUR">{euros}.{cents:02d}</Amt><CdtDbtInd>{way}</CdtDbtInd>'
