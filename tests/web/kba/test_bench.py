"""The bench: one row at a time, its papers beside it, filters, samples, a second look."""

from fractions import Fraction
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from cases import services as case_services
from cases.domain.documents import DocumentKind, NewDocument
from cases.models import Case
from kba import selectors, services
from kba.domain.engagement import EngagementType
from kba.domain.sampling import Method, Terms
from kba.models import Kba, LineVerdict, Sample, Stage
from sohos.audit.models import Line
from sohos.demo.papers import page as paper
from sohos.tenancy.permissions import Role
from tests import databases
from tests.services.kba import calculating
from tests.services.kba.calculating import NOW, stems
from tests.towns import Town

BERT = "Bert Mulder"
INVOICE = paper("Declaratie pleegzorg 2019")


@pytest.fixture(autouse=True)
def _today() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


def url(name: str, **kwargs: Any) -> str:
    return reverse(name, kwargs=kwargs)


def proven(town: Town) -> tuple[Stage, str]:
    """Have a year counted whose first row a document of the case proves."""
    kba = calculating.adopted(town)
    with town.acting(Role.CASEMANAGER) as noor:
        document = case_services.add_document(
            actor=noor,
            case_id=kba.case_id,
            new=NewDocument(
                name="declaratie.pdf",
                content=INVOICE,
                kind=DocumentKind.BILL,
                purpose="Bewijs van de pleegzorg",
            ),
            now=NOW,
        )
        line = selectors.lines_of(kba)[0]
        services.link_evidence(
            actor=noor, line_id=line.pk, document_ids=[document.pk], now=NOW
        )
    stage = given(town, kba)
    return stage, document.file.sha256


def given(town: Town, kba: Kba) -> Stage:
    stage = calculating.realised(town, kba)
    calculating.protocol(town)
    with town.acting(Role.TEAM_LEAD) as tessa:
        services.assign_accountant(
            actor=tessa,
            kba_id=kba.pk,
            accountant_id=town.actor(Role.ACCOUNTANT).user_id,
            now=NOW,
        )
    return stage


def bench(anna: Client, stage: Stage, **query: str) -> str:
    answer = anna.get(url("validate-kba", kba_id=stage.kba_id), query)
    assert answer.status_code == 200
    return answer.content.decode()


def judge(anna: Client, stage: Stage, row: str, **said: str) -> Any:
    return anna.post(
        url("judge-line", stage_id=stage.pk), {"row": row, "word": "akkoord", **said}
    )


def test_enter_goes_from_row_to_row(almelo: Town) -> None:
    stage = calculating.assigned(almelo)
    anna = almelo.browser(Role.ACCOUNTANT)
    rows = stems(almelo, stage.kba)
    for row, after in zip(rows, (*rows[1:], None), strict=True):
        assert f'name="row" value="{row}"' in bench(anna, stage)
        to = judge(anna, stage, row)["Location"]
        assert to.endswith("#line" if after else "#validate")
        assert after is None or f"row={after}" in to
    assert "3 van 3 regels beoordeeld" in bench(anna, stage)


def test_a_question_waits_while_the_others_are_judged(almelo: Town) -> None:
    stage = calculating.assigned(almelo)
    anna = almelo.browser(Role.ACCOUNTANT)
    noor = almelo.browser(Role.CASEMANAGER)
    answer = url("answer-question", stage_id=stage.pk)
    first, second, third = stems(almelo, stage.kba)
    with time_machine.travel(NOW, tick=False) as clock:
        asked = judge(anna, stage, first, word="vraag", reason="Waar is mei?")
        assert f"row={second}" in asked["Location"]
        clock.shift(60)
        noor.post(answer, {"row": first, "text": "In de map van juni."})
        clock.shift(60)
        judge(anna, stage, first, word="vraag", reason="En april?")
        clock.shift(60)
        noor.post(answer, {"row": first, "text": "Die was vrij."})
        assert "beantwoord" in bench(anna, stage)
        clock.shift(60)
        judge(anna, stage, first)
        page = bench(anna, stage, row=first)
    thread = ("Waar is mei?", "In de map van juni.", "En april?", "Die was vrij.")
    places = [page.index(text) for text in thread]
    assert places == sorted(places)
    assert f"row={third}" in judge(anna, stage, second)["Location"]


def test_filters_list_open_rows_and_questions(almelo: Town) -> None:
    stage = calculating.assigned(almelo)
    anna = almelo.browser(Role.ACCOUNTANT)
    first, second, _third = stems(almelo, stage.kba)
    judge(anna, stage, first)
    judge(anna, stage, second, word="vraag", reason="Welke nota?")
    for show, listed in (("all", 3), ("open", 2), ("questions", 1), ("x", 3)):
        page = bench(anna, stage, show=show)
        assert page.count('class="sh-benchlist__about"') == listed, show
    judge(anna, stage, second)
    assert "Geen regels in deze lijst" in bench(anna, stage, show="questions")


def test_a_correction_keeps_both_values_and_computes_again(almelo: Town) -> None:
    stage = calculating.assigned(almelo)
    anna = almelo.browser(Role.ACCOUNTANT)
    row = stems(almelo, stage.kba)[0]
    typed = {"word": "gecorrigeerd", "units_with": "130", "price": "61,00"}
    refused = judge(anna, stage, row, **typed)
    assert refused.status_code == 422
    page = refused.content.decode()
    assert 'value="130"' in page
    assert 'value="61,00"' in page
    judge(anna, stage, row, reason="130 dagen op de declaratie", **typed)
    page = bench(anna, stage, row=row)
    assert "Uw correctie" in page
    assert "120" in page
    assert "uw correctie: € 61,00" in page.replace("\xa0", " ")
    assert "Na uw oordelen" in page


def test_a_document_opens_beside_its_row(almelo: Town) -> None:
    stage, digest = proven(almelo)
    anna = almelo.browser(Role.ACCOUNTANT)
    row = stems(almelo, stage.kba)[0]
    assert "declaratie.pdf" in bench(anna, stage, row=row)
    page = bench(anna, stage, row=row, document=digest)
    address = url("evidence-file", stage_id=stage.pk, digest=digest)
    assert f'src="{address}"' in page
    assert "gelijk" in page
    shown = anna.get(address)
    assert shown.content == INVOICE
    assert shown["Content-Disposition"].startswith("inline")
    assert shown["X-Frame-Options"] == "SAMEORIGIN"
    assert "frame-ancestors 'self'" in shown["Content-Security-Policy"]


def test_a_document_that_changed_is_not_shown_and_is_recorded(
    own_database: str, almelo: Town
) -> None:
    stage, digest = proven(almelo)
    row = stems(almelo, stage.kba)[0]
    anna = almelo.browser(Role.ACCOUNTANT)
    with databases.admin(own_database) as superuser:
        superuser.execute("SET session_replication_role = replica")
        superuser.execute(
            "UPDATE documents_storedfile SET content = %s WHERE sha256 = %s",
            [INVOICE.replace(b"2019", b"2018"), digest],
        )
    page = bench(anna, stage, row=row, document=digest)
    assert "veranderd sinds de jaarmeting" in page
    assert "<iframe" not in page
    answer = anna.get(url("evidence-file", stage_id=stage.pk, digest=digest))
    assert answer.status_code == 409
    assert INVOICE not in answer.content
    with almelo.acting(Role.PRIVACY_OFFICER):
        assert Line.objects.filter(action="kba.evidence_differs").count() == 2


def test_only_papers_of_the_stage_and_of_an_assigned_case_open(
    almelo: Town, den_haag: Town
) -> None:
    stage, digest = proven(almelo)
    address = url("evidence-file", stage_id=stage.pk, digest=digest)
    for town, name in ((almelo, BERT), (den_haag, "")):
        stranger = town.browser(Role.ACCOUNTANT, name)
        assert stranger.get(address).status_code == 404
        assert stranger.get(url("validate-kba", kba_id=stage.kba_id)).status_code == 404
    anna = almelo.browser(Role.ACCOUNTANT)
    other = url("evidence-file", stage_id=stage.pk, digest="a" * 64)
    assert anna.get(other).status_code == 404
    assert almelo.browser(Role.CONTROLLER).get(address).status_code == 403


def drawn(town: Town) -> tuple[Stage, Client]:
    stage = calculating.assigned(town)
    terms = Terms(Method.RANDOM, Fraction(1, 2), Fraction(4, 10), Fraction(1, 100))
    calculating.protocol(town, terms=terms, asks_review=True)
    anna = town.browser(Role.ACCOUNTANT)
    anna.post(url("draw-sample", stage_id=stage.pk))
    return stage, anna


def test_a_sample_is_drawn_judged_and_the_rest_accepted(
    almelo: Town, den_haag: Town
) -> None:
    stage, anna = drawn(almelo)
    with almelo.acting(Role.ACCOUNTANT):
        sample = Sample.objects.get()
        rows = [row.row for row in sample.rows.order_by("position")]
    page = bench(anna, stage, show="sample")
    assert page.count('class="sh-benchlist__about"') == len(rows) == 2
    too_soon = anna.post(url("accept-rest", stage_id=stage.pk), follow=True)
    assert "nog 2 regels zonder oordeel" in too_soon.content.decode()
    for row in rows:
        judge(anna, stage, row, show="sample")
    address = url("sample", sample_id=sample.pk)
    shown = anna.get(address).content.decode()
    assert "blijven binnen wat het protocol toelaat" in shown
    assert str(sample.seed) in shown
    done = anna.post(url("accept-rest", stage_id=stage.pk), follow=True)
    assert "1 regel is geaccepteerd" in done.content.decode()
    assert den_haag.browser(Role.ACCOUNTANT).get(address).status_code == 404
    assert almelo.browser(Role.ACCOUNTANT, BERT).get(address).status_code == 404
    assert str(sample.population) in anna.get(url("samples")).content.decode()


def test_a_period_is_drawn_from(almelo: Town) -> None:
    calculating.assigned(almelo)
    anna = almelo.browser(Role.ACCOUNTANT)
    turned = {"from_on": "31-12-2020", "to_on": "01-01-2020"}
    refused = anna.post(url("samples"), turned)
    assert refused.status_code == 422
    assert "31-12-2020" in refused.content.decode()
    year = {"from_on": "01-01-2020", "to_on": "31-12-2020"}
    done = anna.post(url("samples"), year, follow=True)
    assert "Nog 3 getrokken regels" in done.content.decode()


def test_a_second_accountant_looks_along(almelo: Town) -> None:
    stage, anna = drawn(almelo)
    bert = almelo.browser(Role.ACCOUNTANT, BERT)
    asked = url("ask-reviewer", kba_id=stage.kba_id)
    assert "Kies een accountant" in anna.post(asked, follow=True).content.decode()
    bert_id = almelo.actor(Role.ACCOUNTANT, BERT).user_id
    anna.post(asked, {"reviewer": bert_id})
    assert "u kijkt mee" in bert.get(url("validations")).content.decode()
    page = bench(bert, stage)
    assert "U kijkt mee als tweede accountant" in page
    assert "data-bench-first" not in page
    assert judge(bert, stage, stems(almelo, stage.kba)[0]).status_code == 422
    for row in stems(almelo, stage.kba):
        judge(anna, stage, row)
    validate = {"validated_on": "16-03-2020"}
    bench_url = url("validate-kba", kba_id=stage.kba_id)
    assert (
        "tweede accountant meekijkt" in anna.post(bench_url, validate).content.decode()
    )
    bert.post(url("review-validation", stage_id=stage.pk), {"note": "Akkoord."})
    assert "Bert Mulder keek mee" in bench(anna, stage)
    assert anna.post(bench_url, validate).status_code == 302


def test_a_validated_year_refuses_every_later_word(almelo: Town) -> None:
    calculating.validated(almelo)
    anna = almelo.browser(Role.ACCOUNTANT)
    with almelo.acting(Role.ACCOUNTANT):
        stage = Stage.objects.select_related("kba").get(kind="realisatie")
        words = LineVerdict.objects.count()
    row = stems(almelo, stage.kba)[0]
    refused = judge(anna, stage, row, word="afgewezen", reason="Toch niet.")
    assert refused.status_code in {409, 422}
    assert "al gevalideerd" in refused.content.decode()
    for name in ("draw-sample", "accept-rest"):
        done = anna.post(url(name, stage_id=stage.pk), follow=True)
        assert "al gevalideerd" in done.content.decode()
    with almelo.acting(Role.ACCOUNTANT):
        assert LineVerdict.objects.count() == words


def test_words_differ_where_no_assurance_is_given(almelo: Town) -> None:
    stage = calculating.assigned(almelo)
    with almelo.acting(Role.FUNCTIONAL_ADMIN) as farid:
        services.record_engagement(
            actor=farid,
            programme_id=Case.objects.get(pk=stage.kba.case_id).programme_id,
            kind=EngagementType.AGREED_UPON_4400N,
            contract_version=1,
            contract_sha256="a" * 64,
            effective_on=calculating.ADOPTED,
            now=NOW,
        )
    page = bench(almelo.browser(Role.ACCOUNTANT), stage)
    assert "Overeengekomen werkzaamheden (4400N)" in page
    assert "Geen afwijking" in page
