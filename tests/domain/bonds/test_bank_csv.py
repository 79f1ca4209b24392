"""Tables of bank lines: two known layouts, chosen columns, and what is refused."""

from collections.abc import Mapping

import pytest

from bonds.domain import bank_csv
from bonds.domain.statements import Statement, StatementRefusedError, Trouble
from sohos.documents import tables
from tests.domain.bonds import bank_files as files
from tests.domain.bonds.bank_files import FONDS, GEMEENTE, PROJECT
from tests.domain.bonds.money import eur

ING = (
    "Datum",
    "Naam / Omschrijving",
    "Rekening",
    "Tegenrekening",
    "Code",
    "Af Bij",
    "Bedrag (EUR)",
    "Mutatiesoort",
    "Mededelingen",
    "Saldo na mutatie",
    "Tag",
)
RABOBANK = (
    "IBAN/BBAN",
    "Munt",
    "BIC",
    "Volgnr",
    "Datum",
    "Rentedatum",
    "Bedrag",
    "Saldo na trn",
    "Tegenrekening IBAN/BBAN",
    "Naam tegenpartij",
    "Omschrijving-1",
    "Omschrijving-2",
    "Betalingskenmerk",
)


def read(content: bytes, mapping: Mapping[str, str] | None = None) -> Statement:
    sheet = tables.read_table(name="bank.csv", content=content)
    chosen = bank_csv.guess(sheet.columns) if mapping is None else mapping
    rows = ((row.number, row.cells) for row in sheet.rows)
    return bank_csv.read(rows, chosen)[0]


def ing(day: str, way: str, amount: str, after: str, text: str = "") -> tuple[str, ...]:
    return (
        day,
        "Fonds A",
        PROJECT,
        FONDS,
        "OV",
        way,
        amount,
        "Overschrijving",
        text,
        after,
        "",
    )


def test_the_layout_of_ing_is_known_newest_first() -> None:
    content = files.table(
        ING,
        ing("20200402", "Af", "1200,00", "1.800,00", "Nota"),
        ing("20200401", "Bij", "3000,00", "3.000,00", "Trekking 2019-0001"),
    )
    found = read(content)
    assert bank_csv.layout_of(ING) == "ING"
    assert [line.amount for line in found.lines] == [eur("3000"), eur("-1200")]
    assert found.opening
    assert found.opening.amount == eur("0")
    assert found.closing
    assert found.closing.amount == eur("1800")
    assert found.lines[0].iban == FONDS


def test_the_layout_of_rabobank_is_known() -> None:
    row = (PROJECT, "EUR", "RABO", "000000000001", "2020-04-01", "2020-04-02", "+10,00")
    more = ("+10,00", FONDS, "Fonds A", "Trekking", "2019-0001", "")
    found = read(files.table(RABOBANK, (*row, *more)))
    [line] = found.lines
    assert bank_csv.layout_of(RABOBANK) == "Rabobank"
    assert (line.description, line.reference) == ("Trekking 2019-0001", "000000000001")
    assert line.value_on.day == 2


@pytest.mark.parametrize("rows", [1, -1])
def test_balances_tell_the_order_within_a_day(rows: int) -> None:
    lines = [
        ing("20200401", "Bij", "1,00", "1,00"),
        ing("20200401", "Bij", "2,00", "3,00"),
        ing("20200401", "Af", "3,00", "0,00"),
    ]
    found = read(files.table(ING, *lines[::rows]))
    assert [line.amount.cents for line in found.lines] == [100, 200, -300]


def test_a_balance_that_does_not_follow_is_refused_with_its_row() -> None:
    content = files.table(
        ING,
        ing("20200401", "Bij", "1,00", "1,00"),
        ing("20200402", "Bij", "2,00", "3,01"),
    )
    with pytest.raises(StatementRefusedError) as found:
        read(content)
    assert found.value.trouble is Trouble.DOES_NOT_ADD_UP
    assert (found.value.line, found.value.place) == (3, "balance")


USUAL = ("Rekening", "Boekdatum", "Bedrag", "Omschrijving")


def test_usual_names_are_guessed_and_twins_without_balances_are_one_line() -> None:
    row = (PROJECT, "01-04-2020", "-1.234,56", "Huur")
    found = read(files.table(USUAL, row, row))
    assert found.opening is None
    assert found.lines[0].amount == eur("-1234.56")
    assert found.lines[0].key == found.lines[1].key


@pytest.mark.parametrize(
    ("row", "trouble", "place"),
    [
        ((PROJECT, "", "1,00", ""), Trouble.DATE_MISSING, "booked_on"),
        ((PROJECT, "31-02-2020", "1,00", ""), Trouble.DATE_WRONG, "booked_on"),
        ((PROJECT, "01-04-2020", "één", ""), Trouble.AMOUNT_WRONG, "amount"),
        ((PROJECT, "01-04-2020", "1,234.56", ""), Trouble.AMOUNT_WRONG, "amount"),
        (("NL1", "01-04-2020", "1,00", ""), Trouble.IBAN_WRONG, "account"),
        (("", "01-04-2020", "1,00", "x"), Trouble.NO_ACCOUNT, ""),
    ],
)
def test_a_cell_that_cannot_be_read_is_refused_with_its_row(
    row: tuple[str, ...], trouble: Trouble, place: str
) -> None:
    with pytest.raises(StatementRefusedError) as found:
        read(files.table(USUAL, row))
    error = found.value
    assert (error.trouble, error.line, error.place) == (trouble, 2, place)


def test_other_money_another_way_and_two_accounts_are_refused() -> None:
    columns = (*USUAL, "Munt", "Af Bij")
    right = (PROJECT, "01-04-2020", "1.00", "", "EUR", "Bij")
    assert read(files.table(columns, right)).moved == eur("1")
    for change, trouble in (
        ({4: "USD"}, Trouble.NOT_EURO),
        ({5: "Opzij"}, Trouble.DIRECTION_WRONG),
        ({2: "-1,00"}, Trouble.DIRECTION_WRONG),
    ):
        wrong = tuple(change.get(at, cell) for at, cell in enumerate(right))
        with pytest.raises(StatementRefusedError) as found:
            read(files.table(columns, wrong))
        assert found.value.trouble is trouble
    with pytest.raises(StatementRefusedError) as found:
        read(files.table(columns, right, (GEMEENTE, *right[1:])))
    assert found.value.trouble is Trouble.SEVERAL_ACCOUNTS


def test_a_table_needs_a_day_an_amount_and_a_row() -> None:
    with pytest.raises(StatementRefusedError) as found:
        read(files.table(USUAL), {"amount": "Bedrag"})
    assert (found.value.trouble, found.value.place) == (
        Trouble.COLUMN_MISSING,
        "booked_on",
    )
    with pytest.raises(StatementRefusedError) as found:
        read(files.table(USUAL))
    assert found.value.trouble is Trouble.EMPTY


def test_a_table_with_too_many_lines_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("bonds.domain.statements.MOST_LINES", 1)
    row = (PROJECT, "01-04-2020", "1,00", "")
    with pytest.raises(StatementRefusedError) as found:
        read(files.table(USUAL, row, row))
    assert found.value.trouble is Trouble.TOO_MANY_LINES
