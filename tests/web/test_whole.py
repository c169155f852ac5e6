"""What is whole goes to the server as a list, at once; a stream goes piece by piece."""

from collections.abc import Iterable, Iterator
from typing import Any

import pytest
from flask import Response
from werkzeug.test import EnvironBuilder

from elearn.web.whole import WholeResponse

Sent = tuple[str, dict[str, str], Iterable[bytes]]


def sent(response: Response, method: str = "GET") -> Sent:
    """Return the status, headers and pieces that a server is given."""
    begun: list[tuple[str, dict[str, str]]] = []

    def begin(status: str, headers: list[tuple[str, str]], _error: object = None, /) -> Any:
        begun.append((status, dict(headers)))

    pieces = response(EnvironBuilder(method=method).get_environ(), begin)
    return *begun[0], pieces


def test_a_page_is_sent_as_a_list_with_its_length() -> None:
    status, headers, pieces = sent(WholeResponse("Café"))
    assert (status, pieces) == ("200 OK", ["Café".encode()])
    assert headers["Content-Length"] == "5"


def test_a_list_of_texts_is_sent_as_bytes_with_the_length_of_all() -> None:
    _, headers, pieces = sent(WholeResponse(["Caf", "é"]))
    assert pieces == [b"Caf", "é".encode()]
    assert headers["Content-Length"] == "5"


def test_only_the_head_of_a_page_is_sent_where_no_more_is_asked_for() -> None:
    _, headers, pieces = sent(WholeResponse("page"), "HEAD")
    assert pieces == []
    assert headers["Content-Length"] == "4"


@pytest.mark.parametrize("status", [204, 304])
def test_an_answer_that_has_no_page_sends_none(status: int) -> None:
    _, headers, pieces = sent(WholeResponse("page", status=status))
    assert pieces == []
    assert "Content-Length" not in headers


@pytest.mark.parametrize("status", [302, 303])
def test_where_an_answer_leads_is_written_in_plain_letters(status: int) -> None:
    away = WholeResponse("", status=status, headers={"Location": "/search?q=Łucja b"})
    assert sent(away)[1]["Location"] == "/search?q=%C5%81ucja%20b"


def test_a_stream_goes_out_as_it_is_made_and_is_closed_by_the_server() -> None:
    log: list[str] = []

    def rows() -> Iterator[str]:
        try:
            for row in "ab":
                log.append(row)
                yield row
        finally:
            log.append("closed")

    _, headers, pieces = sent(WholeResponse(rows()))
    assert not isinstance(pieces, list)
    assert "Content-Length" not in headers
    assert next(iter(pieces)) == b"a"
    assert log == ["a"]
    pieces.close()  # type: ignore[attr-defined]
    assert log == ["a", "closed"]


def test_what_is_to_follow_a_whole_answer_is_done() -> None:
    log: list[str] = []
    page = WholeResponse("page")
    page.call_on_close(lambda: log.append("closed"))
    assert sent(page)[2] == [b"page"]
    assert log == ["closed"]
