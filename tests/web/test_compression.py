"""Answers are small for those who take them so, and no page's length tells its token."""

import gzip
from collections.abc import Callable

import brotli  # type: ignore[import-untyped]
import pytest
from flask_compress.compat import compression
from werkzeug.test import TestResponse

from tests.journey import SITE, TOKEN, Visitor

SECTION = "/modules/listening/asking"
STYLES = "/static/dist/app.css"
DECODERS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.decompress,
    "br": brotli.decompress,
    "zstd": compression.zstd.decompress,
}


def taking(visitor: Visitor, path: str, codings: str = "", **headers: str) -> TestResponse:
    """Return the answer to a browser that takes these codings."""
    return visitor.client.get(
        path, base_url=SITE, buffered=True, headers={"Accept-Encoding": codings} | headers
    )


@pytest.mark.parametrize(
    ("codings", "coding"),
    [("gzip", "gzip"), ("gzip, br", "br"), ("gzip, deflate, br, zstd", "zstd")],
)
@pytest.mark.parametrize("path", [SECTION, "/learning"])
def test_a_page_is_compressed_in_what_its_reader_takes(
    learner: Visitor, path: str, codings: str, coding: str
) -> None:
    answer = taking(learner, path, codings)
    assert answer.headers["Content-Encoding"] == coding
    assert "Accept-Encoding" in answer.headers["Vary"]
    page = DECODERS[coding](answer.data)
    assert len(answer.data) < len(page) / 2
    assert page.startswith(b"<!DOCTYPE html>")


@pytest.mark.parametrize("path", [SECTION, STYLES])
@pytest.mark.parametrize("codings", ["", "identity", "compress"])
def test_what_its_reader_cannot_take_is_sent_as_it_is(
    learner: Visitor, path: str, codings: str
) -> None:
    answer = taking(learner, path, codings)
    assert "Content-Encoding" not in answer.headers
    assert b"app-header" in answer.data


def test_a_pdf_is_not_compressed_again(learner: Visitor) -> None:
    answer = taking(learner, "/record.pdf", "gzip, br")
    assert answer.data.startswith(b"%PDF")


@pytest.mark.parametrize("coding", ["gzip", "br"])
def test_styles_are_compressed_hard_and_stay_the_same_file(learner: Visitor, coding: str) -> None:
    answer = taking(learner, STYLES, coding)
    assert DECODERS[coding](answer.data) == taking(learner, STYLES).data
    assert int(answer.headers["Content-Length"]) == len(answer.data) < 18_000
    assert answer.headers["ETag"].startswith("W/")
    again = taking(learner, STYLES, coding, **{"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304


def test_the_token_is_never_the_same_twice_and_each_is_accepted(learner: Visitor) -> None:
    tokens = [
        token
        for path in (SECTION, SECTION, "/learning", "/account", "/account")
        for token in set(TOKEN.findall(learner.get(path).response.text))
    ]
    assert len(set(tokens)) == len(tokens) == 5
    for token in tokens:
        assert learner.request("POST", SECTION, data={"csrf_token": token}).status == 303


@pytest.mark.parametrize("spoil", [lambda t: t[:-8], lambda t: t[8:], lambda t: t[::-1]])
def test_a_token_that_was_changed_is_refused(learner: Visitor, spoil: Callable[[str], str]) -> None:
    token = learner.get(SECTION).token or ""
    assert learner.request("POST", SECTION, data={"csrf_token": spoil(token)}).status == 400
