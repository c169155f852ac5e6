"""Signing in and out, and one's own account."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask import session as cookie
from flask_login import current_user, login_user, logout_user
from werkzeug.wrappers import Response

from elearn.operations import accounts
from elearn.web.account_forms import NameForm, PasswordForm, SignInForm
from elearn.web.context import SignedIn, commit, now, session, site, viewer, viewer_by
from elearn.web.guards import learner, public
from elearn.web.idleness import begin_idleness
from elearn.web.limits import (
    SIGN_IN_PER_ACCOUNT,
    SIGN_IN_PER_ADDRESS,
    account_tried,
    limiter,
    was_refused,
)
from elearn.web.wording import gettext

blueprint = Blueprint("accounts", __name__)


@blueprint.route("/sign-in", methods=["GET", "POST"])
@limiter.limit(
    SIGN_IN_PER_ACCOUNT, key_func=account_tried, methods=["POST"], deduct_when=was_refused
)
@limiter.limit(SIGN_IN_PER_ADDRESS, methods=["POST"], deduct_when=was_refused)
@public
def sign_in() -> str | Response | tuple[str, int]:
    """Sign a person in, with a new session, and take them where they were going."""
    form = SignInForm()
    if request.method != "POST":
        return render_template("accounts/sign-in.html", form=form)
    if form.validate():
        try:
            _begin(form.email.data or "", form.password.data or "", shared=form.shared.data)
            return redirect(_next_page(), 303)
        except accounts.WrongPassword:
            form.email.errors = [gettext("Check your email address and password")]
    return render_template("accounts/sign-in.html", form=form), 422


@blueprint.post("/sign-out")
@public
def sign_out() -> Response:
    """End the sign-in on the server and in the browser."""
    if current_user.is_authenticated:
        accounts.end_sign_in(session(), current_user.token)
        commit()
    logout_user()
    cookie.clear()
    flash(gettext("You have signed out"))
    leaving = redirect(url_for("public.home"), 303)
    leaving.headers["Clear-Site-Data"] = '"cache", "storage"'
    return leaving


@blueprint.get("/stay")
@learner
def stay() -> Response:
    """Answer that the sign-in is still good; asking has kept it so."""
    return Response(status=204)


@blueprint.route("/account", methods=["GET", "POST"])
@learner
def account() -> str | Response | tuple[str, int]:
    """Show one's account; change the name that certificates carry."""
    form = NameForm(data={"name": viewer().name})
    if request.method == "POST":
        if form.validate():
            accounts.change_name(session(), site().check_name, viewer().id, form.name.data or "")
            commit()
            flash(gettext("Your name has been changed"))
            return redirect(url_for(".account"), 303)
        return render_template("accounts/account.html", form=form, service=_service()), 422
    return render_template("accounts/account.html", form=form, service=_service())


@blueprint.route("/account/password", methods=["GET", "POST"])
@limiter.limit(
    SIGN_IN_PER_ACCOUNT,
    key_func=lambda: str(viewer().id),
    methods=["POST"],
    deduct_when=was_refused,
)
@learner
def password() -> str | Response | tuple[str, int]:
    """Change one's password, ending every other sign-in."""
    form = PasswordForm()
    if request.method == "POST":
        if form.validate():
            accounts.change_password(
                session(), site().passwords, viewer().id, form.new.data or "", current_user.token
            )
            commit()
            flash(gettext("Your password has been changed"))
            return redirect(url_for(".account"), 303)
        return render_template("accounts/password.html", form=form), 422
    return render_template("accounts/password.html", form=form)


def _begin(email: str, secret: str, *, shared: bool) -> None:
    person_id = accounts.check_password(session(), site().passwords, email, secret)
    if current_user.is_authenticated:
        accounts.end_sign_in(session(), current_user.token)
    token = accounts.begin_sign_in(session(), person_id, now())
    commit()
    cookie.clear()
    found = viewer_by(token)
    assert found is not None  # noqa: S101 - it was stored a moment ago
    begin_idleness(shared=shared)
    login_user(SignedIn(found, token))


def _next_page() -> str:
    """Return the page that was asked for, if it is one of ours."""
    asked = request.args.get("next", "")
    # Browsers read two slashes, either way round, as another site, and skip control characters.
    ours = asked[:1] == "/" and asked[1:2] not in {"/", "\\"} and asked.isprintable()
    return asked if ours else url_for("learning.mine")


def _service() -> str | None:
    service = site().catalogue.services.get(viewer().service or "")
    return service.name if service else None
