"""Which modules the catalogue shows: chosen in the address, each choice with its number."""

from collections.abc import Collection

from flask import request
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from govuk_frontend_wtf.wtforms_widgets import GovCheckboxInput, GovSelect
from wtforms import BooleanField, SelectField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than stubs

from elearn.domain.completion import State
from elearn.domain.content import Kind
from elearn.domain.selection import STATES, Placed, Selection
from elearn.web.context import site, viewer
from elearn.web.filters import kind_words, state_words
from elearn.web.wording import gettext


class CatalogueForm(FlaskForm):  # type: ignore[misc]
    """Which modules to show; an empty choice leaves none out."""

    class Meta:
        """Nothing is changed, so nothing is forged."""

        csrf = False

    kind = SelectField(_("Kind"), widget=GovSelect(), default="")
    theme = SelectField(_("Theme"), widget=GovSelect(), default="")
    service = SelectField(_("Service"), widget=GovSelect(), default="")
    state = SelectField(_("How far you are"), widget=GovSelect(), default="")
    own = BooleanField(_("Only what applies to my service"), widget=GovCheckboxInput())

    @property
    def selection(self) -> Selection:
        """Return what is asked for; what was not understood is left out."""
        said = {field.name: field.data or None for field in self if not field.errors}
        kind, state, own = said.get("kind"), said.get("state"), said.get("own")
        return Selection(
            kind=Kind(kind) if kind else None,
            theme=said.get("theme"),
            service=said.get("service"),
            state=State(state) if state else None,
            own=viewer().service if own else None,
        )


def catalogue_form(modules: Collection[Placed]) -> CatalogueForm:
    """Return what was asked of the catalogue, looked at, with the number that each choice shows."""
    form, catalogue = CatalogueForm(request.args), site().catalogue
    choices: dict[str, dict[str, str]] = {
        "kind": {kind.value: kind_words(kind) for kind in Kind},
        "theme": {theme.slug: theme.title for theme in catalogue.of_kind(Kind.THEME)},
        "service": {service.tag: service.name for service in catalogue.services.values()},
        "state": {state.value: state_words(state) for state in STATES},
    }
    for name, words in choices.items():
        form[name].choices = _choices(words)
    form.validate()
    for name, words in choices.items():
        counts = form.selection.counts(name, words, modules)
        numbered = {key: f"{text} ({counts[key]})" for key, text in words.items()}
        form[name].choices = _choices(numbered)
    if viewer().service is None:
        del form.own
    return form


def _choices(words: dict[str, str]) -> list[SelectChoice]:
    return [SelectChoice("", gettext("All")), *(SelectChoice(k, words[k]) for k in words)]
