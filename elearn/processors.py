"""Server processes that each keep to one processor, where there are as many of both.

The threads of a process hand its interpreter to each other many times for each request. One that
wakes up on another processor comes late, and finds nothing of the process in that one's cache.
"""

import os
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager

CLAIM = "\0learning-lessons-processor-"  # an address that is free again when its process ends
_held: socket.socket | None = None
_before: frozenset[int] = frozenset()


def keep_to_one(processes: int, claim: str = CLAIM) -> int | None:
    """Keep this process to a processor that no other one claimed; return which, or None.

    Nothing changes unless there are as many processes as processors, more than one, and a
    processor is left; nor where a system cannot do it. To be called before there are threads.
    """
    global _held, _before  # of the process, as its processor is
    if sys.platform != "linux":
        return None
    allowed = frozenset(os.sched_getaffinity(0))
    if processes < 2 or processes != len(allowed):
        return None
    for processor in sorted(allowed):
        held = socket.socket(socket.AF_UNIX)
        try:
            held.bind(f"{claim}{processor}")
        except OSError:
            held.close()
            continue
        os.sched_setaffinity(0, {processor})
        _held, _before = held, allowed
        return processor
    return None


@contextmanager
def anywhere() -> Iterator[None]:
    """Let what is started here use every processor that this process could use."""
    if sys.platform != "linux" or not _before:
        yield
        return
    own = os.sched_getaffinity(0)
    os.sched_setaffinity(0, _before)
    try:
        yield
    finally:
        os.sched_setaffinity(0, own)
