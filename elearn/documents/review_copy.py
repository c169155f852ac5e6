"""A review copy of all content, questions and answers included: the same blocks as HTML and PDF."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape
from itertools import groupby

from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import Flowable, PageBreak

from elearn.documents import pages, style
from elearn.documents.pages import Dress, text

_PART = pages.HEADING.clone("part", role="H3", fontSize=11, leading=15, spaceBefore=10)
_LOOKS: dict[str, ParagraphStyle] = {
    "module": pages.TITLE,
    "heading": pages.HEADING,
    "part": _PART,
    "note": pages.SMALL,
    "bullet": pages.BULLET,
}
_TAGS = {"module": "h1", "heading": "h2", "part": "h3", "bullet": "li"}
_SHEET = """
body { max-width: 46rem; margin: 2rem auto; padding: 0 1rem; font: 1rem/1.5 system-ui, sans-serif }
h1 { margin-top: 4rem; border-top: 2px solid; padding-top: 1rem } .note { color: #505a5f }
@media print { h1 { break-before: page } h2, h3 { break-after: avoid } }
"""


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of the copy. Kinds: module, heading, part, paragraph, bullet, note."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class ReviewCopy:
    """All that the copy says, and the day it was made."""

    title: str
    made_on: date
    blocks: Sequence[Block]


def as_html(copy: ReviewCopy) -> str:
    """Return the copy as one page that needs no other file."""
    title = escape(copy.title)
    body = "\n".join(_html(copy.blocks))
    return (
        f'<!DOCTYPE html>\n<html lang="en-GB">\n<head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{title}</title><style>{_SHEET}</style></head>\n<body>\n"
        f"<p><strong>{title}</strong>, made on {style.date_words(copy.made_on)}</p>\n"
        f"{body}\n</body>\n</html>\n"
    )


def as_pdf(copy: ReviewCopy) -> bytes:
    """Return the copy as A4 pages, each module on pages of its own."""
    dress = Dress(
        title=copy.title,
        author="Learning Lessons",
        subject="Everything that staff read and answer, for sign-off",
        keywords="review copy",
        head=copy.title,
        foot=f"Made on {style.date_words(copy.made_on)}",
        dated=copy.made_on,
        margin=56,
    )
    return pages.draw(dress, lambda: _story(copy.blocks))


def _html(blocks: Iterable[Block]) -> Iterable[str]:
    for is_list, run in groupby(blocks, key=lambda block: block.kind == "bullet"):
        items = [_element(block) for block in run]
        yield "<ul>" + "".join(items) + "</ul>" if is_list else "\n".join(items)


def _element(block: Block) -> str:
    tag = _TAGS.get(block.kind, "p")
    mark = ' class="note"' if block.kind == "note" else ""
    return f"<{tag}{mark}>{escape(block.text)}</{tag}>"


def _story(blocks: Sequence[Block]) -> list[Flowable]:
    story: list[Flowable] = []
    for block in blocks:
        if block.kind == "module" and story:
            story.append(PageBreak())
        look = _LOOKS.get(block.kind, pages.BODY)
        story.append(text(block.text, look, "•" if block.kind == "bullet" else None))
    return story
