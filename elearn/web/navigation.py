"""The main navigation: the pages that this person may open."""

from dataclasses import dataclass
from functools import cache

from flask import current_app, url_for
from flask_login import current_user
from markupsafe import Markup

from elearn.domain.access import ROLES, Action, Role
from elearn.web.context import asked, viewer
from elearn.web.wording import gettext, language

APPOINTED = {
    "team.overview": Action.SEE_TEAM,
    "decisions.index": Action.DECIDE_FOR_PEOPLE,
    "learning_log.shared": Action.READ_SHARED_REFLECTIONS,
    "content.index": Action.SIGN_OFF_CONTENT,
    "questions.index": Action.ANALYSE_QUESTIONS,
    "support.index": Action.KEEP_SUPPORT,
    "requirements.index": Action.SET_REQUIREMENTS,
    "admin.people": Action.ADMINISTER,
}
BELOW = {
    "units": "admin",
    "designs": "admin",
    "own_programmes": "requirements",
    "levels": "requirements",
    "views": "team",
    "selection": "team",
    "merging": "admin",
    "joining": "admin",
}  # rooms whose pages are reached through another's


@dataclass(frozen=True, slots=True)
class Link:
    """One link of the navigation; ``active`` where its page or a page below it is open."""

    text: str
    href: str
    active: bool


def navigation() -> Markup:
    """Return the main navigation of whoever is signed in, as HTML; nothing for anyone else."""
    if not current_user.is_authenticated:
        return Markup()
    roles = frozenset(one.role for one in viewer().appointments)
    return _navigation(language(), asked().endpoint, roles)


@cache
def _navigation(_language: str, endpoint: str | None, roles: frozenset[Role]) -> Markup:
    """Return the navigation in a language: there are few, and every page shows one."""
    open_to = {page for page, action in APPOINTED.items() if ROLES[action] & roles}
    room = (endpoint or "").partition(".")[0]
    part = current_app.jinja_env.get_template("parts/navigation.html")
    return Markup(part.render(links=_links(room, endpoint, open_to)))  # noqa: S704 - a template


def _links(room: str, endpoint: str | None, open_to: set[str]) -> tuple[Link, ...]:
    pages = {
        "learning.mine": gettext("My learning"),
        "modules.index": gettext("Modules"),
        "record.mine": gettext("My record"),
        "learning_log.mine": gettext("Learning log"),
        "team.overview": gettext("Team"),
        "decisions.index": gettext("Requests"),
        "learning_log.shared": gettext("Shared reflections"),
        "content.index": gettext("Content"),
        "questions.index": gettext("Questions"),
        "support.index": gettext("Support"),
        "requirements.index": gettext("Requirements"),
        "admin.people": gettext("People"),
    }
    shown = {p: text for p, text in pages.items() if p not in APPOINTED or p in open_to}
    return tuple(Link(text, url_for(p), _is_active(p, room, endpoint)) for p, text in shown.items())


def _is_active(page: str, room: str, endpoint: str | None) -> bool:
    """Tell whether a page, or one below it in its room, is open."""
    if "learning_log.shared" in {page, endpoint}:
        return page == endpoint
    return page.partition(".")[0] == BELOW.get(room, room)
