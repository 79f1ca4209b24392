"""A program reads a KBA, a bond, a position and the figures; never a name."""

import hashlib
import json
from typing import Any

import pytest
from django.test import Client

from sohos.tenancy.permissions import Permission, Role
from tests.services.bonds.money import Funded
from tests.services.kba.calculating import assigned, validated, written
from tests.towns import Town
from tests.web.api.program import bearing, problem, program, secret_for

READER = [Permission.CASE_READ, Permission.KBA_READ]
ACCOUNTANT = [Permission.KBA_READ, Permission.KBA_VALIDATE]


@pytest.fixture
def bond(almelo: Town, den_haag: Town) -> Funded:
    return Funded(almelo).sign()


def fund(bond: Funded, code: str) -> Client:
    """Return the program of one of the three investors."""
    scope = [Permission.POSITION_READ]
    name = f"Fonds {code}"
    return bearing(secret_for(bond.town, Role.INVESTOR, scope, name=name))


def test_a_kba_is_read_with_its_rows_and_its_years(
    almelo: Town, den_haag: Town
) -> None:
    kba = written(almelo)
    client = program(almelo, scope=READER)
    body = client.get(f"/api/v1/kbas/{kba.pk}").json()
    assert body == client.get(f"/api/v1/cases/{kba.case_id}/kba").json()
    assert [row["id"] for row in client.get("/api/v1/kbas").json()["results"]] == [
        kba.pk
    ]
    assert len(body["lines"]) == 3
    assert len(body["years"]) == body["horizon_years"]
    first = body["years"][0]
    assert first["net_cents"] == first["saving_cents"] - first["plan_costs_cents"]
    assert body["stages"] == []
    stranger = program(den_haag, scope=READER)
    for path in (f"kbas/{kba.pk}", f"cases/{kba.case_id}/kba"):
        assert problem(stranger.get(f"/api/v1/{path}")) == (404, "not_found")


def test_the_document_of_a_stage_is_what_was_hashed(
    almelo: Town, den_haag: Town
) -> None:
    stage = validated(almelo)
    client = program(almelo, scope=READER)
    told = client.get(f"/api/v1/stages/{stage.pk}").json()
    document = client.get(f"/api/v1/stages/{stage.pk}/document")
    assert document.headers["Content-Type"] == "application/json"
    assert hashlib.sha256(document.content).hexdigest() == told["sha256"]
    assert document.headers["ETag"] == f'"{told["sha256"]}"'
    body = client.get(f"/api/v1/kbas/{told['kba_id']}").json()
    assert [each["kind"] for each in body["stages"]] == [
        "prognose",
        "realisatie",
        "gevalideerd",
    ]


def test_an_accountant_reads_what_was_assigned(almelo: Town, den_haag: Town) -> None:
    stage = assigned(almelo)
    path = f"/api/v1/stages/{stage.pk}/document"
    anna = program(almelo, Role.ACCOUNTANT, ACCOUNTANT)
    assert anna.get(path).status_code == 200
    narrow = program(almelo, Role.ACCOUNTANT, [Permission.KBA_READ])
    assert problem(narrow.get(path)) == (404, "not_found")


def test_the_state_of_a_bond_holds_no_case(bond: Funded) -> None:
    case = bond.due_case()
    client = program(bond.town, Role.TREASURY, [Permission.BOND_READ])
    [row] = client.get("/api/v1/bonds").json()["results"]
    body = client.get(f"/api/v1/bonds/{row['id']}").json()
    assert body["position"]["due_cents"] == 480_000
    assert body["pool"]["cases"] is None
    assert not {case.code, "Merel", "case_id"} & _words(body)
    stranger = program(bond.town, Role.INVESTOR, [Permission.POSITION_READ])
    refused = stranger.get(f"/api/v1/bonds/{row['id']}")
    assert problem(refused) == (403, "permission_denied")


def test_an_investor_reads_the_own_position_only(bond: Funded) -> None:
    case = bond.due_case()
    bond.pay(case, "4985.33")
    shown = {}
    for code in "ABC":
        [page] = fund(bond, code).get("/api/v1/positions").json()["results"]
        assert page["investor"] == code
        assert not {case.code, "Merel", "case_id"} & _words(page)
        shown[code] = (
            page["position"]["repaid_cents"],
            page["position"]["interest_received_cents"],
        )
    assert shown == {"A": (240_000, 9_266), "B": (160_000, 6_178), "C": (80_000, 3_089)}


def test_an_investor_who_committed_nothing_reads_an_empty_list(
    almelo: Town, den_haag: Town
) -> None:
    client = program(almelo, Role.INVESTOR, [Permission.POSITION_READ])
    assert client.get("/api/v1/positions").json() == {"results": [], "next": None}


def test_the_figures_of_few_households_stay_hidden(bond: Funded) -> None:
    bond.due_case()
    scope = [Permission.DASHBOARD_READ, Permission.BOND_READ]
    client = program(bond.town, Role.CONTROLLER, scope)
    body = client.get("/api/v1/dashboard").json()
    assert body["is_shown"] is False
    assert (body["savings"], body["steps"]) == (None, [])
    wrong = client.get("/api/v1/dashboard?programme=2")
    assert problem(wrong) == (422, "invalid_parameter")
    assert wrong.json()["errors"][0]["parameter"] == "programme"


def _words(body: Any) -> set[str]:
    return set(json.dumps(body).replace('"', " ").replace(",", " ").split())
