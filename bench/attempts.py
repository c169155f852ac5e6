"""Whole attempts at a quiz of ten questions, eight learners at a time: seven requests each.

``python -m bench.attempts`` measures this alone: open the quiz, start, the page of all questions,
save it, check, submit, and the result.
"""

import json
import re
import selectors
import statistics
import tempfile
from collections.abc import Generator, Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path
from time import perf_counter
from typing import Any
from urllib.parse import urlencode

from bench import servers
from bench.figures import Figure, in_turns, table
from bench.load import Connection, request
from bench.servers import NotServing, Visitor, token_in
from elearn.catalogue.loader import load_catalogue
from elearn.config import shipped_content
from elearn.domain.marking import right_answer
from elearn.domain.quizzes import Matching, Ordering, Question, Quiz
from elearn.operations.demo import ACCOUNTS, COLLEAGUES
from tests.databases import postgres_database, postgres_server

AT_ONCE = 8
WANTED = 170  # a second: 40 times what a stock platform in PHP was measured to do (4.4)
BARE = 390  # a second: what the same requests to an app that does nothing else came to then
ROUNDS = 4
WARM = 3  # learners who take each quiz before anything is measured
PAGE_BYTES = 21_000  # of a page of ours, as a rule
REQUESTS = 7
SECTION = '<section class="govuk-form-group'
THOUGHT = "I would ask to see the child alone, and write down what she said."

Attempt = Generator[bytes, tuple[str, str], None]


def measure_attempts(folder: Path, databases: tuple[str, str], kind: str) -> list[Figure]:
    """Return the whole attempts per second on one kind of database.

    They stand beside as many requests of the same sizes to an app that only commits a row or shows
    a page: the speed of a machine wanders, and what is wanted was set on another.
    """
    ports = servers.free_port(), servers.free_port()
    folder.mkdir()
    words = {"title": "", "runs": ["word " * 15] * (PAGE_BYTES // 110)}
    (folder / "page.json").write_text(json.dumps(words), encoding="utf-8")
    with servers.site(folder, ports[0], databases[0]), servers.bare(folder, ports[1], databases[1]):
        quizzes = load_catalogue(shipped_content()).quizzes
        learners = [signed_in(ports[0], person.email) for person in ACCOUNTS + COLLEAGUES]
        made = {
            who: [attempt(ports[0], who, quiz) for quiz in quizzes.values()] for who in learners
        }
        for who in learners[:WARM]:
            run(ports[0], made.pop(who))
        rounds = iter(dealt(made.values(), ROUNDS))
        nothing = [None] * (len(quizzes) * len(made) // ROUNDS)
        ours, bare = in_turns(
            ROUNDS,
            lambda: run(ports[0], next(rounds)),
            lambda: run(ports[1], [bare_attempt(ports[1]) for _ in nothing]),
            warm=False,
        )
    rate, beside = statistics.median(ours), statistics.median(bare)
    return [
        Figure(f"Whole attempts, {kind}", "/s", rate, WANTED, "wanted",
               at_least=1 if kind == "SQLite" else None),
        Figure(f"The same, {kind}", "/s", rate, beside, "bare requests", at_least=WANTED / BARE),
    ]  # fmt: skip


def dealt(attempts: Iterable[list[Attempt]], rounds: int) -> list[list[Attempt]]:
    """Return the attempts in as many rounds, each with some of every learner's and every quiz."""
    everything = [one for of_one in attempts for one in of_one]
    return [everything[start::rounds] for start in range(rounds)]


def signed_in(port: int, email: str) -> Visitor:
    """Return a learner who has signed in."""
    visitor = Visitor(port)
    visitor.sign_in(email)
    visitor.read("/account")  # the first form gives the cookie the secret of its tokens
    return visitor


def run(port: int, attempts: list[Attempt]) -> float:
    """Make each attempt, so many at a time; return the attempts per second."""
    waiting = iter(attempts)
    began = perf_counter()
    with selectors.DefaultSelector() as ready:
        for _ in range(AT_ONCE):
            take_up(ready, port, waiting)
        while ready.get_map():
            for key, _ in ready.select(timeout=10):
                go_on(ready, key.data, port, waiting)
    return len(attempts) / (perf_counter() - began)


class Client:
    """One connection, and the attempt that is made on it."""

    def __init__(self, port: int, attempt: Attempt) -> None:
        self.connection = Connection(port, next(attempt), 200)
        self.connection.begins = b"HTTP/1.1 "
        self.attempt = attempt
        self.answer = b""

    def hear(self) -> bool:
        """Take what has come; tell if the answer is whole, and keep it then."""
        connection = self.connection
        whole = connection.hear(keep=True)
        if whole:
            self.answer = b"".join(connection.parts)
            connection.parts.clear()
        return whole


def take_up(ready: selectors.BaseSelector, port: int, waiting: Iterator[Any]) -> None:
    """Begin the next attempt that waits, if there is one."""
    attempt = next(waiting, None)
    if attempt is not None:
        client = Client(port, attempt)
        ready.register(client.connection.socket, selectors.EVENT_READ, client)
        client.connection.ask()


def go_on(ready: selectors.BaseSelector, client: Client, port: int, waiting: Iterator[Any]) -> None:
    """Hear an answer, and ask what comes next in its attempt, or begin another."""
    if not client.hear():
        return
    head, _, page = client.answer.decode().partition("\r\n\r\n")
    found = re.search(r"(?im)^location: (\S+)", head)
    try:
        client.connection.request = client.attempt.send((found[1] if found else "", page))
    except StopIteration:
        ready.unregister(client.connection.socket)
        client.connection.socket.close()
        take_up(ready, port, waiting)
    else:
        client.connection.ask()


def attempt(port: int, visitor: Visitor, quiz: Quiz) -> Attempt:
    """Yield the requests of one attempt in turn; take where each answer leads, and its page."""

    def get(path: str) -> bytes:
        return request(port, path, visitor.cookie)

    def post(path: str, form: dict[str, Any]) -> bytes:
        return request(port, path, visitor.cookie, urlencode(form, doseq=True).encode())

    path = f"/modules/{quiz.module}/quiz"
    _, page = yield get(path)
    to, _ = yield post(path, {"csrf_token": token_in(page), "on_one_page": "1"})
    _, page = yield get(to)
    to, _ = yield post(to, {"csrf_token": token_in(page), **answers(page, quiz)})
    _, page = yield get(to)
    to, _ = yield post(f"{to}/submit", {"csrf_token": token_in(page)})
    _, page = yield get(to)
    if "You passed" not in page:
        raise NotServing(f"an attempt that should have passed: {to}")


def bare_attempt(port: int) -> Attempt:
    """Yield as many requests to the bare app: four for its page, three that commit a row."""
    page, row = request(port, "/"), request(port, "/", body=b"answer=" + b"an+answer+" * 60)
    for one in (page, row, page, row, page, row, page):
        _ = yield one


def answers(page: str, quiz: Quiz) -> dict[str, Any]:
    """Return the right answer to each question on a page, and a thought for each reflection."""
    form: dict[str, Any] = {}
    left = list(quiz.questions)
    sections = (part.partition("</section>")[0] for part in page.split(SECTION)[1:])
    for number, section in enumerate(sections, start=1):
        if "<textarea" in section:
            form[f"q{number}-answer"] = THOUGHT
            continue
        asked = next(question for question in left if asks(section, question))
        left.remove(asked)
        form |= {f"q{number}-{name}": value for name, value in fields(asked).items()}
    return form


def asks(section: str, question: Question) -> bool:
    """Tell whether a part of a page asks a question: the same words may ask of other situations."""
    stem = question.stem_html.strip().removeprefix("<p>").removesuffix("</p>")
    options = getattr(question, "options", ())
    return stem in section and all(option.text_html in section for option in options)


def fields(question: Question) -> dict[str, Any]:
    """Return the right answer as the form sends it."""
    answer = right_answer(question)
    if isinstance(question, Ordering):
        return {f"place-{place}": name for place, name in enumerate(answer, start=1)}
    if isinstance(question, Matching) and isinstance(answer, dict):
        return {f"pair-{pair}": choice for pair, choice in answer.items()}
    return {"answer": answer}


def measure_on_both(folder: Path) -> list[Figure]:
    """Return the figures on SQLite and on a PostgreSQL of our own that syncs every commit."""
    figures = measure_attempts(folder / "attempts-sqlite", ("", ""), "SQLite")
    with ExitStack() as started:
        server = started.enter_context(postgres_server(durable=True))
        ours, bare = (
            started.enter_context(postgres_database(server, f"elearn_bench_{which}"))
            for which in ("attempts", "bare_attempts")
        )
        return figures + measure_attempts(folder / "attempts-postgres", (ours, bare), "PostgreSQL")


def main() -> None:
    """Measure whole attempts alone, on both databases."""
    with tempfile.TemporaryDirectory(prefix="elearn-bench-") as name:
        print(table(measure_on_both(Path(name))))


if __name__ == "__main__":
    main()
