"""The household's edition on paper: asked for, made, downloaded; and reading help."""

import io

import pikepdf
import pytest

from plans import selectors, services, tasks
from plans.models import Edition, Plan
from sohos.core.errors import NotAllowedError, NotFoundError
from sohos.documents import pdf
from sohos.tenancy.permissions import Role
from tests.services.cases.households import NOW
from tests.services.plans.planning import signed, written
from tests.services.plans.test_change_plan import adopt
from tests.towns import Town
from tests.web.plans.test_plan import STORY_TYPED

needs_pango = pytest.mark.skipif(not pdf.is_available(), reason="no Pango here")
HARD = (
    "De gemeente zal onverwijld een betalingsregeling treffen zodat het gezin in zijn"
    " eigen huis kan blijven wonen."
)


def no_progress(done: int, total: int) -> None:
    assert done <= total


def asked(town: Town, plan: Plan, *, is_large: bool = False) -> None:
    with town.acting(Role.CASEMANAGER) as noor:
        services.ask_edition(
            actor=noor, plan_id=plan.pk, is_large=is_large, language="nl", now=NOW
        )


def made(town: Town, plan: Plan, *, is_large: bool = False) -> None:
    with town.acting(Role.CASEMANAGER) as noor:
        tasks.render_edition(
            actor=noor,
            now=NOW,
            progress=no_progress,
            plan_id=plan.pk,
            is_large=int(is_large),
        )


@needs_pango
def test_the_edition_can_be_read_by_a_screen_reader(
    almelo: Town, den_haag: Town
) -> None:
    plan = signed(almelo)
    adopt(almelo, plan)
    asked(almelo, plan)
    asked(almelo, plan, is_large=True)
    for is_large in (False, True):
        made(almelo, plan, is_large=is_large)
        made(almelo, plan, is_large=is_large)
    noor = almelo.browser(Role.CASEMANAGER)
    answer = noor.get(f"/plans/{plan.pk}/paper/")
    assert answer["Content-Type"] == "application/pdf"
    content = b"".join(answer) if answer.streaming else answer.content
    with pikepdf.open(io.BytesIO(content)) as found:
        assert str(found.Root.Lang) == "nl"
        assert found.Root.MarkInfo.Marked
        metadata = bytes(found.Root.Metadata.read_bytes()).decode()
        assert "<pdfuaid:part>1</pdfuaid:part>" in metadata
    with almelo.acting(Role.CASEMANAGER) as actor:
        plan = selectors.plan_of(actor, plan_id=plan.pk)
        files = set(Edition.objects.values_list("file_id", flat=True))
        assert len(files) == 2
        assert None not in files
        assert selectors.edition_waiting(actor, plan, is_large=True) is None
    assert (
        den_haag.browser(Role.CASEMANAGER).get(f"/plans/{plan.pk}/paper/").status_code
        == 404
    )


@needs_pango
def test_an_edition_is_asked_for_and_followed(almelo: Town, den_haag: Town) -> None:
    plan = written(almelo)
    noor = almelo.browser(Role.CASEMANAGER)
    address = f"/plans/{plan.pk}/paper/"
    assert noor.get(address)["Location"] == f"{address}progress/"
    assert "nog niets gevraagd" in noor.get(f"{address}progress/").content.decode()
    answer = noor.post(f"{address}render/", {"size": "large"}, follow=True)
    assert "Ons plan op papier" in answer.content.decode()
    part = noor.get(f"{address}progress/", headers={"HX-Request": "true"})
    assert part.status_code == 200
    assert "<html" not in part.content.decode()
    with almelo.acting(Role.CASEMANAGER):
        assert Edition.objects.get().is_large
    made(almelo, plan, is_large=True)
    assert noor.get(address).status_code == 200


def test_only_who_reads_the_plan_gets_it_on_paper(almelo: Town, den_haag: Town) -> None:
    plan = written(almelo)
    with den_haag.acting(Role.CASEMANAGER) as daan:
        with pytest.raises(NotFoundError):
            services.ask_edition(
                actor=daan, plan_id=plan.pk, is_large=False, language="nl", now=NOW
            )
        with pytest.raises(NotFoundError):
            services.store_edition(
                actor=daan,
                plan_id=plan.pk,
                is_large=False,
                content_sha256="",
                made=b"",
                name="",
                now=NOW,
            )
    with almelo.acting(Role.INVESTOR) as actor, pytest.raises(NotAllowedError):
        services.ask_edition(
            actor=actor, plan_id=plan.pk, is_large=False, language="nl", now=NOW
        )


def test_the_editor_proposes_plainer_words_and_enforces_nothing(
    almelo: Town, den_haag: Town
) -> None:
    plan = written(almelo)
    noor = almelo.browser(Role.CASEMANAGER)
    address = f"/plans/{plan.pk}/leefwereld/"
    page = noor.get(address).content.decode()
    assert 'data-reading="story"' in page
    typed = {**STORY_TYPED, "version": "1", "story": HARD, "wishes": ""}
    told = noor.post(address, {**typed, "act": "autosave"}).json()
    assert "zeg liever meteen" in told["reading"]["story"]
    assert "maak er twee van" in told["reading"]["story"]
    assert told["reading"]["wishes"] == ""
    page = noor.get(address).content.decode()
    assert "zeg liever meteen" in page
    sent = {**typed, "version": "2", "needed": "Rust."}
    assert noor.post(address, sent).status_code == 302
