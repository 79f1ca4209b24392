import pytest
from hypothesis import given
from hypothesis import strategies as st

from sohos.documents.names import extension, safe_name


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ("brief.pdf", "brief.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\Sanne\\brief.pdf", "brief.pdf"),
        ("factuur\u202efdp.exe", "factuurfdp.exe"),
        ("br\x00ie\x1ff\u200b.pdf", "brief.pdf"),
        ("Beschikking\n2027\t01.pdf", "Beschikking 2027 01.pdf"),
        (
            "Ceci n\u2019est pas Żółć ÆØÅ ñ ĳ ẞ Ѝ Ω.txt",
            "Ceci n\u2019est pas Żółć ÆØÅ ñ ĳ ẞ Ѝ Ω.txt",
        ),
        ("cafe\u0301.txt", "café.txt"),
        ('a<b>:"c"|d?*.txt', "a_b___c__d__.txt"),
        ("...htaccess", "htaccess"),
        (" . ", "bestand"),
        ("", "bestand"),
        ("/", "bestand"),
        ("con.txt", "_con.txt"),
        ("Contract.pdf", "Contract.pdf"),
        ("brief.pdf. . ", "brief.pdf"),
    ],
)
def test_a_name_is_cleaned_and_keeps_its_letters(sent: str, shown: str) -> None:
    assert safe_name(sent) == shown


def test_a_long_name_keeps_its_extension() -> None:
    assert safe_name("ß" * 300 + ".docx").endswith("ß.docx")
    assert len(safe_name("a" * 300 + ".docx")) == 120
    assert len(safe_name("漢" * 300 + ".docx").encode()) <= 200
    assert len(safe_name("a." + "b" * 300)) == 120


@given(st.text(max_size=300))
def test_any_name_becomes_a_harmless_one_that_stays_itself(sent: str) -> None:
    shown = safe_name(sent)
    assert shown
    assert len(shown) <= 121
    assert len(shown.encode()) <= 201
    assert not set(shown) & set('/\\\0\n\r\t<>:"|?*\u202e')
    assert not shown.startswith(".")
    assert safe_name(shown) == shown


def test_the_extension_is_the_last_one_in_small_letters() -> None:
    assert extension("factuur.pdf.EXE") == "exe"
    assert extension("factuur") == ""
