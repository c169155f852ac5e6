"""Server processes keep to a processor each, and what they start uses all of them."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import pytest

from elearn import processors

KEEPS = """
import os, runpy, sys
processors = runpy.run_path(sys.argv[1])
kept = processors["keep_to_one"](int(sys.argv[2]), "\\0" + sys.argv[3])
with processors["anywhere"]():
    all_of_them = len(os.sched_getaffinity(0))
print(kept, sorted(os.sched_getaffinity(0)), all_of_them, flush=True)
sys.stdin.read()
"""
pytestmark = pytest.mark.skipif(
    sys.platform != "linux" or len(os.sched_getaffinity(0)) < 2,
    reason="a process can keep to a processor on Linux, and to one of several only where they are",
)
CLAIM = f"learning-lessons-test-{os.getpid()}-"  # so that no site that is served has one already
ALL = sorted(os.sched_getaffinity(0)) if sys.platform == "linux" else []


@contextmanager
def process(processes: int) -> Iterator[tuple[str, str]]:
    """Give what a process keeps to, and what that and what is started in it may use."""
    command = [sys.executable, "-c", KEEPS, processors.__file__, str(processes), CLAIM]
    with subprocess.Popen(command, stdin=-1, stdout=-1, text=True) as running:
        assert running.stdout
        assert running.stdin
        kept, _, rest = running.stdout.readline().strip().partition(" ")
        yield kept, rest
        running.stdin.close()


def test_each_process_keeps_to_a_processor_of_its_own_and_one_too_many_to_none() -> None:
    with ExitStack() as running:
        kept = [running.enter_context(process(len(ALL))) for _ in ALL]
        assert sorted(kept) == sorted((str(n), f"[{n}] {len(ALL)}") for n in ALL)
        assert running.enter_context(process(len(ALL))) == ("None", f"{ALL} {len(ALL)}")


def test_the_processor_of_a_process_that_ended_is_free_again() -> None:
    for _ in range(2):
        with process(len(ALL)) as (kept, _):
            assert kept == str(ALL[0])


@pytest.mark.parametrize("processes", [1, len(ALL) + 1])
def test_fewer_or_more_processes_than_processors_keep_to_none(processes: int) -> None:
    with process(processes) as (kept, _):
        assert kept == "None"


def test_a_process_that_keeps_to_none_changes_nothing_for_what_it_starts() -> None:
    with processors.anywhere():
        assert sorted(os.sched_getaffinity(0)) == ALL
