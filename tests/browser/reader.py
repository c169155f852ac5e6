"""A person at a browser: signs in, reads, answers. Needs no scripts, so works with and without."""

import re
from typing import Self

from bs4 import BeautifulSoup
from playwright.sync_api import BrowserContext, Locator

from elearn.domain.catalogue import Catalogue
from elearn.domain.marking import right_answer
from elearn.domain.quizzes import Matching, MultipleChoice, Ordering, Question, SingleChoice
from elearn.operations.passwords import DEMO_PASSWORD

REFLECTION = "I would ask who else lives in the home, and write down what I am told."


class Reader:
    """One browser of its own, with one page."""

    def __init__(self, context: BrowserContext, catalogue: Catalogue) -> None:
        self.context = context
        self.catalogue = catalogue
        self.page = context.new_page()

    @property
    def heading(self) -> str:
        """Return the text of the h1."""
        return folded(self.page.locator("h1").inner_text())

    @property
    def words(self) -> str:
        """Return what the main part of the page says."""
        return folded(self.page.locator("main").inner_text())

    @property
    def path(self) -> str:
        """Return the path of the page, with its anchor."""
        return re.sub(r"^https?://[^/]+", "", self.page.url)

    @property
    def errors(self) -> Locator:
        """Return the links of the error summary."""
        return self.page.locator(".govuk-error-summary__list a")

    def open(self, path: str) -> Self:
        """Open a page, whatever it answers."""
        self.page.goto(path)
        return self

    def press(self, name: str) -> Self:
        """Press the button whose name begins so, and wait for the whole of the page it leads to."""
        return self._go(self.page.get_by_role("button", name=starting(name)).first)

    def follow(self, name: str) -> Self:
        """Follow the link whose name begins so, to the whole of its page."""
        return self._go(self.page.get_by_role("link", name=starting(name)).first)

    def press_or_follow(self, name: str) -> Self:
        """Use what looks like a button, which may be a link."""
        return self._go(self.page.locator("main .govuk-button").get_by_text(name))

    def _go(self, control: Locator) -> Self:
        """Use what leads to another page; a page that is still arriving is not read."""
        with self.page.expect_navigation():
            control.click()
        return self

    def clear(self, label: str) -> Self:
        """Empty the field with this label."""
        self.page.get_by_label(label).fill("")
        return self

    def sign_in(self, email: str) -> Self:
        """Sign in by the form."""
        self.open("/sign-in")
        self.page.get_by_label("Email address").fill(email)
        self.page.get_by_label("Password", exact=True).fill(DEMO_PASSWORD)
        self.press("Sign in")
        assert self.path == "/learning", self.words
        return self

    def fetch(self, path: str) -> tuple[int, str, bytes]:
        """Return the status, type and bytes of a file, asked for by this browser."""
        answer = self.context.request.get(path)
        return answer.status, answer.headers["content-type"], answer.body()

    # Reading

    def mark_sections(self, slug: str, first: int = 0, last: int | None = None) -> Self:
        """Read sections from the page of the first one by the button; each leads to the next."""
        for section in self.catalogue.module(slug).sections[first:last]:
            assert self.path == f"/modules/{slug}/{section.id}"
            assert self.heading == folded(section.title)
            self.press("Mark as read")
        return self

    def mark_all(self, slug: str) -> Self:
        """Read a module from its first section to its last; what follows is the declaration."""
        self.open(f"/modules/{slug}/{self.catalogue.module(slug).sections[0].id}")
        return self.mark_sections(slug)

    # The quiz

    def begin_quiz(self, slug: str) -> Self:
        """Begin the quiz of a module, or go on with it."""
        self.open(f"/modules/{slug}/quiz")
        return self._go(self.page.locator("main form button").first)

    def find_step(self, stems: list[str]) -> bool:
        """Open the first step of the attempt that asks one of these, if it asks any."""
        self.open(self.path.partition("/questions")[0])
        hints = self.page.locator(".govuk-task-list__hint").all_inner_texts()
        starts = [folded(hint).removesuffix("...") for hint in hints]
        for number, start in enumerate(starts, start=1):
            if any(folded(stem).startswith(start) for stem in stems):
                self.open(f"{self.path}/questions/{number}")
                return True
        return False

    @property
    def asked(self) -> Question | None:
        """Return the question that the page asks; None is a reflection."""
        if self.page.locator("textarea").count():
            return None
        words = self.words
        fitting = (
            question
            for quiz in self.catalogue.quizzes.values()
            for question in quiz.questions
            if all(text in words for text in texts_of(question))
        )
        return max(fitting, key=lambda question: len(question.stem_text))

    def answer(self, *, right: bool = True) -> Self:
        """Fill in the answer to the question of the page; a wrong one is wrong in full."""
        question = self.asked
        if question is None:
            self.page.locator("textarea").fill(REFLECTION)
            return self
        answer = right_answer(question)
        match question:
            case SingleChoice():
                wrong = next(option.id for option in question.options if not option.correct)
                self._tick([str(answer) if right else wrong])
            case MultipleChoice():
                self._tick([o.id for o in question.options if o.correct is right])
            case Ordering() | Matching():
                self._choose(answer, right=right)
            case _:
                self.page.locator("input[name=answer]").fill(str(answer) if right else "1000000")
        return self

    def _tick(self, names: list[str]) -> None:
        for name in names:
            self.page.locator(f'input[name=answer][value="{name}"]').check()

    def _choose(self, answer: object, *, right: bool) -> None:
        """Choose in every box; wrong is every answer one place further."""
        values = list(answer.values() if isinstance(answer, dict) else answer)  # type: ignore[call-overload]
        boxes = self.page.locator("main select").all()
        if not right:
            values = values[1:] + values[:1]
        if isinstance(answer, dict):
            names = [f"pair-{name}" for name in answer]
        else:
            names = [f"place-{place}" for place in range(1, len(boxes) + 1)]
        for name, value in zip(names, values, strict=True):
            self.page.locator(f'select[name="{name}"]').select_option(value)

    def answer_all(self, *, right: bool = True) -> Self:
        """Answer from the question of this page to the last; end on the page of all answers."""
        while "/questions/" in self.path:
            self.answer(right=right).press("Save and continue")
            assert not self.errors.count(), self.errors.all_inner_texts()
        return self

    @property
    def given(self) -> list[str]:
        """Return what the controls of the question hold."""
        held: list[str] = self.page.locator("main form").last.evaluate(
            """form => [...form.elements]
                 .filter(c => c.matches("select, textarea, input:not([type=hidden])"))
                 .filter(c => !["radio", "checkbox"].includes(c.type) || c.checked)
                 .map(c => c.value)"""
        )
        return held


def texts_of(question: Question) -> list[str]:
    """Return the texts that stand on the page of a question."""
    options = getattr(question, "options", ())
    return [folded(question.stem_text), *(plain(option.text_html) for option in options)]


def starting(name: str) -> re.Pattern[str]:
    """Return a pattern for names that begin so."""
    return re.compile("^" + re.escape(name))


def plain(html: str) -> str:
    """Return the text of a piece of HTML, with white space folded."""
    return folded(BeautifulSoup(html, "html.parser").get_text())


def folded(text: str) -> str:
    """Return a text with its white space folded."""
    return " ".join(text.split())
