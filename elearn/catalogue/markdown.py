"""Markdown to sanitised HTML, done once when the content is loaded."""

import re
from collections.abc import Sequence
from functools import partial
from html import unescape

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token

CITATION = re.compile(r"\[(S\d+)\]")
TAG_OR_CITATION = re.compile(r"<[^>]*>|" + CITATION.pattern)
MODULE_LINK = re.compile(r"^module:([a-z0-9-]+)(?:#([a-z0-9-]+))?$")
# Inline, by reference, or as an address between angle brackets.
LINK = re.compile(r"(?:\]\(\s*<?|\]:\s*<?|<)module:([^)>\s'\"]*)", re.IGNORECASE)
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
    targets = LINK.findall(text)
    matches = ((target, MODULE_LINK.match(f"module:{target}")) for target in targets)
    return tuple((m[1], m[2]) if m else (target, None) for target, m in matches)


def to_html(text: str, sources_page: str = "") -> str:
    """Return Markdown as sanitised HTML, with citations and module links made into links.

    Citations lead to ``sources_page``; left out, to the sources on the same page.
    """
    return _render(_parser.parse(text), sources_page)


def to_inline_html(text: str, sources_page: str = "") -> str:
    """Return one paragraph of Markdown as sanitised HTML without the paragraph around it."""
    return _render(_parser.parseInline(text.strip()), sources_page)


def to_text(text: str) -> str:
    """Return Markdown as plain text, for titles, e-mail and search."""
    return unescape(nh3.clean(to_inline_html(text), tags=set())).strip()


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
    parts = (" " if child.type in {"softbreak", "hardbreak"} else child.content
             for child in inline.children or ()
             if child.type in {"text", "code_inline", "softbreak", "hardbreak"})  # fmt: skip
    return CITATION.sub(lambda match: f"[{match[1][1:]}]", "".join(parts))


def _render(tokens: Sequence[Token], sources_page: str) -> str:
    for token in _links(tokens):
        token.attrSet("href", _address(str(token.attrGet("href") or "")))
    return _clean(_parser.renderer.render(tokens, _parser.options, {}), sources_page)


def _links(tokens: Sequence[Token]) -> list[Token]:
    inner = (child for token in tokens for child in token.children or ())
    return [child for child in inner if child.type == "link_open"]


def _address(href: str) -> str:
    match = MODULE_LINK.match(href)
    if not match:
        return href
    return f"/modules/{match[1]}" + (f"/{match[2]}" if match[2] else "")


def _clean(html: str, sources_page: str) -> str:
    linked = TAG_OR_CITATION.sub(partial(_citation, sources_page), html)
    return nh3.clean(linked, tags=TAGS, attributes=ATTRIBUTES, link_rel="noreferrer")


def _citation(sources_page: str, match: re.Match[str]) -> str:
    if not match[1]:
        return match[0]
    number = match[1][1:]
    href = f"{sources_page}#source-S{number}"
    return f'<sup><a href="{href}" aria-label="Source {number}">[{number}]</a></sup>'
