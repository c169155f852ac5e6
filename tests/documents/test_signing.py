"""Signatures: equal files sign alike, a changed byte is caught, and bad files are named."""

from datetime import UTC, date, datetime
from io import BytesIO

import pikepdf
import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    pkcs12,
)

from elearn.documents.certificate import draw_certificate
from elearn.documents.checking import MOST_BYTES, Checked, FileFault, Signature, check_pdf
from elearn.documents.signing import KeyFault, Seal, make_key, read_key
from tests.documents.samples import NUMBER, certificate_facts

DAY = date(2026, 3, 5)
PEM = make_key("Borsetshire Safeguarding Children Partnership", date(2026, 1, 1))
SEAL = read_key(PEM)
OTHER = read_key(make_key("Someone else", date(2026, 1, 1)))
DRAWN = draw_certificate(certificate_facts())
SIGNED = SEAL.sign(DRAWN, DAY)


def private_key(seal: Seal) -> bytes:
    return seal.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def test_a_signed_certificate_says_by_whom_and_when() -> None:
    assert check_pdf(SIGNED, SEAL) == Checked(
        Signature.OURS,
        "Borsetshire Safeguarding Children Partnership",
        datetime(2026, 3, 5, tzinfo=UTC),
        NUMBER,
    )


def test_the_signature_follows_the_file_as_it_was_drawn() -> None:
    assert SIGNED.startswith(DRAWN)


def test_equal_files_sign_alike_with_the_key_read_again() -> None:
    assert read_key(PEM).sign(DRAWN, DAY) == SIGNED


def test_a_signed_file_is_still_tagged_and_says_the_same_of_itself() -> None:
    with pikepdf.open(BytesIO(DRAWN)) as plain, pikepdf.open(BytesIO(SIGNED)) as signed:
        assert signed.Root.MarkInfo.Marked
        assert dict(signed.docinfo) == dict(plain.docinfo)
        assert signed.check_pdf_syntax() == []


def outcome(data: bytes) -> str:
    try:
        return check_pdf(data, SEAL).signature.value
    except FileFault as fault:
        return fault.reason


@pytest.mark.parametrize("at", [40, len(DRAWN) // 2, len(DRAWN) - 400, len(DRAWN) + 700])
def test_a_changed_byte_is_caught(at: int) -> None:
    changed = bytearray(SIGNED)
    changed[at] ^= 1
    assert outcome(bytes(changed)) in {"changed", "not_pdf"}


@pytest.mark.parametrize("more", [b"x", b"\n", b"%%EOF\n"])
def test_anything_after_the_signature_is_caught(more: bytes) -> None:
    assert outcome(SIGNED + more) in {"changed", "not_pdf"}


def test_a_second_signature_does_not_hide_a_change() -> None:
    assert check_pdf(OTHER.sign(DRAWN, DAY), SEAL).signature == Signature.FOREIGN
    assert check_pdf(OTHER.sign(DRAWN, DAY), SEAL).signed_by == "Someone else"


def test_without_a_key_a_file_is_not_signed_and_every_signature_is_foreign() -> None:
    assert check_pdf(DRAWN, None) == Checked(Signature.ABSENT, None, None, NUMBER)
    assert check_pdf(SIGNED, None).signature == Signature.FOREIGN


def test_the_key_before_this_one_is_still_known() -> None:
    before = SEAL.certificate.public_bytes(Encoding.PEM)
    new = read_key(make_key("New", date(2026, 1, 1)), earlier=before)
    assert check_pdf(SIGNED, new).signature == Signature.OURS


def encrypted() -> bytes:
    out = BytesIO()
    with pikepdf.open(BytesIO(DRAWN)) as pdf:
        pdf.save(out, encryption=pikepdf.Encryption(owner="o", user="u"))
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b"GIF89a", "not_pdf"),
        (b"%PDF-1.7\nnothing else", "not_pdf"),
        (DRAWN[:3000], "not_pdf"),
        (b"%PDF-1.7" + bytes(MOST_BYTES), "too_big"),
        (encrypted(), "encrypted"),
    ],
)
def test_a_file_that_cannot_be_looked_at_is_refused_with_the_reason(
    data: bytes, reason: str
) -> None:
    with pytest.raises(FileFault) as caught:
        check_pdf(data, SEAL)
    assert caught.value.reason == reason


def test_a_file_without_a_number_of_ours_has_none() -> None:
    out = BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(out)
    assert check_pdf(out.getvalue(), SEAL).number is None


def test_a_key_is_read_from_pkcs12_with_its_passphrase() -> None:
    lock = BestAvailableEncryption(b"secret")
    packed = pkcs12.serialize_key_and_certificates(b"k", SEAL.key, SEAL.certificate, None, lock)
    assert read_key(packed, "secret").name == SEAL.name
    with pytest.raises(KeyFault, match="passphrase is wrong"):
        read_key(packed, "wrong")


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"nonsense", "neither PEM nor PKCS#12"),
        (private_key(SEAL), "no certificate"),
        (SEAL.certificate.public_bytes(Encoding.PEM), "private key cannot be read"),
        (private_key(OTHER) + SEAL.certificate.public_bytes(Encoding.PEM), "another key"),
    ],
)
def test_a_key_that_cannot_be_used_says_why(data: bytes, said: str) -> None:
    with pytest.raises(KeyFault, match=said):
        read_key(data)


def test_the_key_of_the_demonstration_only_signs() -> None:
    usage = SEAL.certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    assert usage.content_commitment
    assert not usage.key_cert_sign
