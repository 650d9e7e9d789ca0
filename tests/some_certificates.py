"""Certificates for tests of TLS, good for a day."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePrivateKey, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID


class CertificateAuthority:
    """Vouches for names. `pem` is its own certificate, for who is to trust it."""

    def __init__(self, name: str) -> None:
        self._key = generate_private_key(SECP256R1())
        self._name = _called(name)
        builder = _certificate(self._name, self._name, self._key)
        own = builder.add_extension(x509.BasicConstraints(ca=True, path_length=0), True).sign(self._key, SHA256())
        self.pem = own.public_bytes(Encoding.PEM)

    def key_and_certificate_of(self, host: str) -> bytes:
        """A new key and a certificate of this host name, as one PEM file."""
        key = generate_private_key(SECP256R1())
        builder = _certificate(_called(host), self._name, key)
        builder = builder.add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), False)
        private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        return private + builder.sign(self._key, SHA256()).public_bytes(Encoding.PEM)


def _called(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


def _certificate(of: x509.Name, by: x509.Name, key: EllipticCurvePrivateKey) -> x509.CertificateBuilder:
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(of)
        .issuer_name(by)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
    )
