"""On SQLite a server process answers one request at a time, and a slow form holds up nobody."""

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from threading import Event
from time import sleep
from typing import Any

from elearn.serving import LONGEST_REQUEST, Environ, Turns


def asked(method: str = "GET", form: Any = None) -> Environ:
    return {"REQUEST_METHOD": method, "wsgi.input": form or BytesIO()}


class Page:
    """A page that takes a moment, and notes how many were drawn at once."""

    def __init__(self) -> None:
        self.now = self.most = 0
        self.forms: list[bytes] = []

    def __call__(self, environ: Environ, _start_response: Any) -> Iterable[bytes]:
        self.now += 1
        self.most = max(self.most, self.now)
        sleep(0.005)
        self.forms.append(environ["wsgi.input"].read())
        self.now -= 1
        return [b"page"]


class SlowForm:
    """A form of which the end does not come until it is let."""

    def __init__(self) -> None:
        self.asked = Event()
        self.come = Event()

    def read(self, _size: int) -> bytes:
        self.asked.set()
        assert self.come.wait(5)
        return b"answer=a"


def test_one_request_is_answered_at_a_time() -> None:
    page = Page()
    turns = Turns(page)
    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(lambda _: list(turns(asked(), None)), range(24)))
    assert answers == [[b"page"]] * 24
    assert page.most == 1


def test_a_form_on_its_way_holds_up_nobody() -> None:
    page, form = Page(), SlowForm()
    turns = Turns(page)
    with ThreadPoolExecutor(1) as threads:
        slow = threads.submit(turns, asked("POST", form), None)
        assert form.asked.wait(5)
        assert turns(asked(), None) == [b"page"]
        assert not slow.done()
        form.come.set()
        slow.result(5)
    assert page.forms == [b"", b"answer=a"]


def test_no_more_of_a_form_is_taken_in_than_shows_that_it_is_too_long() -> None:
    page = Page()
    Turns(page)(asked("POST", BytesIO(b"a" * (LONGEST_REQUEST * 2))), None)
    assert len(page.forms[0]) == LONGEST_REQUEST + 1


def test_a_page_that_fails_gives_up_its_turn() -> None:
    def broken(environ: Environ, start_response: Any) -> Iterable[bytes]:
        raise RuntimeError

    turns = Turns(broken)
    for _ in range(2):
        with ThreadPoolExecutor(1) as threads:
            failure = threads.submit(turns, asked(), None).exception(5)
        assert isinstance(failure, RuntimeError)


class Waiting:
    """A page that waits for the disk, and meanwhile gives its turn away."""

    def __init__(self) -> None:
        self.turns = Turns(self)
        self.waits, self.written = Event(), Event()
        self.log: list[str] = []

    def __call__(self, environ: Environ, _start_response: Any) -> Iterable[bytes]:
        if environ["REQUEST_METHOD"] == "POST":
            with self.turns.meanwhile():
                self.waits.set()
                assert self.written.wait(5)
        self.log.append(environ["REQUEST_METHOD"])
        return [b"page"]


def test_others_are_answered_while_one_waits_for_the_disk() -> None:
    page = Waiting()
    with ThreadPoolExecutor(1) as threads:
        writer = threads.submit(page.turns, asked("POST"), None)
        assert page.waits.wait(5)
        page.turns(asked(), None)
        page.written.set()
        assert writer.result(timeout=5) == [b"page"]
    assert page.log == ["GET", "POST"]


def test_what_works_beside_the_requests_has_no_turn_to_give_away() -> None:
    page = Waiting()
    page.turns(asked(), None)
    with page.turns.meanwhile(), page.turns.meanwhile():
        page.turns(asked(), None)
    assert page.log == ["GET", "GET"]


def test_a_turn_is_given_away_once_and_not_twice() -> None:
    def twice(environ: Environ, _start_response: Any) -> Iterable[bytes]:
        with turns.meanwhile(), turns.meanwhile():
            return [environ["REQUEST_METHOD"].encode()]

    turns = Turns(twice)
    assert turns(asked(), None) == [b"GET"]
    assert turns(asked(), None) == [b"GET"]
