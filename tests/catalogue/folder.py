"""Content folders for tests: the smallest content without a fault, and ways to change it."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from elearn.catalogue.faults import ContentError
from elearn.catalogue.loader import load_catalogue

THEME = "modules/themes/absent-men/module.md"
THEME_QUIZ = "quizzes/themes/absent-men.yaml"
CASE = "modules/cases/x/module.md"
CASE_SUMMARY = "modules/cases/x/executive-summary.md"
CASE_QUIZ = "quizzes/cases/x.yaml"
SERVICES = "modules/services.yaml"

BODY = """
## Summary {#summary}

What the review found. [S1]

## In practice {#in-practice shows=learning-points}

## Sources {#sources shows=sources}
"""
CASE_BODY = f"""{BODY}
## Who knew what, and when {{#who-knew-what shows=timeline}}
"""

Parts = Mapping[str, Any]


def front(**changes: Any) -> dict[str, Any]:
    """Return the front matter of a theme; a change to ``...`` removes the key."""
    parts: dict[str, Any] = {
        "slug": "absent-men",
        "kind": "theme",
        "title": "Absent men",
        "summary": "Why fathers and partners go unseen.",
        "version": "1.0",
        "prepared_on": "2026-11-01",
        "review_on": "2027-11-01",
        "minutes": 30,
        "outcomes": [{"id": "LO1", "text": "Ask about men.", "sections": ["summary"]}],
        "learning_points": [{"id": "LP1", "text": "Ask.", "detail": "Ask who is there. [S1]"}],
        "sources": [{"id": "S1", "grade": "official", "text": "A published report."}],
        "discussion": {"team": ["Who asks?", "Who records?"], "inter_agency": ["Who is told?"]},
        "response_prompts": [{"id": "RP1", "text": "How would our service respond?"}],
    }
    return _changed(parts, changes)


def case_front(**changes: Any) -> dict[str, Any]:
    """Return the front matter of the case x, with its services, people and timeline."""
    parts = front(
        slug="x",
        kind="case",
        title="Child X",
        content_note="This case describes neglect.",
        services=[{"service": "police", "reason": "Officers visited the home."}],
        themes=["absent-men"],
        people=[{"name": "His mother", "role": "Mother", "note": "She asked for help. [S1]"}],
        timeline=[row("2007-01"), row("2006")],
        published_review={"title": "Review", "publisher": "A board", "published": "2009"},
        executive_summary="executive-summary.md",
    )
    return _changed(parts, changes)


def row(date: str, **changes: Any) -> dict[str, Any]:
    """Return a row of a timeline, shared with health visiting."""
    parts: dict[str, Any] = {
        "date": date,
        "when": f"In {date}",
        "known_to": ["police"],
        "learned": f"An officer called in {date}.",
        "shared_with": ["health-visiting"],
        "sources": ["S1"],
    }
    return _changed(parts, changes)


def question(question_id: str, **changes: Any) -> dict[str, Any]:
    """Return a single choice as authors write it."""
    parts: dict[str, Any] = {
        "id": question_id,
        "type": "single",
        "outcome": "LO1",
        "learning_points": ["LP1"],
        "stem": "Who should be asked?",
        "feedback": "Ask everyone.",
        "options": [
            {"id": "a", "text": "No one", "feedback": "No."},
            {"id": "b", "text": "Everyone", "feedback": "Yes.", "correct": True},
        ],
    }
    return _changed(parts, changes)


def typed(question_type: str, question_id: str = "q1", **changes: Any) -> dict[str, Any]:
    """Return a question of another type: its own keys are given in ``changes``."""
    return question(question_id, type=question_type, options=..., **changes)


def quiz(module: str = "absent-men", **changes: Any) -> dict[str, Any]:
    """Return a quiz of two questions."""
    parts: dict[str, Any] = {
        "module": module,
        "version": "1.0",
        "questions": [question("q1"), question("q2")],
    }
    return _changed(parts, changes)


def as_yaml(parts: Parts) -> str:
    """Return facts as an author's YAML."""
    return yaml.safe_dump(dict(parts), sort_keys=False, allow_unicode=True)


def as_module(parts: Parts, body: str = BODY) -> str:
    """Return the text of a ``module.md``."""
    return f"---\n{as_yaml(parts)}---\n{body}"


def services() -> str:
    """Return a ``services.yaml`` of two services."""
    named = {"police": "Police", "health-visiting": "Health visiting"}
    entries = [{"tag": tag, "name": name, "description": name} for tag, name in named.items()]
    return as_yaml({"services": entries})


def theme_files(**changes: Any) -> dict[str, str]:
    """Return content of one theme and its quiz, without a fault."""
    return {
        SERVICES: services(),
        THEME: as_module(front(**changes)),
        THEME_QUIZ: as_yaml(quiz()),
    }


def case_files(**changes: Any) -> dict[str, str]:
    """Return content of a theme and a case, each with its quiz, without a fault."""
    return theme_files() | {
        CASE: as_module(case_front(**changes), CASE_BODY),
        CASE_SUMMARY: "Child X lived in the town. [S1]\n",
        CASE_QUIZ: as_yaml(quiz("x")),
    }


def write(root: Path, files: Mapping[str, str | bytes]) -> Path:
    """Write files below ``root`` byte for byte, and return it."""
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return root


def faults_of(root: Path, files: Mapping[str, str | bytes]) -> list[str]:
    """Return the faults that loading these files lists, as people read them."""
    with pytest.raises(ContentError) as refused:
        load_catalogue(write(root, files))
    return [str(fault) for fault in refused.value.faults]


def _changed(parts: dict[str, Any], changes: Parts) -> dict[str, Any]:
    return {key: value for key, value in {**parts, **changes}.items() if value is not ...}
