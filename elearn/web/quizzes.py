"""The quiz: begun, answered step by step, checked, submitted, and its result."""

import secrets
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from elearn.domain.access import Action, may
from elearn.domain.adjustments import Allowance, time_allowed
from elearn.domain.attempts import NoAttemptLeft
from elearn.domain.errors import DomainError
from elearn.domain.quizzes import Feedback, Quiz, ReflectionPrompt
from elearn.operations import attempts, beginning, results
from elearn.operations.adjustments import allowed
from elearn.operations.attempts import Sitting, TimeIsUp
from elearn.operations.closing import close_attempts
from elearn.operations.completions import record_completion
from elearn.operations.learning import progress
from elearn.operations.remarks import Keys, keys_now, remarked
from elearn.web.autosave import is_autosave
from elearn.web.context import commit, now, session, site, today, viewer
from elearn.web.feedback import feedback_on
from elearn.web.guards import learner
from elearn.web.kept import kept_page
from elearn.web.lines import check_lines, legend_and_stem
from elearn.web.outcomes import module_of, names_of, past_attempts, result_page, title_of
from elearn.web.question_forms import QuestionForm, form_for
from elearn.web.timer import timer_of
from elearn.web.wording import gettext

Answered = Response | tuple[str, int]
blueprint = Blueprint("quizzes", __name__)


@blueprint.get("/modules/<slug>/quiz")
@learner
def quiz(slug: str) -> str:
    """Say what the quiz asks, and show the attempts made so far."""
    module, found = site().catalogue.module(slug), site().catalogue.quiz(slug)
    made = attempts.attempts_of(session(), slug, viewer().id)
    granted = allowed(session(), viewer().id, slug, now())
    again: tuple[str, ...] = ()
    try:
        beginning.check_attempts_left(session(), module, found, made, viewer().id, granted)
    except NoAttemptLeft as stop:
        again = stop.sections
    todo = progress(session(), module, viewer().id, today()).outstanding
    may_print = may(viewer().appointments, Action.PRINT_QUIZ)
    may_open_key = may(viewer().appointments, Action.OPEN_KEY)
    minutes = _minutes(found, granted)
    return kept_page(
        "quizzes/quiz.html",
        module.content_hash,
        found.content_hash,
        names_of(todo),
        granted,
        minutes,
        found.feedback,
        may_print,
        may_open_key,
        bool(made.past),
        own={"past": past_attempts(made)},
        keep=not (again or made.under_way),
        module=module,
        quiz=found,
        todo=todo,
        granted=granted,
        submitted=bool(made.past),
        open_attempt=(under_way := made.under_way),
        is_over=bool(under_way and under_way.closes_at and now() >= under_way.closes_at),
        minutes=minutes,
        may_print=may_print,
        may_open_key=may_open_key,
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
    except TimeIsUp:
        close_attempts(session(), site().catalogue, site().issuer, now(), viewer().id)
        commit()
        return redirect(url_for(".quiz", slug=slug), 303)
    except NoAttemptLeft:
        return redirect(url_for(".quiz", slug=slug), 303)
    commit()
    if "on_one_page" in request.form:
        return redirect(url_for("sheets.sheet", attempt_id=attempt_id), 303)
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
    if here.is_over(now()):
        return time_is_up(here)[0]
    return _check_page(here)


@blueprint.get("/attempts/<uuid:attempt_id>/questions/<int:number>")
@learner
def step(attempt_id: UUID, number: int) -> str | Response:
    """Ask one question, with the answer saved so far."""
    here = _sitting(attempt_id)
    asked = here.step(number)
    if here.submitted_at:
        return closed(attempt_id)
    if here.is_over(now()):
        return time_is_up(here)[0]
    return question_page(here, number, form_for(here, asked))


@blueprint.post("/attempts/<uuid:attempt_id>/submit")
@learner
def submit(attempt_id: UUID) -> Response | tuple[str, int]:
    """Submit an attempt; with the pass, the completion and its certificate, in one transaction."""
    try:
        slug = results.submit(session(), site().catalogue, attempt_id, viewer().id, now())
    except results.Unanswered as gap:
        return _check_page(_sitting(attempt_id), gap.steps), 422
    if slug:
        module = site().catalogue.modules.get(slug)
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
    try:
        outcome = results.outcome(session(), site().catalogue, attempt_id, viewer().id, now())
    except results.NotSubmitted:
        return redirect(url_for(".attempt", attempt_id=attempt_id), 303)
    again = remarked(session(), attempt_id)
    keys = keys_now(session(), site().catalogue, attempt_id) if again else Keys()
    return result_page(outcome, again, keys, results.completion_by(session(), attempt_id))


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


def _minutes(found: Quiz, granted: Allowance) -> int | None:
    """Return the minutes of an attempt begun now, with extra time; None without a limit."""
    if found.time_limit is None:
        return None
    return -(-int(time_allowed(found.time_limit, granted).total_seconds()) // 60)


def _check_page(here: Sitting, missing: tuple[int, ...] = ()) -> str:
    timer, title = timer_of(here, now()), title_of(here)
    flagged = len(here.flagged - here.checked.keys())
    may_show_all = here.quiz.feedback is not Feedback.AFTER_EACH
    return kept_page(
        "quizzes/check.html",
        here.module,
        title,
        flagged,
        may_show_all,
        own={"attempt_id": here.id, "lines": check_lines(here)},
        keep=not (missing or timer),
        slug=here.module,
        title=title,
        flagged=flagged,
        may_show_all=may_show_all,
        missing=missing,
        timer=timer,
    )


def closed(attempt_id: UUID) -> Response:
    """Lead from a submitted attempt to its result."""
    flash(gettext("This attempt has been submitted, so its answers can no longer change"))
    return redirect(url_for("quizzes.result", attempt_id=attempt_id), 303)


def time_is_up(here: Sitting, typed: str = "") -> tuple[str, int]:
    """Say that the time of an attempt is over, and give back what came too late."""
    page = render_template(
        "quizzes/time-is-up.html",
        here=here,
        module=module_of(here),
        ends=timer_of(here, now()),
        typed=typed,
    )
    return page, 409


def too_late(here: Sitting, late: DomainError, typed: str = "") -> Answered:
    """Answer what can no longer be saved: nothing was changed, and here is why."""
    if is_autosave():
        return Response(status=409)
    return time_is_up(here, typed) if isinstance(late, TimeIsUp) else closed(here.id)


def question_page(here: Sitting, number: int, form: QuestionForm) -> str:
    """Show one step with its form, or with its feedback once it was checked."""
    asked = here.step(number)
    page = {"here": here, "module": module_of(here), "number": number, "asked": asked, "form": form,
            "timer": timer_of(here, now())}  # fmt: skip
    if isinstance(asked, ReflectionPrompt):
        return render_template("quizzes/reflection.html", **page)
    legend, stem = legend_and_stem(asked)
    mark = here.checked.get(asked.id)
    return render_template(
        "quizzes/question.html",
        scenario=here.quiz.scenario_of(asked),
        stem=stem,
        legend=legend,
        feedback=feedback_on(here, mark) if mark else None,
        **page,
    )
