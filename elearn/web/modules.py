"""The catalogue and the modules: read section by section, or print whole."""

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from elearn.documents.executive_summary import draw_executive_summary
from elearn.domain.access import Action, may
from elearn.domain.content import (
    ExecutiveSummary,
    Kind,
    Module,
    Section,
)
from elearn.domain.errors import NotFound
from elearn.domain.selection import Selection
from elearn.operations import learning
from elearn.operations.completions import Completed, record_completion
from elearn.operations.learning import progress, progress_in_all, sections_read
from elearn.operations.sign_offs import sign_off_of
from elearn.web.catalogue_forms import catalogue_form
from elearn.web.context import commit, now, session, site, today, viewer
from elearn.web.guards import learner
from elearn.web.handouts import summary_facts
from elearn.web.kept import kept_page
from elearn.web.module_forms import DeclarationForm

blueprint = Blueprint("modules", __name__)


@blueprint.get("/modules")
@learner
def index() -> tuple[str, int]:
    """Show the catalogue by kind, or what was chosen of it, with where the learner is."""
    everything = progress_in_all(session(), site().catalogue, viewer().id, today())
    form = catalogue_form([(here.module, here.state) for here in everything])
    asked = form.selection
    found = [here for here in everything if asked.takes(here.module, here.state)]
    kinds = [(kind, [here for here in found if here.module.kind is kind]) for kind in Kind]
    page = render_template(
        "modules/index.html", form=form, number=len(found), kinds=kinds,
        is_chosen=asked != Selection() or bool(form.errors), service=viewer().service,
    )  # fmt: skip
    return page, 422 if form.errors else 200


@blueprint.get("/modules/<slug>")
@learner
def module(slug: str) -> str:
    """Show what a module is about, its sections, and what is still to do."""
    found = site().catalogue.module(slug)
    here = progress(session(), found, viewer().id, today())
    return render_template(
        "modules/module.html",
        module=found,
        here=here,
        reason=found.reason_for(viewer().service),
        signed=sign_off_of(session(), site().catalogue, found),
        themes=_linked(found.themes),
        cases=_cases_showing(found),
        may_print=may(viewer().appointments, Action.PRINT_QUIZ),
    )


@blueprint.get("/modules/<slug>/<section_id>")
@learner
def section(slug: str, section_id: str) -> str | Response:
    """Show one section; reading it is recorded by the button, never by opening it."""
    found = site().catalogue.module(slug)
    shown = found.section(section_id)
    all_read = sections_read(session(), found, viewer().id, today())
    read, is_first = shown.id in all_read, not all_read
    before, after = _neighbours(found, shown)
    return kept_page(
        "modules/section.html",
        found.content_hash,
        shown.id,
        read,
        is_first,
        module=found,
        section=shown,
        number=found.sections.index(shown) + 1,
        read=read,
        is_first=is_first,
        before=before,
        after=after,
    )


@blueprint.post("/modules/<slug>/<section_id>")
@learner
def mark_read(slug: str, section_id: str) -> AnyResponse:
    """Mark a section as read and go on to the next."""
    found = site().catalogue.module(slug)
    shown = found.section(section_id)
    learning.mark_read(session(), site().catalogue, found, shown, viewer().id, now())
    completed = _record(found)
    commit()
    if completed:
        return redirect(url_for("record.mine", _anchor=completed.number), 303)
    after = _neighbours(found, shown)[1]
    if after:
        return redirect(url_for(".section", slug=slug, section_id=after.id), 303)
    return redirect(_after_the_last(found), 303)


@blueprint.route("/modules/<slug>/declaration", methods=["GET", "POST"])
@learner
def declaration(slug: str) -> str | AnyResponse | tuple[str, int]:
    """Let the learner declare that they have read and understood."""
    found = site().catalogue.module(slug)
    here = progress(session(), found, viewer().id, today())
    form = DeclarationForm()
    if request.method != "POST":
        return render_template("modules/declaration.html", module=found, here=here, form=form)
    if not here.outstanding.declaration:  # sent twice: the first one stands
        return redirect(url_for("quizzes.quiz", slug=slug), 303)
    if here.outstanding.sections or not form.validate():
        return render_template("modules/declaration.html", module=found, here=here, form=form), 422
    learning.declare(session(), site().catalogue, found, viewer().id, now())
    completed = _record(found)
    commit()
    if completed:
        return redirect(url_for("record.mine", _anchor=completed.number), 303)
    return redirect(url_for("quizzes.quiz", slug=slug), 303)


@blueprint.get("/modules/<slug>/print")
@learner
def whole(slug: str) -> str:
    """Show the whole module on one page, for paper."""
    found = site().catalogue.module(slug)
    signed = sign_off_of(session(), site().catalogue, found)
    return render_template("modules/print.html", module=found, signed=signed)


@blueprint.get("/modules/<slug>/executive-summary")
@learner
def executive_summary(slug: str) -> str:
    """Show the embedded executive summary of a case."""
    module, summary = _summarised(slug)
    signed = sign_off_of(session(), site().catalogue, module)
    return render_template(
        "modules/executive-summary.html", module=module, summary=summary, signed=signed
    )


@blueprint.get("/modules/<slug>/executive-summary.pdf")
@learner
def executive_summary_pdf(slug: str) -> Response:
    """Return the executive summary as a printable PDF."""
    pdf = draw_executive_summary(summary_facts(*_summarised(slug), site().issuer))
    return Response(
        pdf,
        mimetype="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{slug}-executive-summary.pdf"'},
    )


def _summarised(slug: str) -> tuple[Module, ExecutiveSummary]:
    found = site().catalogue.module(slug)
    if found.executive_summary is None:
        raise NotFound("executive summary", slug)
    return found, found.executive_summary


def _record(found: Module) -> Completed | None:
    return record_completion(session(), site().catalogue, site().issuer, found, viewer().id, now())


def _after_the_last(found: Module) -> str:
    """Return where to go when the last section is read: back to one missed, or onwards."""
    here = progress(session(), found, viewer().id, today())
    if here.outstanding.sections:
        missed = here.outstanding.sections[0]
        return url_for(".section", slug=found.slug, section_id=missed.id)
    if here.outstanding.declaration:
        return url_for(".declaration", slug=found.slug)
    return url_for("quizzes.quiz", slug=found.slug)


def _neighbours(found: Module, shown: Section) -> tuple[Section | None, Section | None]:
    at = found.sections.index(shown)
    before = found.sections[at - 1] if at else None
    after = found.sections[at + 1] if at + 1 < len(found.sections) else None
    return before, after


def _linked(slugs: tuple[str, ...]) -> list[Module]:
    modules = site().catalogue.modules
    return [modules[slug] for slug in slugs if slug in modules]


def _cases_showing(theme: Module) -> list[Module]:
    return [m for m in site().catalogue.of_kind(Kind.CASE) if theme.slug in m.themes]
