"""The table of complaints: all of them, and only tests that there are."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ROWS = re.findall(
    r"^\| (\d+) \| [^|]+ \| (\w+) \| ([^|]+) \|$",
    (ROOT / "docs" / "complaints.md").read_text("utf-8"),
    re.MULTILINE,
)
TEST = re.compile(r"`([\w/]+\.py)::(\w+)`")
NAMED = [named for _, _, words in ROWS for named in TEST.findall(words)]


@cache
def names_in(path: str) -> frozenset[str]:
    tree = ast.parse((ROOT / path).read_text("utf-8"))
    return frozenset(node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


def test_every_complaint_stands_in_the_table() -> None:
    assert [int(number) for number, _, _ in ROWS] == list(range(1, 26))


@pytest.mark.parametrize(("path", "name"), NAMED)
def test_the_test_that_is_named_exists(path: str, name: str) -> None:
    assert name.startswith("test_")
    assert name in names_in(path)


def test_what_hurts_learners_names_a_test() -> None:
    untested = [number for number, whom, words in ROWS if not TEST.search(words)]
    assert not [number for number, whom, _ in ROWS if whom == "learners" and number in untested]
