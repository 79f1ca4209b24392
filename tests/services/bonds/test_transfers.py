from typing import Any

import pytest

from bonds import services
from bonds.domain.allocation import ReceiptTooLargeError
from bonds.domain.ledger import Event as Kind
from bonds.domain.postings.guards import AmountNotPositiveError
from bonds.models import Event
from cases.models import Case
from sohos.core.errors import DomainError, NotAllowedError, NotFoundError
from sohos.tenancy.permissions import Role
from tests.domain.bonds.money import eur
from tests.services.bonds.money import DUE, Funded
from tests.services.cases.households import NOW
from tests.towns import Town

WHOLE = "9970.66"


def transfer(bond: Funded, parts: dict[Case, str], **changes: Any) -> list[Event]:
    said: dict[str, Any] = {
        "bond_id": bond.bond_id,
        "amount": eur(WHOLE),
        "parts": {case.pk: eur(amount) for case, amount in parts.items()},
        "paid_on": DUE,
        "bank_line": "2020-064-0012",
        "now": NOW,
    }
    with bond.town.acting(Role.TREASURY) as theo:
        return services.confirm_transfer(actor=theo, **{**said, **changes})


def test_one_transfer_pays_two_cases(bond: Funded) -> None:
    one, other = bond.due_case(), bond.due_case()
    events = transfer(bond, {one: "4985.33", other: "4985.33"})
    assert [event.case_id for event in events] == [one.pk, other.pk]
    assert {event.bank_line for event in events} == {"2020-064-0012"}
    again = transfer(bond, {one: "4985.33", other: "4985.33"}, key=events[0].client_key)
    assert again == events
    assert bond.verdict().faults == ()


def test_the_same_line_does_not_pay_again(bond: Funded) -> None:
    one, other, third = bond.due_case(), bond.due_case(), bond.due_case()
    transfer(bond, {one: "4985.33", other: "4985.33"})
    with pytest.raises(services.TransferNotDividedError):
        transfer(bond, {third: "4985.33"})
    with pytest.raises(services.BankLineUsedError):
        bond.pay(third, "4985.33", bank_line="2020-064-0012")


def test_a_part_that_was_wrong_is_entered_afresh(bond: Funded) -> None:
    one, other, third = bond.due_case(), bond.due_case(), bond.due_case()
    _, wrong = transfer(bond, {one: "4985.33", other: "4985.33"})
    with bond.town.acting(Role.TREASURY) as theo:
        services.correct_event(
            actor=theo,
            event_id=wrong.pk,
            reason="Verkeerd dossier",
            corrected_on=DUE,
            now=NOW,
        )
    [right] = transfer(bond, {third: "4985.33"})
    assert right.case_id == third.pk


@pytest.mark.parametrize(
    ("parts", "error"),
    [
        (["4985.33", "4985.32"], services.TransferNotDividedError),
        (["4985.33", "4985.34"], services.TransferNotDividedError),
        (["4985.34", "4985.32"], ReceiptTooLargeError),
        (["9970.66", "0"], AmountNotPositiveError),
        ([], AmountNotPositiveError),
    ],
)
def test_a_transfer_that_is_divided_wrongly_posts_nothing(
    bond: Funded, parts: list[str], error: type[DomainError]
) -> None:
    cases = [bond.due_case(), bond.due_case()]
    with pytest.raises(error):
        transfer(bond, dict(zip(cases, parts, strict=False)))
    with bond.town.acting(Role.TREASURY):
        assert not Event.objects.filter(kind=Kind.PAID).exists()


def test_a_line_with_another_total_is_used(bond: Funded) -> None:
    one, other, third = bond.due_case(), bond.due_case(), bond.due_case()
    transfer(bond, {one: "4985.33", other: "4985.33"})
    with pytest.raises(services.BankLineUsedError):
        transfer(bond, {third: "4985.33"}, amount=eur("4985.33"))


def test_others_confirm_no_transfer(bond: Funded, den_haag: Town) -> None:
    case = bond.due_case()
    with bond.town.acting(Role.CONTROLLER) as carlo, pytest.raises(NotAllowedError):
        services.confirm_transfer(
            actor=carlo,
            bond_id=bond.bond_id,
            amount=eur("1"),
            parts={case.pk: eur("1")},
            paid_on=DUE,
            bank_line="X",
            now=NOW,
        )
    other = Funded(den_haag).sign()
    with pytest.raises(NotFoundError):
        transfer(other, {case: WHOLE})
