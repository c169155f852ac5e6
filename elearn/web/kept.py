"""What is the same for many readers is made once: addresses, parts of pages, and whole pages.

A kept page has holes for what is each reader's own. It is rendered by itself: it is given a reader
of whom it knows only that they have a name, and can ask for nothing else about the request.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain

from flask import Flask, Response, current_app, render_template
from flask import session as cookie
from flask_wtf.csrf import generate_csrf
from markupsafe import Markup, escape

from elearn.web.context import viewer
from elearn.web.csrf import masked, token
from elearn.web.headers import csp_nonce
from elearn.web.navigation import Link, navigation
from elearn.web.wording import language

ADDRESSES = 4096
PAGES = 1000  # of some 25 KB each
HOLE = re.compile(rb"\0(\w+)\0")
NAME, TOKEN, NONCE = "\0name\0", "\0token\0", "\0nonce\0"  # no content holds a NUL character
UNKNOWN = ("request", "session", "g", "config")  # what Flask gives every other template

Page = list[bytes]  # the bytes between the holes, and the names of the holes, in turns


class Personal(RuntimeError):
    """A page that is kept for many readers asked for what is only one reader's own."""


@dataclass(frozen=True, slots=True)
class Reader:
    """All that a kept page knows of whoever is signed in."""

    name: str = NAME
    is_authenticated: bool = True


def keep_parts(app: Flask) -> None:
    """Give templates ``kept(name)``: the part with this name, the same on every page, as HTML."""
    parts: dict[tuple[str, str], Markup] = {}

    def kept(name: str) -> Markup:
        part = parts.get((language(), name))
        if part is None:
            part = Markup(app.jinja_env.get_template(f"parts/{name}.html").render())  # noqa: S704
            parts[language(), name] = part
        return part

    app.extensions["elearn_pages"] = {}
    app.jinja_env.globals["kept"] = kept
    # An address depends on nothing but its parts: templates name pages in full, never as ".page".
    app.jinja_env.globals["url_for"] = lru_cache(ADDRESSES)(app.url_for)


def kept_page(template: str, *which: object, **facts: object) -> str | Response:
    """Return a page for whoever is signed in, made of one that is kept for all whom it fits.

    ``which`` tells the pages of a template apart: facts must differ only where it does. Raises
    Personal if the template takes more from the request than a name, a token and a nonce.
    """
    if "_flashes" in cookie:
        return render_template(template, **facts)
    pages: dict[object, Page] = current_app.extensions["elearn_pages"]
    links = navigation()
    key = (template, language(), links, *which)
    page = pages.get(key)
    if page is None:
        if len(pages) >= PAGES:
            pages.clear()
        page = pages[key] = _rendered(template, links, facts)
    own = {b"name": escape(viewer().name), b"token": masked(token()), b"nonce": csp_nonce()}
    filled = (own[hole].encode() for hole in page[1::2])
    return Response(b"".join(chain.from_iterable(zip(page[::2], [*filled, b""], strict=True))))


def _rendered(template: str, links: tuple[Link, ...], facts: dict[str, object]) -> Page:
    environment = current_app.jinja_env
    html = environment.get_template(template).render(
        facts
        | {name: environment.undefined(name=name) for name in UNKNOWN}
        | {
            "current_user": Reader(),
            "csp_nonce": NONCE,
            "csrf_token": lambda: TOKEN,
            "get_flashed_messages": lambda **_: (),
            "nav": links,
        }
    )
    if generate_csrf() in html or csp_nonce() in html:
        raise Personal(template)
    return HOLE.split(html.encode())
