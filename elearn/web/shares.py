"""Sharing one's record by a link: made and ended by its owner, opened by whoever holds it."""

from flask import Blueprint, Response, flash, make_response, redirect, render_template, url_for
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from govuk_frontend_wtf.wtforms_widgets import GovSubmitInput, GovTextInput
from werkzeug.wrappers import Response as AnyResponse
from wtforms import RadioField, SelectMultipleField, StringField, SubmitField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than stubs
from wtforms.validators import InputRequired, Length

from elearn.documents.transcript import draw_transcript
from elearn.operations.records import record_of
from elearn.operations.shares import (
    DAYS,
    LONGEST_NOTE,
    NothingToShare,
    TooManyLinks,
    end_share,
    share_record,
    shared_record,
    shares_of,
)
from elearn.operations.transcripts import copy_of
from elearn.web.context import commit, now, session, site, today, viewer
from elearn.web.guards import learner, public
from elearn.web.limits import VERIFY_PER_ADDRESS, limiter
from elearn.web.widgets import Checkboxes, Radios
from elearn.web.wording import gettext

blueprint = Blueprint("shares", __name__)


class ShareForm(FlaskForm):  # type: ignore[misc]
    """For whom, what, and how long."""

    shown_to = StringField(
        _("Who is the link for?"),
        [
            InputRequired(_("Say who the link is for")),
            Length(max=LONGEST_NOTE, message=_("Use 120 characters or fewer")),
        ],
        description=_("Only you see this, such as the name of your new employer."),
        widget=GovTextInput(),
    )
    modules = SelectMultipleField(
        _("Which completions may they see?"),
        [InputRequired(_("Choose at least one module"))],
        widget=Checkboxes(),
    )
    days = RadioField(
        _("How long should the link work?"),
        [InputRequired(_("Choose how long the link should work"))],
        choices=[SelectChoice(str(days), _("%(days)s days", days=days)) for days in DAYS],
        default=str(DAYS[1]),
        widget=Radios(),
    )
    submit = SubmitField(_("Make the link"), widget=GovSubmitInput())

    def __init__(self) -> None:
        super().__init__()
        record = record_of(session(), viewer().id)
        self.completed = {c.module: c.title for c in record.completions}
        self.modules.choices = [SelectChoice(slug, title) for slug, title in self.completed.items()]
        if not self.is_submitted():
            self.modules.data = list(self.completed)


@blueprint.get("/record/share")
@learner
def mine() -> str:
    """Show the links that one has made, and offer to make another."""
    return _page(ShareForm())


@blueprint.post("/record/share")
@learner
def make() -> AnyResponse | tuple[str, int]:
    """Make a link; its address is shown this once."""
    form = ShareForm()
    if not form.completed:
        return redirect(url_for(".mine"), 303)
    if not form.validate():
        return _page(form), 422
    everything = set(form.modules.data or ()) == form.completed.keys()
    chosen = None if everything else form.modules.data
    who, days = form.shown_to.data or "", int(form.days.data)
    try:
        token = share_record(session(), viewer().id, who, chosen, days, now())
    except NothingToShare:
        form.modules.errors = [gettext("Choose at least one module that you have completed")]
        return _page(form), 422
    except TooManyLinks:
        form.shown_to.errors = [gettext("You have 20 links open. End one that you do not need")]
        return _page(form), 422
    commit()
    address = site().issuer.public_url + url_for(".shown", token=token)
    flash(gettext("Copy this link now, as it is not shown again: %(link)s", link=address))
    return redirect(url_for(".mine"), 303)


@blueprint.post("/record/share/<int:share_id>/end")
@learner
def end(share_id: int) -> AnyResponse:
    """End a link at once."""
    end_share(session(), viewer().id, share_id, now())
    commit()
    flash(gettext("The link no longer works"), "success")
    return redirect(url_for(".mine"), 303)


@blueprint.get("/shared/<token>")
@limiter.limit(VERIFY_PER_ADDRESS)
@public
def shown(token: str) -> Response:
    """Show the part of a record that its owner chose, to whoever holds the link."""
    found = shared_record(session(), token, today())
    page = render_template("shares/shown.html", shown=found, token=token, today=today())
    return _unlisted(make_response(page))


@blueprint.get("/shared/<token>.pdf")
@limiter.limit(VERIFY_PER_ADDRESS)
@public
def pdf(token: str) -> Response:
    """Return the same part of the record as a transcript."""
    found = shared_record(session(), token, today())
    document = draw_transcript(copy_of(found.name, found.record, site().issuer, today()))
    name = f'attachment; filename="learning-record-{today().isoformat()}.pdf"'
    headers = {"Content-Disposition": name}
    return _unlisted(Response(document, mimetype="application/pdf", headers=headers))


def _unlisted(answer: Response) -> Response:
    """Keep an answer out of search engines."""
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer


def _page(form: ShareForm) -> str:
    links = shares_of(session(), viewer().id, today())
    modules = site().catalogue.modules
    return render_template("shares/mine.html", form=form, links=links, modules=modules)
