import io
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from sohos.documents import limits, pdf, signatures
from sohos.documents.signatures import (
    ChangedAfterSigningError,
    NotSignedError,
    OtherDocumentError,
    SignatureBrokenError,
)
from tests.signing import sign, trusted_roots

pytestmark = pytest.mark.skipif(not pdf.is_available(), reason="no Pango here")
NOW = datetime(2026, 11, 16, 10, 0, tzinfo=UTC)


def offered(about: str = "Verklaring") -> bytes:
    return pdf.render(
        "documents/report.html", {}, title=about, created=NOW, is_to_be_signed=True
    )


def signature_on(original: bytes, content: bytes, name: str = "v.pdf") -> Any:
    return signatures.signature_on(original, name=name, content=content)


def with_other_words(content: bytes) -> bytes:
    """Draw something else on the first page, as an addition to the file."""
    writer = IncrementalPdfFileWriter(io.BytesIO(content))
    page = writer.root["/Pages"]["/Kids"][0]
    stream = generic.StreamObject(stream_data=b"BT ET")
    page["/Contents"] = writer.add_object(stream)
    writer.update_container(page)
    out = io.BytesIO()
    writer.write(out)  # type: ignore[no-untyped-call]
    return out.getvalue()


def test_a_signature_names_its_certificate() -> None:
    original = offered()
    for visible in (False, True):
        found = signature_on(original, sign(original, visible=visible))
        assert found.signer == "Common Name: Anna van Loon RA"
        assert found.issuer == found.signer
        assert len(found.fingerprint) == 64
        assert found.signed_at is not None
        assert found.valid_from < found.signed_at < found.valid_until


def test_a_certificate_of_ones_own_is_valid_and_not_trusted(
    settings: Any, tmp_path: Path
) -> None:
    original = offered()
    signed = sign(original)
    assert not signature_on(original, signed).is_trusted
    settings.SIGNATURE_TRUST_ROOTS = trusted_roots(tmp_path)
    assert signature_on(original, signed).is_trusted
    by_another = sign(original, by="Iemand anders")
    assert not signature_on(original, by_another).is_trusted


def test_a_second_signature_stands_over_the_first() -> None:
    original = offered()
    both = sign(sign(original), by="Bert Mulder RA", field="Tweede")
    assert signature_on(original, both).signer == "Common Name: Bert Mulder RA"


def test_what_is_not_signed_is_refused() -> None:
    original = offered()
    for content in (original, with_other_words(original)):
        with pytest.raises(NotSignedError):
            signature_on(original, content)


def test_another_document_is_refused_even_when_it_is_signed() -> None:
    with pytest.raises(OtherDocumentError):
        signature_on(offered(), sign(offered("Andere verklaring")))


def test_a_change_after_signing_is_refused() -> None:
    original = offered()
    with pytest.raises(ChangedAfterSigningError):
        signature_on(original, with_other_words(sign(original)))


def test_a_change_before_signing_is_refused() -> None:
    original = offered()
    with pytest.raises(ChangedAfterSigningError):
        signature_on(original, sign(with_other_words(original)))


def test_a_change_between_two_signatures_is_refused() -> None:
    original = offered()
    between = with_other_words(sign(original))
    with pytest.raises(ChangedAfterSigningError):
        signature_on(original, sign(between, by="Bert Mulder RA", field="Tweede"))


def test_a_signature_over_other_bytes_is_refused() -> None:
    original = offered()
    signed = bytearray(sign(original))
    place = signed.index(b"/M (", len(original)) + 5
    signed[place] ^= 1
    with pytest.raises(SignatureBrokenError):
        signature_on(original, bytes(signed))


def test_a_signature_that_cannot_be_read_is_refused() -> None:
    original = offered()
    signed = sign(original)
    place = signed.index(b"/Contents <", len(original)) + 11
    broken = signed[:place] + b"00" * 40 + signed[place + 80 :]
    with pytest.raises(limits.FileRefusedError):
        signature_on(original, broken)


def test_a_file_that_breaks_off_is_refused() -> None:
    original = offered()
    with pytest.raises(limits.FileDamagedError):
        signature_on(original, original + b"startxref\n999999\n%%EOF\n")


@pytest.mark.parametrize(
    ("name", "content", "error"),
    [
        ("v.txt", b"Akkoord.", limits.KindDoesNotMatchError),
        ("v.pdf", b"Akkoord.", limits.KindDoesNotMatchError),
        ("v.pdf", b"", limits.FileEmptyError),
        ("v.pdf", bytes(limits.MOST_BYTES + 1), limits.FileTooLargeError),
        ("v.exe", b"MZ", limits.KindNotTakenError),
    ],
)
def test_what_is_no_pdf_is_refused(
    name: str, content: bytes, error: type[Exception]
) -> None:
    with pytest.raises(error):
        signature_on(b"%PDF", content, name)
