import pytest

from bonds.domain.duties import (
    PAYMENT,
    SETTLEMENT,
    Duty,
    DutyOpenError,
    SamePersonError,
    check,
)

NOOR, SANNE, ANNA, CARLO, THEO = range(1, 6)
APART = {
    Duty.REALISED: frozenset({NOOR}),
    Duty.RECORDED_MONEY: frozenset({SANNE}),
    Duty.VALIDATED: frozenset({ANNA}),
    Duty.ACCEPTED: frozenset({CARLO}),
    Duty.CONFIRMED_PAYMENT: frozenset({THEO}),
}


def test_five_people_may_settle_and_pay() -> None:
    check(APART, required=PAYMENT)


@pytest.mark.parametrize("one", Duty)
@pytest.mark.parametrize("other", Duty)
def test_nobody_holds_two_duties(one: Duty, other: Duty) -> None:
    if one is other:
        return
    people = {**APART, one: APART[one] | APART[other]}
    with pytest.raises(SamePersonError) as refused:
        check(people, required=SETTLEMENT)
    assert {one, other} == set(str(refused.value).split("/"))


@pytest.mark.parametrize("duty", sorted(PAYMENT))
def test_a_payment_needs_every_duty_before_it(duty: Duty) -> None:
    with pytest.raises(DutyOpenError, match=duty):
        check({**APART, duty: frozenset()}, required=PAYMENT)
