"""The XML Auditfile Financieel of one year, in the versions 3.2 and 4.0 (rule E3)."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from bonds.domain.accounts import CHART, Account
from bonds.domain.journal import Entry, Journal, Posting
from sohos.core.euro import ZERO, Euro, total

SOFTWARE, SOFTWARE_VERSION = "SOHOS", "1"
UNKNOWN = "ONBEKEND"
"""Stands where a number of the tax office is compulsory and the ledger has none."""


class Version(StrEnum):
    """A version of the auditfile; from 2027 the tax office takes 4.0 only."""

    V32 = "3.2"
    V40 = "4.0"


_NAMESPACES = {
    Version.V32: "http://www.auditfiles.nl/XAF/3.2",
    Version.V40: (
        "http://www.odb.belastingdienst.nl/Belastingdienst/BCPP/1.1/structures/"
        "XmlauditfileXAF_4.0"
    ),
}
_CASE = {Version.V32: "costID", Version.V40: "cost"}
_JOURNALS = (("BNK", "Bank", "B"), ("MEM", "Memoriaal", "M"))


@dataclass(frozen=True, slots=True)
class _File:
    journal: Journal
    year: int
    version: Version


def write(journal: Journal, *, year: int, version: Version) -> bytes:
    """Write the auditfile of a calendar year.

    Investors and cases stand in it by their codes; no name of a person does.

    Args:
        journal: with the balances of the first of January, and the entries of the year.
        year: calendar year.
        version: which layout.
    """
    file = _File(journal, year, version)
    root = Element("auditfile", xmlns=_NAMESPACES[version])
    _header(root, file)
    company = SubElement(root, "company")
    _company(company, file)
    _opening(company, file)
    _transactions(company, file)
    indent(root)
    text: str = tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}'.encode()


def _header(root: Element, file: _File) -> None:
    header = SubElement(root, "header")
    _texts(
        header,
        fiscalYear=file.year,
        startDate=f"{file.year}-01-01",
        endDate=f"{file.year}-12-31",
        curCode="EUR",
        dateCreated=file.journal.made_on,
        softwareDesc=SOFTWARE,
        softwareVersion=SOFTWARE_VERSION,
    )


def _company(company: Element, file: _File) -> None:
    name = f"{file.journal.bond}, {file.journal.municipality}"
    _texts(
        company,
        companyName=name[:255],
        taxRegistrationCountry="NL",
        taxRegIdent=UNKNOWN,
    )
    entries = file.journal.entries
    parties = {one.party for entry in entries for one in entry.postings if one.party}
    if parties:
        lenders = SubElement(company, "customersSuppliers")
        for party in sorted(parties):
            one = SubElement(lenders, "customerSupplier")
            _texts(one, custSupID=party[:35], custSupTp="S")
    ledger = SubElement(company, "generalLedger")
    for account, shape in CHART.items():
        one = SubElement(ledger, "ledgerAccount")
        _texts(one, accID=account, accDesc=shape.name, accTp="B")
    if file.version is Version.V32:
        _basics(ledger, entries)
    periods = SubElement(company, "periods")
    for month in range(1, 13):
        _texts(
            SubElement(periods, "period"),
            periodNumber=month,
            startDatePeriod=f"{file.year}-{month:02d}-01",
            endDatePeriod=_last_day(file.year, month),
        )


def _basics(ledger: Element, entries: Iterable[Entry]) -> None:
    """List the cost carriers of version 3.2: the cases by their codes."""
    cases = {one.case for entry in entries for one in entry.postings if one.case}
    if cases:
        basics = SubElement(ledger, "basics")
        for case in sorted(cases):
            one = SubElement(basics, "basic")
            _texts(one, basicType="12", basicID=case, basicDesc=f"Dossier {case}")


def _last_day(year: int, month: int) -> str:
    days = (31, 29 if _is_leap(year) else 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
    return f"{year}-{month:02d}-{days[month - 1]}"


def _is_leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def _opening(company: Element, file: _File) -> None:
    opening = SubElement(company, "openingBalance")
    if file.version is Version.V32:
        _texts(opening, opBalDate=f"{file.year}-01-01")
    balances = {one: amount for one, amount in file.journal.opening.items() if amount}
    _totals(opening, balances.values())
    for number, (account, amount) in enumerate(balances.items(), start=1):
        line = SubElement(opening, "obLine")
        _texts(line, nr=number, accID=account, **_sides(amount))


def _transactions(company: Element, file: _File) -> None:
    entries = file.journal.entries
    transactions = SubElement(company, "transactions")
    _totals(transactions, [one.amount for entry in entries for one in entry.postings])
    for code, name, kind in _JOURNALS:
        mine = [one for one in entries if one.touches_bank is (code == "BNK")]
        journal = SubElement(transactions, "journal")
        _texts(journal, jrnID=code, desc=name, jrnTp=kind)
        if code == "BNK":
            _texts(journal, offsetAccID=Account.BANK)
        for entry in mine:
            _transaction(journal, entry, file)


def _transaction(journal: Element, entry: Entry, file: _File) -> None:
    one = SubElement(journal, "transaction")
    _texts(
        one,
        nr=entry.number,
        desc=file.journal.names[entry.event],
        periodNumber=entry.on.month,
        trDt=entry.on,
    )
    for number, posting in enumerate(entry.postings, start=1):
        _line(one, number, entry, posting, file)


def _line(
    transaction: Element, number: int, entry: Entry, one: Posting, file: _File
) -> None:
    line = SubElement(transaction, "trLine")
    _texts(
        line,
        nr=number,
        accID=one.account,
        docRef=entry.bank_line or entry.number,
        effDate=entry.on,
        desc=file.journal.names[entry.event],
        **_sides(one.amount),
    )
    if one.party:
        _texts(line, custSupID=one.party[:35])
    if one.case:
        _texts(line, **{_CASE[file.version]: one.case})


def _totals(around: Element, amounts: Iterable[Euro]) -> None:
    found = list(amounts)
    debit = total(one for one in found if one.cents > 0)
    credit = total(-one for one in found if one.cents < 0)
    _texts(
        around,
        linesCount=len(found),
        totalDebit=_amount(debit),
        totalCredit=_amount(credit),
    )


def _sides(amount: Euro) -> dict[str, object]:
    size = max(amount, ZERO - amount)
    return {"amnt": _amount(size), "amntTp": "D" if amount.cents > 0 else "C"}


def _amount(amount: Euro) -> str:
    whole, cents = divmod(amount.cents, 100)
    return f"{whole}.{cents:02d}"


def _texts(around: Element, **said: object) -> None:
    for tag, text in said.items():
        SubElement(around, tag).text = str(text)
