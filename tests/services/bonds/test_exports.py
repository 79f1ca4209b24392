"""Files out of the ledger: they say what the ledger says, and name nobody."""

import csv
import json
import re
import shutil
import subprocess
from collections import defaultdict
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO, StringIO
from pathlib import Path
from xml.etree.ElementTree import Element
from zipfile import ZipFile

import pytest
from defusedxml.ElementTree import fromstring

from bonds import selectors, services
from bonds.domain import indigo
from bonds.domain.accounts import Account
from bonds.domain.exports import Export
from bonds.domain.journal import Journal
from bonds.domain.ledger import Event as Kind
from bonds.forms import exporting
from bonds.selectors import Span
from bonds.services import exporting as acts
from bonds.tasks import export_ledger
from cases.models import Person
from sohos.core.dates import AMSTERDAM
from sohos.core.errors import NotAllowedError, NotFoundError
from sohos.core.euro import Euro, from_decimal
from sohos.documents.models import StoredFile
from sohos.tenancy.permissions import Role
from tests.services.bonds.money import ACCEPTED, DUE, Funded
from tests.services.cases.households import NOW
from tests.towns import Town

TODAY = date(2020, 12, 31)


def taken(bond: Funded, span: Span = Span()) -> Journal:  # noqa: B008  frozen
    with bond.town.acting(Role.CONTROLLER) as carlo:
        return selectors.journal_of(
            carlo,
            bond_id=bond.bond_id,
            span=span,
            names=exporting.event_names(),
            today=TODAY,
        )


def balances(bond: Funded, **known: date | datetime) -> dict[Account, Euro]:
    with bond.town.acting(Role.CONTROLLER):
        return selectors.balances_on(bond.bond, **known)  # type: ignore[arg-type]


@pytest.fixture
def settled(bond: Funded) -> Funded:
    """A case that was paid, one that waits for payment, one that was corrected."""
    bond.paid_case()
    bond.due_case()
    case = bond.spent_case()
    with bond.town.acting(Role.SOHOS_FINANCE) as sanne:
        last = (
            selectors.live_events(bond.bond).filter(case=case, kind=Kind.SPENT).last()
        )
        assert last is not None
        services.correct_event(
            actor=sanne, event_id=last.pk, reason="x", corrected_on=DUE, now=NOW
        )
    return bond


def test_the_journal_is_the_ledger(settled: Funded) -> None:
    journal = taken(settled)
    assert journal.closing == balances(settled)
    assert [entry.number for entry in journal.entries] == sorted(
        entry.number for entry in journal.entries
    )
    early = Span(through_on=date(2019, 12, 31))
    assert taken(settled, early).closing == balances(settled, as_of=date(2019, 12, 31))
    before = datetime(2018, 1, 1, tzinfo=AMSTERDAM)
    assert taken(settled, Span(known_at=before)).entries == ()


def test_the_entries_of_a_year_follow_on_its_opening_balance(settled: Funded) -> None:
    span = Span(since=date(2020, 1, 1), through_on=date(2020, 12, 31))
    journal = taken(settled, span)
    assert journal.opening == balances(settled, as_of=date(2019, 12, 31))
    assert journal.closing == balances(settled)
    assert {entry.on.year for entry in journal.entries} == {2020}


def test_the_hledger_journal_balances_and_asserts_the_ledger(settled: Funded) -> None:
    journal = taken(settled)
    text = exporting.render(Export.HLEDGER, journal, year=None).decode()
    sums: dict[str, Decimal] = defaultdict(Decimal)
    asserted: dict[str, Decimal] = {}
    declared = set()
    for line in text.splitlines():
        if line.startswith("account "):
            declared.add(line.removeprefix("account "))
        if not line.startswith("    "):
            continue
        name, said = line.strip().split("  ")
        moved, _, stands = said.partition(" =* ")
        assert name in declared
        number = ":".join(name.split(":")[:2])
        sums[number] += Decimal(moved.removesuffix(" EUR"))
        if stands:
            asserted[number] = Decimal(stands.removesuffix(" EUR"))
    ledger = balances(settled)
    found = {name: amount for name, amount in sums.items() if amount}
    assert found == asserted
    assert {
        Account(name.split(":")[1][:3]): amount for name, amount in found.items()
    } == {account: Decimal(amount.cents) / 100 for account, amount in ledger.items()}


def test_hledger_itself_accepts_the_journal(settled: Funded, tmp_path: Path) -> None:
    program = shutil.which("hledger")
    if program is None:
        pytest.skip(
            "hledger is not on this machine: its check of the journal is left out"
        )
    file = tmp_path / "ledger.journal"
    journal = taken(settled)
    file.write_bytes(exporting.render(Export.HLEDGER, journal, year=None))
    done = subprocess.run(
        [program, "-f", str(file), "check", "--strict"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


HEADER = {
    "header": "fiscalYear startDate endDate curCode dateCreated softwareDesc "
    "softwareVersion",
}
ORDER = {
    Export.XAF32: {
        **HEADER,
        "company": "companyName taxRegistrationCountry taxRegIdent customersSuppliers "
        "generalLedger periods openingBalance transactions",
        "generalLedger": "ledgerAccount basics",
        "basic": "basicType basicID basicDesc",
        "openingBalance": "opBalDate linesCount totalDebit totalCredit obLine",
        "trLine": "nr accID docRef effDate desc amnt amntTp custSupID costID",
    },
    Export.XAF40: {
        **HEADER,
        "company": "companyName taxRegistrationCountry taxRegIdent customersSuppliers "
        "generalLedger periods openingBalance transactions",
        "generalLedger": "ledgerAccount",
        "openingBalance": "linesCount totalDebit totalCredit obLine",
        "trLine": "nr accID docRef effDate desc amnt amntTp custSupID cost",
    },
}
BOTH = {
    "customerSupplier": "custSupID custSupTp",
    "ledgerAccount": "accID accDesc accTp",
    "period": "periodNumber startDatePeriod endDatePeriod",
    "obLine": "nr accID amnt amntTp",
    "transactions": "linesCount totalDebit totalCredit journal",
    "journal": "jrnID desc jrnTp offsetAccID transaction",
    "transaction": "nr desc periodNumber trDt trLine",
}


def local(node: Element) -> str:
    return node.tag.rpartition("}")[2]


@pytest.mark.parametrize("kind", [Export.XAF32, Export.XAF40])
def test_an_auditfile_has_its_order_and_adds_up(settled: Funded, kind: Export) -> None:
    span = exporting.span_of(kind, through_on=None, known_on=None, year=2020)
    journal = taken(settled, span)
    root = fromstring(exporting.render(kind, journal, year=2020))
    order = {**ORDER[kind], **BOTH}
    for node in root.iter():
        allowed = order.get(local(node), "").split()
        places = [allowed.index(local(child)) for child in node if allowed]
        assert places == sorted(places), local(node)
    space = root.tag.rpartition("}")[0] + "}"
    company = root.find(f"{space}company")
    assert company is not None
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for part, line in (("openingBalance", "obLine"), ("transactions", "trLine")):
        block = company.find(f"{space}{part}")
        assert block is not None
        said = {local(one): one.text or "" for one in block}
        lines = list(block.iter(f"{space}{line}"))
        assert int(said["linesCount"]) == len(lines)
        sides: dict[str, Decimal] = defaultdict(Decimal)
        for one in lines:
            told = {local(child): child.text or "" for child in one}
            sides[told["amntTp"]] += Decimal(told["amnt"])
            sign = 1 if told["amntTp"] == "D" else -1
            sums[told["accID"]] += sign * Decimal(told["amnt"])
        assert Decimal(said["totalDebit"]) == sides["D"]
        assert Decimal(said["totalCredit"]) == sides["C"]
        assert sides["D"] == sides["C"]
    found = {Account(number): from_decimal(one) for number, one in sums.items() if one}
    assert dict(sorted(found.items())) == balances(settled)


def test_the_table_says_the_same_and_starts_no_formula(settled: Funded) -> None:
    journal = taken(settled)
    text = exporting.render(Export.CSV, journal, year=None).decode("utf-8-sig")
    rows = list(csv.DictReader(StringIO(text), delimiter=";"))
    debit = sum(Decimal(row["Debet"].replace(",", ".") or 0) for row in rows)
    credit = sum(Decimal(row["Credit"].replace(",", ".") or 0) for row in rows)
    assert debit == credit > 0
    assert len(rows) == sum(len(entry.postings) for entry in journal.entries)
    assert not any(
        cell.startswith(("=", "+", "@")) for row in rows for cell in row.values()
    )


def test_a_bank_line_that_looks_like_a_formula_stays_text(bond: Funded) -> None:
    case = bond.due_case()
    bond.pay(case, "1000", bank_line="=cmd|' /C calc'!A0")
    journal = taken(bond)
    text = exporting.render(Export.CSV, journal, year=None).decode()
    assert "'=cmd|" in text
    assert ";=cmd" not in text
    content = exporting.render(Export.XLSX, journal, year=None)
    with ZipFile(BytesIO(content)) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
        balance = book.read("xl/worksheets/sheet2.xml").decode()
    assert "<f>" not in sheet
    assert "SUMIF" in balance


def test_no_file_names_anybody(bond: Funded) -> None:
    bond.paid_case()
    journal = taken(bond)
    with bond.town.acting(Role.CASEMANAGER):
        names = {person.surname for person in Person.objects.all()}
    assert names
    for kind in Export:
        content = exporting.render(kind, journal, year=2020)
        if kind is Export.XLSX:
            with ZipFile(BytesIO(content)) as book:
                content = b"".join(book.read(name) for name in book.namelist())
        text = content.decode(errors="replace")
        assert not [name for name in {*names, "Fonds A"} if name in text]


def told(bond: Funded, role: Role, name: str = "") -> dict[str, object]:
    with bond.town.acting(role, name) as actor:
        found = services.take_indigo(actor=actor, bond_id=bond.bond_id, now=NOW)
    return indigo.write(found)


def test_indigo_tells_sums_and_hides_small_groups(settled: Funded) -> None:
    said = told(settled, Role.CONTROLLER)
    text = json.dumps(said)
    finance = said["overall_project_finance"]
    assert isinstance(finance, dict)
    committed = finance["total_investment_commitment"]["amount"]["exact"]["value"]
    assert committed == 1_800_000
    assert "total_outcome_payments_made" not in finance
    assert "number_with_positive_social_outcomes" not in text
    assert not re.search(r"\b\d{4}-\d{4}\b", text)
    assert set(said) <= INDIGO


INDIGO = {
    "status",
    "name",
    "stage_development",
    "dates",
    "jurisdiction",
    "overall_project_finance",
    "investment_details",
    "purpose_and_classifications",
    "service_and_beneficiaries",
    "delivery_locations",
    "outcome_metrics",
    "results",
    "notes",
}
"""The fields of an INDIGO 4.1.0 project that a bond can fill."""


def test_whoever_lends_may_read_indigo_and_nobody_else(
    settled: Funded, den_haag: Town
) -> None:
    with settled.town.acting(Role.INVESTOR, "Fonds A") as fonds:
        assert services.take_indigo(actor=fonds, bond_id=settled.bond_id, now=NOW).bond
        with pytest.raises(NotAllowedError):
            selectors.journal_of(
                fonds, bond_id=settled.bond_id, span=Span(), names={}, today=TODAY
            )
    with (
        settled.town.acting(Role.INVESTOR, "Buitenstaander") as stranger,
        pytest.raises(NotFoundError),
    ):
        services.take_indigo(actor=stranger, bond_id=settled.bond_id, now=NOW)
    with (
        settled.town.acting(Role.CASEMANAGER) as noor,
        pytest.raises(NotAllowedError),
    ):
        services.take_indigo(actor=noor, bond_id=settled.bond_id, now=NOW)
    with den_haag.acting(Role.CONTROLLER) as other, pytest.raises(NotFoundError):
        selectors.journal_of(
            other, bond_id=settled.bond_id, span=Span(), names={}, today=TODAY
        )


def test_a_large_ledger_is_taken_out_by_a_job(settled: Funded) -> None:
    steps: list[tuple[int, int]] = []
    with settled.town.acting(Role.CONTROLLER) as carlo:
        job = services.ask_export(
            actor=carlo,
            bond_id=settled.bond_id,
            kind=Export.CSV,
            through_on=ACCEPTED,
            known_on=None,
            year=None,
            now=NOW,
        )
        done = export_ledger(
            actor=carlo,
            now=NOW,
            progress=lambda at, of: steps.append((at, of)),
            **job.arguments,
        )
        row = StoredFile.objects.get(pk=done["file_id"])
        assert row.name == "grootboek-20200320-csv.csv"
        span = Span(through_on=ACCEPTED)
        expected = exporting.render(Export.CSV, taken(settled, span), year=None)
        assert bytes(row.content) == expected
    assert steps == [(0, 2), (1, 2)]
    assert acts.kind_of(0) is Export.HLEDGER
