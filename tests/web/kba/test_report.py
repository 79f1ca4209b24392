"""The report of a stage: ordered, rendered, downloaded; and what the PDF is made of."""

import io
from typing import Any

import pikepdf
import pytest
import time_machine
from django.urls import reverse

from kba import selectors, services, tasks
from kba.models import Stage
from sohos.core.errors import NotAllowedError, NotFoundError
from sohos.documents import pdf
from sohos.jobs.models import Job
from sohos.tenancy import context
from sohos.tenancy.permissions import Role
from tests.services.kba import calculating
from tests.services.kba.calculating import NOW
from tests.towns import Town

needs_pango = pytest.mark.skipif(not pdf.is_available(), reason="no Pango here")


@pytest.fixture(autouse=True)
def _today() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


def no_progress(done: int, total: int) -> None:
    assert done <= total


def rendered(town: Town, stage: Stage) -> bytes:
    with town.acting(Role.CASEMANAGER) as noor:
        told = tasks.render_report(
            actor=noor, now=NOW, progress=no_progress, stage_id=stage.pk
        )
        answer = town.browser(Role.CASEMANAGER)
    assert told["address"] == reverse("kba-report", kwargs={"stage_id": stage.pk})
    return answer.get(told["address"]).content


def ordered(town: Town, stage: Stage, language: str = "nl") -> None:
    with town.acting(Role.CASEMANAGER) as noor:
        services.ask_report(actor=noor, stage_id=stage.pk, language=language, now=NOW)


@needs_pango
def test_the_report_is_an_archive_that_a_screen_reader_can_read(almelo: Town) -> None:
    stage = calculating.realised(almelo)
    ordered(almelo, stage)
    content = rendered(almelo, stage)
    assert content.startswith(b"%PDF-")
    with pikepdf.open(io.BytesIO(content)) as found:
        root = found.Root
        assert str(root.Lang) == "nl"
        assert root.MarkInfo.Marked
        assert root.ViewerPreferences.DisplayDocTitle
        metadata = bytes(root.Metadata.read_bytes()).decode()
        assert "<pdfuaid:part>1</pdfuaid:part>" in metadata
        assert 'pdfaid:part="3"' in metadata or "<pdfaid:part>3<" in metadata
        headers = [part for part in objects(found) if part.get("/S") == pikepdf.Name.TH]
        assert headers
        assert all("/Scope" in header.A for header in headers)
        fonts = [
            part
            for part in objects(found)
            if "/FontFile2" in part or "/FontFile3" in part
        ]
        assert fonts
        assert len(root.AF) == 2
        assert sorted(found.attachments) == [
            "kba-2019-0001-realisatie.csv",
            "kba-2019-0001-realisatie.json",
        ]
        inside = found.attachments["kba-2019-0001-realisatie.json"]
        assert inside.get_file().read_bytes().decode() == stage.content


def objects(found: pikepdf.Pdf) -> list[Any]:
    return [part for part in found.objects if isinstance(part, pikepdf.Dictionary)]


@needs_pango
def test_the_same_stage_gives_the_same_bytes(almelo: Town) -> None:
    stage = calculating.realised(almelo)
    ordered(almelo, stage)
    assert rendered(almelo, stage) == rendered(almelo, stage)


@needs_pango
def test_a_report_speaks_the_language_in_which_it_was_asked(almelo: Town) -> None:
    stage = calculating.realised(almelo)
    ordered(almelo, stage, "en")
    with pikepdf.open(io.BytesIO(rendered(almelo, stage))) as found:
        assert str(found.Root.Lang) == "en"


def test_a_report_is_ordered_and_followed(almelo: Town) -> None:
    stage = calculating.realised(almelo)
    noor = almelo.browser(Role.CASEMANAGER)
    progress = reverse("report-progress", kwargs={"stage_id": stage.pk})
    file = reverse("kba-report", kwargs={"stage_id": stage.pk})
    assert "nog geen rapport" in noor.get(progress).content.decode()
    assert noor.get(file)["Location"] == progress
    order = reverse("render-report", kwargs={"stage_id": stage.pk})
    assert noor.post(order)["Location"] == progress
    assert "Rapport maken" in noor.get(progress).content.decode()
    assert noor.get(progress, headers={"HX-Request": "true"}).status_code == 200
    with context.tenant(almelo.id):
        job = Job.objects.get(name="kba.render_report")
        assert job.arguments == {"stage_id": stage.pk}
        Job.objects.update(state=Job.State.DONE)
    assert noor.get(progress, headers={"HX-Request": "true"}).status_code == 286


def test_without_pango_the_page_says_why(
    almelo: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pdf, "is_available", lambda: False)
    stage = calculating.realised(almelo)
    noor = almelo.browser(Role.CASEMANAGER)
    order = reverse("render-report", kwargs={"stage_id": stage.pk})
    page = noor.post(order, follow=True).content.decode()
    assert "ontbreekt Pango" in page
    result = reverse("kba-result", kwargs={"kba_id": stage.kba_id})
    assert "ontbreekt Pango" in noor.get(result).content.decode()


def test_who_may_order_a_report(almelo: Town, den_haag: Town) -> None:
    stage = calculating.realised(almelo)
    for town, role, error in (
        (almelo, Role.CONTROLLER, NotAllowedError),
        (den_haag, Role.CASEMANAGER, NotFoundError),
        (almelo, Role.ACCOUNTANT, NotFoundError),
    ):
        with town.acting(role) as actor:
            with pytest.raises(error):
                services.ask_report(
                    actor=actor, stage_id=stage.pk, language="nl", now=NOW
                )
            with pytest.raises(error):
                services.store_report(
                    actor=actor, stage_id=stage.pk, content=b"", name="x", now=NOW
                )


def test_a_report_of_another_municipality_is_not_there(
    almelo: Town, den_haag: Town
) -> None:
    stage = calculating.realised(almelo)
    noor = den_haag.browser(Role.CASEMANAGER)
    for name in ("kba-report", "report-progress", "kba-document"):
        address = reverse(name, kwargs={"stage_id": stage.pk})
        assert noor.get(address).status_code == 404
    with almelo.acting(Role.CASEMANAGER) as here:
        assert selectors.report_of(here, stage) is None
