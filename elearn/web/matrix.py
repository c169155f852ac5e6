"""The page of a team's matrix: a frame that is kept for all whom it fits, and rows of parts."""

from collections.abc import Callable, Iterable, Mapping

from flask import url_for
from flask_babel import ngettext
from markupsafe import escape

from elearn.domain.access import Action, may
from elearn.operations.teams import Team, TeamRow, UnitName
from elearn.web.cells import PARTS, Cells
from elearn.web.context import site, viewer
from elearn.web.kept import Html, Parts, joined, kept_page
from elearn.web.team_forms import MatrixForm

SOMEONE = 10**9  # stands in the address of a person for the id that is each one's own


def matrix_page(asked: MatrixForm, shown: Team, titles: Iterable[str]) -> str:
    """Return the page that shows a team, with these titles over its columns."""
    parts, chosen, facts = Parts(PARTS), asked.kept, _frame(shown, tuple(titles))
    own = {
        "people": _number("%(num)d person", "%(num)d people", shown.people),
        "everyone": _number(
            "Everyone listed, on all pages: %(num)d person",
            "Everyone listed, on all pages: %(num)d people",
            shown.people,
        ),
        "parts": joined(_part(parts, unit, chosen) for unit in shown.parts),
        "rows": _rows(parts, shown.rows, chosen.get("on")),
        "pages": _pages(shown, chosen),
    }
    which = *facts.values(), asked.names, asked.said, *chosen.items()
    keep = not (asked.errors or asked["name"].data)  # what people write is not kept
    return kept_page("team/matrix.html", *which, own=own, keep=keep, asked=asked, **facts)


def _frame(shown: Team, titles: tuple[str, ...]) -> dict[str, object]:
    """Return what stands round the rows, but for what was asked."""
    return {
        "unit": shown.unit,
        "day": shown.day,
        "titles": titles,
        "by_requirement": shown.asked.columns is not None,
        "divided": bool(shown.parts),
        "anyone": bool(shown.rows),
        "many": shown.pages > 1,
        "may_remind": may(viewer().appointments, Action.DECIDE_FOR_PEOPLE),
    }


def _number(one: str, many: str, number: int) -> Html:
    return Html(escape(ngettext(one, many, number)))


def _part(parts: Parts, unit: UnitName, chosen: Mapping[str, str]) -> Html:
    def facts() -> dict[str, object]:
        return {"code": unit.code, "chosen": chosen}

    own = {"name": Html(escape(unit.name))}
    return parts.make("part", unit.code, *chosen.items(), own=own, facts=facts)


def _pages(shown: Team, chosen: Mapping[str, str]) -> Html:
    code = shown.unit.code if shown.unit else None

    def facts() -> dict[str, object]:
        return {"page": shown.page, "pages": shown.pages, "endpoint": "team.matrix",
                "kept": {**chosen, "unit": code}}  # fmt: skip

    which = shown.page, shown.pages, code, *chosen.items()
    return Parts("components/pages.html").make("page_links", *which, own={}, facts=facts)


def _rows(parts: Parts, people: Iterable[TeamRow], on: str | None) -> Html:
    cells, services = Cells(), site().catalogue.services
    named = {tag: Html(escape(service.name)) for tag, service in services.items()}
    facts = {here: _row_facts(here=here, on=on) for here in (True, False)}

    def row(person: TeamRow) -> Html:
        name = Html(escape(person.name))
        own = {
            "id": Html(str(person.id)),
            "name": name,
            "unit": Html(escape(person.unit)),
            "service": named.get(person.service or "", Html("")),
            "cells": cells.row(name, person.cells),
        }
        return parts.make("row", person.here, on, own=own, facts=facts[person.here])

    return joined(map(row, people))


def _row_facts(*, here: bool, on: str | None) -> Callable[[], dict[str, object]]:
    def facts() -> dict[str, object]:
        href = url_for("people.person", person_id=SOMEONE, on=on)
        return {"here": here, "href": href.replace(str(SOMEONE), "\0id\0")}

    return facts
