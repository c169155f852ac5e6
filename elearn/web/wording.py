"""The words of pages in the reader's language: each text is looked up once, not for each page."""

from functools import lru_cache

from flask import Flask
from flask_babel import Babel, get_translations
from jinja2 import pass_eval_context
from jinja2.nodes import EvalContext
from markupsafe import Markup

TEXTS = 5000  # more than all templates together hold, in two languages


def use_wording(app: Flask) -> None:
    """Let Babel know the language, and templates find their words by this shorter way."""
    Babel(app, locale_selector=language)
    app.jinja_env.globals.update(gettext=wording, _=wording)


def language() -> str:
    """Return the language of this answer. So far there is one."""
    return "en_GB"


@pass_eval_context
def wording(context: EvalContext, text: str, **values: object) -> str:
    """Return a text in the reader's language with these values in it, escaped where need be."""
    found = _translated(language(), text, html=context.autoescape)
    return found % values if values or "%" in found else found


def gettext(text: str, **values: object) -> str:
    """Return a text in the reader's language with these values in it, as plain text."""
    found = _translated(language(), text, html=False)
    return found % values if values else found


@lru_cache(TEXTS)
def _translated(_language: str, text: str, *, html: bool) -> str:
    found = str(get_translations().ugettext(text))
    return Markup(found) if html else found  # noqa: S704 - our own words
