from datetime import date

import pytest

from cases.domain import documents
from cases.domain.documents import DocumentKind, NewDocument, PurposeMissingError
from cases.domain.registration import ReasonMissingError
from sohos.core.dates import DayInFutureError

TODAY = date(2026, 11, 16)


def letter(
    purpose: str = "Bewijs van de huurschuld", on: date | None = None
) -> NewDocument:
    return NewDocument("brief.pdf", b"%PDF", DocumentKind.LETTER, purpose, on)


@pytest.mark.parametrize("on", [None, TODAY, date(2019, 3, 1)])
def test_a_document_has_a_purpose_and_sometimes_a_day(on: date | None) -> None:
    documents.check(letter(on=on), today=TODAY)


def test_a_document_without_purpose_is_not_kept() -> None:
    with pytest.raises(PurposeMissingError):
        documents.check(letter("  "), today=TODAY)


def test_a_letter_of_tomorrow_has_not_come_yet() -> None:
    with pytest.raises(DayInFutureError):
        documents.check(letter(on=date(2026, 11, 17)), today=TODAY)


def test_a_document_leaves_sight_for_a_reason() -> None:
    documents.check_withdrawal("Hoort bij een ander huishouden.")
    with pytest.raises(ReasonMissingError):
        documents.check_withdrawal(" ")
