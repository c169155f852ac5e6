"""The file for personnel systems: whole cells whatever is in them, and everyone in order."""

import csv
import io
from datetime import date

import pytest
from flask import Flask

from elearn.db import Completion, Person
from elearn.operations import completion_rows
from elearn.operations.certificates import withdraw_certificate
from elearn.operations.merging import merge_people, other_account
from elearn.operations.organisation import unit_id
from tests.conftest import Clock, Work
from tests.journey import Visitor
from tests.partnership import complete, complete_three, take_quiz


def rows_of(app: Flask, person_id: int) -> list[dict[str, str]]:
    answer = Visitor(app).become(person_id).get("/team/completions.csv")
    text = answer.response.data.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline=""), strict=True))


def test_commas_quotes_and_formulas_stay_in_their_cells(
    app: Flask, work: Work, people: dict[str, int]
) -> None:
    with work() as site:
        number = complete(site, "listening", people["learner"])
        person = site.session().get_one(Person, people["learner"])
        person.last_name, person.first_name, person.person_ref = 'Llŷr, "the 2nd"', "=1+1", "-7"
    (row,) = rows_of(app, people["manager"])
    assert (row["last_name"], row["first_name"]) == ('Llŷr, "the 2nd"', "'=1+1")
    assert row["person_ref"] == "'-7"
    assert row["verify_url"] == f"https://learning.example.org/verify/{number}"
    assert None not in row


def test_a_completion_without_a_certificate_in_force_has_two_empty_cells(
    app: Flask, work: Work, people: dict[str, int]
) -> None:
    with work() as site:
        number = complete(site, "listening", people["learner"])
        withdraw_certificate(site.session(), number, "Not hers", "A lead", date(2026, 11, 23))
    (row,) = rows_of(app, people["manager"])
    assert (row["certificate_code"], row["verify_url"]) == ("", "")
    assert row["module_code"] == "listening"


def test_what_was_done_in_a_merged_account_comes_in_its_place_by_day(
    app: Flask, work: Work, people: dict[str, int], clock: Clock
) -> None:
    done = (("learner", "child-a"), ("colleague", "listening"), ("learner", "the-programme"))
    with work() as site:
        for who, module in done:
            complete(site, module, people[who])
            clock.forward(days=1)
        root = frozenset({unit_id(site.session(), "northdale")})
        by = people["administrator"]
        other = other_account(site.session(), root, people["learner"], "colleague@example.org", by)
        merge_people(site.session(), people["learner"], other, clock.now, by)
        assert site.session().query(Completion).count() == 3
    rows = rows_of(app, people["manager"])
    assert [row["module_code"] for row in rows] == [module for _, module in done]
    assert {row["email"] for row in rows} == {"learner@example.org"}


def test_a_file_that_is_read_in_many_parts_is_the_same(
    app: Flask, work: Work, people: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    with work() as site:
        complete_three(site, people)
    whole = rows_of(app, people["manager"])
    assert len(whole) == 3
    monkeypatch.setattr(completion_rows, "AT_ONCE", 1)
    assert rows_of(app, people["manager"]) == whole


def test_the_score_and_the_number_of_the_attempt_are_those_that_completed_it(
    app: Flask, work: Work, people: dict[str, int]
) -> None:
    with work() as site:
        take_quiz(site, "listening", people["learner"], right=False)
        complete(site, "listening", people["learner"])
    (row,) = rows_of(app, people["manager"])
    assert (row["score_percent"], row["attempts"], row["mode"]) == ("100", "2", "quiz")


@pytest.mark.parametrize(
    ("attempt", "cells"),
    [("2/3/1", (66, 1)), ("0/20/7", (0, 7)), ("0/0/2", (None, 2)), (None, (None, None))],
)
def test_a_score_is_whole_per_cent_and_never_rounded_up(
    attempt: str | None, cells: tuple[int | None, int | None]
) -> None:
    assert completion_rows._way((attempt, "quiz", 30, 0)) == (*cells, "quiz", 30, 0)
