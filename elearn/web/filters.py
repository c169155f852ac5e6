"""How facts read on a page: dates, times, minutes, scores and states in words."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from fractions import Fraction
from functools import cache, lru_cache
from typing import Any

from flask import Flask
from flask_babel import format_date, ngettext
from markupsafe import Markup

from elearn.domain.certification import format_number
from elearn.domain.completion import State
from elearn.domain.content import Kind
from elearn.domain.days import LONDON, day_of
from elearn.domain.marking import percentage
from elearn.domain.standing import Standing
from elearn.web.wording import gettext, language

DAYS = 4000  # eleven years: a team's page names the same days again and again


def register_filters(app: Flask) -> None:
    """Make these words known to every template."""
    for name, function in FILTERS.items():
        app.add_template_filter(function, name)


def in_words(day: date | datetime) -> str:
    """Return a date as people read it: 4 March 2026."""
    return _day_in_words(language(), day_of(day) if isinstance(day, datetime) else day)


@lru_cache(DAYS)
def _day_in_words(_language: str, day: date) -> str:
    return str(format_date(day, "d MMMM y"))


def time_in_words(moment: datetime) -> str:
    """Return a time of day in Europe/London: 14:25."""
    return f"{moment.astimezone(LONDON):%H:%M}"


def day_before(day: date) -> date:
    """Return the last day that something is valid, of the first day that it is not."""
    return day - timedelta(days=1)


def minutes_in_words(minutes: int) -> str:
    """Return minutes as hours and minutes in words: 1 hour 25 minutes."""
    hours, rest = divmod(minutes, 60)
    parts = []
    if hours:
        parts.append(ngettext("%(num)d hour", "%(num)d hours", hours))
    if rest or not hours:
        parts.append(ngettext("%(num)d minute", "%(num)d minutes", rest))
    return " ".join(parts)


def hours(minutes: int) -> str:
    """Return minutes as a number of hours, never rounded up: 7, 7.5 or 0.1."""
    tenths = minutes * 10 // 60
    return f"{tenths // 10}.{tenths % 10}".removesuffix(".0")


def per_cent(score: Fraction) -> str:
    """Return a score in whole per cent, never rounded up."""
    return f"{percentage(score)}%"


def marks(value: Fraction) -> str:
    """Return marks to two decimal places at most."""
    return f"{float(value):.2f}".rstrip("0").rstrip(".")


def state_words(state: State | Standing) -> str:
    """Return a state of a module, or a standing with a requirement, as people read it."""
    return _states_in_words(language())[state.value]


@cache
def _states_in_words(_language: str) -> dict[str, str]:
    words = {
        "exempt": gettext("Exempt"),
        "paused": gettext("Paused"),
        "expired": gettext("Expired"),
        "overdue": gettext("Overdue"),
        "expiring": gettext("Expires soon"),
        "complete": gettext("Complete"),
        "due_soon": gettext("Due soon"),
        "in_progress": gettext("In progress"),
        "not_started": gettext("Not started"),
    }
    return {state: str(text) for state, text in words.items()}


def kind_words(kind: str) -> str:
    """Return a kind of module as people read it."""
    words = {
        Kind.OVERVIEW: gettext("Overview"),
        Kind.CASE: gettext("Case"),
        Kind.THEME: gettext("Theme"),
    }
    return str(words[Kind(kind)])


def method_words(method: str) -> str:
    """Return a way of completing as people read it."""
    words = {
        "quiz": gettext("Reading and quiz"),
        "reading": gettext("Reading"),
        "group_review": gettext("Group review"),
        "prior_learning": gettext("Prior learning"),
    }
    return str(words[method])


def raised(html: str) -> str:
    """Return the HTML of a section with its headings one level higher, for a page of its own."""
    for level in (3, 4):  # content has no other headings
        html = html.replace(f"<h{level}>", f"<h{level - 1}>")
        html = html.replace(f"</h{level}>", f"</h{level - 1}>")
    return html


def ready_html(html: str) -> Markup:
    """Return HTML that was sanitised when the content was loaded."""
    return Markup(html)  # noqa: S704 - made by the catalogue, never from a request


FILTERS: dict[str, Callable[..., Any]] = {
    "date": in_words,
    "day_before": day_before,
    "time": time_in_words,
    "minutes": minutes_in_words,
    "hours": hours,
    "per_cent": per_cent,
    "marks": marks,
    "state": state_words,
    "kind": kind_words,
    "method": method_words,
    "raised": raised,
    "html": ready_html,
    "certificate_number": format_number,
}
