"""What a PDF that someone was shown says of itself, and what its signature proves."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from elearn.documents.signing import Seal

MOST_BYTES = 2_000_000
"""The largest file that is looked at; a certificate is far smaller."""


class FileFault(ValueError):
    """A file cannot be looked at: ``reason`` is empty, too_big, not_pdf or encrypted."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Signature(StrEnum):
    """What the signature of a file proves."""

    ABSENT = "absent"
    OURS = "ours"
    FOREIGN = "foreign"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Checked:
    """What a file proves by itself: its signature, by whom and when, and the number it carries."""

    signature: Signature
    signed_by: str | None
    signed_at: datetime | None
    number: str | None


def check_pdf(data: bytes, seal: Seal | None) -> Checked:
    """Return what a file proves by itself, or raise FileFault with the reason.

    A signature is good only if it is whole and nothing follows it: no certificate of ours is ever
    added to after it was signed.
    """
    if not data or len(data) > MOST_BYTES:
        raise FileFault("too_big" if data else "empty")
    if not data[:1024].lstrip().startswith(b"%PDF-"):
        raise FileFault("not_pdf")
    from elearn.documents.validating import checked_pdf  # slow to import: on first use

    return checked_pdf(data, seal)
