"""Standings of 50,000 people with four requirements: working a change off, and rolling up."""

import statistics
from datetime import date, timedelta
from time import perf_counter

from flask import Flask
from sqlalchemy import text

from bench.figures import Figure, in_turns, milliseconds
from bench.organisations import START
from bench.teams import Organisation
from elearn.db import db, read_only
from elearn.operations.requirements import RequirementDraft, save_requirement
from elearn.operations.standing_cache import count_for, work_off
from elearn.operations.standings import agencies, roll_up
from elearn.site import Site

TODAY = START.date() + timedelta(days=300)
ROUNDS = 40
ASKED = ("core-safeguarding-learning", "cases-for-my-service", "all-nine-cases", "any-three-cases")
MEMBERSHIPS = """
INSERT INTO membership (person_id, unit_id, service, begins_on, recorded_at)
SELECT id, unit_id, service, '2024-01-01', CURRENT_TIMESTAMP FROM person
WHERE id NOT IN (SELECT person_id FROM membership)
"""


def measure_standings(kind: str, of: Organisation) -> list[Figure]:
    """Return how long a change for everyone takes, and the roll-ups of today and of a past day."""
    with of.app.app_context():
        seconds, longest = change_for_everyone(of.app)
        today, past = rolled_up(TODAY), rolled_up(TODAY - timedelta(days=200))
    return [
        Figure(f"A requirement changes for 50,000 people, {kind}", "s", seconds, 30, "wanted",
               at_most=1),
        Figure(f"Longest that others who write wait meanwhile, {kind}", "ms", longest),
        Figure(f"Roll-up by agency and requirement, p95, {kind}", "ms", today, 60, "wanted",
               at_most=1),
        Figure(f"The same as at a past day, p95, {kind}", "ms", past, 2000, "wanted", at_most=1),
    ]  # fmt: skip


def change_for_everyone(app: Flask) -> tuple[float, float]:
    """Set four requirements, and return how long the last took, and its longest transaction."""
    site: Site = app.extensions["elearn"]
    site.session.execute(text(MEMBERSHIPS))
    site.session.commit()
    took = [worked_off(site, programme) for programme in ASKED]
    if db.engine.dialect.name == "postgresql":
        site.session.execute(text("ANALYZE"))
        site.session.commit()
    return statistics.fmean(total for total, _ in took), max(longest for _, longest in took)


def worked_off(site: Site, programme: str) -> tuple[float, float]:
    """Set a requirement for everyone and work it off; return the seconds, and ms of one batch."""
    began, longest = perf_counter(), 0.0
    draft = RequirementDraft(programme, programme, date(2025, 1, 1), (1,), due_days=90,
                             validity_months=36)  # fmt: skip
    save_requirement(site.session(), site.catalogue, {1}, draft, None, None, START)
    site.session.commit()
    while True:
        batch = perf_counter()
        made = work_off(site.session(), TODAY)
        site.session.commit()
        longest = max(longest, (perf_counter() - batch) * 1000)
        if not made:
            break
    count_for(site.session(), TODAY)
    site.session.commit()
    return perf_counter() - began, longest


def rolled_up(day: date) -> float:
    """Return the 95th percentile of rolling a day up by agency and requirement, in ms."""
    with read_only():
        (times,) = in_turns(ROUNDS if day == TODAY else 8, milliseconds(lambda: _roll_up(day)))
    return sorted(times)[int(len(times) * 0.95) - 1]


def _roll_up(day: date) -> None:
    session = db.session()
    if not roll_up(session, day, agencies(session)):
        raise RuntimeError("nobody stands anywhere")
    session.rollback()
