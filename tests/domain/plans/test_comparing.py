"""What one version of a plan says differently from another."""

import json
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plans.domain.agreements import matched
from plans.domain.comparison import Change, compare
from plans.domain.content import (
    Agreement,
    Domain,
    PlanContent,
    canonical,
    flat,
    parse,
    plan_hash,
)
from plans.domain.parts import Part
from sohos.core.euro import Euro
from tests.domain.plans.stories import COMPLETE, DOORBRAAK, KNELPUNT

GELD = Domain(3, "geld", "Geld en rekeningen", "Voor het overzicht.")
ALL_OF_IT = "text overcomes cost justification decider grip result_by_on agreements"
WITH_GELD = replace(COMPLETE, domains=(GELD,))


def changes(before: PlanContent, after: PlanContent) -> list[tuple[str, str, str]]:
    return [
        (piece.part, piece.change, " ".join(each.name for each in piece.fields))
        for piece in compare(before, after)
    ]


def test_the_same_plan_says_nothing_different() -> None:
    assert compare(WITH_GELD, WITH_GELD) == ()


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        (
            replace(COMPLETE, leefwereld=replace(COMPLETE.leefwereld, needed="Rust.")),
            [("leefwereld", "changed", "needed")],
        ),
        (WITH_GELD, [("leefwereld", "added", "label purpose")]),
        (
            replace(COMPLETE, knelpunten=(replace(KNELPUNT, text="Meer schuld."),)),
            [
                ("knelpunten", "changed", "text"),
                ("doorbraak", "changed", "overcomes"),
            ],
        ),
        (
            replace(COMPLETE, doorbraken=(replace(DOORBRAAK, cost=Euro(1)),)),
            [("doorbraak", "changed", "cost")],
        ),
        (
            replace(COMPLETE, doorbraken=(replace(DOORBRAAK, agreements=()),)),
            [("doorbraak", "changed", "agreements")],
        ),
        (
            replace(
                COMPLETE, doorbraken=(*COMPLETE.doorbraken, replace(DOORBRAAK, id=10))
            ),
            [
                (
                    "doorbraak",
                    "added",
                    ALL_OF_IT,
                )
            ],
        ),
        (replace(COMPLETE, prognosis=None), [("kba", "removed", "saving sha256")]),
    ],
)
def test_each_change_is_named(
    after: PlanContent, expected: list[tuple[str, str, str]]
) -> None:
    assert changes(COMPLETE, after) == expected


def test_what_was_removed_comes_last_with_its_words() -> None:
    extra = replace(KNELPUNT, id=8, text="Weg.")
    before = replace(COMPLETE, knelpunten=(extra, KNELPUNT))
    piece = compare(before, COMPLETE)[-1]
    assert (piece.change, piece.row) == (Change.REMOVED, extra)
    assert {each.name: each.after for each in piece.fields}["text"] is None


def test_a_first_story_and_a_first_prognosis_are_added() -> None:
    empty = PlanContent("2019-0001", replace(COMPLETE.leefwereld, story=""))
    nothing = replace(empty, leefwereld=type(empty.leefwereld)())
    assert compare(nothing, COMPLETE)[0].change is Change.ADDED
    assert compare(COMPLETE, nothing)[0].change is Change.REMOVED
    assert compare(nothing, COMPLETE)[-1].part is Part.KBA


def test_a_plan_reads_back_as_it_was_written() -> None:
    for content in (
        COMPLETE,
        WITH_GELD,
        replace(COMPLETE, prognosis=None),
        replace(COMPLETE, knelpunten=(replace(KNELPUNT, since_on=date(2018, 1, 2)),)),
    ):
        assert parse(json.loads(canonical(flat(content)))) == content


def test_a_plan_without_open_domains_keeps_the_hash_it_always_had() -> None:
    assert "domains" not in flat(COMPLETE)
    assert plan_hash(COMPLETE) != plan_hash(WITH_GELD)


BETALEN = Agreement("Betalen", "Gemeente", date(2019, 3, 15))
POST = Agreement("Samen de post openen", "Het gezin")


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ([BETALEN, POST], [BETALEN, POST], (0, 1)),
        ([BETALEN, POST], [POST, BETALEN], (1, 0)),
        ([BETALEN], [replace(BETALEN, by_on=date(2019, 4, 1))], (0,)),
        ([BETALEN], [replace(BETALEN, what="De huur betalen")], (0,)),
        ([BETALEN], [Agreement("Iets anders", "Iemand")], (None,)),
        ([BETALEN], [BETALEN, BETALEN], (0, None)),
        ([BETALEN, BETALEN], [BETALEN], (0,)),
        ([], [POST], (None,)),
        ([POST], [], ()),
    ],
)
def test_an_agreement_is_known_again(
    old: list[Agreement], new: list[Agreement], expected: tuple[int | None, ...]
) -> None:
    assert matched(old, new) == expected


STEPS = st.lists(
    st.builds(
        Agreement,
        st.sampled_from(["a", "b", "c"]),
        st.sampled_from(["x", "y"]),
        st.sampled_from([None, date(2019, 1, 1)]),
    ),
    max_size=5,
)


@given(STEPS, STEPS)
def test_an_old_agreement_goes_on_at_most_once(
    old: list[Agreement], new: list[Agreement]
) -> None:
    found = [at for at in matched(old, new) if at is not None]
    assert len(found) == len(set(found))
    assert matched(old, old) == tuple(old.index(one) for one in old) or len(
        set(old)
    ) < len(old)
