"""What every view needs: the site, the person who is signed in, the moment, the commit."""

from datetime import UTC, date, datetime

from flask import Request
from flask.ctx import AppContext
from flask.globals import _cv_app, _cv_request
from flask_login import UserMixin, current_user
from sqlalchemy.orm import Session

from elearn.domain.days import day_of
from elearn.operations.accounts import Viewer, viewer_of
from elearn.site import Site


class SignedIn(UserMixin):  # type: ignore[misc]
    """The person who is signed in, as Flask-Login keeps them: known by their sign-in token."""

    def __init__(self, viewer: Viewer, token: str) -> None:
        self.viewer = viewer
        self.token = token

    def get_id(self) -> str:
        """Return the token that the browser's cookie holds."""
        return self.token

    @property
    def name(self) -> str:
        """Return the person's name, for the header."""
        return self.viewer.name


def here() -> AppContext:
    """Return what Flask keeps for this request, itself: a proxy looks it up at every attribute."""
    return _cv_app.get()


def asked() -> Request:
    """Return this request itself, no proxy of it."""
    return _cv_request.get().request


def site() -> Site:
    """Return the site that is being served."""
    found: Site = here().app.extensions["elearn"]
    return found


def session() -> Session:
    """Return this request's database session."""
    own = here().g
    found: Session | None = own.get("database_session")
    if found is None:
        found = own.database_session = site().session()
    return found


def commit() -> None:
    """Make what this request did last, whatever happens next. Called once, by the view."""
    session().commit()


def viewer() -> Viewer:
    """Return the person who is signed in; only behind a guard that asks for one."""
    found: Viewer = (
        here().g.get("_login_user", current_user).viewer
    )  # loaded by the guard, as a rule
    return found


def viewer_by(token: str) -> Viewer | None:
    """Return who holds a sign-in token, or None; what is asked first of every request.

    Only reading is announced for it: no lock is held until a request comes to write.
    """
    with site().read_only():
        return viewer_of(site().driver(session()), token, now())


def now() -> datetime:
    """Return the moment of this request, the same from its start to its end."""
    own = here().g
    moment: datetime | None = own.get("now")
    if moment is None:
        moment = own.now = site().clock()
    return moment


def today() -> date:
    """Return the date of this request in Europe/London."""
    return day_of(now())


def clock() -> datetime:
    """Return the present moment."""
    return datetime.now(UTC)
