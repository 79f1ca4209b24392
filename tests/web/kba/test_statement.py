"""The statement: offered with the hash in it, signed elsewhere, taken in and checked."""

import io
from pathlib import Path
from typing import Any

import pikepdf
import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse

from cases.models import Case
from kba import services
from kba.domain.engagement import EngagementType
from kba.models import SignedStatement, Stage, Statement
from sohos.documents import limits, pdf
from sohos.tenancy.permissions import Role
from tests.services.kba import calculating
from tests.services.kba.calculating import ADOPTED, NOW
from tests.signing import sign, trusted_roots
from tests.towns import Town

pytestmark = pytest.mark.skipif(not pdf.is_available(), reason="no Pango here")


@pytest.fixture(autouse=True)
def _today() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


def url(name: str, stage: Stage) -> str:
    return reverse(name, kwargs={"stage_id": stage.pk})


def offered(anna: Client, stage: Stage) -> bytes:
    anna.post(url("offer-statement", stage))
    return anna.get(url("statement-file", stage)).content


def send(anna: Client, stage: Stage, content: bytes, name: str = "v.pdf") -> Any:
    file = SimpleUploadedFile(name, content, "application/pdf")
    return anna.post(url("statement", stage), {"file": file})


def words_in(content: bytes) -> str:
    with pikepdf.open(io.BytesIO(content)) as opened:
        return "".join(
            bytes(each.obj["/EF"]["/F"].read_bytes()).decode()
            for each in opened.attachments.values()
        )


def test_the_statement_is_offered_signed_and_kept(almelo: Town) -> None:
    stage = calculating.validated(almelo)
    anna = almelo.browser(Role.ACCOUNTANT)
    assert "Verklaring maken" in anna.get(url("statement", stage)).content.decode()
    original = offered(anna, stage)
    assert stage.content in words_in(original)
    assert offered(anna, stage) == original
    done = send(anna, stage, sign(original))
    assert done.status_code == 302
    page = anna.get(url("statement", stage)).content.decode()
    assert "de ondertekenaar is niet vastgesteld" in page
    assert "Anna van Loon RA" in page
    kept = anna.get(url("signed-statement-file", stage)).content
    assert kept.startswith(original)
    assert len(kept) > len(original)
    noor = almelo.browser(Role.CASEMANAGER)
    assert "Anna van Loon RA" in noor.get(url("statement", stage)).content.decode()
    with almelo.acting(Role.ACCOUNTANT):
        for model in (Statement, SignedStatement):
            with pytest.raises(DatabaseError), transaction.atomic():
                model.objects.update(municipality_id=518)


def test_a_trusted_certificate_is_shown_as_such(
    almelo: Town, settings: Any, tmp_path: Path
) -> None:
    settings.SIGNATURE_TRUST_ROOTS = trusted_roots(tmp_path)
    stage = calculating.validated(almelo)
    anna = almelo.browser(Role.ACCOUNTANT)
    send(anna, stage, sign(offered(anna, stage)))
    assert "is vertrouwd" in anna.get(url("statement", stage)).content.decode()


def test_what_is_not_the_signed_statement_is_refused(almelo: Town) -> None:
    stage = calculating.validated(almelo)
    anna = almelo.browser(Role.ACCOUNTANT)
    before = send(anna, stage, b"%PDF-1.7")
    assert before.status_code == 422
    assert "Maak eerst de verklaring" in before.content.decode()
    original = offered(anna, stage)
    other = pdf.render(
        "documents/report.html", {}, title="Anders", created=NOW, is_to_be_signed=True
    )
    changed = sign(original) + b"%\nstartxref\n0\n%%EOF\n"
    too_large = bytes(limits.MOST_BYTES + 1)
    for content, name, words in (
        (original, "v.pdf", "staat geen handtekening"),
        (sign(other), "v.pdf", "niet de verklaring van deze jaarmeting"),
        (changed, "v.pdf", "Teken de verklaring"),
        (b"Akkoord.", "v.pdf", "geen PDF"),
        (b"Akkoord.", "v.exe", "geen PDF"),
        (b"", "v.pdf", "leeg"),
        (too_large, "v.pdf", "Hoogstens 25 MB"),
    ):
        answer = send(anna, stage, content, name)
        assert answer.status_code == 422, words
        assert words in answer.content.decode(), words
    assert anna.post(url("statement", stage), {}).status_code == 422
    with almelo.acting(Role.ACCOUNTANT):
        assert not SignedStatement.objects.exists()


def test_only_who_validated_offers_and_signs(almelo: Town, den_haag: Town) -> None:
    stage = calculating.validated(almelo)
    anna = almelo.browser(Role.ACCOUNTANT)
    original = offered(anna, stage)
    bert = almelo.actor(Role.ACCOUNTANT, "Bert Mulder")
    with almelo.acting(Role.TEAM_LEAD) as tessa:
        services.assign_accountant(
            actor=tessa, kba_id=stage.kba_id, accountant_id=bert.user_id, now=NOW
        )
    other = almelo.browser(Role.ACCOUNTANT, "Bert Mulder")
    refused = send(other, stage, sign(original))
    assert refused.status_code == 422
    assert "Wie valideerde, tekent" in refused.content.decode()
    noor = almelo.browser(Role.CASEMANAGER)
    assert send(noor, stage, sign(original)).status_code == 403
    assert noor.post(url("offer-statement", stage)).status_code == 403
    stranger = den_haag.browser(Role.ACCOUNTANT)
    for name in ("statement", "statement-file", "signed-statement-file"):
        assert stranger.get(url(name, stage)).status_code == 404


def test_what_is_not_validated_has_no_statement(almelo: Town) -> None:
    stage = calculating.assigned(almelo)
    anna = almelo.browser(Role.ACCOUNTANT)
    page = anna.post(url("offer-statement", stage), follow=True).content.decode()
    assert "Er is nog niets gevalideerd" in page
    for name in ("statement-file", "signed-statement-file"):
        assert anna.get(url(name, stage))["Location"] == url("statement", stage)


@pytest.mark.parametrize(
    ("kind", "title"),
    [
        (EngagementType.AGREED_UPON_4400N, "Rapport van feitelijke bevindingen"),
        (EngagementType.LIMITED_3000A, "beperkte mate van zekerheid"),
        (EngagementType.REASONABLE_3000A, "redelijke mate van zekerheid"),
    ],
)
def test_the_engagement_decides_what_the_statement_says(
    almelo: Town, kind: EngagementType, title: str
) -> None:
    stage = calculating.judged(almelo)
    with almelo.acting(Role.FUNCTIONAL_ADMIN) as farid:
        services.record_engagement(
            actor=farid,
            programme_id=Case.objects.get(pk=stage.kba.case_id).programme_id,
            kind=kind,
            contract_version=1,
            contract_sha256="a" * 64,
            effective_on=ADOPTED,
            now=NOW,
        )
    with almelo.acting(Role.ACCOUNTANT) as anna:
        validated = services.validate_realisation(
            actor=anna, stage_id=stage.pk, validated_on=calculating.VALIDATED, now=NOW
        )
    browser = almelo.browser(Role.ACCOUNTANT)
    assert title in browser.get(url("statement", validated)).content.decode()
    with pikepdf.open(io.BytesIO(offered(browser, validated))) as opened:
        assert title in str(opened.docinfo["/Title"])
