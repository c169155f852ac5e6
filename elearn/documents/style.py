"""The house style of every printed document: colours, type, and how dates and times are worded."""

from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from reportlab.lib.colors import Color, HexColor
from reportlab.pdfbase.pdfmetrics import stringWidth

from elearn.documents import fonts

CREATOR = "Learning Lessons"
LANGUAGE = "en-GB"

INK = HexColor("#13262C")
TEAL = HexColor("#0B4A53")
MUTED = HexColor("#4B5D63")
HAIRLINE = HexColor("#B9C9CA")
TINT = HexColor("#A3C0C2")
PALE = HexColor("#F1F5F5")
ACCENT = HexColor("#A67C2E")
ACCENT_TINT = HexColor("#DCCBA4")

_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


@dataclass(frozen=True, slots=True)
class Type:
    """How a run of text looks. ``size``, ``leading`` and ``tracking`` are in points."""

    font: str
    size: float
    colour: Color = INK
    leading: float = 0
    tracking: float = 0

    def sized(self, size: float) -> "Type":
        """Return this type at another size, its leading and tracking in proportion."""
        by = size / self.size
        return replace(self, size=size, leading=self.leading * by, tracking=self.tracking * by)

    def able(self, text: str) -> "Type":
        """Return this type in a font that has every letter of the text, where one has."""
        return replace(self, font=fonts.font_for(text, self.font))

    def width(self, text: str) -> float:
        """Return how wide a text sets, in points."""
        return _width(text, self.font) * self.size + self.tracking * len(text)


@lru_cache(maxsize=8192)
def _width(text: str, font: str) -> float:
    """Return how wide a text sets at a size of one point, kept for the next page that says it."""
    return float(stringWidth(text, font, 1))


def date_words(day: date) -> str:
    """Return a day as people write it, such as ``4 March 2026``."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def minutes_words(minutes: int) -> str:
    """Return a length of time such as ``1 hour 25 minutes``."""
    hours, rest = divmod(minutes, 60)
    parts = [counted(hours, "hour")] if hours else []
    if rest or not hours:
        parts.append(counted(rest, "minute"))
    return " ".join(parts)


def pdf_date(day: date) -> str:
    """Return a day as a PDF date, for documents whose date is a fact and not the clock's."""
    return f"D:{day:%Y%m%d}000000Z"


def address_words(url: str) -> str:
    """Return a web address as it is read out: without its scheme or a closing slash."""
    return url.partition("://")[2].rstrip("/") or url


def counted(number: int, noun: str) -> str:
    """Return a number with its noun, such as ``1 hour`` or ``1,200 hours``."""
    return f"{number} {noun}" if number == 1 else f"{number:,} {noun}s"
