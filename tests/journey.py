"""A browser without scripts: signs in, reads tokens, answers quizzes, and looks at every page."""

import re
from collections.abc import Mapping
from functools import cached_property
from typing import Any, Self
from uuid import UUID

from bs4 import BeautifulSoup, Tag
from flask import Flask
from werkzeug.test import TestResponse

from elearn.domain.marking import Answer, right_answer
from elearn.domain.quizzes import (
    Matching,
    Ordering,
    Question,
    Quiz,
)
from elearn.operations.accounts import begin_sign_in
from elearn.site import Site
from tests.house_style import style_faults
from tests.partnership import PASSWORD, REFLECTION, wrong_answer

SITE = "https://learning.example.org"
TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
ONE_USE = re.compile(r'(nonce|value)="[^"]{20,}"')
SEEN: set[int] = set()  # pages that were held to the house style already
Form = Mapping[str, Any]


class Page:
    """One answer of the site."""

    def __init__(self, response: TestResponse) -> None:
        self.response = response
        self.status = response.status_code
        self.headers = response.headers

    @cached_property
    def soup(self) -> BeautifulSoup:
        """Return the parsed page."""
        return BeautifulSoup(self.response.get_data(as_text=True), "html.parser")

    @property
    def is_html(self) -> bool:
        """Tell whether this is a page with something on it."""
        return self.response.mimetype == "text/html" and "Location" not in self.headers

    @property
    def location(self) -> str:
        """Return the path, with its query, that the answer leads to; empty if it leads nowhere."""
        return str(self.headers.get("Location", "")).removeprefix(SITE)

    @property
    def words(self) -> str:
        """Return all that the page says, with white space folded."""
        return " ".join(self.soup.get_text(" ").split())

    @property
    def heading(self) -> str:
        """Return the text of the h1."""
        found = self.soup.h1
        return " ".join(found.get_text().split()) if found else ""

    @property
    def errors(self) -> list[str]:
        """Return what the error summary lists."""
        return [item.get_text(strip=True) for item in self.soup.select(".govuk-error-summary li")]

    @property
    def token(self) -> str | None:
        """Return the CSRF token of the page's forms."""
        field = self.soup.find("input", attrs={"name": "csrf_token"})
        return str(field["value"]) if isinstance(field, Tag) else None

    def fields(self, action: str | None = None) -> dict[str, list[str]]:
        """Return the controls of the page's main form (or of one action) and what they hold."""
        forms = self.soup.select("main form" if action is None else f'form[action="{action}"]')
        return controls(forms[0]) if forms else {}


def controls(form: Tag) -> dict[str, list[str]]:
    """Return the names of a form's controls, each with the values that it would send."""
    found: dict[str, list[str]] = {}
    for field in form.find_all(["input", "select", "textarea"]):
        name = str(field.get("name", ""))
        if not name or field.get("type") == "submit":
            continue
        values = found.setdefault(name, [])
        if field.name == "select":
            values += [str(o["value"]) for o in field.find_all("option") if o.has_attr("selected")]
        elif field.name == "textarea":
            values.append(field.get_text().removeprefix("\n"))
        elif field.get("type") not in {"radio", "checkbox"} or field.has_attr("checked"):
            values.append(str(field.get("value", "")))
    return found


class Visitor:
    """A browser with its cookies. Every page it is shown is held to the house style."""

    def __init__(self, app: Flask, address: str = "192.0.2.1") -> None:
        self.app = app
        self.client = app.test_client()
        self.address = address
        self._token: str | None = None

    @property
    def site(self) -> Site:
        """Return the site that is visited."""
        site: Site = self.app.extensions["elearn"]
        return site

    def request(self, method: str, path: str, **options: Any) -> Page:
        """Ask for a page, as it is."""
        options.setdefault("environ_overrides", {"REMOTE_ADDR": self.address})
        options = {"method": method, "base_url": SITE, "buffered": True, **options}
        page = Page(self.client.open(path, **options))
        if page.is_html and method != "HEAD":
            self._look_at(page, f"{method} {path}")
        return page

    def _look_at(self, page: Page, name: str) -> None:
        """Keep a page's token; hold a page that was not seen before to the house style."""
        body = page.response.get_data(as_text=True)
        token = TOKEN.search(body)
        self._token = token[1] if token else self._token
        same = hash(ONE_USE.sub("", body))
        if same not in SEEN:
            assert not style_faults(page.soup), f"{name}: {style_faults(page.soup)}"
            SEEN.add(same)

    def get(self, path: str, **options: Any) -> Page:
        """Open a page."""
        return self.request("GET", path, **options)

    def read(self, path: str) -> Page:
        """Open a page that must be there, and that must be a page."""
        page = self.get(path)
        assert page.status == 200, f"{path}: {page.status} {page.location}"
        return page

    def post(self, path: str, form: Form | None = None, **options: Any) -> Page:
        """Send a form, with the token that the site gave."""
        return self.request(
            "POST", path, data={"csrf_token": self.token(), **(form or {})}, **options
        )

    def follow(self, page: Page) -> Page:
        """Go where an answer leads, to the page at the end."""
        while page.location:
            assert page.status == 303, page.status
            page = self.get(page.location.partition("#")[0])
        return page

    def token(self) -> str:
        """Return a CSRF token for this session."""
        if self._token is None:
            self.get("/sign-in")
        return self._token or ""

    def sign_in(self, email: str, password: str = PASSWORD) -> Self:
        """Sign in by the form."""
        page = self.post("/sign-in", {"email": email, "password": password})
        assert page.status == 303, f"{page.status}: {page.errors}"
        self._token = None
        return self

    def become(self, person_id: int) -> Self:
        """Hold a sign-in of this person without the form, which takes its time."""
        with self.app.app_context():
            session = self.site.session()
            token = begin_sign_in(session, person_id, self.site.clock())
            session.commit()
        with self.client.session_transaction(base_url=SITE) as cookie:
            cookie.clear()
            cookie["_user_id"] = token
        self._token = None
        return self

    # The journey of a learner

    def quiz_of(self, slug: str) -> Quiz:
        """Return the quiz of a module."""
        return self.site.catalogue.quiz(slug)

    def read_module(self, slug: str) -> Page:
        """Read a module from the first section to the last by its buttons; return the last page."""
        module = self.site.catalogue.module(slug)
        page = self.read(f"/modules/{slug}/{module.sections[0].id}")
        for section in module.sections:
            page = self.follow(self.post(f"/modules/{slug}/{section.id}"))
        return page

    def declare(self, slug: str) -> Page:
        """Declare that a module was read and understood."""
        return self.follow(self.post(f"/modules/{slug}/declaration", {"understood": "y"}))

    def begin_quiz(self, slug: str) -> UUID:
        """Begin the quiz, or go on with it, and return the attempt."""
        page = self.post(f"/modules/{slug}/quiz")
        found = re.match(r"/attempts/([0-9a-f-]{36})", page.location)
        assert found, f"{page.status} {page.location}"
        return UUID(found[1])

    def question_on(self, page: Page, quiz: Quiz) -> Question | None:
        """Return the question that a page asks; None if it asks for a reflection."""
        words = page.words
        return next((q for q in quiz.questions if folded(q.stem_text) in words), None)

    def answer_quiz(self, slug: str, attempt_id: UUID, *, right: bool = True) -> Page:
        """Answer every step, all right or all wrong; return the page of all answers."""
        quiz, number = self.quiz_of(slug), 1
        while True:
            path = f"/attempts/{attempt_id}/questions/{number}"
            page = self.read(path)
            form = self.form_for(self.question_on(page, quiz), right=right)
            assert set(form) <= set(page.fields()), (form, page.fields())
            page = self.post(path, form)
            assert page.status == 303, f"{path}: {page.status} {page.errors}"
            number += 1
            if page.location == f"/attempts/{attempt_id}":
                return self.read(page.location)

    def form_for(self, question: Question | None, *, right: bool = True) -> dict[str, Any]:
        """Return the form of a right or wrong answer; None is a reflection."""
        if question is None:
            return {"answer": REFLECTION}
        return as_form(question, right_answer(question) if right else wrong_answer(question))

    def submit_quiz(self, attempt_id: UUID) -> Page:
        """Submit an attempt and return the page of its result."""
        return self.follow(self.post(f"/attempts/{attempt_id}/submit"))

    def take_quiz(self, slug: str, *, right: bool = True) -> Page:
        """Take a quiz from its start to its result."""
        attempt_id = self.begin_quiz(slug)
        self.answer_quiz(slug, attempt_id, right=right)
        return self.submit_quiz(attempt_id)


def as_form(question: Question, answer: Answer) -> dict[str, Any]:
    """Return an answer as the question's form sends it."""
    if isinstance(question, Ordering):
        return {f"place-{n}": name for n, name in enumerate(answer, start=1)}
    if isinstance(question, Matching) and isinstance(answer, dict):
        return {f"pair-{pair}": choice for pair, choice in answer.items()}
    return {"answer": answer}


def folded(text: str) -> str:
    """Return a text with its white space folded."""
    return " ".join(text.split())
