"""Markdown to sanitised HTML, done once when the content is loaded."""

import re
from collections.abc import Sequence

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token

CITATION = re.compile(r"\[(S\d+)\]")
MODULE_LINK = re.compile(r"^module:([a-z0-9-]+)(?:#([a-z0-9-]+))?$")
LINK = re.compile(r"\]\((module:[^)\s]*)")
TAGS = {
    "p", "h3", "h4", "ul", "ol", "li", "strong", "em", "a", "blockquote", "br", "hr",
    "table", "thead", "tbody", "tr", "th", "td", "sup", "abbr",
}  # fmt: skip
ATTRIBUTES = {"a": {"href", "title", "aria-label"}, "abbr": {"title"}, "ol": {"start"}}

_parser = MarkdownIt("commonmark", {"html": False, "typographer": True}).enable(
    ["table", "replacements", "smartquotes"]
)


def cited(*texts: str) -> tuple[str, ...]:
    """Return the source ids that texts cite as ``[S1]``, in order of first citation."""
    found = (match for text in texts for match in CITATION.findall(text))
    return tuple(dict.fromkeys(found))


def module_links(text: str) -> tuple[tuple[str, str | None], ...]:
    """Return the ``module:slug#section`` links of a Markdown text as (slug, section) pairs."""
    hrefs = LINK.findall(text)
    matches = ((href, MODULE_LINK.match(href)) for href in hrefs)
    return tuple((m[1], m[2]) if m else (href, None) for href, m in matches)


def to_html(text: str) -> str:
    """Return Markdown as sanitised HTML, with citations and module links made into links."""
    tokens = _parser.parse(text)
    for token in _links(tokens):
        token.attrSet("href", _address(str(token.attrGet("href") or "")))
    return _clean(_parser.renderer.render(tokens, _parser.options, {}))


def to_inline_html(text: str) -> str:
    """Return one paragraph of Markdown as sanitised HTML without the paragraph around it."""
    return _clean(_parser.renderInline(text.strip()))


def to_text(text: str) -> str:
    """Return Markdown as plain text, for titles, e-mail and search."""
    return nh3.clean(to_inline_html(text), tags=set()).strip()


def to_blocks(text: str) -> tuple[tuple[str, str], ...]:
    """Return Markdown as (kind, plain text) blocks, for print."""
    blocks: list[tuple[str, str]] = []
    kind = "paragraph"
    for token in _parser.parse(text):
        if token.type == "heading_open":
            kind = "heading"
        elif token.type == "list_item_open":
            kind = "bullet"
        elif token.type in {"heading_close", "list_item_close"}:
            kind = "paragraph"
        elif token.type == "inline":
            blocks.append((kind, _plain(token)))
    return tuple(blocks)


def _plain(inline: Token) -> str:
    parts = (child.content if child.type == "text" else " " for child in inline.children or ()
             if child.type in {"text", "softbreak", "hardbreak"})  # fmt: skip
    return CITATION.sub(lambda match: f"[{match[1][1:]}]", "".join(parts))


def _links(tokens: Sequence[Token]) -> list[Token]:
    inner = (child for token in tokens for child in token.children or ())
    return [child for child in inner if child.type == "link_open"]


def _address(href: str) -> str:
    match = MODULE_LINK.match(href)
    if not match:
        return href
    return f"/modules/{match[1]}" + (f"/{match[2]}" if match[2] else "")


def _clean(html: str) -> str:
    linked = CITATION.sub(_citation, html)
    return nh3.clean(linked, tags=TAGS, attributes=ATTRIBUTES, link_rel="noreferrer")


def _citation(match: re.Match[str]) -> str:
    number = match[1][1:]
    return f'<sup><a href="#source-S{number}" aria-label="Source {number}">[{number}]</a></sup>'
