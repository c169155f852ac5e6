"""Joining links: made and ended by administrators, followed by whoever was given one."""

from flask import Blueprint, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from elearn.domain.access import Action
from elearn.operations import joining, units
from elearn.operations.administration import administered
from elearn.operations.organisation import AlreadyThere
from elearn.web.context import commit, now, session, site, today, viewer
from elearn.web.guards import appointed, public
from elearn.web.limits import SIGN_IN_PER_ADDRESS, limiter
from elearn.web.organisation_forms import JoinForm, JoiningLinkForm
from elearn.web.wording import gettext

blueprint = Blueprint("joining", __name__)
Answered = Response | str | tuple[str, int]


@blueprint.route("/admin/units/<unit>/joining-links", methods=["GET", "POST"])
@appointed(Action.ADMINISTER)
def links(unit: str) -> Answered:
    """List the joining links of a unit; make one and show it, this once."""
    seen = units.unit_in(session(), administered(viewer().appointments), unit)
    form, address = JoiningLinkForm(), None
    if form.validate_on_submit():
        most, last = int(form.most_uses.data or 0), form.date
        token = joining.make_link(session(), seen.id, most, last, now(), viewer().id)
        commit()
        address = site().issuer.public_url + url_for(".join", token=token)
    page = render_template(
        "admin/joining-links.html", unit=seen, form=form, address=address,
        links=joining.links_of(session(), seen.id, today()),
    )  # fmt: skip
    return page, 422 if form.errors else 200


@blueprint.post("/admin/joining-links/<int:link_id>/end")
@appointed(Action.ADMINISTER)
def end(link_id: int) -> Response:
    """End a joining link."""
    over = administered(viewer().appointments)
    unit = joining.end_link(session(), over, link_id, now(), viewer().id)
    commit()
    flash(gettext("The link no longer works"))
    return redirect(url_for(".links", unit=unit), 303)


@blueprint.route("/join/<token>", methods=["GET", "POST"])
@limiter.limit(SIGN_IN_PER_ADDRESS, methods=["POST"])
@public
def join(token: str) -> Answered:
    """Let the holder of a link make an account in its unit."""
    asked, form = joining.invitation(session(), token, today()), JoinForm()
    if form.validate_on_submit():
        said = (form.email.data or "", form.name.data or "", form.password.data or "")
        try:
            joining.join_unit(session(), site().passwords, site().check_name, token, *said, now())
        except AlreadyThere:
            session().rollback()
            form.email.errors = [gettext("There is an account with this address: sign in with it")]
        else:
            commit()
            flash(gettext("Your account is ready. Sign in with your email address and password"))
            return redirect(url_for("accounts.sign_in"), 303)
    page = render_template("accounts/join.html", form=form, unit=asked.unit)
    return page, 422 if form.errors else 200
