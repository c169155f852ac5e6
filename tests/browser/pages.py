"""Every page and every state of a page, and who opens it: what is held to the same rules."""

from collections.abc import Callable
from dataclasses import dataclass

from elearn.domain.quizzes import (
    Matching,
    MultipleChoice,
    Numeric,
    Ordering,
    Question,
    ShortAnswer,
    SingleChoice,
)
from tests.browser.reader import Reader

CASE, THEME = "peter-connelly", "absent-men"
ANALYSED = "arthur-and-star"  # which six of the demonstration have taken
LEARNER, COMPLETER = "c.obrien@example.org", "a.hussain@example.org"
QUIZZER, MANAGER = "g.patel@example.org", "manager@example.org"
LEAD, ADMINISTRATOR = "lead@example.org", "admin@example.org"


@dataclass(frozen=True)
class State:
    """A page as someone comes to see it: its path, then what they do there."""

    name: str
    path: str
    who: str | None = None
    then: Callable[[Reader], object] = lambda reader: None


def certificate(reader: Reader) -> None:
    """Go to what anyone is told of a certificate."""
    number = reader.page.locator("td a[href^='/certificates/']").first.inner_text()
    reader.open(f"/verify/{number}")


def to_a_question(kind: type[Question] | None) -> Callable[[Reader], None]:
    """Return what begins quizzes until one asks a question of this kind; None is a reflection."""

    def go(reader: Reader) -> None:
        for slug, quiz in reader.catalogue.quizzes.items():
            stems = [q.stem_text for q in quiz.questions if kind and isinstance(q, kind)]
            stems += [prompt.prompt for prompt in quiz.reflections if kind is None]
            if stems and reader.begin_quiz(slug).find_step(stems):
                return
        raise AssertionError(f"No quiz asks a {kind}.")

    return go


def left_empty(kind: type[Question]) -> Callable[[Reader], None]:
    """Return what sends the first such question without an answer."""

    def go(reader: Reader) -> None:
        to_a_question(kind)(reader)
        reader.press("Save and continue")

    return go


def result(*, right: bool) -> Callable[[Reader], None]:
    """Return what takes a quiz to its result."""

    def go(reader: Reader) -> None:
        reader.begin_quiz(CASE if right else THEME)
        reader.answer_all(right=right).press("Submit your answers")
        assert reader.heading == ("You passed" if right else "You have not passed yet")

    return go


def to_the_sheet(reader: Reader) -> None:
    """Go to the page that asks every question."""
    reader.begin_quiz(CASE).follow("See all your answers").follow("Change them on one page")


def sheet_refused(reader: Reader) -> None:
    """Send every question on one page, with a reflection that may identify someone."""
    to_the_sheet(reader)
    reader.page.locator("textarea").first.fill("Her NHS number is 943 476 5919.")
    reader.press("Save and check your answers")
    assert reader.page.locator(".govuk-error-summary").is_visible()


def ticked(reader: Reader) -> None:
    """Tick everyone on the page, and ask to remind them."""
    for box in reader.page.locator("input[name=person]").all():
        box.check()
    reader.press("Remind them")


def programme_to_end(reader: Reader) -> None:
    """Make a programme, and leave out why it is to end."""
    reader.page.get_by_label("Title").fill("Our own")
    reader.page.get_by_label("Summary").fill("For new starters")
    reader.page.locator("input[name=modules]").first.check()
    reader.press("Save").follow("End").press("See who is affected")


def a_view(reader: Reader) -> Reader:
    """Save what is shown as a view, by a name of its own, and go to the list of views."""
    chosen = reader.page.url.partition("standing=")[2]
    reader.follow("Save this view").page.get_by_label("Name of the view").fill(f"Who is {chosen}")
    return reader.press("Save view")


KINDS: dict[str, type[Question]] = {
    "one choice": SingleChoice,
    "several choices": MultipleChoice,
    "an order": Ordering,
    "pairs": Matching,
    "a number": Numeric,
    "a word": ShortAnswer,
}

STATES = (
    State("home", "/"),
    State("home, what to do when worried", "/", then=lambda r: r.page.locator("summary").click()),
    State("sign in", "/sign-in"),
    State("sign in, empty", "/sign-in", then=lambda r: r.press("Sign in")),
    State("worried", "/worried"),
    State("accessibility", "/accessibility"),
    State("privacy", "/privacy"),
    State("glossary", "/glossary"),
    State("not found", "/nowhere"),
    State("verify", "/verify"),
    State("verify, empty", "/verify?number="),
    State("verify, mistyped", "/verify/ABCD"),
    State("verify, never issued", "/verify/0000000000000"),
    State("verify, genuine", "/record", COMPLETER, certificate),
    State("my learning", "/learning", LEARNER),
    State("my learning, some complete", "/learning", COMPLETER),
    State("search", "/search?q=child", LEARNER),
    State("a sign-in that ends soon", "/learning", LEARNER,
          lambda r: r.page.evaluate("document.querySelector('dialog[data-timeout]').showModal()")),
    State("modules", "/modules", LEARNER),
    State("modules, chosen, none", "/modules?kind=theme&state=complete&own=y", LEARNER),
    State("modules, a choice that is none", "/modules?theme=zzz", LEARNER),
    State("a programme", "/learning", LEARNER, lambda r: r.follow("Cases for my service")),
    State("a case", f"/modules/{CASE}", LEARNER),
    State("a theme", f"/modules/{THEME}", LEARNER),
    State("the overview", "/modules/learning-lessons", LEARNER),
    State("a section", f"/modules/{CASE}/who-peter-was", LEARNER),
    State("people", f"/modules/{CASE}/household", LEARNER),
    State("timeline", f"/modules/{CASE}/who-knew-what", LEARNER),
    State("learning points", f"/modules/{CASE}/learning-points", LEARNER),
    State("services", f"/modules/{CASE}/your-service", LEARNER),
    State("discussion", f"/modules/{CASE}/discussion", LEARNER),
    State("response", f"/modules/{CASE}/response", LEARNER),
    State("sources", f"/modules/{CASE}/sources", LEARNER),
    State("a theme in the cases", f"/modules/{THEME}/in-the-cases", LEARNER),
    State("executive summary", f"/modules/{CASE}/executive-summary", LEARNER),
    State("print view", f"/modules/{CASE}/print", LEARNER),
    State("declaration, too early", f"/modules/{CASE}/declaration", LEARNER),
    State("declaration, empty", "/learning", "h.reid@example.org",
          lambda r: r.mark_all("assessments").press("Declare and continue")),
    State("quiz", f"/modules/{CASE}/quiz", LEARNER),
    State("all answers", f"/modules/{CASE}/quiz", QUIZZER,
          lambda r: r.begin_quiz(CASE).follow("See all your answers")),
    State("all answers, some missing", f"/modules/{CASE}/quiz", QUIZZER,
          lambda r: r.begin_quiz(CASE).follow("See all your answers").press("Submit")),
    State("all questions", f"/modules/{CASE}/quiz", QUIZZER,
          to_the_sheet),
    State("all questions, wrong", f"/modules/{CASE}/quiz", QUIZZER, sheet_refused),
    State("result, passed", "/learning", "h.reid@example.org", result(right=True)),
    State("result, not passed", "/learning", "h.reid@example.org", result(right=False)),
    State("record", "/record", COMPLETER),
    State("record, empty", "/record", LEARNER),
    State("account", "/account", LEARNER),
    State("account, empty", "/account", LEARNER,
          lambda r: r.clear("Your name").press("Save name")),
    State("password", "/account/password", LEARNER),
    State("password, empty", "/account/password", LEARNER, lambda r: r.press("Change password")),
    State("team", "/team", MANAGER),
    State("a unit", "/team/health-visiting-east", MANAGER),
    State("each person", "/team/matrix", MANAGER),
    State("each person by requirement", "/team/matrix?by=requirements&sort=pressing", MANAGER),
    State("each person, a day to come", "/team/matrix?on=1/1/2099", MANAGER),
    State("saved views", "/team/matrix?standing=overdue", MANAGER, a_view),
    State("save a view, empty", "/views/new", MANAGER, lambda r: r.press("Save view")),
    State("a report", "/team/matrix?standing=expired", MANAGER,
          lambda r: a_view(r).page.locator("section a", has_text="Send by e-mail").first.click()),
    State("remind, after ticking", "/team/matrix?by=requirements", MANAGER, ticked),
    State("a programme to end, empty", "/admin/programmes/new", LEAD, programme_to_end),
    State("levels", "/admin/levels", LEAD),
    State("a level, empty", "/admin/levels/new", LEAD,
          lambda r: r.clear("Name").press("Save level")),
    State("content", "/admin/content", LEAD),
    State("design of certificates", "/admin/certificates", ADMINISTRATOR),
    State("logo of an agency", "/admin/certificates/agency", ADMINISTRATOR),
    State("questions", "/admin/questions", ADMINISTRATOR),
    State("the questions of a quiz", f"/admin/questions/{ANALYSED}", ADMINISTRATOR),
    State("sign-off", f"/admin/content/{CASE}", LEAD),
    State("sign-off, empty", f"/admin/content/{CASE}", LEAD,
          lambda r: r.clear("Name").press("Sign off")),
    State("question, a reflection", "/learning", QUIZZER, to_a_question(None)),
    *(State(f"question, {name}, empty", "/learning", QUIZZER, left_empty(kind))
      for name, kind in KINDS.items()),
)  # fmt: skip
