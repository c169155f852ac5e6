"""More time: a learner asks for a later due day, and sees what came of it."""

from flask import Blueprint, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from elearn.domain.errors import NotFound
from elearn.operations import decisions, waiting
from elearn.operations.decisions import Decided, UnusableDecision
from elearn.operations.standings import Obligation, obligations
from elearn.web.context import commit, now, session, site, today, viewer
from elearn.web.decision_forms import AskForm
from elearn.web.guards import learner
from elearn.web.wording import gettext

blueprint = Blueprint("extensions", __name__)


@blueprint.route("/learning/extensions/<int:requirement_id>", methods=["GET", "POST"])
@learner
def ask(requirement_id: int) -> Response | tuple[str, int]:
    """Ask for a later due day, with the reason; see what was asked before."""
    here = _obligation(requirement_id)
    asked = _asked(requirement_id)
    form, open_ = AskForm(), is_due(here) and all(one.decision for one in asked)
    if open_ and form.validate_on_submit() and form.until.day:
        reason = (form.reason.data or "").strip()
        try:
            decisions.ask_extension(
                session(), viewer().id, requirement_id, form.until.day, reason, now()
            )
        except UnusableDecision as fault:
            form.blame(fault)
        else:
            commit()
            flash(gettext("Sent. Your manager decides."), "success")
            return redirect(url_for(".ask", requirement_id=requirement_id), 303)
    page = render_template(
        "learning/extension.html", form=form, here=here, asked=asked, is_open=open_,
        requirement_titles=waiting.requirement_titles(session()),
    )  # fmt: skip
    return page, 422 if form.errors else 200


def _obligation(requirement_id: int) -> Obligation:
    for here in obligations(session(), site().catalogue, viewer().id, today()):
        if here.requirement_id == requirement_id:
            return here
    raise NotFound("requirement", requirement_id)


def _asked(requirement_id: int) -> tuple[Decided, ...]:
    found = decisions.decisions_of(session(), viewer().id, today())
    return tuple(
        one for one in found if (one.what, one.requirement_id) == ("extension", requirement_id)
    )


def is_due(here: Obligation) -> bool:
    """Tell whether more time may be asked for: there is a due day, and it is not complete."""
    held = here.completed_on and (here.expires_on is None or here.expires_on > today())
    return here.due_on is not None and not held
