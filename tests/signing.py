"""An accountant who signs PDF files: a key, a certificate and real signatures."""

import io
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path

from asn1crypto import keys, x509
from cryptography import x509 as made
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import signers
from pyhanko.sign.fields import SigFieldSpec, append_signature_field
from pyhanko_certvalidator.registry import SimpleCertificateStore

BEGIN = datetime(2019, 1, 1, tzinfo=UTC)


@lru_cache
def signer(name: str = "Anna van Loon RA") -> signers.SimpleSigner:
    """Return somebody who can sign, with a certificate of their own making."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = made.Name([made.NameAttribute(NameOID.COMMON_NAME, name)])
    certificate = (
        made.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(made.random_serial_number())
        .not_valid_before(BEGIN)
        .not_valid_after(BEGIN + timedelta(days=365 * 40))
        .add_extension(made.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(
            made.KeyUsage(
                digital_signature=True,
                content_commitment=True,
                key_encipherment=False,
                data_encipherment=False,
                key_agreement=False,
                key_cert_sign=True,
                crl_sign=False,
                encipher_only=False,
                decipher_only=False,
            ),
            critical=True,
        )
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.DER,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    return signers.SimpleSigner(
        signing_cert=x509.Certificate.load(
            certificate.public_bytes(serialization.Encoding.DER)
        ),
        signing_key=keys.PrivateKeyInfo.load(private),
        cert_registry=SimpleCertificateStore(),  # type: ignore[no-untyped-call]
    )


def sign(
    content: bytes,
    *,
    by: str = "Anna van Loon RA",
    field: str = "Handtekening",
    visible: bool = False,
) -> bytes:
    """Return a PDF with a signature added to it, as a signing program does."""
    writer = IncrementalPdfFileWriter(io.BytesIO(content))
    box = (300, 60, 500, 120) if visible else None
    append_signature_field(writer, SigFieldSpec(field, box=box))
    with ThreadPoolExecutor(1) as thread:
        signed = thread.submit(
            signers.sign_pdf,
            writer,
            signers.PdfSignatureMetadata(field_name=field, md_algorithm="sha256"),
            signer=signer(by),
        ).result()
    return bytes(signed.getvalue())


def trusted_roots(folder: Path, name: str = "Anna van Loon RA") -> str:
    """Write the certificate of a signer to a file of trusted roots."""
    path = folder / "roots.pem"
    own = signer(name).signing_cert
    assert own is not None
    certificate = made.load_der_x509_certificate(own.dump())
    path.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    return str(path)
