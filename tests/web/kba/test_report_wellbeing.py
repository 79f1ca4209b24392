"""Quality of life in the report of a measured year: beside the stage, never in it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import pytest
import time_machine
from django.template.loader import render_to_string
from django.test.signals import template_rendered
from django.urls import reverse

from cases.domain.wellbeing import Moment, NonResponse
from kba import selectors, services, tasks
from kba.domain.stages import Stage as StageKind
from kba.models import Kba, Stage
from sohos.documents import pdf
from sohos.tenancy.permissions import Role
from tests.services.cases.wellbeing import answer
from tests.services.kba import calculating
from tests.services.kba.calculating import NOW
from tests.towns import Town

pytestmark = pytest.mark.skipif(not pdf.is_available(), reason="no Pango here")
START, HALFWAY = date(2019, 3, 1), date(2019, 9, 2)
LATER = NOW.replace(hour=11)


@pytest.fixture(autouse=True)
def _today() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


@contextmanager
def rendering() -> Iterator[list[dict[str, Any]]]:
    seen: list[dict[str, Any]] = []

    def see(*, template: Any, context: Any, **_rest: object) -> None:
        if template.name == "kba/report.html":
            seen.append(context.flatten())

    template_rendered.connect(see)
    try:
        yield seen
    finally:
        template_rendered.disconnect(see)


def report_of(town: Town, stage: Stage) -> tuple[bytes, str]:
    with town.acting(Role.CASEMANAGER) as noor, rendering() as seen:
        services.ask_report(actor=noor, stage_id=stage.pk, language="nl", now=NOW)
        told = tasks.render_report(
            actor=noor,
            now=NOW,
            progress=lambda _done, _total: None,
            stage_id=stage.pk,
        )
        said = render_to_string("kba/report.html", seen[0])
    address = reverse("kba-report", kwargs={"stage_id": stage.pk})
    assert told["address"] == address
    content = town.browser(Role.CASEMANAGER).get(address).content
    return content, " ".join(said.split())


def told(town: Town, kba: Kba) -> None:
    answer(town, kba.case_id, Moment.START, 4, on=START)
    answer(town, kba.case_id, Moment.HALFWAY, NonResponse.UNABLE, on=HALFWAY)


def row(name: str, what: str) -> str:
    return f'<tr><th scope="row">{name}</th><td>{what}</td></tr>'


def test_the_report_of_a_measured_year_says_what_was_measured(almelo: Town) -> None:
    kba = calculating.adopted(almelo)
    told(almelo, kba)
    _content, said = report_of(almelo, calculating.realised(almelo, kba))
    assert row("Begin", "gemeten") in said
    assert "<td>niet beantwoord, omdat het huishouden niet wilde" in said
    assert row("Jaargrens", "niet gemeten") in said
    assert row("Nazorg", "komt nog") in said
    assert "zoals bekend bij het vastzetten van de stand van 2 maart 2020" in said
    assert "Tabel 8. Waarmee is gerekend" in said
    for name in ("Merel", "Mila", "ziek"):
        assert name not in said


def test_the_report_of_a_validated_year_says_it_too(almelo: Town) -> None:
    _content, said = report_of(almelo, calculating.validated(almelo))
    assert row("Halverwege", "niet gemeten") in said


def test_a_prognosis_measures_nothing_yet(almelo: Town) -> None:
    kba = calculating.expected(almelo)
    with almelo.acting(Role.CASEMANAGER):
        stage = selectors.latest_stage(kba, StageKind.PROGNOSIS)
    assert stage is not None
    _content, said = report_of(almelo, stage)
    assert "Kwaliteit van leven" not in said
    assert "Tabel 7. Waarmee is gerekend" in said


def test_what_is_written_down_later_changes_neither_report_nor_stage(
    almelo: Town,
) -> None:
    kba = calculating.adopted(almelo)
    told(almelo, kba)
    stage = calculating.realised(almelo, kba)
    first, _said = report_of(almelo, stage)
    answer(almelo, kba.case_id, Moment.JAARGRENS, 7, on=date(2020, 3, 2), now=LATER)
    again, _said = report_of(almelo, stage)
    assert again == first
    with almelo.acting(Role.CASEMANAGER):
        kept = Stage.objects.get(pk=stage.pk)
        assert (kept.content, kept.sha256) == (stage.content, stage.sha256)
        assert "leven" not in kept.content
        assert selectors.frozen_of(kept).sha256 == stage.sha256
