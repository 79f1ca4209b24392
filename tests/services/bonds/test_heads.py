"""The head of the chain under a time stamp, from an authority made in the test."""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from asn1crypto import keys, tsp, x509
from cryptography import x509 as certificates
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pyhanko.sign.timestamps.dummy_client import DummyTimeStamper
from pytest_django import Settings

from bonds import selectors, services, tasks
from bonds.models import LedgerHead
from sohos.tenancy.permissions import Role
from tests.services.bonds.money import Funded
from tests.services.cases.households import NOW
from tests.towns import Town


def authority() -> DummyTimeStamper:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = certificates.Name(
        [certificates.NameAttribute(NameOID.COMMON_NAME, "Tijdstempels")]
    )
    certificate = (
        certificates.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(certificates.random_serial_number())
        .not_valid_before(datetime.now(UTC) - timedelta(days=1))
        .not_valid_after(datetime.now(UTC) + timedelta(days=1))
        .add_extension(
            certificates.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]),
            critical=True,
        )
        .sign(key, hashes.SHA256())
    )
    der = serialization.Encoding.DER
    private = key.private_bytes(
        der, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return DummyTimeStamper(
        x509.Certificate.load(certificate.public_bytes(der)),
        keys.PrivateKeyInfo.load(private),
        fixed_dt=NOW,
    )


@pytest.fixture
def stamps(settings: Settings) -> Iterator[HTTPServer]:
    stamper = authority()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = self.rfile.read(int(self.headers["Content-Length"]))
            answer = stamper.request_tsa_response(tsp.TimeStampReq.load(asked))
            self.send_response(200)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.end_headers()
            self.wfile.write(answer.dump())

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    settings.TIMESTAMP_AUTHORITY = f"http://127.0.0.1:{server.server_port}/"
    yield server
    server.shutdown()
    server.server_close()


def keep(bond: Funded, now: datetime = NOW) -> LedgerHead:
    with bond.town.acting(Role.CONTROLLER):
        return services.keep_head(bond_id=bond.bond_id, now=now)


def test_a_head_is_stamped_and_verified(bond: Funded, stamps: HTTPServer) -> None:
    assert stamps.server_port
    bond.spent_case()
    head, verdict = keep(bond), bond.verdict()
    assert (head.sequence, head.hash) == (verdict.events, verdict.head)
    assert verdict.faults == ()
    token = bytes(head.token)
    assert selectors.is_stamp_of(token, head.hash)
    assert selectors.stamped_at(token) == NOW
    assert not selectors.is_stamp_of(token, "0" * 64)
    assert not selectors.is_stamp_of(token[:-9] + b"\0" * 9, head.hash)
    assert not selectors.is_stamp_of(b"nothing", head.hash)
    assert selectors.stamped_at(b"nothing") is None


def test_a_head_is_kept_once_a_day_without_an_authority_too(bond: Funded) -> None:
    first = keep(bond)
    bond.spent_case()
    assert keep(bond) == first
    assert (bytes(first.token), first.authority) == (b"", "")
    assert keep(bond, NOW + timedelta(days=1)).sequence > first.sequence
    assert bond.verdict().faults == ()


@pytest.mark.parametrize("answer", ["nobody", "another"])
def test_without_a_time_stamp_nothing_is_kept(
    bond: Funded, stamps: HTTPServer, settings: Settings, answer: str
) -> None:
    if answer == "nobody":
        stamps.shutdown()
        stamps.server_close()
    else:
        settings.TIMESTAMP_AUTHORITY += "elsewhere"
        stamps.RequestHandlerClass = BaseHTTPRequestHandler
    with pytest.raises(services.AuthorityUnreachableError):
        keep(bond)
    with bond.town.acting(Role.CONTROLLER):
        assert not LedgerHead.objects.exists()


def test_every_night_every_head_is_kept(
    own_database: str, almelo: Town, den_haag: Town, settings: Settings
) -> None:
    assert own_database
    bonds = [Funded(town).sign() for town in (almelo, den_haag)]
    settings.TIMESTAMP_AUTHORITY = "http://127.0.0.1:1/"
    tasks.keep_heads()
    settings.TIMESTAMP_AUTHORITY = ""
    tasks.keep_heads()
    tasks.keep_heads()
    for bond in bonds:
        with bond.town.acting(Role.CONTROLLER):
            assert LedgerHead.objects.count() == 1
