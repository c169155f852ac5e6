"""Evidence that learners send in: what a file truly is, and where it is kept.

Files lie in one folder outside everything that is served, each under the SHA-256 of its bytes.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
from PIL import Image

from elearn.pictures import UnusablePicture, upright_image

LARGEST = 4 * 1024 * 1024  # bytes
MOST_PIXELS = 40_000_000
LONGEST_SIDE = 3000  # pixels of what is kept: small print stays legible
PDF = "application/pdf"
IMAGES = {"PNG": "image/png", "JPEG": "image/jpeg"}
# What lets a PDF act, or carry other files.
ACTS = frozenset({"/JS", "/JavaScript", "/AA", "/EmbeddedFiles", "/EF", "/XFA", "/RichMedia"})
ACTIONS = frozenset({"/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/Rendition"})
DEEPEST = 50  # arrays and dictionaries in each other


class UnusableEvidence(Exception):
    """A file that cannot be taken.

    ``reason`` is ``empty``, ``too_large``, ``wrong_type``, ``locked`` or ``active``.
    """

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


@dataclass(frozen=True, slots=True)
class Checked:
    """A file that can be taken, as it will be kept."""

    content: bytes
    type: str

    @property
    def digest(self) -> str:
        """Return the SHA-256 under which it is kept."""
        return hashlib.sha256(self.content).hexdigest()


@dataclass(frozen=True, slots=True)
class EvidenceStore:
    """The folder in which evidence is kept."""

    folder: Path

    def keep(self, checked: Checked) -> None:
        """Keep a file; the same bytes are kept once, and a file is whole before it has its name."""
        target = self.folder / checked.digest
        if target.exists():
            return
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        part = target.with_suffix(".part")
        part.touch(mode=0o600)
        part.write_bytes(checked.content)
        part.replace(target)

    def read(self, digest: str) -> bytes | None:
        """Return the bytes of a file, or None if it is not there."""
        target = self.folder / digest
        return target.read_bytes() if target.is_file() else None


def check(content: bytes) -> Checked:
    """Return a file as it will be kept, by what is in it and not by its name.

    Images are drawn anew, so that nothing but the picture stays. Raises UnusableEvidence.
    """
    if not content:
        raise UnusableEvidence("empty")
    if len(content) > LARGEST:
        raise UnusableEvidence("too_large")
    return _pdf(content) if content.startswith(b"%PDF-") else _image(content)


def _pdf(content: bytes) -> Checked:
    """Take a PDF as it is, for its signature, unless it acts or something else follows it."""
    try:
        with pikepdf.open(BytesIO(content)) as document:
            whole = len(document.pages) > 0
            acts = any(_acts(item) for item in document.objects)
    except pikepdf.PasswordError:
        raise UnusableEvidence("locked") from None
    except (pikepdf.PdfError, ValueError, RecursionError):
        raise UnusableEvidence("wrong_type") from None
    if not whole or not content.rstrip(b"\0\t\n\f\r ").endswith(b"%%EOF"):
        raise UnusableEvidence("wrong_type")
    if acts:
        raise UnusableEvidence("active")
    return Checked(content, PDF)


def _acts(item: pikepdf.Object, depth: int = 0) -> bool:
    """Tell whether an object runs something, sends something, or carries a file."""
    if depth > DEEPEST:
        return True
    if isinstance(item, pikepdf.Dictionary | pikepdf.Stream):
        keys = set(item.keys())
        if keys & ACTS or ("/S" in keys and str(item["/S"]) in ACTIONS):
            return True
    return any(_acts(part, depth + 1) for part in _direct_parts(item))


def _direct_parts(item: pikepdf.Object) -> Iterator[pikepdf.Object]:
    """Yield what lies inside an object itself; what has a number of its own is looked at there."""
    parts: list[Any]
    if isinstance(item, pikepdf.Array):
        parts = list(item)
    elif isinstance(item, pikepdf.Dictionary | pikepdf.Stream):
        parts = [item[key] for key in item.keys()]  # noqa: SIM118 - no mapping
    else:
        parts = []
    for part in parts:
        if isinstance(part, pikepdf.Object) and not part.is_indirect:
            yield part


def _image(content: bytes) -> Checked:
    try:
        image, kind = upright_image(content, MOST_PIXELS)
    except UnusablePicture as fault:
        too_large = fault.reason == "too_many_pixels"
        raise UnusableEvidence("too_large" if too_large else "wrong_type") from None
    upright = image.convert("RGB")
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    drawn = Image.frombytes("RGB", upright.size, upright.tobytes())
    kept = BytesIO()
    drawn.save(kept, kind, quality=88)
    return Checked(kept.getvalue(), IMAGES[kind])
