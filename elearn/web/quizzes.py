"""The quiz: begun, answered step by step, checked, submitted, and its result."""

import re
import secrets
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from elearn.domain.attempts import NoAttemptLeft
from elearn.domain.marking import BadAnswer
from elearn.domain.quizzes import (
    Question,
    ReflectionPrompt,
)
from elearn.operations import attempts, beginning, results
from elearn.operations.adjustments import allowed
from elearn.operations.attempts import AlreadySubmitted, ReflectionTooLong, Sitting
from elearn.operations.completions import record_completion
from elearn.operations.learning import progress
from elearn.web.context import commit, now, session, site, today, viewer
from elearn.web.feedback import feedback_of
from elearn.web.guards import learner
from elearn.web.question_forms import QuestionForm, form_for

blueprint = Blueprint("quizzes", __name__)
PARAGRAPH = re.compile(r"<p>((?:(?!<p>).)*)</p>\s*", re.DOTALL)


@blueprint.get("/modules/<slug>/quiz")
@learner
def quiz(slug: str) -> str:
    """Say what the quiz asks, and show the attempts made so far."""
    module, found = site().catalogue.module(slug), site().catalogue.quiz(slug)
    made = attempts.attempts_of(session(), slug, viewer().id)
    granted = allowed(session(), viewer().id, slug, now())
    try:
        beginning.may_begin(session(), module, found, viewer().id, granted)
        again: tuple[str, ...] = ()
    except NoAttemptLeft as stop:
        again = stop.sections
    return render_template(
        "quizzes/quiz.html",
        module=module,
        quiz=found,
        here=progress(session(), module, viewer().id, today()),
        granted=granted,
        made=made,
        open_attempt=next((a for a in made if a.submitted_at is None), None),
        again=[module.section(section_id) for section_id in again],
    )


@blueprint.post("/modules/<slug>/quiz")
@learner
def begin(slug: str) -> Response:
    """Begin an attempt, or go on with the one that is open."""
    module = site().catalogue.module(slug)
    site().catalogue.quiz(slug)
    try:
        attempt_id = beginning.begin_attempt(
            session(), site().catalogue, module, viewer().id, secrets.randbits(31), now()
        )
    except NoAttemptLeft:
        return redirect(url_for(".quiz", slug=slug), 303)
    commit()
    here = _sitting(attempt_id)
    if here.next_step is None:
        return redirect(url_for(".attempt", attempt_id=attempt_id), 303)
    return redirect(url_for(".step", attempt_id=attempt_id, number=here.next_step), 303)


@blueprint.get("/attempts/<uuid:attempt_id>")
@learner
def attempt(attempt_id: UUID) -> str | Response:
    """Show every step of an open attempt, answered or not, before it is submitted."""
    here = _sitting(attempt_id)
    if here.submitted_at:
        return redirect(url_for(".result", attempt_id=attempt_id), 303)
    return render_template("quizzes/check.html", here=here, module=_module(here), missing=())


@blueprint.get("/attempts/<uuid:attempt_id>/questions/<int:number>")
@learner
def step(attempt_id: UUID, number: int) -> str | Response:
    """Ask one question, with the answer saved so far."""
    here = _sitting(attempt_id)
    asked = here.step(number)
    if here.submitted_at:
        return _closed(attempt_id)
    return _question_page(here, number, form_for(here, asked))


@blueprint.post("/attempts/<uuid:attempt_id>/questions/<int:number>")
@learner
def save(attempt_id: UUID, number: int) -> Response | tuple[str, int]:
    """Save the answer to one question, and go on to the next."""
    here = _sitting(attempt_id)
    asked = here.step(number)
    form = form_for(here, asked)
    try:
        saved = form.validate() and _save(here, asked, form)
    except AlreadySubmitted:
        return _closed(attempt_id)
    if not saved:
        return _question_page(here, number, form), 422
    commit()
    if "X-Autosave" in request.headers:
        return Response(status=204)
    following = number + 1 if number < len(here.steps) else None
    if following is None:
        return redirect(url_for(".attempt", attempt_id=attempt_id), 303)
    return redirect(url_for(".step", attempt_id=attempt_id, number=following), 303)


@blueprint.post("/attempts/<uuid:attempt_id>/submit")
@learner
def submit(attempt_id: UUID) -> Response | tuple[str, int]:
    """Submit an attempt; with the pass, the completion and its certificate, in one transaction."""
    try:
        first = results.submit(session(), site().catalogue, attempt_id, viewer().id, now())
    except results.Unanswered as gap:
        here = _sitting(attempt_id)
        page = render_template(
            "quizzes/check.html", here=here, module=_module(here), missing=gap.steps
        )
        return page, 422
    if first:
        here = _sitting(attempt_id)
        module = site().catalogue.modules.get(here.module)
        if module:
            record_completion(
                session(), site().catalogue, site().issuer, module, viewer().id, now()
            )
        commit()
    return redirect(url_for(".result", attempt_id=attempt_id), 303)


@blueprint.get("/attempts/<uuid:attempt_id>/result")
@learner
def result(attempt_id: UUID) -> str | Response:
    """Show the stored result, with the feedback for every question."""
    if _sitting(attempt_id).submitted_at is None:
        return redirect(url_for(".attempt", attempt_id=attempt_id), 303)
    outcome = results.outcome(session(), site().catalogue, attempt_id, viewer().id)
    module = _module(outcome.sitting)
    return render_template(
        "quizzes/result.html",
        outcome=outcome,
        here=outcome.sitting,
        feedback=feedback_of(outcome),
        module=module,
        progress=progress(session(), module, viewer().id, today()) if module else None,
        completed=results.completion_by(session(), attempt_id),
    )


@blueprint.post("/attempts/<uuid:attempt_id>/reflections/<prompt_id>")
@learner
def assess(attempt_id: UUID, prompt_id: str) -> Response:
    """Keep which model points the author of a reflection found covered."""
    here = _sitting(attempt_id)
    prompt = here.quiz.reflection(prompt_id)
    results.assess_reflection(session(), here, prompt, request.form.getlist("covered"))
    commit()
    flash(gettext("Your self-assessment has been saved"))
    return redirect(
        url_for(".result", attempt_id=attempt_id, _anchor=f"reflection-{prompt_id}"), 303
    )


def _sitting(attempt_id: UUID) -> Sitting:
    return attempts.sitting(session(), site().catalogue, attempt_id, viewer().id)


def _module(here: Sitting):  # type: ignore[no-untyped-def]
    return site().catalogue.modules.get(here.module)


def _closed(attempt_id: UUID) -> Response:
    """Answer a late save: nothing was changed, here is the result."""
    if "X-Autosave" in request.headers:
        return Response(status=409)
    flash(gettext("This attempt has been submitted, so its answers can no longer change"))
    return redirect(url_for(".result", attempt_id=attempt_id), 303)


def _question_page(here: Sitting, number: int, form: QuestionForm) -> str:
    asked = here.step(number)
    page = {"here": here, "module": _module(here), "number": number, "asked": asked, "form": form}
    if isinstance(asked, ReflectionPrompt):
        return render_template("quizzes/reflection.html", **page)
    one_paragraph = PARAGRAPH.fullmatch(asked.stem_html)
    return render_template(
        "quizzes/question.html",
        scenario=here.quiz.scenario_of(asked),
        stem=None if one_paragraph else asked.stem_html,
        legend=one_paragraph[1] if one_paragraph else gettext("Your answer"),
        **page,
    )


def _save(here: Sitting, asked: Question | ReflectionPrompt, form: QuestionForm) -> bool:
    """Save what a valid form gave; return False, with the error on the form, if it cannot be."""
    try:
        if isinstance(asked, ReflectionPrompt):
            text = form.given()
            attempts.save_reflection(session(), here, asked, str(text), viewer().id, now())
        else:
            attempts.save_answer(session(), here, asked, form.given(), now())
    except BadAnswer as fault:
        form.refuse(fault.reason)
        return False
    except ReflectionTooLong:
        form.refuse("too_long")
        return False
    return True
