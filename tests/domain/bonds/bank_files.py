"""Bank statements as banks send them: CAMT.053 of both versions, and CSV."""

from collections.abc import Sequence
from dataclasses import dataclass

PROJECT = "NL91ABNA0417164300"
GEMEENTE = "NL86INGB0002445588"
FONDS = "NL20INGB0001234567"
V02 = "urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"
V08 = "urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"


@dataclass(frozen=True)
class Entry:
    """One entry: below zero is money out."""

    amount: str
    on: str = "2020-04-01"
    valued: str = ""
    name: str = "Fonds A"
    iban: str = FONDS
    text: str = ""
    reference: str = ""
    reversal: bool = False
    status: str = "BOOK"
    details: str = ""


def camt(
    *entries: Entry,
    opening: str = "0.00",
    closing: str = "0.00",
    version: str = V02,
    iban: str = PROJECT,
    on: str = "2020-04-01",
) -> bytes:
    """Write a statement file with one statement."""
    body = statement(
        *entries, opening=opening, closing=closing, version=version, iban=iban, on=on
    )
    return document(body, version=version)


def document(*statements: str, version: str = V02) -> bytes:
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<Document xmlns="{version}">\n'
        "<BkToCstmrStmt>\n<GrpHdr><MsgId>M1</MsgId>"
        "<CreDtTm>2020-04-02T06:00:00</CreDtTm></GrpHdr>\n"
        f"{''.join(statements)}</BkToCstmrStmt>\n</Document>\n"
    ).encode()


def statement(
    *entries: Entry,
    opening: str = "0.00",
    closing: str = "0.00",
    version: str = V02,
    iban: str = PROJECT,
    on: str = "2020-04-01",
    number: str = "S1",
) -> str:
    return (
        f"<Stmt>\n<Id>{number}</Id>\n<Acct><Id><IBAN>{iban}</IBAN></Id>"
        "<Ccy>EUR</Ccy></Acct>\n"
        f"{balance('OPBD', opening, on)}{balance('CLBD', closing, on)}"
        f"{''.join(entry(one, version) for one in entries)}</Stmt>\n"
    )


def balance(code: str, amount: str, on: str) -> str:
    size, way = signed(amount)
    return (
        f"<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp>"
        f'<Amt Ccy="EUR">{size}</Amt><CdtDbtInd>{way}</CdtDbtInd>'
        f"<Dt><Dt>{on}</Dt></Dt></Bal>\n"
    )


def entry(one: Entry, version: str) -> str:
    size, way = signed(one.amount)
    status = f"<Cd>{one.status}</Cd>" if version == V08 else one.status
    reference = f"<AcctSvcrRef>{one.reference}</AcctSvcrRef>" if one.reference else ""
    reversal = "<RvslInd>true</RvslInd>" if one.reversal else ""
    return (
        f'<Ntry>\n<Amt Ccy="EUR">{size}</Amt>\n<CdtDbtInd>{way}</CdtDbtInd>\n'
        f"{reversal}<Sts>{status}</Sts>\n<BookgDt><Dt>{one.on}</Dt></BookgDt>\n"
        f"<ValDt><Dt>{one.valued or one.on}</Dt></ValDt>\n{reference}"
        f"<NtryDtls>{one.details or detail(one, version)}</NtryDtls>\n</Ntry>\n"
    )


def detail(one: Entry, version: str, *, amount: str = "") -> str:
    side = "Cdtr" if one.amount.startswith("-") else "Dbtr"
    name = f"<Nm>{one.name}</Nm>"
    party = f"<Pty>{name}</Pty>" if version == V08 else name
    part = f'<AmtDtls><TxAmt><Amt Ccy="EUR">{amount}</Amt></TxAmt></AmtDtls>'
    if version == V08:
        part = f'<Amt Ccy="EUR">{amount}</Amt>'
    return (
        "<TxDtls><Refs><EndToEndId>NOTPROVIDED</EndToEndId></Refs>"
        f"{part if amount else ''}<RltdPties><{side}>{party}</{side}>"
        f"<{side}Acct><Id><IBAN>{one.iban}</IBAN></Id></{side}Acct></RltdPties>"
        f"<RmtInf><Ustrd>{one.text}</Ustrd></RmtInf></TxDtls>\n"
    )


def signed(amount: str) -> tuple[str, str]:
    return amount.removeprefix("-"), "DBIT" if amount.startswith("-") else "CRDT"


def table(columns: Sequence[str], *rows: Sequence[str]) -> bytes:
    """Write a CSV file with quotes around everything, as banks do."""
    lines = [columns, *rows]
    return "\r\n".join(",".join(f'"{cell}"' for cell in one) for one in lines).encode()
