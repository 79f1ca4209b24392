"""CAMT.053 as Dutch banks send it, and everything that is refused with its place."""

from datetime import date

import pytest

from bonds.domain import camt
from bonds.domain.statements import StatementRefusedError, Trouble, code_of
from tests.domain.bonds import bank_files as files
from tests.domain.bonds.bank_files import FONDS, PROJECT, V02, V08, Entry
from tests.domain.bonds.money import eur


def refused(content: bytes) -> StatementRefusedError:
    with pytest.raises(StatementRefusedError) as found:
        camt.read(content)
    return found.value


@pytest.mark.parametrize("version", [V02, V08])
def test_both_versions_say_the_same(version: str) -> None:
    content = files.camt(
        Entry(
            "3000.00", text="Trekking 2019-0001", reference="R-1", valued="2020-04-02"
        ),
        Entry("-12.50", name="Bank", iban="", text="Kosten"),
        opening="100.00",
        closing="3087.50",
        version=version,
    )
    [found] = camt.read(content)
    assert (found.iban, found.number, found.waiting) == (PROJECT, "S1", 0)
    assert found.opening
    assert found.opening.amount == eur("100")
    assert found.closing
    assert found.closing.amount == eur("3087.50")
    assert found.days == (date(2020, 4, 1), date(2020, 4, 1))
    draw, costs = found.lines
    assert (draw.amount, draw.name, draw.iban) == (eur("3000"), "Fonds A", FONDS)
    assert draw.value_on == date(2020, 4, 2)
    assert (draw.description, draw.reference) == ("Trekking 2019-0001", "R-1")
    assert (costs.amount, costs.name) == (eur("-12.50"), "Bank")
    assert code_of(draw).startswith("20200401-")
    assert len({draw.key, costs.key}) == 2


def test_both_versions_give_a_line_the_same_key() -> None:
    one, other = (
        camt.read(files.camt(Entry("1.00"), closing="1.00", version=version))[0]
        for version in (V02, V08)
    )
    assert one.lines[0].key == other.lines[0].key


def test_twins_on_a_day_are_two_payments_when_the_balances_need_both() -> None:
    content = files.camt(Entry("5.00"), Entry("5.00"), closing="10.00")
    one, other = camt.read(content)[0].lines
    assert one.key != other.key


@pytest.mark.parametrize("version", [V02, V08])
def test_a_batch_is_read_as_its_payments(version: str) -> None:
    whole = Entry("-10.00")
    details = "".join(
        files.detail(Entry("-1", name=name), version, amount=amount)
        for name, amount in (("Kees", "4.00"), ("Lena", "6.00"))
    )
    batch = Entry("-10.00", details=details)
    content = files.camt(batch, closing="-10.00", version=version)
    lines = camt.read(content)[0].lines
    assert [(one.name, one.amount) for one in lines] == [
        ("Kees", eur("-4")),
        ("Lena", eur("-6")),
    ]
    assert whole.amount == "-10.00"


def test_a_batch_without_amounts_stays_one_line() -> None:
    details = files.detail(Entry("-1"), V02) + files.detail(Entry("-1"), V02)
    content = files.camt(Entry("-10.00", details=details), closing="-10.00")
    [line] = camt.read(content)[0].lines
    assert line.amount == eur("-10")


def test_a_batch_whose_parts_are_not_the_whole_is_refused() -> None:
    details = "".join(
        files.detail(Entry("-1"), V02, amount=amount) for amount in ("4.00", "5.99")
    )
    content = files.camt(Entry("-10.00", details=details), closing="-10.00")
    error = refused(content)
    assert error.trouble is Trouble.DETAILS_DO_NOT_ADD_UP
    assert error.place == "Stmt/Ntry/NtryDtls"


def test_a_reversal_says_so_and_names_the_other_party() -> None:
    entry = Entry(
        "5.00",
        reversal=True,
        details=files.detail(Entry("-5.00", name="Verhuurder"), V02),
    )
    [line] = camt.read(files.camt(entry, closing="5.00"))[0].lines
    assert line.is_reversal
    assert (line.amount, line.name) == (eur("5"), "Verhuurder")


def test_what_is_announced_waits() -> None:
    content = files.camt(Entry("5.00", status="PDNG"), Entry("1.00"), closing="1.00")
    [found] = camt.read(content)
    assert (found.waiting, len(found.lines)) == (1, 1)


def test_several_statements_of_one_account() -> None:
    content = files.document(
        files.statement(Entry("1.00"), closing="1.00"),
        files.statement(Entry("2.00"), opening="1.00", closing="3.00", number="S2"),
    )
    assert [one.number for one in camt.read(content)] == ["S1", "S2"]


def test_statements_of_two_accounts_are_refused() -> None:
    content = files.document(
        files.statement(), files.statement(iban=files.GEMEENTE, number="S2")
    )
    assert refused(content).trouble is Trouble.SEVERAL_ACCOUNTS


def test_a_prefix_of_the_namespace_makes_no_difference() -> None:
    content = files.camt(Entry("1.00"), closing="1.00").decode()
    prefixed = (
        content.replace("xmlns=", "xmlns:b=")
        .replace("</", "\0")
        .replace("<", "<b:")
        .replace("\0", "</b:")
        .replace("<b:?xml", "<?xml")
    )
    [found] = camt.read(prefixed.encode())
    assert found.moved == eur("1")


RIGHT = files.camt(Entry("3000.00"), closing="3000.00").decode()


@pytest.mark.parametrize(
    ("old", "new", "trouble", "place"),
    [
        ("camt.053.001.02", "camt.054.001.02", Trouble.NOT_A_STATEMENT, "camt.054"),
        ("<BookgDt><Dt>2020-04-01</Dt></BookgDt>", "", Trouble.DATE_MISSING, "BookgDt"),
        ("<Dt>2020-04-01</Dt></ValDt>", "</ValDt>", Trouble.DATE_MISSING, "ValDt"),
        (
            "<BookgDt><Dt>2020-04-01",
            "<BookgDt><Dt>2020-13-01",
            Trouble.DATE_WRONG,
            "Bo",
        ),
        ('<Amt Ccy="EUR">3000.00</Amt>\n', "", Trouble.AMOUNT_WRONG, "Ntry/Amt"),
        ("3000.00</Amt>\n", "3.000,00</Amt>\n", Trouble.AMOUNT_WRONG, "Ntry/Amt"),
        ("3000.00</Amt>\n", "3000.001</Amt>\n", Trouble.AMOUNT_WRONG, "Ntry/Amt"),
        ("3000.00</Amt>\n", "-3000.00</Amt>\n", Trouble.AMOUNT_WRONG, "Ntry/Amt"),
        ('<Ntry>\n<Amt Ccy="EUR">', '<Ntry>\n<Amt Ccy="USD">', Trouble.NOT_EURO, "Amt"),
        ("<Ccy>EUR</Ccy>", "<Ccy>USD</Ccy>", Trouble.NOT_EURO, "Acct/Ccy"),
        (
            "CRDT</CdtDbtInd>\n<S",
            "BOTH</CdtDbtInd>\n<S",
            Trouble.DIRECTION_WRONG,
            "Cdt",
        ),
        ("NL91ABNA0417164300", "NL92ABNA0417164300", Trouble.IBAN_WRONG, "Id/IBAN"),
        (f"<Id><IBAN>{PROJECT}</IBAN></Id>", "", Trouble.NO_ACCOUNT, "Acct/Id/IBAN"),
        ("<Cd>CLBD", "<Cd>CLAV", Trouble.BALANCE_MISSING, "Bal (CLBD)"),
        ("<Cd>OPBD", "<Cd>OPAV", Trouble.BALANCE_MISSING, "Bal (OPBD)"),
        ("</Id>\n<Acct>", "</Id>\n<Acct2>", Trouble.BROKEN_OFF, ""),
    ],
)
def test_what_cannot_be_right_is_refused_with_its_place(
    old: str, new: str, trouble: Trouble, place: str
) -> None:
    assert old in RIGHT
    error = refused(RIGHT.replace(old, new, 1).encode())
    assert error.trouble is trouble
    assert place in error.place
    assert error.line is not None


def test_sums_that_do_not_add_up_name_the_difference() -> None:
    error = refused(files.camt(Entry("3000.00"), closing="3000.01"))
    assert (error.trouble, error.place) == (Trouble.DOES_NOT_ADD_UP, "0,01")


@pytest.mark.parametrize(
    ("summary", "place"),
    [
        ("<TtlNtries><NbOfNtries>2</NbOfNtries></TtlNtries>", "NbOfNtries"),
        ("<TtlCdtNtries><Sum>2999.99</Sum></TtlCdtNtries>", "TtlCdtNtries/Sum"),
        ("<TtlDbtNtries><Sum>0.01</Sum></TtlDbtNtries>", "TtlDbtNtries/Sum"),
    ],
)
def test_a_summary_that_does_not_fit_is_refused(summary: str, place: str) -> None:
    content = RIGHT.replace("<Ntry>", f"<TxsSummry>{summary}</TxsSummry><Ntry>", 1)
    error = refused(content.encode())
    assert error.trouble is Trouble.DOES_NOT_ADD_UP
    assert place in error.place


def test_a_summary_that_fits_is_read() -> None:
    summary = (
        "<TxsSummry><TtlNtries><NbOfNtries>1</NbOfNtries></TtlNtries><TtlCdtNtries>"
        "<Sum>3000.00</Sum></TtlCdtNtries></TxsSummry>"
    )
    assert camt.read(RIGHT.replace("<Ntry>", f"{summary}<Ntry>", 1).encode())


def test_a_file_that_breaks_off_says_where() -> None:
    content = RIGHT.encode()
    error = refused(content[: len(content) // 2])
    assert (error.trouble, bool(error.line)) == (Trouble.BROKEN_OFF, True)


@pytest.mark.parametrize(
    "declaration",
    [
        '<!DOCTYPE a [<!ENTITY lol "lol"><!ENTITY l2 "&lol;&lol;">]>',
        '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE a SYSTEM "http://127.0.0.1/x.dtd">',
    ],
)
def test_entities_and_document_types_are_refused(declaration: str) -> None:
    content = RIGHT.replace("?>\n", f"?>\n{declaration}\n", 1)
    error = refused(content.encode())
    assert (error.trouble, error.line) == (Trouble.DOCUMENT_TYPE, 2)


@pytest.mark.parametrize(
    "content", [b"", b"%PDF-1.7 geen XML", b"<a/>", b"<Document/>", b"\x00" * 100]
)
def test_something_else_is_refused(content: bytes) -> None:
    assert refused(content).trouble in (Trouble.BROKEN_OFF, Trouble.NO_STATEMENT)


def test_endless_nesting_and_endless_text_are_refused() -> None:
    assert refused(b"<a>" * 100).trouble is Trouble.BROKEN_OFF
    assert refused(b"<a>" + b"x&#10;" * 60_000 + b"</a>").trouble is Trouble.BROKEN_OFF
