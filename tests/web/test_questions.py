"""Item analysis by page and as a file: figures that single nobody out, of one's own units."""

import csv
import io
from dataclasses import replace

import pytest
from bs4 import Tag
from flask import Flask

from tests.conftest import Rows, Work
from tests.crowd import REFLECTED, SECRET, SLUG, found_crowd
from tests.journey import Page, Visitor

PAGE = f"/admin/questions/{SLUG}"
HIDDEN = "Not shown"


@pytest.fixture
def crowd(app: Flask, rows: Rows) -> dict[str, int]:
    return rows.stored(app, found_crowd)


@pytest.fixture
def lead(app: Flask, crowd: dict[str, int]) -> Visitor:
    """Return the browser of a lead of whose people 39 took the quiz."""
    return Visitor(app).become(crowd["lead"])


def file_of(visitor: Visitor, path: str) -> list[dict[str, str]]:
    answer = visitor.get(path)
    assert answer.status == 200
    assert answer.response.mimetype == "text/csv"
    text = answer.response.data.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def said(tag: Tag) -> str:
    return " ".join(tag.get_text().split())


def ends(words: str, unit: str, most: str) -> tuple[str, str]:
    """Return the two numbers that a figure on the page lies between, as the file gives them."""
    plain = words.replace(unit, "")
    if words == HIDDEN:
        return "", ""
    if " to " in plain:
        low, _, high = plain.partition(" to ")
        return low, high
    if plain.endswith(("or more", "or less", "or fewer")):
        number = plain.split()[0]
        return (number, most) if plain.endswith("or more") else ("0", number)
    return plain, plain


def rows_of(page: Page) -> list[list[str]]:
    """Return the figures of each choice of each question as the file should say them."""
    rows = []
    for number, section in enumerate(page.soup.select("section.app-question"), start=1):
        people, facility, discrimination, _ = (said(dd) for dd in section.select("dd"))
        figure = said(section.select("dd strong")[0])
        assert facility.startswith(figure)
        index = discrimination.partition(". ")[0].removeprefix("None")
        for row in section.select("tbody tr"):
            part, choice = (
                "".join(said(one) for one in row.select(f".app-question__{name}"))
                for name in ("part", "choice")
            )
            count, right = said(row.select("td")[-1]), row.select_one(".govuk-tag")
            rows.append([
                str(number), people, *ends(figure, "%", "100"),
                f"{float(index):g}" if index else "", part, choice,
                "yes" if right else "no", *ends(count, "", people),
            ])  # fmt: skip
    return rows


def columns(row: dict[str, str]) -> list[str]:
    """Return what the page says of a row of the file, without the apostrophe that defuses it."""
    index = row["Discrimination"]
    return [
        row["Question"], row["People asked"], row["Facility from (%)"], row["Facility to (%)"],
        f"{float(index):g}" if index else "", *(row[name].removeprefix("'") for name in (
            "Part", "Choice", "Right", "People from", "People to")),
    ]  # fmt: skip


@pytest.mark.parametrize("query", ["", "?service=health-visiting", "?service=police"])
def test_the_file_says_what_the_page_says_cell_by_cell(lead: Visitor, query: str) -> None:
    shown, filed = rows_of(lead.read(PAGE + query)), file_of(lead, f"{PAGE}.csv{query}")
    assert len(shown) == 25
    assert shown == [columns(row) for row in filed]


def test_a_page_says_how_a_question_did_in_figures_and_words(lead: Visitor) -> None:
    page = lead.read(PAGE)
    first = page.soup.select_one("#question-q1")
    assert first is not None
    words = said(first)
    assert "What do you do first?" in words
    assert "A neighbour hears crying every night." in words
    assert "56%. Moderate: more than half of the marks were earned" in words
    assert "The first attempts of 39 people. Version 1.0." in page.words
    counts = [said(row).split()[-1] for row in first.select("tbody tr")]
    assert counts == ["shown", "22", "shown", "shown"]
    for question, keys in (("q1", [1]), ("q3", [0, 1]), ("q5", [0, 4]), ("q7", [0])):
        rows = page.soup.select(f"#question-{question} tbody tr")
        assert [at for at, row in enumerate(rows) if row.select_one(".govuk-tag")] == keys


def test_services_stand_side_by_side_but_for_those_that_are_too_small(lead: Visitor) -> None:
    page = lead.read(PAGE)
    table = page.soup.select_one("table:has(#services-caption)")
    assert table is not None
    heads = [said(th) for th in table.select("thead th")]
    assert heads == ["Question", "All39 people", "Health visiting20 people", "Police14 people"]
    alone = lead.read(PAGE + "?service=police")
    assert "The first attempts of 14 people, Police." in alone.words
    for small in ("school", "none", "childrens-social-care"):
        answer = lead.read(f"{PAGE}?service={small}")
        assert "Not shown: too few people" in answer.words
        assert not answer.soup.select("section.app-question")


def test_what_people_wrote_is_on_no_page_and_in_no_file(lead: Visitor) -> None:
    for path in ("/admin/questions", PAGE, f"{PAGE}.csv"):
        body = lead.get(path).response.get_data(as_text=True)
        assert SECRET not in body
        assert REFLECTED not in body
        assert "Crowd" not in body


def test_the_list_shows_the_questions_most_often_wrong(lead: Visitor) -> None:
    page = lead.read("/admin/questions")
    (row,) = page.soup.select("main section")
    assert "39 people, version 1.0." in said(row)
    links = [str(a["href"]) for a in row.select("li a")]
    assert len(links) == 3
    assert all(link.startswith(f"{PAGE}#question-q") for link in links)
    target = lead.read(PAGE)
    assert all(target.soup.find(id=link.partition("#")[2]) for link in links)


def test_only_those_who_answer_for_units_see_any_of_it(app: Flask, crowd: dict[str, int]) -> None:
    for name in ("learner", "manager", "facilitator", "neighbour"):
        visitor = Visitor(app).become(crowd[name])
        for path in ("/admin/questions", PAGE, f"{PAGE}.csv"):
            assert visitor.get(path).status == 404, (name, path)
    auditor = Visitor(app).become(crowd["auditor"])
    assert "The first attempts of 45 people" in auditor.read(PAGE).words
    assert auditor.get("/admin/questions/nowhere").status == 404
    assert "Nobody in your units" in auditor.read("/admin/questions/listening").words


def test_what_was_not_understood_is_said_and_the_file_is_not_there(lead: Visitor) -> None:
    for query in ("?version=abc", "?service=astronauts"):
        page = lead.get(PAGE + query)
        assert page.status == 422
        assert page.errors
        assert "The first attempts of 39 people" in page.words
        assert lead.get(f"{PAGE}.csv{query}").status == 404


def test_a_quiz_that_is_no_longer_taught_can_still_be_looked_at(app: Flask, lead: Visitor) -> None:
    catalogue = lead.site.catalogue
    modules = {slug: one for slug, one in catalogue.modules.items() if slug != SLUG}
    quizzes = {slug: one for slug, one in catalogue.quizzes.items() if slug != SLUG}
    replace(lead.site, catalogue=replace(catalogue, modules=modules, quizzes=quizzes)).install(app)
    assert "39 people" in lead.read("/admin/questions").words
    page = lead.read(PAGE)
    assert page.heading == f"Questions: {SLUG}"
    assert "What do you do first?" in page.words
    assert len(file_of(lead, f"{PAGE}.csv")) == 25


def test_before_anyone_took_a_quiz_the_pages_say_so(
    app: Flask, work: Work, people: dict[str, int]
) -> None:
    lead = Visitor(app).become(people["lead"])
    assert "Nobody in your units has handed in a quiz yet" in lead.read("/admin/questions").words
    assert "Nobody in your units has handed in this quiz" in lead.read(PAGE).words
    assert file_of(lead, f"{PAGE}.csv") == []
