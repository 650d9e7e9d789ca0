"""Calls over TLS: to the address that was checked, and only if the certificate is the name's."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from infra.webhooks import calling
from infra.webhooks.calling import CallProblem, HookCaller
from tests.unit.webhooks.receiving import receiving

NAME = "hooks.example"
HERE = HookCaller(loopback=True, resolve=lambda host, port: ["127.0.0.1"])


@pytest.fixture
def server_side(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ssl.SSLContext]:
    """A certificate of that name, which this process trusts while the test runs."""
    key, name = generate_private_key(SECP256R1()), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, NAME)])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(NAME)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, SHA256())
    )
    public, private = tmp_path / "certificate.pem", tmp_path / "key.pem"
    public.write_bytes(certificate.public_bytes(Encoding.PEM))
    private.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(public, private)
    monkeypatch.setenv("SSL_CERT_FILE", str(public))
    calling.trusted.cache_clear()
    yield context
    calling.trusted.cache_clear()


def test_a_receiver_with_the_names_certificate_is_told(server_side: ssl.SSLContext) -> None:
    with receiving(tls=server_side) as receiver:
        outcome = HERE.call(f"https://{NAME}:{receiver.port}/hooks", {"webhook-id": "0b1c"}, b"{}")
    assert outcome.is_delivered, outcome
    assert receiver.told[0].headers["host"] == f"{NAME}:{receiver.port}"


def test_one_with_the_certificate_of_another_name_learns_nothing(server_side: ssl.SSLContext) -> None:
    with receiving(tls=server_side) as receiver:
        outcome = HERE.call(f"https://other.example:{receiver.port}/hooks", {"webhook-id": "0b1c"}, b"{}")
    assert (outcome.problem, receiver.told) == (CallProblem.TLS_FAILED, [])


def test_one_with_a_certificate_that_nobody_vouches_for_learns_nothing(
    server_side: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SSL_CERT_FILE")
    calling.trusted.cache_clear()
    with receiving(tls=server_side) as receiver:
        outcome = HERE.call(f"https://{NAME}:{receiver.port}/hooks", {"webhook-id": "0b1c"}, b"{}")
    assert (outcome.problem, receiver.told) == (CallProblem.TLS_FAILED, [])
