"""The glossary: its file, and abbreviations marked where they first stand."""

from elearn.catalogue.faults import Fault
from elearn.catalogue.glossary import mark_abbreviations, read_glossary
from elearn.domain.catalogue import Term

LADO = Term("LADO", 'local "officer"', "More.", True)
SECTION = Term("Section", "a part", "More.", False)


def test_an_abbreviation_is_marked_once_where_it_first_stands() -> None:
    marked = mark_abbreviations("<p>Tell the LADO. The LADO knows.</p>", (LADO, SECTION))
    assert marked == (
        '<p>Tell the <abbr title="local &quot;officer&quot;">LADO</abbr>. The LADO knows.</p>'
    )


def test_a_word_inside_a_tag_or_another_word_is_left_alone() -> None:
    html = '<a href="/LADO" title="LADO">LADOS</a>'
    assert mark_abbreviations(html, (LADO,)) == html


def test_other_terms_are_not_marked() -> None:
    assert mark_abbreviations("<p>Section 17</p>", (SECTION,)) == "<p>Section 17</p>"


def test_terms_stand_in_alphabetical_order() -> None:
    faults: list[Fault] = []
    text = "terms:\n  - {term: b, meaning: m, detail: d}\n  - {term: A, meaning: m, detail: d}\n"
    assert [term.term for term in read_glossary(text, faults)] == ["A", "b"]
    assert not faults


def test_a_term_that_stands_twice_is_a_fault() -> None:
    faults: list[Fault] = []
    text = "terms:\n  - {term: a, meaning: m, detail: d}\n  - {term: A, meaning: m, detail: d}\n"
    read_glossary(text, faults)
    assert [str(fault) for fault in faults] == ['modules/glossary.yaml: terms: duplicate "a"']


def test_a_glossary_without_terms_is_a_fault() -> None:
    faults: list[Fault] = []
    assert read_glossary("terms: []", faults) == ()
    assert "modules/glossary.yaml: terms" in str(faults[0])
