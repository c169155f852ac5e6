"""The requirements that a matrix offers: those of the units seen, however many units these are."""

from datetime import date, timedelta

import pytest

from elearn.domain.access import Appointed, Role
from elearn.domain.errors import NotFound
from elearn.operations import scopes
from elearn.operations.organisation import unit_id
from elearn.operations.team_requirements import requirements_seen
from elearn.site import Site
from tests.conftest import Work
from tests.operations.test_standing_cache import draft, save
from tests.web.test_dashboard import require

DAY = date(2026, 11, 23)


def titles(site: Site, over: str, code: str | None = None, day: date = DAY) -> list[str]:
    session = site.session()
    held = [Appointed(Role.MANAGER, unit_id(session, over))]
    return [name.title for name in requirements_seen(session, held, day, code)]


@pytest.mark.parametrize("most", [scopes.FEW_UNITS, 0], ids=["few", "many"])
def test_they_are_those_of_the_units_seen_in_order_of_their_titles(
    work: Work, people: dict[str, int], monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    monkeypatch.setattr(scopes, "FEW_UNITS", most)
    with work() as site:
        require(site, "northdale", title="B of everyone")
        require(site, "council", title="C of the council")
        require(site, "trust", title="A of the trust")
    with work() as site:
        assert titles(site, "visiting") == ["A of the trust", "B of everyone"]
        assert titles(site, "council") == ["B of everyone", "C of the council"]
        assert len(titles(site, "northdale")) == 3
        assert titles(site, "northdale", "children") == ["B of everyone", "C of the council"]
        with pytest.raises(NotFound):
            titles(site, "council", "west")


def test_the_title_is_that_of_the_day(work: Work, people: dict[str, int]) -> None:
    with work() as site:
        key = require(site, title="As it was")
        save(site, draft(site, title="As it is", effective_from=DAY), key)
    with work() as site:
        assert titles(site, "east", day=DAY - timedelta(days=1)) == ["As it was"]
        assert titles(site, "east", day=DAY) == ["As it is"]
