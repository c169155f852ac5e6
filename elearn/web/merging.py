"""Administrators make one person of two accounts, after seeing what will be joined."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import lazy_gettext as _
from werkzeug.wrappers import Response

from elearn.domain.access import Action
from elearn.operations import merging
from elearn.operations.administration import administered, full_person
from elearn.operations.merging import MergeFault, MergeReason
from elearn.web.context import commit, now, session, viewer
from elearn.web.guards import appointed
from elearn.web.organisation_forms import MergeForm
from elearn.web.wording import gettext

blueprint = Blueprint("merging", __name__)
FAULTS = {
    MergeReason.NOBODY: _("No other account that you administer has this address or reference"),
    MergeReason.SAME: _("This is the account that you would keep"),
    MergeReason.OWN: _("Ask another administrator to merge your own account"),
    MergeReason.APPOINTED: _(
        "The other account holds appointments. End them first, and appoint the account you keep"
    ),
}


@blueprint.route("/admin/people/<int:person_id>/merge", methods=["GET", "POST"])
@appointed(Action.ADMINISTER)
def merge(person_id: int) -> Response | str | tuple[str, int]:
    """Say which other account is the same person, see what would be joined, and confirm it."""
    over = administered(viewer().appointments)
    keep, form, other = full_person(session(), over, person_id), MergeForm(), None
    if form.validate_on_submit():
        try:
            typed = form.other.data or ""
            other = merging.other_account(session(), over, person_id, typed, viewer().id)
            if form.seen.data == str(other.id):
                merging.merge_people(session(), person_id, other, now(), viewer().id)
                commit()
                flash(gettext("The two accounts are one"))
                return redirect(url_for("admin.person", person_id=person_id), 303)
            form.seen.data = str(other.id)
        except MergeFault as fault:
            other = None
            form.seen.data = ""
            form.other.errors = [str(FAULTS[fault.reason])]
    page = render_template("admin/merge.html", person=keep, form=form, other=other)
    return page, 422 if form.errors else 200
