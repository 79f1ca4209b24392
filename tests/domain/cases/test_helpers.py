import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from cases.domain import involvement, periods, provisions
from cases.domain.involvement import (
    HelperRole,
    HoursOutOfRangeError,
    Involved,
    OrganisationMissingError,
)
from cases.domain.periods import Period, PeriodReversedError, Step
from cases.domain.provisions import (
    InUse,
    LawMissingError,
    NameMissingError,
    QuantityOutOfRangeError,
    UseKind,
)
from cases.domain.screening import Provision
from sohos.core.bills import Law, Payer, Per
from sohos.core.dates import DayInFutureError

SCHEMA = Path(__file__).parents[3] / "docs" / "kba.schema.json"
TODAY = date(2026, 11, 16)
MAY, JUNE = date(2026, 5, 1), date(2026, 6, 1)
# Rule C51: four helpers, of whom one left in May and one came in June.
FAMILY = (
    Period(date(2026, 1, 5)),
    Period(date(2026, 1, 5), date(2026, 5, 31)),
    Period(date(2026, 2, 2)),
    Period(JUNE),
    Period(date(2026, 6, 15)),
    Period(date(2027, 1, 1)),
)


def test_helpers_are_counted_over_time_and_the_last_day_still_counts() -> None:
    assert periods.course(FAMILY, today=TODAY) == (
        Step(date(2026, 1, 5), 2),
        Step(date(2026, 2, 2), 3),
        Step(date(2026, 6, 15), 4),
    )
    assert periods.running(FAMILY, on=date(2026, 5, 31)) == 3
    assert periods.running(FAMILY, on=JUNE) == 3
    assert periods.course((), today=TODAY) == ()


def test_the_fourth_helper_and_the_peak_have_a_day() -> None:
    course = periods.course(FAMILY, today=TODAY)
    assert periods.reached(course, 4) == date(2026, 6, 15)
    assert periods.reached(course, 5) is None
    assert periods.peak(course) == Step(date(2026, 6, 15), 4)
    assert periods.peak((Step(MAY, 2), Step(JUNE, 2))) == Step(MAY, 2)
    assert periods.peak(()) is None


def test_twenty_eight_helpers_in_one_household_are_counted() -> None:
    crowd = [Period(date(2020, 1, 1 + day)) for day in range(28)]
    assert periods.peak(periods.course(crowd, today=TODAY)) == Step(
        date(2020, 1, 28), 28
    )


def test_hours_add_up_where_they_are_known() -> None:
    known = [
        (FAMILY[0], Decimal("2.5")),
        (FAMILY[1], Decimal(8)),
        (FAMILY[2], None),
        (FAMILY[3], Decimal("0.75")),
    ]
    assert involvement.hours(known, on=TODAY) == Decimal("3.25")


@pytest.mark.parametrize(
    ("says", "error"),
    [
        (
            {"organisation_id": None, "organisation_name": "  "},
            OrganisationMissingError,
        ),
        ({"hours_per_week": Decimal(169)}, HoursOutOfRangeError),
        ({"hours_per_week": Decimal(-1)}, HoursOutOfRangeError),
        ({"period": Period(date(2026, 11, 17))}, DayInFutureError),
        ({"period": Period(JUNE, MAY)}, PeriodReversedError),
    ],
)
def test_an_impossible_helper_is_refused(
    says: dict[str, object], error: type[Exception]
) -> None:
    whole: dict[str, object] = {
        "role": HelperRole.GUIDANCE,
        "period": Period(MAY),
        "organisation_id": 1,
    }
    with pytest.raises(error):
        involvement.check(Involved(**whole | says), today=TODAY)  # type: ignore[arg-type]


def test_a_helper_may_stay_until_an_agreed_day() -> None:
    involvement.check(
        Involved(
            HelperRole.SCHOOL,
            Period(MAY, date(2027, 5, 1)),
            organisation_name="De Esch",
            hours_per_week=Decimal(168),
        ),
        today=TODAY,
    )


def test_laws_and_rhythms_are_those_that_the_public_format_promises() -> None:
    line = json.loads(SCHEMA.read_text())["$defs"]["line"]["properties"]
    assert [law.value for law in Law] == line["law"]["enum"]
    assert [per.value for per in Per] == line["per"]["enum"]


def test_what_is_left_out_is_as_usual_and_what_is_said_stays() -> None:
    help_at_home = provisions.complete(
        InUse(UseKind.HULP_BIJ_HUISHOUDEN, Period(MAY), quantity=Decimal(3))
    )
    assert (help_at_home.law, help_at_home.payer) == (Law.WMO, Payer.MUNICIPALITY)
    assert (help_at_home.unit, help_at_home.per) == ("uur", Per.WEEK)
    assert help_at_home.price_code == ""
    by_the_state = provisions.complete(
        InUse(
            UseKind.BIJSTAND,
            Period(MAY),
            payer=Payer.STATE,
            law=Law.OTHER,
            unit="jaar",
            per=Per.YEAR,
        )
    )
    assert by_the_state.payer is Payer.STATE
    assert by_the_state.law is Law.OTHER
    assert (by_the_state.unit, by_the_state.per) == ("jaar", Per.YEAR)


def test_every_kind_but_the_other_has_what_is_usual() -> None:
    assert set(UseKind) - set(provisions.USUAL) == {UseKind.OTHER}
    assert {kind.value for kind in Provision} <= {kind.value for kind in UseKind}
    assert provisions.suggested_price(UseKind.JEUGDHULP) == "jeugd-begeleiding-uur"
    assert provisions.suggested_price(UseKind.OTHER) == ""


def test_something_else_says_what_it_is_and_who_pays() -> None:
    with pytest.raises(NameMissingError):
        provisions.complete(InUse(UseKind.OTHER, Period(MAY)))
    with pytest.raises(LawMissingError):
        provisions.complete(InUse(UseKind.OTHER, Period(MAY), what="Paardenhulp"))
    said = InUse(
        UseKind.OTHER,
        Period(MAY),
        what="Paardenhulp",
        law=Law.OTHER,
        payer=Payer.HOUSEHOLD,
        per=Per.ONCE,
    )
    assert provisions.complete(said) == said


@pytest.mark.parametrize("quantity", [Decimal(0), Decimal(-1), Decimal(100_001)])
def test_an_impossible_quantity_is_refused(quantity: Decimal) -> None:
    says = InUse(UseKind.BIJSTAND, Period(MAY), quantity=quantity)
    with pytest.raises(QuantityOutOfRangeError):
        provisions.check(says, today=TODAY)


def test_the_intake_names_what_is_still_to_describe() -> None:
    named = (Provision.BIJSTAND, Provision.JEUGDHULP)
    assert provisions.still_to_describe(named, frozenset({UseKind.JEUGDHULP})) == (
        UseKind.BIJSTAND,
    )
