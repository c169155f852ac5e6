"""Answers saved by sixteen learners at once, beside a bare POST that commits one row.

``python -m bench.answers`` measures this alone. Both apps have the same server, in two processes
of eight threads, and the same kind of database, which syncs each commit to disk. Each learner has
a browser and an attempt of their own: sign-in, form token and every check are as for anyone.
"""

import json
import re
import statistics
import tempfile
from contextlib import ExitStack
from itertools import islice, product
from pathlib import Path

from bench import servers
from bench.figures import Figure, in_turns, table
from bench.load import Answers, load, request
from bench.servers import NotServing, Visitor, token_in
from elearn.operations.demo import ACCOUNTS, COLLEAGUES, DemoPerson
from tests.databases import postgres_database, postgres_server

LEARNERS = 16
SECONDS, ROUNDS = 1.5, 7
LONGEST_WAIT = 250  # milliseconds
MODULES = ("absent-men", "sharing-information", "child-focus", "assessments", "domestic-abuse")
CHOICE = re.compile(r'name="answer" type="radio" value="([^"]+)"|name="answer" value="([^"]+)"')


def measure_answers(folder: Path, databases: dict[str, tuple[str, str]]) -> list[Figure]:
    """Return the answers saved per second and the longest waits on each kind of database.

    ``databases`` gives, by kind, the addresses of an empty one for the site and for the bare app.
    """
    figures = []
    for kind, (ours, bare) in databases.items():
        with ExitStack() as started:
            figures += _measure(started, folder / f"answers-{kind}", kind, ours, bare)
    return figures


def _measure(started: ExitStack, folder: Path, kind: str, ours: str, bare: str) -> list[Figure]:
    ports = servers.free_port(), servers.free_port()
    started.enter_context(servers.site(folder, ports[0], ours))
    (folder / "page.json").write_text(json.dumps({"title": "", "runs": []}), encoding="utf-8")
    started.enter_context(servers.bare(folder, ports[1], bare))
    learners = islice(product(MODULES, ACCOUNTS + COLLEAGUES), LEARNERS)
    saves = [_autosave(ports[0], *learner) for learner in learners]
    commits = [request(ports[1], "/", body=b"answer=an+answer")] * LEARNERS
    waits: list[float] = []

    def saved() -> float:
        answers = load(ports[0], saves, SECONDS, status=204)
        waits.append(slowest(answers))
        return answers.per_second

    of_ours, of_bare = in_turns(
        ROUNDS, saved, lambda: load(ports[1], commits, SECONDS, status=204).per_second
    )
    rates = statistics.median(of_ours), statistics.median(of_bare)
    waited = statistics.median(waits[1:])  # the first was to warm up
    return [
        Figure(f"Answers saved, {kind}", "/s", *rates, "bare durable POST", at_least=0.5),
        Figure(f"The slowest in a hundred, {kind}", "ms", waited, LONGEST_WAIT, "the most allowed",
               at_most=1),
    ]  # fmt: skip


def slowest(answers: Answers) -> float:
    """Return the 99th percentile of the waits in milliseconds."""
    return statistics.quantiles(answers.times, n=100)[98] * 1000


def _autosave(port: int, slug: str, person: DemoPerson) -> bytes:
    """Return the request that saves an answer of a learner who has begun a quiz."""
    visitor = Visitor(port)
    visitor.sign_in(person.email)
    path, body = begun_question(visitor, slug)
    return request(port, path, visitor.cookie, body, "X-Autosave: 1")


def begun_question(visitor: Visitor, slug: str) -> tuple[str, bytes]:
    """Begin a quiz; return the address of a question with choices, and the form of an answer."""
    form = {"csrf_token": token_in(visitor.read(f"/modules/{slug}/quiz"))}
    status, _, headers = visitor.ask(f"/modules/{slug}/quiz", form)
    if status != 303:
        raise NotServing(f"beginning the quiz answered {status}")
    attempt = headers["location"].partition("/questions")[0]
    for number in range(1, 20):
        path = f"{attempt}/questions/{number}"
        page = visitor.read(path)
        if found := CHOICE.search(page):
            value = found[1] or found[2]
            return path, f"csrf_token={token_in(page)}&answer={value}".encode()
    raise NotServing("a quiz without a question to choose in")


def measure_on_both(folder: Path) -> list[Figure]:
    """Return the figures on SQLite and on a PostgreSQL of our own that syncs every commit."""
    with ExitStack() as started:
        server = started.enter_context(postgres_server(durable=True))
        ours, bare = (
            started.enter_context(postgres_database(server, f"elearn_bench_{which}"))
            for which in ("answers", "bare")
        )
        return measure_answers(folder, {"SQLite": ("", ""), "PostgreSQL": (ours, bare)})


def main() -> None:
    """Measure the saving of answers alone, on both databases."""
    with tempfile.TemporaryDirectory(prefix="elearn-bench-") as name:
        print(table(measure_on_both(Path(name))))


if __name__ == "__main__":
    main()
