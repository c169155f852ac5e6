"""Bad input of every kind: said in words, nothing changed, never a fault of ours."""

from urllib.parse import quote

import pytest
from flask import Flask

from tests.conftest import Work
from tests.journey import Visitor
from tests.web.routes import (
    Belongings,
    address_of,
    belongings_of,
    documented,
    pages,
    plain,
    rules,
    snapshot,
)

ODD = [
    "nowhere", "..%2f..%2fetc%2fpasswd", "%00", "%ff%fe", "%ed%a0%80", "%E2%80%AE", "%0d%0aX:y",
    "'%20OR%201=1--", "%3Cscript%3E", "-1", "0", "99999999999999999999", "1e9", "%F0%9F%99%82",
    "a" * 3000, "%25", ".", "00000000-0000-0000-0000-000000000000", "None", "{{7*7}}", "%20",
]  # fmt: skip
REFUSED = {303, 400, 404, 405, 413, 422}


@pytest.fixture
def own(work: Work, people: dict[str, int]) -> Belongings:
    """Return the belongings of the lead, who may open nearly everything."""
    with work() as site:
        return belongings_of(site, people["lead"], "trust")


@pytest.fixture
def lead(app: Flask, people: dict[str, int]) -> Visitor:
    """Return the browser of the lead."""
    return Visitor(app).become(people["lead"])


@pytest.mark.parametrize("odd", ODD)
def test_an_odd_address_is_not_found(app: Flask, own: Belongings, lead: Visitor, odd: str) -> None:
    before = snapshot(app)
    for method in ("GET", "POST"):
        for rule in rules(app, method):
            if not rule.arguments or rule.endpoint == "verify.answer":
                continue
            proper = address_of(rule, own)
            for part in proper.strip("/").split("/")[1:]:
                address = proper.replace(f"/{part}", f"/{odd}", 1)
                data = {"csrf_token": lead.token()} if method == "POST" else None
                page = lead.request(method, address, data=data)
                assert page.status in REFUSED, f"{method} {address}: {page.status}"
    assert snapshot(app) == before


@pytest.mark.parametrize(
    "page",
    ["0", "-1", "2", "99999999999", "99999999999999999999", "1e3", "1.0", "", " ", "+1", "١", "x",
     "%00", "%ff", "1&page=2"],
)  # fmt: skip
def test_a_page_of_the_team_that_is_not_there_is_not_found(lead: Visitor, page: str) -> None:
    found = lead.get(f"/team/matrix?page={page}").status
    assert found == {"%00": 400, "1&page=2": 200}.get(page, 404)


def test_a_wrong_method_is_not_found(app: Flask, own: Belongings, lead: Visitor) -> None:
    before = snapshot(app)
    token = {"X-CSRFToken": lead.token()}
    for rule in app.url_map.iter_rules():
        for method in ("POST", "PUT", "PATCH", "DELETE", "TRACE", "PROPFIND"):
            if method not in (rule.methods or ()) and rule.endpoint != "static":
                address = address_of(rule, own)
                if method == "POST" and any(r.rule == rule.rule for r in rules(app, "POST")):
                    continue
                page = lead.request(method, address, headers=token)
                assert page.status in {400, 404}, f"{method} {address}: {page.status}"
    assert snapshot(app) == before


def test_a_form_without_its_fields_is_refused_or_changes_nothing_lost(
    app: Flask, own: Belongings, lead: Visitor
) -> None:
    ended_last = sorted(rules(app, "POST"), key=lambda rule: "/delete" in rule.rule)
    for rule in ended_last:
        if rule.rule == "/sign-out":
            continue
        page = lead.post(address_of(rule, own))
        opens = {"learner", "anyone"} & {documented()[plain(rule), "POST"]}
        opens |= {"lead"} & set(documented()[plain(rule), "POST"].split(", "))
        assert page.status in ({303, 422} if opens else {404}), rule


@pytest.mark.parametrize(
    ("field", "value"),
    [("email", b"a\xff@example.org"), ("email", b"a\x00@example.org"),
     ("password", b"\xed\xa0\x80"), ("email", b"x" * 100_000), ("\u202ename", b"x")],
)  # fmt: skip
def test_a_sign_in_with_bytes_that_are_no_text_is_refused(
    people: dict[str, int], visitor: Visitor, field: str, value: bytes
) -> None:
    token = quote(visitor.token()).encode()
    parts = {"email": b"learner@example.org", "password": b"x"} | {field: value}
    body = b"&".join(quote(n).encode() + b"=" + quote(v).encode() for n, v in parts.items())
    page = visitor.request(
        "POST", "/sign-in", data=body + b"&csrf_token=" + token,
        content_type="application/x-www-form-urlencoded",
    )  # fmt: skip
    assert page.status in {400, 422}


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("application/json", b'{"answer": "b", "name": "Json"}'),
        ("application/json", b'{"answer": {"a": 1}, "name": ["x"], "new": 5}'),
        ("application/json", b'{"answer": "a\\u0000b", "name": "a\\u0000b"}'),
        ("application/json", b'["answer"]'),
        ("application/json", b"5"),
        ("application/json", b"{"),
        ("application/vnd.api+json", b'{"answer": "b"}'),
        ("multipart/form-data; boundary=x", b"--x\r\nnot multipart"),
        ("multipart/form-data", b"x"),
        ("text/plain", b"answer=b"),
        ("application/x-www-form-urlencoded", b"%ff=%fe&&&=&answer"),
        ("", b""),
    ],
)
def test_a_body_that_is_no_form_changes_nothing(
    app: Flask, own: Belongings, lead: Visitor, content_type: str, body: bytes
) -> None:
    headers, before = {"X-CSRFToken": lead.token()}, snapshot(app)
    for address in (
        f"/attempts/{own.attempt}/questions/1", "/account", "/account/password", "/sign-in",
        "/admin/content/listening", "/modules/listening/declaration",
    ):  # fmt: skip
        page = lead.request("POST", address, data=body, content_type=content_type, headers=headers)
        assert page.status in {303, 400, 422}, address
        if "json" in content_type:
            assert page.status == 400, address
    assert snapshot(app) == before


def test_more_than_is_accepted_is_refused_in_words(
    app: Flask, own: Belongings, lead: Visitor
) -> None:
    token, huge = lead.token(), "x" * (300 * 1024)
    before = snapshot(app)
    for address in (f"/attempts/{own.attempt}/questions/1", "/account", "/sign-in"):
        page = lead.request("POST", address, data={"answer": huge, "csrf_token": token})
        assert page.status == 413, address
        assert page.heading == "That is more than we can accept"
    assert snapshot(app) == before


@pytest.mark.parametrize(
    "query", ["?page=%ff", "?x=%00", "?" + "a=1&" * 2000, "?next=%ed%a0%80", "?%ff", "?=&&="]
)
def test_an_odd_query_breaks_no_page(
    app: Flask, own: Belongings, lead: Visitor, query: str
) -> None:
    for address in pages(app, own):
        assert lead.get(address + query).status in {200, 204, 303, 400, 404, 422}, address


@pytest.mark.parametrize(
    "headers",
    [
        {"Accept-Language": "cy-GB,cy;q=0.9"}, {"Accept-Language": "x" * 5000},
        {"Accept-Language": "\u00e9;q=nan,*;q=-1"}, {"Accept": "application/json"},
        {"Host": "evil.example"}, {"X-Forwarded-For": "203.0.113.9, evil"},
        {"X-Forwarded-Proto": "gopher"}, {"Range": "bytes=0-1"}, {"If-None-Match": "*"},
        {"Content-Length": "-1"}, {"Cookie": "learning_lessons=\x80\xff; x"},
    ],
)  # fmt: skip
def test_odd_headers_break_no_page(learner: Visitor, headers: dict[str, str]) -> None:
    page = learner.get("/learning", headers=headers)
    assert page.status in {200, 303, 400}, headers
    assert "evil.example" not in page.response.get_data(as_text=True)


def test_an_address_is_not_believed_from_a_header_when_no_proxy_is_trusted(
    people: dict[str, int], visitor: Visitor
) -> None:
    for number in range(60):
        form = {"email": f"guess{number}@example.org", "password": "wrong password"}
        forged = {"X-Forwarded-For": f"203.0.113.{number}"}
        assert visitor.post("/sign-in", form, headers=forged).status == 422
    assert visitor.post("/sign-in", {"email": "x@example.org", "password": "x"}).status == 429


def test_what_cannot_be_found_reads_the_same_as_what_may_not_be_seen(
    work: Work, people: dict[str, int], app: Flask
) -> None:
    with work() as site:
        own = belongings_of(site, people["learner"], "east")
    outsider = Visitor(app).become(people["outsider"])
    pairs = [
        (f"/attempts/{own.attempt}", "/attempts/00000000-0000-0000-0000-000000000000"),
        (f"/certificates/{own.certificate}.pdf", "/certificates/0000000000000.pdf"),
        ("/team", "/nowhere"),
    ]
    for hidden, absent in pairs:
        assert outsider.get(hidden).words == outsider.get(absent).words


def test_our_own_fault_is_said_in_words_and_undone(
    app: Flask, learner: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(**_: object) -> str:
        raise RuntimeError("a secret detail")

    broken.access = getattr(app.view_functions["learning.mine"], "access")  # type: ignore[attr-defined]  # noqa: B009
    monkeypatch.setitem(app.view_functions, "learning.mine", broken)
    monkeypatch.setattr(app, "testing", False)
    page = learner.get("/learning")
    assert page.status == 500
    assert "a secret detail" not in page.words
    assert "Content-Security-Policy" in page.headers
    assert page.headers["X-Request-Id"]
    assert learner.read("/record").heading == "My record"
