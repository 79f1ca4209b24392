from datetime import UTC, datetime

import pytest

from cases.domain import emergency
from cases.domain.emergency import ReasonTooShortError, Verdict
from cases.domain.registration import ReasonMissingError

LATE = datetime(2026, 12, 31, 23, 30, tzinfo=UTC)


def test_an_emergency_access_ends_after_four_hours() -> None:
    assert emergency.until(LATE) == datetime(2027, 1, 1, 3, 30, tzinfo=UTC)


def test_a_reason_is_a_sentence() -> None:
    emergency.check_reason("De kinderen zijn alleen.")
    for reason, error in ((" ", ReasonMissingError), ("spoed  ", ReasonTooShortError)):
        with pytest.raises(error):
            emergency.check_reason(reason)


def test_only_a_condemnation_needs_words() -> None:
    emergency.check_verdict(Verdict.JUSTIFIED, "")
    emergency.check_verdict(Verdict.NOT_JUSTIFIED, "Er was geen haast.")
    with pytest.raises(ReasonMissingError):
        emergency.check_verdict(Verdict.NOT_JUSTIFIED, " ")
