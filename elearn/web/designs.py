"""The design of certificates: looked at first, then saved as a dated version."""

from dataclasses import replace

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from elearn.documents.certificate import draw_certificate
from elearn.documents.pictures import Pictures
from elearn.domain.access import Action
from elearn.domain.design import Design, Look, Signatory, Wording
from elearn.operations import designs
from elearn.web.context import commit, now, session, site, today, viewer
from elearn.web.design_forms import PARTS, AgencyLogoForm, DesignForm, PictureField, held, typed
from elearn.web.guards import appointed
from elearn.web.uploads import takes_file
from elearn.web.wording import gettext

blueprint = Blueprint("designs", __name__)
Answered = AnyResponse | str | tuple[str, int]


@blueprint.route("/admin/certificates", methods=["GET", "POST"])
@takes_file
@appointed(Action.ADMINISTER, over_everyone=True)
def edit() -> Answered:
    """Show the design of certificates, preview another, or save it."""
    before = _in_force()
    form = DesignForm(data=held(before))
    if form.validate_on_submit():
        design, sent = _understood(form, before)
        if request.form.get("step") == "preview":
            return _example(design, sent)
        designs.save_design(session(), design, sent, now(), viewer().id)
        return _saved(gettext("The design is saved. Certificates issued from now on have it"))
    page = render_template(
        "designs/edit.html", form=form, design=before, made=designs.designs_made(session()),
        agencies=designs.agencies_of(session()),
    )  # fmt: skip
    return page, 422 if form.errors else 200


@blueprint.route("/admin/certificates/agency", methods=["GET", "POST"])
@takes_file
@appointed(Action.ADMINISTER, over_everyone=True)
def agency() -> Answered:
    """Give an agency a logo, or take it away: a version of the design as well."""
    before, agencies = _in_force(), designs.agencies_of(session())
    form = AgencyLogoForm(agencies)
    if form.validate_on_submit():
        code, picture = form.agency.data, form.logo.picture
        others = {key: logo for key, logo in before.agencies.items() if key != code}
        mine = {} if form.no_logo.data or picture is None else {code: picture.digest}
        design = replace(before, agencies=others | mine)
        sent = {picture.digest: picture.content} if mine and picture else {}
        if request.form.get("step") == "preview":
            return _example(design, sent, code)
        designs.save_design(session(), design, sent, now(), viewer().id)
        return _saved(gettext("The logo is saved. Certificates issued from now on have it"))
    page = render_template("designs/agency.html", form=form)
    return page, 422 if form.errors else 200


@blueprint.get("/admin/certificates/<int:version>.pdf")
@appointed(Action.ADMINISTER, over_everyone=True)
def example(version: int) -> Response:
    """Return an example of a version of the design, as PDF."""
    return _example(designs.design_of(session(), version), {})


def _in_force() -> Design:
    """Return the design in force."""
    filed = designs.filed_design(site().issuer.partnership)
    return designs.design_in_force(session()) or filed


def _saved(words: str) -> AnyResponse:
    commit()
    flash(words, "success")
    return redirect(url_for(".edit"), 303)


def _understood(form: DesignForm, before: Design) -> tuple[Design, Pictures]:
    """Return the design that was asked for, and the pictures that were sent with it."""
    look, sent = before.look, {}
    for field in (form.logo, form.signature, form.second_signature):
        if field.picture:
            sent[field.picture.digest] = field.picture.content
    old = look.second.image if look.second else None
    second = Signatory(
        typed(form.second_name), typed(form.second_title),
        _picked(form.second_signature, old, drop=form.no_second_signature.data),
    )  # fmt: skip
    asked = Look(
        language=form.language.data, main=typed(form.main), accent=typed(form.accent),
        english=_wording(form, "english"), welsh=_wording(form, "welsh"),
        logo=_picked(form.logo, look.logo, drop=form.no_logo.data),
        second=second if second.name else None,
    )  # fmt: skip
    image = _picked(form.signature, before.first.image, drop=form.no_signature.data)
    first = Signatory(typed(form.name), typed(form.title), image)
    return replace(
        before, design=form.design.data, partnership=typed(form.partnership), first=first,
        look=asked,
    ), sent  # fmt: skip


def _picked(field: PictureField, old: str | None, *, drop: bool) -> str | None:
    """Return the digest of the picture to use: the one sent, none, or the one there was."""
    if field.picture:
        return field.picture.digest
    return None if drop else old


def _wording(form: DesignForm, language: str) -> Wording:
    return Wording(*(typed(form[f"{language}_{part}"]) for part in PARTS))


def _example(design: Design, sent: Pictures, code: str | None = None) -> Response:
    """Return a certificate of a made-up person in a design, of an agency that has a logo."""
    agencies = designs.agencies_of(session())
    code = code or next((c for c in agencies if c in design.agencies), next(iter(agencies), None))
    agency = (code, agencies[code]) if code in agencies else None
    facts = designs.example(design, agency, site().issuer.public_url, today())
    pictures = {**designs.pictures_of(session(), [facts]), **sent}
    headers = {"Content-Disposition": 'inline; filename="example.pdf"'}
    file = draw_certificate(facts, pictures)
    return Response(file, mimetype="application/pdf", headers=headers)
