"""Whether somebody signed exactly this PDF: unchanged, wholly covered, and by whom."""

import asyncio
import io
from collections.abc import Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings

from sohos.documents import limits, sniffing
from sohos.documents.sniffing import Kind

if TYPE_CHECKING:
    from asn1crypto.x509 import Certificate
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.validation import EmbeddedPdfSignature
    from pyhanko_certvalidator import ValidationContext


class SignatureRefusedError(limits.FileRefusedError):
    """A signed PDF is not taken in; each subclass says why."""

    code = "signature_refused"


class NotSignedError(SignatureRefusedError):
    """There is no signature in it."""

    code = "not_signed"


class OtherDocumentError(SignatureRefusedError):
    """It is not the document that was offered for signing."""

    code = "other_document"


class ChangedAfterSigningError(SignatureRefusedError):
    """Something was added or changed after the last signature, or beside it."""

    code = "changed_after_signing"


class SignatureBrokenError(SignatureRefusedError):
    """A signature does not fit the bytes that it covers."""

    code = "signature_broken"


@dataclass(frozen=True, slots=True)
class Signature:
    """An unbroken signature over a whole document, as its certificate names it.

    `signed_at` is what the signer's own clock said; None when it says nothing.
    `is_trusted` tells whether the certificate leads to a root of the settings.
    """

    signer: str
    issuer: str
    serial: str
    fingerprint: str
    valid_from: datetime
    valid_until: datetime
    signed_at: datetime | None
    is_trusted: bool


def signature_on(original: bytes, *, name: str, content: bytes) -> Signature:
    """Return the last signature on a PDF that was offered for signing.

    Args:
        original: the PDF as it was offered.
        name: of the file that came back, as its sender gave it.
        content: that file.

    Returns:
        The signature; every signature in the file is unbroken, the last one covers
        all of it, and nothing but signatures was added to `original`.

    Raises:
        FileRefusedError: it is too large, damaged or no PDF at all.
        OtherDocumentError: it does not begin with the bytes of `original`.
        NotSignedError: there is no signature in it.
        SignatureBrokenError: a signature does not fit the bytes that it covers.
        ChangedAfterSigningError: there is more in it than `original` and signatures.
    """
    from pyhanko.pdf_utils.misc import PdfReadError  # noqa: PLC0415  heavy
    from pyhanko.pdf_utils.reader import PdfFileReader  # noqa: PLC0415  heavy

    if sniffing.recognise(name=name, content=content).kind is not Kind.PDF:
        raise limits.KindDoesNotMatchError
    if not content.startswith(original):
        raise OtherDocumentError
    if len(content) == len(original):
        raise NotSignedError
    try:
        reader = PdfFileReader(io.BytesIO(content))
        before = PdfFileReader(io.BytesIO(original)).xrefs.total_revisions
        return _checked(reader, revisions_before=before)
    except (PdfReadError, ValueError, KeyError, IndexError) as error:
        raise limits.FileDamagedError from error


def _checked(reader: "PdfFileReader", *, revisions_before: int) -> Signature:
    from pyhanko.sign import diff_analysis  # noqa: PLC0415  heavy
    from pyhanko.sign.validation.status import (  # noqa: PLC0415  heavy
        SignatureCoverageLevel,
    )

    found = reader.embedded_regular_signatures
    if not found:
        raise NotSignedError
    judged = [_judged(each) for each in found]
    last = judged[-1]
    if last.coverage is not SignatureCoverageLevel.ENTIRE_FILE:
        raise ChangedAfterSigningError
    changes = diff_analysis.DEFAULT_DIFF_POLICY.review_file(
        reader, revisions_before - 1
    )
    if isinstance(changes, diff_analysis.SuspiciousModification):
        raise ChangedAfterSigningError
    return _named(last.signing_cert, last.signer_reported_dt, is_trusted=last.trusted)


def _judged(signature: "EmbeddedPdfSignature") -> Any:
    """Return how a signature stands, once it proves to fit what it covers."""
    from pyhanko.sign.validation import (  # noqa: PLC0415  heavy
        async_validate_pdf_signature,
        errors,
    )

    try:
        status = _awaited(
            async_validate_pdf_signature(signature, _trusted(), skip_diff=True)
        )
    except errors.SignatureValidationError as error:
        raise SignatureBrokenError from error
    if not (status.intact and status.valid):
        raise SignatureBrokenError
    return status


def _awaited(coroutine: Coroutine[Any, Any, Any]) -> Any:
    """Run a coroutine to its end, also where the caller's thread has a loop."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, coroutine).result()


def _trusted() -> "ValidationContext":
    """Return the roots of the settings; nothing is fetched from the network."""
    from pyhanko_certvalidator import ValidationContext  # noqa: PLC0415  heavy

    return ValidationContext(trust_roots=list(_roots()), allow_fetching=False)


def _roots() -> "Iterator[Certificate]":
    from pyhanko.keys import load_certs_from_pemder  # noqa: PLC0415  heavy

    if settings.SIGNATURE_TRUST_ROOTS:
        path = Path(settings.SIGNATURE_TRUST_ROOTS)
        yield from load_certs_from_pemder([path])  # type: ignore[no-untyped-call]


def _named(
    certificate: "Certificate", signed_at: datetime | None, *, is_trusted: bool
) -> Signature:
    return Signature(
        signer=certificate.subject.human_friendly,
        issuer=certificate.issuer.human_friendly,
        serial=f"{certificate.serial_number:x}",
        fingerprint=certificate.sha256.hex(),
        valid_from=certificate.not_valid_before,
        valid_until=certificate.not_valid_after,
        signed_at=signed_at,
        is_trusted=is_trusted,
    )
