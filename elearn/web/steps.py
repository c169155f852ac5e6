"""One step of an attempt: flagged to come back to, or checked where feedback comes after each."""

from uuid import UUID

from flask import Blueprint, redirect, request, url_for
from werkzeug.wrappers import Response

from elearn.domain.errors import NotFound
from elearn.domain.marking import BadAnswer
from elearn.domain.quizzes import Question, ReflectionPrompt
from elearn.operations import flags, results
from elearn.operations.attempts import AlreadySubmitted, Locked, Sitting, TimeIsUp, sitting
from elearn.web.answers import save_given, to_next, too_late
from elearn.web.context import commit, now, session, site, viewer
from elearn.web.guards import learner
from elearn.web.question_forms import QuestionForm, form_for
from elearn.web.quizzes import Answered, question_page

blueprint = Blueprint("steps", __name__)


@blueprint.post("/attempts/<uuid:attempt_id>/questions/<int:number>/flag")
@learner
def flag(attempt_id: UUID, number: int) -> Answered:
    """Flag a step and go on, or take its flag away; what was answered so far is saved first."""
    here = _sitting(attempt_id)
    asked = here.step(number)
    form = form_for(here, asked)
    on = request.form.get("flag") == "on"
    try:
        flags.flag(session(), here, asked, viewer().id, now(), on=on)
        saved = _save_what_is_given(here, asked, form)
    except (AlreadySubmitted, Locked, TimeIsUp) as late:
        return too_late(here, number, late)
    commit()
    if not saved:
        return question_page(_sitting(attempt_id), number, form), 422
    return to_next(here.id, number, len(here.steps)) if on else _again(here, number)


@blueprint.post("/attempts/<uuid:attempt_id>/questions/<int:number>/check")
@learner
def check(attempt_id: UUID, number: int) -> Answered:
    """Mark one answer at once, and show its feedback; it can no longer change."""
    here = _sitting(attempt_id)
    asked = here.step(number)
    if isinstance(asked, ReflectionPrompt):
        raise NotFound("check", number)
    form = form_for(here, asked)
    try:
        checked = form.validate() and _check(here, asked, form)
    except (AlreadySubmitted, Locked, TimeIsUp) as late:
        return too_late(here, number, late)
    if not checked:
        return question_page(here, number, form), 422
    commit()
    return _again(here, number)


def _sitting(attempt_id: UUID) -> Sitting:
    return sitting(session(), site().catalogue, attempt_id, viewer().id)


def _again(here: Sitting, number: int) -> Response:
    return redirect(url_for("quizzes.step", attempt_id=here.id, number=number), 303)


def _save_what_is_given(
    here: Sitting, asked: Question | ReflectionPrompt, form: QuestionForm
) -> bool:
    """Save an answer if there is one; a flag by itself asks for none."""
    if not isinstance(asked, ReflectionPrompt) and not form.is_given():
        return True
    return bool(form.validate() and save_given(here, asked, form))


def _check(here: Sitting, asked: Question, form: QuestionForm) -> bool:
    try:
        results.check(session(), here, asked, form.given(), now())
    except BadAnswer as fault:
        form.refuse(fault.reason)
        return False
    return True
