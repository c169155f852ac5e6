"""Item analysis by page and as a file: which questions people get wrong, and what they choose."""

from collections import Counter
from collections.abc import Iterator

from flask import Blueprint, Response, render_template, request
from flask_babel import lazy_gettext as _
from flask_babel import ngettext
from flask_wtf import FlaskForm
from govuk_frontend_wtf.wtforms_widgets import GovSelect
from markupsafe import Markup
from wtforms import SelectField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than stubs

from elearn.documents.tables import Cell, Table
from elearn.domain.access import Action
from elearn.domain.errors import NotFound
from elearn.operations.first_attempts import NO_SERVICE
from elearn.operations.item_analysis import (
    QuizLine,
    Version,
    latest,
    quiz_analysed,
    quizzes_analysed,
    versions_of,
)
from elearn.web.context import session, site, viewer
from elearn.web.files import csv_file
from elearn.web.guards import appointed
from elearn.web.question_words import FILTERS, HARD, choice_rows, percent_from, percent_to
from elearn.web.wording import gettext

blueprint = Blueprint("questions", __name__)
for _name, _filter in FILTERS.items():
    blueprint.add_app_template_filter(_filter, _name)
ANY, NONE = "", "none"
MOST_HARD = 3
HEADERS = (
    "Question", "Wording", "Learning outcome", "People asked", "Facility from (%)",
    "Facility to (%)", "Discrimination", "Part", "Choice", "Right", "People from", "People to",
)  # fmt: skip


class AnalysisForm(FlaskForm):  # type: ignore[misc]
    """Which version of a quiz, and whose first attempts at it."""

    class Meta:
        """Nothing is changed, so nothing is forged."""

        csrf = False

    version = SelectField(_("Version of the quiz"), widget=GovSelect())
    service = SelectField(_("Service"), widget=GovSelect(), default=ANY)

    versions: tuple[Version, ...] = ()

    @property
    def chosen(self) -> Version:
        """Return the version asked for; the latest where another was not understood."""
        said = self.version.data
        return next((v for v in self.versions if v.content_hash == said), latest(self.versions))

    @property
    def of_service(self) -> str | None:
        """Return the service asked for; None is everyone."""
        said = ANY if self.service.errors else self.service.data
        return None if said == ANY else NO_SERVICE if said == NONE else said

    @property
    def kept(self) -> dict[str, str]:
        """Return what the link of the file carries on."""
        said = {"version": self.chosen.content_hash, "service": self.service.data}
        return {name: value for name, value in said.items() if value}


@blueprint.get("/admin/questions")
@appointed(Action.ANALYSE_QUESTIONS)
def index() -> str:
    """Show how each quiz did with one's people, and the questions they most get wrong."""
    found = quizzes_analysed(session(), site().catalogue, viewer().appointments)
    return render_template(
        "questions/index.html", found=found, modules=site().catalogue.modules, most=MOST_HARD,
        hard=HARD,
    )  # fmt: skip


@blueprint.get("/admin/questions/<slug>")
@appointed(Action.ANALYSE_QUESTIONS)
def quiz(slug: str) -> str | tuple[str, int]:
    """Show how each question of a quiz did: facility, discrimination and what people chose."""
    form = _form(slug)
    module = site().catalogue.modules.get(slug)
    aims = {outcome.id: outcome.text for outcome in module.outcomes} if module else {}
    page = render_template(
        "questions/quiz.html", form=form, found=_found(slug, form), slug=slug, aims=aims,
        title=module.title if module else slug, choice_rows=choice_rows, names=_service_names(),
    )  # fmt: skip
    return page, 422 if form.errors else 200


@blueprint.get("/admin/questions/<slug>.csv")
@appointed(Action.ANALYSE_QUESTIONS)
def csv(slug: str) -> Response:
    """Return the rows of that page: a row for each choice, numbers as numbers."""
    form = _form(slug)
    if form.errors:
        raise NotFound("report", sorted(form.errors))
    found = _found(slug, form)
    rows = _rows(found) if found else ()
    return csv_file(Table(HEADERS, rows), f"questions-{slug}.csv")


def _rows(found: QuizLine) -> Iterator[tuple[Cell, ...]]:
    for number, line in enumerate(found.questions, start=1):
        item, question = line.item, line.question
        before: tuple[Cell, ...] = (
            number, question.stem_text, question.outcome, item.people,
            percent_from(item.facility), percent_to(item.facility),
            None if item.discrimination is None else round(item.discrimination, 2),
        )  # fmt: skip
        for row in choice_rows(found.quiz, line):
            count = row.people
            yield (
                *before, _plain(row.part_html), _plain(row.choice_html), row.right,
                None if count is None else int(count.low),
                None if count is None else int(count.high),
            )  # fmt: skip


def _form(slug: str) -> AnalysisForm:
    form = AnalysisForm(request.args)
    form.versions = versions_of(session(), site().catalogue, viewer().appointments, slug)
    called = Counter(version.version for version in form.versions)
    form.version.choices = [
        SelectChoice(v.content_hash, _named(v, called[v.version] > 1)) for v in form.versions
    ]
    form.service.choices = [
        SelectChoice(ANY, gettext("all services")),
        *(SelectChoice(s.tag, s.name) for s in site().catalogue.services.values()),
        SelectChoice(NONE, gettext("no service recorded")),
    ]
    if not form.version.data or not form.versions:
        form.version.data = latest(form.versions).content_hash if form.versions else ANY
        form.version.choices = form.version.choices or [SelectChoice(ANY, gettext("none yet"))]
    form.validate()
    return form


def _named(version: Version, several: bool) -> str:
    """Return a version in words, with its hash where several are called the same."""
    people = (
        gettext("fewer than 5 people")
        if version.people is None
        else ngettext("%(num)d person", "%(num)d people", version.people)
    )
    name = f"{version.version} ({version.content_hash[:8]})" if several else version.version
    if version.is_current:
        return str(gettext("%(version)s, in use now: %(people)s", version=name, people=people))
    return str(gettext("%(version)s: %(people)s", version=name, people=people))


def _found(slug: str, form: AnalysisForm) -> QuizLine | None:
    if not form.versions:
        return None
    return quiz_analysed(
        session(), site().catalogue, viewer().appointments, slug, form.chosen, form.of_service
    )


def _service_names() -> dict[str, str]:
    names = {tag: service.name for tag, service in site().catalogue.services.items()}
    return names | {NO_SERVICE: gettext("No service recorded")}


def _plain(html: str) -> str:
    return Markup(html).striptags()  # noqa: S704 - made by the catalogue, and only read as text
