"""One person's page, for those who may see them; attempts released and adjustments granted."""

from flask import Blueprint, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from elearn.domain.access import Action
from elearn.domain.adjustments import BadAdjustment
from elearn.domain.attempts import AttemptsLeft
from elearn.domain.errors import NotFound
from elearn.operations import adjustments, people
from elearn.operations.explaining import explained
from elearn.operations.levels import level_progress
from elearn.operations.past_certificates import past_certificates
from elearn.operations.people import PersonFacts
from elearn.operations.records import record_of
from elearn.web.claims import claims_shown
from elearn.web.context import commit, now, session, site, today, viewer
from elearn.web.decisions import decisions_shown
from elearn.web.filters import in_words
from elearn.web.guards import appointed
from elearn.web.people_forms import AdjustmentForm, EndForm, ReleaseForm
from elearn.web.team_forms import day_form
from elearn.web.wording import gettext

blueprint = Blueprint("people", __name__)
Answered = Response | str | tuple[str, int]


@blueprint.get("/people/<int:person_id>")
@appointed(Action.SEE_TEAM)
def person(person_id: int) -> Answered:
    """Show one person: where they stand and why, their attempts, and what was decided for them."""
    held = viewer().appointments
    seen = people.person_seen(session(), held, person_id)
    asked = day_form()
    page = render_template(
        "people/person.html",
        person=seen,
        asked=asked,
        today=today(),
        level=level_progress(session(), person_id, asked.day),
        explained=explained(session(), site().catalogue, person_id, asked.day),
        services=site().catalogue.services,
        modules=site().catalogue.modules,
        completions=record_of(session(), person_id).completions,
        past=past_certificates(session(), person_id),
        attempts=people.attempts_by_module(session(), site().catalogue, person_id, now()),
        releases=adjustments.releases_of(session(), person_id),
        adjustments=adjustments.adjustments_of(session(), person_id),
        may_adjust=_may_adjust(person_id),
        day=today(),
        **decisions_shown(person_id),
        **claims_shown(person_id),
    )
    return page, 422 if asked.errors else 200


@blueprint.route("/people/<int:person_id>/releases/<slug>", methods=["GET", "POST"])
@appointed(Action.ADJUST_ATTEMPTS)
def release(person_id: int, slug: str) -> Answered:
    """Release one more attempt at the quiz of a module, with a reason."""
    seen, form = _adjustable(person_id), ReleaseForm()
    module = site().catalogue.module(slug)
    if form.validate_on_submit():
        asked = (person_id, slug, form.reason.data or "", viewer().id, now())
        try:
            people.release_attempt(session(), site().catalogue, *asked)
        except BadAdjustment as fault:
            form.refuse(fault)
        except AttemptsLeft:
            flash(gettext("%(name)s can begin an attempt already", name=seen.name))
            return _to(person_id)
        else:
            return _done(person_id, gettext("One more attempt released"))
    page = render_template("people/release.html", person=seen, module=module, form=form)
    return page, 422 if form.errors else 200


@blueprint.route("/people/<int:person_id>/adjustments", methods=["GET", "POST"])
@appointed(Action.ADJUST_ATTEMPTS)
def adjust(person_id: int) -> Answered:
    """Grant a reasonable adjustment, with a reason."""
    seen, form = _adjustable(person_id), AdjustmentForm(data={"from_on": in_words(today())})
    modules = site().catalogue.modules
    form.offer((slug, modules[slug].title) for slug in modules if slug in site().catalogue.quizzes)
    if form.validate_on_submit():
        wanted, reason = form.adjustment(today()), form.reason.data or ""
        try:
            adjustments.grant(
                session(), site().catalogue, person_id, wanted, reason, viewer().id, now()
            )
        except BadAdjustment as fault:
            form.refuse(fault)
        else:
            return _done(person_id, gettext("Adjustment granted"))
    page = render_template("people/adjust.html", person=seen, form=form)
    return page, 422 if form.errors else 200


@blueprint.route(
    "/people/<int:person_id>/adjustments/<int:adjustment_id>/end", methods=["GET", "POST"]
)
@appointed(Action.ADJUST_ATTEMPTS)
def end(person_id: int, adjustment_id: int) -> Answered:
    """End an adjustment, with a reason."""
    seen, form = _adjustable(person_id), EndForm()
    granted = adjustments.adjustments_of(session(), person_id)
    one = next((adjustment for adjustment in granted if adjustment.id == adjustment_id), None)
    if one is None:
        raise NotFound("adjustment", adjustment_id)
    if form.validate_on_submit():
        reason = form.reason.data or ""
        try:
            adjustments.end(session(), person_id, adjustment_id, reason, viewer().id, now())
        except BadAdjustment as fault:
            form.refuse(fault)
        else:
            return _done(person_id, gettext("Adjustment ended"))
    modules = site().catalogue.modules
    page = render_template("people/end.html", person=seen, one=one, modules=modules, form=form)
    return page, 422 if form.errors else 200


def _may_adjust(person_id: int) -> bool:
    """Tell whether the viewer may adjust this person's attempts; nobody adjusts their own."""
    try:
        _adjustable(person_id)
    except NotFound:
        return False
    return True


def _adjustable(person_id: int) -> PersonFacts:
    if person_id == viewer().id:
        raise NotFound("person", person_id)
    held = viewer().appointments
    return people.person_seen(session(), held, person_id, Action.ADJUST_ATTEMPTS)


def _done(person_id: int, words: str) -> Response:
    commit()
    flash(words)
    return _to(person_id)


def _to(person_id: int) -> Response:
    return redirect(url_for("people.person", person_id=person_id), 303)
