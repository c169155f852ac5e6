"""Signing in: no hint of who has an account, slowed, and never led astray."""

from typing import Any

import pytest
from flask import Flask

from tests.conftest import Clock, Work
from tests.journey import Page, Visitor
from tests.partnership import PASSWORD

REFUSED = "Check your email address and password"
NEW = "three other random words"


@pytest.fixture(autouse=True)
def accounts(people: dict[str, int]) -> None:
    """Let there be people."""


def attempt(visitor: Visitor, email: str, password: str = "wrong password") -> Page:
    return visitor.post("/sign-in", {"email": email, "password": password})


def shown(page: Page, email: str) -> str:
    """Return a page's words without what the visitor typed."""
    assert page.soup.main is not None
    return page.soup.main.decode().replace(email, "").replace(page.token or "-", "")


def test_an_unknown_account_and_a_wrong_password_get_the_same_answer(visitor: Visitor) -> None:
    known = attempt(visitor, "learner@example.org")
    unknown = attempt(visitor, "nobody@example.org")
    assert known.status == unknown.status == 422
    assert known.errors == unknown.errors == [REFUSED]
    assert shown(known, "learner@example.org") == shown(unknown, "nobody@example.org")
    assert known.soup.title == unknown.soup.title


def test_what_is_missing_is_named(visitor: Visitor) -> None:
    page = attempt(visitor, "", "")
    assert page.status == 422
    assert page.errors == ["Enter your email address", "Enter your password"]
    assert page.soup.title
    assert page.soup.title.get_text(strip=True).startswith("Error: Sign in")


def test_the_password_is_never_written_back(visitor: Visitor) -> None:
    page = attempt(visitor, "learner@example.org", "a secret typed wrong")
    assert "a secret typed wrong" not in page.response.get_data(as_text=True)
    assert page.fields()["email"] == ["learner@example.org"]


def test_signing_in_leads_to_my_learning(visitor: Visitor) -> None:
    page = attempt(visitor, " Learner@Example.org ", PASSWORD)
    assert (page.status, page.location) == (303, "/learning")


def test_one_goes_on_to_where_one_was_going(visitor: Visitor) -> None:
    page = visitor.get("/modules/child-a/practice?from=mail")
    assert page.location == "/sign-in?next=/modules/child-a/practice?from%3Dmail"
    form = {"email": "learner@example.org", "password": PASSWORD}
    assert visitor.read(page.location).status == 200
    assert visitor.post(page.location, form).location == "/modules/child-a/practice?from=mail"


@pytest.mark.parametrize(
    "astray",
    [
        "//evil.example", "///evil.example", "////evil.example", "/\\evil.example",
        "\\\\evil.example", "/\\/evil.example", "https://evil.example", "https:evil.example",
        "HTTPS://evil.example", "http:///evil.example", "evil.example", "javascript:alert(1)",
        " //evil.example", "/\t/evil.example", "/\n/evil.example", "/\r\n/evil.example",
        "\t//evil.example", "/\x0b/evil.example", "/ /evil.example", "/%09/evil.example",
        "//[evil", "/\\[", "/\x85/evil.example", "/\x7f/evil.example", "/learning\r\nX: y",
        "/\u2028/evil.example", "//evil.example/..", "/;@evil.example", "",
    ],
)  # fmt: skip
def test_nobody_is_led_to_another_site(visitor: Visitor, astray: str) -> None:
    form = {"email": "learner@example.org", "password": PASSWORD}
    page = visitor.post("/sign-in", form, query_string={"next": astray})
    assert page.status == 303
    location = page.location
    assert location.startswith("/")
    assert not location.startswith(("//", "/\\"))
    assert location.isprintable()
    if "evil" in location:
        assert location.startswith(("/%", "/;")), location  # a path here, odd as it is


def test_ten_failures_close_an_account_for_a_while(app: Flask, visitor: Visitor) -> None:
    for _ in range(10):
        assert attempt(visitor, "learner@example.org").status == 422
    page = attempt(visitor, " LEARNER@example.org", PASSWORD)
    assert page.status == 429
    assert "15 minutes" in page.words
    elsewhere = Visitor(app, "198.51.100.7")
    assert attempt(elsewhere, "learner@example.org", PASSWORD).status == 429
    assert attempt(visitor, "colleague@example.org", PASSWORD).status == 303


def test_successes_do_not_count(app: Flask) -> None:
    for _ in range(15):
        assert attempt(Visitor(app), "learner@example.org", PASSWORD).status == 303


def test_sixty_failures_close_an_address_for_a_while(app: Flask, visitor: Visitor) -> None:
    for number in range(60):
        assert attempt(visitor, f"guess{number}@example.org").status == 422
    assert attempt(visitor, "learner@example.org", PASSWORD).status == 429
    elsewhere = Visitor(app, "198.51.100.7")
    assert attempt(elsewhere, "learner@example.org", PASSWORD).status == 303


def test_an_unknown_account_is_closed_like_a_known_one(visitor: Visitor) -> None:
    for _ in range(10):
        assert attempt(visitor, "nobody@example.org").status == 422
    assert attempt(visitor, "nobody@example.org").status == 429


def test_a_sign_in_ends_by_itself_after_twelve_hours(learner: Visitor, clock: Clock) -> None:
    clock.forward(hours=11, minutes=59)
    assert learner.read("/learning").status == 200
    clock.forward(minutes=1)
    assert learner.get("/learning").location == "/sign-in?next=/learning"


def test_whoever_is_signed_in_is_led_from_the_front_page_to_their_learning(
    visitor: Visitor,
) -> None:
    assert visitor.read("/").status == 200
    visitor.sign_in("learner@example.org")
    assert visitor.get("/").location == "/learning"


def test_a_form_sent_after_the_sign_in_ended_leads_to_sign_in_without_a_next(
    app: Flask, learner: Visitor
) -> None:
    token = learner.read("/modules/listening/asking").token
    learner.post("/sign-out")
    page = learner.request("POST", "/modules/listening/asking", data={"csrf_token": token})
    assert page.location == "/sign-in"


# One's own account


def change(visitor: Visitor, present: str, new: str) -> Page:
    return visitor.post("/account/password", {"present": present, "new": new})


def test_a_password_is_changed_and_ends_the_other_sign_ins(app: Flask, learner: Visitor) -> None:
    elsewhere = Visitor(app).sign_in("learner@example.org")
    page = change(learner, PASSWORD, NEW)
    assert page.location == "/account"
    assert "Your password has been changed" in learner.follow(page).words
    assert elsewhere.get("/learning").location.startswith("/sign-in")
    assert attempt(Visitor(app), "learner@example.org", PASSWORD).status == 422
    Visitor(app).sign_in("learner@example.org", NEW)


@pytest.mark.parametrize(
    ("present", "new", "errors"),
    [
        ("not mine", NEW, ["Your current password is not right"]),
        (PASSWORD, "short", ["Your password must have at least 12 characters"]),
        (PASSWORD, "x" * 201, ["Your password must have 200 characters or fewer"]),
        (PASSWORD, "learning-lessons-demo",
         ["Choose a password that is not the demonstration password"]),
        ("", "", ["Enter your current password", "Enter a new password"]),
    ],
)  # fmt: skip
def test_a_password_that_will_not_do_is_refused_with_the_reason(
    app: Flask, learner: Visitor, present: str, new: str, errors: list[str]
) -> None:
    page = change(learner, present, new)
    assert (page.status, page.errors) == (422, errors)
    Visitor(app).sign_in("learner@example.org")


def test_guessing_the_present_password_is_slowed(learner: Visitor) -> None:
    for _ in range(10):
        assert change(learner, "not mine", NEW).status == 422
    assert change(learner, PASSWORD, NEW).status == 429


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("", "Enter your name"),
        ("   ", "Enter your name"),
        ("x" * 121, "Your name must be 120 characters or fewer"),
        ("x" * 100_000, "Your name must be 120 characters or fewer"),
        ("12345", "Your name must have at least one letter"),
        ("Siân\x07Llŷr", "Your name must not have line breaks or hidden control characters"),
        ("Siân\nLlŷr", "Your name must not have line breaks or hidden control characters"),
        ("Siân\u202eLlŷr", "Your name must not have hidden characters, such as right-to-left"),
        ("Siân\u200fLlŷr", "Your name must not have hidden characters, such as right-to-left"),
        ("Siân \ue000", "Your name has a character that no writing system uses"),
        ("Z\u0335\u0336\u0337\u0338algo", "Your name has accents that do not stand on a letter"),
        ("Siân 漢", "We cannot print these characters on a certificate: 漢 (U+6F22)"),
        ("Siân 🙂", "We cannot print these characters on a certificate: 🙂 (U+1F642)"),
    ],
)
def test_a_name_that_cannot_be_printed_is_refused_with_the_reason(
    learner: Visitor, name: str, error: str
) -> None:
    page = learner.post("/account", {"name": name})
    assert page.status == 422
    assert len(page.errors) == 1
    assert page.errors[0].startswith(error)
    assert learner.read("/account").fields()["name"] == ["Siân Llŷr"]


@pytest.mark.parametrize("name", ["Łucja Ŵyn-Ŷ O’Brien", "Nguyễn Thị Ánh", "<b>Bo & Co</b>"])
def test_a_new_name_is_kept_and_shown_as_it_is(learner: Visitor, name: str) -> None:
    page = learner.follow(learner.post("/account", {"name": name}))
    assert "Your name has been changed" in page.words
    assert page.fields()["name"] == [name]
    assert name in page.words


def test_the_hash_is_checked_for_an_unknown_account_too(
    app: Flask, work: Work, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Any] = []
    passwords = visitor.site.passwords
    real = type(passwords).matches

    def matches(self: Any, stored: str | None, password: str) -> bool:
        asked.append(stored)
        return real(self, stored, password)

    monkeypatch.setattr(type(passwords), "matches", matches)
    attempt(visitor, "nobody@example.org")
    attempt(visitor, "learner@example.org")
    assert asked[0] is None
    assert asked[1].startswith("$argon2id$")
