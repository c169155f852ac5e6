"""Certificates and transcripts checked against the record: what `/verify` and `verify-pdf` say."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy.orm import Session

from elearn.documents.certificate import draw_certificate
from elearn.documents.checking import Checked, Signature, check_pdf
from elearn.documents.signing import Seal
from elearn.documents.transcript import draw_transcript
from elearn.domain.errors import NotFound
from elearn.operations.certificates import Verified, verify
from elearn.operations.designs import pictures_of
from elearn.operations.transcripts import VerifiedTranscript, verify_transcript

Found = Verified | VerifiedTranscript


class Verdict(StrEnum):
    """What a file is worth."""

    AS_ISSUED = "as_issued"
    SIGNED = "signed"
    FOREIGN = "foreign"
    CHANGED = "changed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class FileAnswer:
    """What a file is worth, what it proves by itself, and what is recorded under its number."""

    verdict: Verdict
    checked: Checked
    found: Found | None


def check_number(session: Session, typed: str, today: date) -> Found:
    """Return the certificate or transcript with a number, or raise NotFound."""
    try:
        return verify(session, typed, today)
    except NotFound:
        return verify_transcript(session, typed, today)


def check_file(session: Session, seal: Seal | None, data: bytes, today: date) -> FileAnswer:
    """Return what a file is worth; raises FileFault for one that cannot be looked at."""
    checked = check_pdf(data, seal)
    try:
        found = check_number(session, checked.number or "", today)
    except NotFound:
        return FileAnswer(Verdict.UNKNOWN, checked, None)
    return FileAnswer(_verdict(session, checked, found, data), checked, found)


def _verdict(session: Session, checked: Checked, found: Found, data: bytes) -> Verdict:
    """Return what a file is worth that carries the number of something that we issued."""
    if checked.signature == Signature.CHANGED:
        return Verdict.CHANGED
    if checked.signature == Signature.FOREIGN:
        return Verdict.FOREIGN
    if isinstance(found, VerifiedTranscript):
        drawn = draw_transcript(found.facts)
    else:
        drawn = draw_certificate(found.facts, pictures_of(session, [found.facts]))
    if checked.signature == Signature.OURS:
        return Verdict.AS_ISSUED if data.startswith(drawn) else Verdict.SIGNED
    return Verdict.AS_ISSUED if data == drawn else Verdict.CHANGED
