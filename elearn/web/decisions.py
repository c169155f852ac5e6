"""Decisions for one person: exemptions, absences, and what they asked for; nobody's own."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from elearn.domain.access import Action
from elearn.domain.errors import NotFound
from elearn.operations import decisions, waiting
from elearn.operations.decisions import Decided, Subject, UnusableDecision
from elearn.operations.standings import obligations
from elearn.web.context import commit, now, session, site, today, viewer
from elearn.web.decision_forms import (
    AbsenceForm,
    DecisionForm,
    EndForm,
    ExemptionForm,
    ExtensionForm,
)
from elearn.web.guards import appointed
from elearn.web.wording import gettext

blueprint = Blueprint("decisions", __name__)
Answered = Response | str | tuple[str, int]


def decisions_shown(person_id: int) -> dict[str, Any]:
    """Return what the section of decisions on a person's page shows."""
    return {
        "decided": decisions.decisions_of(session(), person_id, today()),
        "requirement_titles": waiting.requirement_titles(session()),
        "may_decide": _may_decide(person_id),
    }


@blueprint.get("/requests")
@appointed(Action.DECIDE_FOR_PEOPLE)
def index() -> str:
    """Show what one's people asked for and nobody has decided yet."""
    return render_template(
        "decisions/index.html",
        found=waiting.waiting_for(session(), viewer().appointments, viewer().id),
        requirement_titles=waiting.requirement_titles(session()),
        modules=site().catalogue.modules,
        most=waiting.MOST,
    )


@blueprint.route("/people/<int:person_id>/exemptions", methods=["GET", "POST"])
@appointed(Action.DECIDE_FOR_PEOPLE)
def exemptions(person_id: int) -> Answered:
    """Exempt a person from a requirement for some days, with a reason."""
    person, form = _subject(person_id), ExemptionForm(data={"begins_on": today()})
    theirs = obligations(session(), site().catalogue, person_id, today())
    form.offer((asked.requirement_id, asked.title) for asked in theirs)
    if form.validate_on_submit() and form.begins_on.day and form.ends_on.day:
        period = (form.begins_on.day, form.ends_on.day)
        key = int(form.requirement.data)
        try:
            decisions.exempt(session(), person, key, period, form.why, viewer().id, now())
        except UnusableDecision as fault:
            form.blame(fault)
        else:
            return _done(person, gettext("The exemption is saved"))
    return _form("decisions/exempt.html", form, person=person, theirs=theirs)


@blueprint.route("/people/<int:person_id>/absences", methods=["GET", "POST"])
@appointed(Action.DECIDE_FOR_PEOPLE)
def absences(person_id: int) -> Answered:
    """Record that a person is away, with a reason: their clock stands still."""
    person, form = _subject(person_id), AbsenceForm(data={"begins_on": today()})
    if form.validate_on_submit() and form.begins_on.day:
        period = (form.begins_on.day, form.ends_on.day)
        try:
            decisions.record_absence(session(), person, period, form.why, viewer().id, now())
        except UnusableDecision as fault:
            form.blame(fault)
        else:
            return _done(person, gettext("The absence is saved"))
    return _form("decisions/absence.html", form, person=person)


@blueprint.route("/people/<int:person_id>/exemptions/<int:decision_id>", methods=["GET", "POST"])
@appointed(Action.DECIDE_FOR_PEOPLE)
def end_exemption(person_id: int, decision_id: int) -> Answered:
    """Set the end of an exemption that still lasts."""
    return _end(person_id, "exemption", decision_id, gettext("The end of the exemption is saved"))


@blueprint.route("/people/<int:person_id>/absences/<int:decision_id>", methods=["GET", "POST"])
@appointed(Action.DECIDE_FOR_PEOPLE)
def end_absence(person_id: int, decision_id: int) -> Answered:
    """Set the end of an absence that still lasts."""
    return _end(person_id, "absence", decision_id, gettext("The end of the absence is saved"))


@blueprint.route("/people/<int:person_id>/extensions/<int:decision_id>", methods=["GET", "POST"])
@appointed(Action.DECIDE_FOR_PEOPLE)
def extension(person_id: int, decision_id: int) -> Answered:
    """Grant a later due day that a person asked for, or refuse it, with a reason."""
    person, asked = _subject(person_id), _decided(person_id, "extension", decision_id)
    form = ExtensionForm(data={"until": asked.ends_on})
    if asked.lasts and form.validate_on_submit():
        until = form.until.day if form.decision.data == "granted" else None
        decided = (decision_id, until, form.why, viewer().id, now())
        try:
            decisions.decide_extension(session(), person, *decided)
        except UnusableDecision as fault:
            form.blame(fault)
        else:
            return _done(person, gettext("The decision is saved"))
    return _form("decisions/extension.html", form, person=person, asked=asked, **_titles())


def _end(person_id: int, what: str, decision_id: int, words: str) -> Answered:
    person, one = _subject(person_id), _decided(person_id, what, decision_id)
    form = EndForm(data={"ends_on": today()})
    if form.validate_on_submit() and form.ends_on.day:
        asked = (what, decision_id, form.ends_on.day, viewer().id, now())
        try:
            decisions.end_early(session(), person, *asked)
        except UnusableDecision as fault:
            form.blame(fault)
        else:
            return _done(person, words)
    return _form("decisions/end.html", form, person=person, one=one, **_titles())


def _subject(person_id: int) -> Subject:
    return decisions.subject(session(), viewer().appointments, viewer().id, person_id)


def _may_decide(person_id: int) -> bool:
    try:
        _subject(person_id)
    except NotFound:
        return False
    return True


def _decided(person_id: int, what: str, decision_id: int) -> Decided:
    for one in decisions.decisions_of(session(), person_id, today()):
        if (one.what, one.id) == (what, decision_id):
            return one
    raise NotFound(what, decision_id)


def _titles() -> dict[str, object]:
    return {"requirement_titles": waiting.requirement_titles(session())}


def _form(template: str, form: DecisionForm, **facts: object) -> Answered:
    return render_template(template, form=form, **facts), 422 if form.errors else 200


def _done(person: Subject, words: str) -> Response:
    commit()
    flash(words, "success")
    return redirect(url_for("people.person", person_id=person.id), 303)
