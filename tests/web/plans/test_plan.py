"""The plan through its pages, from an empty page to an adopted version."""

from dataclasses import replace
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cases.domain.phases import Phase
from cases.domain.registration import Decision
from plans import selectors, services
from plans.domain.adoption import PlanStatus
from plans.models import Plan
from sohos.tenancy.permissions import Role
from tests.services.cases.households import MEREL, NOW, register
from tests.services.plans.planning import (
    STORY,
    approved,
    attached,
    basis_id,
    doorbraak_id,
    kind_id,
    planned_case,
    signed,
    under_review,
    written,
)
from tests.towns import Town

STORY_TYPED = {
    "version": "0",
    "story": "Ik wil dat de kinderen rustig slapen.",
    "said_by": "Mila",
    "wishes": "Hier blijven wonen",
    "needed": "Rust",
    "main_breakthrough": "De huurschuld moet weg.",
    "can_self": "Koken",
    "needs_help": "De post",
}


def doorbraak_typed(knelpunt: int, **changes: Any) -> dict[str, Any]:
    return {
        "version": "0",
        "text": "De gemeente betaalt de huurschuld nu meteen.",
        "overcomes": [knelpunt],
        "deviates_from": "Beleidsregels schuldhulp",
        "justification": "Te hard",
        "decider": "Teammanager",
        "cost": "3.480,00",
        "result_by_on": "15-03-2019",
        "grip": "Zelf de post openen",
        "alternatives": "",
        "steps-TOTAL_FORMS": "2",
        "steps-INITIAL_FORMS": "0",
        "steps-0-what": "Huurschuld betalen",
        "steps-0-who": "Gemeente",
        "steps-0-by_on": "15-03-2019",
        "steps-1-what": "",
        "steps-1-who": "",
        "steps-1-by_on": "",
        **changes,
    }


def review_typed(basis: int, **changes: Any) -> dict[str, Any]:
    return {
        "decided_on": "20-02-2019",
        "basis_1": basis,
        "basis_2": "",
        "basis_3": "",
        "purpose": "De wet wil dat mensen wonen.",
        "support": "Iedereen wil het.",
        "value": "Minder dan de opvang.",
        "conclusion": "with_reasons",
        "conditions": "Leg het vast.",
        **changes,
    }


def write_through_pages(town: Town, noor: Client) -> Plan:
    case = planned_case(town)
    assert noor.post(f"/plans/of-case/{case.pk}/").status_code == 302
    with town.acting(Role.CASEMANAGER) as actor:
        plan = selectors.plan_of_case(actor, case_id=case.pk)
    assert plan is not None
    base = f"/plans/{plan.pk}/"
    assert noor.post(f"{base}leefwereld/", STORY_TYPED).status_code == 302
    knelpunt = {
        "version": "0",
        "text": "Er is huurachterstand.",
        "kind": kind_id(town),
        "severity": "acute",
    }
    assert noor.post(f"{base}knelpunten/add/", knelpunt).status_code == 302
    with town.acting(Role.CASEMANAGER) as actor:
        (row,) = selectors.content_of(actor, plan).knelpunten
    sent = doorbraak_typed(row.id)
    assert noor.post(f"{base}doorbraken/add/", sent).status_code == 302
    return plan


def sign_through_pages(noor: Client, plan: Plan) -> None:
    for party, signer in (("household", "Mila"), ("casemanager", "Noor Verbeek")):
        signature = {
            "party": party,
            "signer": signer,
            "manner": "paper",
            "signed_on": "26-02-2019",
        }
        assert noor.post(f"/plans/{plan.pk}/sign/", signature).status_code == 302


def test_a_plan_is_started_where_there_is_none(almelo: Town, den_haag: Town) -> None:
    case = planned_case(almelo)
    noor = almelo.browser(Role.CASEMANAGER)
    address = f"/plans/of-case/{case.pk}/"
    assert "Begin het plan" in noor.get(address).content.decode()
    assert noor.post(address).status_code == 302
    assert noor.get(address).headers["Location"].startswith("/plans/")


def test_a_plan_is_written_and_judged_through_the_pages(
    almelo: Town, den_haag: Town
) -> None:
    noor = almelo.browser(Role.CASEMANAGER)
    plan = write_through_pages(almelo, noor)
    page = noor.get(f"/plans/{plan.pk}/").content.decode()
    assert "3.480,00" in page
    assert "Alles is er. Bied het plan aan voor de toets." in page
    assert noor.post(f"/plans/{plan.pk}/ask-review/").status_code == 302
    joost = almelo.browser(Role.JURIST)
    assert "2019-0001" in joost.get("/plans/reviews/").content.decode()
    judge = f"/plans/doorbraken/{doorbraak_id(almelo, plan)}/review/"
    assert joost.get(judge).status_code == 200
    sent = review_typed(basis_id(almelo, "pw-18-1"))
    assert joost.post(judge, sent).status_code == 302
    page = noor.get(f"/plans/{plan.pk}/").content.decode()
    assert "Juridische toets: Past met motivering" in page


def test_a_plan_is_signed_and_adopted_through_the_pages(
    almelo: Town, den_haag: Town
) -> None:
    plan = attached(almelo)
    noor, marga = (
        almelo.browser(Role.CASEMANAGER),
        almelo.browser(Role.MANDATE_HOLDER),
    )
    assert "12.000,00" in noor.get(f"/plans/{plan.pk}/").content.decode()
    assert "Nog niet compleet" in marga.get("/plans/adoptions/").content.decode()
    sign_through_pages(noor, plan)
    assert "Klaar om vast te stellen" in marga.get("/plans/adoptions/").content.decode()
    adopt = f"/plans/{plan.pk}/adopt/"
    assert marga.post(adopt, {"adopted_on": "25-02-2019"}).status_code == 422
    assert marga.post(adopt, {"adopted_on": "01-03-2019"}).status_code == 302
    with almelo.acting(Role.CASEMANAGER) as actor:
        done = selectors.plan_of(actor, plan_id=plan.pk)
        assert done.status == PlanStatus.ADOPTED
    page = noor.get(f"/plans/{plan.pk}/read/").content.decode()
    assert "Vastgesteld op 1 maart 2019." in page
    assert "In dit huis blijven wonen" in page


def test_what_was_typed_stays_when_something_is_missing(
    almelo: Town, den_haag: Town
) -> None:
    plan = written(almelo)
    noor = almelo.browser(Role.CASEMANAGER)
    sent = doorbraak_typed(0, text="", overcomes=[], cost="veel")
    answer = noor.post(f"/plans/{plan.pk}/doorbraken/add/", sent)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "<title>Fout: " in page
    for typed in ("veel", "Huurschuld betalen", "Teammanager", "Zelf de post openen"):
        assert typed in page


def test_a_step_is_added_without_losing_anything(almelo: Town, den_haag: Town) -> None:
    plan = written(almelo)
    noor = almelo.browser(Role.CASEMANAGER)
    answer = noor.post(
        f"/plans/{plan.pk}/doorbraken/add/",
        doorbraak_typed(0, act="add-step", text="", overcomes=[]),
    )
    assert answer.status_code == 200
    assert len(answer.context["rows"].forms) == 3
    assert "Huurschuld betalen" in answer.content.decode()
    assert 'role="alert"' not in answer.content.decode()


def test_two_editors_see_each_other_and_lose_nothing(
    almelo: Town, den_haag: Town
) -> None:
    plan = written(almelo)
    noor = almelo.browser(Role.CASEMANAGER)
    address = f"/plans/{plan.pk}/leefwereld/"
    first = {**STORY_TYPED, "version": "1", "story": "Wij willen rust."}
    second = {**STORY_TYPED, "version": "1", "story": "Wij willen een huis."}
    assert noor.post(address, first).status_code == 302
    answer = noor.post(address, second)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "<mark>rust</mark>" in page
    assert "<mark>een huis</mark>" in page
    assert 'name="version" value="2"' in page
    both = noor.post(address, {**second, "version": "2", "act": "both"})
    assert both.status_code == 200
    assert "Wij willen een huis.\n\nWij willen rust." in both.content.decode()
    assert noor.post(address, {**second, "version": "2"}).status_code == 302
    with almelo.acting(Role.CASEMANAGER) as actor:
        content = selectors.content_of(actor, plan)
    assert content.leefwereld.story == "Wij willen een huis."


def test_a_basis_that_was_not_valid_yet_gets_a_clear_answer(
    almelo: Town, den_haag: Town
) -> None:
    plan = under_review(almelo)
    judge = f"/plans/doorbraken/{doorbraak_id(almelo, plan)}/review/"
    joost = almelo.browser(Role.JURIST)
    answer = joost.post(judge, review_typed(basis_id(almelo, "pw-20-3")))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert (
        "Deze geldt dan niet: Participatiewet 20 lid 3 (geldt vanaf 1 juli 2026)."
        in page
    )
    assert "De wet wil dat mensen wonen." in page


def test_the_list_shows_only_bases_of_that_day(almelo: Town, den_haag: Town) -> None:
    plan = under_review(almelo)
    judge = f"/plans/doorbraken/{doorbraak_id(almelo, plan)}/review/"
    joost = almelo.browser(Role.JURIST)
    late, unknown = basis_id(almelo, "pw-20-3"), basis_id(almelo, "wams")
    now = joost.get(judge).content.decode()
    assert f'<option value="{late}"' in now
    assert f'<option value="{unknown}"' not in now
    then = joost.post(
        judge, {**review_typed(0), "basis_1": "", "act": "show-bases"}
    ).content.decode()
    assert f'<option value="{late}"' not in then


def test_a_jurist_reaches_no_draft_and_no_case(almelo: Town, den_haag: Town) -> None:
    plan = written(almelo)
    joost = almelo.browser(Role.JURIST)
    assert joost.get(f"/plans/{plan.pk}/").status_code == 404
    assert joost.get(f"/cases/{plan.case_id}/").status_code == 403
    with almelo.acting(Role.CASEMANAGER) as actor:
        services.ask_review(actor=actor, plan_id=plan.pk, now=NOW)
    page = joost.get(f"/plans/{plan.pk}/").content.decode()
    assert STORY.story in page
    assert "Merel" not in page
    assert f"/cases/{plan.case_id}/" not in page


def test_while_a_jurist_reads_nothing_changes(almelo: Town, den_haag: Town) -> None:
    plan = under_review(almelo)
    noor = almelo.browser(Role.CASEMANAGER)
    address = f"/plans/{plan.pk}/leefwereld/"
    answer = noor.post(address, {**STORY_TYPED, "version": "1"})
    assert answer.status_code == 422
    assert "Dit plan ligt bij de jurist." in answer.content.decode()
    assert "Ik wil dat de kinderen rustig slapen." in answer.content.decode()
    assert noor.post(f"/plans/{plan.pk}/withdraw-review/").status_code == 302
    assert noor.post(address, {**STORY_TYPED, "version": "1"}).status_code == 302


def test_strangers_stay_out(almelo: Town, den_haag: Town) -> None:
    plan = signed(almelo)
    row = doorbraak_id(almelo, plan)
    addresses = [
        f"/plans/{plan.pk}/",
        f"/plans/{plan.pk}/read/",
        f"/plans/{plan.pk}/leefwereld/",
        f"/plans/doorbraken/{row}/",
        f"/plans/{plan.pk}/sign/",
    ]
    colleague = almelo.browser(Role.CASEMANAGER, "Ton Visser")
    other = den_haag.browser(Role.CASEMANAGER)
    controller = almelo.browser(Role.CONTROLLER)
    for address in addresses:
        assert colleague.get(address).status_code == 404
        assert other.get(address).status_code == 404
        assert controller.get(address).status_code == 403
        assert Client().get(address).status_code == 302
    assert den_haag.browser(Role.JURIST).get(addresses[0]).status_code == 404
    judge = f"/plans/doorbraken/{row}/review/"
    assert den_haag.browser(Role.JURIST).get(judge).status_code == 404
    adopt = f"/plans/{plan.pk}/adopt/"
    assert den_haag.browser(Role.MANDATE_HOLDER).get(adopt).status_code == 404


@pytest.mark.parametrize(
    ("role", "address", "make"),
    [
        (Role.JURIST, "/plans/reviews/", under_review),
        (Role.MANDATE_HOLDER, "/plans/adoptions/", approved),
    ],
)
def test_the_lists_ask_the_same_number_of_questions(
    almelo: Town, den_haag: Town, role: Role, address: str, make: Any
) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert browser.get(address).status_code == 200
        return len(asked)

    make(almelo)
    browser = almelo.browser(role)
    browser.get(address)
    few = queries()
    for _ in range(3):
        make(almelo)
    assert queries() == few


def test_the_plan_asks_the_same_number_of_questions_for_more_knelpunten(
    almelo: Town, den_haag: Town
) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert browser.get(f"/plans/{plan.pk}/").status_code == 200
        return len(asked)

    plan = written(almelo)
    browser = almelo.browser(Role.CASEMANAGER)
    browser.get(f"/plans/{plan.pk}/")
    few = queries()
    kind = kind_id(almelo)
    with almelo.acting(Role.CASEMANAGER) as actor:
        for number in range(5):
            services.add_knelpunt(
                actor=actor,
                plan_id=plan.pk,
                says=services.KnelpuntText(f"Knelpunt {number}", kind),
                now=NOW,
            )
    assert queries() == few


def test_a_plan_waits_for_the_intake(almelo: Town, den_haag: Town) -> None:
    case = register(almelo, role=Role.TEAM_LEAD)
    assert case.phase == Phase.INTAKE
    lead = almelo.browser(Role.TEAM_LEAD)
    assert lead.get(f"/plans/of-case/{case.pk}/").status_code == 403


def test_a_knelpunt_is_changed_and_taken_out(almelo: Town, den_haag: Town) -> None:
    plan = written(almelo)
    noor = almelo.browser(Role.CASEMANAGER)
    with almelo.acting(Role.CASEMANAGER) as actor:
        (row,) = selectors.content_of(actor, plan).knelpunten
    address = f"/plans/knelpunten/{row.id}/"
    sent = {
        "version": "1",
        "text": "De schuld groeit.",
        "kind": kind_id(almelo),
        "severity": "acute",
        "since_on": "01-05-2199",
    }
    assert "huurachterstand" in noor.get(address).content.decode()
    answer = noor.post(address, sent)
    assert answer.status_code == 422
    assert "Kies vandaag of een dag die voorbij is." in answer.content.decode()
    assert noor.post(address, {**sent, "since_on": ""}).status_code == 302
    assert noor.post(address, {**sent, "since_on": ""}).status_code == 302
    other = {**sent, "since_on": "", "text": "De schuld krimpt."}
    assert noor.post(address, other).status_code == 409
    assert den_haag.browser(Role.CASEMANAGER).get(address).status_code == 404
    assert noor.get(f"{address}remove/").status_code == 405
    assert almelo.browser(Role.JURIST).post(f"{address}remove/").status_code == 403
    assert noor.post(f"{address}remove/").status_code == 302
    assert noor.get(address).status_code == 404


def test_a_doorbraak_is_changed(almelo: Town, den_haag: Town) -> None:
    plan = written(almelo)
    noor = almelo.browser(Role.CASEMANAGER)
    row = doorbraak_id(almelo, plan)
    address = f"/plans/doorbraken/{row}/"
    page = noor.get(address).content.decode()
    assert "Huurschuld betalen" in page
    assert "3.480,00" in page
    sent = doorbraak_typed(0, overcomes=[], version="1", text="Iets anders.")
    assert noor.post(address, sent).status_code == 302
    assert "Iets anders." in noor.get(f"/plans/{plan.pk}/").content.decode()
    assert noor.post(address, {**sent, "grip": "Anders"}).status_code == 409


def test_an_incomplete_plan_is_not_offered(almelo: Town, den_haag: Town) -> None:
    plan = written(almelo, decider="")
    noor = almelo.browser(Role.CASEMANAGER)
    answer = noor.post(f"/plans/{plan.pk}/ask-review/", follow=True)
    assert "Nog nodig: wie over de doorbraak moet beslissen." in answer.content.decode()
    answer = noor.post(f"/plans/{plan.pk}/withdraw-review/", follow=True)
    assert "Dit plan ligt nu niet bij de jurist." in answer.content.decode()


def test_a_judgement_without_a_basis_is_shown_again(
    almelo: Town, den_haag: Town
) -> None:
    plan = under_review(almelo)
    judge = f"/plans/doorbraken/{doorbraak_id(almelo, plan)}/review/"
    joost = almelo.browser(Role.JURIST)
    answer = joost.post(judge, review_typed(0, basis_1=""))
    assert answer.status_code == 422
    assert "Kies minstens één grondslag" in answer.content.decode()
    assert joost.post(judge, {"decided_on": "32-13-2019"}).status_code == 422


def test_signing_says_what_is_wrong(almelo: Town, den_haag: Town) -> None:
    plan = attached(almelo)
    noor = almelo.browser(Role.CASEMANAGER)
    address = f"/plans/{plan.pk}/sign/"
    sent = {"party": "household", "signer": "Mila", "manner": "paper"}
    assert noor.post(address, sent).status_code == 422
    answer = noor.post(address, {**sent, "signed_on": "01-01-2199"})
    assert answer.status_code == 422
    assert "Kies vandaag of een dag die voorbij is." in answer.content.decode()


def test_a_plan_does_not_start_on_the_waiting_list(
    almelo: Town, den_haag: Town
) -> None:
    case = register(almelo, replace(MEREL, decision=Decision.WAIT, reason="Vol."))
    noor = almelo.browser(Role.CASEMANAGER)
    answer = noor.post(f"/plans/of-case/{case.pk}/")
    assert answer.status_code == 422
    assert "Beslis eerst over de intake" in answer.content.decode()
