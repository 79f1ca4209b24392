"""Two at once, on a real database: one gets the last euro, and a case settles once."""

import threading
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from bonds import selectors, services
from bonds.domain.accounts import Account
from bonds.domain.contract import ContractTerms
from bonds.domain.ledger import Event as Kind
from bonds.models import Event
from sohos.core.errors import DomainError
from sohos.tenancy import context
from sohos.tenancy.permissions import Role
from tests.domain.bonds.money import eur
from tests.services.bonds.money import ACCEPTED, DUE, Funded
from tests.services.cases.households import NOW
from tests.towns import Town


def at_once(*acts: Callable[[], Event]) -> list[str]:
    """Do the acts at the same moment; say what each came to."""
    ready = threading.Barrier(len(acts))

    def run(act: Callable[[], Event]) -> str:
        try:
            ready.wait(timeout=30)
            return act().kind
        except DomainError as refused:
            return refused.code
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return sorted(pool.map(run, acts))


def accepting(bond: Funded, case_id: int, sha256: str) -> Callable[[], Event]:
    carlo = bond.town.actor(Role.CONTROLLER)

    def act() -> Event:
        with context.tenant(bond.town.id, user_id=carlo.user_id):
            return services.accept_outcome(
                actor=carlo,
                case_id=case_id,
                sha256=sha256,
                accepted_on=ACCEPTED,
                due_on=DUE,
                now=NOW,
            )

    return act


def paying(
    bond: Funded, case_id: int, line: str, key: uuid.UUID
) -> Callable[[], Event]:
    theo = bond.town.actor(Role.TREASURY)

    def act() -> Event:
        with context.tenant(bond.town.id, user_id=theo.user_id):
            return services.confirm_payment(
                actor=theo,
                case_id=case_id,
                amount=eur("4985.33"),
                paid_on=DUE,
                bank_line=line,
                now=NOW,
                key=key,
            )

    return act


@pytest.fixture
def raced(own_database: str, almelo: Town, den_haag: Town) -> Funded:
    assert own_database
    assert den_haag.id != almelo.id
    terms = ContractTerms(interest_total_cap=eur("200"), reservation_months=0)
    return Funded(almelo, terms).sign()


def test_one_of_two_cases_gets_the_last_euro_of_the_cap(raced: Funded) -> None:
    cases = [raced.spent_case(), raced.spent_case()]
    said = [(case.pk, raced.validate(case)) for case in cases]
    assert at_once(*(accepting(raced, *one) for one in said)) == ["fell_due", "queued"]
    with raced.town.acting(Role.CONTROLLER):
        balances = selectors.balances_of(raced.bond)
    assert balances[Account.BUDGET_USED] == -eur("185.33")
    assert raced.verdict().faults == ()


def test_a_case_settles_once_however_many_accept(raced: Funded) -> None:
    case = raced.spent_case()
    sha256 = raced.validate(case)
    acts = [accepting(raced, case.pk, sha256) for _ in range(3)]
    assert at_once(*acts) == ["fell_due", "transition_refused", "transition_refused"]


def test_a_claim_is_paid_once_by_two_bank_lines(raced: Funded) -> None:
    case = raced.due_case()
    acts = [paying(raced, case.pk, line, uuid.uuid4()) for line in ("B-1", "B-2")]
    assert at_once(*acts) == [Kind.PAID, "receipt_too_large"]


def test_one_request_sent_twice_at_once_pays_once(raced: Funded) -> None:
    case = raced.due_case()
    key = uuid.uuid4()
    acts = [paying(raced, case.pk, "B-1", key) for _ in range(2)]
    assert at_once(*acts) == [Kind.PAID, Kind.PAID]
    with raced.town.acting(Role.CONTROLLER):
        assert Event.objects.filter(kind=Kind.PAID).count() == 1
