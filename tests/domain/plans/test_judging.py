from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plans.domain import adoption, legal
from plans.domain.adoption import (
    AdoptedTooEarlyError,
    AdopterTookPartError,
    Judgement,
    NotReadyError,
    Party,
    Signature,
    Standing,
)
from plans.domain.content import doorbraak_hash, plan_hash
from plans.domain.difference import differences
from plans.domain.legal import (
    Basis,
    BasisNotValidError,
    Conclusion,
    NoBasisError,
    Review,
    ReviewerIsAuthorError,
    Weighing,
    WeighingMissingError,
)
from plans.domain.parts import Lack
from plans.domain.readability import read
from tests.domain.plans.stories import COMPLETE

DECIDED = date(2019, 2, 20)
REVIEW = Review(Conclusion.WITH_REASONS, Weighing("Ja", "Ja", "Ja"), DECIDED)
PW = Basis("pw-18-1", date(2015, 1, 1))


def judged(
    subject: str = doorbraak_hash(COMPLETE, 9), *, approves: bool = True
) -> Judgement:
    return Judgement(subject, approves=approves, decided_on=DECIDED, reviewer_id=30)


STANDING = Standing(
    content=COMPLETE,
    sha256=plan_hash(COMPLETE),
    doorbraak_sha256={9: doorbraak_hash(COMPLETE, 9)},
    judgements={9: judged()},
    signatures={
        party: Signature(plan_hash(COMPLETE), date(2019, 2, 26)) for party in Party
    },
)


def check(review: Review, *bases: Basis, by: int = 30) -> None:
    legal.check(review, bases=bases, reviewer_id=by, author_ids={10, 11})


@pytest.mark.parametrize(
    ("valid_from", "valid_to", "valid"),
    [
        (date(2019, 2, 20), None, True),
        (date(2019, 2, 21), None, False),
        (date(2015, 1, 1), date(2019, 2, 20), True),
        (date(2015, 1, 1), date(2019, 2, 19), False),
        (None, None, False),
    ],
)
def test_a_basis_is_valid_from_and_until_and_never_without_a_first_day(
    *, valid_from: date | None, valid_to: date | None, valid: bool
) -> None:
    basis = Basis("x", valid_from, valid_to)
    assert basis.is_valid_on(DECIDED) is valid
    if valid:
        check(REVIEW, basis)
    else:
        with pytest.raises(BasisNotValidError) as caught:
            check(REVIEW, PW, basis)
        assert caught.value.args == ("x",)


@pytest.mark.parametrize("conclusion", [c for c in Conclusion if c.approves])
def test_approval_rests_on_a_basis(conclusion: Conclusion) -> None:
    with pytest.raises(NoBasisError):
        check(replace(REVIEW, conclusion=conclusion))
    check(replace(REVIEW, conclusion=conclusion), PW)


def test_refusal_needs_reasons_but_no_basis() -> None:
    refusal = replace(REVIEW, conclusion=Conclusion.NOT_ALLOWED)
    check(refusal)
    with pytest.raises(WeighingMissingError):
        check(replace(refusal, weighing=Weighing("Nee", "", "")))


@pytest.mark.parametrize("field", ["purpose", "support", "value"])
def test_every_question_is_answered(field: str) -> None:
    weighing = replace(REVIEW.weighing, **{field: " "})
    with pytest.raises(WeighingMissingError) as caught:
        check(replace(REVIEW, weighing=weighing), PW)
    assert caught.value.args == (field,)


def test_questions_need_only_the_question() -> None:
    asks = Review(Conclusion.QUESTIONS, Weighing("", "", ""), DECIDED)
    with pytest.raises(WeighingMissingError):
        check(asks)
    check(replace(asks, conditions="Wie betaalt dit?"))
    assert not Conclusion.QUESTIONS.approves


def test_nobody_judges_an_own_plan() -> None:
    with pytest.raises(ReviewerIsAuthorError):
        check(REVIEW, PW, by=11)


def test_the_objection_term_is_six_weeks() -> None:
    assert legal.objection_until(date(2019, 2, 20)) == date(2019, 4, 3)


def adopt(standing: Standing, *, on: date = date(2019, 3, 1), by: int = 40) -> None:
    adoption.check(standing, adopted_on=on, adopter_id=by, author_ids={10})


def test_a_complete_approved_and_signed_plan_is_adopted() -> None:
    adopt(STANDING)
    adopt(STANDING, on=date(2019, 2, 26))


@pytest.mark.parametrize(
    ("changes", "lacks"),
    [
        ({"judgements": {}}, (Lack.LEGAL_CHECK,)),
        (
            {"judgements": {9: judged(subject="cd" * 32)}},
            (Lack.LEGAL_CHECK,),
        ),
        (
            {"judgements": {9: judged(approves=False)}},
            (Lack.LEGAL_CHECK,),
        ),
        ({"signatures": {}}, (Lack.SIGN_OFF_HOUSEHOLD, Lack.SIGN_OFF_CASEMANAGER)),
        (
            {"sha256": "ef" * 32},
            (Lack.SIGN_OFF_HOUSEHOLD, Lack.SIGN_OFF_CASEMANAGER),
        ),
        ({"content": replace(COMPLETE, prognosis=None)}, (Lack.PROGNOSIS,)),
    ],
)
def test_what_is_missing_is_named(
    changes: dict[str, object], lacks: tuple[Lack, ...]
) -> None:
    with pytest.raises(NotReadyError) as caught:
        adopt(replace(STANDING, **changes))  # type: ignore[arg-type]
    assert caught.value.args == lacks


def test_the_prognosis_is_there_or_missing() -> None:
    assert adoption.attached_prognosis(COMPLETE) == COMPLETE.prognosis
    with pytest.raises(NotReadyError):
        adoption.attached_prognosis(replace(COMPLETE, prognosis=None))


@pytest.mark.parametrize("by", [10, 30])
def test_who_took_part_does_not_adopt(by: int) -> None:
    with pytest.raises(AdopterTookPartError):
        adopt(STANDING, by=by)


def test_nobody_adopts_before_the_last_signature() -> None:
    with pytest.raises(AdoptedTooEarlyError) as caught:
        adopt(STANDING, on=date(2019, 2, 26) - timedelta(days=1))
    assert caught.value.args == ("2019-02-26",)


@pytest.mark.parametrize(
    ("text", "sentences", "words", "longest", "long"),
    [
        ("", 0, 0, 0, 0),
        ("De gemeente betaalt nu. Wij blijven!", 2, 6, 4, 0),
        ("Er is € 3.480 huurschuld.", 1, 4, 4, 0),
        (
            "Ik wil dat de kinderen rustig slapen en dat ik niet schrik van de post.",
            1,
            15,
            15,
            1,
        ),
        ("Koken\nPost", 2, 2, 1, 0),
    ],
)
def test_how_easy_a_text_reads(
    text: str, sentences: int, words: int, longest: int, long: int
) -> None:
    reading = read(text)
    assert (reading.sentences, reading.words) == (sentences, words)
    assert (reading.longest, reading.long_sentences) == (longest, long)
    assert reading.is_easy is (long == 0)


def test_a_difference_marks_only_what_the_other_lacks() -> None:
    pieces = differences("Wij willen rust.", "Wij willen een huis.")
    assert [piece.text for piece in pieces if piece.is_own] == ["rust"]


@given(st.text(max_size=80), st.text(max_size=80))
def test_a_difference_loses_no_letter(mine: str, theirs: str) -> None:
    assert "".join(piece.text for piece in differences(mine, theirs)) == mine
