"""What came of each row of a file."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from elearn.operations.imports.reader import Row, Sheet
from elearn.operations.imports.said import Said, Say, in_english


class Result(StrEnum):
    """What came of one row."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    SKIPPED = "skipped"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one row, with what is said of it to whoever sent the file."""

    line: int | None
    cells: tuple[str, ...]
    result: Result
    said: tuple[Said, ...] = ()

    def message(self, say: Say = in_english) -> str:
        """Return what is said of it, in a language; empty where there is nothing to say."""
        return "; ".join(one.by(say) for one in self.said)


@dataclass(slots=True)
class Report:
    """What came, or would come, of a file; ``leavers`` are those that a full file leaves out."""

    headers: tuple[str, ...]
    names: tuple[str, ...]
    outcomes: list[Outcome] = field(default_factory=list)
    leavers: list[Outcome] = field(default_factory=list)

    def add(self, row: Row, result: Result, *said: Said) -> None:
        """Note what came of a row."""
        self.outcomes.append(Outcome(row.line, row.cells, result, said))

    def leave(self, values: Mapping[str, str], said: Said) -> None:
        """Note someone whom a full file leaves out."""
        cells = tuple(values.get(name, "") for name in self.names)
        self.leavers.append(Outcome(None, cells, Result.UPDATED, (said,)))

    @property
    def counts(self) -> dict[str, int]:
        """Return the number of rows by result."""
        found = Counter(outcome.result.value for outcome in [*self.outcomes, *self.leavers])
        return {result.value: found[result.value] for result in Result}

    def columns(self) -> tuple[str, ...]:
        """Return the headers of the result file."""
        return (*self.headers, "row", "result", "message")

    def rows(self, say: Say = in_english) -> Iterable[tuple[str, ...]]:
        """Yield the rows of the result file: what was sent, then what came of it."""
        for one in [*self.outcomes, *self.leavers]:
            yield (*one.cells, str(one.line or ""), one.result.value, one.message(say))


def empty_report(sheet: Sheet) -> Report:
    """Return a report of a sheet that nothing came of yet."""
    return Report(sheet.headers, sheet.columns)
