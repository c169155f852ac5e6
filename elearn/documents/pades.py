"""Signatures in PDF files (PAdES B-B) by pyHanko; equal files sign alike.

A signature is appended: the file that was drawn is the beginning of the file that is signed.
pyHanko takes a fifth of a second to import, so this is imported when a file is first signed.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from functools import partial
from hashlib import sha256
from io import BytesIO
from typing import Any, TypeVar

from asn1crypto.keys import PrivateKeyInfo
from asn1crypto.x509 import Certificate
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from pyhanko.pdf_utils.generic import ArrayObject, ByteStringObject
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers
from pyhanko_certvalidator.registry import SimpleCertificateStore

from elearn.documents.signing import Key, Seal

FIELD = "Signature"
_ROOM = 8192

Found = TypeVar("Found")


def with_signature(pdf: bytes, signer: signers.Signer, at: datetime) -> bytes:
    """Return a PDF with a signature of a moment appended."""
    about = signers.PdfSignatureMetadata(
        field_name=FIELD,
        md_algorithm="sha256",
        subfilter=fields.SigSeedSubFilter.PADES,
        certify=True,
        docmdp_permissions=fields.MDPPerm.NO_CHANGES,
    )
    dated = _DatedSigner(about, signer)
    dated.at = at
    out: BytesIO = apart(partial(dated.sign_pdf, _Appending(BytesIO(pdf)), bytes_reserved=_ROOM))
    return out.getvalue()


def apart(work: Callable[[], Found]) -> Found:
    """Return what some work returns, done in a thread of its own.

    pyHanko runs a loop for its work, which cannot be where the caller runs one.
    """
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(work).result()


def signer_of(seal: Seal) -> signers.Signer:
    """Return what signs with a seal."""
    own, *others = (
        Certificate.load(one.public_bytes(Encoding.DER)) for one in (seal.certificate, *seal.chain)
    )
    private = seal.key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    store = SimpleCertificateStore.from_certs([own, *others])  # type: ignore[no-untyped-call]
    signer = _EvenSigner(own, PrivateKeyInfo.load(private), store)
    signer.own_key = seal.key
    return signer


class _EvenSigner(signers.SimpleSigner):
    """Signs without chance (RFC 6979), so that equal files have equal signatures."""

    own_key: Key

    def sign_raw(self, data: bytes, digest_algorithm: str) -> bytes:  # noqa: ARG002
        """Return the signature of some bytes."""
        if isinstance(self.own_key, ec.EllipticCurvePrivateKey):
            return self.own_key.sign(data, ec.ECDSA(hashes.SHA256(), deterministic_signing=True))
        return self.own_key.sign(data, padding.PKCS1v15(), hashes.SHA256())


class _DatedSigner(signers.PdfSigner):
    """Signs at a time that it is told."""

    at: datetime

    def init_signing_session(self, *about: Any, **more: Any) -> Any:
        """Return a session at that time."""
        session = super().init_signing_session(*about, **more)
        session.system_time = self.at
        return session


class _Appending(IncrementalPdfFileWriter):
    """Appends to a file without touching what it says of itself."""

    @classmethod
    def _handle_id(cls, prev: Any) -> Any:
        """Return the file's id, its second half made from the first."""
        first = bytes(prev.trailer["/ID"][0].original_bytes)
        second = sha256(first).digest()[:16]
        return ArrayObject([ByteStringObject(first), ByteStringObject(second)])

    def _update_meta(self) -> None:
        """Leave title, author and dates as they are."""
