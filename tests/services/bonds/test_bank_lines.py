"""A bank line is booked when somebody says so, once, and the difference is explained."""

import uuid
from datetime import date

import pytest

from bonds import selectors, services
from bonds.domain.allocation import ReceiptTooLargeError
from bonds.domain.contract import ContractTerms, PaymentRoute
from bonds.domain.ledger import Event as Kind
from bonds.domain.matching import Proposal, Subject, Why
from bonds.models import BankDecision, Event
from sohos.core.errors import DomainError, NotAllowedError, NotFoundError
from sohos.core.euro import ZERO
from sohos.tenancy.permissions import Role
from tests.domain.bonds.bank_files import GEMEENTE, Entry
from tests.domain.bonds.money import eur
from tests.services.bonds.banking import (
    lines,
    match,
    only,
    open_accounts,
    statement,
    take_in,
)
from tests.services.bonds.money import DUE, FIRST, Funded
from tests.services.cases.households import NOW
from tests.towns import Town

DAY = FIRST.isoformat()


@pytest.fixture
def banked(bond: Funded) -> Funded:
    open_accounts(bond)
    return bond


def best(bond: Funded, line: selectors.LineRow) -> Proposal:
    with bond.town.acting(Role.TREASURY) as theo:
        return selectors.proposals_for(theo, [line], today=DUE)[line.row.pk][0]


def compare(bond: Funded, on: date = DUE) -> selectors.Reconciliation:
    with bond.town.acting(Role.CONTROLLER) as carlo:
        found = selectors.reconciliation(carlo, bond.bond, as_of=on)
    assert found is not None
    assert found.unexplained == ZERO
    return found


def test_a_draw_is_proposed_and_received(banked: Funded) -> None:
    case = banked.adopted_case()
    with banked.town.acting(Role.SOHOS_FINANCE) as sanne:
        draw = services.request_draw(
            actor=sanne,
            case_id=case.pk,
            amount=eur("3000"),
            requested_on=FIRST,
            now=NOW,
        )
    take_in(banked, statement(Entry("3000.00", on=DAY, text=f"Dossier {case.code}")))
    line = only(lines(banked))
    found = best(banked, line)
    assert (found.expected.subject, found.expected.id) == (Subject.DRAW, draw.pk)
    assert {Why.CODE, Why.AMOUNT, Why.DAY, Why.NAME} <= {*found.why}
    with pytest.raises(NotAllowedError):
        match(banked, line, Subject.DRAW, draw.pk, "3000")
    with pytest.raises(services.DrawAmountError):
        match(banked, line, Subject.DRAW, draw.pk, "1", role=Role.SOHOS_FINANCE)
    key = uuid.uuid4()
    finance = Role.SOHOS_FINANCE
    [event] = match(banked, line, Subject.DRAW, draw.pk, "3000", role=finance, key=key)
    [again] = match(banked, line, Subject.DRAW, draw.pk, "3000", role=finance, key=key)
    assert event == again
    assert event.bank_line == line.row.code
    assert lines(banked) == []
    assert compare(banked).difference == ZERO


def test_a_payment_in_parts_and_more_than_due(banked: Funded) -> None:
    case = banked.due_case()
    text = f"Terugbetaling {case.code}"
    take_in(
        banked,
        statement(
            Entry("-4000.00", text=text), Entry("-1000.00", text=text), iban=GEMEENTE
        ),
    )
    first, second = lines(banked)
    assert Why.PART in best(banked, first).why
    match(banked, first, Subject.PAYMENT, case.pk, "4000")
    assert Why.MORE in best(banked, second).why
    with pytest.raises((ReceiptTooLargeError, DomainError)):
        match(banked, second, Subject.PAYMENT, case.pk, "1000")
    match(banked, second, Subject.PAYMENT, case.pk, "985.33")
    rest = only(lines(banked))
    assert rest.left == eur("14.67")
    with banked.town.acting(Role.TREASURY) as theo:
        with pytest.raises(services.ReasonMissingError):
            services.set_aside(actor=theo, line_id=rest.row.pk, reason=" ", now=NOW)
        services.set_aside(
            actor=theo, line_id=rest.row.pk, reason="Te veel betaald", now=NOW
        )
        with pytest.raises(services.LineDecidedError):
            services.set_aside(actor=theo, line_id=rest.row.pk, reason="x", now=NOW)
    assert lines(banked) == []
    assert banked.verdict().faults == ()


def test_one_line_pays_several_cases(banked: Funded) -> None:
    one, other = banked.due_case(), banked.due_case()
    text = f"{one.code} {other.code}"
    take_in(banked, statement(Entry("-9970.66", text=text), iban=GEMEENTE))
    line = only(lines(banked))
    found = best(banked, line).expected
    assert found.subject is Subject.TRANSFER
    events = match(banked, line, Subject.TRANSFER, 0, "9970.66", parts=found.parts)
    assert [event.case_id for event in events] == [one.pk, other.pk]
    assert lines(banked) == []


def test_what_was_booked_by_hand_is_recognised_and_can_be_taken_back(
    banked: Funded,
) -> None:
    case = banked.adopted_case()
    banked.draw(case, "3000", FIRST)
    banked.spend(case, FIRST, professionals="1200")
    take_in(
        banked,
        statement(
            Entry("3000.00", on=DAY, reference="NL01-0001"),
            Entry("-1200.00", on=DAY, name="Praktijk"),
        ),
    )
    before = compare(banked)
    assert (before.bank, before.book) == (eur("1800"), eur("1800"))
    assert (before.waiting, before.booked_only) == (eur("1800"), eur("-1800"))
    assert len(before.events) == 2
    draw, spend = lines(banked)
    for line in (draw, spend):
        found = best(banked, line)
        assert found.expected.subject is Subject.BOOKED
        match(
            banked, line, Subject.BOOKED, found.expected.id, str(line.left.cents / 100)
        )
    assert lines(banked) == []
    after = compare(banked)
    assert (after.waiting, after.booked_only) == (ZERO, ZERO)
    with banked.town.acting(Role.TREASURY) as theo:
        [decision] = selectors.decisions_of(theo, draw.row)
        with pytest.raises(services.ReasonMissingError):
            services.take_back(actor=theo, decision_id=decision.id, reason="", now=NOW)
        services.take_back(
            actor=theo, decision_id=decision.id, reason="Verkeerd", now=NOW
        )
        with pytest.raises(NotFoundError):
            services.take_back(
                actor=theo, decision_id=decision.id, reason="Verkeerd", now=NOW
            )
    assert only(lines(banked)).row == draw.row


def test_a_correction_opens_the_line_again(banked: Funded) -> None:
    case = banked.due_case()
    take_in(banked, statement(Entry("-100.00", text=case.code), iban=GEMEENTE))
    line = only(lines(banked))
    [event] = match(banked, line, Subject.PAYMENT, case.pk, "100")
    with banked.town.acting(Role.TREASURY) as theo:
        [decision] = selectors.decisions_of(theo, line.row)
        with pytest.raises(services.EventFollowedError):
            services.take_back(
                actor=theo, decision_id=decision.id, reason="Fout", now=NOW
            )
        services.correct_event(
            actor=theo, event_id=event.pk, reason="Fout", corrected_on=DUE, now=NOW
        )
    assert only(lines(banked)).left == eur("100")
    match(banked, line, Subject.PAYMENT, case.pk, "100")
    assert lines(banked) == []


def test_an_event_has_one_line_and_a_line_no_more_than_its_amount(
    banked: Funded,
) -> None:
    case = banked.adopted_case()
    event = banked.draw(case, "3000", FIRST)
    take_in(
        banked,
        statement(Entry("2999.00", on=DAY), Entry("3000.00", on=DAY), Entry("-1.00")),
    )
    small, right, out = lines(banked)
    with pytest.raises(services.BankLineExceededError):
        match(banked, small, Subject.BOOKED, event.pk, "2999")
    with pytest.raises(services.LineDirectionError):
        match(banked, out, Subject.BOOKED, event.pk, "1")
    match(banked, right, Subject.BOOKED, event.pk, "3000")
    with pytest.raises(services.EventMatchedError):
        match(banked, small, Subject.BOOKED, event.pk, "2999")


def test_unspent_money_goes_back_and_a_clawback_comes_back(banked: Funded) -> None:
    case = banked.adopted_case()
    banked.draw(case, "3000", FIRST)
    take_in(banked, statement(Entry("-500.00", text=case.code)))
    line = only(lines(banked))
    assert best(banked, line).expected.subject is Subject.REFUND
    match(banked, line, Subject.REFUND, case.pk, "500", role=Role.SOHOS_FINANCE)
    paid = banked.paid_case()
    banked.claw_back(paid)
    owed = "2492.66"
    name, text = "Fonds A", paid.code
    day = "2020-10-01"
    take_in(
        banked,
        statement(Entry(owed, on=day, name=name, text=text), iban=GEMEENTE),
    )
    line = only(lines(banked))
    found = best(banked, line).expected
    assert found.subject is Subject.CLAWBACK
    match(banked, line, Subject.CLAWBACK, found.id, owed, party=found.party)
    assert lines(banked) == []
    assert banked.verdict().faults == ()


def test_payments_pass_the_project_account_when_sohos_pays_on(
    almelo: Town, den_haag: Town
) -> None:
    assert den_haag.id != almelo.id
    bond = Funded(almelo, ContractTerms(payment_route=PaymentRoute.VIA_SOHOS)).sign()
    open_accounts(bond)
    case = bond.due_case()
    take_in(bond, statement(Entry("4985.33", text=case.code)))
    line = only(lines(bond))
    assert best(bond, line).expected.subject is Subject.PAYMENT
    match(bond, line, Subject.PAYMENT, case.pk, "4985.33")
    found = compare(bond)
    assert found.passing == eur("4985.33")
    assert found.booked_only == ZERO


def test_the_difference_is_explained_part_by_part(banked: Funded) -> None:
    case = banked.adopted_case()
    event = banked.draw(case, "3000", FIRST)
    take_in(
        banked,
        statement(
            Entry("3000.00", on="2019-03-16"),
            Entry("-2.50", on="2019-03-16", name="Bank"),
            opening="10.00",
            on="2019-03-16",
        ),
    )
    draw, costs = lines(banked)
    match(banked, draw, Subject.BOOKED, event.pk, "3000")
    with banked.town.acting(Role.TREASURY) as theo:
        services.set_aside(actor=theo, line_id=costs.row.pk, reason="Kosten", now=NOW)
        assert selectors.reconciliation(theo, banked.bond, as_of=FIRST) is None
    later = compare(banked, date(2019, 3, 31))
    assert (later.bank, later.book) == (eur("3007.50"), eur("3000"))
    assert (later.before, later.aside) == (eur("10"), eur("-2.50"))
    take_in(
        banked,
        statement(Entry("1.00", on="2019-05-01"), opening="100.00", on="2019-05-01"),
    )
    gap = compare(banked)
    assert (gap.missing, gap.waiting) == (eur("-2907.50"), eur("1"))
    with banked.town.acting(Role.SOHOS_FINANCE) as sanne:
        services.correct_event(
            actor=sanne, event_id=event.pk, reason="x", corrected_on=DUE, now=NOW
        )
    before = compare(banked, date(2019, 12, 31))
    assert before.corrected == eur("-3000")


def test_the_books_and_the_bank_may_name_another_day(banked: Funded) -> None:
    case = banked.adopted_case()
    event = banked.draw(case, "3000", date(2019, 3, 20))
    content = statement(Entry("3000.00", on=DAY), on=DAY)
    take_in(banked, content)
    match(banked, only(lines(banked)), Subject.BOOKED, event.pk, "3000")
    assert compare(banked, FIRST).timing == eur("3000")
    assert compare(banked).timing == ZERO


def test_another_bond_and_another_town_are_not_found(
    banked: Funded, den_haag: Town
) -> None:
    case = banked.due_case()
    other = Funded(den_haag).sign()
    theirs = other.due_case()
    take_in(banked, statement(Entry("-1.00", text=case.code), iban=GEMEENTE))
    line = only(lines(banked))
    with pytest.raises(NotFoundError):
        match(banked, line, Subject.PAYMENT, theirs.pk, "1")
    with pytest.raises(NotFoundError):
        match(other, line, Subject.PAYMENT, theirs.pk, "1")
    with banked.town.acting(Role.TREASURY):
        assert not BankDecision.objects.exists()
        assert not Event.objects.filter(kind=Kind.PAID).exists()
