"""A part that saves itself, and two people in one part."""

from typing import Any

from django.test import Client

from plans import selectors, services
from plans.models import Doorbraak, Knelpunt, Plan, Revision
from sohos.tenancy.permissions import Role
from tests.services.cases.households import NOW
from tests.services.plans.planning import (
    approved,
    doorbraak_id,
    kind_id,
    under_review,
    written,
)
from tests.towns import Town
from tests.web.plans.test_plan import STORY_TYPED, doorbraak_typed


def along(town: Town, address: str, typed: dict[str, Any]) -> Any:
    noor = town.browser(Role.CASEMANAGER)
    return noor.post(address, {**typed, "act": "autosave"})


def story_of(town: Town, plan: Plan) -> str:
    with town.acting(Role.CASEMANAGER) as noor:
        return selectors.content_of(noor, plan).leefwereld.story


def hidden_version(noor: Client, address: str) -> str:
    page = noor.get(address).content.decode()
    return page.partition('name="version" value="')[2].partition('"')[0]


def test_a_part_saves_itself_and_tells_its_version(
    almelo: Town, den_haag: Town
) -> None:
    plan = written(almelo)
    address = f"/plans/{plan.pk}/leefwereld/"
    answer = along(almelo, address, {**STORY_TYPED, "version": "1"})
    assert answer.status_code == 200
    assert (answer.json()["version"], answer.json()["path"]) == (2, address)
    assert story_of(almelo, plan) == STORY_TYPED["story"]
    assert along(den_haag, address, STORY_TYPED).status_code == 404


def test_an_answer_that_got_lost_is_no_conflict(almelo: Town, den_haag: Town) -> None:
    plan = written(almelo)
    address = f"/plans/{plan.pk}/leefwereld/"
    typed = {**STORY_TYPED, "version": "1"}
    first, again = (along(almelo, address, typed) for _ in range(2))
    assert (first.json()["version"], again.json()["version"]) == (2, 2)
    with almelo.acting(Role.CASEMANAGER):
        assert Revision.objects.filter(plan=plan, part="leefwereld").count() == 2


def test_saving_by_itself_overwrites_nobody(almelo: Town, den_haag: Town) -> None:
    plan = written(almelo)
    address = f"/plans/{plan.pk}/leefwereld/"
    along(almelo, address, {**STORY_TYPED, "version": "1"})
    other = {**STORY_TYPED, "version": "1", "said_by": "Opa"}
    answer = along(almelo, address, other)
    assert answer.status_code == 409
    assert answer.json()["why"].startswith("Noor Verbeek wijzigde dit ook.")
    page = almelo.browser(Role.CASEMANAGER).post(address, other)
    text = page.content.decode()
    assert page.status_code == 409
    assert "<mark>Opa</mark>" in text
    assert 'data-autosave="off"' in text
    assert 'data-base="1"' in text


def test_a_new_knelpunt_gets_an_address_at_its_first_save(
    almelo: Town, den_haag: Town
) -> None:
    plan = written(almelo)
    address = f"/plans/{plan.pk}/knelpunten/add/"
    typed = {"version": "0", "text": "De post blijft dicht.", "severity": "light"}
    answer = along(almelo, address, typed)
    assert answer.status_code == 422
    why = "Soort knelpunt: Kies wat voor knelpunt het is."
    assert answer.json() == {"why": why}
    typed["kind"] = str(kind_id(almelo))
    answer = along(almelo, address, typed)
    with almelo.acting(Role.CASEMANAGER):
        row = Knelpunt.objects.get(text="De post blijft dicht.")
    assert answer.json()["path"] == f"/plans/knelpunten/{row.pk}/"
    future = {**typed, "version": "1", "since_on": "01-01-2199"}
    answer = along(almelo, answer.json()["path"], future)
    assert answer.status_code == 422
    assert answer.json() == {"why": "Kies vandaag of een dag die voorbij is."}


def test_what_a_jurist_approved_or_reads_does_not_save_itself(
    almelo: Town, den_haag: Town
) -> None:
    plan = approved(almelo)
    address = f"/plans/{plan.pk}/leefwereld/"
    before = story_of(almelo, plan)
    answer = along(almelo, address, {**STORY_TYPED, "version": "1"})
    assert answer.status_code == 422
    assert answer.json()["why"].startswith("De jurist keurde dit plan goed.")
    assert story_of(almelo, plan) == before
    page = almelo.browser(Role.CASEMANAGER).get(address).content.decode()
    assert 'data-autosave="off"' in page
    plan = under_review(den_haag)
    address = f"/plans/{plan.pk}/leefwereld/"
    answer = along(den_haag, address, {**STORY_TYPED, "version": "1"})
    assert answer.status_code == 422
    assert answer.json()["why"].startswith("Dit plan ligt bij de jurist.")


def test_kept_text_comes_back_with_every_row_and_saves_nothing_yet(
    almelo: Town, den_haag: Town
) -> None:
    plan = written(almelo)
    noor = almelo.browser(Role.CASEMANAGER)
    address = f"/plans/doorbraken/{doorbraak_id(almelo, plan)}/"
    kept = {"steps-TOTAL_FORMS": "3", "steps-2-what": "Post openen"}
    typed = doorbraak_typed(0, overcomes=[], version="1", act="restore", **kept)
    page = noor.post(address, typed).content.decode()
    assert 'name="steps-2-what" value="Post openen"' in page
    assert 'data-typed="yes"' in page
    assert "Fout:" not in page
    assert hidden_version(noor, address) == "1"


def test_both_doorbraken_end_up_under_each_other_with_their_steps(
    almelo: Town, den_haag: Town
) -> None:
    plan = written(almelo)
    noor = almelo.browser(Role.CASEMANAGER)
    row = doorbraak_id(almelo, plan)
    address = f"/plans/doorbraken/{row}/"
    with almelo.acting(Role.CASEMANAGER) as actor:
        (knelpunt,) = selectors.content_of(actor, plan).knelpunten
    theirs = doorbraak_typed(knelpunt.id, version="1", decider="Wethouder")
    theirs |= {"steps-0-what": "Bellen", "steps-0-who": "Opa", "cost": "10,00"}
    assert noor.post(address, theirs).status_code == 302
    mine = doorbraak_typed(0, overcomes=[], version="1", grip="Zelf sparen")
    answer = noor.post(address, mine)
    page = answer.content.decode()
    assert answer.status_code == 409
    for words in ("Bellen", "Wethouder", "Zelf sparen", "<mark>10", "huurachterstand"):
        assert words in page
    both = noor.post(address, {**mine, "version": "2", "act": "both"})
    page = both.content.decode()
    assert 'value="Teammanager / Wethouder"' in page
    assert "Zelf sparen\n\nZelf de post openen" in page
    assert 'name="steps-2-what" value="Bellen"' in page
    assert 'name="steps-TOTAL_FORMS" value="3"' in page
    assert " checked" in page
    with almelo.acting(Role.CASEMANAGER):
        assert Doorbraak.objects.get(pk=row).decider == "Wethouder"


def test_a_removed_knelpunt_is_not_saved_again(almelo: Town, den_haag: Town) -> None:
    plan = written(almelo)
    with almelo.acting(Role.CASEMANAGER) as noor:
        (row,) = selectors.content_of(noor, plan).knelpunten
        services.remove_knelpunt(actor=noor, knelpunt_id=row.id, now=NOW)
    answer = along(almelo, f"/plans/knelpunten/{row.id}/", {"version": "1"})
    assert answer.status_code == 404
