"""history.csv: completions from before, never shown as the current one when they are older."""

from datetime import date

import pytest
from sqlalchemy import select, update

from elearn.db import AuditEntry, Completion, Person
from elearn.operations.imports.history import import_history
from elearn.operations.imports.outcomes import Report
from elearn.operations.learning import latest_completions
from elearn.operations.organisation import unit_id
from elearn.operations.records import record_of
from elearn.operations.team_cells import module_cells
from elearn.site import Site
from tests.conftest import Work
from tests.partnership import complete

HEADER = (
    "person_ref,requirement_code,completed_on,expires_on,score_percent,mode,minutes,source,"
    "evidence_ref\n"
)


def bring(site: Site, text: str, over: str | None = None, *, dry_run: bool = False) -> Report:
    units = frozenset({unit_id(site.session(), over)}) if over else None
    return import_history(
        site.session(), site.catalogue, (HEADER + text).encode(), units, site.clock(),
        dry_run=dry_run,
    )  # fmt: skip


def results(report: Report) -> list[str]:
    return [one.result.value for one in report.outcomes]


@pytest.fixture
def known(work: Work, people: dict[str, int]) -> dict[str, int]:
    """Give the learner a reference, and return the ids of the people."""
    with work() as site:
        mine = update(Person).where(Person.id == people["learner"])
        site.session().execute(mine.values(person_ref="E1"))
    return people


def test_an_older_completion_comes_in_and_the_later_one_stays_the_current(
    work: Work, known: dict[str, int]
) -> None:
    learner = known["learner"]
    old = "E1,child-a,05/03/2025,,90%,group,45,Old platform,REF-7\n"
    with work() as site:
        complete(site, "child-a", learner)
        assert results(bring(site, old, dry_run=True)) == ["created"]
        assert results(bring(site, old)) == ["created"]
        assert results(bring(site, old)) == ["unchanged"]
    with work() as site:
        session, today = site.session(), date(2026, 11, 23)
        past = latest_completions(session, learner)["child-a"]
        assert (past.completed_on, past.cycle) == (today, 2)
        cells = module_cells(session, [learner], ["child-a"], today)
        assert [cell.completed_on for cell in cells[learner] if cell] == [today]
        shown = record_of(session, learner).completions
        assert [c.completed_on for c in shown] == [today, date(2025, 3, 5)]
        assert (shown[1].method, shown[1].minutes, shown[1].participatory_minutes) == (
            "prior_learning", 45, 45
        )  # fmt: skip
        noted = session.scalars(select(AuditEntry).filter_by(action="history imported")).one()
        assert (noted.details["source"], noted.details["score_percent"]) == ("Old platform", 90)


def test_a_completion_keeps_the_unit_of_its_time(work: Work, known: dict[str, int]) -> None:
    with work() as site:
        bring(site, "E1,child-a,2020-01-31,-,,,,,\n")
        kept = site.session().scalars(select(Completion)).one()
        assert kept.unit_id == unit_id(site.session(), "east")
        assert kept.expires_on is None  # cleared: it never lapses


BAD = {
    ",child-a,2025-01-01,,,,,,": "person_ref: empty",
    "E9,child-a,2025-01-01,,,,,,": "there is no “E9”",
    "E1,nothing,2025-01-01,,,,,,": "there is no module “nothing”",
    "E1,child-a,,,,,,,": "completed_on: empty",
    "E1,child-a,30/02/2025,,,,,,": "completed_on",
    "E1,child-a,2027-01-01,,,,,,": "lies in the future",
    "E1,child-a,2025-01-01,2025-01-01,,,,,": "not after completed_on",
    "E1,child-a,2025-01-01,,101,,,,": "score_percent: must be from 0 to 100",
    "E1,child-a,2025-01-01,,nan,,,,": "score_percent: “nan” is no number",
    "E1,child-a,2025-01-01,,,sideways,,,": "neither alone nor group",
    "E1,child-a,2025-01-01,,,,-5,,": "minutes: must be from 0",
}


def test_a_row_that_cannot_be_is_named_and_the_rest_comes_in(
    work: Work, known: dict[str, int]
) -> None:
    with work() as site:
        report = bring(site, "\n".join([*BAD, "E1,listening,2025-01-01,,,,,,"]))
        assert results(report) == ["error"] * len(BAD) + ["created"]
        for outcome, said in zip(report.outcomes, BAD.values(), strict=False):
            assert said in outcome.message()


def test_nobody_adds_to_the_history_of_another_agency(work: Work, known: dict[str, int]) -> None:
    with work() as site:
        report = bring(site, "E1,child-a,2025-01-01,,,,,,\n", "council")
        assert "there is no “E1”" in report.outcomes[0].message()
        assert site.session().scalars(select(Completion)).all() == []


def test_what_is_said_is_put_into_the_language_of_whoever_reads_it(
    work: Work, known: dict[str, int]
) -> None:
    def say(text: str, **values: object) -> str:
        assert text == "there is no module “%(value)s”"
        return f"nid oes modiwl “{values['value']}”"

    with work() as site:
        report = bring(site, "E1,nothing,2025-01-01,,,,,,\n")
        [row] = report.rows(say)
        assert row[-2:] == ("error", "requirement_code: nid oes modiwl “nothing”")
