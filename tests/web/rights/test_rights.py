import io
import json

import pytest
from django.core.management import call_command
from django.urls import reverse

from sohos.documents import pdf
from sohos.rights.forms.labels import PURPOSES, field_name, table_name
from sohos.rights.selectors import field_notes
from sohos.tenancy.permissions import Role
from tests.services.cases.households import register
from tests.services.plans.planning import written
from tests.services.rights.test_rights import REQUEST, person, write
from tests.towns import Town


def test_a_file_is_found_by_the_number_on_its_letters(almelo: Town) -> None:
    case = register(almelo)
    petra = almelo.browser(Role.PRIVACY_OFFICER)
    found = petra.get(reverse("rights"), {"code": case.code})
    assert found["Location"] == reverse("retention", kwargs={"case_id": case.pk})
    for code in ("", "1999-9999"):
        assert petra.get(reverse("rights"), {"code": code}).status_code == 422
    assert petra.get(reverse("rights")).status_code == 200


def test_a_file_is_held_and_lifted(almelo: Town) -> None:
    target = {"case_id": register(almelo).pk}
    petra = almelo.browser(Role.PRIVACY_OFFICER)
    place, lift = (reverse(name, kwargs=target) for name in ("place-hold", "lift-hold"))
    assert petra.post(place, {}).status_code == 422
    held = petra.post(place, {"reason": "Bezwaar loopt"}, follow=True)
    assert "Er wordt niets vernietigd." in held.content.decode()
    assert petra.post(place, {"reason": "Nog eens"}).status_code == 422
    assert "Bezwaar loopt" in petra.get(reverse("rights")).content.decode()
    lifted = petra.post(lift, follow=True).content.decode()
    assert "De bewaartermijnen gelden weer." in lifted
    again = petra.post(lift, follow=True).content.decode()
    assert "wordt niet vastgehouden" in again


def test_a_casemanager_sees_the_terms_of_the_own_file_alone(almelo: Town) -> None:
    case = register(almelo)
    url = reverse("retention", kwargs={"case_id": case.pk})
    shown = almelo.browser(Role.CASEMANAGER).get(url).content.decode()
    assert "De termijnen beginnen" in shown
    assert "Inzage geven" not in shown
    assert almelo.browser(Role.CASEMANAGER, "Iemand Anders").get(url).status_code == 404
    assert url in (
        almelo.browser(Role.CASEMANAGER)
        .get(reverse("case", kwargs={"case_id": case.pk}))
        .content.decode()
    )


def test_a_person_gets_json(almelo: Town) -> None:
    plan = written(almelo)
    write(almelo, plan.case_id, "Zoë slaapt slecht.")
    petra = almelo.browser(Role.PRIVACY_OFFICER)
    url = reverse("subject-access", kwargs={"case_id": plan.case_id})
    assert "Zoë Merel" in petra.get(url).content.decode()
    assert petra.post(url, {}).status_code == 422
    asked = {"person": person(almelo, "Mila"), "request": REQUEST, "form": "json"}
    answer = petra.post(url, asked)
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["Cache-Control"] == "no-store"
    content = json.loads(answer.content)
    assert content["naam"] == "Mila Merel"
    assert content["gegevens"]["cases.JournalEntry"][0]["text"] == "[…] slaapt slecht."
    assert "Zoë" not in answer.content.decode()
    assert content["wie_keek"]


@pytest.mark.skipif(not pdf.is_available(), reason="this machine has no Pango")
def test_a_person_gets_a_pdf(almelo: Town) -> None:
    plan = written(almelo)
    petra = almelo.browser(Role.PRIVACY_OFFICER)
    url = reverse("subject-access", kwargs={"case_id": plan.case_id})
    asked = {"person": person(almelo, "Zoë"), "request": REQUEST, "form": "pdf"}
    answer = petra.post(url, asked)
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-")


def test_another_municipality_has_no_such_file(almelo: Town, den_haag: Town) -> None:
    target = {"case_id": register(almelo).pk}
    stranger = den_haag.browser(Role.PRIVACY_OFFICER)
    for name in ("retention", "subject-access"):
        assert stranger.get(reverse(name, kwargs=target)).status_code == 404


def test_the_register_describes_every_processing(almelo: Town) -> None:
    petra = almelo.browser(Role.PRIVACY_OFFICER)
    shown = petra.get(reverse("processing-register")).content.decode()
    assert "bijzondere persoonsgegevens" in shown
    assert "Nog te beschrijven" not in shown
    assert {note.app for note in field_notes() if note.is_personal} <= PURPOSES.keys()


def test_the_command_writes_register_and_annex() -> None:
    out = io.StringIO()
    call_command("processing_register", "--dpia", stdout=out)
    text = out.getvalue()
    assert text.startswith("# Verwerkingsregister (AVG artikel 30)")
    assert "| cases.Person.surname | gewone persoonsgegevens |" in text
    short = io.StringIO()
    call_command("processing_register", stdout=short)
    assert "cases.Person.surname" not in short.getvalue()


def test_an_unknown_table_or_field_has_its_name_in_the_code() -> None:
    assert table_name("cases.Debt") == "Debt"
    assert field_name("amount_due") == "amount due"
