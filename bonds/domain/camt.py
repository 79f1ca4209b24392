"""Reading CAMT.053 statements, versions .02 and .08 of the message (rule B2)."""

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

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
from sohos.core.euro import AmountNotUnderstoodError, Euro, from_decimal, total
from sohos.documents import limits, trees
from sohos.documents.trees import Node

NAMESPACES = frozenset(
    f"urn:iso:std:iso:20022:tech:xsd:camt.053.001.{version}" for version in ("02", "08")
)
_STATEMENT = ("Document", "BkToCstmrStmt", "Stmt")
_PARTS = ("Id", "Acct", "Bal", "TxsSummry", "Ntry")
_WANTED = {_STATEMENT, *((*_STATEMENT, part) for part in _PARTS)}
_AMOUNT = re.compile(r"[0-9]{1,13}(?:\.[0-9]{1,5})?")
_OPENING = ("OPBD", "PRCD")
_CLOSING = ("CLBD",)
_NOTHING_SAID = {"NOTPROVIDED", "NONREF", "NOTPROVIDED."}
_SIGNS = {"CRDT": 1, "DBIT": -1}


def read(content: bytes) -> tuple[Statement, ...]:
    """Read the statements of a file.

    Args:
        content: the whole file.

    Returns:
        In the order of the file, all of one account, with keys on their lines.

    Raises:
        StatementRefusedError: it is no CAMT.053 of a known version, it breaks off, or
            something in it cannot be right; says on which line and at which place.
    """
    return one_account(_statements(content))


def _statements(content: bytes) -> Iterator[Statement]:
    parts: dict[str, list[Node]] = {}
    for node in _pieces(content):
        if node.namespace not in NAMESPACES:
            raise StatementRefusedError(
                Trouble.NOT_A_STATEMENT, line=node.line, place=node.namespace[:80]
            )
        if node.path == _STATEMENT:
            yield _statement(node, parts)
            parts = {}
            continue
        parts.setdefault(node.tag, []).append(node)


def _pieces(content: bytes) -> Iterator[Node]:
    try:
        yield from trees.cut(content, wanted=_WANTED)
    except limits.FileActiveError as error:
        raise StatementRefusedError(
            Trouble.DOCUMENT_TYPE, line=int(str(error))
        ) from error
    except limits.FileDamagedError as error:
        raise StatementRefusedError(Trouble.BROKEN_OFF, line=int(str(error))) from error


def _statement(node: Node, parts: dict[str, list[Node]]) -> Statement:
    account = next(iter(parts.get("Acct", ())), None)
    if account is None:
        raise _refusal(Trouble.NO_ACCOUNT, node, "Acct")
    number = account.said("Id", "IBAN")
    if not number:
        raise _refusal(Trouble.NO_ACCOUNT, account, "Id/IBAN")
    currency = account.said("Ccy")
    if currency not in ("", "EUR"):
        raise _refusal(Trouble.NOT_EURO, account, "Ccy")
    own = read_iban(number, line=account.line, place=_place(account, "Id/IBAN"))
    balances = parts.get("Bal", [])
    entries = parts.get("Ntry", [])
    booked = [one for one in entries if _is_booked(one)]
    opening = _balance(node, balances, _OPENING, at=0)
    closing = _balance(node, balances, _CLOSING, at=-1)
    lines = tuple(line for entry in booked for line in _lines(entry, own))
    _check_summary(parts.get("TxsSummry", []), entries, booked)
    name = "".join(one.text for one in parts.get("Id", [])[:1])[:35]
    waiting = len(entries) - len(booked)
    found = Statement(own, name, lines, opening, closing, waiting)
    return checked(found, line=node.line)


def _is_booked(entry: Node) -> bool:
    status = entry.said("Sts", "Cd") or entry.said("Sts")
    return status in ("", "BOOK")


def _balance(
    node: Node, balances: list[Node], codes: tuple[str, ...], *, at: int
) -> Balance:
    for code in codes:
        found = [one for one in balances if one.said("Tp", "CdOrPrtry", "Cd") == code]
        if found:
            return Balance(_day(found[at], "Dt"), _signed(found[at]))
    raise _refusal(Trouble.BALANCE_MISSING, node, f"Bal ({codes[0]})")


def _check_summary(
    summaries: list[Node], entries: list[Node], booked: list[Node]
) -> None:
    """Compare what the bank says it sent with what arrived."""
    for summary in summaries:
        said = summary.said("TtlNtries", "NbOfNtries")
        if said and said not in (str(len(entries)), str(len(booked))):
            raise _refusal(Trouble.DOES_NOT_ADD_UP, summary, "TtlNtries/NbOfNtries")
        for tag, direction in (("TtlCdtNtries", "CRDT"), ("TtlDbtNtries", "DBIT")):
            _check_sum(summary, tag, [one for one in booked if _way(one) == direction])


def _check_sum(summary: Node, tag: str, entries: list[Node]) -> None:
    said = summary.said(tag, "Sum")
    if not said:
        return
    whole = total(_amount(one, "Amt") for one in entries)
    if _cents(said, summary, f"{tag}/Sum") != whole:
        raise _refusal(Trouble.DOES_NOT_ADD_UP, summary, f"{tag}/Sum")


def _lines(entry: Node, own: str) -> Iterator[Line]:
    """Return an entry as a line, or as the payments that it gathers."""
    amount = _signed(entry)
    booked_on = _day(entry, "BookgDt")
    value_on = _day(entry, "ValDt") if entry.first("ValDt") else booked_on
    details = entry.all("NtryDtls", "TxDtls")
    parts = [_detail_amount(one, amount) for one in details]
    is_reversal = entry.said("RvslInd") in ("true", "1")
    if len(details) < 2 or None in parts:  # noqa: PLR2004  one payment, or not split
        pieces = [(details[0] if len(details) == 1 else entry, amount)]
    else:
        pieces = [(one, part) for one, part in zip(details, parts, strict=True) if part]
        if total(part for _, part in pieces) != amount:
            raise _refusal(Trouble.DETAILS_DO_NOT_ADD_UP, entry, "NtryDtls")
    for detail, part in pieces:
        name, iban = _counterparty(detail, own, comes_in=part.cents > 0)
        yield Line(
            number=detail.line,
            booked_on=booked_on,
            value_on=value_on,
            amount=part,
            name=name,
            iban=iban,
            description=_description(detail) or entry.said("AddtlNtryInf")[:500],
            reference=_reference(entry, detail),
            is_reversal=is_reversal,
        )


def _detail_amount(detail: Node, whole: Euro) -> Euro | None:
    found = detail.first("Amt") or detail.first("AmtDtls", "TxAmt", "Amt")
    if found is None or found.attributes.get("Ccy", "EUR") != "EUR":
        return None
    way = detail.said("CdtDbtInd") or ("CRDT" if whole.cents >= 0 else "DBIT")
    if way not in _SIGNS:
        raise _refusal(Trouble.DIRECTION_WRONG, detail, "CdtDbtInd")
    return _cents(found.text, found, "") * _SIGNS[way]


def _counterparty(detail: Node, own: str, *, comes_in: bool) -> tuple[str, str]:
    """Return who is on the other side; after a reversal that is the other party."""
    sides = ("Dbtr", "Cdtr") if comes_in else ("Cdtr", "Dbtr")
    for side in sides:
        number = detail.said("RltdPties", f"{side}Acct", "Id", "IBAN")
        name = (
            detail.said("RltdPties", side, "Pty", "Nm")
            or detail.said("RltdPties", side, "Nm")
        )[:140]
        if (name or number) and number != own:
            return name, number[:34]
    return "", ""


def _description(detail: Node) -> str:
    found = [one.text for one in detail.all("RmtInf", "Ustrd")]
    found += [one.text for one in detail.all("RmtInf", "Strd", "CdtrRefInf", "Ref")]
    end_to_end = detail.said("Refs", "EndToEndId")
    if end_to_end not in _NOTHING_SAID:
        found.append(end_to_end)
    return " ".join(" ".join(found).split())[:500]


def _reference(entry: Node, detail: Node) -> str:
    said = detail.said("Refs", "AcctSvcrRef") or entry.said("AcctSvcrRef")
    return "" if said in _NOTHING_SAID else said[:35]


def _way(node: Node) -> str:
    return node.said("CdtDbtInd")


def _signed(node: Node) -> Euro:
    if _way(node) not in _SIGNS:
        raise _refusal(Trouble.DIRECTION_WRONG, node, "CdtDbtInd")
    return _amount(node, "Amt") * _SIGNS[_way(node)]


def _amount(node: Node, tag: str) -> Euro:
    found = node.first(tag)
    if found is None:
        raise _refusal(Trouble.AMOUNT_WRONG, node, tag)
    if found.attributes.get("Ccy") != "EUR":
        raise _refusal(Trouble.NOT_EURO, found, "")
    return _cents(found.text, found, "")


def _cents(text: str, node: Node, tag: str) -> Euro:
    if not _AMOUNT.fullmatch(text):
        raise _refusal(Trouble.AMOUNT_WRONG, node, tag)
    try:
        return from_decimal(Decimal(text))
    except AmountNotUnderstoodError:
        raise _refusal(Trouble.AMOUNT_WRONG, node, tag) from None


def _day(node: Node, tag: str) -> date:
    text = node.said(tag, "Dt") or node.said(tag, "DtTm")
    if not text:
        raise _refusal(Trouble.DATE_MISSING, node, tag)
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        raise _refusal(Trouble.DATE_WRONG, node, tag) from None


def _place(node: Node, tag: str) -> str:
    return "/".join(part for part in (*node.path[2:], tag) if part)


def _refusal(trouble: Trouble, node: Node, tag: str) -> StatementRefusedError:
    return StatementRefusedError(trouble, line=node.line, place=_place(node, tag))
