"""The tables of the documentation, printed from the code so that they cannot differ from it."""

import inspect

import click
from flask import Flask
from werkzeug.routing import Rule

from elearn import create_app
from elearn.cli.running import in_words
from elearn.config import SETTINGS

PERMISSIONS = """\
# Who may open what

Printed by `elearn docs permissions` from the guard on each view; a test compares the two, and
another calls every address as every role.

- *anyone*: no account is needed. *learner*: everyone who is signed in, whatever else they are.
- Otherwise the roles that are named, by appointment over a unit, and for the people of that unit
  and all below it. *Of the whole partnership*: the appointment is over the partnership itself.
- Whoever is not signed in is sent to sign in. Whoever may not open an address is told that there is
  no such page, the same as of what does not exist.
- What is someone's own stays their own: attempts, answers, results and reflections open for their
  author alone. A certificate opens for its owner, and for managers, leads, auditors and
  administrators over its owner's unit.

| Address | Method | Who | What for |
| --- | --- | --- | --- |
"""
SETTINGS_PAGE = """\
# Settings

Printed by `elearn docs settings`; a test compares the two. Settings are environment variables, read
once at start. One that cannot be used stops the start with a message saying what to set. The
partnership's name, signatory and contacts stand in `partnership.toml` in the instance folder:
`elearn init` makes one to fill in.

| Variable | Default | What it means |
| --- | --- | --- |
"""


@click.group("docs")
def docs() -> None:
    """Print a table of the documentation, as Markdown."""


@docs.command()
@in_words
def permissions() -> None:
    """Print who may open what: docs/permissions.md."""
    click.echo(permissions_page(create_app()), nl=False)


@docs.command()
def settings() -> None:
    """Print every setting: docs/settings.md."""
    click.echo(settings_page(), nl=False)


def permissions_page(app: Flask) -> str:
    """Return the page of permissions: every address with its methods, its guard and its purpose."""
    rules = sorted(app.url_map.iter_rules(), key=lambda rule: (rule.rule, _methods(rule)))
    return PERMISSIONS + "".join(_permission(app, rule) for rule in rules)


def settings_page() -> str:
    """Return the page of settings."""
    rows = (
        f"| `{setting.name}` | {f'`{setting.default}`' if setting.default else 'none'}"
        f" | {setting.meaning} |\n"
        for setting in SETTINGS.values()
    )
    return SETTINGS_PAGE + "".join(rows)


def _permission(app: Flask, rule: Rule) -> str:
    view = app.view_functions[rule.endpoint]
    who = getattr(view, "access", "nobody")
    what = (inspect.getdoc(view) or "").partition("\n")[0]
    if rule.endpoint == "static":
        what = "Styles, scripts and the icon."
    address = rule.rule.replace("uuid:", "").replace("int:", "").replace("path:", "")
    return f"| `{address}` | {_methods(rule)} | {who} | {what} |\n"


def _methods(rule: Rule) -> str:
    return ", ".join(sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}))


COMMANDS = (docs,)
