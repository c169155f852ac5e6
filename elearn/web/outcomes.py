"""The page of a result, and what tells apart the pages of a quiz that are kept."""

from datetime import datetime
from uuid import UUID

from flask import url_for
from markupsafe import escape

from elearn.domain.completion import Outstanding
from elearn.domain.content import Module
from elearn.domain.days import day_of
from elearn.operations.attempts import Made, Sitting
from elearn.operations.learning import progress
from elearn.operations.remarks import Keys, Remarked
from elearn.operations.results import Outcome
from elearn.web.context import session, site, today, viewer
from elearn.web.feedback import questions_of, reflections_of
from elearn.web.kept import Html, Parts, joined, kept_page


def module_of(here: Sitting) -> Module | None:
    """Return the module of an attempt, or None if it is no longer there."""
    return site().catalogue.modules.get(here.module)


def title_of(here: Sitting) -> str:
    """Return the title of an attempt's module, or its name if it is no longer there."""
    module = module_of(here)
    return module.title if module else here.module


def past_attempts(made: Made) -> Html:
    """Return the list of the attempts that were submitted, each with its result."""
    parts = Parts("quizzes/_past.html")
    return joined(
        _past(parts, one.id, one.number, one.passed, one.submitted_at) for one in made.past
    )


def _past(parts: Parts, attempt_id: UUID, number: int, passed: bool, at: datetime) -> Html:
    day, address = day_of(at), url_for("quizzes.result", attempt_id=attempt_id)
    return parts.make(
        "attempt", number, passed, day, own={"address": Html(escape(address))},
        facts=lambda: {"number": number, "passed": passed, "day": day},
    )  # fmt: skip


def result_page(
    outcome: Outcome, again: tuple[Remarked, ...], keys: Keys, completed: str | None
) -> str:
    """Show a stored result, how it was marked again, and the certificate that it earned."""
    here, result, module = outcome.sitting, outcome.result, module_of(outcome.sitting)
    todo = progress(session(), module, viewer().id, today()).outstanding if module else None
    ran_out = bool(here.closes_at and here.submitted_at and here.submitted_at >= here.closes_at)
    day = day_of(here.submitted_at) if here.submitted_at else None
    return kept_page(
        "quizzes/result.html",
        here.quiz.content_hash,
        module and module.content_hash,
        result.passed,
        result.score,
        here.pass_mark,
        here.number,
        day,
        outcome.answers_shown,
        names_of(todo),
        own={"questions": questions_of(outcome, module, keys), "reflections": reflections_of(here)},
        keep=not (again or completed or ran_out),
        title=title_of(here),
        slug=here.module,
        module=module,
        passed=result.passed,
        score=result.score,
        pass_mark=here.pass_mark,
        number=here.number,
        day=day,
        answers_shown=outcome.answers_shown,
        todo=todo,
        reflects=bool(here.quiz.reflections),
        remarked=again,
        completed=completed,
        ran_out=ran_out,
    )


def names_of(todo: Outstanding | None) -> tuple[object, ...]:
    """Return what tells apart what is still to do; sections hold all their text."""
    if todo is None:
        return ()
    return (*(section.id for section in todo.sections), todo.declaration, todo.quiz)
