"""Whether a certificate is genuine: anyone who holds it may ask."""

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from govuk_frontend_wtf.wtforms_widgets import GovSubmitInput, GovTextInput
from werkzeug.wrappers import Response as AnyResponse
from wtforms import StringField, SubmitField
from wtforms.validators import InputRequired

from elearn.domain.certification import normalise_number
from elearn.domain.errors import NotFound
from elearn.operations.certificates import verify
from elearn.web.context import session, today
from elearn.web.guards import public
from elearn.web.limits import VERIFY_PER_ADDRESS, limiter

blueprint = Blueprint("verify", __name__)


class NumberForm(FlaskForm):  # type: ignore[misc]
    """A certificate number, however it is typed. It changes nothing, so it needs no token."""

    class Meta:
        """Asked by GET."""

        csrf = False

    number = StringField(
        _("Certificate number"),
        [InputRequired(_("Enter the number printed on the certificate"))],
        description=_("13 letters and digits, such as 7K2M-9QXD-4T8R-B. Capitals, spaces and "
                      "dashes do not matter."),
        widget=GovTextInput(),
    )  # fmt: skip
    submit = SubmitField(_("Check certificate"), widget=GovSubmitInput())


@blueprint.get("/verify")
@public
def form() -> str | AnyResponse | tuple[str, int]:
    """Ask for a number, and go to what is recorded about it."""
    asked = NumberForm(request.args)
    if "number" not in request.args:
        return render_template("verify/form.html", form=NumberForm())
    if not asked.validate():
        return render_template("verify/form.html", form=asked), 422
    typed = asked.number.data or ""
    return redirect(url_for(".answer", number=normalise_number(typed) or typed[:100]), 303)


@blueprint.get("/verify/<path:number>")
@limiter.limit(VERIFY_PER_ADDRESS)
@public
def answer(number: str) -> Response:
    """Say what is recorded about a certificate, with the facts that expose an edited PDF."""
    try:
        found = verify(session(), number, today())
        page = make_response(render_template("verify/answer.html", found=found, form=NumberForm()))
    except NotFound:
        well_formed = normalise_number(number) is not None
        asked = NumberForm(data={"number": number[:100]})
        page = make_response(
            render_template("verify/unknown.html", typed=number[:100], well_formed=well_formed,
                            form=asked), 404,
        )  # fmt: skip
    page.headers["X-Robots-Tag"] = "noindex"
    return page
