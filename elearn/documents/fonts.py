"""The fonts that documents embed, and which letters they can draw.

ReportLab keeps a reading position in each font, so two threads must not draw at once: every
document is drawn inside ``fonts_in_use``.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from threading import RLock
from unicodedata import category, normalize

from fontTools.unicodedata import script
from reportlab import rl_config
from reportlab.pdfbase.pdfmetrics import registerFont, registerFontFamily
from reportlab.pdfbase.ttfonts import TTFont

from elearn.domain.errors import NameFault
from elearn.domain.names import NameReason, check_name

FOLDER = Path(__file__).with_name("fonts")

SANS = "NotoSans-Regular"
SANS_BOLD = "NotoSans-SemiBold"
SERIF = "NotoSerif-Regular"
SERIF_BOLD = "NotoSerif-SemiBold"
SERIF_ITALIC = "NotoSerif-Italic"

_ALL = (SANS, SANS_BOLD, SERIF, SERIF_BOLD, SERIF_ITALIC)
_OTHER_FAMILY = {
    SANS: SERIF,
    SANS_BOLD: SERIF_BOLD,
    SERIF: SANS,
    SERIF_BOLD: SANS_BOLD,
    SERIF_ITALIC: SANS,
}
# Letters of other scripts join or reorder, which takes a shaping engine: drawn without one they
# would be wrong, even where the font holds them.
_SCRIPTS = frozenset({"Latn", "Grek", "Cyrl", "Zyyy", "Zinh"})
_SUBSTITUTES = {
    "→": "–",
    "←": "–",
    "≥": ">=",
    "≤": "<=",
    "✓": "•",
    "☐": "•",
    "■": "•",
    "▪": "•",
    "●": "•",
    "◆": "•",
}

_lock = RLock()
_letters: dict[str, frozenset[str]] = {}


class FontsAbsentError(RuntimeError):
    """The font files are not there: the assets were not built."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"no font {path}: run `make assets` to fetch the certificate fonts")


@contextmanager
def fonts_in_use() -> Iterator[None]:
    """Hold the fonts, registered, for as long as one document is drawn."""
    with _lock:
        _register()
        yield


def missing_letters(text: str) -> str:
    """Return the characters that a certificate cannot draw, each once; none is the empty text.

    A text is set in one font throughout, so the family with the fewest gaps decides.
    """
    with fonts_in_use():
        return min((_gaps(text, font) for font in (SERIF, SANS)), key=len)


def check_drawable(typed: str) -> str:
    """Return a name as ``names.check_name`` does, or raise NameFault; every letter can be drawn."""
    return require_drawable(check_name(typed))


def require_drawable(name: str) -> str:
    """Return the name, or raise NameFault with the letters that no certificate could show."""
    missing = missing_letters(name)
    if missing:
        raise NameFault(NameReason.UNDRAWABLE, missing)
    return name


def font_for(text: str, font: str) -> str:
    """Return the font, or its fellow of the other family when only that one has every letter."""
    fellow = _OTHER_FAMILY[font]
    return fellow if _gaps(text, font) and not _gaps(text, fellow) else font


def drawable(text: str) -> str:
    """Return a text of ours in letters the fonts have; never used for a person's name."""
    composed = normalize("NFC", text)
    with fonts_in_use():
        common = _common_letters()
        return "".join(c if c in common else _substitute(c, common) for c in composed)


def _substitute(character: str, common: frozenset[str]) -> str:
    """Return the nearest thing the fonts have for a character they lack."""
    if character in _SUBSTITUTES:
        return _SUBSTITUTES[character]
    if character.isspace() or category(character) in {"Cf", "Mn", "Me"}:
        return " " if character.isspace() else ""
    plain = normalize("NFKD", character)
    return plain if set(plain) <= common else "?"


@cache
def _common_letters() -> frozenset[str]:
    """Return the characters that both families draw; only called with the fonts registered."""
    return _letters[SANS] & _letters[SERIF]


def _gaps(text: str, font: str) -> str:
    """Return the characters of a text that a font cannot draw, each once."""
    return "".join(c for c in dict.fromkeys(text) if c not in _letters[font])


def _letters_of(font: TTFont) -> frozenset[str]:
    """Return the characters that a font draws rightly without a shaping engine."""
    held = map(chr, font.face.charToGlyph)
    return frozenset(c for c in held if script(c) in _SCRIPTS and category(c) not in {"Cc", "Cf"})


def _register() -> None:
    """Read the font files and make them known to ReportLab, the first time only."""
    if _letters:
        return
    read = {name: TTFont(name, _file(name)) for name in _ALL}
    for font in read.values():
        registerFont(font)
    # Pages as bytes, not as text: the text form is slow to make and a quarter larger.
    rl_config.useA85 = 0
    registerFontFamily(SANS, normal=SANS, bold=SANS_BOLD, italic=SANS, boldItalic=SANS_BOLD)
    registerFontFamily(
        SERIF, normal=SERIF, bold=SERIF_BOLD, italic=SERIF_ITALIC, boldItalic=SERIF_BOLD
    )
    _letters.update({name: _letters_of(font) for name, font in read.items()})


def _file(name: str) -> str:
    """Return the path of a font file, or raise FontsAbsentError."""
    path = FOLDER / f"{name}.ttf"
    if not path.is_file():
        raise FontsAbsentError(path)
    return str(path)
