"""Programmes: named sets of modules, and where the learner is with each."""

from flask import Blueprint, render_template

from elearn.domain.programmes import ProgrammeProgress, programme_progress
from elearn.operations.learning import ModuleProgress, progress_in_all
from elearn.web.context import session, site, today, viewer
from elearn.web.guards import learner

blueprint = Blueprint("programmes", __name__)


@blueprint.get("/programmes/<slug>")
@learner
def programme(slug: str) -> str:
    """Show the modules of a programme, and how many of them complete it."""
    found = site().catalogue.programme(slug)
    everything = progress_in_all(session(), site().catalogue, viewer().id, today())
    by_slug = {here.module.slug: here for here in everything}
    progress = _progress(found.slug, everything)
    return render_template(
        "programmes/programme.html",
        progress=progress,
        members=[by_slug[module.slug] for module in progress.members],
        service=viewer().service,
    )


def all_progress(everything: tuple[ModuleProgress, ...]) -> tuple[ProgrammeProgress, ...]:
    """Return where the learner is with every programme, from where they are with every module."""
    return tuple(_progress(slug, everything) for slug in site().catalogue.programmes)


def _progress(slug: str, everything: tuple[ModuleProgress, ...]) -> ProgrammeProgress:
    catalogue = site().catalogue
    states = {here.module.slug: here.state for here in everything}
    return programme_progress(
        catalogue.programme(slug), catalogue.modules, states, viewer().service
    )
