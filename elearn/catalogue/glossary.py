"""``modules/glossary.yaml``, and its abbreviations marked where they first stand."""

import re
from collections import Counter
from collections.abc import Iterable
from html import escape
from typing import Annotated

from pydantic import Field

from elearn.catalogue.faults import Fault
from elearn.catalogue.files import parse
from elearn.catalogue.module_schema import Strict, Words
from elearn.domain.catalogue import Term

FILE = "modules/glossary.yaml"


class TermEntry(Strict):
    """One word with what it means, and more about it."""

    term: Words
    meaning: Words
    detail: Words
    abbreviation: bool = False


class GlossaryFile(Strict):
    """The list of words."""

    terms: Annotated[list[TermEntry], Field(min_length=1)]


def read_glossary(text: str, faults: list[Fault]) -> tuple[Term, ...]:
    """Return the words of a glossary in alphabetical order, noting every fault."""
    entries = parse(GlossaryFile, text, FILE, faults)
    if entries is None:
        return ()
    times = Counter(entry.term.casefold() for entry in entries.terms)
    twice = sorted(term for term, count in times.items() if count > 1)
    faults.extend(Fault(FILE, "terms", f'duplicate "{term}"') for term in twice)
    terms = (Term(e.term, e.meaning, e.detail, e.abbreviation) for e in entries.terms)
    return tuple(sorted(terms, key=lambda term: term.term.casefold()))


def mark_abbreviations(html: str, glossary: Iterable[Term]) -> str:
    """Return HTML in which each abbreviation says what it stands for where it first stands."""
    unmarked = {term.term: term.meaning for term in glossary if term.abbreviation}
    if not unmarked:
        return html

    def mark(match: re.Match[str]) -> str:
        meaning = unmarked.pop(match[0], None)
        return f'<abbr title="{escape(meaning)}">{match[0]}</abbr>' if meaning else match[0]

    names = "|".join(map(re.escape, sorted(unmarked, key=len, reverse=True)))
    return re.sub(rf"<[^>]*>|\b(?:{names})\b", mark, html)
