"""Cookies that were read once are known: what they held, and no longer than they hold."""

import pytest
from flask.sessions import session_json_serializer
from itsdangerous import BadSignature, SignatureExpired, URLSafeTimedSerializer
from werkzeug.test import EnvironBuilder

from elearn.web.cookies import LONGEST, CookieRequest, KnownCookies, _cookies_in
from tests.journey import Visitor

HELD = {"_user_id": "a token", "_flashes": [("success", "Saved")]}


def serializer(secret: str = "a secret for tests") -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(secret, salt="test", serializer=session_json_serializer)


def test_a_cookie_holds_the_same_each_time_and_nobody_changes_it_for_others() -> None:
    cookies = KnownCookies(serializer())
    text = cookies.dumps(HELD)
    first = cookies.loads(text, max_age=60)
    assert first == HELD
    first["_flashes"].append(("success", "Saved again"))
    second = cookies.loads(text, max_age=60)
    assert second == HELD
    second["_flashes"].clear()
    assert cookies.loads(text, max_age=60) == HELD


def test_a_known_cookie_still_grows_too_old() -> None:
    cookies = KnownCookies(serializer())
    text = cookies.dumps(HELD)
    assert cookies.loads(text, max_age=60) == HELD
    with pytest.raises(SignatureExpired):
        cookies.loads(text, max_age=-1)


def test_what_another_secret_signed_is_refused_each_time() -> None:
    cookies = KnownCookies(serializer())
    forged = serializer("another secret").dumps(HELD)
    for _ in range(2):
        with pytest.raises(BadSignature):
            cookies.loads(forged, max_age=60)


def test_a_cookie_is_known_as_a_whole() -> None:
    cookies = KnownCookies(serializer())
    text = cookies.dumps(HELD)
    assert cookies.loads(text) == HELD
    held, _, signature = text.rpartition(".")  # whose last letter has bits that say nothing
    with pytest.raises(BadSignature):
        cookies.loads(f"{held}.{'A' if signature[0] != 'A' else 'B'}{signature[1:]}")


def test_a_cookie_of_plain_values_is_nobody_elses_either() -> None:
    cookies = KnownCookies(serializer())
    text = cookies.dumps({"_user_id": "a token", "renewed_at": 1})
    for _ in range(3):
        held = cookies.loads(text, max_age=60)
        assert held == {"_user_id": "a token", "renewed_at": 1}
        held["renewed_at"] = 2


def cookies_of(text: str) -> dict[str, str]:
    request = CookieRequest(EnvironBuilder(headers=[("Cookie", text)]).get_environ())
    return request.cookies.to_dict()


def test_the_cookies_of_a_browser_are_read_the_same_each_time() -> None:
    for _ in range(2):
        assert cookies_of("a=1; learning_lessons=x.y-z; b") == {
            "a": "1", "learning_lessons": "x.y-z", "b": "",
        }  # fmt: skip
    assert cookies_of("a=2") == {"a": "2"}


def test_cookies_that_are_long_are_read_but_not_kept() -> None:
    before = _cookies_in.cache_info().currsize
    assert cookies_of(f"a={'x' * LONGEST}") == {"a": "x" * LONGEST}
    assert _cookies_in.cache_info().currsize == before


def test_a_page_says_that_it_depends_on_the_cookie(learner: Visitor) -> None:
    varies = learner.get("/learning").response.headers["Vary"]
    assert {name.strip() for name in varies.split(",")} == {"Accept-Encoding", "Cookie"}
