"""Pages for anyone: what this is, what to do when worried, accessibility and privacy."""

from flask import Blueprint, redirect, render_template, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from elearn.domain.content import Kind
from elearn.web.context import site
from elearn.web.guards import public

blueprint = Blueprint("public", __name__)


@blueprint.get("/")
@public
def home() -> str | Response:
    """Say what this is; whoever is signed in goes to their learning."""
    if current_user.is_authenticated:
        return redirect(url_for("learning.mine"), 303)
    catalogue = site().catalogue
    return render_template(
        "public/home.html",
        cases=catalogue.of_kind(Kind.CASE),
        themes=catalogue.of_kind(Kind.THEME),
    )


@blueprint.get("/worried")
@public
def worried() -> str:
    """Say what to do when worried about a child now."""
    return render_template("public/worried.html")


@blueprint.get("/accessibility")
@public
def accessibility() -> str:
    """State how accessible the site is."""
    return render_template("public/accessibility.html")


@blueprint.get("/privacy")
@public
def privacy() -> str:
    """State what is kept about people and who sees it."""
    return render_template("public/privacy.html")


@blueprint.get("/glossary")
@public
def glossary() -> str:
    """Explain the words that the learning uses."""
    return render_template("public/glossary.html", terms=site().catalogue.glossary)
