"""Attempts: resumed, limited, drawn afresh, and shown for ever as they were seen."""

import shutil
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import select

from elearn.catalogue.loader import load_catalogue
from elearn.db import ArchivedText, Marking, QuizAttempt, WrittenReflection
from elearn.domain.attempts import NoAttemptLeft
from elearn.domain.errors import NotFound
from elearn.domain.marking import BadAnswer
from elearn.operations.answers import save_answer, save_reflection
from elearn.operations.attempts import AlreadySubmitted, sitting
from elearn.operations.learning import mark_read
from elearn.operations.reflections import LONGEST_REFLECTION, ReflectionTooLong
from elearn.operations.results import Unanswered, assess_reflection, outcome, submit
from elearn.site import Site
from tests.conftest import CONTENT, Clock, Work
from tests.journey import Visitor
from tests.partnership import REFLECTION, answer_all, begin, complete, take_quiz


def asked_in(site: Site, *attempts: object) -> list[set[str]]:
    rows = [site.session().get_one(QuizAttempt, attempt) for attempt in attempts]
    return [{asked["question"] for asked in row.asked} for row in rows]


def test_an_open_attempt_is_gone_on_with(work: Work, people: dict[str, int]) -> None:
    with work() as site:
        first = begin(site, "child-a", people["learner"], seed=1)
    with work() as site:
        assert begin(site, "child-a", people["learner"], seed=2) == first
        assert begin(site, "child-a", people["colleague"]) != first


def test_an_attempt_asks_every_question_where_nothing_is_drawn(
    work: Work, people: dict[str, int]
) -> None:
    with work() as site:
        attempt = begin(site, "child-a", people["learner"])
        assert asked_in(site, attempt) == [{f"q{n}" for n in range(1, 9)}]


def test_a_second_attempt_draws_the_questions_not_seen_yet(
    work: Work, people: dict[str, int], clock: Clock
) -> None:
    with work() as site:
        first = take_quiz(site, "listening", people["learner"], right=False, seed=7)
        clock.forward(minutes=1)
        second = begin(site, "listening", people["learner"], seed=7)
        seen, now = asked_in(site, first, second)
        assert (len(seen), len(now)) == (4, 4)
        assert seen | now == {f"q{n}" for n in range(1, 9)}


def test_three_failures_ask_for_the_failed_sections_to_be_read_again(
    work: Work, people: dict[str, int], clock: Clock
) -> None:
    person = people["learner"]
    with work() as site:
        for seed in range(3):
            take_quiz(site, "child-a", person, right=False, seed=seed)
            clock.forward(minutes=1)
        with pytest.raises(NoAttemptLeft) as stop:
            begin(site, "child-a", person)
        assert stop.value.sections == ("who-knew-what", "learning-points", "practice")
    with work() as site:
        module = site.catalogue.module("child-a")
        for section in ("who-knew-what", "learning-points"):
            arguments = (site.catalogue, module, module.section(section), person, site.clock())
            mark_read(site.session(), *arguments)
        with pytest.raises(NoAttemptLeft) as stop:
            begin(site, "child-a", person)
        assert stop.value.sections == ("practice",)
        mark_read(site.session(), site.catalogue, module, module.section("practice"), person,
                  site.clock())  # fmt: skip
        begin(site, "child-a", person)


def test_sections_read_before_the_last_failure_do_not_count(
    work: Work, people: dict[str, int], clock: Clock
) -> None:
    person = people["learner"]
    with work() as site:
        for seed in range(3):
            module = site.catalogue.module("listening")
            for section in module.sections:
                mark_read(site.session(), site.catalogue, module, section, person, site.clock())
            clock.forward(minutes=1)
            take_quiz(site, "listening", person, right=False, seed=seed)
        with pytest.raises(NoAttemptLeft):
            begin(site, "listening", person)


def test_a_quiz_with_unlimited_attempts_goes_on(
    work: Work, people: dict[str, int], clock: Clock
) -> None:
    with work() as site:
        for seed in range(6):
            take_quiz(site, "the-programme", people["learner"], right=False, seed=seed)
            clock.forward(minutes=1)


def test_failures_before_a_pass_do_not_count_towards_renewal(
    work: Work, people: dict[str, int], clock: Clock
) -> None:
    person = people["learner"]
    with work() as site:
        for seed in range(2):
            take_quiz(site, "listening", person, right=False, seed=seed)
        complete(site, "listening", person)
    clock.forward(days=330)
    with work() as site:
        for seed in range(2):
            take_quiz(site, "listening", person, right=False, seed=seed)
            clock.forward(minutes=1)
        begin(site, "listening", person)


def test_a_submission_with_gaps_names_them_and_changes_nothing(
    work: Work, people: dict[str, int]
) -> None:
    person = people["learner"]
    with work() as site:
        attempt = begin(site, "child-a", person)
        here = sitting(site.session(), site.catalogue, attempt, person)
        save_answer(site.session(), here, here.quiz.question("q8"), "a", site.clock())
    with work() as site:
        here = sitting(site.session(), site.catalogue, attempt, person)
        answered = [step.id for step in here.steps].index("q8") + 1
        with pytest.raises(Unanswered) as gap:
            submit(site.session(), site.catalogue, attempt, person, site.clock())
        assert gap.value.steps == tuple(n for n in range(1, 10) if n != answered)  # r2 is optional
    with work() as site:
        here = sitting(site.session(), site.catalogue, attempt, person)
        assert here.submitted_at is None
        assert here.answers == {"q8": "a"}
        assert site.session().scalars(select(Marking)).all() == []


def test_blank_words_are_no_required_reflection(work: Work, people: dict[str, int]) -> None:
    person = people["learner"]
    with work() as site:
        attempt = begin(site, "child-a", person)
        answer_all(site, attempt, person)
        here = sitting(site.session(), site.catalogue, attempt, person)
        prompt = here.quiz.reflection("r1")
        save_reflection(site.session(), here, prompt, " \r\n\t ", person, site.clock())
        with pytest.raises(Unanswered) as gap:
            submit(site.session(), site.catalogue, attempt, person, site.clock())
        assert gap.value.steps == (9,)


def test_after_submission_nothing_can_be_saved(work: Work, people: dict[str, int]) -> None:
    person = people["learner"]
    with work() as site:
        attempt = take_quiz(site, "child-a", person)
        here = sitting(site.session(), site.catalogue, attempt, person)
        question, prompt = here.quiz.question("q8"), here.quiz.reflection("r1")
        with pytest.raises(AlreadySubmitted):
            save_answer(site.session(), here, question, "b", site.clock())
        with pytest.raises(AlreadySubmitted):
            save_reflection(site.session(), here, prompt, "Late", person, site.clock())
    with work() as site:
        here = sitting(site.session(), site.catalogue, attempt, person)
        assert here.answers["q8"] == "a"
        assert here.reflections["r1"] == REFLECTION


def test_a_reflection_may_be_long_but_not_longer(work: Work, people: dict[str, int]) -> None:
    person = people["learner"]
    with work() as site:
        attempt = begin(site, "child-a", person)
        here = sitting(site.session(), site.catalogue, attempt, person)
        prompt = here.quiz.reflection("r1")
        longest = "ŵ" * LONGEST_REFLECTION
        save_reflection(site.session(), here, prompt, longest, person, site.clock())
        with pytest.raises(ReflectionTooLong):
            save_reflection(site.session(), here, prompt, longest + "x", person, site.clock())
    with work() as site:
        assert site.session().scalars(select(WrittenReflection.text)).all() == [longest]


@pytest.mark.parametrize(
    ("question", "answer"),
    [("q1", "z"), ("q3", ["a", "z"]), ("q4", ["see", "see", "share"]), ("q5", {"p1": "hv"}),
     ("q6", "one"), ("q7", "x" * 501), ("q8", "")],
)  # fmt: skip
def test_an_answer_that_a_question_cannot_have_is_refused(
    work: Work, people: dict[str, int], question: str, answer: object
) -> None:
    person = people["learner"]
    with work() as site:
        attempt = begin(site, "child-a", person)
        here = sitting(site.session(), site.catalogue, attempt, person)
        asked = here.quiz.question(question)
        with pytest.raises(BadAnswer):
            save_answer(site.session(), here, asked, answer, site.clock())  # type: ignore[arg-type]


def test_an_attempt_belongs_to_one_person(work: Work, people: dict[str, int]) -> None:
    with work() as site:
        attempt = take_quiz(site, "child-a", people["learner"])
        session, catalogue, other = site.session(), site.catalogue, people["manager"]
        for ask in (
            lambda: sitting(session, catalogue, attempt, other),
            lambda: outcome(session, catalogue, attempt, other, site.clock()),
            lambda: submit(session, catalogue, attempt, other, site.clock()),
            lambda: sitting(session, catalogue, uuid4(), people["learner"]),
        ):
            with pytest.raises(NotFound):
                ask()


def test_there_is_no_result_before_submission(work: Work, people: dict[str, int]) -> None:
    person = people["learner"]
    with work() as site:
        attempt = begin(site, "child-a", person)
        here = sitting(site.session(), site.catalogue, attempt, person)
        with pytest.raises(NotFound):
            outcome(site.session(), site.catalogue, attempt, person, site.clock())
        with pytest.raises(NotFound):
            assess_reflection(site.session(), here, here.quiz.reflection("r1"), ["m1"])


# Content that changes after it was used


@pytest.fixture
def revised(tmp_path: Path) -> Path:
    """Return a content folder in which the quiz of Child A asks other things."""
    folder = tmp_path / "content"
    shutil.copytree(CONTENT, folder)
    quiz = folder / "quizzes/cases/child-a.yaml"
    text = quiz.read_text(encoding="utf-8").replace('version: "1.0"', 'version: "1.1"')
    text = text.replace("Who came to the house in May 2020?", "Who came to the door?")
    text = text.replace(
        "      - {id: b, text: Teachers, feedback: No.}",
        "      - {id: b, text: Nurses, feedback: No.}",
    )
    text = text.replace("id: q7", "id: q17")
    quiz.write_text(text, encoding="utf-8")
    return folder


def serve(site: Site, folder: Path, visitor: Visitor) -> Site:
    """Serve the site from another content folder."""
    changed = replace(site, catalogue=load_catalogue(folder))
    changed.install(visitor.app)
    return changed


def test_a_version_is_archived_when_it_is_first_used(work: Work, people: dict[str, int]) -> None:
    with work() as site:
        assert site.session().scalars(select(ArchivedText)).all() == []
        begin(site, "child-a", people["learner"])
        begin(site, "child-a", people["colleague"])
    with work() as site:
        kept = {row.what: row for row in site.session().scalars(select(ArchivedText))}
        assert set(kept) == {"module", "quiz"}
        quiz = site.catalogue.quiz("child-a")
        assert kept["quiz"].content_hash == quiz.content_hash
        assert kept["quiz"].text == (CONTENT / "quizzes/cases/child-a.yaml").read_text("utf-8")
        assert "Child A was four." in kept["module"].text  # with its executive summary


def test_a_past_attempt_is_shown_as_it_was_seen_after_the_content_changed(
    work: Work, people: dict[str, int], learner: Visitor, revised: Path
) -> None:
    with work() as site:
        attempt = take_quiz(site, "child-a", people["learner"])
    before = learner.read(f"/attempts/{attempt}/result").soup.main
    with work() as site:
        site = serve(site, revised, learner)
        assert site.catalogue.quiz("child-a").version == "1.1"
        assert outcome(
            site.session(), site.catalogue, attempt, people["learner"], site.clock()
        ).sitting.quiz.version == "1.0"  # fmt: skip
    after = learner.read(f"/attempts/{attempt}/result")
    assert before is not None
    assert after.soup.main is not None
    assert after.soup.main.get_text() == before.get_text()
    assert "Who came to the house in May 2020?" in after.words
    with work() as site:
        again = begin(site, "child-a", people["learner"])
        assert "q17" in asked_in(site, again)[0]


def test_an_attempt_under_way_ends_on_the_version_it_began_with(
    work: Work, people: dict[str, int], learner: Visitor, revised: Path
) -> None:
    with work() as site:
        attempt = begin(site, "child-a", people["learner"])
        serve(site, revised, learner)
    with work() as site:
        answer_all(site, attempt, people["learner"])
    assert learner.submit_quiz(attempt).heading == "You passed"
    with work() as site:
        row = site.session().get_one(QuizAttempt, attempt)
        old = load_catalogue(CONTENT).quiz("child-a")
        assert row.quiz_hash == old.content_hash != site.catalogue.quiz("child-a").content_hash


def test_what_was_learned_stays_when_its_module_is_gone(
    work: Work, people: dict[str, int], learner: Visitor, revised: Path
) -> None:
    with work() as site:
        number = complete(site, "child-a", people["learner"])
        attempt = site.session().scalars(select(QuizAttempt.id)).one()
        shutil.rmtree(revised / "modules/cases/child-a")
        (revised / "quizzes/cases/child-a.yaml").unlink()
        overview = revised / "modules/overview/the-programme/module.md"
        text = overview.read_text("utf-8").replace(
            "(module:child-a#who-knew-what)", "(module:listening)"
        )
        overview.write_text(text, "utf-8")
        serve(site, revised, learner)
    assert learner.read(f"/attempts/{attempt}/result").heading == "You passed"
    assert "Child A" in learner.read("/record").words
    assert learner.get(f"/certificates/{number}.pdf").status == 200
    assert learner.read("/learning").heading == "My learning"
    assert learner.get("/modules/child-a").status == 404
    assert "You passed" in learner.follow(learner.get(f"/attempts/{attempt}")).heading
