"""The words of pages in the reader's language: each text is looked up once, not for each page."""

from functools import lru_cache

from flask import Flask, g
from flask_babel import get_locale, get_translations
from jinja2 import pass_eval_context
from jinja2.nodes import EvalContext
from markupsafe import Markup

TEXTS = 5000  # more than all templates together hold, in two languages


def use_wording(app: Flask) -> None:
    """Let templates find their words so; after Babel, whose own way it takes the place of."""
    app.jinja_env.globals.update(gettext=wording, _=wording)


def language() -> str:
    """Return the language of this answer."""
    if "language" not in g:
        g.language = str(get_locale())
    found: str = g.language
    return found


@pass_eval_context
def wording(context: EvalContext, text: str, **values: object) -> str:
    """Return a text in the reader's language with these values in it, escaped where need be."""
    found = _translated(language(), text)
    ready: str = Markup(found) if context.autoescape else found  # noqa: S704 - our own words
    return ready % values


@lru_cache(TEXTS)
def _translated(_language: str, text: str) -> str:
    return str(get_translations().ugettext(text))
