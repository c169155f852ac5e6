"""The whole journey of a learner, by HTTP."""

import csv
import io

from flask import Flask
from sqlalchemy import func, select

from elearn.db import Declaration
from elearn.domain.certification import format_number
from tests.conftest import Clock, Work
from tests.journey import Form, Page, Visitor
from tests.partnership import REFLECTION


def assert_holds(page: Page, form: Form) -> None:
    """Hold a page's form to what was given; ticked boxes stand in any order."""
    for name, value in form.items():
        assert sorted(page.fields()[name]) == sorted(value if isinstance(value, list) else [value])


def test_a_learner_goes_from_signing_in_to_a_certificate(learner: Visitor, clock: Clock) -> None:
    page = learner.read("/learning")
    assert "Applies to your service: A health visitor saw Child A at home." in page.words
    assert learner.read("/modules/child-a").heading == "Child A"
    page = learner.read_module("child-a")
    assert page.heading == "Your declaration"
    assert learner.declare("child-a").heading == "Reflection quiz: Child A"
    page = learner.take_quiz("child-a")
    assert page.heading == "You passed"
    assert "You have completed this module." in page.words
    link = page.soup.find("a", string="Open your certificate (PDF)")
    assert link
    certificate = learner.get(str(link["href"]))
    assert (certificate.status, certificate.response.mimetype) == (200, "application/pdf")
    assert certificate.response.data.startswith(b"%PDF-")
    assert "llyr_sian_child-a_2026-11-23.pdf" in certificate.headers["Content-Disposition"]
    number = str(link["href"]).removeprefix("/certificates/").removesuffix(".pdf")
    record = learner.read("/record")
    assert format_number(number) in record.words
    assert "23 November 2026" in record.words
    verified = Visitor(learner.app).read(f"/verify/{number}")
    assert verified.heading.endswith("This certificate is genuine")
    assert "Siân Llŷr" in verified.words
    assert "22 November 2029" in verified.words  # the last day of three years


def test_a_module_without_a_quiz_is_complete_with_its_declaration(learner: Visitor) -> None:
    learner.read_module("the-programme")
    page = learner.post("/modules/the-programme/declaration", {"understood": "y"})
    assert page.location.startswith("/record#")
    number = page.location.removeprefix("/record#")
    record = learner.follow(page)
    assert record.soup.find(id=number)
    assert "No end" in record.words
    assert learner.get(f"/certificates/{number}.pdf").status == 200


def test_a_declaration_sent_twice_is_one(
    learner: Visitor, work: Work, people: dict[str, int]
) -> None:
    learner.read_module("child-a")
    assert learner.post("/modules/child-a/declaration").status == 422
    for form in ({"understood": "y"}, {"understood": "y"}, {}):
        page = learner.post("/modules/child-a/declaration", form)
        assert page.location == "/modules/child-a/quiz"
    with work() as site:
        declared = select(func.count()).select_from(Declaration)
        assert site.session().scalar(declared) == 1


def test_nothing_is_declared_while_a_section_is_unread(learner: Visitor, work: Work) -> None:
    page = learner.post("/modules/child-a/declaration", {"understood": "y"})
    assert page.status == 422
    assert "Before you declare, read and mark these sections" in page.words
    with work() as site:
        assert site.session().scalars(select(Declaration)).all() == []


def test_the_quiz_may_be_taken_before_the_reading(learner: Visitor) -> None:
    page = learner.take_quiz("listening")
    assert page.heading == "You passed"
    assert "You have completed" not in page.words
    learner.read_module("listening")
    page = learner.post("/modules/listening/declaration", {"understood": "y"})
    assert page.location.startswith("/record#")


def test_my_learning_leads_back_to_where_one_stopped(learner: Visitor) -> None:
    learner.post("/modules/child-a/summary")
    page = learner.read("/learning")
    assert "Next: The family" in page.words
    assert page.soup.find("a", href="/modules/child-a/family")
    assert "1 of 8 sections read" in page.words


def test_opening_a_section_does_not_mark_it_as_read(learner: Visitor) -> None:
    learner.read("/modules/listening/asking")
    assert "Not read yet" in learner.read("/modules/listening").words
    assert "1 of" not in learner.read("/learning").words


def test_an_attempt_is_resumed_where_it_was_left(app: Flask, learner: Visitor) -> None:
    attempt = learner.begin_quiz("child-a")
    quiz = learner.quiz_of("child-a")
    path = f"/attempts/{attempt}/questions/1"
    asked = learner.question_on(learner.read(path), quiz)
    form = learner.form_for(asked)
    learner.post(path, form)
    elsewhere = Visitor(app, "192.0.2.99").sign_in("learner@example.org")
    assert elsewhere.begin_quiz("child-a") == attempt
    again = elsewhere.post("/modules/child-a/quiz")
    assert again.location == f"/attempts/{attempt}/questions/2"
    assert_holds(elsewhere.read(path), form)


def test_every_question_keeps_its_answer_and_can_be_changed(learner: Visitor) -> None:
    attempt, quiz = learner.begin_quiz("child-a"), learner.quiz_of("child-a")
    learner.answer_quiz("child-a", attempt, right=False)
    page = learner.answer_quiz("child-a", attempt, right=True)
    assert page.words.count("Not answered yet") == 0
    for number in range(1, len(quiz.questions) + 1):
        page = learner.read(f"/attempts/{attempt}/questions/{number}")
        assert_holds(page, learner.form_for(learner.question_on(page, quiz)))
    assert learner.submit_quiz(attempt).heading == "You passed"


def test_an_answer_is_saved_by_script_without_moving_on(learner: Visitor) -> None:
    attempt = learner.begin_quiz("listening")
    path = f"/attempts/{attempt}/questions/1"
    saved = learner.post(path, {"answer": "b"}, headers={"X-Autosave": "1"})
    assert (saved.status, saved.response.data) == (204, b"")
    assert learner.read(path).fields()["answer"] == ["b"]


def test_the_result_says_of_every_question_what_was_given_and_what_is_right(
    learner: Visitor,
) -> None:
    page = learner.take_quiz("child-a", right=False)
    assert page.heading == "You have not passed yet"
    assert "You scored 0%. The pass mark is 80%." in page.words
    for question in learner.quiz_of("child-a").questions:
        assert question.stem_text.split(".")[0] in page.words
    assert page.words.count("Not right (0 of 1)") == 8
    assert "The right answer: See the child" in page.words
    assert REFLECTION in page.words


def test_a_wrong_critical_answer_does_not_pass_whatever_the_score(learner: Visitor) -> None:
    attempt, quiz = learner.begin_quiz("child-a"), learner.quiz_of("child-a")
    learner.answer_quiz("child-a", attempt)
    for number in range(1, 9):
        path = f"/attempts/{attempt}/questions/{number}"
        if learner.question_on(learner.read(path), quiz) == quiz.question("q1"):
            learner.post(path, {"answer": "a"})
    page = learner.submit_quiz(attempt)
    assert page.heading == "You have not passed yet"
    assert "You scored 87%" in page.words  # 7 of 8, never rounded up
    assert "one answer would have left a child unsafe" in page.words


def test_after_three_failures_the_sections_are_read_again_before_a_fourth(
    learner: Visitor, clock: Clock
) -> None:
    for _ in range(3):
        learner.take_quiz("listening", right=False)
        clock.forward(minutes=10)
    page = learner.read("/modules/listening/quiz")
    assert "Read these sections again first" in page.words
    assert learner.post("/modules/listening/quiz").location == "/modules/listening/quiz"
    learner.post("/modules/listening/asking")
    assert learner.post("/modules/listening/quiz").location == "/modules/listening/quiz"
    learner.post("/modules/listening/in-practice")
    assert "Read these sections again" not in learner.read("/modules/listening/quiz").words
    assert learner.take_quiz("listening").heading == "You passed"


def test_self_assessment_is_kept_and_does_not_change_the_score(learner: Visitor) -> None:
    page = learner.take_quiz("child-a")
    path = page.soup.select_one("#reflection-r1 form")
    assert path
    answered = learner.post(str(path["action"]), {"covered": ["m1", "m3", "forged"]})
    assert answered.location.endswith("/result#reflection-r1")
    page = learner.follow(answered)
    assert page.fields(str(path["action"]))["covered"] == ["m1", "m3"]
    assert "You scored 100%." in page.words


def test_the_record_as_files_says_what_the_page_says(learner: Visitor, clock: Clock) -> None:
    learner.read_module("child-a")
    learner.declare("child-a")
    learner.take_quiz("child-a")
    clock.forward(days=1)
    learner.sign_in("learner@example.org")
    learner.read_module("the-programme")
    learner.declare("the-programme")
    learner.take_quiz("listening", right=False)
    data = learner.get("/record.json").response.json
    assert data is not None
    assert data["name"] == "Siân Llŷr"
    assert data["as_at"] == "2026-11-24"
    assert data["minutes"] == 55
    assert [c["module"] for c in data["completions"]] == ["the-programme", "child-a"]
    assert {a["module"]: (a["score"], a["passed"]) for a in data["attempts"]} == {
        "child-a": ("1/1", True),
        "listening": ("0/1", False),
    }
    file = learner.get("/record.csv")
    assert 'filename="learning-record-2026-11-24.csv"' in file.headers["Content-Disposition"]
    rows = list(csv.DictReader(io.StringIO(file.response.data.decode("utf-8-sig"))))
    as_text = [{k: "" if v is None else str(v) for k, v in c.items()} for c in data["completions"]]
    assert rows == as_text
    pdf = learner.get("/record.pdf")
    assert pdf.response.data.startswith(b"%PDF-")
    page = learner.read("/record").words
    for row in rows:
        assert format_number(row["certificate"]) in page
    assert "1 hour 10 minutes" not in page
    assert "Learning in all: 55 minutes" in page


def test_a_record_holds_nobody_else(learner: Visitor, work: Work, people: dict[str, int]) -> None:
    learner.read_module("the-programme")
    learner.declare("the-programme")
    other = Visitor(learner.app).become(people["colleague"])
    assert "The programme" not in other.read("/record").words
    data = other.get("/record.json").response.json
    assert data is not None
    assert data["completions"] == []


def test_the_summary_is_a_page_and_a_pdf(learner: Visitor) -> None:
    page = learner.read("/modules/child-a/executive-summary")
    assert "Nobody asked her." in page.words
    pdf = learner.get("/modules/child-a/executive-summary.pdf")
    assert (pdf.status, pdf.response.mimetype) == (200, "application/pdf")
    assert pdf.response.data == learner.get("/modules/child-a/executive-summary.pdf").response.data
    assert learner.get("/modules/listening/executive-summary").status == 404
    assert learner.get("/modules/listening/executive-summary.pdf").status == 404


def test_the_print_view_holds_every_section(learner: Visitor) -> None:
    page = learner.read("/modules/child-a/print")
    for section in learner.site.catalogue.module("child-a").sections:
        assert section.title in page.words
