"""What a search finds: a place in the learning, with the words around what was asked for."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Hit:
    """One place that was found.

    ``title`` and ``snippet`` are text in pieces; every second piece was asked for.
    ``kind`` is ``module``, ``section``, ``learning-point``, ``executive-summary`` or ``glossary``.
    """

    kind: str
    slug: str
    part: str
    title: tuple[str, ...]
    within: str
    snippet: tuple[str, ...]


Search = Callable[[str], tuple[Hit, ...]]
