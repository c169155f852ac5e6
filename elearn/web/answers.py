"""Answers: saved one at a time, and refused in words when they come too late."""

from uuid import UUID

from flask import Blueprint, flash, g, redirect, request, url_for
from werkzeug.wrappers import Response

from elearn.domain.errors import DomainError
from elearn.domain.marking import BadAnswer
from elearn.domain.quizzes import Question, ReflectionPrompt
from elearn.operations import answers
from elearn.operations.attempts import AlreadySubmitted, Locked, Sitting, TimeIsUp, sitting
from elearn.operations.reflections import LooksIdentifying, ReflectionTooLong
from elearn.web import quizzes
from elearn.web.autosave import is_autosave, not_saved, saved, seen_at
from elearn.web.context import commit, now, session, site, viewer
from elearn.web.csrf import knows_form
from elearn.web.guards import learner, tried_first
from elearn.web.idleness import signed_in_token
from elearn.web.question_forms import QuestionForm, form_for, given_in
from elearn.web.quizzes import Answered, question_page
from elearn.web.wording import gettext

blueprint = Blueprint("answers", __name__)


def save_at_once(attempt_id: UUID, number: int) -> Response | None:
    """Save an answer if nothing at all is against it, or return None.

    One statement, which lasts by itself, says who is signed in, whose the attempt is, and whether
    it is open. What it does not save goes the way of any request, which finds out why and says so.
    """
    token = signed_in_token()
    if token is None or not knows_form():
        return None
    with site().at_once() as driver:
        paper = site().papers.of(driver, attempt_id)
        place = answers.plain_place(paper, site().catalogue, number)
        if place is None:
            return None
        given = given_in(request.form, place.question)
        try:
            is_saved = answers.save_at_once(
                driver, attempt_id, token, place.question, given, now(), seen_at()
            )
            if not is_saved:
                return None
        except BadAnswer:
            return None
    g.person_id = place.person_id
    return _saved(attempt_id, number, place.steps)


@blueprint.post("/attempts/<uuid:attempt_id>/questions/<int:number>")
@learner
@tried_first(save_at_once)
def save(attempt_id: UUID, number: int) -> Answered:
    """Save the answer to one question, and go on to the next."""
    here = sitting(session(), site().catalogue, attempt_id, viewer().id)
    asked = here.step(number)
    form = form_for(here, asked)
    try:
        is_saved = form.validate() and save_given(here, asked, form)
    except (AlreadySubmitted, Locked, TimeIsUp) as late:
        return too_late(here, number, late)
    if not is_saved:
        return not_saved(question_page(here, number, form), identifying=bool(form.doubt))
    commit()
    return _saved(attempt_id, number, len(here.steps))


def _saved(attempt_id: UUID, number: int, steps: int) -> Response:
    return saved() if is_autosave() else to_next(attempt_id, number, steps)


def to_next(attempt_id: UUID, number: int, steps: int) -> Response:
    """Lead to the step after this one, or to all answers after the last."""
    if number == steps:
        return redirect(url_for("quizzes.attempt", attempt_id=attempt_id), 303)
    return redirect(url_for("quizzes.step", attempt_id=attempt_id, number=number + 1), 303)


def too_late(here: Sitting, number: int, late: DomainError) -> Answered:
    """Answer what can no longer be saved at this step, or was checked already."""
    if isinstance(late, Locked) and not is_autosave():
        flash(gettext("You have checked this answer, so it can no longer change"))
        return redirect(url_for("quizzes.step", attempt_id=here.id, number=number), 303)
    is_text = number > len(here.asked)
    return quizzes.too_late(here, late, request.form.get("answer", "") if is_text else "")


def save_given(here: Sitting, asked: Question | ReflectionPrompt, form: QuestionForm) -> bool:
    """Save what a valid form gave; return False, with the error on the form, if it cannot be."""
    try:
        if isinstance(asked, ReflectionPrompt):
            text = form.given()
            answers.save_reflection(
                session(), here, asked, str(text), viewer().id, now(),
                as_it_is="as_it_is" in request.form, seen_at=seen_at(),
            )  # fmt: skip
        else:
            answers.save_answer(session(), here, asked, form.given(), now(), seen_at())
    except BadAnswer as fault:
        form.refuse(fault.reason)
        return False
    except ReflectionTooLong:
        form.refuse("too_long")
        return False
    except LooksIdentifying as found:
        form.doubt = found.fragments
        return False
    return True
