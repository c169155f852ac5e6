"""Whether a certificate is genuine: anyone who holds it may ask."""

from contextlib import closing

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from govuk_frontend_wtf.wtforms_widgets import GovSubmitInput, GovTextInput
from werkzeug.wrappers import Response as AnyResponse
from wtforms import StringField, SubmitField
from wtforms.validators import InputRequired

from elearn.documents.checking import MOST_BYTES, FileFault
from elearn.domain.certification import normalise_number
from elearn.domain.errors import NotFound
from elearn.operations.transcripts import VerifiedTranscript
from elearn.verifying import check_file as file_answer
from elearn.verifying import check_number
from elearn.web.context import session, site, today
from elearn.web.guards import public
from elearn.web.limits import FILES_PER_ADDRESS, VERIFY_PER_ADDRESS, limiter
from elearn.web.uploads import takes_file
from elearn.web.widgets import FileInput

blueprint = Blueprint("verify", __name__)


class NumberForm(FlaskForm):  # type: ignore[misc]
    """A certificate number, however it is typed. It changes nothing, so it needs no token."""

    class Meta:
        """Asked by GET."""

        csrf = False

    number = StringField(
        _("Number of the certificate or transcript"),
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
        return _form()
    if not asked.validate():
        return _form(numbers=asked), 422
    typed = asked.number.data or ""
    return redirect(url_for(".answer", number=normalise_number(typed) or typed[:100]), 303)


class FileForm(FlaskForm):  # type: ignore[misc]
    """A certificate as PDF."""

    file = FileField(
        _("Certificate or transcript as a PDF file"),
        [FileRequired(_("Choose the PDF file that you were sent"))],
        description=_("At most 2 MB. We look at the file and do not keep it."),
        widget=FileInput(),
    )
    check = SubmitField(_("Check file"), widget=GovSubmitInput())


FAULTS = {
    "empty": _("The file is empty"),
    "too_big": _("The file is larger than 2 MB, so it is no certificate of ours"),
    "not_pdf": _("The file is not a PDF, or it is damaged"),
    "encrypted": _("The file is locked with a password; our certificates are not"),
}


@blueprint.post("/verify/file")
@limiter.limit(FILES_PER_ADDRESS)
@takes_file
@public
def check_file() -> str | tuple[str, int]:
    """Say whether a file is one that we issued, signed by us, and unchanged since."""
    asked = FileForm()
    if not asked.validate_on_submit():
        return _form(files=asked), 422
    with closing(asked.file.data) as sent:
        data = sent.read(MOST_BYTES + 1)
    try:
        found = file_answer(session(), site().seal, data, today())
    except FileFault as fault:
        asked.file.errors = [FAULTS[fault.reason]]
        return _form(files=asked), 422
    return render_template("verify/file.html", found=found)


def _form(numbers: NumberForm | None = None, files: FileForm | None = None) -> str:
    """Return the page with both ways to check."""
    numbers = numbers or NumberForm(formdata=None)
    files = files or FileForm(formdata=None)
    return render_template("verify/form.html", form=numbers, files=files)


@blueprint.get("/verify/<path:number>")
@limiter.limit(VERIFY_PER_ADDRESS)
@public
def answer(number: str) -> Response:
    """Say what is recorded under a number, with the facts that expose an edited PDF."""
    try:
        found = check_number(session(), number, today())
        of_record = isinstance(found, VerifiedTranscript)
        name = "verify/transcript.html" if of_record else "verify/answer.html"
        page = make_response(render_template(name, found=found))
    except NotFound:
        well_formed = normalise_number(number) is not None
        asked = NumberForm(data={"number": number[:100]})
        page = make_response(
            render_template("verify/unknown.html", typed=number[:100], well_formed=well_formed,
                            form=asked), 404,
        )  # fmt: skip
    page.headers["X-Robots-Tag"] = "noindex"
    return page
