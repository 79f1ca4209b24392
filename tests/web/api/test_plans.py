"""A program reads and writes the parts of a plan, and overwrites nobody."""

from typing import Any

import pytest
from django.test import Client

from plans.models import Plan
from sohos.tenancy.permissions import Permission, Role
from tests.services.plans.planning import (
    approved,
    kind_id,
    planned_case,
    under_review,
    written,
)
from tests.towns import Town
from tests.web.api.program import problem, program

WRITER = [
    Permission.CASE_READ,
    Permission.CASE_WORK,
    Permission.PLAN_READ,
    Permission.PLAN_WRITE,
]
READER = [Permission.PLAN_READ, Permission.PLAN_REVIEW]


def writing(town: Town) -> Client:
    return program(town, scope=WRITER)


def put(client: Client, path: str, body: object) -> Any:
    return client.put(path, body, content_type="application/json")


def post(client: Client, path: str, body: object) -> Any:
    return client.post(path, body, content_type="application/json")


def read(client: Client, plan: Plan) -> Any:
    return client.get(f"/api/v1/plans/{plan.pk}").json()


def test_a_plan_is_started_once(almelo: Town, den_haag: Town) -> None:
    case = planned_case(almelo)
    client, path = writing(almelo), f"/api/v1/cases/{case.pk}/plan"
    first, second = (post(client, path, None) for _ in range(2))
    assert first.status_code == 200
    assert first.json()["id"] == second.json()["id"]
    assert client.get(path).json()["status"] == "draft"
    assert problem(writing(den_haag).get(path)) == (404, "not_found")
    assert problem(post(writing(den_haag), path, None)) == (404, "not_found")


def test_the_four_parts_are_read_as_they_were_written(
    almelo: Town, den_haag: Town
) -> None:
    plan = written(almelo)
    client = writing(almelo)
    body = read(client, plan)
    assert body["leefwereld"]["version"] == 1
    assert body["leefwereld"]["story"]
    [knelpunt], [doorbraak] = body["knelpunten"], body["doorbraken"]
    assert doorbraak["overcomes"] == [knelpunt["id"]]
    assert body["prognosis"] is None
    assert client.get(f"/api/v1/knelpunten/{knelpunt['id']}").json() == knelpunt
    assert client.get(f"/api/v1/doorbraken/{doorbraak['id']}").json() == doorbraak
    listed = client.get("/api/v1/plans").json()["results"]
    assert [row["id"] for row in listed] == [plan.pk]
    of_plan = client.get(f"/api/v1/plans/{plan.pk}/knelpunten").json()["results"]
    assert of_plan == [knelpunt]


def test_two_writers_of_part_one_both_keep_their_words(
    almelo: Town, den_haag: Town
) -> None:
    plan = written(almelo)
    client, path = writing(almelo), f"/api/v1/plans/{plan.pk}/leefwereld"
    first = put(client, path, {"version": 1, "story": "Zo was het."})
    assert (first.status_code, first.json()["version"]) == (200, 2)
    sent = {"version": 1, "story": "Nee, zo was het."}
    late = put(client, path, sent)
    assert problem(late) == (409, "changed_meanwhile")
    assert late.json()["saved"]["story"] == "Zo was het."
    assert late.json()["saved"]["version"] == 2
    assert late.json()["sent"] == sent
    assert read(client, plan)["leefwereld"]["story"] == "Zo was het."
    again = put(client, path, {**sent, "version": 2})
    assert again.json()["story"] == "Nee, zo was het."


def test_part_one_is_written_first_with_version_zero(
    almelo: Town, den_haag: Town
) -> None:
    client, case = writing(almelo), planned_case(almelo)
    plan = post(client, f"/api/v1/cases/{case.pk}/plan", None).json()
    assert plan["leefwereld"]["version"] == 0
    path = f"/api/v1/plans/{plan['id']}/leefwereld"
    assert put(client, path, {"version": 0, "story": "Eén."}).json()["version"] == 1
    assert problem(put(client, path, {"version": 0})) == (409, "changed_meanwhile")


def test_knelpunten_are_added_changed_and_taken_out(
    almelo: Town, den_haag: Town
) -> None:
    plan, kind = written(almelo), kind_id(almelo)
    client = writing(almelo)
    words = {"text": "De wachttijd is een jaar.", "kind_id": kind}
    made = post(client, f"/api/v1/plans/{plan.pk}/knelpunten", words)
    assert made.status_code == 201
    path = f"/api/v1/knelpunten/{made.json()['id']}"
    changed = put(client, path, {**words, "severity": "light", "version": 1})
    assert (changed.json()["severity"], changed.json()["version"]) == ("light", 2)
    late = put(client, path, {**words, "version": 1})
    assert problem(late) == (409, "changed_meanwhile")
    assert late.json()["saved"] == changed.json()
    assert client.delete(path).status_code == 204
    assert problem(client.get(path)) == (404, "not_found")
    assert problem(client.delete(path)) == (404, "not_found")


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"text": " "}, "text_missing"),
        ({"kind_id": 2**62}, "not_in_register"),
        ({"since_on": "2999-01-01"}, "day_in_future"),
    ],
)
@pytest.mark.usefixtures("den_haag")
def test_the_rules_of_a_knelpunt_hold(
    almelo: Town, changes: dict[str, object], code: str
) -> None:
    plan = written(almelo)
    words = {"text": "De wachttijd.", "kind_id": kind_id(almelo), **changes}
    answer = post(writing(almelo), f"/api/v1/plans/{plan.pk}/knelpunten", words)
    assert problem(answer) == (422, code)


def test_a_doorbraak_is_written_with_its_agreements(
    almelo: Town, den_haag: Town
) -> None:
    plan, client = written(almelo), writing(almelo)
    [knelpunt] = read(client, plan)["knelpunten"]
    words = {
        "text": "De schuld wordt voorgeschoten.",
        "overcomes": [knelpunt["id"]],
        "cost_cents": 180_000,
        "agreements": [{"what": "Betaal de huur", "who": "Noor"}],
    }
    made = post(client, f"/api/v1/plans/{plan.pk}/doorbraken", words)
    assert made.status_code == 201
    body = made.json()
    assert body["cost_cents"] == 180_000
    assert body["agreements"] == [
        {"what": "Betaal de huur", "who": "Noor", "by_on": None}
    ]
    path = f"/api/v1/doorbraken/{body['id']}"
    changed = put(client, path, {**words, "cost_cents": 0, "version": 1})
    assert (changed.json()["cost_cents"], changed.json()["version"]) == (0, 2)
    late = put(client, path, {**words, "version": 1})
    assert problem(late) == (409, "changed_meanwhile")
    assert late.json()["saved"]["cost_cents"] == 0
    assert late.json()["sent"]["cost_cents"] == 180_000
    strange = put(client, path, {**words, "overcomes": [2**62], "version": 2})
    assert problem(strange) == (422, "not_in_plan")


def test_a_jurist_reads_what_was_offered_and_nothing_else(
    almelo: Town, den_haag: Town
) -> None:
    plan = written(almelo)
    reader = program(almelo, Role.JURIST, READER)
    assert problem(reader.get(f"/api/v1/plans/{plan.pk}")) == (404, "not_found")
    path = f"/api/v1/plans/{plan.pk}/leefwereld"
    assert problem(put(reader, path, {"version": 1})) == (403, "permission_denied")


def test_while_a_jurist_reads_nobody_writes(almelo: Town, den_haag: Town) -> None:
    plan = under_review(almelo)
    assert read(program(almelo, Role.JURIST, READER), plan)["status"] == "review"
    path = f"/api/v1/plans/{plan.pk}/leefwereld"
    assert problem(put(writing(almelo), path, {"version": 1})) == (422, "under_review")


def test_the_legal_check_can_be_read(almelo: Town, den_haag: Town) -> None:
    plan = approved(almelo)
    path = f"/api/v1/plans/{plan.pk}/legal-checks"
    [check] = writing(almelo).get(path).json()["results"]
    assert check["bases"]
    assert check["by_id"] == almelo.actor(Role.JURIST).user_id
    assert problem(writing(den_haag).get(path)) == (404, "not_found")


def test_the_registers_can_be_read(almelo: Town, den_haag: Town) -> None:
    written(almelo)
    client = writing(almelo)
    for path in ("knelpunt-kinds", "legal-bases"):
        assert client.get(f"/api/v1/{path}").json()["results"]
