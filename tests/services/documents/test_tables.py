import csv
from datetime import UTC, date, datetime
from decimal import Decimal
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sohos.core.euro import Euro
from sohos.documents import limits, rows
from sohos.documents.sniffing import Kind
from sohos.documents.tables import (
    Problem,
    Row,
    Trouble,
    Value,
    csv_text,
    read_table,
)
from tests.services.documents import files

PEOPLE = [("naam", "bedrag"), ("Zoë Łuczak", "1.234,50"), ("d'Ancona", "-3")]


def read(content: bytes, name: str = "lijst.csv") -> tuple[tuple[str, ...], list[Row]]:
    sheet = read_table(name=name, content=content)
    return sheet.columns, list(sheet.rows)


@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1250"])
def test_delimiter_and_encoding_are_found(delimiter: str, encoding: str) -> None:
    stream = StringIO(newline="")
    csv.writer(stream, delimiter=delimiter).writerows(PEOPLE)
    text = stream.getvalue()
    if encoding == "cp1250":
        text, encoding = text.replace("Ł", "L"), "cp1252"
    columns, found = read(text.encode(encoding))
    assert columns == ("naam", "bedrag")
    assert [row.number for row in found] == [2, 3]
    assert found[0].cells["naam"].startswith("Zoë")
    assert found[1] == Row(3, {"naam": "d'Ancona", "bedrag": "-3"}, ())


def test_row_numbers_are_those_of_a_spreadsheet() -> None:
    text = 'sep=;\r\n\r\nnaam;bericht\r\n\r\nMila;"een\r\ntwee"\r\nSam;drie\r\n'
    columns, found = read(text.encode())
    assert columns == ("naam", "bericht")
    assert [(row.number, row.cells["bericht"]) for row in found] == [
        (5, "een\r\ntwee"),
        (6, "drie"),
    ]


def test_a_delimiter_is_found_in_the_first_rows_of_many() -> None:
    columns, found = read(b"a;b\n" + b"1,5;2,5\n" * 30)
    assert columns == ("a", "b")
    assert len(found) == 30


def test_empty_columns_at_the_end_have_no_name_and_need_none() -> None:
    assert read(b"a;b;;\n1;2;;\n") == (("a", "b"), [Row(2, {"a": "1", "b": "2"}, ())])


def test_one_column_is_a_table() -> None:
    assert read(b"naam\nMila\n") == (("naam",), [Row(2, {"naam": "Mila"}, ())])


def test_a_row_says_what_is_wrong_with_it_and_the_others_are_read() -> None:
    text = (
        "a;b\n1;2\n3\n4;5;6\n=cmd|' /C calc'!A0;7\n-5;+31 6 1234\n8;;\n" + "x" * 40_000
    )
    _, found = read(f"{text};9\n".encode())
    assert [row.problems for row in found] == [
        (),
        (Problem(Trouble.TOO_FEW_CELLS),),
        (Problem(Trouble.TOO_MANY_CELLS),),
        (Problem(Trouble.FORMULA, "a"),),
        (),
        (),
        (Problem(Trouble.CELL_TOO_LONG, "a"),),
    ]
    assert found[1].cells == {"a": "3", "b": ""}
    assert found[3].cells["a"] == "=cmd|' /C calc'!A0"
    assert len(found[6].cells["a"]) == rows.MOST_CELL_CHARACTERS


@pytest.mark.parametrize(
    ("content", "error", "argument"),
    [
        (b"\r\n;;\r\n", rows.TableEmptyError, None),
        (b"a;b;a\n", rows.ColumnsUnclearError, "a"),
        (b"a;;c\n", rows.ColumnsUnclearError, "2"),
        (b'a;b\n1;"2\n3;4\n', rows.TableDamagedError, "2"),
        (b'a;b\n1;2\n"3"4;5\n', rows.TableDamagedError, "3"),
        (b";".join(b"%d" % n for n in range(201)), rows.TableTooLargeError, "1"),
        (b"y" * 200_000 + b";b\n", rows.TableDamagedError, "1"),
        (b"a;b\n1;" + b"y" * 200_000, rows.TableDamagedError, "2"),
    ],
)
def test_a_file_that_is_no_table_is_refused(
    content: bytes, error: type[rows.TableRefusedError], argument: str | None
) -> None:
    with pytest.raises(error) as caught:
        read(content)
    assert caught.value.args == (() if argument is None else (argument,))


def test_a_row_too_many_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sohos.documents.tables.MOST_ROWS", 2)
    assert len(read(b"a;b\n1;2\n3;4\n")[1]) == 2
    with pytest.raises(rows.TableTooLargeError) as caught:
        read(b"a;b\n1;2\n3;4\n5;6\n")
    assert caught.value.args == ("4",)


def test_another_kind_of_file_is_no_table() -> None:
    with pytest.raises(rows.TableRefusedError):
        read(files.PDF, "lijst.pdf")
    with pytest.raises(limits.KindDoesNotMatchError):
        read(files.open_xml(Kind.DOCX), "lijst.xlsx")


def workbook(sheet: str, **parts: str) -> bytes:
    more: dict[str, bytes | str] = {
        "xl/workbook.xml": '<workbook xmlns:r="r"><workbookPr/><sheets>'
        '<sheet name="Blad1" r:id="rId1"/><sheet name="Blad2" r:id="rId2"/>'
        "</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": "<Relationships>"
        '<Relationship Id="rId1" Target="worksheets/sheet1.xml"/>'
        "</Relationships>",
        "xl/worksheets/sheet1.xml": f"<worksheet><sheetData>{sheet}</sheetData></worksheet>",
        "xl/sharedStrings.xml": "<sst><si><t>naam</t></si><si><r><t>be</t></r><r>"
        "<t>drag</t></r><rPh><t>uitspraak</t></rPh></si></sst>",
        "xl/styles.xml": '<styleSheet><numFmts><numFmt numFmtId="164" '
        'formatCode="[$-413]d\\ mmmm\\ yyyy"/><numFmt numFmtId="165" '
        'formatCode="&quot;dagen&quot; 0.00"/></numFmts><cellStyleXfs>'
        '<xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/>'
        '<xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="165"/></cellXfs>'
        "</styleSheet>",
        **{f"xl/{name}.xml": part for name, part in parts.items()},
    }
    return files.open_xml(Kind.XLSX, more)


def with_wrong_check_sum(content: bytes) -> bytes:
    whole = bytearray(content)
    at = whole.find(b"PK\x01\x02")
    while b"sheet1" not in whole[at : at + 80]:
        at = whole.find(b"PK\x01\x02", at + 4)
    whole[at + 16] ^= 1
    return bytes(whole)


HEADER = '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c></row>'


def value(cell: str, **parts: str) -> str:
    sheet = f'{HEADER}<row r="2"><c r="A2"><v>1</v></c>{cell}</row>'
    _, found = read(workbook(sheet, **parts), "lijst.xlsx")
    return found[0].cells["bedrag"]


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ('<c r="B2"><v>1234.5</v></c>', "1234,5"),
        ('<c r="B2"><v>0.30000000000000004</v></c>', "0,3"),
        ('<c r="B2"><v>1E3</v></c>', "1000"),
        ('<c r="B2"><v>-12.30</v></c>', "-12,3"),
        ('<c r="B2" s="1"><v>43539</v></c>', "2019-03-15"),
        ('<c r="B2" s="2"><v>43539.5</v></c>', "2019-03-15 12:00"),
        ('<c r="B2" s="1"><v>0.75</v></c>', "18:00"),
        ('<c r="B2" s="3"><v>43539</v></c>', "43539"),
        ('<c r="B2" s="1"><v>-1</v></c>', "-1"),
        ('<c r="B2" t="d"><v>2019-03-15T00:00:00</v></c>', "2019-03-15"),
        ('<c r="B2" t="b"><v>1</v></c>', "ja"),
        ('<c r="B2" t="b"><v>0</v></c>', "nee"),
        ('<c r="B2" t="s"><v>1</v></c>', "bedrag"),
        ('<c r="B2" t="inlineStr"><is><t> Łódź &lt;1&gt; </t></is></c>', "Łódź <1>"),
        ('<c r="B2"/>', ""),
        ("<c><v>7</v></c>", "7"),
        ("", ""),
    ],
)
def test_a_cell_of_a_workbook_reads_as_people_write_it(cell: str, text: str) -> None:
    assert value(cell) == text


def test_days_counted_from_1904_are_the_same_days() -> None:
    book = (
        '<workbook xmlns:r="r"><workbookPr date1904="1"/><sheets>'
        '<sheet r:id="rId1"/></sheets></workbook>'
    )
    assert value('<c r="B2" s="1"><v>42077</v></c>', workbook=book) == "2019-03-15"


def test_a_workbook_without_styles_or_shared_texts_is_read() -> None:
    sheet = '<row><c t="str"><v>a</v></c></row><row/><row><c><v>5</v></c></row>'
    content = files.open_xml(
        Kind.XLSX,
        {
            "xl/workbook.xml": '<w xmlns:r="r"><sheet r:id="x"/></w>',
            "xl/_rels/workbook.xml.rels": '<r><a Id="x" Target="/xl/s.xml"/></r>',
            "xl/s.xml": f"<w>{sheet}</w>",
        },
    )
    assert read(content, "lijst.xlsx") == (("a",), [Row(3, {"a": "5"}, ())])


def test_a_formula_is_not_calculated_but_reported() -> None:
    sheet = (
        HEADER + '<row r="4"><c r="A4"><f>1+1</f><v>3</v></c>'
        '<c r="B4" t="e"><v>#REF!</v></c></row>'
    )
    _, found = read(workbook(sheet), "lijst.xlsx")
    assert found == [
        Row(
            4,
            {"naam": "3", "bedrag": "#REF!"},
            (Problem(Trouble.FORMULA, "naam"), Problem(Trouble.ERROR_VALUE, "bedrag")),
        )
    ]


@pytest.mark.parametrize(
    ("row", "error"),
    [
        ('<row r="1"/>', limits.FileDamagedError),
        ('<row r="2"><c r="A3"><v>1</v></c></row>', limits.FileDamagedError),
        ('<row r="2"><c r="a2"><v>1</v></c></row>', limits.FileDamagedError),
        ('<row r="2"><c r="B2"/><c r="A2"/></row>', limits.FileDamagedError),
        ('<row r="2"><c r="A2" t="s"><v>99</v></c></row>', limits.FileDamagedError),
        ('<row r="2"><c r="A2"><v>veel</v></c></row>', limits.FileDamagedError),
        ('<row r="2"><c r="A2"><v>1E999999</v></c></row>', limits.FileDamagedError),
        ('<row r="2"><c r="A2"><v>NaN</v></c></row>', limits.FileDamagedError),
        ('<row r="2"><c r="XFD2"><v>1</v></c></row>', rows.TableTooLargeError),
        ('<row r="999999"><c r="A999999"><v>1</v></c></row>', rows.TableTooLargeError),
        ("</sheetData>", limits.FileDamagedError),
    ],
)
def test_a_sheet_that_contradicts_itself_is_refused(
    row: str, error: type[limits.FileRefusedError]
) -> None:
    with pytest.raises(error):
        read(workbook(HEADER + row), "lijst.xlsx")


def test_a_workbook_without_its_sheet_or_with_endless_texts_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with pytest.raises(limits.FileDamagedError):
        read(workbook("", workbook="<w><sheet/></w>"), "lijst.xlsx")
    with pytest.raises(limits.FileDamagedError):
        read(files.open_xml(Kind.XLSX), "lijst.xlsx")
    long = "".join(f'<row r="{n}"><c><v>{n}</v></c></row>' for n in range(2, 999))
    with pytest.raises(limits.FileDamagedError):
        read(with_wrong_check_sum(workbook(HEADER + long)), "lijst.xlsx")
    monkeypatch.setattr("sohos.documents.workbooks._MOST_SHARED_CHARACTERS", 8)
    with pytest.raises(limits.ArchiveTooLargeError):
        read(workbook(HEADER), "lijst.xlsx")


def written(*values: Value, decimal_comma: bool = True) -> str:
    columns = [f"k{position}" for position in range(len(values))]
    lines = list(csv_text(columns, [values], decimal_comma=decimal_comma))
    assert lines[0].startswith("\ufeffk0")
    return lines[1].removesuffix("\r\n")


@pytest.mark.parametrize(
    ("value_", "comma", "point"),
    [
        ("=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0"),
        ("+31 6", "'+31 6", "'+31 6"),
        ("-1", "'-1", "'-1"),
        ("@SUM(A1)", "'@SUM(A1)", "'@SUM(A1)"),
        ("  =1", "'  =1", "'  =1"),
        ("\uff1d1", "'\uff1d1", "'\uff1d1"),
        ("\tx", "'\tx", "'\tx"),
        ("a;=1+1", '"a;\'=1+1"', "a;'=1+1"),
        ("a,=1+1", "a,'=1+1", '"a,\'=1+1"'),
        ("€ 500,-", "€ 500,-", '"€ 500,-"'),
        ('zegt "ja"', '"zegt ""ja"""', '"zegt ""ja"""'),
        ("nul\0l", "null", "null"),
        (-5, "-5", "-5"),
        (Decimal("-1234.50"), "-1234,50", "-1234.50"),
        (Decimal("1E+3"), "1000", "1000"),
        (Euro(-5), "-0,05", "-0.05"),
        (Euro(123450), "1234,50", "1234.50"),
        (date(2027, 3, 15), "2027-03-15", "2027-03-15"),
        (
            datetime(2027, 12, 31, 23, 30, tzinfo=UTC),
            "2028-01-01 00:30",
            "2028-01-01 00:30",
        ),
        (True, "ja", "ja"),
        (False, "nee", "nee"),
    ],
)
def test_text_starts_no_formula_and_numbers_stay_numbers(
    value_: Value, comma: str, point: str
) -> None:
    assert written(value_, None) == f"{comma};"
    assert written(value_, None, decimal_comma=False) == f"{point},"


def test_lines_come_one_by_one_and_must_fit() -> None:
    lines = csv_text(["=a", "b"], [["x"]])
    assert next(lines) == "\ufeff'=a;b\r\n"
    with pytest.raises(ValueError, match="columns"):
        next(lines)
    assert list(csv_text(["a"], [])) == ["\ufeffa\r\n"]


@given(st.lists(st.text(st.characters(codec="utf-8"), max_size=20), min_size=1))
def test_no_text_becomes_a_formula_whatever_cuts_it(texts: list[str]) -> None:
    lines = list(csv_text(["k"] * len(texts), [texts]))
    parsed = next(csv.reader([lines[1]], delimiter=";"))
    assert len(parsed) == len(texts)
    for cell in parsed:
        assert cell.lstrip()[:1] not in {"=", "+", "-", "@"}
        for separator in ";,\t|\n":
            for piece in cell.split(separator)[1:]:
                assert piece.lstrip()[:1] not in {"=", "@"}
