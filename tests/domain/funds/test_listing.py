"""Statuses, bands, words and looks, by their tables."""

from datetime import date
from itertools import product

import pytest

from sohos.core.euro import Euro
from sohos.funds.domain import following, listing, matching, words
from sohos.funds.domain.listing import NEXT, Shows, Status
from sohos.funds.domain.words import Known

WAYS = {
    (Status.PROPOSED, Status.OFFERED),
    (Status.PROPOSED, Status.RETURNED),
    (Status.PROPOSED, Status.WITHDRAWN),
    (Status.OFFERED, Status.MATCHED),
    (Status.OFFERED, Status.WITHDRAWN),
    (Status.MATCHED, Status.PAID),
    (Status.MATCHED, Status.FELL_THROUGH),
    (Status.PAID, Status.MATCHED),
}
MEREL = Known(
    names=["Merel", "Mila Merel", "Zoë van der Berg"],
    addresses=["Bornsestraat 12"],
    born_on=[date(1986, 4, 2)],
    numbers=["2019-0001", "7607 KB", "", "Beter Wonen"],
)


@pytest.mark.parametrize(("now", "to"), list(product(Status, Status)))
def test_only_these_ways_lead_from_one_status_to_another(
    now: Status, to: Status
) -> None:
    if (now, to) in WAYS:
        assert listing.step(now, to) is to
    else:
        with pytest.raises(listing.StatusRefusedError, match=f"{now}/{to}"):
            listing.step(now, to)


def test_every_status_knows_where_it_leads() -> None:
    assert set(NEXT) == set(Status)


@pytest.mark.parametrize(
    ("cents", "band"),
    [
        (1, (0, 50_000)),
        (50_000, (0, 50_000)),
        (50_001, (50_000, 100_000)),
        (250_000, (100_000, 250_000)),
        (499_999, (250_000, 500_000)),
    ],
)
def test_bands(cents: int, band: tuple[int, int]) -> None:
    low, high = listing.band_of(Euro(cents))
    assert (low.cents, high.cents) == band


def test_there_is_no_band_above_the_limit() -> None:
    with pytest.raises(listing.DebtTooHighError):
        listing.band_of(Euro(500_001))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Mila's werk", ["Mila's"]),
        ("de familie MEREL", ["MEREL"]),
        ("een merelnest in de tuin", []),
        ("zij woont in de Bornsestraat", ["Bornsestraat"]),
        ("van der of den", []),
        ("Zoe en Zoë", ["Zoë"]),
        ("in 1986, en in 2020", ["1986", "2020"]),
        ("op 2 april", ["2 april"]),
        ("dossier 2019-0001", ["2019-0001"]),
        ("bij beter wonen", ["beter wonen"]),
        ("20 uur per week", []),
        ("mail mila@example.org", ["mila@example.org"]),
    ],
)
def test_words_that_name_a_household(text: str, found: list[str]) -> None:
    assert [place.words for place in words.places_in("story", text, MEREL)] == found


def test_what_may_be_a_name_is_left_to_somebody_else() -> None:
    assert words.doubts_in("Zij werkt bij Jumbo, 32 uur.") == ["Jumbo", "32"]


def test_room_is_what_nobody_offered_and_the_top_of_a_band() -> None:
    whole, gift = Euro(150_000), [Euro(40_000)]
    open_ = matching.room(
        whole, shows=Shows.AMOUNT, network=Euro(10_000), standing=gift
    )
    closed = matching.room(whole, shows=Shows.BAND, network=Euro(0), standing=gift)
    none = matching.room(whole, shows=Shows.AMOUNT, network=whole, standing=gift)
    assert (open_, closed, none) == (Euro(100_000), Euro(250_000), Euro(0))


def test_looks_fall_due_after_three_six_and_twelve_months() -> None:
    paid_on = date(2026, 11, 30)
    assert following.due_days(paid_on) == {
        3: date(2027, 2, 28),
        6: date(2027, 5, 30),
        12: date(2027, 11, 30),
    }
    assert following.next_due(paid_on, {3}) == (6, date(2027, 5, 30))
    assert following.next_due(paid_on, {3, 6, 12}) is None
