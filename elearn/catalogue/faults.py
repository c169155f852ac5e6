"""Faults in content files: every one is collected, none is served."""

from collections.abc import Iterable
from dataclasses import dataclass

from pydantic import ValidationError

QUESTION_TYPES = frozenset(
    {"single", "multiple", "true_false", "ordering", "matching", "numeric", "short"}
)


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One thing wrong with a content file: where, which key, and what to do about it."""

    file: str
    key: str
    message: str

    def __str__(self) -> str:
        place = f"{self.file}: {self.key}" if self.key else self.file
        return f"{place}: {self.message}"


class ContentError(Exception):
    """The content has faults; ``faults`` lists all of them in file order."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(sorted(set(faults)))
        super().__init__("\n".join(str(fault) for fault in self.faults))


def key_of(location: tuple[int | str, ...]) -> str:
    """Return a validation location as people write it: ``questions[2].options[0].text``."""
    key = ""
    for index, part in enumerate(location):
        if isinstance(part, int):
            key += f"[{part}]"
        elif index and isinstance(location[index - 1], int) and part in QUESTION_TYPES:
            continue
        else:
            key += f".{part}" if key else part
    return key


def faults_of(file: str, error: ValidationError) -> list[Fault]:
    """Return one fault for each error that validation found in a file."""
    return [
        Fault(file, key_of(found["loc"]), found["msg"].removeprefix("Value error, "))
        for found in error.errors(include_url=False)
    ]
