"""The longest page of a case, and a bare page of the same words and the same size."""

import json
import os
from html.parser import HTMLParser
from itertools import cycle
from pathlib import Path

from markupsafe import escape

from bench.bare import ELEMENT
from bench.servers import NotServing, Visitor
from elearn.catalogue.loader import load_catalogue
from elearn.config import shipped_content
from elearn.domain.content import Kind


class Words(HTMLParser):
    """Collects the runs of text of a page, as its markup divides them."""

    def __init__(self) -> None:
        super().__init__()
        self.runs: list[str] = []

    def handle_data(self, data: str) -> None:
        """Keep a run of text, if it says anything."""
        if data.strip():
            self.runs.append(" ".join(data.split()))


def runs_of(page: str) -> list[str]:
    """Return the runs of text of a page."""
    words = Words()
    words.feed(page)
    return words.runs


def longest_section(visitor: Visitor) -> str:
    """Return the address of the section of a shipped case whose page is the longest."""
    chosen = os.environ.get("ELEARN_CONTENT")
    catalogue = load_catalogue(Path(chosen) if chosen else shipped_content())
    cases = catalogue.of_kind(Kind.CASE)
    paths = [f"/modules/{case.slug}/{section.id}" for case in cases for section in case.sections]
    return max(paths, key=lambda path: len(visitor.read(path).encode()))


def write_bare_page(folder: Path, page: str) -> None:
    """Write what the bare app shows: the page's runs of text, again from the start until as long.

    Nothing pads it: all but a plain element around each run goes through the template.
    """
    runs = runs_of(page)
    shown, size = [], 0
    for words in cycle(runs):
        if size >= len(page.encode()):
            break
        shown.append(words)
        size += len(ELEMENT.replace("{{ words }}", escape(words)).encode())
    document = {"title": runs[0], "runs": shown}
    (folder / "page.json").write_text(json.dumps(document), encoding="utf-8")


def check_same_size(page: str, other: str) -> None:
    """Raise NotServing unless two pages have the same size within 5 per cent."""
    size, beside = len(page.encode()), len(other.encode())
    if abs(size - beside) > 0.05 * size:
        raise NotServing(f"the bare page has {beside} bytes, the section {size}")
