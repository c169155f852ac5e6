"""How templates are found and rendered: ours strictly, the GOV.UK macros as they were written."""

from collections.abc import Callable, MutableMapping
from functools import cached_property
from typing import Any

from flask import Flask
from flask.templating import Environment
from jinja2 import (
    ChainableUndefined,
    ChoiceLoader,
    FileSystemLoader,
    PackageLoader,
    PrefixLoader,
    StrictUndefined,
    Template,
)

from elearn.web.cookies import CookieRequest, SignedCookies
from elearn.web.whole import WholeResponse

GUESTS = ("govuk_frontend_jinja", "govuk_frontend_wtf")


class PageEnvironment(Environment):
    """Templates in which an unknown name is an error, but for the GOV.UK macros.

    Those were written for Nunjucks, which shrugs at unknown names.
    """

    @cached_property
    def guests(self) -> Environment:
        """Return the same environment with lenient names."""
        return self.overlay(undefined=ChainableUndefined)

    def get_template(
        self,
        name: str | Template,
        parent: str | None = None,
        globals: MutableMapping[str, Any] | None = None,  # noqa: A002 - Jinja's own name
    ) -> Template:
        """Return a template, from the lenient environment if it is one of the GOV.UK macros."""
        guest = isinstance(name, str) and name.startswith(GUESTS)
        if guest and self.undefined is StrictUndefined:
            return self.guests.get_template(name, parent, globals)
        return super().get_template(name, parent, globals)


class PageApp(Flask):
    """A Flask app whose pages are rendered so."""

    jinja_environment = PageEnvironment
    request_class = CookieRequest
    response_class = WholeResponse

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.session_interface = SignedCookies()

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """Return the function as it is: none of ours is asynchronous, and each page asks often."""
        return func


def use_templates(app: Flask, folder: str) -> None:
    """Find our templates in a folder, and the GOV.UK macros in their packages."""
    guests = {name: PackageLoader(name) for name in GUESTS}
    app.jinja_options = {
        "undefined": StrictUndefined,
        "trim_blocks": True,
        "lstrip_blocks": True,
        "auto_reload": False,
        "loader": ChoiceLoader([FileSystemLoader(folder), PrefixLoader(guests)]),
    }
