"""The main navigation: the pages that this person may open."""

from dataclasses import dataclass
from functools import cache

from flask import request, url_for
from flask_babel import gettext
from flask_login import current_user

from elearn.domain.access import Action, may
from elearn.web.context import viewer
from elearn.web.wording import language

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


def navigation() -> tuple[Link, ...]:
    """Return the links for whoever is signed in; none for anyone else."""
    if not current_user.is_authenticated:
        return ()
    held = viewer().appointments
    room = (request.endpoint or "").partition(".")[0]
    open_to = frozenset(page for page, action in APPOINTED.items() if may(held, action))
    return _links(language(), room, request.endpoint, open_to)


@cache
def _links(
    _language: str, room: str, endpoint: str | None, open_to: frozenset[str]
) -> tuple[Link, ...]:
    """Return the links in a language: there are few such tuples, and every page shows one."""
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
