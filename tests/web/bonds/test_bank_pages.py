"""The pages of the bank: send, look, import, confirm; and every clear refusal."""

import re
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from bonds.models import BankFile, BankLine, Event
from sohos.tenancy.permissions import Role
from tests.domain.bonds import bank_files as files
from tests.domain.bonds.bank_files import GEMEENTE, PROJECT, Entry
from tests.services.bonds.banking import lines, only, open_accounts, statement, take_in
from tests.services.bonds.money import Funded
from tests.web.bonds.test_walk import read, send


@pytest.fixture
def banked(bond: Funded) -> Funded:
    open_accounts(bond)
    return bond


def upload(client: Client, content: bytes, name: str = "bank.xml") -> tuple[int, str]:
    file = SimpleUploadedFile(name, content)
    answer = client.post(reverse("bank"), {"file": file}, follow=True)
    return answer.status_code, answer.content.decode()


def stored(bond: Funded) -> tuple[int, int, int]:
    with bond.town.acting(Role.TREASURY):
        return (
            BankFile.objects.count(),
            BankLine.objects.count(),
            Event.objects.count(),
        )


def test_from_statement_to_booking(banked: Funded) -> None:
    case, theo = banked.due_case(), banked.town.browser(Role.TREASURY)
    content = statement(
        Entry("-4985.33", text=f"Terugbetaling {case.code}"), iban=GEMEENTE
    )
    status, page = upload(theo, content)
    assert status == 200
    assert "de regels tellen op" in page
    assert "1 nieuwe regel" in page
    with banked.town.acting(Role.TREASURY):
        file = BankFile.objects.get()
    before = stored(banked)[2]
    path = reverse("bank-file", kwargs={"bank_file_id": file.pk})
    page = theo.post(path, {"act": "import"}, follow=True).content.decode()
    assert "past precies" in page
    assert stored(banked) == (1, 1, before)
    line = only(lines(banked))
    page = read(theo, "bank-line", bank_line_id=line.row.pk)
    assert "de omschrijving noemt het dossier" in page
    target = re.search(rf'value="(payment\|{case.pk}\|\|)" selected', page)
    assert target
    said = {
        "act": "match",
        "key": str(uuid.uuid4()),
        "target": target[1],
        "amount": "4.985,33",
        "on": "01-04-2020",
    }
    page = send(theo, "bank-line", said, bank_line_id=line.row.pk)
    assert "De bankregel is geboekt." in page
    assert "Alle bankregels zijn afgehandeld" in page
    assert stored(banked)[2] == before + 1
    path = reverse("bank-line", kwargs={"bank_line_id": line.row.pk})
    assert theo.post(path, said).status_code == 302
    assert stored(banked)[2] == before + 1
    page = read(theo, "bank-line", bank_line_id=line.row.pk)
    assert f"Geboekt op dossier {case.code}" in page


RIGHT = statement(Entry("1.00"))


@pytest.mark.parametrize(
    ("name", "content", "answer"),
    [
        ("a.xml", RIGHT[:500], "Het bestand breekt hier af"),
        ("a.xml", RIGHT.replace(b"camt.053", b"camt.052"), "geen CAMT.053"),
        ("a.xml", RIGHT.replace(b"1.00", b"2.00", 1), "tellen niet op"),
        (
            "a.xml",
            RIGHT.replace(b"<BookgDt><Dt>2020-04-01</Dt></BookgDt>", b""),
            "De dag ontbreekt. (regel 10, Stmt/Ntry/BookgDt)",
        ),
        (
            "a.xml",
            RIGHT.replace(
                b"?>\n", b'?>\n<!DOCTYPE a [<!ENTITY a SYSTEM "file:///x">]>\n', 1
            ),
            "Hier staat een DOCTYPE. Zo&#x27;n bestand lezen we niet. (regel 2)",
        ),
        ("a.xml", b"%PDF-1.7\n%%EOF", "Dit is geen XML"),
        ("a.csv", b"%PDF-1.7\n%%EOF", "Dit is geen XML"),
        ("a.pdf", b"%PDF-1.7\n%%EOF\nstartxref", "Kies CAMT.053"),
        ("a.csv", b"", "leeg"),
        ("a.xml", b"<" * (26 * 1024 * 1024), "groter dan 25 MB"),
        ("a.xml", RIGHT.replace(PROJECT.encode(), b"BE68539007547034"), "eerst toe"),
    ],
)
def test_a_wrong_file_gets_a_clear_answer_and_nothing_is_stored(
    banked: Funded, name: str, content: bytes, answer: str
) -> None:
    before = stored(banked)
    status, page = upload(banked.town.browser(Role.TREASURY), content, name)
    assert status == 422
    assert answer in page
    assert stored(banked) == before


def test_a_file_twice_is_recognised(banked: Funded) -> None:
    theo = banked.town.browser(Role.TREASURY)
    assert upload(theo, RIGHT)[0] == 200
    status, page = upload(theo, RIGHT)
    assert (status, "al eens gestuurd" in page) == (422, True)


def test_the_columns_of_a_table_are_chosen(banked: Funded) -> None:
    theo = banked.town.browser(Role.TREASURY)
    content = files.table(("Wanneer", "Hoeveel"), ("01-04-2020", "-1,00"))
    _, page = upload(theo, content, "bank.csv")
    assert "Zo is dit bestand niet in te lezen" in page
    with banked.town.acting(Role.TREASURY):
        file = BankFile.objects.get()
    path = reverse("bank-file", kwargs={"bank_file_id": file.pk})
    wrong = theo.post(path, {"act": "columns", "amount": "Hoeveel"})
    assert wrong.status_code == 422
    said = {"act": "columns", "amount": "Hoeveel", "booked_on": "Wanneer"}
    page = theo.post(path, said, follow=True).content.decode()
    assert "Het nummer van de rekening ontbreekt. (regel 2)" in page
    page = theo.post(path, {"act": "drop"}, follow=True).content.decode()
    assert "Het bestand is weggegooid." in page


def test_a_booking_that_is_refused_keeps_what_was_typed(banked: Funded) -> None:
    case, theo = banked.due_case(), banked.town.browser(Role.TREASURY)
    take_in(banked, statement(Entry("-5000.00", text=case.code), iban=GEMEENTE))
    line = only(lines(banked))
    path = reverse("bank-line", kwargs={"bank_line_id": line.row.pk})
    before = stored(banked)
    said = {"act": "match", "key": str(uuid.uuid4()), "on": "01-04-2020"}
    for target, answer in (
        (f"payment|{case.pk}||", "meer dan er openstaat"),
        ("payment|x||", "Kies waar de regel over gaat."),
        (f"clawback|{case.pk}|1|", "gaat de andere kant op"),
    ):
        sent = theo.post(path, {**said, "target": target, "amount": "5.000"})
        page = sent.content.decode()
        assert (sent.status_code, answer in page) == (422, True), page
        assert "5.000" in page
    assert stored(banked) == before


def test_a_line_is_set_aside_and_taken_back(banked: Funded) -> None:
    theo = banked.town.browser(Role.TREASURY)
    take_in(banked, statement(Entry("-2.50", name="Bank", text="Kosten")))
    line = only(lines(banked))
    path = reverse("bank-line", kwargs={"bank_line_id": line.row.pk})
    page = read(theo, "bank")
    assert "Geen voorstel" in page
    assert theo.post(path, {"act": "aside", "aside-reason": ""}).status_code == 422
    said = {"act": "aside", "aside-reason": "Kosten van de bank"}
    page = theo.post(path, said, follow=True).content.decode()
    assert "terzijde gezet" in page
    done = theo.get(reverse("bank"), {"show": "done"}).content.decode()
    assert "Kosten" in done
    page = read(theo, "bank-line", bank_line_id=line.row.pk)
    decision = re.search(r'name="decision" value="(\d+)"', page)
    assert decision
    said = {"act": "take-back", "decision": decision[1]}
    page = theo.post(path, said, follow=True).content.decode()
    assert "staat weer open" in page


def test_a_reversal_points_at_what_it_takes_back(banked: Funded) -> None:
    sanne = banked.town.browser(Role.SOHOS_FINANCE)
    entries = (Entry("-9.00", name="Verhuurder"), Entry("9.00", reversal=True))
    take_in(banked, statement(*entries))
    _, back = lines(banked)
    page = read(sanne, "bank-line", bank_line_id=back.row.pk)
    assert "De bank draait een regel terug" in page
    assert "Verhuurder" in page


def test_bank_and_book_are_compared_without_names(banked: Funded) -> None:
    carlo = banked.town.browser(Role.CONTROLLER)
    assert "nog geen afschrift" in read(carlo, "bank-reconciliation")
    take_in(banked, statement(Entry("9.00", name="Joke de Vries", text="Joke")))
    page = read(carlo, "bank-reconciliation")
    assert "Bankregels die nog wachten" in page
    assert "Joke" not in page
    path = reverse("bank-reconciliation")
    assert carlo.get(path, {"on": "gisteren"}).status_code == 422
    assert carlo.get(path, {"on": "01-04-2020"}).status_code == 200


def test_an_account_is_added(bond: Funded) -> None:
    theo = bond.town.browser(Role.TREASURY)
    assert "Voeg eerst een rekening toe" in read(theo, "bank")
    said = {"iban": "NL91 ABNA 0417 1643 00", "holder": "project", "name": "Project"}
    assert "De rekening staat erbij." in send(theo, "bank-accounts", said)
    again = theo.post(reverse("bank-accounts"), said)
    assert (again.status_code, "staat er al" in again.content.decode()) == (422, True)
