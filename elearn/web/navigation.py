"""The main navigation: the pages that this person may open."""

from dataclasses import dataclass

from flask import request, url_for
from flask_babel import gettext
from flask_login import current_user

from elearn.domain.access import Action, may
from elearn.web.context import viewer


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
    pages = {
        "learning.mine": gettext("My learning"),
        "modules.index": gettext("Modules"),
        "record.mine": gettext("My record"),
    }
    if may(viewer().appointments, Action.SEE_TEAM):
        pages["team.people"] = gettext("Team")
    if may(viewer().appointments, Action.SIGN_OFF_CONTENT):
        pages["content.index"] = gettext("Content")
    room = (request.endpoint or "").partition(".")[0]
    return tuple(
        Link(text, url_for(page), page.partition(".")[0] == room) for page, text in pages.items()
    )
