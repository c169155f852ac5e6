"""One guard on every view: it marks the view, and one place enforces the mark."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from flask import abort, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from elearn.domain.access import ROLES, Action, may
from elearn.operations.units import covers_everyone
from elearn.web.autosave import is_autosave
from elearn.web.context import asked, here, session, viewer

Answered = Response | tuple[str, int]
WRITTEN = ("answer", "reason")  # how the fields end in which people write, and no secret stands
SOME_WORDS = 3  # fewer are typed again sooner than copied
View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Access:
    """Who may open a view: anyone, any learner, or those whose appointment allows an action."""

    needs_sign_in: bool
    action: Action | None = None
    over_everyone: bool = False

    def __str__(self) -> str:
        if self.action:
            roles = ", ".join(sorted(role.value for role in ROLES[self.action]))
            return f"{roles} of the whole partnership" if self.over_everyone else roles
        return "learner" if self.needs_sign_in else "anyone"


def public(view: View) -> View:
    """Let anyone open a view."""
    return _marked(view, Access(needs_sign_in=False))


def learner(view: View) -> View:
    """Let everyone who is signed in open a view."""
    return _marked(view, Access(needs_sign_in=True))


def appointed(action: Action, *, over_everyone: bool = False) -> Callable[[View], View]:
    """Let only those open a view whose appointment allows an action; others learn nothing of it.

    ``over_everyone`` asks for an appointment over the whole partnership, not some unit of it.
    """

    def mark(view: View) -> View:
        return _marked(view, Access(True, action, over_everyone))

    return mark


def tried_first(quick: Callable[..., Response | None]) -> Callable[[View], View]:
    """Let a view be answered before its guard, by a way whose very statement is the guard.

    ``quick`` takes what the view takes, and answers only what the guard and the check of the form
    would have let pass; whatever it returns None for goes through them to the view.
    """

    def mark(view: View) -> View:
        view.quick = quick  # type: ignore[attr-defined]
        return view

    return mark


def answer_quickly() -> Response | None:
    """Answer a request whose view has a quick way, if that can; None sends it through the guard."""
    wanted = asked()
    if wanted.endpoint is None:
        return None
    quick = getattr(here().app.view_functions[wanted.endpoint], "quick", None)
    return quick(**(wanted.view_args or {})) if quick else None


def enforce_access() -> Answered | None:
    """Let a request pass, send it to sign in, or answer 404; a view without a guard stays shut."""
    endpoint = asked().endpoint
    if endpoint is None:
        return None
    access: Access | None = getattr(here().app.view_functions[endpoint], "access", None)
    if access is None:
        abort(404)
    if access.needs_sign_in and not current_user.is_authenticated:
        return _to_sign_in()
    if access.action and not _allowed(access, access.action):
        abort(404)
    return None


def _to_sign_in() -> Answered:
    """Lead to the sign-in, and from there to the page that was asked for.

    What someone wrote is given back first: their sign-in ended while they were writing. Only to the
    site's own forms, so that nobody else can have words shown here.
    """
    if request.method == "GET":
        return redirect(url_for("accounts.sign_in", next=request.full_path.rstrip("?")), 303)
    written = [
        text
        for name, text in request.form.items()
        if name.endswith(WRITTEN) and len(text.split()) >= SOME_WORDS
    ]
    is_ours = request.headers.get("Origin") == request.host_url.rstrip("/")
    if not written or is_autosave() or not is_ours:
        return redirect(url_for("accounts.sign_in"), 303)
    page = render_template("errors/signed-out.html", written=written, page=request.path)
    return page, 401


def _allowed(access: Access, action: Action) -> bool:
    held = viewer().appointments
    return may(held, action) and (
        not access.over_everyone or covers_everyone(session(), held, action)
    )


def _marked(view: View, access: Access) -> View:
    view.access = access  # type: ignore[attr-defined]
    return view
