from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kba.domain import sampling
from kba.domain.sampling import Finding, Item, Method, NothingToDrawError, Terms
from sohos.core.euro import ZERO, Euro

NINETY_FIVE = Fraction(95, 100)
FIVE_PERCENT = Fraction(5, 100)


def terms(method: Method, share: Fraction = FIVE_PERCENT) -> Terms:
    return Terms(method, NINETY_FIVE, share, share)


def rows(*euros: int) -> list[Item]:
    return [Item(f"r{number}", Euro(100 * euro)) for number, euro in enumerate(euros)]


@pytest.mark.parametrize(
    ("share", "wrong", "size"),
    [
        (Fraction(5, 100), 18, 57),
        (Fraction(3, 100), 11, 89),
        (Fraction(1, 100), 3, 237),
    ],
)
def test_375_rows_at_95_percent(share: Fraction, wrong: int, size: int) -> None:
    assert int(375 * share) == wrong
    assert sampling.zero_error_size(375, wrong=wrong, confidence=NINETY_FIVE) == size
    drawn = sampling.draw(rows(*[10] * 375), terms(Method.RANDOM, share), seed=1)
    assert (len(drawn.keys), drawn.allowed) == (size, wrong)


@pytest.mark.parametrize(
    ("population", "wrong", "size"), [(24, 1, 23), (24, 0, 24), (1, 0, 1), (5, 5, 1)]
)
def test_few_rows_are_nearly_all_looked_at(
    population: int, wrong: int, size: int
) -> None:
    found = sampling.zero_error_size(population, wrong=wrong, confidence=NINETY_FIVE)
    assert found == size


@pytest.mark.parametrize(
    ("size", "wrong", "most"),
    [(57, 0, 17), (57, 1, 28), (57, 3, 46), (89, 0, 10), (237, 0, 2), (375, 4, 4)],
)
def test_upper_limit_of_wrong_rows(size: int, wrong: int, most: int) -> None:
    found = sampling.most_wrong(375, size=size, wrong=wrong, confidence=NINETY_FIVE)
    assert found == most


def test_factors_are_those_of_the_books() -> None:
    found = [str(sampling.factor(errors, NINETY_FIVE)) for errors in range(5)]
    assert found == ["2.9957", "4.7439", "6.2958", "7.7537", "9.1535"]
    assert str(sampling.factor(0, Fraction(9, 10))) == "2.3026"


def test_the_seed_draws_the_same_rows_again() -> None:
    items = rows(*range(1, 101))
    for method in (Method.RANDOM, Method.MONETARY):
        first = sampling.draw(items, terms(method), seed=7)
        assert first == sampling.draw(items, terms(method), seed=7)
        assert first != sampling.draw(items, terms(method), seed=8)


def test_the_order_of_the_rows_does_not_change_a_draw_of_rows() -> None:
    items = rows(*range(1, 101))
    first = sampling.draw(items, terms(Method.RANDOM), seed=7)
    turned = sampling.draw(items[::-1], terms(Method.RANDOM), seed=7)
    assert turned.keys == first.keys[::-1]


def test_every_row_is_looked_at_where_the_protocol_says_so() -> None:
    drawn = sampling.draw(rows(3, 0, 5), terms(Method.ALL), seed=7)
    assert drawn.keys == ("r0", "r1", "r2")


def test_a_large_row_is_always_drawn() -> None:
    items = rows(*[50] * 100, 5_000)
    found = {
        seed: sampling.draw(items, terms(Method.MONETARY, Fraction(3, 10)), seed=seed)
        for seed in range(20)
    }
    for drawn in found.values():
        assert drawn.interval == 100_143
        assert "r100" in drawn.keys


def test_there_has_to_be_something_to_draw() -> None:
    for items, method in (([], Method.RANDOM), (rows(0, 0), Method.MONETARY)):
        with pytest.raises(NothingToDrawError):
            sampling.draw(items, terms(method), seed=1)
    many = [Item(str(number), ZERO) for number in range(100_001)]
    with pytest.raises(sampling.PopulationTooLargeError):
        sampling.draw(many, terms(Method.RANDOM), seed=1)


def test_nothing_wrong_in_57_rows_is_good_enough() -> None:
    items = rows(*[100] * 375)
    drawn = sampling.draw(items, terms(Method.RANDOM), seed=1)
    sound = dict.fromkeys(drawn.keys, Finding(Euro(10_000), ZERO))
    said = sampling.evaluate(items, drawn, sound, confidence=NINETY_FIVE)
    assert (said.wrong_at_most, said.projected, said.is_within) == (17, ZERO, True)
    sound[drawn.keys[0]] = Finding(Euro(10_000), Euro(5_700))
    said = sampling.evaluate(items, drawn, sound, confidence=NINETY_FIVE)
    assert (said.wrong, said.wrong_at_most, said.is_within) == (1, 28, False)
    assert (said.found, said.projected) == (Euro(5_700), Euro(37_500))


def test_worked_table_of_a_draw_of_euros() -> None:
    items = rows(*[250] * 400, 20_000)
    drawn = sampling.draw(items, terms(Method.MONETARY), seed=3)
    assert (drawn.interval, drawn.allowed) == (200_287, 600_000)
    assert len(drawn.keys) == 51
    sound = {
        item.key: Finding(item.amount, ZERO) for item in items if item.key in drawn.keys
    }
    said = sampling.evaluate(items, drawn, sound, confidence=NINETY_FIVE)
    assert (said.projected, said.upper, said.is_within) == (ZERO, Euro(600_000), True)
    small = [key for key in drawn.keys if key != "r400"]
    wrong = sound | {
        small[0]: Finding(Euro(25_000), Euro(10_000)),
        small[1]: Finding(Euro(25_000), Euro(-5_000)),
        "r400": Finding(Euro(2_000_000), Euro(40_000)),
    }
    said = sampling.evaluate(items, drawn, wrong, confidence=NINETY_FIVE)
    assert (said.wrong, said.found) == (3, Euro(45_000))
    assert said.projected == Euro(80_057)
    assert said.upper == Euro(780_056)
    assert not said.is_within


def test_only_large_rows_leave_no_uncertainty() -> None:
    items = rows(100, 100)
    drawn = sampling.draw(items, terms(Method.MONETARY, Fraction(1)), seed=1)
    sound = {key: Finding(Euro(10_000), ZERO) for key in drawn.keys}
    said = sampling.evaluate(items, drawn, sound, confidence=NINETY_FIVE)
    assert said.upper == ZERO


@given(
    st.lists(st.integers(0, 10_000), min_size=1, max_size=60).filter(any),
    st.integers(0, 10**9),
)
def test_a_draw_of_euros_finds_every_row_of_an_interval(
    amounts: list[int], seed: int
) -> None:
    items = rows(*amounts)
    drawn = sampling.draw(items, terms(Method.MONETARY, Fraction(1, 2)), seed=seed)
    assert drawn.interval is not None
    large = {item.key for item in items if item.amount.cents >= drawn.interval}
    assert large <= set(drawn.keys)
    money = sum(item.amount.cents for item in items)
    assert len(drawn.keys) <= money // drawn.interval + 1
    assert all(item.amount for item in items if item.key in drawn.keys)


@given(st.integers(1, 80), st.data())
def test_one_row_fewer_would_say_too_little(
    population: int, data: st.DataObject
) -> None:
    wrong = data.draw(st.integers(1, population))
    size = sampling.zero_error_size(population, wrong=wrong, confidence=NINETY_FIVE)
    limits = [
        sampling.most_wrong(population, size=each, wrong=0, confidence=NINETY_FIVE)
        for each in (size - 1, size)
    ]
    assert limits[0] >= wrong > limits[1]
