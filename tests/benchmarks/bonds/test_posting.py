"""Posting 100,000 events: how many a second, against bare inserts, and ten times on."""

import json
import os
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from statistics import median
from typing import Any

from django.db import connection

from bonds import services
from bonds.domain.contract import ContractTerms
from bonds.domain.ledger import Event as Kind
from bonds.models import Event
from sohos.core.euro import Euro
from sohos.tenancy import context
from sohos.tenancy.permissions import Role
from tests.benchmarks.bonds.many import APART, ready_cases
from tests.benchmarks.conftest import Tell
from tests.benchmarks.measuring import milliseconds
from tests.benchmarks.test_ledger import POST, bare_inserts
from tests.services.bonds.money import ACCEPTED, DUE, FIRST, Funded
from tests.services.cases.households import NOW
from tests.towns import Town

EVENTS = int(os.environ.get("SOHOS_BENCHMARK_EVENTS", "100000"))
EVENTS_OF_A_CASE = 8
AMOUNT = Euro(480_000)
PLENTY = Euro(10**13)
POSTING = "SELECT event_id FROM app.post_event(%s::jsonb)"


def settle(bond: Funded, case_id: int, sha256: str) -> None:
    """Take one case from the first draw to the payment, an act at a time."""
    said: dict[str, Any] = {"case_id": case_id, "now": NOW}
    with bond.town.acting(Role.SOHOS_FINANCE) as sanne:
        draw = services.request_draw(
            actor=sanne, amount=AMOUNT, requested_on=FIRST, **said
        )
    with bond.town.acting(Role.SOHOS_FINANCE) as sanne:
        services.receive_draw(
            actor=sanne,
            draw_id=draw.pk,
            received_on=FIRST,
            bank_line=f"IN-{case_id}",
            now=NOW,
        )
    with bond.town.acting(Role.SOHOS_FINANCE) as sanne:
        services.record_spend(
            actor=sanne, maatwerk=AMOUNT, spent_on=FIRST, invoice="F-1", **said
        )
    with bond.town.acting(Role.CONTROLLER) as carlo:
        due = services.accept_outcome(
            actor=carlo, sha256=sha256, accepted_on=ACCEPTED, due_on=DUE, **said
        )
    with bond.town.acting(Role.TREASURY) as theo:
        services.confirm_payment(
            actor=theo,
            amount=Euro(due.amount_cents or 0),
            paid_on=DUE,
            bank_line=f"UIT-{case_id}",
            **said,
        )


def plentiful(town: Town) -> Funded:
    """Sign a bond that never runs out."""
    bond = Funded(town, replace(ContractTerms(), interest_total_cap=PLENTY)).sign()
    with town.acting(Role.SOHOS_FINANCE) as sanne:
        services.record_commitment(
            actor=sanne,
            bond_id=bond.bond_id,
            investor_id=bond.investors["A"],
            amount=PLENTY,
            signed_on=date(2019, 1, 1),
            now=NOW,
        )
    return bond


@dataclass(frozen=True)
class Script:
    """The requests of one settled case, to be posted again for another."""

    requests: list[tuple[int, dict[str, Any]]]
    ids: list[int]

    def post(self, bond: Funded, number: int, case_id: int) -> list[float]:
        """Post all events of a case, each in a transaction; return the seconds."""
        posted: dict[int, int] = {}
        taken = []
        for before, (user_id, request) in zip(self.ids, self.requests, strict=True):
            said = self._said(request, number, case_id, posted)
            with context.tenant(bond.town.id, user_id=user_id):
                began = time.perf_counter()
                with connection.cursor() as cursor:
                    cursor.execute(POSTING, [json.dumps(said)])
                    posted[before] = cursor.fetchone()[0]
                taken.append(time.perf_counter() - began)
        return taken

    def _said(
        self, request: dict[str, Any], number: int, case_id: int, posted: dict[int, int]
    ) -> dict[str, Any]:
        said = {**request, "case": case_id, "client_key": str(uuid.uuid4())}
        said["follows"] = posted.get(request["follows"])
        if request["bank_line"]:
            said["bank_line"] = f"{request['bank_line']}-{number}"
        if request["kind"] == Kind.KBA_CHANGED:
            said["facts"] = {**request["facts"], "stage_id": APART + 3 * number + 2}
        said["legs"] = [
            {**leg, "case": case_id if leg["case"] else None} for leg in request["legs"]
        ]
        return said


def written(bond: Funded, case_id: int, sha256: str) -> Script:
    """Settle one case through the services, and keep what was asked of the database."""
    requests: list[tuple[int, dict[str, Any]]] = []

    def keep(execute: Callable[..., Any], query: str, params: Any, *rest: Any) -> Any:
        if POST in query:
            said = json.loads(params[0])
            requests.append((said["by"], said))
        return execute(query, params, *rest)

    with connection.execute_wrapper(keep):
        settle(bond, case_id, sha256)
    with bond.town.acting(Role.CONTROLLER):
        rows = Event.objects.filter(case_id=case_id).order_by("sequence")
        ids = list(rows.values_list("pk", flat=True))
    return Script(requests, ids)


def test_posting_settlement_events(own_database: str, almelo: Town, tell: Tell) -> None:
    bond = plentiful(almelo)
    cases, sha256 = ready_cases(bond, own_database, EVENTS // EVENTS_OF_A_CASE)
    began = time.perf_counter()
    script = written(bond, cases[0], sha256)
    settle(bond, cases[1], sha256)
    services_take = (time.perf_counter() - began) / 2 / len(script.requests)
    began = time.perf_counter()
    runs = [
        script.post(bond, number, case_id)
        for number, case_id in enumerate(cases[2:], start=3)
    ]
    taken = time.perf_counter() - began
    with almelo.acting(Role.CONTROLLER):
        rows = Event.objects.filter(bond_id=bond.bond_id).order_by("-id")
        count = rows.count()
        newest = list(rows.values_list("pk", flat=True)[:1000])
    post = median(each for found in runs for each in found)
    bare = bare_inserts(own_database, newest)
    tell(
        f"ledger: {count} events in {taken:.0f} s, {count / taken:.0f} a second; a post"
        f" takes {milliseconds(post)}, bare inserts of the same rows"
        f" {milliseconds(bare)}: {post / bare:.1f} x; through the services"
        f" {milliseconds(services_take)} an event"
    )
    tenth = len(runs) // 10
    small, large = (
        median(each for found in part for each in found)
        for part in (runs[tenth // 2 : tenth], runs[-(tenth // 2) :])
    )
    tell(
        f"ledger: ten times larger a post takes {large / small:.2f} x what it took"
        f" ({milliseconds(small)}, then {milliseconds(large)})"
    )
    began = time.perf_counter()
    assert bond.verdict().faults == ()
    tell(f"ledger: {count} events verified in {time.perf_counter() - began:.0f} s")
