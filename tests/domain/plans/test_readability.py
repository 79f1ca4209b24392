from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plans.domain.plain_words import PLAIN_WORDS
from plans.domain.readability import LONG_SENTENCE, Reading, Span, read

MOCK_UP = (
    "De gemeente betaalt de huurachterstand nu meteen. Daarna start de hulp bij"
    " schulden. De woningcorporatie stopt de ontruiming, zodat het gezin kan blijven"
    " wonen."
)


def texts(text: str) -> list[str]:
    found = read(text).all_sentences
    return [text[one.span.start : one.span.end] for one in found]


def passives(text: str) -> list[str]:
    return [
        f"{text[hint.first.start : hint.first.end]}"
        f" {text[hint.second.start : hint.second.end]}"
        for hint in read(text).passives
    ]


def test_the_doorbraak_of_an_example_has_three_short_sentences() -> None:
    reading = read(MOCK_UP)
    assert (reading.sentences, reading.longest, reading.long_sentences) == (3, 11, 0)
    assert reading.words == 24
    assert reading.passives == ()
    assert [word.text for word in reading.hard_words] == ["ontruiming"]
    assert reading.is_easy


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("", []),
        (" \n\n ", []),
        ("...", []),
        ("Zij komt niet", ["Zij komt niet"]),
        ("Komt ze? Nee! Toch wel\u2026", ["Komt ze?", "Nee!", "Toch wel\u2026"]),
        ('Zij zegt: "Kom." Hij gaat.', ['Zij zegt: "Kom."', "Hij gaat."]),
        (
            "Op 15-03-2019 kost het € 1.234,56. Goed.",
            ["Op 15-03-2019 kost het € 1.234,56.", "Goed."],
        ),
        (
            "Dhr. Jansen belt bijv. de bank. Mw. B. de Vries niet.",
            ["Dhr. Jansen belt bijv. de bank.", "Mw. B. de Vries niet."],
        ),
        (
            "Dat is de 3. keer. Hij is 12. Zij ook.",
            ["Dat is de 3. keer.", "Hij is 12.", "Zij ook."],
        ),
        ("Huur\nStroom en gas\n\nEten.", ["Huur", "Stroom en gas", "Eten."]),
        ("- huur\n- eten", ["huur", "eten"]),
        ("Bel enz.\nDaarna niet.", ["Bel enz.", "Daarna niet."]),
    ],
)
def test_sentences_end_where_people_end_them(text: str, sentences: list[str]) -> None:
    assert texts(text) == sentences


def test_a_sentence_of_thirteen_words_is_long() -> None:
    twelve = " ".join(["woord"] * LONG_SENTENCE) + "."
    reading = read(f"{twelve} Een {twelve}")
    assert [one.is_long for one in reading.all_sentences] == [False, True]
    assert reading.long_sentences == 1
    assert read(twelve).is_easy


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Zo'n auto's-huis van 's-Gravenhage", 4),
        ("€ 1.234,56 op 15-03-2019", 3),
        ("café Ωmega Łódź", 3),
        ("en/of", 1),
    ],
)
def test_words_are_counted_as_people_see_them(text: str, words: int) -> None:
    assert read(text).words == words


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("De aanvraag wordt afgewezen.", ["wordt afgewezen"]),
        ("Er werd niets gedaan.", ["werd gedaan"]),
        ("Het besluit is genomen.", ["is genomen"]),
        ("U zult worden gebeld.", ["worden gebeld"]),
        ("Omdat de huur betaald wordt.", ["betaald wordt"]),
        ("De brief is door de gemeente verstuurd.", ["is verstuurd"]),
        (
            "De uitkering werd verlaagd, de schuld werd verhoogd.",
            ["werd verlaagd", "werd verhoogd"],
        ),
        (
            "Dat wordt vastgesteld en was al besloten.",
            ["wordt vastgesteld", "was besloten"],
        ),
        ("Mila wordt moeder.", []),
        ("Zij is gegaan en hij is gebleven.", []),
        ("Sam is gezond en het is ingewikkeld.", []),
        ("Wij hebben de huur betaald.", []),
        ("Het wordt beter, hij heeft gewerkt.", []),
        ("De gemeenten zijn groot.", []),
        (f"Dat wordt {'heel ' * 30}goed gedaan.", []),
    ],
)
def test_probable_passives_are_pointed_out(text: str, found: list[str]) -> None:
    assert passives(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Indien u dit wilt.", [("Indien", "als")]),
        ("Het gaat in het kader van de wet.", [("in het kader van", "voor, bij")]),
        ("IN HET\nKADER VAN geld", [("IN HET\nKADER VAN", "voor, bij")]),
        ("De financiële middelen", [("financiële middelen", "geld")]),
        ("Een financiële zorg", [("financiële", "van geld")]),
        ("Wij praten.", []),
        ("derhalves", []),
    ],
)
def test_difficult_words_come_with_a_plainer_one(
    text: str, found: list[tuple[str, str]]
) -> None:
    assert [(word.text, word.plainer) for word in read(text).hard_words] == found


def test_the_words_are_many_and_none_is_there_twice() -> None:
    forms = [form for key in PLAIN_WORDS for form in key.split("|")]
    assert len(PLAIN_WORDS) >= 250
    assert len(forms) == len(set(forms))
    assert all(form == form.lower().strip() for form in forms)


def test_no_proposal_needs_a_proposal() -> None:
    doubtful = {
        key: word.text
        for key, plainer in PLAIN_WORDS.items()
        for word in read(plainer).hard_words
    }
    assert doubtful == {}


def spans(reading: Reading) -> list[Span]:
    return [
        *(one.span for one in reading.all_sentences),
        *(one.span for one in reading.hard_words),
        *(span for one in reading.passives for span in (one.first, one.second)),
    ]


@given(st.text(st.sampled_from("aé wordt gedaan.\n,!1 indien"), max_size=200))
def test_every_span_lies_in_the_text_and_sentences_do_not_overlap(text: str) -> None:
    reading = read(text)
    assert all(0 <= span.start < span.end <= len(text) for span in spans(reading))
    ends = [0, *(one.span.end for one in reading.all_sentences)]
    starts = [one.span.start for one in reading.all_sentences]
    assert all(end <= start for end, start in zip(ends, starts, strict=False))


def test_the_questions_to_families_read_easily() -> None:
    questions = Path("cases/data/life-domains.csv").read_text().splitlines()
    reading = read("\n".join(line.rpartition(",")[2] for line in questions))
    assert [word.text for word in reading.hard_words] == []
