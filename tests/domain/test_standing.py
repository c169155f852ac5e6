"""Standing: a table of cases to the day, and the laws that hold for all of them."""

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from elearn.domain.programmes import ProgrammeRule
from elearn.domain.requirements import (
    FOREVER,
    Asked,
    Audience,
    ExpiryRule,
    Period,
    Place,
    Version,
    expiries,
    merged,
    put_off,
)
from elearn.domain.standing import (
    Compliance,
    Extension,
    Facts,
    Standing,
)
from elearn.domain.timelines import situation_on, spans, standing_on

EAST, WEST, TRUST, COUNCIL = 1, 2, 10, 20
ABOVE = {EAST: {TRUST}, WEST: {TRUST}, COUNCIL: set()}
ONE = Asked(ProgrammeRule.ALL, ("a",))
TWO = Asked(ProgrammeRule.ALL, ("a", "b"))
ANY_TWO = Asked(ProgrammeRule.ANY, ("a", "b", "c"), 2)
CASES = Asked(ProgrammeRule.APPLIES, by_service={"school": ("a",), "police": ("b",)})


def on(text: str) -> date:
    """Return a date: ``2026-03-04``."""
    return date.fromisoformat(text)


def version(effective_from: str = "2026-01-01", **changes: Any) -> Version:
    """Return a version for everyone of the trust: module a within 28 days, every 12 months."""
    parts: dict[str, Any] = {
        "asked": ONE, "audience": Audience(frozenset({TRUST})), "due_days": 28,
        "validity_months": 12,
    }  # fmt: skip
    return Version(on(effective_from), **parts | changes)


def place(
    begins: str = "2020-01-01", ends: str | None = None, unit: int = EAST, **changes: Any
) -> Place:
    """Return a membership of a unit."""
    period = Period(on(begins), on(ends) if ends else FOREVER)
    return Place(period, unit, frozenset({unit} | ABOVE[unit]), **changes)


def period(begins: str, ends: str | None = None) -> Period:
    """Return a stretch of days."""
    return Period(on(begins), on(ends) if ends else FOREVER)


def did(*days: str, **others: tuple[str, ...]) -> dict[str, tuple[date, ...]]:
    """Return the days on which a, and others by name, were completed."""
    named = {"a": days, **others}
    return {module: tuple(map(on, found)) for module, found in named.items() if found}


HERE = (place(),)
SEPTEMBER = version("2025-01-01", expiry_rule=ExpiryRule.FIXED_DATE, fixed_month=9, fixed_day=1)

# What is so, then pairs of a day and the standing on it; None is where it does not apply.
VECTORS: dict[str, tuple[list[Version], Facts, dict[str, str | None]]] = {
    "due 28 days after the requirement's start": (
        [version()], Facts(HERE),
        {"2025-12-31": None, "2026-01-01": "due_soon", "2026-01-29": "due_soon",
         "2026-01-30": "overdue"},
    ),
    "not started, begun, due soon, overdue": (
        [version(due_days=90)], Facts(HERE, started={"a": on("2026-02-01")}),
        {"2026-01-31": "not_started", "2026-02-01": "in_progress", "2026-03-01": "in_progress",
         "2026-03-02": "due_soon", "2026-04-01": "due_soon", "2026-04-02": "overdue"},
    ),
    "a fixed day, and the later of both": (
        [version(due_on=on("2026-03-31"))], Facts(HERE),
        {"2026-02-28": "not_started", "2026-03-01": "due_soon", "2026-03-31": "due_soon",
         "2026-04-01": "overdue"},
    ),
    "a new starter after the fixed day has the grace": (
        [version(due_on=on("2026-03-31"), due_days=None, grace_days=14)],
        Facts((place("2026-06-01"),)),
        {"2026-05-31": None, "2026-06-01": "due_soon", "2026-06-15": "due_soon",
         "2026-06-16": "overdue"},
    ),
    "12 months from 12 February: the 11th is the last valid day": (
        [version()], Facts(HERE, did("2026-02-12")),
        {"2026-02-11": "overdue", "2026-02-12": "complete", "2026-11-13": "complete",
         "2026-11-14": "expiring", "2027-02-11": "expiring", "2027-02-12": "expired"},
    ),
    "12 months from a leap day": (
        [version("2024-01-01")], Facts(HERE, did("2024-02-29")),
        {"2025-02-27": "expiring", "2025-02-28": "expired"},
    ),
    "6 months from 31 August": (
        [version("2025-01-01", validity_months=6)], Facts(HERE, did("2025-08-31")),
        {"2026-02-27": "expiring", "2026-02-28": "expired"},
    ),
    "renewed the day before the window: from the day of completion": (
        [version()], Facts(HERE, did("2026-02-12", "2026-11-13")),
        {"2027-02-12": "complete", "2027-11-12": "expiring", "2027-11-13": "expired"},
    ),
    "renewed on the window's first day: the anniversary is kept": (
        [version()], Facts(HERE, did("2026-02-12", "2026-11-14")),
        {"2026-11-14": "complete", "2028-02-11": "expiring", "2028-02-12": "expired"},
    ),
    "renewed on the last valid day": (
        [version()], Facts(HERE, did("2026-02-12", "2027-02-11")),
        {"2027-02-11": "complete", "2028-02-11": "expiring", "2028-02-12": "expired"},
    ),
    "renewed on the first expired day: from the day of completion": (
        [version()], Facts(HERE, did("2026-02-12", "2027-02-12")),
        {"2027-02-12": "complete", "2028-02-11": "expiring", "2028-02-12": "expired"},
    ),
    "renewed a month late": (
        [version()], Facts(HERE, did("2026-02-12", "2027-03-12")),
        {"2027-03-11": "expired", "2027-03-12": "complete", "2028-03-12": "expired"},
    ),
    "by completion: the window keeps nothing": (
        [version(expiry_rule=ExpiryRule.COMPLETION)],
        Facts(HERE, did("2026-02-12", "2026-12-01")),
        {"2027-11-30": "expiring", "2027-12-01": "expired"},
    ),
    "by a fixed day: the last within the validity": (
        [version("2025-01-01", expiry_rule=ExpiryRule.FIXED_DATE, fixed_month=9, fixed_day=1)],
        Facts(HERE, did("2025-10-10")),
        {"2026-06-02": "complete", "2026-06-03": "expiring", "2026-09-01": "expired"},
    ),
    "by completion: renewed the day before the window": (
        [version(expiry_rule=ExpiryRule.COMPLETION)],
        Facts(HERE, did("2026-02-12", "2026-11-13")),
        {"2027-08-14": "complete", "2027-08-15": "expiring", "2027-11-12": "expiring",
         "2027-11-13": "expired"},
    ),
    "by completion: renewed on the last valid day": (
        [version(expiry_rule=ExpiryRule.COMPLETION)],
        Facts(HERE, did("2026-02-12", "2027-02-11")),
        {"2027-02-12": "complete", "2028-02-10": "expiring", "2028-02-11": "expired"},
    ),
    "by completion: renewed on the first expired day": (
        [version(expiry_rule=ExpiryRule.COMPLETION)],
        Facts(HERE, did("2026-02-12", "2027-02-12")),
        {"2027-02-11": "expiring", "2027-02-12": "complete", "2028-02-12": "expired"},
    ),
    "by a fixed day: the day before its window the same day counts": (
        [SEPTEMBER], Facts(HERE, did("2025-10-10", "2026-06-02")),
        {"2026-06-02": "complete", "2026-06-03": "expiring", "2026-08-31": "expiring",
         "2026-09-01": "expired"},
    ),
    "by a fixed day: on its last valid day the next year counts": (
        [SEPTEMBER], Facts(HERE, did("2025-10-10", "2026-08-31")),
        {"2026-08-30": "expiring", "2026-08-31": "complete", "2027-08-31": "expiring",
         "2027-09-01": "expired"},
    ),
    "by a fixed day: on the first expired day the next year counts": (
        [SEPTEMBER], Facts(HERE, did("2025-10-10", "2026-09-01")),
        {"2026-08-31": "expiring", "2026-09-01": "complete", "2027-08-31": "expiring",
         "2027-09-01": "expired"},
    ),
    "by a fixed day that only leap years have: the last of February": (
        [version("2023-01-01", expiry_rule=ExpiryRule.FIXED_DATE, fixed_month=2, fixed_day=29)],
        Facts(HERE, did("2023-03-01")),
        {"2023-12-01": "expiring", "2024-02-28": "expiring", "2024-02-29": "expired"},
    ),
    "a window of no days: valid until it is not": (
        [version(window_days=0)], Facts(HERE, did("2026-02-12")),
        {"2027-02-11": "complete", "2027-02-12": "expired"},
    ),
    "no grace for a new starter after the fixed day: due on the first": (
        [version(due_on=on("2026-03-31"), due_days=None, grace_days=0)],
        Facts((place("2026-06-01"),)),
        {"2026-06-01": "due_soon", "2026-06-02": "overdue"},
    ),
    "a new starter on the fixed day: it has not passed": (
        [version(due_on=on("2026-03-31"), due_days=None)], Facts((place("2026-03-31"),)),
        {"2026-03-31": "due_soon", "2026-04-01": "overdue"},
    ),
    "due on a fixed leap day": (
        [version("2028-01-01", due_on=on("2028-02-29"), due_days=None)], Facts(HERE),
        {"2028-02-29": "due_soon", "2028-03-01": "overdue"},
    ),
    "by a fixed day: inside its window the next year counts": (
        [version("2025-01-01", expiry_rule=ExpiryRule.FIXED_DATE, fixed_month=9, fixed_day=1)],
        Facts(HERE, did("2025-10-10", "2026-06-03")),
        {"2026-09-01": "complete", "2027-08-31": "expiring", "2027-09-01": "expired"},
    ),
    "without validity it never lapses": (
        [version(validity_months=None)], Facts(HERE, did("2026-01-05")), {"2099-01-01": "complete"},
    ),
    "all of two: complete with the second, until the first lapses": (
        [version(asked=TWO)], Facts(HERE, did("2026-01-05", b=("2026-01-20",))),
        {"2026-01-05": "due_soon", "2026-01-20": "complete", "2027-01-05": "expired"},
    ),
    "any two of three: the best two count": (
        [version(asked=ANY_TWO)],
        Facts(HERE, did("2026-01-05", b=("2026-01-20",), c=("2026-06-01",))),
        {"2027-01-05": "expiring", "2027-01-19": "expiring", "2027-01-20": "expired"},
    ),
    "a mover within the audience keeps the clock": (
        [version()], Facts((place(ends="2026-01-15"), place("2026-01-15", unit=WEST))),
        {"2026-01-29": "due_soon", "2026-01-30": "overdue"},
    ),
    "a mover into the audience starts the clock": (
        [version()], Facts((place(ends="2026-05-01", unit=COUNCIL), place("2026-05-01"))),
        {"2026-04-30": None, "2026-05-01": "due_soon", "2026-05-29": "due_soon",
         "2026-05-30": "overdue"},
    ),
    "a change of service asks for other cases anew": (
        [version(asked=CASES)],
        Facts((place(ends="2026-05-01", service="school"), place("2026-05-01", service="police")),
              did("2026-01-10")),
        {"2026-04-30": "complete", "2026-05-01": "due_soon", "2026-05-30": "overdue"},
    ),
    "a leaver": (
        [version()], Facts((place(ends="2026-02-01"),), did("2026-01-10")),
        {"2026-01-31": "complete", "2026-02-01": None},
    ),
    "a returner is due anew": (
        [version()], Facts((place(ends="2026-02-01"), place("2026-06-01"))),
        {"2026-01-31": "overdue", "2026-03-01": None, "2026-06-01": "due_soon",
         "2026-06-29": "due_soon", "2026-06-30": "overdue"},
    ),
    "a returner whose completion is in date": (
        [version()], Facts((place(ends="2026-02-01"), place("2026-06-01")), did("2026-01-10")),
        {"2026-06-01": "complete", "2027-01-10": "expired"},
    ),
    "a returner whose completion lapsed while away": (
        [version()], Facts((place(ends="2026-02-01"), place("2027-06-01")), did("2026-01-10")),
        {"2027-06-01": "due_soon", "2027-06-29": "due_soon", "2027-06-30": "overdue"},
    ),
    "nothing expires before it is due": (
        [version("2026-06-01", due_days=60)], Facts(HERE, did("2025-06-20")),
        {"2026-06-19": "expiring", "2026-06-20": "in_progress",
         "2026-07-01": "due_soon", "2026-07-31": "due_soon", "2026-08-01": "expired"},
    ),
    "a pause before the due day moves it": (
        [version()], Facts(HERE, pauses=(period("2026-01-10", "2026-02-10"),)),
        {"2026-01-09": "not_started", "2026-01-10": "paused", "2026-02-09": "paused",
         "2026-02-10": "due_soon", "2026-03-01": "due_soon", "2026-03-02": "overdue"},
    ),
    "a pause that begins on the due day leaves that day to come": (
        [version()], Facts(HERE, pauses=(period("2026-01-29", "2026-02-10"),)),
        {"2026-01-28": "due_soon", "2026-02-09": "paused", "2026-02-10": "due_soon",
         "2026-02-11": "overdue"},
    ),
    "a pause across an expiry moves it": (
        [version()], Facts(HERE, did("2026-02-12"), pauses=(period("2027-02-01", "2027-08-01"),)),
        {"2027-01-31": "complete", "2027-02-12": "paused", "2027-08-01": "expiring",
         "2027-08-11": "expiring", "2027-08-12": "expired"},
    ),
    "a pause after the expiry changes nothing": (
        [version()], Facts(HERE, did("2026-02-12"), pauses=(period("2027-03-01", "2027-04-01"),)),
        {"2027-02-12": "expired", "2027-03-01": "paused", "2027-04-01": "expired"},
    ),
    "a pause without an end": (
        [version()], Facts(HERE, pauses=(period("2026-01-10"),)),
        {"2026-01-09": "not_started", "2030-01-01": "paused"},
    ),
    "exempt comes before paused": (
        [version()],
        Facts(HERE, exemptions=(period("2026-01-10", "2026-03-01"),),
              pauses=(period("2026-02-01", "2026-04-01"),)),
        {"2026-01-10": "exempt", "2026-02-15": "exempt", "2026-03-01": "paused",
         "2026-04-01": "due_soon", "2026-04-29": "due_soon", "2026-04-30": "overdue"},
    ),
    "an extension counts from the day it was granted": (
        [version()], Facts(HERE, extensions=(Extension(on("2026-02-05"), on("2026-03-31")),)),
        {"2026-02-04": "overdue", "2026-02-05": "not_started", "2026-03-01": "due_soon",
         "2026-03-31": "due_soon", "2026-04-01": "overdue"},
    ),
    "an extension for someone who expired": (
        [version()],
        Facts(HERE, did("2026-01-10"), extensions=(Extension(on("2027-01-15"), on("2027-02-01")),)),
        {"2027-01-14": "expired", "2027-01-15": "due_soon", "2027-02-01": "due_soon",
         "2027-02-02": "expired"},
    ),
    "a new version never undoes a completion": (
        [version(), version("2026-07-01", asked=TWO, validity_months=6)],
        Facts(HERE, did("2026-01-10")),
        {"2026-07-01": "complete", "2027-01-09": "expiring", "2027-01-10": "expired"},
    ),
    "a completion after the new version is measured by it": (
        [version(), version("2026-07-01", asked=TWO)], Facts(HERE, did("2026-07-01")),
        {"2026-06-30": "overdue", "2026-07-01": "overdue"},
    ),
    "past dates keep their version": (
        [version(), version("2026-07-01", audience=Audience(frozenset({COUNCIL})))], Facts(HERE),
        {"2026-06-30": "overdue", "2026-07-01": None},
    ),
    "an ended requirement applies to nobody": (
        [version(), version("2026-07-01", ended=True)], Facts(HERE, did("2026-01-10")),
        {"2026-06-30": "complete", "2026-07-01": None},
    ),
    "of two versions of one day the later made counts": (
        [version(due_days=90), version(due_days=10)], Facts(HERE),
        {"2026-01-11": "due_soon", "2026-01-12": "overdue"},
    ),
    "an empty programme is never complete": (
        [version(asked=CASES)], Facts((place(service="gp"),), did("2026-01-10")),
        {"2026-01-10": "due_soon", "2026-01-30": "overdue"},
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", VECTORS)
def test_the_standing_of_each_case_to_the_day(name: str) -> None:
    versions, facts, expected = VECTORS[name]
    found = {day: standing_on(versions, facts, on(day)) for day in expected}
    assert found == expected


@pytest.mark.parametrize("name", VECTORS)
def test_the_timeline_of_each_case_says_the_same(name: str) -> None:
    versions, facts, expected = VECTORS[name]
    assert {day: looked_up(versions, facts, on(day)) for day in expected} == expected


def looked_up(versions: list[Version], facts: Facts, day: date) -> Standing | None:
    """Return the standing on a day by looking it up in the timeline."""
    found = [s for s in spans(versions, facts) if s.begins_on <= day < s.ends_on]
    assert len(found) <= 1
    return found[0].standing if found else None


FIRST = on("2024-01-01")
DAYS = st.integers(0, 1000).map(lambda n: FIRST + timedelta(days=n))
PERIODS = st.tuples(DAYS, st.integers(1, 300) | st.none()).map(
    lambda p: Period(p[0], p[0] + timedelta(days=p[1]) if p[1] else FOREVER)
)
SOME = st.lists(DAYS, max_size=4, unique=True).map(lambda days: tuple(sorted(days)))


@st.composite
def memberships(draw: st.DrawFn) -> tuple[Place, ...]:
    """Draw up to four memberships that do not overlap."""
    cuts = sorted(draw(st.lists(DAYS, min_size=2, max_size=8, unique=True)))
    found = []
    for begins, ends in zip(cuts[::2], cuts[1::2], strict=False):
        unit = draw(st.sampled_from(sorted(ABOVE)))
        service = draw(st.sampled_from(["school", "police", None]))
        found.append(Place(Period(begins, ends), unit, frozenset({unit} | ABOVE[unit]), service))
    if draw(st.booleans()) and found:
        found[-1] = replace(found[-1], period=Period(found[-1].period.begins_on))
    return tuple(found)


VERSIONS = st.lists(
    st.builds(
        Version,
        DAYS,
        st.sampled_from([ONE, TWO, ANY_TWO, CASES]),
        audience=st.builds(
            Audience,
            st.sampled_from([frozenset(), frozenset({TRUST}), frozenset({EAST})]),
            st.sampled_from([frozenset(), frozenset({"school"})]),
        ),
        due_on=DAYS | st.none(),
        due_days=st.integers(0, 200) | st.none(),
        validity_months=st.sampled_from([None, 1, 6, 12, 36]),
        window_days=st.sampled_from([0, 30, 90]),
        expiry_rule=st.sampled_from(ExpiryRule),
        fixed_month=st.integers(1, 12),
        fixed_day=st.integers(1, 31),
        ended=st.sampled_from([False, False, False, True]),
    ),
    min_size=1,
    max_size=3,
)
FACTS = st.builds(
    Facts,
    memberships(),
    st.fixed_dictionaries({"a": SOME, "b": SOME, "c": SOME}),
    st.dictionaries(st.sampled_from("abc"), DAYS),
    st.lists(PERIODS, max_size=2).map(tuple),
    st.lists(PERIODS, max_size=3).map(merged),
    st.lists(st.builds(Extension, DAYS, DAYS), max_size=2).map(tuple),
)
ASKED_DAYS = [FIRST + timedelta(days=n) for n in range(-3, 2600, 1)]


@given(VERSIONS, FACTS, st.lists(st.sampled_from(ASKED_DAYS), min_size=1, max_size=60))
def test_the_timeline_and_the_function_agree_on_every_date(
    versions: list[Version], facts: Facts, days: list[date]
) -> None:
    timeline = spans(versions, facts)
    edges = {day for s in timeline for day in (s.begins_on, s.ends_on) if day != FOREVER}
    for day in {*days, *edges, *(edge - timedelta(days=1) for edge in edges)}:
        span = next((s for s in timeline if s.begins_on <= day < s.ends_on), None)
        situation = situation_on(versions, facts, day)
        assert (span.situation if span else None) == situation
        assert (span.standing if span else None) == standing_on(versions, facts, day)


@given(VERSIONS, FACTS)
def test_the_timeline_is_in_order_and_says_nothing_twice(
    versions: list[Version], facts: Facts
) -> None:
    timeline = spans(versions, facts)
    for before, after in pairwise(timeline):
        assert before.begins_on < before.ends_on <= after.begins_on
        if before.ends_on == after.begins_on:
            assert (before.standing, before.situation) != (after.standing, after.situation)


@given(SOME, st.sampled_from(list(ExpiryRule)), DAYS, st.integers(12, 36))
def test_completing_again_never_makes_it_lapse_sooner(
    days: tuple[date, ...], rule: ExpiryRule, fixed: date, months: int
) -> None:
    asked = version(expiry_rule=rule, validity_months=months, fixed_month=fixed.month,
                    fixed_day=fixed.day)  # fmt: skip
    found = expiries(asked, days, ())
    assert list(found) == sorted(found)
    assert all(lapse > day for day, lapse in zip(days, found, strict=True))


@given(DAYS, DAYS, st.lists(PERIODS, max_size=3).map(merged))
def test_a_day_put_off_leaves_as_many_days_that_were_not_paused(
    start: date, end: date, pauses: tuple[Period, ...]
) -> None:
    if start > end:
        start, end = end, start
    moved = put_off(start, end, pauses)
    if moved == FOREVER:
        assert any(pause.ends_on == FOREVER for pause in pauses)
        return
    days = (start + timedelta(days=n) for n in range((moved - start).days))
    assert sum(not any(p.covers(d) for p in pauses) for d in days) == (end - start).days


def test_compliance_leaves_exempt_and_paused_people_out_of_both_sides() -> None:
    counts = {Standing.COMPLETE: 6, Standing.EXPIRING: 1, Standing.OVERDUE: 1,
              Standing.EXEMPT: 3, Standing.PAUSED: 2}  # fmt: skip
    found = Compliance(counts)
    assert (found.compliant, found.applies, found.left_out) == (7, 8, 5)
    assert found.share == Fraction(7, 8)


def test_compliance_of_nobody_is_no_figure() -> None:
    assert Compliance({Standing.EXEMPT: 4}).share is None
