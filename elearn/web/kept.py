"""What is the same for everyone who asks: parts of pages and addresses, made once and kept."""

from functools import lru_cache

from flask import Flask
from markupsafe import Markup

from elearn.web.wording import language

ADDRESSES = 4096


def keep_parts(app: Flask) -> None:
    """Give templates ``kept(name, *which, **facts)``: the part with this name, as HTML.

    ``which`` tells apart what is made of the same template: ids of content and its hashes, so that
    they are as few as the content itself. A part is rendered by itself, so it knows neither who is
    signed in nor the answer's nonce; it must not ask for the session or a token either.
    """
    parts: dict[tuple[str, ...], Markup] = {}

    def kept(name: str, *which: str, **facts: object) -> Markup:
        key = (language(), name, *which)
        part = parts.get(key)
        if part is None:
            html = app.jinja_env.get_template(f"parts/{name}.html").render(facts)
            part = parts[key] = Markup(html)  # noqa: S704 - escaped by the template
        return part

    app.jinja_env.globals["kept"] = kept
    # An address depends on nothing but its parts: templates name pages in full, never as ".page".
    app.jinja_env.globals["url_for"] = lru_cache(ADDRESSES)(app.url_for)
