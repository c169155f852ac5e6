"""Search across the learning."""

from flask import Blueprint, render_template, request, url_for

from elearn.domain.search import Hit
from elearn.web.context import site
from elearn.web.guards import learner

blueprint = Blueprint("search", __name__)

LONGEST = 200
KINDS = ("module", "section", "learning-point", "executive-summary", "glossary")


@blueprint.get("/search")
@learner
def search() -> str:
    """Show what holds the words that were asked for, by kind, best first."""
    asked = request.args.get("q", "").replace("\0", "").strip()[:LONGEST]
    hits = site().search(asked)
    groups = [(kind, [(hit, _address(hit)) for hit in hits if hit.kind == kind]) for kind in KINDS]
    return render_template(
        "search/results.html", asked=asked, number=len(hits), groups=groups, longest=LONGEST
    )


def _address(hit: Hit) -> str:
    if hit.kind == "glossary":
        return url_for("public.glossary", _anchor=hit.part)
    if hit.kind == "section":
        return url_for("modules.section", slug=hit.slug, section_id=hit.part)
    if hit.kind == "executive-summary":
        return url_for("modules.executive_summary", slug=hit.slug)
    if hit.kind == "learning-point":
        return _point_address(hit)
    return url_for("modules.module", slug=hit.slug)


def _point_address(hit: Hit) -> str:
    sections = site().catalogue.module(hit.slug).sections
    shown = next((each.id for each in sections if each.shows == "learning-points"), None)
    if shown is None:
        return url_for("modules.module", slug=hit.slug)
    return url_for("modules.section", slug=hit.slug, section_id=shown, _anchor=hit.part)
