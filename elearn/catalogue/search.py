"""Search across the learning: an index in memory, made once at start from the catalogue."""

import re
import sqlite3
from collections.abc import Iterator
from html import unescape
from threading import Lock

from elearn.domain.catalogue import Catalogue
from elearn.domain.content import Module
from elearn.domain.search import Hit, Search

MOST_WORDS, MOST_HITS = 12, 60
# Tags within a line part no words: what stands after them may be a full stop.
INLINE = re.compile(r"</?(?:a|abbr|b|cite|code|em|i|q|span|strong)\b[^>]*>")
START, END = "\x02", "\x03"  # no text holds these: they part a snippet
TABLE = """create virtual table place using fts5(kind unindexed, slug unindexed, part unindexed,
 title, within unindexed, body, tokenize = 'porter unicode61 remove_diacritics 2')"""
QUERY = """select kind, slug, part, highlight(place, 3, ?1, ?2), within,
 snippet(place, 5, ?1, ?2, '…', 30) from place where place match ?3
 order by bm25(place, 0, 0, 0, 6, 0, 1), rowid limit ?4"""

Row = tuple[str, str, str, str, str, str]


def index_of(catalogue: Catalogue) -> Search:
    """Return a search over everything in a catalogue; it may be called by many threads."""
    connection, lock = (
        sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False),
        Lock(),
    )
    connection.execute(TABLE)
    connection.executemany("insert into place values (?, ?, ?, ?, ?, ?)", _rows(catalogue))

    def search(asked: str) -> tuple[Hit, ...]:
        match = match_of(asked)
        if not match:
            return ()
        with lock:
            found = connection.execute(QUERY, (START, END, match, MOST_HITS)).fetchall()
        return tuple(_hit(*row) for row in found)

    return search


def match_of(asked: str) -> str:
    """Return what was asked as an FTS5 query of quoted phrases, each of which must be found."""
    phrases = re.findall(r'"([^"]*)"|([^\s"]+)', asked)
    words = (" ".join(re.findall(r"\w+", quoted or word)) for quoted, word in phrases)
    return " ".join(f'"{phrase}"' for phrase in [w for w in words if w][:MOST_WORDS])


def _rows(catalogue: Catalogue) -> Iterator[Row]:
    for module in catalogue.modules.values():
        yield from _module_rows(module)
    for term in catalogue.glossary:
        yield "glossary", "", term.anchor, term.term, "", f"{term.meaning} {term.detail}"


def _module_rows(module: Module) -> Iterator[Row]:
    slug, title = module.slug, module.title
    yield "module", slug, "", title, "", module.summary
    for section in module.sections:
        yield "section", slug, section.id, section.title, title, _text(section.body_html)
    for point in module.learning_points:
        body = f"{point.text} {_text(point.detail_html)}"
        yield "learning-point", slug, point.id, point.id, title, body
    if module.executive_summary:
        body = _text(module.executive_summary.body_html)
        yield "executive-summary", slug, "", title, "", body


def _text(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", INLINE.sub("", html))).split())


def _hit(kind: str, slug: str, part: str, title: str, within: str, snippet: str) -> Hit:
    return Hit(kind, slug, part, _pieces(title), within, _pieces(snippet))


def _pieces(marked: str) -> tuple[str, ...]:
    return tuple(re.split(f"[{START}{END}]", marked))
