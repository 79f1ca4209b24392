"""Documents of the case prove the rows of a KBA, and stay in what was frozen."""

import hashlib
from fractions import Fraction

import pytest

from cases import services as cases
from cases.domain.documents import DocumentKind, NewDocument
from cases.models import Document
from kba import selectors, services
from kba.domain.lines import CostLine
from kba.models import Kba, LineEvidence, Stage
from sohos.audit.models import Line
from sohos.core.errors import NotAllowedError, NotFoundError
from sohos.tenancy.permissions import Role
from tests.services.cases import households
from tests.services.documents.files import PDF, picture
from tests.services.kba.calculating import (
    FOSTER_CARE,
    NOW,
    REALISED,
    add,
    adopted,
    counted,
    started,
    stems,
)
from tests.towns import Town

PHOTO = picture("PNG")


def paper(town: Town, case_id: int, content: bytes = PDF) -> Document:
    with town.acting(Role.CASEMANAGER) as noor:
        return cases.add_document(
            actor=noor,
            case_id=case_id,
            new=NewDocument(
                "beschikking.pdf" if content == PDF else "foto.png",
                content,
                DocumentKind.DECISION,
                "Bewijs van de pleegzorg",
            ),
            now=NOW,
        )


def link(town: Town, line_id: int, *documents: Document) -> list[LineEvidence]:
    with town.acting(Role.CASEMANAGER) as noor:
        return services.link_evidence(
            actor=noor,
            line_id=line_id,
            document_ids=[row.pk for row in documents],
            now=NOW,
        )


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def frozen_lines(town: Town, stage: Stage) -> dict[str, CostLine]:
    with town.acting(Role.CASEMANAGER):
        return {line.key: line for line in selectors.frozen_of(stage).kba.lines}


def first_line(town: Town, kba: Kba) -> int:
    return int(stems(town, kba)[0].removeprefix("r"))


def test_a_row_is_proven_by_documents_of_the_case(almelo: Town) -> None:
    kba = started(almelo)
    line_id = add(almelo, kba)
    decision, photo = paper(almelo, kba.case_id), paper(almelo, kba.case_id, PHOTO)
    (linked,) = link(almelo, line_id, decision)
    assert linked.sha256 == digest(PDF)
    assert link(almelo, line_id, decision, photo)[0].document_id == photo.pk
    with almelo.acting(Role.CASEMANAGER) as noor:
        found = selectors.evidence_of_rows(noor, kba)
        (line,) = selectors.lines_of(kba)
        assert selectors.as_row(line).evidence == (digest(PDF), digest(PHOTO))
        assert selectors.linkable_documents(noor, line) == []
        told = Line.objects.filter(action="kba.evidence_linked").latest("id")
    assert [row.document.name for row in found[line_id]] == [
        "beschikking.pdf",
        "foto.png",
    ]
    assert told.detail == {
        "line": line_id,
        "document": photo.pk,
        "sha256": digest(PHOTO),
    }


def test_a_document_is_taken_away_and_may_come_back(almelo: Town) -> None:
    kba = started(almelo)
    line_id = add(almelo, kba)
    decision = paper(almelo, kba.case_id)
    (linked,) = link(almelo, line_id, decision)
    with almelo.acting(Role.CASEMANAGER) as noor:
        services.unlink_evidence(actor=noor, link_id=linked.pk, now=NOW)
        assert selectors.evidence_of_rows(noor, kba) == {}
        with pytest.raises(NotFoundError):
            services.unlink_evidence(actor=noor, link_id=linked.pk, now=NOW)
    assert len(link(almelo, line_id, decision)) == 1


def test_who_may_link_and_what(almelo: Town, den_haag: Town) -> None:
    kba = started(almelo)
    line_id = add(almelo, kba)
    decision = paper(almelo, kba.case_id)
    other = households.register(almelo)
    with pytest.raises(NotFoundError):
        link(almelo, line_id, decision, paper(almelo, other.pk, PHOTO))
    with pytest.raises(NotFoundError):
        link(den_haag, line_id, decision)
    with almelo.acting(Role.TEAM_LEAD) as tessa, pytest.raises(NotAllowedError):
        services.link_evidence(
            actor=tessa, line_id=line_id, document_ids=[decision.pk], now=NOW
        )
    with almelo.acting(Role.CASEMANAGER):
        assert not LineEvidence.objects.exists()
    (linked,) = link(almelo, line_id, decision)
    with almelo.acting(Role.TEAM_LEAD) as tessa, pytest.raises(NotAllowedError):
        services.unlink_evidence(actor=tessa, link_id=linked.pk, now=NOW)
    with den_haag.acting(Role.CASEMANAGER) as daan, pytest.raises(NotFoundError):
        services.unlink_evidence(actor=daan, link_id=linked.pk, now=NOW)


def test_frozen_stages_hold_the_documents_of_their_day(almelo: Town) -> None:
    kba = started(almelo)
    line_id = add(almelo, kba)
    decision = paper(almelo, kba.case_id)
    (linked,) = link(almelo, line_id, decision)
    with almelo.acting(Role.CASEMANAGER) as noor:
        stage = services.freeze_prognosis(actor=noor, kba_id=kba.pk, now=NOW)
        services.unlink_evidence(actor=noor, link_id=linked.pk, now=NOW)
    lines = frozen_lines(almelo, stage)
    assert lines[f"r{line_id}.zonder"].evidence == (digest(PDF),)
    assert lines[f"r{line_id}.met"].evidence == (digest(PDF),)


def test_the_year_is_proven_by_what_came_in_during_it(almelo: Town) -> None:
    kba = adopted(almelo)
    line_id = first_line(almelo, kba)
    link(almelo, line_id, paper(almelo, kba.case_id, PHOTO))
    with almelo.acting(Role.CASEMANAGER) as noor:
        stage = services.realise_year(
            actor=noor,
            kba_id=kba.pk,
            measured=counted(almelo, kba, 120, 0, 1),
            realised_on=REALISED,
            now=NOW,
        )
    lines = frozen_lines(almelo, stage)
    assert lines[f"r{line_id}.met"].evidence == (digest(PHOTO),)
    assert lines[f"r{line_id}.zonder"].evidence == ()


def test_a_range_of_use_reaches_the_engine(almelo: Town) -> None:
    kba = started(almelo)
    line_id = add(
        almelo,
        kba,
        FOSTER_CARE,
        quantity_without_low=Fraction(300),
        quantity_without_high=Fraction(365),
        quantity_with_low=Fraction(50),
        quantity_with_high=Fraction(200),
    )
    with almelo.acting(Role.CASEMANAGER) as noor:
        lines = {line.key: line for line in selectors.input_of(noor, kba).lines}
    without, with_plan = lines[f"r{line_id}.zonder"], lines[f"r{line_id}.met"]
    assert [without.quantity_low, without.quantity_high] == [300, 365]
    assert [with_plan.quantity_low, with_plan.quantity_high] == [50, 200]
