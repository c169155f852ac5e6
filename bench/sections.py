"""A signed-in section by HTTP, beside a bare page of the same size on the same server."""

import statistics
import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Timer

from bench import servers
from bench.figures import Figure, medians
from bench.load import load, request
from bench.pages import check_same_size, longest_section, write_bare_page
from bench.servers import NotServing, Visitor

CONNECTIONS = 16
SECONDS = 1.2
ROUNDS = 9
EMAIL = "learner@example.org"


@dataclass(frozen=True, slots=True)
class Stage:
    """The servers that are measured in turns, and who is signed in to them."""

    sqlite: Visitor
    postgres: Visitor
    bare: Visitor
    path: str
    process: subprocess.Popen[bytes]

    @property
    def page(self) -> str:
        """Return the page that is measured; raises NotServing unless it is the learner's own."""
        page = self.sqlite.read(self.path)
        if "Sign out" not in page:
            raise NotServing("the section is not shown to someone who is signed in")
        return page


@contextmanager
def stage(folder: Path, database: str) -> Iterator[Stage]:
    """Give the servers, started, with the demonstration's learner signed in.

    ``database`` is the address of an empty PostgreSQL database.
    """
    with ExitStack() as started:
        ports = [servers.free_port() for _ in range(3)]
        process = started.enter_context(servers.site(folder / "sqlite", ports[0]))
        started.enter_context(servers.site(folder / "postgres", ports[1], database))
        sqlite, postgres = Visitor(ports[0]), Visitor(ports[1])
        sqlite.sign_in(EMAIL)
        postgres.sign_in(EMAIL)
        path = longest_section(sqlite)
        page = sqlite.read(path)
        write_bare_page(folder, page)
        started.enter_context(servers.bare(folder, ports[2]))
        bare = Visitor(ports[2])
        check_same_size(page, bare.read("/"))
        yield Stage(sqlite, postgres, bare, path, process)


def measure_sections(here: Stage) -> list[Figure]:
    """Return the requests per second of the section on each database, beside the bare page."""
    of_bare, of_sqlite, of_postgres = medians(
        ROUNDS,
        asking(here.bare, "/"),
        asking(here.sqlite, here.path),
        asking(here.postgres, here.path),
    )
    what = f"Section, signed in, {len(here.page.encode()) / 1024:.0f} KB"
    return [
        Figure(f"{what}, SQLite", "/s", of_sqlite, of_bare, "bare page", at_least=0.5),
        Figure(f"{what}, PostgreSQL", "/s", of_postgres, of_bare, "bare page"),
    ]


def measure_times(here: Stage) -> list[Figure]:
    """Return how long one visitor alone waits for the section, beside the bare page."""

    def alone(visitor: Visitor, path: str) -> Callable[[], float]:
        asked = request(visitor.port, path, visitor.cookie)
        return lambda: statistics.median(load(visitor.port, [asked], 0.5).times) * 1000

    bare, ours = medians(5, alone(here.bare, "/"), alone(here.sqlite, here.path))
    return [Figure("Section, one visitor alone", "ms", ours, bare, "bare page")]


def measure_stopping(here: Stage) -> list[Figure]:
    """Stop the site under load: return the seconds that it took and the answers cut in two."""
    seconds: list[float] = []
    timer = Timer(0.5, lambda: seconds.append(servers.stop(here.process)))
    timer.start()
    asked = [request(here.sqlite.port, here.path, here.sqlite.cookie)] * CONNECTIONS
    answers = load(here.sqlite.port, asked, 15, until_cut=True)
    timer.join()
    return [
        Figure("Stopping under load", "s", seconds[0]),
        Figure("Answers cut in two by stopping", f"of {len(answers.times):,}", answers.cut_off),
    ]


def asking(visitor: Visitor, path: str) -> Callable[[], float]:
    """Return the measure of the answers per second on sixteen connections."""
    asked = request(visitor.port, path, visitor.cookie)
    return lambda: load(visitor.port, [asked] * CONNECTIONS, SECONDS).per_second
