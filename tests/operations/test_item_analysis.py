"""Item analysis on real rows: first attempts only, one's own units, in few queries."""

from dataclasses import replace
from fractions import Fraction

import pytest
from flask import Flask
from sqlalchemy import update

from elearn.db import QuizAttempt
from elearn.domain.access import Appointed, Role
from elearn.domain.errors import NotFound
from elearn.domain.item_analysis import Between
from elearn.domain.marking import right_answer
from elearn.domain.quizzes import SingleChoice
from elearn.operations.corrections import correct
from elearn.operations.first_attempts import answers_given, first_attempts
from elearn.operations.item_analysis import (
    QuizLine,
    latest,
    quiz_analysed,
    quizzes_analysed,
    versions_of,
)
from elearn.operations.organisation import unit_id
from elearn.site import Site
from tests.changed import change_quiz
from tests.conftest import Clock, Rows, Work
from tests.crowd import SLUG, found_crowd, merge_into, take
from tests.operations.test_teams import counted

LEAD, AUDITOR = (Role.LEAD, "trust"), (Role.AUDITOR, "northdale")


@pytest.fixture
def crowd(app: Flask, rows: Rows) -> dict[str, int]:
    """Return the ids of everyone, of whom 45 took the quiz."""
    return rows.stored(app, found_crowd)


def held(site: Site, *roles: tuple[Role, str]) -> list[Appointed]:
    return [Appointed(role, unit_id(site.session(), unit)) for role, unit in roles]


def seen(site: Site, role: tuple[Role, str] = LEAD, service: str | None = None) -> QuizLine:
    session, over = site.session(), held(site, role)
    version = latest(versions_of(session, site.catalogue, over, SLUG))
    return quiz_analysed(session, site.catalogue, over, SLUG, version, service)


def exactly(number: int | Fraction) -> Between:
    return Between(Fraction(number), Fraction(number))


def chosen(line: QuizLine, question: int = 0) -> list[int | None]:
    """Return how many made each choice of a question in one part, None where it is not shown."""
    (told,) = line.questions[question].item.choices
    return [int(one.low) if one and one.is_exact else None for one in told]


def test_everyone_of_ones_units_is_counted_once_and_nobody_else(
    work: Work, crowd: dict[str, int]
) -> None:
    with work() as site:
        own, all_ = seen(site), seen(site, AUDITOR)
    assert (own.people, all_.people) == (39, 45)
    # a 13, b 22, c 4 and d 0: four are too few, and none is, so a hides with them
    assert chosen(own) == [None, 22, None, None, None]
    assert own.questions[0].item.facility == exactly(Fraction(22, 39))
    assert chosen(all_)[1] == 25
    assert dict(own.services) == {"health-visiting": 20, "police": 14}
    assert set(all_.services) == {"health-visiting", "police"}


def test_a_service_is_shown_alone_only_where_it_singles_nobody_out(
    work: Work, crowd: dict[str, int]
) -> None:
    with work() as site:
        visiting, school = seen(site, LEAD, "health-visiting"), seen(site, LEAD, "school")
        nobody = seen(site, LEAD, "no-such-service")
    assert visiting.people == 20
    assert visiting.questions[0].item.people == 20
    assert school.people is None
    assert [line.item.facility for line in school.questions] == [None] * 8
    assert [line.item for line in school.questions] == [line.item for line in nobody.questions]


def test_only_the_first_attempt_of_a_person_counts(
    work: Work, crowd: dict[str, int], clock: Clock
) -> None:
    with work() as site:
        before = seen(site)
    clock.forward(days=1)
    with work() as site:
        take(site, crowd["crowd9"], 1, {"q1": "c"})
        assert seen(site) == before


def test_merged_accounts_are_one_person(work: Work, crowd: dict[str, int], clock: Clock) -> None:
    """The earlier attempt of the two counts, whichever account made it."""
    with work() as site:
        moved = update(QuizAttempt).where(QuizAttempt.person_id == crowd["crowd28"])
        later = clock.forward(days=1)
        site.session().connection().execute(moved.values(submitted_at=later))
        merge_into(site, crowd["crowd28"], crowd["crowd40"])
        found = seen(site)
        assert found.people == 38
        assert dict(found.services)["health-visiting"] == 19


def test_marks_are_those_first_given_even_after_a_correction(
    app: Flask, work: Work, crowd: dict[str, int]
) -> None:
    with work() as site:
        before = seen(site).questions[0]
        quiz = site.catalogue.quiz(SLUG)
    first = quiz.questions[0]
    assert isinstance(first, SingleChoice)
    options = tuple(replace(option, correct=option.id == "a") for option in first.options)
    turned = replace(first, options=options)
    change_quiz(app, SLUG, questions=(turned, *quiz.questions[1:]), content_hash="f" * 64)
    with work() as site:
        texts = {**site.catalogue.texts, "f" * 64: site.catalogue.texts[quiz.content_hash]}
        catalogue = replace(site.catalogue, texts=texts)
        correct(site.session(), catalogue, SLUG, "Wrong key", crowd["administrator"],
                site.clock(), lambda module, person: None, lowered_too=True)  # fmt: skip
        after = seen(site).questions[0]
    assert after.item == before.item
    assert right_answer(after.question) == "b"


def test_an_old_version_keeps_its_wording_and_stands_apart(
    app: Flask, work: Work, crowd: dict[str, int]
) -> None:
    with work() as site:
        quiz = site.catalogue.quiz(SLUG)
    reworded = replace(quiz.questions[0], stem_text="Quite another question?")
    change_quiz(app, SLUG, questions=(reworded, *quiz.questions[1:]), content_hash="e" * 64)
    with work() as site:
        assert [v.is_current for v in versions_of(
            site.session(), site.catalogue, held(site, LEAD), SLUG)] == [False]  # fmt: skip
        line = seen(site)
        assert line.questions[0].question.stem_text == quiz.questions[0].stem_text
        assert line.people == 39


def test_the_list_says_what_the_page_of_a_quiz_says(work: Work, crowd: dict[str, int]) -> None:
    with work() as site:
        (listed,) = quizzes_analysed(site.session(), site.catalogue, held(site, LEAD))
        page = seen(site)
    assert listed.facility == page.facility
    for one, other in zip(listed.questions, page.questions, strict=True):
        assert one.item.facility == other.item.facility
        assert one.item.choices == other.item.choices
    hardest = listed.hardest(3, Fraction(7, 10))
    assert hardest
    assert all(
        one.item.facility and one.item.facility.middle < Fraction(7, 10) for _, one in hardest
    )


def test_whoever_leads_elsewhere_or_nowhere_sees_none_of_it(
    work: Work, crowd: dict[str, int]
) -> None:
    with work() as site:
        session, catalogue = site.session(), site.catalogue
        assert seen(site, (Role.LEAD, "council")).people == 6
        assert seen(site, (Role.LEAD, "visiting")).people == 34
        others = [held(site, (role, "trust")) for role in (Role.MANAGER, Role.FACILITATOR)]
        for nobody in ([], *others):
            assert quizzes_analysed(session, catalogue, nobody) == ()
            assert versions_of(session, catalogue, nobody, SLUG) == ()
        with pytest.raises(NotFound):
            versions_of(session, catalogue, held(site, LEAD), "nowhere")


def test_what_was_written_is_never_read(work: Work, crowd: dict[str, int]) -> None:
    with work() as site:
        quiz = site.catalogue.quiz(SLUG)
        firsts = first_attempts({unit_id(site.session(), "trust")})
        found = answers_given(site.session(), firsts, [quiz])
    assert {question for _, question in found} == {q.id for q in quiz.questions}
    for (_, question), givens in found.items():
        written = question in {"q6", "q7"}
        assert all((given.answer is None) is written for given in givens), question


def test_the_queries_are_as_many_for_one_person_as_for_all(
    work: Work, crowd: dict[str, int]
) -> None:
    numbers = []
    for role in ((Role.LEAD, "children"), AUDITOR):
        with work() as site:
            over = held(site, role)
            with counted() as listed:
                quizzes_analysed(site.session(), site.catalogue, over)
            with counted() as opened:
                seen(site, role)
            numbers.append((len(listed), len(opened)))
            assert not [sent for sent in listed + opened if "reflection" in sent]
    assert numbers[0] == numbers[1]
