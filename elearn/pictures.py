"""Pictures that are sent in: what a file truly is, and what of it certificates keep."""

import hashlib
from dataclasses import dataclass
from io import BytesIO

from PIL import Image, ImageOps, UnidentifiedImageError

LARGEST = 1024 * 1024  # bytes
MOST_PIXELS = 25_000_000
LONGEST_SIDE = 800  # pixels of what is kept: 300 to an inch on a logo of 68 mm


class UnusablePicture(Exception):
    """A file that cannot be taken.

    ``reason`` is ``empty``, ``too_large``, ``too_many_pixels``, ``svg`` or ``not_an_image``.
    """

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as it is kept: a PNG with nothing in it but its pixels."""

    content: bytes

    @property
    def digest(self) -> str:
        """Return the SHA-256 under which it is kept."""
        return hashlib.sha256(self.content).hexdigest()


def check_picture(content: bytes) -> Picture:
    """Return a PNG or JPEG drawn anew on white; raises UnusablePicture for anything else."""
    if not content:
        raise UnusablePicture("empty")
    if len(content) > LARGEST:
        raise UnusablePicture("too_large")
    if b"<svg" in content[:4096].lower():
        raise UnusablePicture("svg")
    return _kept(upright_image(content, MOST_PIXELS)[0])


def upright_image(content: bytes, most_pixels: int) -> tuple[Image.Image, str]:
    """Return the pixels of a PNG or JPEG the right way up, and which of the two it was.

    Raises UnusablePicture: ``too_many_pixels`` or ``not_an_image``.
    """
    try:
        with Image.open(BytesIO(content), formats=["PNG", "JPEG"]) as image:
            if image.width * image.height > most_pixels:
                raise UnusablePicture("too_many_pixels")
            return ImageOps.exif_transpose(image), image.format or ""
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise UnusablePicture("too_many_pixels") from None
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError):
        raise UnusablePicture("not_an_image") from None


def _kept(image: Image.Image) -> Picture:
    """Return the pixels of an image, on white and small enough, and nothing else."""
    upright = image.convert("RGBA")
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    paper = Image.new("RGB", upright.size, "white")
    paper.paste(upright, mask=upright.getchannel("A"))
    out = BytesIO()
    paper.save(out, "PNG", optimize=True)
    return Picture(out.getvalue())
