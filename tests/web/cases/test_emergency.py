import re

from sohos.audit.models import Line
from sohos.tenancy.permissions import Role
from tests.services.cases.households import register
from tests.towns import Town

REASON = "De kinderen zijn alleen thuis."


def test_from_the_emergency_to_the_judgement(almelo: Town, den_haag: Town) -> None:
    case = register(almelo)
    lead = almelo.browser(Role.TEAM_LEAD)
    ton = almelo.browser(Role.CASEMANAGER, "Ton Visser")
    page = f"/cases/{case.pk}/"
    assert ton.get(page).status_code == 404
    sent = {"code": case.code, "reason": REASON}
    assert "vier uur" in ton.get(f"/cases/emergency/?code={case.code}").content.decode()
    assert ton.post("/cases/emergency/", sent)["Location"] == page
    seen = ton.get(page).content.decode()
    assert "Elke blik wordt vastgelegd." in seen
    assert "Bewaar het verslag" not in seen
    assert "Merel" in ton.get("/cases/find/?q=merel").content.decode()
    for part in ("journal", "tasks", "documents"):
        assert "Noodtoegang" in ton.get(f"{page}{part}/").content.decode()
    assert (
        "Bespreek de noodtoegang van Ton Visser" in lead.get("/cases/").content.decode()
    )
    petra = almelo.browser(Role.PRIVACY_OFFICER)
    listed = petra.get("/cases/emergencies/?show=open").content.decode()
    assert "1 nog te beoordelen" in listed
    (judge,) = set(re.findall(r"/cases/emergencies/\d+/", listed))
    assert REASON in petra.get(judge).content.decode()
    assert petra.post(judge, {"verdict": "not_justified"}).status_code == 422
    answer = petra.post(judge, {"verdict": "not_justified", "note": "Geen haast."})
    assert answer["Location"] == "/cases/emergencies/"
    assert "Geen haast." in petra.get(judge).content.decode()
    assert petra.post(judge, {"verdict": "justified"}).status_code == 422
    assert "Niet terecht" in petra.get("/cases/emergencies/").content.decode()
    assert ton.get(page).status_code == 404
    with almelo.acting(Role.PRIVACY_OFFICER):
        looks = Line.objects.filter(purpose__startswith="noodtoegang")
        assert "get case" in looks.values_list("action", flat=True)
        assert "get documents" in looks.values_list("action", flat=True)


def test_an_unknown_number_and_a_short_reason_are_refused_kindly(
    almelo: Town, den_haag: Town
) -> None:
    case = register(den_haag)
    noor = almelo.browser(Role.CASEMANAGER)
    answer = noor.post("/cases/emergency/", {"code": case.code, "reason": REASON})
    assert answer.status_code == 422
    assert "Er is hier geen dossier met dit nummer." in answer.content.decode()
    assert REASON in answer.content.decode()
    answer = noor.post("/cases/emergency/", {"code": "2019-0001", "reason": "spoed"})
    assert answer.status_code == 422
    assert "Schrijf in een hele zin op" in answer.content.decode()


def test_an_empty_list_explains_itself(almelo: Town, den_haag: Town) -> None:
    petra = almelo.browser(Role.PRIVACY_OFFICER)
    assert (
        "Niemand heeft noodtoegang gebruikt"
        in petra.get("/cases/emergencies/").content.decode()
    )
