"""The documentation names the very columns that imports read."""

import re
from pathlib import Path

from elearn.operations.imports.history import COLUMNS as HISTORY
from elearn.operations.imports.org import COLUMNS as ORG
from elearn.operations.imports.people_rows import COLUMNS as PEOPLE

DOCUMENT = Path(__file__).parents[1] / "docs" / "administrators.md"


def columns(file: str) -> tuple[str, ...]:
    table = DOCUMENT.read_text("utf-8").partition(f"| Column of `{file}` |")[2].split("\n\n")[0]
    return tuple(re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE))


def test_the_columns_in_the_documentation_are_those_that_are_read() -> None:
    assert columns("people.csv") == PEOPLE
    assert columns("org.csv") == ORG
    assert columns("history.csv") == HISTORY
