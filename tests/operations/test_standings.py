"""What pages are told of requirements: those in force, by title, with whom they ask."""

from elearn.domain.days import day_of
from elearn.operations.standings import requirements_on
from tests.conftest import Work
from tests.operations.test_standing_cache import draft, save


def test_requirements_name_the_units_they_ask(work: Work, people: dict[str, int]) -> None:
    with work() as site:
        save(site, draft(site, "visiting", title="Visiting"))
        save(site, draft(site, "council", title="Council"))
        found = requirements_on(site.session(), day_of(site.clock())).values()
        assert [(name.title, name.units) for name in found] == [
            ("Council", ("Northdale Council",)), ("Visiting", ("Health Visiting",)),
        ]  # fmt: skip
