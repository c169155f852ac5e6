"""What is the same for many readers is made once: addresses, parts of pages, and whole pages.

What is kept has holes for what is each reader's own. It is rendered by itself: a kept page is given
a reader of whom it knows only that they have a name, and can ask for nothing else about the
request.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from operator import itemgetter
from typing import Any, NewType, TypeVar
from uuid import UUID

from flask import Flask, render_template
from flask import session as cookie
from flask_wtf.csrf import generate_csrf
from markupsafe import Markup, escape

from elearn.web.context import here, viewer
from elearn.web.csrf import masked, token
from elearn.web.headers import csp_nonce
from elearn.web.navigation import navigation
from elearn.web.wording import language

ADDRESSES = 4096
PAGES = 1000  # of some 25 KB each
GROUPS = 200  # of parts that are made of the same, such as the version of a quiz
PARTS = 1000  # of a group, of some 1 KB each
HOLE = re.compile(r"\0(\w+)\0")
NAME, TOKEN, NONCE, READER = "\0name\0", "\0token\0", "\0nonce\0", "\0reader\0"  # in no content
SOME_ID = UUID(int=0)  # stands in addresses for the id that is each reader's own
NAVIGATION = Markup("\0navigation\0")
UNKNOWN = ("request", "session", "g", "config")  # what Flask gives every other template

Kept = TypeVar("Kept")
Html = NewType("Html", str)  # a text that is HTML: what is not has to go through escape first
Own = Mapping[str, Html]


class Personal(RuntimeError):
    """A page that is kept for many readers asked for what is only one reader's own."""


class Mould:
    """A text with holes, each of which has a name."""

    __slots__ = ("_parts", "_pick")

    def __init__(self, html: str) -> None:
        self._parts = HOLE.split(html)  # the text between the holes, and their names, in turns
        self._pick = _picking(self._parts[1::2])

    def fill(self, own: Own) -> Html:
        """Return the text with these in its holes."""
        parts = self._parts.copy()
        parts[1::2] = self._pick(own)
        return "".join(parts)  # type: ignore[return-value]


@dataclass(frozen=True, slots=True)
class Known:
    """Whoever is signed in, as a kept page may name them to the browser."""

    id: str = READER


@dataclass(frozen=True, slots=True)
class Reader:
    """All that a kept page knows of whoever is signed in."""

    name: str = NAME
    is_authenticated: bool = True
    viewer: Known = Known()


def keep_parts(app: Flask) -> None:
    """Give templates ``kept(name)``: the part with this name, the same on every page, as HTML."""
    parts: dict[tuple[str, str], Markup] = {}

    def kept(name: str) -> Markup:
        part = parts.get((language(), name))
        if part is None:
            part = Markup(app.jinja_env.get_template(f"parts/{name}.html").render())  # noqa: S704
            parts[language(), name] = part
        return part

    app.extensions["elearn_pages"], app.extensions["elearn_parts"] = {}, {}
    app.jinja_env.globals["kept"] = kept
    # An address depends on nothing but its parts: templates name pages in full, never as ".page".
    app.jinja_env.globals["url_for"] = lru_cache(ADDRESSES)(app.url_for)


def kept_page(
    template: str,
    *which: object,
    own: Mapping[str, Html | UUID] | None = None,
    keep: bool = True,
    **facts: object,
) -> str:
    """Return a page for whoever is signed in, made of one that is kept for all whom it fits.

    ``which`` tells the pages of a template apart: facts must differ only where it does. ``own`` are
    facts that are each reader's own: HTML, or one id that stands in addresses. A page that is not
    to be kept is rendered from the same facts. Raises Personal if the template takes more from the
    request than a name, an id, a token and a nonce.
    """
    own = own or {}
    if not keep or "_flashes" in cookie:
        ready = {name: Markup(v) if isinstance(v, str) else v for name, v in own.items()}  # noqa: S704
        return render_template(template, **facts, **ready)
    moulds, key = here().app.extensions["elearn_pages"], (template, language(), *which)
    mould = moulds.get(key) or _keep(moulds, PAGES, key, Mould(_rendered(template, facts, own)))
    reader = viewer()
    return str(
        mould.fill(
            {
                "name": Html(escape(reader.name)),
                "reader": Html(str(reader.id)),
                "token": Html(masked(token())),
                "nonce": Html(csp_nonce()),
                "navigation": Html(navigation()),
                **{name: Html(str(value)) for name, value in own.items()},
            }
        )
    )


class Parts:
    """The macros of a template as moulds, each made once for all readers.

    ``which`` tells what they are made of apart, such as the version of a quiz.
    """

    def __init__(self, template: str, *which: object) -> None:
        self._template = template
        groups: dict[object, dict[object, Mould]] = here().app.extensions["elearn_parts"]
        key = (template, language(), *which)
        found = groups.get(key)
        self._moulds = _keep(groups, GROUPS, key, {}) if found is None else found

    def make(
        self, macro: str, *which: object, own: Own, facts: Callable[[], Mapping[str, object]]
    ) -> Html:
        """Return what a macro makes of these facts and of what is a reader's own.

        Facts must differ only where ``which`` does; they are asked for the first time only.
        """
        key = (macro, *which)
        mould = self._moulds.get(key)
        if mould is None:
            module: Any = here().app.jinja_env.get_template(self._template).module
            html = getattr(module, macro)(**facts(), **_holes(own))
            mould = _keep(self._moulds, PARTS, key, Mould(str(html)))
        return mould.fill(own)


def joined(parts: Iterable[Html]) -> Html:
    """Return pieces of HTML one after the other."""
    return Html("".join(parts))


def _keep(kept: dict[object, Kept], most: int, key: object, value: Kept) -> Kept:
    if len(kept) >= most:
        kept.clear()
    kept[key] = value
    return value


def _picking(names: list[str]) -> Callable[[Own], Iterable[str]]:
    """Return what picks the values with these names, in order."""
    if len(names) > 1:
        return itemgetter(*names)
    return lambda own: [own[name] for name in names]


def _holes(own: Iterable[str]) -> dict[str, Markup]:
    return {name: Markup(f"\0{name}\0") for name in own}  # noqa: S704 - holes, no content


def _rendered(template: str, facts: Mapping[str, object], own: Mapping[str, Html | UUID]) -> str:
    environment = here().app.jinja_env
    ids = [name for name, value in own.items() if isinstance(value, UUID)]
    html = environment.get_template(template).render(
        {**facts, **_holes(own)}
        | dict.fromkeys(ids, SOME_ID)
        | {name: environment.undefined(name=name) for name in UNKNOWN}
        | {
            "current_user": Reader(),
            "csp_nonce": NONCE,
            "csrf_token": lambda: TOKEN,
            "get_flashed_messages": lambda **_: (),
            "nav": NAVIGATION,
        }
    )
    if generate_csrf() in html or csp_nonce() in html:
        raise Personal(template)
    for name in ids:
        html = html.replace(str(SOME_ID), f"\0{name}\0")
    return html
