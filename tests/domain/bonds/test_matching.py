"""What a bank line may be about: ranked, with reasons, and never decided."""

from datetime import date

import pytest

from bonds.domain.matching import Expected, Proposal, Subject, Why, codes_in, proposals
from bonds.domain.statements import Line
from tests.domain.bonds.bank_files import FONDS
from tests.domain.bonds.money import eur

DAY = date(2020, 4, 1)


def line(amount: str, text: str = "", name: str = "", reference: str = "") -> Line:
    return Line(
        number=1,
        booked_on=DAY,
        value_on=DAY,
        amount=eur(amount),
        name=name,
        iban=FONDS,
        description=text,
        reference=reference,
    )


def due(number: int, amount: str, on: date = DAY) -> Expected:
    return Expected(
        subject=Subject.PAYMENT,
        id=number,
        amount=eur(amount),
        direction=-1,
        code=f"2019-{number:04d}",
        on=on,
    )


def ranked(one: Line, *expected: Expected) -> tuple[Proposal, ...]:
    left = eur(str(abs(one.amount.cents) / 100))
    return proposals(one, expected, left=left, known={})


DRAW = Expected(
    subject=Subject.DRAW,
    id=7,
    amount=eur("3000"),
    direction=1,
    code="2019-0007",
    on=DAY,
    names=("Fonds A",),
)


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Trekking 2019-0007", {"2019-0007"}),
        ("dossiers 20190007/2019 0008.", {"2019-0007", "2019-0008"}),
        ("factuur 120190007", {"1201-90007"}),
        ("niets", set()),
    ],
)
def test_codes_are_found_however_they_are_written(text: str, codes: set[str]) -> None:
    assert codes_in(text) == codes


def test_code_amount_day_and_name_make_certain() -> None:
    [best] = ranked(line("3000", "Trekking 2019-0007", "FONDS A."), DRAW)
    assert best.why == (Why.CODE, Why.AMOUNT, Why.DAY, Why.NAME)
    assert best.is_certain
    assert best.score == 110


def test_the_amount_alone_is_likely_near_the_day() -> None:
    [best] = ranked(line("3000"), DRAW)
    assert best.why == (Why.AMOUNT, Why.DAY)
    assert best.is_likely
    assert not best.is_certain


def test_the_other_direction_is_never_proposed() -> None:
    assert ranked(line("-3000", "2019-0007"), DRAW) == ()


@pytest.mark.parametrize(("amount", "why"), [("1000", Why.PART), ("3001", Why.MORE)])
def test_another_amount_is_proposed_only_when_the_case_is_named(
    amount: str, why: Why
) -> None:
    [best] = ranked(line(amount, "2019-0007"), DRAW)
    assert why in best.why
    assert not best.is_certain
    assert ranked(line(amount), DRAW) == ()


def test_what_was_confirmed_before_for_an_account_counts() -> None:
    known = {FONDS: frozenset({Subject.DRAW})}
    [best] = proposals(line("3000"), [DRAW], left=eur("3000"), known=known)
    assert Why.ACCOUNT in best.why


def test_a_transfer_that_names_its_cases() -> None:
    expected = [due(1, "100"), due(2, "50", date(2020, 1, 1)), due(3, "70")]
    best, *_ = ranked(line("-150", "2019-0001 en 2019-0002"), *expected)
    assert best.expected.subject is Subject.TRANSFER
    assert best.expected.parts == ((1, eur("100")), (2, eur("50")))
    assert best.is_certain


def test_a_transfer_for_all_that_is_due_on_a_day_or_at_all() -> None:
    later = date(2020, 5, 1)
    expected = [due(1, "100"), due(2, "50"), due(3, "70", later)]
    [day] = ranked(line("-150"), *expected)
    assert (day.expected.on, len(day.expected.parts)) == (DAY, 2)
    [everything] = ranked(line("-220"), *expected)
    assert everything.expected.on is None
    assert len(everything.expected.parts) == 3


def test_what_was_booked_by_hand_is_known_by_its_number() -> None:
    booked = Expected(
        subject=Subject.BOOKED, id=9, amount=eur("5"), direction=1, bank_line="R-1"
    )
    [best] = ranked(line("4", reference="R-1"), booked)
    assert best.why == (Why.LINE_NUMBER,)
    assert ranked(line("4"), booked) == ()


def test_the_best_come_first_and_only_a_few() -> None:
    expected = [due(number, "100") for number in range(1, 9)]
    found = ranked(line("-100", "2019-0005"), *expected)
    assert found[0].expected.id == 5
    assert len(found) == 5
