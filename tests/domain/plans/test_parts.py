from dataclasses import replace

import pytest

from plans.domain.content import (
    Leefwereld,
    PlanContent,
    canonical,
    doorbraak_hash,
    lines,
    plan_hash,
    sha256,
)
from plans.domain.parts import (
    Lack,
    Missing,
    Part,
    Progress,
    missing_before_review,
    missing_in_parts,
    progress,
)
from tests.domain.plans.stories import (
    COMPLETE,
    DOORBRAAK,
    KNELPUNT,
    LEEFWERELD,
)

EMPTY = PlanContent("2019-0001", Leefwereld())


def test_a_complete_plan_lacks_nothing() -> None:
    assert missing_in_parts(COMPLETE) == ()
    assert set(progress(COMPLETE).values()) == {Progress.DONE}


def test_an_empty_plan_lacks_everything_in_order() -> None:
    assert missing_in_parts(EMPTY) == (
        Missing(Part.LEEFWERELD, Lack.STORY),
        Missing(Part.LEEFWERELD, Lack.WISHES),
        Missing(Part.LEEFWERELD, Lack.MAIN_BREAKTHROUGH),
        Missing(Part.LEEFWERELD, Lack.CAN_SELF_OR_HELP),
        Missing(Part.KNELPUNTEN, Lack.KNELPUNT),
        Missing(Part.DOORBRAAK, Lack.DOORBRAAK),
        Missing(Part.KBA, Lack.PROGNOSIS),
    )
    assert set(progress(EMPTY).values()) == {Progress.EMPTY}


@pytest.mark.parametrize(
    ("field", "lack"),
    [
        ("story", Lack.STORY),
        ("wishes", Lack.WISHES),
        ("main_breakthrough", Lack.MAIN_BREAKTHROUGH),
        ("can_self", Lack.CAN_SELF_OR_HELP),
    ],
)
@pytest.mark.parametrize("value", ["", " \n - \n"])
def test_what_part_one_lacks(field: str, lack: Lack, value: str) -> None:
    if field in {"story", "main_breakthrough"}:
        value = value.replace("-", "")
    content = replace(COMPLETE, leefwereld=replace(LEEFWERELD, **{field: value}))
    assert missing_before_review(content) == (Missing(Part.LEEFWERELD, lack),)
    assert progress(content)[Part.LEEFWERELD] is Progress.BUSY


def test_what_people_can_do_or_where_they_need_help_is_enough() -> None:
    helped = replace(LEEFWERELD, can_self="", needs_help="De post")
    assert missing_in_parts(replace(COMPLETE, leefwereld=helped)) == ()


@pytest.mark.parametrize(
    ("changes", "lack"),
    [
        ({"text": " "}, Lack.DOORBRAAK_TEXT),
        ({"overcomes": ()}, Lack.DOORBRAAK_OVERCOMES),
        ({"overcomes": (8,)}, Lack.DOORBRAAK_OVERCOMES),
        ({"decider": ""}, Lack.DOORBRAAK_DECIDER),
        ({"justification": ""}, Lack.DOORBRAAK_JUSTIFICATION),
        ({"grip": ""}, Lack.DOORBRAAK_GRIP),
    ],
)
def test_what_a_doorbraak_lacks_is_named_with_its_row(
    changes: dict[str, object], lack: Lack
) -> None:
    row = replace(DOORBRAAK, **changes)  # type: ignore[arg-type]
    content = replace(COMPLETE, doorbraken=(row,))
    assert missing_before_review(content) == (Missing(Part.DOORBRAAK, lack, 9),)


def test_the_toets_does_not_wait_for_the_prognosis() -> None:
    content = replace(COMPLETE, prognosis=None)
    assert missing_before_review(content) == ()
    assert missing_in_parts(content) == (Missing(Part.KBA, Lack.PROGNOSIS),)


def test_lines_leave_out_bullets_and_blanks() -> None:
    assert lines(" - Koken\n\n* Post \n• Slapen\nRust") == (
        "Koken",
        "Post",
        "Slapen",
        "Rust",
    )


def test_the_canonical_form_is_one_text() -> None:
    assert canonical({"b": [1, None], "a": "é"}) == '{"a":"é","b":[1,null]}'
    assert sha256("é") == (
        "4a99557e4033c3539de2eb65472017cad5f9557f7a0625a09f1c3f6e2ba69c4c"
    )


def test_the_hash_of_a_plan_follows_every_word() -> None:
    changed = replace(COMPLETE, leefwereld=replace(LEEFWERELD, needed="Rust"))
    assert plan_hash(COMPLETE) == plan_hash(replace(COMPLETE))
    assert plan_hash(changed) != plan_hash(COMPLETE)


def test_the_hash_of_a_doorbraak_follows_it_and_its_knelpunten_only() -> None:
    judged = doorbraak_hash(COMPLETE, 9)
    other = replace(KNELPUNT, id=8)
    elsewhere = replace(COMPLETE, knelpunten=(KNELPUNT, other), prognosis=None)
    assert doorbraak_hash(elsewhere, 9) == judged
    heavier = replace(COMPLETE, knelpunten=(replace(KNELPUNT, severity="acute"),))
    assert doorbraak_hash(heavier, 9) != judged
    reworded = replace(COMPLETE, doorbraken=(replace(DOORBRAAK, text="Anders."),))
    assert doorbraak_hash(reworded, 9) != judged
