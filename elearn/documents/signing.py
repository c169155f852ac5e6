"""The key that signs PDF files: the organisation's own, or one that the demonstration makes."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
    pkcs12,
)
from cryptography.x509.oid import NameOID

_YEARS = timedelta(days=3653)

Key = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey


class KeyFault(ValueError):
    """A signing key cannot be used; the message says why."""


@dataclass(frozen=True, slots=True)
class Seal:
    """The key that signs, its certificate and chain, and who was trusted before it."""

    key: Key
    certificate: x509.Certificate
    chain: tuple[x509.Certificate, ...] = ()
    earlier: tuple[x509.Certificate, ...] = ()
    _signer: list[Any] = field(default_factory=list, repr=False, compare=False)

    @property
    def name(self) -> str:
        """Return who signs, as the certificate says."""
        return common_name(self.certificate)

    def knows(self, fingerprint: bytes) -> bool:
        """Return whether a certificate, by its SHA-256 fingerprint, is or was our own."""
        ours = (self.certificate, *self.earlier)
        return fingerprint in {one.fingerprint(hashes.SHA256()) for one in ours}

    def sign(self, pdf: bytes, day: date) -> bytes:
        """Return a PDF with a signature of a day appended; equal files of a day are equal again."""
        from elearn.documents.pades import signer_of, with_signature  # slow to import: on first use

        at = max(datetime.combine(day, time(), UTC), self.certificate.not_valid_before_utc)
        if not self._signer:
            self._signer.append(signer_of(self))
        return with_signature(pdf, self._signer[0], at)


def read_key(data: bytes, passphrase: str = "", earlier: bytes = b"") -> Seal:
    """Return the seal in a PKCS#12 or PEM file; raises KeyFault with the reason.

    ``earlier`` holds certificates, as PEM, of keys that signed before this one.
    """
    secret = passphrase.encode() or None
    try:
        before = tuple(x509.load_pem_x509_certificates(earlier)) if earlier.strip() else ()
    except ValueError:
        raise KeyFault("the earlier certificates are not PEM") from None
    key, certificate, chain = (
        _read_pem(data, secret) if b"-----BEGIN" in data else _read_pkcs12(data, secret)
    )
    if not isinstance(key, ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey):
        raise KeyFault("it holds no elliptic-curve or RSA key")
    if certificate.public_key() != key.public_key():
        raise KeyFault("the certificate belongs to another key")
    return Seal(key, certificate, chain, before)


def make_key(name: str, today: date) -> bytes:
    """Return a new key with a certificate that it signed itself, as PEM; for the demonstration."""
    key = ec.generate_private_key(ec.SECP256R1())
    who = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name[:64])])
    begins = datetime.combine(today, time(), UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(who)
        .issuer_name(who)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begins)
        .not_valid_after(begins + _YEARS)
        .add_extension(_signs_only(), critical=True)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return private + certificate.public_bytes(Encoding.PEM)


def common_name(certificate: x509.Certificate) -> str:
    """Return whom a certificate names."""
    names = certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    return str(names[0].value) if names else certificate.subject.rfc4514_string()


def _signs_only() -> x509.KeyUsage:
    """Return what the demonstration's key is for: signatures that last."""
    return x509.KeyUsage(
        digital_signature=True, content_commitment=True, key_encipherment=False,
        data_encipherment=False, key_agreement=False, key_cert_sign=False, crl_sign=False,
        encipher_only=False, decipher_only=False,
    )  # fmt: skip


def _read_pem(
    data: bytes, secret: bytes | None
) -> tuple[Any, x509.Certificate, tuple[x509.Certificate, ...]]:
    """Return the key, its certificate and the rest of the chain in a PEM file."""
    try:
        key = load_pem_private_key(data, secret)
    except (ValueError, TypeError):
        raise KeyFault("its private key cannot be read, or the passphrase is wrong") from None
    try:
        first, *rest = x509.load_pem_x509_certificates(data)
    except ValueError:
        raise KeyFault("it holds no certificate") from None
    return key, first, tuple(rest)


def _read_pkcs12(
    data: bytes, secret: bytes | None
) -> tuple[Any, x509.Certificate, tuple[x509.Certificate, ...]]:
    """Return the key, its certificate and the rest of the chain in a PKCS#12 file."""
    try:
        key, certificate, rest = pkcs12.load_key_and_certificates(data, secret)
    except ValueError:
        raise KeyFault("it is neither PEM nor PKCS#12, or the passphrase is wrong") from None
    if key is None or certificate is None:
        raise KeyFault("it holds no key with its certificate")
    return key, certificate, tuple(rest)
