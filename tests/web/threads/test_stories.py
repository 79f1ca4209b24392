from django.test import Client
from django.urls import reverse

from plans.services.registers import load_registers
from sohos.tenancy.permissions import Role
from sohos.threads.domain.stories import Check
from tests.services.threads.test_stories import NOW, drafted, offered, publish
from tests.towns import Town
from tests.web.threads.test_threads import page

WORDS = {
    "title": "De huur eerst",
    "situation": "Een gezin zou op straat komen.",
    "breakthrough": "De gemeente betaalde de huur.",
    "outcome": "Mila Merel woont er nog.",
}


def test_no_story_and_no_period_say_so(almelo: Town) -> None:
    carlo = almelo.browser(Role.CONTROLLER)
    assert "Er is nog geen periode bekend" in page(carlo)
    assert "Er is nog geen verhaal te lezen" in page(carlo, "stories")


def test_a_story_goes_from_writer_to_readers(almelo: Town) -> None:
    with almelo.acting(Role.CASEMANAGER):
        load_registers(now=NOW)
    noor, petra = almelo.browser(Role.CASEMANAGER), almelo.browser(Role.PRIVACY_OFFICER)
    assert noor.get(reverse("add-story")).status_code == 200
    assert noor.post(reverse("add-story"), {"title": ""}).status_code == 422
    saved = noor.post(reverse("add-story"), WORDS)
    written = noor.get(saved["Location"])
    assert "Mila Merel" in written.content.decode()
    assert "een naam?" in written.content.decode()
    story_id = int(saved["Location"].split("/")[-3])
    target = {"story_id": story_id}
    other = noor.post(reverse("write-story", kwargs=target), WORDS | {"version": "9"})
    assert other.status_code == 409
    noor.post(reverse("offer-story", kwargs=target))
    assert noor.get(reverse("write-story", kwargs=target)).status_code == 302
    check = reverse("check-story", kwargs=target)
    assert "Publiceer" not in noor.get(check).content.decode()
    assert noor.post(check, {}).status_code == 403
    assert petra.post(check, {"version": "1"}).status_code == 422
    _publish(petra, check)
    carlo = almelo.browser(Role.CONTROLLER)
    read = carlo.get(reverse("read-story", kwargs=target)).content.decode()
    assert "De huur eerst" in read
    assert "Trek dit verhaal in" not in read
    assert "Lees het verhaal" in page(carlo)
    petra.post(reverse("withdraw-story", kwargs=target))
    assert carlo.get(reverse("read-story", kwargs=target)).status_code == 404


def test_a_story_goes_back_with_a_remark(almelo: Town) -> None:
    target = {"story_id": offered(almelo)}
    noor, joost = almelo.browser(Role.CASEMANAGER), almelo.browser(Role.JURIST)
    back = reverse("return-story", kwargs=target)
    assert joost.post(back, {}).status_code == 422
    joost.post(back, {"remark": "De straat staat erin."})
    draft = noor.get(reverse("write-story", kwargs=target)).content.decode()
    assert "De straat staat erin." in draft
    noor.post(reverse("offer-story", kwargs=target))
    answer = noor.post(back, follow=True)
    assert "Je kunt het verhaal weer wijzigen." in answer.content.decode()
    again = noor.post(back, follow=True)
    assert "wacht niet meer op een controle" in again.content.decode()


def test_stories_of_another_municipality_do_not_exist(
    almelo: Town, den_haag: Town
) -> None:
    draft, read = drafted(almelo), publish(almelo, offered(almelo)).pk
    stranger = den_haag.browser(Role.JURIST)
    for name, story_id in (
        ("write-story", draft),
        ("check-story", read),
        ("read-story", read),
    ):
        url = reverse(name, kwargs={"story_id": story_id})
        assert stranger.get(url).status_code == 404


def test_nobody_looks_without_logging_in() -> None:
    for name in ("threads", "threads-export", "threads-cases", "stories"):
        assert Client().get(reverse(name)).status_code == 302


def _publish(client: Client, check: str) -> None:
    everything = [each.value for each in Check]
    ready = {"version": "1", "checks": everything, "month": _month(client, check)}
    assert client.post(check, ready | {"checks": ["names"]}).status_code == 422
    assert client.post(check, ready).status_code == 302


def _month(client: Client, url: str) -> str:
    form = client.get(url).context["form"]
    return str(form.fields["month"].choices[0][0])
