from sohos.tenancy.permissions import Role
from tests.services.cases.test_merges import person, two_milas
from tests.towns import Town


def test_two_become_one_and_two_again(almelo: Town, den_haag: Town) -> None:
    _first, _second, kept, gone = two_milas(almelo)
    tessa = almelo.browser(Role.TEAM_LEAD)
    page = tessa.get("/cases/duplicates/").content.decode()
    link = f"/cases/merge/?subject=person&amp;kept={kept}&amp;gone={gone}"
    assert link in page
    address = link.replace("&amp;", "&")
    preview = tessa.get(address).content.decode()
    assert "Plek in een huishouden gaat mee" in preview
    assert "Merel, 2019-0001" in preview
    assert tessa.post(address, {"reason": ""}).status_code == 422
    done = tessa.post(address, {"reason": "Zelfde paspoort."}, follow=True)
    assert "Samengevoegd." in done.content.decode()
    assert tessa.get(address).status_code == 404
    back = done.content.decode().split('href="/cases/merges/')[1].split('"')[0]
    undo = f"/cases/merges/{back}"
    assert "Zelfde paspoort." in tessa.get(undo).content.decode()
    assert tessa.post(undo, {"reason": ""}).status_code == 422
    undone = tessa.post(undo, {"reason": "Het is een nicht."}, follow=True)
    assert "Alles staat weer zoals het was." in undone.content.decode()
    again = tessa.post(undo, {"reason": "Nog eens."})
    assert "Dit is al ongedaan gemaakt." in again.content.decode()
    stranger = den_haag.browser(Role.TEAM_LEAD)
    assert stranger.get(undo).status_code == 404
    assert stranger.get(address).status_code == 404


def test_an_address_that_asks_nothing_leads_to_the_list(
    almelo: Town, den_haag: Town
) -> None:
    tessa = almelo.browser(Role.TEAM_LEAD)
    for query in ("", "?subject=person&kept=x&gone=1", "?subject=cat&kept=1&gone=2"):
        answer = tessa.get(f"/cases/merge/{query}")
        assert answer.status_code == 302
        assert answer.headers["Location"] == "/cases/duplicates/"
    assert "Niemand staat er dubbel in" in (
        tessa.get("/cases/duplicates/").content.decode()
    )


def test_different_birthdays_are_pointed_out(almelo: Town, den_haag: Town) -> None:
    first, _second, kept, gone = two_milas(almelo)
    with almelo.acting(Role.TEAM_LEAD):
        zoe = person(first, "Zoë").pk
    tessa = almelo.browser(Role.TEAM_LEAD)
    address = "/cases/merge/?subject=person&kept={}&gone={}"
    page = tessa.get(address.format(kept, zoe)).content.decode()
    assert "Hun geboortedagen verschillen" in page
    alike = tessa.get(address.format(kept, gone)).content.decode()
    assert "Hun geboortedagen verschillen" not in alike


def test_the_same_twice_says_why_not(almelo: Town, den_haag: Town) -> None:
    _first, _second, kept, _gone = two_milas(almelo)
    tessa = almelo.browser(Role.TEAM_LEAD)
    address = f"/cases/merge/?subject=person&kept={kept}&gone={kept}"
    assert "Kies er twee die verschillend zijn." in (
        tessa.get(address).content.decode()
    )
