"""The main navigation: the pages that this person may open."""

from dataclasses import dataclass
from functools import cache

from flask import request, url_for
from flask_babel import gettext
from flask_login import current_user

from elearn.domain.access import Action, may
from elearn.web.context import viewer
from elearn.web.wording import language


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
    team, content = may(held, Action.SEE_TEAM), may(held, Action.SIGN_OFF_CONTENT)
    setting = may(held, Action.SET_REQUIREMENTS)
    return _links(language(), room, team=team, content=content, setting=setting)


@cache
def _links(
    _language: str, room: str, *, team: bool, content: bool, setting: bool
) -> tuple[Link, ...]:
    """Return the links in a language: there are few such tuples, and every page shows one."""
    pages = {
        "learning.mine": gettext("My learning"),
        "modules.index": gettext("Modules"),
        "record.mine": gettext("My record"),
    }
    if team:
        pages["team.people"] = gettext("Team")
    if content:
        pages["content.index"] = gettext("Content")
    if setting:
        pages["requirements.index"] = gettext("Requirements")
    return tuple(
        Link(text, url_for(page), page.partition(".")[0] == room) for page, text in pages.items()
    )
