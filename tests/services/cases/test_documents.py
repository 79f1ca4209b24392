import hashlib
from datetime import date, timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from cases import selectors, services
from cases.domain.documents import (
    AlreadyThereError,
    AlreadyWithdrawnError,
    DocumentKind,
    NewDocument,
    PurposeMissingError,
)
from cases.domain.registration import ReasonMissingError
from cases.models import Case, Document
from sohos.audit.models import Line
from sohos.core.dates import DayInFutureError
from sohos.core.errors import NotAllowedError, NotFoundError
from sohos.documents import limits
from sohos.tenancy.permissions import Role
from tests.services.cases.households import NOW, register
from tests.services.documents.files import HTML, PDF
from tests.towns import Town

SHA256 = hashlib.sha256(PDF).hexdigest()


def letter(
    name: str = "brief.pdf",
    content: bytes = PDF,
    *,
    purpose: str = " Bewijs van de huurschuld ",
    dated_on: date | None = date(2019, 2, 1),
) -> NewDocument:
    return NewDocument(name, content, DocumentKind.LETTER, purpose, dated_on)


def add(town: Town, case: Case, new: NewDocument | None = None) -> Document:
    with town.acting(Role.CASEMANAGER) as noor:
        return services.add_document(
            actor=noor, case_id=case.pk, new=new or letter(), now=NOW
        )


def withdraw(town: Town, row: Document, reason: str = "Hoort bij een ander.") -> None:
    with town.acting(Role.CASEMANAGER) as noor:
        services.withdraw_document(
            actor=noor, document_id=row.pk, reason=reason, now=NOW
        )


def test_a_document_is_kept_with_its_hash_and_purpose(
    almelo: Town, den_haag: Town
) -> None:
    case = register(almelo)
    row = add(almelo, case)
    with almelo.acting(Role.CASEMANAGER) as noor:
        (found,) = selectors.documents_of_case(noor, case_id=case.pk)
        line = Line.objects.get(action="case.document_added")
    assert (found.id, found.name, found.sha256) == (row.pk, "brief.pdf", SHA256)
    assert (found.size, found.purpose) == (len(PDF), "Bewijs van de huurschuld")
    assert (found.added_by, found.withdrawn_at) == ("Noor Verbeek", None)
    assert line.subject == f"case:{case.pk}"
    assert line.detail == {"document": row.pk, "sha256": SHA256}


def test_it_comes_back_byte_for_byte_and_runs_nowhere(
    almelo: Town, den_haag: Town
) -> None:
    row = add(almelo, register(almelo), letter("../../etc/Brief Łódź.pdf"))
    with almelo.acting(Role.CASEMANAGER) as noor:
        answer = selectors.download_document(noor, document_id=row.pk)
    assert answer.content == PDF
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith("attachment;")
    assert "etc" not in answer["Content-Disposition"]
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_what_is_refused_is_not_kept(almelo: Town, den_haag: Town) -> None:
    case = register(almelo)
    wrong = {
        PurposeMissingError: letter(purpose=" "),
        DayInFutureError: letter(dated_on=(NOW + timedelta(days=1)).date()),
        limits.FileActiveError: letter("foto.png", HTML),
        limits.FileEmptyError: letter(content=b""),
        limits.KindNotTakenError: letter("brief.pdf.exe"),
    }
    for error, new in wrong.items():
        with pytest.raises(error):
            add(almelo, case, new)
    with almelo.acting(Role.CASEMANAGER) as noor:
        assert selectors.documents_of_case(noor, case_id=case.pk) == []


def test_the_same_bytes_stand_in_a_case_once(almelo: Town, den_haag: Town) -> None:
    case = register(almelo)
    row = add(almelo, case)
    with pytest.raises(AlreadyThereError) as refused:
        add(almelo, case, letter("kopie.pdf"))
    assert refused.value.args == ("brief.pdf",)
    withdraw(almelo, row)
    add(almelo, case, letter("kopie.pdf"))


def test_a_withdrawn_document_is_kept_but_cannot_be_taken_along(
    almelo: Town, den_haag: Town
) -> None:
    case = register(almelo)
    row = add(almelo, case)
    with pytest.raises(ReasonMissingError):
        withdraw(almelo, row, " ")
    withdraw(almelo, row)
    with pytest.raises(AlreadyWithdrawnError):
        withdraw(almelo, row)
    with almelo.acting(Role.CASEMANAGER) as noor:
        seen = selectors.case_of(noor, case_id=case.pk)
        (gone,) = selectors.documents_in(noor, seen, withdrawn=True)
        assert selectors.documents_in(noor, seen) == []
        with pytest.raises(NotFoundError):
            selectors.download_document(noor, document_id=row.pk)
        evidence = selectors.evidence_of_case(noor, case_id=case.pk, digests=[SHA256])
        answer = selectors.download_evidence(noor, case_id=case.pk, sha256=SHA256)
        with pytest.raises(NotFoundError):
            selectors.download_evidence(noor, case_id=case.pk, sha256="0" * 64)
    assert gone.withdrawn_because == "Hoort bij een ander."
    assert gone.withdrawn_by == "Noor Verbeek"
    assert evidence[SHA256].id == row.pk
    assert answer.content == PDF


def test_nobody_rewrites_a_document(almelo: Town, den_haag: Town) -> None:
    row = add(almelo, register(almelo))
    for act in ("DELETE FROM cases_document", "TRUNCATE cases_document CASCADE"):
        with (
            almelo.acting(Role.CASEMANAGER),
            pytest.raises(DatabaseError),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(act)
    with (
        almelo.acting(Role.CASEMANAGER),
        pytest.raises(DatabaseError),
        transaction.atomic(),
    ):
        Document.objects.filter(pk=row.pk).update(purpose="iets anders")


def test_others_reach_no_document(almelo: Town, den_haag: Town) -> None:
    case = register(almelo)
    row = add(almelo, case)
    for town, role, name, error in (
        (almelo, Role.CASEMANAGER, "Ton Visser", NotFoundError),
        (den_haag, Role.CASEMANAGER, "", NotFoundError),
        (almelo, Role.JURIST, "", NotAllowedError),
    ):
        with town.acting(role, name) as other:
            with pytest.raises(error):
                selectors.document_of(other, document_id=row.pk)
            with pytest.raises(error):
                selectors.download_document(other, document_id=row.pk)
            with pytest.raises(error):
                services.add_document(
                    actor=other, case_id=case.pk, new=letter(), now=NOW
                )
            with pytest.raises(error):
                services.withdraw_document(
                    actor=other, document_id=row.pk, reason="Weg", now=NOW
                )
    with almelo.acting(Role.CASEMANAGER) as noor, pytest.raises(NotFoundError):
        selectors.document_of(noor, document_id=0)
