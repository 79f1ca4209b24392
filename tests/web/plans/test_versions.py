"""The versions of a plan through the pages: change, compare, read an old one."""

from plans import selectors
from plans.models import Plan
from sohos.tenancy.permissions import Role
from tests.services.plans.planning import written
from tests.services.plans.test_change_plan import adopted, begin, rewrite
from tests.services.plans.test_open_domain import PURPOSE, domain_ids
from tests.towns import Town


def test_an_adopted_plan_is_changed_and_the_change_is_dropped(
    almelo: Town, den_haag: Town
) -> None:
    plan = adopted(almelo)
    noor = almelo.browser(Role.CASEMANAGER)
    assert "Wijzig het plan" in noor.get(f"/plans/{plan.pk}/").content.decode()
    address = f"/plans/{plan.pk}/change/"
    assert "Versie 1 blijft precies" in noor.get(address).content.decode()
    answer = noor.post(address, {"reason": " "})
    assert answer.status_code == 422
    assert "Schrijf op waarom het plan verandert." in answer.content.decode()
    answer = noor.post(address, {"reason": "De huur stijgt."}, follow=True)
    page = answer.content.decode()
    assert "Wijziging van versie 1" in page
    assert "De huur stijgt." in page
    assert "niet vastgesteld" in noor.get(address).content.decode()
    answer = noor.post(address, {"reason": "Nog eens."})
    assert answer.status_code == 422
    answer = noor.post(f"{address}drop/", follow=True)
    assert "De vastgestelde versie geldt weer." in answer.content.decode()
    answer = noor.post(f"{address}drop/", follow=True)
    assert "Dit plan staat vast" in answer.content.decode()


def test_a_difference_marks_the_words(almelo: Town, den_haag: Town) -> None:
    plan = adopted(almelo)
    begin(almelo, plan)
    rewrite(almelo, plan, needed="Rust en twee vaste gezichten.")
    noor = almelo.browser(Role.CASEMANAGER)
    address = f"/plans/{plan.pk}/difference/"
    page = noor.get(address).content.decode()
    assert "Rust en <ins>twee vaste gezichten</ins>" in page
    assert "<del>één vast gezicht</del>" in page
    same = noor.get(f"{address}?older=1&newer=1").content.decode()
    assert "Er is niets veranderd" in same
    assert noor.get(f"{address}?older=7&newer=now").status_code == 404
    assert den_haag.browser(Role.CASEMANAGER).get(address).status_code == 404


def test_history_lists_versions_and_saves(almelo: Town, den_haag: Town) -> None:
    plan = adopted(almelo)
    noor = almelo.browser(Role.CASEMANAGER)
    page = noor.get(f"/plans/{plan.pk}/history/").content.decode()
    assert "Versie 1" in page
    assert "Eerste versie" in page
    assert "Wat is er bewaard?" in page
    begin(almelo, plan)
    assert (
        "Vergelijk versies" in noor.get(f"/plans/{plan.pk}/history/").content.decode()
    )


def test_an_old_version_reads_as_it_was_adopted(almelo: Town, den_haag: Town) -> None:
    plan = adopted(almelo)
    begin(almelo, plan)
    rewrite(almelo, plan, story="Nu is alles anders.")
    noor = almelo.browser(Role.CASEMANAGER)
    page = noor.get(f"/plans/{plan.pk}/versions/1/").content.decode()
    assert "Ik wil dat de kinderen rustig slapen" in page
    assert "Nu is alles anders." not in page
    with almelo.acting(Role.CASEMANAGER):
        version = selectors.version_of(Plan.objects.get(pk=plan.pk))
        assert version is not None
        assert version.sha256 in page
    assert noor.get(f"/plans/{plan.pk}/versions/2/").status_code == 404


def test_a_plan_without_a_version_has_nothing_to_compare(
    almelo: Town, den_haag: Town
) -> None:
    plan = written(almelo)
    noor = almelo.browser(Role.CASEMANAGER)
    assert noor.get(f"/plans/{plan.pk}/difference/").status_code == 404
    page = noor.get(f"/plans/{plan.pk}/history/").content.decode()
    assert "Er is nog geen vastgestelde versie" in page


def test_a_domain_without_purpose_is_refused_and_nothing_is_lost(
    almelo: Town, den_haag: Town
) -> None:
    plan = written(almelo)
    noor = almelo.browser(Role.CASEMANAGER)
    with almelo.acting(Role.CASEMANAGER) as actor:
        domain = domain_ids(actor)[0]
    address = f"/plans/{plan.pk}/domains/open/"
    assert "Waarvoor is dit nodig?" in noor.get(address).content.decode()
    sent = {
        "version": "0",
        "life_domain": str(domain),
        "purpose": " ",
        "says": "Wij eten op krediet.",
    }
    answer = noor.post(address, sent)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Zonder doel blijft dit gebied dicht." in page
    assert "Wij eten op krediet." in page
    along = noor.post(address, {**sent, "act": "autosave"})
    assert along.status_code == 422
    assert "Zonder doel blijft dit gebied dicht." in along.json()["why"]
    assert noor.post(address, {**sent, "purpose": PURPOSE}).status_code == 302
    assert PURPOSE in noor.get(f"/plans/{plan.pk}/").content.decode()
    again = noor.post(address, {**sent, "purpose": PURPOSE})
    assert again.status_code == 422
    assert "Dit levensgebied is al open." in again.content.decode()


def test_a_domain_is_changed_by_two_and_closed(almelo: Town, den_haag: Town) -> None:
    plan = written(almelo)
    noor = almelo.browser(Role.CASEMANAGER)
    with almelo.acting(Role.CASEMANAGER) as actor:
        domain = domain_ids(actor)[0]
    sent = {"version": "0", "life_domain": str(domain), "purpose": PURPOSE, "says": ""}
    told = noor.post(
        f"/plans/{plan.pk}/domains/open/", {**sent, "act": "autosave"}
    ).json()
    address = told["path"]
    first = {**sent, "version": "1", "says": "Wij sparen niets."}
    assert noor.post(address, first).status_code == 302
    answer = noor.post(address, {**sent, "version": "1", "says": "Wij lenen."})
    assert answer.status_code == 409
    assert "<mark>sparen niets</mark>" in answer.content.decode()
    assert noor.get(f"{address}close/").status_code == 405
    assert noor.post(f"{address}close/").status_code == 302
    assert noor.get(address).status_code == 404


def test_a_doorbraak_is_taken_out(almelo: Town, den_haag: Town) -> None:
    plan = written(almelo)
    noor = almelo.browser(Role.CASEMANAGER)
    with almelo.acting(Role.CASEMANAGER) as actor:
        (row,) = selectors.content_of(actor, plan).doorbraken
    address = f"/plans/doorbraken/{row.id}/"
    assert noor.post(f"{address}remove/").status_code == 302
    assert noor.get(address).status_code == 404
