import re
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from cases.models import Case
from sohos.documents.limits import MEBIBYTE
from sohos.documents.sniffing import Kind
from sohos.tenancy.permissions import Role
from tests.services.cases.households import register
from tests.services.documents.files import HTML, PDF, huge_png, open_xml, picture
from tests.towns import Town

SAID = {"kind": "letter", "purpose": "Bewijs van de huurschuld", "dated_on": ""}


def bomb() -> bytes:
    return open_xml(Kind.DOCX, {"word/media/a.xml": b"\0" * (64 * MEBIBYTE)})


def nested() -> bytes:
    inner = BytesIO()
    with ZipFile(inner, "w") as opened:
        opened.writestr("a.txt", "a")
    return open_xml(Kind.XLSX, {"xl/media/b.zip": inner.getvalue()})


def send(
    browser: Client, case: Case, *files: tuple[str, bytes], **said: str
) -> tuple[int, str]:
    sent = [SimpleUploadedFile(name, content) for name, content in files]
    answer = browser.post(
        f"/cases/{case.pk}/documents/", {**SAID, **said, "papers": sent}
    )
    return answer.status_code, answer.content.decode()


def test_documents_are_added_read_and_withdrawn(almelo: Town, den_haag: Town) -> None:
    case = register(almelo)
    noor = almelo.browser(Role.CASEMANAGER)
    address = f"/cases/{case.pk}/documents/"
    assert send(noor, case, ("brief.pdf", PDF), ("foto.png", picture("PNG")))[0] == 302
    page = noor.get(address).content.decode()
    assert "brief.pdf, foto.png zijn bewaard." in page
    assert page.count("SHA-256") == 2
    (pdf,) = re.findall(r'/cases/documents/(\d+)/" download>brief', page)
    answer = noor.get(f"/cases/documents/{pdf}/")
    assert (answer.content, answer["X-Content-Type-Options"]) == (PDF, "nosniff")
    assert answer["Content-Disposition"] == 'attachment; filename="brief.pdf"'
    assert "sandbox" in answer["Content-Security-Policy"]
    withdraw = f"/cases/documents/{pdf}/withdraw/"
    assert "brief.pdf" in noor.get(withdraw).content.decode()
    assert noor.post(withdraw, {"reason": ""}).status_code == 422
    assert noor.post(withdraw, {"reason": "Verkeerd gezin."})["Location"] == address
    assert noor.post(withdraw, {"reason": "Nog eens."}).status_code == 422
    page = noor.get(address).content.decode()
    assert "Verkeerd gezin." in page
    assert f'/cases/documents/{pdf}/"' not in page
    assert noor.get(f"/cases/documents/{pdf}/").status_code == 404


@pytest.mark.parametrize(
    ("name", "content", "answer"),
    [
        ("foto.png", HTML, "In dit bestand zit iets dat kan draaien"),
        ("plan.docx", bomb(), "Uitgepakt is dit bestand veel te groot."),
        ("cijfers.xlsx", nested(), "anders ingepakt dan Word of Excel"),
        ("film.pdf", b"%PDF-1.7" + b"\0" * (30 * MEBIBYTE), "groter dan 25 MB"),
        ("rekening.pdf.exe", PDF, "Deze soort bestand kan niet."),
        ("leeg.pdf", b"", "Dit bestand is leeg."),
        ("foto.png", picture("PNG") + HTML, "Dit bestand is beschadigd."),
        ("foto.png", picture("JPEG"), "De inhoud past niet bij de naam"),
        ("foto.png", huge_png(), "te veel beeldpunten"),
        ("brief.pdf", b"MZ" + PDF, "iets dat kan draaien"),
        ("pagina.html", HTML, "Deze soort bestand kan niet."),
    ],
)
def test_a_hostile_file_gets_a_clear_answer_and_nothing_typed_is_lost(
    almelo: Town, den_haag: Town, name: str, content: bytes, answer: str
) -> None:
    case = register(almelo)
    noor = almelo.browser(Role.CASEMANAGER)
    status, page = send(noor, case, (name, content), dated_on="01-02-2019")
    assert status == 422
    assert f"{name}: " in page
    assert answer in page
    assert 'value="Bewijs van de huurschuld"' in page
    assert 'value="01-02-2019"' in page
    assert "Er zijn nog geen documenten" in page


def test_of_several_the_good_ones_are_kept(almelo: Town, den_haag: Town) -> None:
    case = register(almelo)
    noor = almelo.browser(Role.CASEMANAGER)
    status, page = send(noor, case, ("brief.pdf", PDF), ("leeg.pdf", b""))
    assert status == 422
    assert "brief.pdf is bewaard." in page
    assert "leeg.pdf: Dit bestand is leeg." in page
    status, page = send(noor, case, ("kopie.pdf", PDF))
    assert status == 422
    assert "kopie.pdf: Dit bestand staat al in het dossier, als brief.pdf." in page


def test_a_path_in_a_name_leads_nowhere(almelo: Town, den_haag: Town) -> None:
    case = register(almelo)
    noor = almelo.browser(Role.CASEMANAGER)
    boundary = "sohosgrens"
    head = "Content-Disposition: form-data; name="
    parts = [
        *(f'--{boundary}\r\n{head}"{k}"\r\n\r\n{v}\r\n' for k, v in SAID.items()),
        (
            f'--{boundary}\r\n{head}"papers"; filename="../../etc/..\\brief.pdf"\r\n'
            f"Content-Type: text/html\r\n\r\n{PDF.decode()}\r\n--{boundary}--\r\n"
        ),
    ]
    answer = noor.generic(
        "POST",
        f"/cases/{case.pk}/documents/",
        "".join(parts).encode(),
        content_type=f"multipart/form-data; boundary={boundary}",
    )
    assert answer.status_code == 302
    page = noor.get(f"/cases/{case.pk}/documents/").content.decode()
    assert ">brief.pdf</a>" in page
    assert "etc" not in page


def test_what_is_missing_is_said_at_its_field(almelo: Town, den_haag: Town) -> None:
    case = register(almelo)
    noor = almelo.browser(Role.CASEMANAGER)
    status, page = send(noor, case)
    assert (status, "Kies minstens één bestand." in page) == (422, True)
    status, page = send(noor, case, ("brief.pdf", PDF), purpose=" ", kind="")
    assert (status, "Schrijf op waarvoor je dit bewaart." in page) == (422, True)
    status, page = send(noor, case, ("brief.pdf", PDF), dated_on="01-01-2199")
    assert (status, "Kies vandaag of een dag die voorbij is." in page) == (422, True)


def test_others_reach_nothing_of_it(almelo: Town, den_haag: Town) -> None:
    case = register(almelo)
    noor = almelo.browser(Role.CASEMANAGER)
    send(noor, case, ("brief.pdf", PDF))
    page = noor.get(f"/cases/{case.pk}/documents/").content.decode()
    (pdf,) = re.findall(r'/cases/documents/(\d+)/" download', page)
    for town, role, name, status in (
        (almelo, Role.CASEMANAGER, "Ton Visser", 404),
        (den_haag, Role.CASEMANAGER, "", 404),
        (almelo, Role.ACCOUNTANT, "", 403),
    ):
        other = town.browser(role, name)
        assert other.get(f"/cases/{case.pk}/documents/").status_code == status
        assert send(other, case, ("brief.pdf", PDF))[0] == status
        assert other.get(f"/cases/documents/{pdf}/").status_code == status
        assert other.post(f"/cases/documents/{pdf}/withdraw/").status_code == status
