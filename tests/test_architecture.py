"""The rooms of the house: what each may import, who reads the clock, who commits, and how long.

The rooms are those of the architecture. Every import is read from the source, also inside functions
and under ``TYPE_CHECKING``, so nothing is missed for not being run.
"""

import ast
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
MAX_FILE, MAX_FUNCTION = 299, 40  # lines

FILES = frozenset({"os", "io", "pathlib", "shutil", "tempfile", "glob", "fileinput", "zipfile"})
OUTSIDE = frozenset({"sqlite3", "socket", "subprocess", "urllib.request", "http", "smtplib"})
FLASK = frozenset(
    {
        "flask", "flask_login", "flask_wtf", "wtforms", "flask_limiter", "flask_babel", "werkzeug",
        "jinja2", "markupsafe", "govuk_frontend_wtf", "structlog", "anyascii",
        "itsdangerous",
    }
)  # fmt: skip


@dataclass(frozen=True)
class Room:
    """What a room may import beside the standard library, and what of that it may not."""

    may: frozenset[str]
    never: frozenset[str] = frozenset()


def room(*may: str, never: frozenset[str] = frozenset()) -> Room:
    return Room(frozenset(may), never | {"importlib"})


# By path below elearn/; the longest that fits counts.
ROOMS = {
    "domain": room("elearn.domain", never=FILES | OUTSIDE | {"time"}),
    "catalogue": room(
        "elearn.domain", "elearn.catalogue", "yaml", "frontmatter", "markdown_it", "nh3", "pyphen",
        "pydantic", never=OUTSIDE - {"sqlite3"},  # the search index, in memory
    ),
    "db": room(
        "elearn.db", "flask_sqlalchemy", "sqlalchemy", "alembic", "flask_migrate", "psycopg"
    ),
    # argon2 is arithmetic on a password: it reads no request and no file.
    "operations": room(
        "elearn.domain", "elearn.db", "elearn.operations", "sqlalchemy", "structlog", "argon2",
        "phonenumbers", "stdnum",  # what a number in a text is
        never=FILES | OUTSIDE,
    ),
    "documents": room(
        "elearn.domain", "elearn.documents", "reportlab", "segno", "fontTools", "joserfc",
        "pyhanko", "pyhanko_certvalidator", "cryptography", "asn1crypto", "xlsxwriter",
        never=OUTSIDE,
    ),
    "mail": room("elearn.domain", "elearn.mail"),
    # Of the database, a view knows the session it commits and that it can fail.
    "web": room(
        "elearn.domain", "elearn.operations", "elearn.documents", "elearn.mail", "elearn.web",
        "elearn.site", "elearn.verifying", "elearn.evidence", "elearn.pictures",
        "elearn.bulk_printing",
        "elearn.serving.LONGEST_UPLOAD",
        "elearn.serving.UPLOADS",
        "sqlalchemy.orm.Session", "sqlalchemy.orm.scoped_session", "sqlalchemy.exc", *FLASK,
        never=OUTSIDE | {"pathlib"},
    ),
    # What is joined once at start, as views and commands are handed it.
    "site.py": room(
        "elearn.domain", "elearn.operations", "elearn.documents", "elearn.mail", "elearn.evidence",
        "elearn.print_store", "flask.Flask",
        "sqlalchemy.orm.scoped_session",
    ),
    # Files that learners send: what they are, and their folder.
    "evidence.py": room("elearn.pictures", "pikepdf", "PIL"),
    "pictures.py": room("PIL"),
    # Files that managers ask for: their folder, and the process that makes them.
    "print_store.py": room(),
    "bulk_printing.py": room(
        "elearn.domain", "elearn.db.PrintJob", "elearn.documents", "elearn.operations",
        "elearn.processors", "elearn.site", "anyascii", "structlog", "sqlalchemy.orm.Session",
    ),
    "sealing.py": room("elearn.config", "elearn.documents"),
    # The record and the file that was drawn from it, side by side, for a view and a command.
    "verifying.py": room(
        "elearn.domain", "elearn.operations", "elearn.documents", "sqlalchemy.orm.Session",
    ),
    # A second server, which joins the rooms anew for authors.
    "preview.py": room("elearn", "flask.Flask", "werkzeug"),
    # Round the whole app, files and pages alike.
    "compression.py": room("brotli", "flask", "flask_compress"),
    "config.py": room("elearn.domain", "elearn.mail.delivery", "pydantic"),
    "serving.py": room("elearn.config", "granian"),
    "served.py": room(
        "elearn.create_app", "elearn.config", "elearn.processors", "elearn.serving", "flask.Flask"
    ),
    # Where a server process computes.
    "processors.py": room(),
}  # fmt: skip
CLI = frozenset({"cli", "cli.py", "__main__.py"})  # all but web
CLOCKS = frozenset(
    {
        "datetime.datetime.now", "datetime.datetime.utcnow", "datetime.datetime.today",
        "datetime.date.today", "time.time", "time.time_ns", "time.localtime", "time.gmtime",
        "sqlalchemy.func.now", "sqlalchemy.func.current_timestamp", "sqlalchemy.func.current_date",
        "uuid.uuid1",
    }
)  # fmt: skip

# Longer than they should be, and how long: they may only shrink, and then leave this list.
LONG_FILES: dict[str, int] = {}
LONG_FUNCTIONS: dict[str, int] = {}


@dataclass(frozen=True)
class Source:
    """One Python file: its path below elearn/, its text and its syntax tree."""

    path: str
    text: str
    tree: ast.Module

    @property
    def is_cli(self) -> bool:
        return self.path.split("/")[0] in CLI

    @property
    def room(self) -> Room | None:
        fits = [name for name in ROOMS if f"{self.path}/".startswith(f"{name}/")]
        return ROOMS[max(fits, key=len)] if fits else None


def sources(root: Path) -> list[Source]:
    found = []
    for path in sorted((root / "elearn").rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        found.append(Source(path.relative_to(root / "elearn").as_posix(), text, ast.parse(text)))
    return found


# Imports


def imports(source: Source) -> Iterator[tuple[int, str]]:
    """Yield the line and full name of all that a file imports: ``sqlalchemy.orm.Session``."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            module = absolute(source.path, node)
            yield from ((node.lineno, f"{module}.{alias.name}") for alias in node.names)
        elif isinstance(node, ast.Name) and node.id == "__import__":
            yield node.lineno, "importlib"


def absolute(path: str, node: ast.ImportFrom) -> str:
    if not node.level:
        return node.module or ""
    package = ["elearn", *path.split("/")[:-1]]
    return ".".join([*package[: len(package) - node.level + 1], *filter(None, [node.module])])


def within(name: str, names: frozenset[str]) -> bool:
    parts = name.split(".")
    return any(".".join(parts[:length]) in names for length in range(1, len(parts) + 1))


def allowed(source: Source, name: str) -> bool:
    if source.path == "__init__.py":
        return True
    if source.is_cli:
        return not within(name, frozenset({"elearn.web"}))
    if source.room is None or within(name, source.room.never):
        return False
    return within(name, source.room.may | sys.stdlib_module_names)


def import_breaches(root: Path) -> list[str]:
    return [
        f"elearn/{source.path}:{line}: {name}"
        for source in sources(root)
        for line, name in imports(source)
        if not allowed(source, name)
    ]


# The clock, files and commits


def dotted(node: ast.expr, names: dict[str, str]) -> str:
    """Return what an expression names, through the file's imports: ``datetime.datetime.now``."""
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value, names)}.{node.attr}"
    return names.get(node.id, node.id) if isinstance(node, ast.Name) else "?"


def bound(source: Source) -> dict[str, str]:
    names: dict[str, str] = {}
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                names[alias.asname or alias.name.split(".")[0]] = (
                    alias.name if alias.asname else alias.name.split(".")[0]
                )
        elif isinstance(node, ast.ImportFrom):
            module = absolute(source.path, node)
            names |= {alias.asname or alias.name: f"{module}.{alias.name}" for alias in node.names}
    return names


def uses(source: Source) -> Iterator[tuple[int, str]]:
    names = bound(source)
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Attribute | ast.Name):
            yield node.lineno, dotted(node, names)


def clock_breaches(root: Path) -> list[str]:
    return [
        f"elearn/{source.path}:{line}: {name}"
        for source in sources(root)
        if source.path != "web/context.py" and not source.is_cli
        for line, name in uses(source)
        if name in CLOCKS
    ]


def commit_breaches(root: Path) -> list[str]:
    return [
        f"elearn/{source.path}:{node.lineno}: {node.attr}"
        for source in sources(root)
        if source.path.startswith(("operations/", "domain/", "documents/", "catalogue/"))
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Attribute) and node.attr in {"commit", "begin"}
    ]


def file_breaches(root: Path) -> list[str]:
    return [
        f"elearn/{source.path}:{line}: open"
        for source in sources(root)
        if source.path.startswith(("operations/", "domain/"))
        for line, name in uses(source)
        if name == "open"
    ]


# Lengths


def written(root: Path) -> list[Source]:
    """Return the files that people write: Alembic writes the migrations."""
    return [s for s in sources(root) if not s.path.startswith("db/migrations/versions/")]


def file_lengths(root: Path) -> dict[str, int]:
    return {source.path: len(source.text.splitlines()) for source in written(root)}


def function_lengths(root: Path) -> dict[str, int]:
    return {
        f"{source.path}:{node.name}": (node.end_lineno or node.lineno) - node.lineno + 1
        for source in written(root)
        for node in ast.walk(source.tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }


def too_long(lengths: dict[str, int], limit: int, known: dict[str, int]) -> list[str]:
    return [f"{name}: {lines}" for name, lines in lengths.items() if lines > known.get(name, limit)]


# The house as it stands


def listed(breaches: list[str]) -> str:
    return "\n" + "\n".join(breaches)


def test_every_room_imports_only_what_it_may() -> None:
    found = import_breaches(ROOT)
    assert not found, listed(found)


def test_every_file_belongs_to_a_room() -> None:
    found = [
        source.path
        for source in sources(ROOT)
        if source.room is None and not source.is_cli and source.path != "__init__.py"
    ]
    assert not found, listed(found)


def test_only_the_edge_reads_the_clock() -> None:
    found = clock_breaches(ROOT)
    assert not found, listed(found)


def test_nothing_but_the_edge_commits() -> None:
    found = commit_breaches(ROOT)
    assert not found, listed(found)


def test_rules_and_operations_open_no_file() -> None:
    found = file_breaches(ROOT)
    assert not found, listed(found)


def test_files_stay_under_three_hundred_lines() -> None:
    found = too_long(file_lengths(ROOT), MAX_FILE, LONG_FILES)
    assert not found, listed(found)


def test_functions_stay_under_forty_one_lines() -> None:
    found = too_long(function_lengths(ROOT), MAX_FUNCTION, LONG_FUNCTIONS)
    assert not found, listed(found)


def test_what_is_no_longer_too_long_leaves_the_list() -> None:
    files, functions = file_lengths(ROOT), function_lengths(ROOT)
    assert [name for name in LONG_FILES if files.get(name, 0) <= MAX_FILE] == []
    assert [name for name in LONG_FUNCTIONS if functions.get(name, 0) <= MAX_FUNCTION] == []


def test_the_guard_sees_the_house() -> None:
    read = [name for source in sources(ROOT) for _, name in imports(source)]
    assert "elearn.domain.content.Module" in read
    assert "yaml" in read
    assert {"domain/marking.py", "catalogue/loader.py"} <= set(file_lengths(ROOT))
    assert function_lengths(ROOT)["domain/marking.py:mark_answer"] > 1


# Planted breaches: each guard can fail


def plant(root: Path, path: str, text: str) -> Path:
    file = root / "elearn" / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return root


BREACHES = [
    ("evidence.py", "import flask", "flask"),
    ("pictures.py", "import flask", "flask"),
    ("domain/x.py", "import flask", "flask"),
    ("domain/x.py", "import sqlalchemy.orm", "sqlalchemy.orm"),
    ("domain/x.py", "from elearn.db import models", "elearn.db.models"),
    ("domain/x.py", "from elearn import catalogue", "elearn.catalogue"),
    ("domain/x.py", "import elearn", "elearn"),
    ("domain/x.py", "from ..operations import quizzes", "elearn.operations.quizzes"),
    ("domain/x.py", "from .. import web", "elearn.web"),
    ("domain/x.py", "from pathlib import Path", "pathlib.Path"),
    ("domain/x.py", "import os.path", "os.path"),
    ("domain/x.py", "import time", "time"),
    ("domain/x.py", "def f():\n    import yaml", "yaml"),
    ("domain/x.py", "import importlib", "importlib"),
    ("domain/x.py", "__import__('flask')", "importlib"),
    ("domain/deep/x.py", "from ...db import base", "elearn.db.base"),
    ("catalogue/x.py", "import sqlalchemy", "sqlalchemy"),
    ("catalogue/x.py", "from elearn.operations.x import y", "elearn.operations.x.y"),
    ("catalogue/x.py", "from flask import request", "flask.request"),
    ("db/x.py", "from elearn.domain.content import Module", "elearn.domain.content.Module"),
    ("db/x.py", "from flask import current_app", "flask.current_app"),
    ("db/migrations/env.py", "from elearn.domain import content", "elearn.domain.content"),
    ("operations/x.py", "from flask import g", "flask.g"),
    ("operations/x.py", "from flask_sqlalchemy import SQLAlchemy", "flask_sqlalchemy.SQLAlchemy"),
    ("operations/x.py", "from elearn.catalogue.loader import x", "elearn.catalogue.loader.x"),
    ("operations/x.py", "from elearn.documents import x", "elearn.documents.x"),
    ("operations/x.py", "import pathlib", "pathlib"),
    ("documents/x.py", "from elearn.db import base", "elearn.db.base"),
    ("documents/x.py", "import flask", "flask"),
    ("mail/x.py", "import jinja2", "jinja2"),
    ("mail/x.py", "from elearn.db import base", "elearn.db.base"),
    ("web/x.py", "from elearn.db import base", "elearn.db.base"),
    ("web/x.py", "from elearn.catalogue.loader import x", "elearn.catalogue.loader.x"),
    ("web/x.py", "from sqlalchemy import select", "sqlalchemy.select"),
    ("web/x.py", "from sqlalchemy.orm import aliased", "sqlalchemy.orm.aliased"),
    ("web/x.py", "import yaml", "yaml"),
    (
        "web/x.py",
        "if TYPE_CHECKING:\n    from elearn.db.people import Person",
        "elearn.db.people.Person",
    ),
    ("cli.py", "from elearn.web.context import Site", "elearn.web.context.Site"),
    ("cli/people.py", "from elearn import web", "elearn.web"),
    ("compression.py", "from elearn.web import x", "elearn.web.x"),
    ("config.py", "from elearn.web import x", "elearn.web.x"),
    ("serving.py", "from elearn.db import db", "elearn.db.db"),
    ("sealing.py", "from elearn.db import base", "elearn.db.base"),
    ("bulk_printing.py", "from elearn.db import db", "elearn.db.db"),
    ("print_store.py", "from elearn.db import db", "elearn.db.db"),
    ("verifying.py", "import flask", "flask"),
    ("site.py", "from elearn.db import db", "elearn.db.db"),
    ("served.py", "from elearn.db import db", "elearn.db.db"),
    ("processors.py", "from elearn.config import x", "elearn.config.x"),
    ("preview.py", "from sqlalchemy import select", "sqlalchemy.select"),
    ("utils/x.py", "import json", "json"),
    ("helpers.py", "import json", "json"),
]


@pytest.mark.parametrize(("path", "text", "name"), BREACHES)
def test_a_planted_import_is_found(tmp_path: Path, path: str, text: str, name: str) -> None:
    line = text.count("\n") + 1
    assert import_breaches(plant(tmp_path, path, text)) == [f"elearn/{path}:{line}: {name}"]


def test_a_breach_is_planted_in_every_room() -> None:
    planted = {path for path, _, _ in BREACHES}
    for name in [*ROOMS, "cli", "cli.py"]:
        assert any(f"{path}/".startswith(f"{name}/") for path in planted), name


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("__init__.py", "from elearn.web import x\nimport yaml"),
        ("domain/x.py", "import re\nfrom elearn.domain.content import Module\nfrom . import y"),
        ("catalogue/x.py", "from pathlib import Path\nimport yaml\nfrom elearn.domain import x"),
        ("db/x.py", "from flask_sqlalchemy import SQLAlchemy\nfrom sqlalchemy import select"),
        ("db/migrations/env.py", "from alembic import context\nfrom elearn.db import db"),
        ("operations/x.py", "from sqlalchemy import select\nfrom elearn.db import x"),
        ("documents/x.py", "from reportlab.pdfgen.canvas import Canvas\nimport segno"),
        ("mail/x.py", "import smtplib\nfrom elearn.domain import x"),
        ("web/x.py", "from flask import g\nfrom sqlalchemy.orm import Session"),
        ("cli.py", "from elearn import create_app\nfrom elearn.db import db\nimport click"),
    ],
)
def test_what_a_room_may_import_is_no_breach(tmp_path: Path, path: str, text: str) -> None:
    assert import_breaches(plant(tmp_path, path, text)) == []


@pytest.mark.parametrize(
    "text",
    [
        "from datetime import datetime\nx = datetime.now()",
        "from datetime import datetime as d\nx = d.utcnow()",
        "import datetime\nx = datetime.date.today()",
        "import datetime as dt\nx = dt.datetime.today()",
        "from datetime import date\nclass A:\n    x = field(default_factory=date.today)",
        "import time\nx = time.time()",
        "from time import time\nx = time()",
        "from sqlalchemy import func\nx = func.now()",
    ],
)
@pytest.mark.parametrize("path", ["domain/x.py", "operations/x.py", "web/x.py", "__init__.py"])
def test_a_planted_look_at_the_clock_is_found(tmp_path: Path, path: str, text: str) -> None:
    assert len(clock_breaches(plant(tmp_path, path, text))) == 1
    assert clock_breaches(plant(tmp_path / "edge", "web/context.py", text)) == []
    assert clock_breaches(plant(tmp_path / "edge", "cli.py", text)) == []


def test_asking_the_edge_for_the_time_is_no_look_at_the_clock(tmp_path: Path) -> None:
    text = "from elearn.web import context\nx = context.now()\nfrom time import perf_counter\n"
    assert clock_breaches(plant(tmp_path, "web/x.py", text)) == []


@pytest.mark.parametrize("text", ["session.commit()", "db.session.begin()", "done = s.commit"])
def test_a_planted_commit_is_found(tmp_path: Path, text: str) -> None:
    assert len(commit_breaches(plant(tmp_path, "operations/deep/x.py", text))) == 1
    assert commit_breaches(plant(tmp_path / "edge", "web/x.py", text)) == []


def test_a_nested_transaction_is_no_commit(tmp_path: Path) -> None:
    assert commit_breaches(plant(tmp_path, "operations/x.py", "s.begin_nested()\ns.flush()")) == []


def test_a_planted_file_is_found(tmp_path: Path) -> None:
    assert len(file_breaches(plant(tmp_path, "domain/x.py", "open('x')"))) == 1


def test_a_planted_long_file_is_found(tmp_path: Path) -> None:
    plant(tmp_path, "domain/x.py", "\n" * MAX_FILE)
    assert too_long(file_lengths(tmp_path), MAX_FILE, {}) == []
    plant(tmp_path, "domain/x.py", "\n" * (MAX_FILE + 1))
    assert too_long(file_lengths(tmp_path), MAX_FILE, {}) == ["domain/x.py: 300"]


def test_a_planted_long_function_is_found(tmp_path: Path) -> None:
    body = "    x = 1\n" * (MAX_FUNCTION - 1)
    plant(tmp_path, "domain/x.py", f"class A:\n  def f(self):\n{body}")
    assert too_long(function_lengths(tmp_path), MAX_FUNCTION, {}) == []
    plant(tmp_path, "domain/x.py", f"class A:\n  async def f(self):\n{body}    x = 1\n")
    assert too_long(function_lengths(tmp_path), MAX_FUNCTION, {}) == ["domain/x.py:f: 41"]


def test_what_is_known_to_be_long_may_not_grow() -> None:
    assert too_long({"x.py": 310}, MAX_FILE, {"x.py": 310}) == []
    assert too_long({"x.py": 311}, MAX_FILE, {"x.py": 310}) == ["x.py: 311"]


def test_a_house_without_a_room_yet_has_no_breach(tmp_path: Path) -> None:
    assert import_breaches(tmp_path) == []
