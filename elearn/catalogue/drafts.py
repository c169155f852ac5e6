"""New modules and quizzes: files to fill in, and marks for what is still to be written."""

import re
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from elearn.catalogue.checks import FOLDERS
from elearn.catalogue.faults import Fault
from elearn.domain.content import Kind
from elearn.domain.errors import DomainError

SKELETONS = Path(__file__).parent / "skeletons"
UNWRITTEN = re.compile(r"«[^»]*»")
SLUG = re.compile(r"^[a-z0-9]+(-[a-z0-9]+)*$")


class CannotDraft(DomainError):
    """A draft that cannot be begun: its files are there, or its slug cannot be one."""


def draft_module(root: Path, kind: Kind, slug: str, title: str, today: date) -> list[Path]:
    """Write the files of a new module to fill in, and return them; raises CannotDraft."""
    folder = root / "modules" / FOLDERS[kind] / _checked(slug)
    case = kind is Kind.CASE
    facts = {
        "slug": slug,
        "kind": kind.value,
        "title": title.replace('"', "'"),
        "today": today.isoformat(),
        "review": today.replace(year=today.year + 1, day=min(today.day, 28)).isoformat(),
        "year": str(today.year),
    }
    module = _write(folder / "module.md", "case.md" if case else "theme.md", facts)
    return [module, _write(folder / "executive-summary.md", None, facts)] if case else [module]


def draft_quiz(root: Path, kind: Kind, slug: str) -> Path:
    """Write the file of a new quiz to fill in, and return it; raises CannotDraft."""
    path = root / "quizzes" / FOLDERS[kind] / f"{_checked(slug)}.yaml"
    return _write(path, "quiz.yaml", {"slug": slug})


def unwritten_faults(texts: Iterable[tuple[str, str]]) -> Iterable[Fault]:
    """Return a fault for each part of a (file, text) that is still to be written."""
    for file, text in texts:
        for number, line in enumerate(text.split("\n"), start=1):
            for part in UNWRITTEN.findall(line):
                yield Fault(file, f"line {number}", f"still to be written: {part}")


def _checked(slug: str) -> str:
    if not SLUG.match(slug) or len(slug) > 60:
        raise CannotDraft(f"{slug!r} cannot be a slug: use small letters, digits and dashes.")
    return slug


def _write(path: Path, skeleton: str | None, facts: dict[str, str]) -> Path:
    if path.exists():
        raise CannotDraft(f"{path} is there already; it was left as it is.")
    source = SKELETONS / (skeleton or path.name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(source.read_text(encoding="utf-8").format(**facts), encoding="utf-8")
    return path
