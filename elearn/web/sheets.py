"""All questions of an attempt on one page, saved together: fewer pages to fetch, or to hear."""

from collections.abc import Mapping
from uuid import UUID

from flask import Blueprint, redirect, request, url_for
from werkzeug.wrappers import Response

from elearn.domain.quizzes import Feedback, ReflectionPrompt
from elearn.operations.attempts import AlreadySubmitted, Sitting, TimeIsUp, sitting
from elearn.operations.sheets import Refusal, save_all
from elearn.web.autosave import is_autosave, not_saved, saved, seen_at
from elearn.web.context import commit, now, session, site, viewer
from elearn.web.guards import learner
from elearn.web.kept import Html, kept_page
from elearn.web.lines import faults_of, lines_of
from elearn.web.outcomes import title_of
from elearn.web.question_forms import given_in
from elearn.web.quizzes import Answered, closed, time_is_up, too_late
from elearn.web.timer import timer_of

blueprint = Blueprint("sheets", __name__)


@blueprint.get("/attempts/<uuid:attempt_id>/questions")
@learner
def sheet(attempt_id: UUID) -> Answered | str:
    """Ask every question on one page, with the answers saved so far."""
    here = _sitting(attempt_id)
    if here.submitted_at:
        return closed(attempt_id)
    if here.is_over(now()):
        return time_is_up(here)[0]
    if here.quiz.feedback is Feedback.AFTER_EACH:
        return _to_all_answers(here)
    return _page(here, {**here.answers, **here.reflections}, {})


@blueprint.post("/attempts/<uuid:attempt_id>/questions")
@learner
def save(attempt_id: UUID) -> Answered:
    """Save every answer that was given, and go on to check them; or name those that cannot be."""
    with site().read_only():  # until all was looked at, nobody who writes has to wait
        here = _sitting(attempt_id)
    if here.quiz.feedback is Feedback.AFTER_EACH:
        return _to_all_answers(here)
    given = _given(here)
    as_it_is = "as_it_is" in request.form
    try:
        refused = save_all(
            session(), here, given, viewer().id, now(), as_it_is=as_it_is, seen_at=seen_at()
        )
    except (AlreadySubmitted, TimeIsUp) as late:
        texts = (str(given.get(prompt.id, "")) for prompt in here.quiz.reflections)
        return too_late(here, late, "\n\n".join(filter(None, texts)))
    commit()
    if refused:
        doubted = any(refusal.doubt for refusal in refused.values())
        return not_saved(_page(here, {**here.answers, **given}, refused), identifying=doubted)
    return saved() if is_autosave() else _to_all_answers(here)


def _sitting(attempt_id: UUID) -> Sitting:
    return sitting(session(), site().catalogue, attempt_id, viewer().id)


def _to_all_answers(here: Sitting) -> Response:
    """Lead to the list of questions: where each is checked by itself, each has its own page."""
    return redirect(url_for("quizzes.attempt", attempt_id=here.id), 303)


def _given(here: Sitting) -> dict[str, object]:
    """Return what was given, by the id of its step; a question left empty is not in it."""
    given: dict[str, object] = {}
    for number, step in enumerate(here.steps, start=1):
        if isinstance(step, ReflectionPrompt):
            if f"q{number}-answer" in request.form:  # an empty one takes back what was written
                given[step.id] = request.form[f"q{number}-answer"]
            continue
        answer = given_in(request.form, step, f"q{number}-")
        parts = answer.values() if isinstance(answer, dict) else answer
        if any(str(part).strip() for part in parts):  # type: ignore[attr-defined]
            given[step.id] = answer
    return given


def _page(here: Sitting, given: Mapping[str, object], refused: Mapping[str, Refusal]) -> str:
    timer, title = timer_of(here, now()), title_of(here)
    return kept_page(
        "quizzes/sheet.html",
        here.module,
        title,
        here.answered,
        len(here.steps),
        own={
            "attempt_id": here.id,
            "lines": lines_of(here, given, refused),
            "seen_at": Html(now().isoformat()),
        },
        keep=not (refused or timer),
        slug=here.module,
        title=title,
        answered=here.answered,
        total=len(here.steps),
        doubts=[fragment for refusal in refused.values() for fragment in refusal.doubt],
        form_errors=faults_of(here, refused),
        timer=timer,
    )
