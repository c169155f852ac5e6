"""What is said of a file or a row: our own sentences, put into a language by whoever shows them."""

from collections.abc import Callable
from typing import Any

from elearn.domain.errors import DomainError

Say = Callable[..., str]
"""Takes a sentence and what is to be put into it, as gettext does."""


def N_(text: str) -> str:  # noqa: N802  # the name by which texts to translate are found
    """Return a text as it is; it is translated later."""
    return text


def in_english(text: str, **values: Any) -> str:
    """Return a sentence with what belongs into it."""
    return text % values if values else text


class Said(DomainError):
    """A sentence, what is to be put into it, and the column that it is about, if any."""

    def __init__(self, text: str, column: str = "", **values: Any) -> None:
        self.text, self.column, self.values = text, column, values
        super().__init__(self.by(in_english))

    def by(self, say: Say) -> str:
        """Return the sentence as it is said in a language, the column's own name before it."""
        words = say(self.text, **self.values)
        return f"{self.column}: {words}" if self.column else words


class FileFault(Said):
    """A file that cannot be read as a table at all."""


class CellFault(Said):
    """A cell that cannot be what its column asks for."""
