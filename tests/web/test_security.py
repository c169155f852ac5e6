"""Tokens, headers and cookies: what keeps others out of a session."""

import re

import pytest
from flask import Flask

from tests.conftest import Work
from tests.journey import SITE, Visitor
from tests.partnership import PASSWORD
from tests.web.routes import Belongings, address_of, belongings_of, pages, rules, snapshot

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Strict-Transport-Security": "max-age=31536000",
}
POLICY = {
    "default-src": "'none'", "style-src": "'self'", "img-src": "'self'", "font-src": "'self'",
    "connect-src": "'self'", "form-action": "'self'", "base-uri": "'none'",
    "frame-ancestors": "'none'",
}  # fmt: skip


@pytest.fixture
def own(work: Work, people: dict[str, int]) -> Belongings:
    """Return the belongings of the administrator, who may open the most."""
    with work() as site:
        return belongings_of(site, people["administrator"], "northdale")


@pytest.fixture
def administrator(app: Flask, people: dict[str, int]) -> Visitor:
    """Return the browser of the administrator."""
    return Visitor(app).become(people["administrator"])


@pytest.mark.parametrize("token", [None, "", "forged", "another session"])
def test_every_form_is_refused_without_its_token(
    app: Flask, own: Belongings, administrator: Visitor, token: str | None
) -> None:
    if token == "another session":
        token = Visitor(app).token()
    before = snapshot(app)
    for rule in rules(app, "POST"):
        data = {} if token is None else {"csrf_token": token}
        page = administrator.request("POST", address_of(rule, own), data=data)
        assert page.status == 400, rule
        assert page.heading == "This page was open for too long", rule
    assert snapshot(app) == before
    assert administrator.read("/learning").status == 200


def test_every_page_and_file_carries_the_headers(
    app: Flask, own: Belongings, administrator: Visitor
) -> None:
    for address in [*pages(app, own), "/nowhere"]:
        headers = administrator.get(address).headers
        assert {name: headers[name] for name in HEADERS} == HEADERS, address
        policy = dict(part.split(" ", 1) for part in headers["Content-Security-Policy"].split("; "))
        script = policy.pop("script-src")
        assert policy == POLICY, address
        assert re.fullmatch(r"'self' 'nonce-[\w-]{22}'", script), address
        if not address.startswith("/static/"):
            assert headers["Cache-Control"] == "no-store", address


def test_inline_scripts_carry_the_nonce_of_their_own_answer(learner: Visitor) -> None:
    nonces = set()
    for _ in range(2):
        page = learner.read("/learning")
        inline = page.soup.find_all("script", src=False)
        assert inline
        found = {str(script.get("nonce")) for script in inline}
        assert len(found) == 1
        assert f"'nonce-{next(iter(found))}'" in page.headers["Content-Security-Policy"]
        nonces |= found
    assert len(nonces) == 2


def test_styles_and_scripts_may_be_kept_for_ever_by_their_version(visitor: Visitor) -> None:
    page = visitor.read("/")
    link = page.soup.find("link", rel="stylesheet")
    assert link
    asset = visitor.get(str(link["href"]))
    assert asset.status == 200
    assert asset.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert "Set-Cookie" not in asset.headers
    assert "immutable" not in visitor.get("/static/dist/app.css").headers["Cache-Control"]


def test_cookies_are_for_this_site_over_tls_and_not_for_scripts(
    app: Flask, people: dict[str, int], visitor: Visitor
) -> None:
    form = {"email": "learner@example.org", "password": PASSWORD}
    answers = [visitor.get("/sign-in"), visitor.post("/sign-in", form)]
    for page in answers:
        for cookie in page.headers.getlist("Set-Cookie"):
            parts = {part.strip() for part in cookie.split(";")}
            assert {"Secure", "SameSite=Lax", "Path=/"} <= parts
            # What the script that warns reads is a number of seconds, and all that it may read.
            assert "HttpOnly" in parts or "learning_lessons_idle=7200" in parts
            assert not any(part.startswith("Domain") for part in parts)


def cookie_of(visitor: Visitor) -> str:
    found = visitor.client.get_cookie("learning_lessons", domain="learning.example.org")
    assert found is not None
    return str(found.value)


def test_the_session_is_a_new_one_after_signing_in(
    app: Flask, people: dict[str, int], visitor: Visitor
) -> None:
    visitor.get("/sign-in")
    with visitor.client.session_transaction(base_url=SITE) as cookie:
        cookie["planted"] = "by someone else"
    planted, token = cookie_of(visitor), visitor.token()
    visitor.sign_in("learner@example.org")
    assert cookie_of(visitor) != planted
    with visitor.client.session_transaction(base_url=SITE) as cookie:
        assert "planted" not in cookie
    refused = visitor.request("POST", "/modules/listening/asking", data={"csrf_token": token})
    assert refused.status == 400  # the token from before is worth nothing either


def test_signing_in_again_ends_the_session_before(
    app: Flask, people: dict[str, int], visitor: Visitor
) -> None:
    visitor.sign_in("learner@example.org")
    first = cookie_of(visitor)
    visitor.sign_in("learner@example.org")
    thief = Visitor(app)
    thief.client.set_cookie("learning_lessons", first, domain="learning.example.org")
    assert thief.get("/learning").location.startswith("/sign-in")
    assert visitor.read("/learning").heading == "My learning"


def test_a_cookie_kept_from_before_signing_out_opens_nothing(app: Flask, learner: Visitor) -> None:
    kept = cookie_of(learner)
    assert learner.post("/sign-out").location == "/"
    thief = Visitor(app)
    thief.client.set_cookie("learning_lessons", kept, domain="learning.example.org")
    for visitor in (learner, thief):
        assert visitor.get("/learning").location.startswith("/sign-in")


@pytest.mark.parametrize("value", ["", "x", "a.b.c", "eyJfdXNlcl9pZCI6IjEifQ.x.y", "é", "x" * 4000])
def test_a_forged_cookie_is_no_sign_in(app: Flask, people: dict[str, int], value: str) -> None:
    visitor = Visitor(app)
    page = visitor.get("/learning", headers={"Cookie": f"learning_lessons={value}"})
    assert page.location.startswith("/sign-in")


def test_a_session_for_a_token_that_nobody_has_is_no_sign_in(app: Flask) -> None:
    visitor = Visitor(app)
    for value in ("1", "", None, "é"):
        with visitor.client.session_transaction(base_url=SITE) as cookie:
            cookie["_user_id"] = value
        assert visitor.get("/learning").location.startswith("/sign-in")


def test_opening_pages_writes_nothing(app: Flask, own: Belongings, administrator: Visitor) -> None:
    before = snapshot(app)
    for address in pages(app, own):
        # What only others may open is not found, and writes nothing either.
        assert administrator.get(address).status in {200, 204, 303, 404}, address
        administrator.request("HEAD", address)
    assert snapshot(app) == before
