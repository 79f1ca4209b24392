import pytest

from cases.domain import search


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("Łódź", ("lodz",)),
        ("Groß-Gerau", ("gross", "gerau")),
        ("GROẞ", ("gross",)),
        ("Þórður Ægisdóttir", ("thordur", "aegisdottir")),
        ("Bjørn Sørensen", ("bjorn", "sorensen")),
        ("Đorđe Šešelj", ("dorde", "seselj")),
        ("Cœur d'Artagnan", ("coeur", "d", "artagnan")),
        ("İnci ISIK Işık", ("inci", "isik")),  # noqa: RUF001
        ("Zoe\u0308 Zoë", ("zoe",)),
        ("Σωκράτης ΣΩΚΡΑΤΗΣ", ("σωκρατησ",)),
        ("Щукин Йорданов", ("щукин", "иорданов")),
        ("7607 KB, Bornsestraat 12", ("7607", "kb", "bornsestraat", "12")),
        ("Jan Jan jan", ("jan",)),
        ("% _ ' \" ; --", ()),
    ],
)
def test_words_are_compared_in_plain_letters(said: str, found: tuple[str, ...]) -> None:
    assert search.words(said) == found


def test_a_code_stays_one_word_and_the_seventh_word_is_left_out() -> None:
    assert search.asked(" 2026-0147 ") == ("2026-0147",)
    assert search.asked("2026-") == ("2026-",)
    assert search.asked("a b c d e f g") == ("a", "b", "c", "d", "e", "f")
    assert search.words("x" * 70) == ("x" * 60,)


def test_the_bounds_of_a_prefix_hold_everything_that_begins_with_it() -> None:
    first, last = search.bounds("mer")
    assert first <= "mer" < last
    assert first <= "merel" < last
    assert first <= "mer\U0010fffe" < last
    assert not first <= "mes" < last


def test_every_word_that_was_asked_begins_some_word() -> None:
    assert search.matches("Mila van der Merel", ("mer", "mi"))
    assert not search.matches("Mila van der Merel", ("rel",))
    assert not search.matches("Mila", ())
