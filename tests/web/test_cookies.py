"""Cookies that were read once are known: what they held, and no longer than they hold."""

import pytest
from flask.sessions import session_json_serializer
from itsdangerous import BadSignature, SignatureExpired, URLSafeTimedSerializer

from elearn.web.cookies import KnownCookies

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
