"""A program does in a case what its user does there."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from cases.models import Case, JournalEntry
from sohos.audit.models import Line
from sohos.tenancy import context
from sohos.tenancy.permissions import Permission, Role
from tests.services.cases.households import open_programme, register
from tests.towns import Town
from tests.web.api.program import problem, program

CASES = "/api/v1/cases"
CASEMANAGER = [Permission.CASE_READ, Permission.CASE_REGISTER, Permission.CASE_WORK]
TEAM_LEAD = [Permission.CASE_READ, Permission.CASE_REGISTER, Permission.CASE_ASSIGN]
TODAY = datetime.now(UTC).date()


def post(client: Client, path: str, body: object) -> Any:
    return client.post(path, body, content_type="application/json")


def merel(town: Town, **changes: object) -> dict[str, object]:
    return {
        "programme_id": open_programme(town),
        "registered_on": "2019-01-14",
        "source": "referral",
        "source_note": "Wijkteam Noord",
        "has_consent": True,
        "members": [
            {"first_name": "Mila", "surname": "Merel", "relation": "head"},
            {"first_name": "Zoë", "relation": "child", "born_on": "2011-09-30"},
        ],
        "provisions": ["bijstand", "jeugdhulp", "schuldhulp"],
        "risks": ["ontruiming"],
        "helpers": 5,
        "decision": "include",
        **changes,
    }


def test_a_household_is_registered_and_read(almelo: Town, den_haag: Town) -> None:
    client = program(almelo, scope=CASEMANAGER)
    made = post(client, CASES, merel(almelo))
    assert made.status_code == 201
    body = made.json()
    assert (body["household"], body["phase"]) == ("Merel", "intake")
    assert body["casemanager_id"] == almelo.actor(Role.CASEMANAGER).user_id
    assert client.get(f"{CASES}/{body['id']}").json() == body
    members = client.get(f"{CASES}/{body['id']}/members").json()["results"]
    assert [each["first_name"] for each in members] == ["Mila", "Zoë"]
    steps = client.get(f"{CASES}/{body['id']}/timeline").json()["results"]
    assert [step["after"] for step in steps] == ["aangemeld", "intake"]
    with context.tenant(almelo.id):
        line = Line.objects.get(action="case.registered")
    assert line.subject == f"case:{body['id']}"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"provisions": []}, "reason_missing"),
        ({"registered_on": "2999-01-01"}, "programme_not_open"),
        ({"programme_id": 2**62}, "programme_not_open"),
    ],
)
@pytest.mark.usefixtures("den_haag")
def test_the_rules_of_registration_hold(
    almelo: Town, changes: dict[str, object], code: str
) -> None:
    client = program(almelo, scope=CASEMANAGER)
    answer = post(client, CASES, merel(almelo, **changes))
    status, said = problem(answer)
    assert (status, said) in {(422, code), (422, "day_in_future")}
    with context.tenant(almelo.id):
        assert not Case.objects.exists()


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("members", [], "min_length"),
        ("members", "Mila", "not_a_list"),
        ("programme_id", 2**63, "max_value"),
        ("programme_id", 0, "min_value"),
        ("programme_id", 10**400, "max_value"),
        ("helpers", -1, "min_value"),
        ("yearly_cost_cents", 10**16, "max_value"),
        ("yearly_cost_cents", -1, "min_value"),
        ("source", "hearsay", "invalid_choice"),
        ("address", "x\x00y", "null_characters_not_allowed"),
        ("household_name", "x" * 121, "max_length"),
        ("registered_on", "14-01-2019", "invalid"),
    ],
    ids=lambda value: str(value)[:20],
)
@pytest.mark.usefixtures("den_haag")
def test_what_does_not_fit_is_pointed_at(
    almelo: Town, field: str, value: object, code: str
) -> None:
    client = program(almelo, scope=CASEMANAGER)
    answer = post(client, CASES, merel(almelo, **{field: value}))
    assert problem(answer) == (422, "invalid")
    assert [(f"#/{field}", code)] == [
        (error["pointer"], error["code"]) for error in answer.json()["errors"]
    ]


def test_a_team_lead_gives_a_case_to_a_casemanager(
    almelo: Town, den_haag: Town
) -> None:
    noor, sam = (
        almelo.actor(Role.CASEMANAGER),
        almelo.actor(Role.CASEMANAGER, "Sam Bakker"),
    )
    client = program(almelo, Role.TEAM_LEAD, TEAM_LEAD)
    case_id = post(client, CASES, merel(almelo)).json()["id"]
    path = f"{CASES}/{case_id}/casemanager"
    for who in (noor, sam):
        answer = client.put(
            path, {"casemanager_id": who.user_id}, content_type="application/json"
        )
        assert answer.json()["casemanager_id"] == who.user_id
    tessa = almelo.actor(Role.TEAM_LEAD).user_id
    refused = client.put(
        path, {"casemanager_id": tessa}, content_type="application/json"
    )
    assert problem(refused) == (422, "not_a_casemanager")
    own = program(almelo, scope=CASEMANAGER)
    assert problem(
        own.put(path, {"casemanager_id": 1}, content_type="application/json")
    ) == (403, "permission_denied")


def test_a_household_that_waits_is_decided_on(almelo: Town, den_haag: Town) -> None:
    client = program(almelo, scope=CASEMANAGER)
    case_id = post(client, CASES, merel(almelo, decision="later")).json()["id"]
    path = f"{CASES}/{case_id}/decision"
    wait = {"decision": "wait", "on": "2019-02-01"}
    assert problem(post(client, path, wait)) == (422, "reason_missing")
    waiting = post(client, path, {**wait, "reason": "Alle plekken zijn bezet."})
    assert waiting.json()["phase"] == "wachtlijst"
    taken = post(client, path, {"decision": "include", "on": "2019-03-01"})
    assert taken.json()["phase"] == "intake"
    assert problem(post(client, path, wait))[0] == 422


def test_the_journal_keeps_what_was_written_as_it_was(
    almelo: Town, den_haag: Town
) -> None:
    case = register(almelo)
    client = program(almelo, scope=CASEMANAGER)
    path = f"{CASES}/{case.pk}/journal"
    text = "Ğülşen belde.\n\n  «Ik wil hier blijven», zei ze."
    made = post(client, path, {"on": "2019-02-03", "kind": "phone", "text": text})
    assert made.status_code == 201
    assert made.json()["by"] == "Noor Verbeek"
    [entry] = client.get(path).json()["results"]
    assert entry == made.json()
    assert entry["text"] == text
    future = {"on": "2999-01-01", "kind": "phone", "text": "x"}
    assert problem(post(client, path, future)) == (422, "day_in_future")
    stranger = program(den_haag, scope=CASEMANAGER)
    assert problem(stranger.get(path)) == (404, "not_found")
    assert problem(post(stranger, path, future)) == (404, "not_found")
    with context.tenant(almelo.id):
        assert JournalEntry.objects.count() == 1


def test_what_is_for_the_casemanager_only_is_not_told_to_the_team_lead(
    almelo: Town, den_haag: Town
) -> None:
    case = register(almelo)
    path = f"{CASES}/{case.pk}/journal"
    words = {"on": "2019-02-03", "kind": "note", "text": "x", "readers": "close"}
    post(program(almelo, scope=CASEMANAGER), path, words)
    lead = program(almelo, Role.TEAM_LEAD, TEAM_LEAD)
    assert lead.get(path).json()["results"] == []


def test_a_task_is_added_and_ticked(almelo: Town, den_haag: Town) -> None:
    case = register(almelo)
    client = program(almelo, scope=CASEMANAGER)
    path, noor = f"{CASES}/{case.pk}/tasks", almelo.actor(Role.CASEMANAGER).user_id
    due = (TODAY + timedelta(days=3)).isoformat()
    task = {"what": "Bel de woningcorporatie", "owner_id": noor, "due_on": due}
    made = post(client, path, task).json()
    assert made["done_on"] is None
    assert client.get("/api/v1/tasks").json()["results"] == [made]
    one = f"/api/v1/tasks/{made['id']}"
    for _ in range(2):
        ticked = client.patch(one, {"is_done": True}, content_type="application/json")
        assert ticked.json()["done_on"] is not None
    assert client.get("/api/v1/tasks").json()["results"] == []
    assert [each["id"] for each in client.get(path).json()["results"]] == [made["id"]]
    stranger = almelo.actor(Role.JURIST).user_id
    assert problem(post(client, path, {**task, "owner_id": stranger})) == (
        422,
        "owner_not_in_case",
    )
    late = {**task, "due_on": "2019-01-01"}
    assert problem(post(client, path, late)) == (422, "deadline_passed")


def test_the_registers_can_be_read(almelo: Town, den_haag: Town) -> None:
    open_programme(almelo)
    client = program(almelo)
    for path in ("programmes", "life-domains", "organisations"):
        assert client.get(f"/api/v1/{path}").json()["results"]
    assert program(den_haag).get("/api/v1/programmes").json()["results"] == []
