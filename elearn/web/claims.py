"""Prior learning: claimed with evidence, opened by its owner and approvers only, and decided."""

from contextlib import closing
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from elearn.domain.access import Action
from elearn.evidence import LARGEST, UnusableEvidence, check
from elearn.operations import prior_learning
from elearn.operations.decisions import Subject, subject
from elearn.operations.prior_learning import Claim, Evidence, UnusableClaim
from elearn.web.claim_forms import FILE_FAULTS, ClaimForm, DecideForm
from elearn.web.context import commit, now, session, site, today, viewer
from elearn.web.guards import appointed, learner
from elearn.web.limits import FILES_PER_ADDRESS, limiter
from elearn.web.uploads import takes_file
from elearn.web.wording import gettext

blueprint = Blueprint("claims", __name__)
Answered = Response | str | tuple[str, int]
ENDINGS = {"application/pdf": "pdf", "image/png": "png", "image/jpeg": "jpg"}


def claims_shown(person_id: int) -> dict[str, Any]:
    """Return what the section of prior learning on a person's page shows."""
    return {"claims": prior_learning.claims_of(session(), person_id)}


@blueprint.route("/learning/prior", methods=["GET", "POST"])
@limiter.limit(FILES_PER_ADDRESS, methods=["POST"])
@takes_file
@learner
def mine() -> Answered:
    """Claim learning done elsewhere, with its evidence; see what came of earlier claims."""
    form, modules = ClaimForm(), site().catalogue.modules
    form.offer((slug, module.title) for slug, module in modules.items())
    if form.validate_on_submit():
        try:
            _claim(form)
        except UnusableEvidence as fault:
            form.file.errors = [FILE_FAULTS[fault.reason]]
        except UnusableClaim as fault:
            form.blame(fault)
        else:
            flash(gettext("Sent. Your manager decides."), "success")
            return redirect(url_for(".mine"), 303)
    claims = prior_learning.claims_of(session(), viewer().id)
    page = render_template("claims/mine.html", form=form, claims=claims, modules=modules)
    return page, 422 if form.errors else 200


@blueprint.get("/learning/prior/<int:claim_id>/evidence")
@learner
def own_evidence(claim_id: int) -> Response:
    """Return the evidence of one's own claim, to be saved and never shown in the page."""
    return _file(prior_learning.claim_of(session(), viewer().id, claim_id))


@blueprint.route("/people/<int:person_id>/claims/<int:claim_id>", methods=["GET", "POST"])
@appointed(Action.DECIDE_FOR_PEOPLE)
def decide(person_id: int, claim_id: int) -> Answered:
    """Accept a claim, which makes a completion and its certificate, or refuse it, with a reason."""
    person, form = _subject(person_id), DecideForm()
    claim = prior_learning.claim_of(session(), person_id, claim_id)
    if claim.decision is None and form.validate_on_submit():
        try:
            _decide(person, claim_id, form)
        except UnusableClaim as fault:
            form.blame(fault)
        else:
            commit()
            flash(gettext("The decision is saved"), "success")
            return redirect(url_for("people.person", person_id=person_id), 303)
    modules = site().catalogue.modules
    page = render_template(
        "claims/decide.html", person=person, claim=claim, form=form, modules=modules
    )
    return page, 422 if form.errors else 200


@blueprint.get("/people/<int:person_id>/claims/<int:claim_id>/evidence")
@appointed(Action.DECIDE_FOR_PEOPLE)
def evidence(person_id: int, claim_id: int) -> Response:
    """Return the evidence of a person's claim, to be saved and never shown in the page."""
    _subject(person_id)
    return _file(prior_learning.claim_of(session(), person_id, claim_id))


def _claim(form: ClaimForm) -> None:
    """Store a claim and its evidence: the file is kept before the row that names it lasts."""
    with closing(form.file.data) as sent:
        checked = check(sent.read(LARGEST + 1))
    learned_on = form.learned_on.day or today()
    kept = Evidence(checked.digest, checked.type, _name(sent.filename or ""))
    provider = (form.provider.data or "").strip()
    prior_learning.claim_learning(
        session(), site().catalogue, viewer().id, form.module.data, learned_on, provider, kept,
        now(),
    )  # fmt: skip
    site().evidence.keep(checked)
    commit()


def _decide(person: Subject, claim_id: int, form: DecideForm) -> None:
    reason, by = (form.reason.data or "").strip(), viewer().id
    if form.decision.data == "refused":
        prior_learning.refuse_claim(session(), person, claim_id, reason, by, now())
        return
    here = site()
    prior_learning.accept_claim(
        session(), here.catalogue, here.issuer, person, claim_id, reason, by, now()
    )


def _subject(person_id: int) -> Subject:
    return subject(session(), viewer().appointments, viewer().id, person_id)


def _name(sent: str) -> str:
    """Return what a file is called, as it can be kept and printed."""
    last = sent.replace("\\", "/").rpartition("/")[2]
    return "".join(c for c in last if c.isprintable()).strip()[-120:] or gettext("evidence")


def _file(claim: Claim) -> Response:
    content = site().evidence.read(claim.evidence.digest)
    if content is None:
        abort(404)
    name = f"evidence-{claim.id}.{ENDINGS[claim.evidence.type]}"
    answer = Response(content, mimetype=claim.evidence.type)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
