"""Search across the learning."""

from dataclasses import replace

import pytest
from flask import Flask

from elearn.catalogue.search import index_of, match_of
from elearn.domain.catalogue import Term
from tests.journey import Visitor


def links(learner: Visitor, asked: str) -> set[object]:
    """Return the addresses that a search leads to."""
    return {a["href"] for a in learner.read(f"/search?q={asked}").soup.select("main li a")}


def test_each_kind_of_thing_is_found_by_its_own_words(learner: Visitor) -> None:
    module = learner.site.catalogue.module("child-a")
    section, point = module.sections[0], module.learning_points[0]
    shown = next(each.id for each in module.sections if each.shows == "learning-points")
    assert f"/modules/child-a/{section.id}" in links(learner, section.title)
    assert f"/modules/child-a/{shown}#{point.id}" in links(
        learner, " ".join(point.text.split()[:4])
    )
    assert "/modules/child-a" in links(learner, module.title)


def test_a_word_of_the_glossary_leads_to_its_entry(app: Flask, learner: Visitor) -> None:
    term = Term("Zebra (crossing)", "Where to cross", "On foot.", abbreviation=False)
    catalogue = replace(learner.site.catalogue, glossary=(term,))
    replace(learner.site, catalogue=catalogue, search=index_of(catalogue)).install(app)
    assert links(learner, "zebra") == {"/glossary#term-zebra-crossing"}
    assert learner.read("/glossary").soup.find(id="term-zebra-crossing")


def test_a_stem_is_enough_and_what_was_found_is_marked(app: Flask, learner: Visitor) -> None:
    term = Term("Zebra", "It crossed", "Every crossing is safe.", abbreviation=False)
    catalogue = replace(learner.site.catalogue, glossary=(term,))
    replace(learner.site, catalogue=catalogue, search=index_of(catalogue)).install(app)
    page = learner.read("/search?q=crosses")
    assert [mark.get_text() for mark in page.soup.select("mark")] == ["crossed", "crossing"]


def test_what_was_found_is_marked_in_titles_too(app: Flask, learner: Visitor) -> None:
    term = Term("Zebra <crossing>", "Where to walk", "On foot.", abbreviation=False)
    catalogue = replace(learner.site.catalogue, glossary=(term,))
    replace(learner.site, catalogue=catalogue, search=index_of(catalogue)).install(app)
    page = learner.read("/search?q=crossings")
    link = page.soup.select_one("main li a")
    assert link
    assert link.get_text() == "Zebra <crossing>"
    assert [mark.get_text() for mark in link.select("mark")] == ["crossing"]


def test_what_was_found_reads_as_it_stands_on_its_page(app: Flask, learner: Visitor) -> None:
    catalogue = learner.site.catalogue
    module = catalogue.module("listening")
    html = "<p>See <a href='#'>the <em>zebra</em></a>.</p><p><strong>Ask</strong>: who?</p>"
    section = replace(module.sections[0], body_html=html)
    modules = {"listening": replace(module, sections=(section,))}
    catalogue = replace(catalogue, modules=modules)
    replace(learner.site, catalogue=catalogue, search=index_of(catalogue)).install(app)
    found = learner.read("/search?q=zebra").soup.select_one("main li")
    assert found
    assert "See the zebra. Ask: who?" in " ".join(found.get_text().split())


@pytest.mark.parametrize("asked", ["", "%22", "'%20OR%201=1--", "NEAR(", "*", "_", "%FF"])
def test_an_odd_question_is_answered_calmly(learner: Visitor, asked: str) -> None:
    assert learner.read(f"/search?q={asked}").heading == "Search"


def test_a_very_long_question_is_cut(learner: Visitor) -> None:
    field = learner.read(f"/search?q={'x' * 3000}").soup.select_one("#q")
    assert field
    assert len(str(field["value"])) == 200


def test_what_is_typed_is_shown_as_text(learner: Visitor) -> None:
    page = learner.read("/search?q=%3Cscript%3Ezzz%3C/script%3E")
    field = page.soup.select_one("#q")
    assert field
    assert field["value"] == "<script>zzz</script>"
    assert "Nothing was found" in page.words


def test_accents_are_forgiven_and_a_phrase_is_kept_in_order(learner: Visitor) -> None:
    search, title = index_of(learner.site.catalogue), "the programme"
    assert search("chïld") == search("child") != ()
    words = learner.site.catalogue.module("child-a").title.split()
    assert search(f'"{" ".join(words)}"')
    assert not search(f'"{" ".join(reversed(words))} {title}"')


@pytest.mark.parametrize(
    ("asked", "match"),
    [
        ("child focus", '"child" "focus"'),
        ('"child focus" over', '"child focus" "over"'),
        ('"unclosed phrase', '"unclosed" "phrase"'),
        ("body:x AND y*", '"body x" "AND" "y"'),
        ("don't", '"don t"'),
        (' "" ', ""),
    ],
)
def test_nothing_that_is_typed_is_read_as_an_operator(asked: str, match: str) -> None:
    assert match_of(asked) == match
