"""What is kept for speed is brought up to date: beside the requests, and by command."""

from functools import partial

import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import delete, select, update

from elearn.cli import standings as command
from elearn.cli.running import at_work
from elearn.db import StandingCount, StandingSpan
from elearn.domain.days import day_of
from elearn.operations.organisation import unit_id
from elearn.operations.requirements import RequirementDraft, save_requirement
from elearn.operations.standing_cache import left_to_do, rebuild_list, work_off
from elearn.web.recomputing import work_off_all
from tests.conftest import Work


@pytest.fixture
def kept(work: Work, people: dict[str, int]) -> list[str]:
    """Require something of everyone; return where they stand, as it is kept."""
    with work() as site:
        root, today = unit_id(site.session(), "northdale"), day_of(site.clock())
        draft = RequirementDraft("Induction", "induction", today, (root,), due_days=28)
        save_requirement(site.session(), site.catalogue, {root}, draft, None, None, site.clock())
        while work_off(site.session(), today):
            pass
    found = spans(work)
    assert len(found) >= len(people)
    return found


def spans(work: Work) -> list[str]:
    """Return all that is kept."""
    with work() as site:
        table = StandingSpan.__table__
        return sorted(str(tuple(row)) for row in site.session().execute(select(table)))


def spoil(work: Work) -> None:
    """Let what is kept be wrong."""
    with work() as site:
        site.session().execute(update(StandingSpan).values(standing="exempt"))
        site.session().execute(delete(StandingCount))


def test_what_is_left_to_do_is_worked_off_beside_the_requests(
    app: Flask, work: Work, kept: list[str]
) -> None:
    spoil(work)
    with work() as site:
        rebuild_list(site.session())
    work_off_all(app)
    assert spans(work) == kept
    with work() as site:
        assert left_to_do(site.session()) == 0


@pytest.mark.parametrize(("options", "mended"), [(["--all"], True), ([], False)])
def test_the_command_makes_everything_anew_only_when_asked(
    app: Flask, work: Work, kept: list[str], monkeypatch: pytest.MonkeyPatch,
    options: list[str], mended: bool,
) -> None:  # fmt: skip
    monkeypatch.setattr(command, "at_work", partial(at_work, app))
    spoil(work)
    result = CliRunner().invoke(command.recompute, options)
    assert (result.exit_code, result.exception) == (0, None), result.output
    assert result.output.endswith(" standings were made anew.\n")
    assert (spans(work) == kept) is mended
    with work() as site:
        assert bool(site.session().scalar(select(StandingCount.people).limit(1)))
