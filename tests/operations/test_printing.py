"""Certificates of many people: which they are, and files that are made once, by one process."""

from dataclasses import replace
from datetime import date
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from sqlalchemy import func, select

from elearn.bulk_printing import Batch, make_waiting, write
from elearn.db import AuditEntry, Completion, Notice, PrintJob
from elearn.domain.access import Appointed, Role
from elearn.domain.certification import format_number
from elearn.domain.days import day_of
from elearn.domain.errors import NotFound
from elearn.operations import printing
from elearn.operations.certificates import correct_name, withdraw_certificate
from elearn.operations.organisation import unit_id
from elearn.operations.printing import KEPT, MOST, SILENCE, TRIES, Job, Wanted
from elearn.site import Site
from tests.conftest import Clock, Work
from tests.documents.samples import texts
from tests.partnership import complete_three

WANTED = Wanted(
    "Health Visiting", "visiting", (), ("child-a", "listening"), date(2026, 11, 23),
    with_expired=False, form="pdf", blank_backs=False,
)  # fmt: skip


def held(site: Site, unit: str = "visiting") -> list[Appointed]:
    return [Appointed(Role.MANAGER, unit_id(site.session(), unit))]


def ask(site: Site, people: dict[str, int], *names: str, **changes: Any) -> int:
    asked = replace(WANTED, people=tuple(people[name] for name in names), **changes)
    by = people["manager"]
    return printing.ask_for(site.session(), held(site), asked, site.clock(), by)


def job(site: Site, people: dict[str, int], job_id: int) -> Job:
    today = day_of(site.clock())
    return printing.job_of(site.session(), people["manager"], held(site), job_id, today)


@pytest.fixture
def numbers(work: Work, people: dict[str, int]) -> list[str]:
    """Return the certificates of the learner and a colleague: by person, then by module."""
    with work() as site:
        return complete_three(site, people)


def test_certificates_come_by_person_then_by_module(
    work: Work, people: dict[str, int], numbers: list[str]
) -> None:
    both = replace(WANTED, people=(people["learner"], people["colleague"]))
    with work() as site:
        session = site.session()
        assert printing.numbers_of(session, both) == numbers
        turned = replace(both, people=both.people[::-1])
        assert printing.numbers_of(session, turned) == [numbers[2], *numbers[:2]]
        one = replace(both, modules=("listening",))
        assert printing.numbers_of(session, one) == numbers[1:]
        before = replace(both, day=date(2026, 11, 22))
        assert printing.numbers_of(session, before) == []
        facts = list(printing.facts_of(session, numbers[::-1]))
        assert [one.number for one in facts] == numbers[::-1]


def test_a_corrected_one_comes_in_place_of_the_old_and_a_withdrawn_one_not_at_all(
    work: Work, people: dict[str, int], numbers: list[str]
) -> None:
    with work() as site:
        session, now = site.session(), site.clock()
        new = correct_name(session, site.issuer, site.check_name, numbers[0], "Siân Llŷr-Ross", now)
        withdraw_certificate(session, numbers[1], "Not hers", "A lead", day_of(now))
        asked = replace(WANTED, people=(people["learner"],))
        assert printing.numbers_of(session, asked) == [new]


def test_expired_ones_come_only_if_they_are_asked_for(
    work: Work, people: dict[str, int], numbers: list[str], clock: Clock
) -> None:
    clock.forward(days=4000)
    asked = replace(WANTED, people=(people["learner"],), day=day_of(clock.now))
    with work() as site:
        with_expiry = select(func.count(Completion.id)).where(Completion.expires_on.is_not(None))
        assert site.session().scalar(with_expiry) > 0
        valid = printing.numbers_of(site.session(), asked)
        everything = printing.numbers_of(site.session(), replace(asked, with_expired=True))
    assert set(valid) < set(everything) == set(numbers[:2])


def test_a_file_is_made_kept_told_of_and_noted(
    work: Work, people: dict[str, int], numbers: list[str]
) -> None:
    with work() as site:
        asked = ask(site, people, "learner", "colleague", blank_backs=True)
        assert job(site, people, asked).state == "waiting"
    with work() as site:
        assert make_waiting(site) == 1
        made, path = job(site, people, asked), site.prints.path(asked, "pdf")
        assert (made.state, made.done, made.total) == ("ready", 3, 3)
        assert made.kept_until == date(2026, 11, 30)
        assert path
        assert path.stat().st_size == made.size
        assert path.stat().st_mode & 0o077 == 0
        cover, blank, *pages = texts(path.read_bytes())
        assert "Health Visiting, as at 23 November 2026 3 certificates, made on" in cover
        assert blank == ""
        for place, number in enumerate(numbers):
            assert format_number(number) in pages[2 * place]
        told = site.session().scalars(select(Notice).where(Notice.kind == "file_ready")).one()
        assert (told.person_id, told.facts["count"]) == (people["manager"], 3)
        noted = select(AuditEntry).where(AuditEntry.action == "certificates_printed")
        entry = site.session().scalars(noted).one()
        assert (entry.by_id, entry.details["certificates"]) == (people["manager"], 3)
        assert make_waiting(site) == 0


def test_a_zip_holds_what_each_owner_is_given(
    work: Work, people: dict[str, int], numbers: list[str]
) -> None:
    with work() as site:
        session, out = site.session(), BytesIO()
        asked = replace(WANTED, form="zip")
        twice = Batch(asked, (*numbers, numbers[0]))
        assert list(write(site, session, twice, out, day_of(site.clock()))) == [1, 2, 3, 4]
    with ZipFile(out) as archive:
        assert archive.namelist() == [
            "llyr_sian_child-a_2026-11-23.pdf",
            "llyr_sian_listening-to-children_2026-11-23.pdf",
            "lukasz_beata_listening-to-children_2026-11-23.pdf",
            "llyr_sian_child-a_2026-11-23_2.pdf",
        ]
        assert archive.testzip() is None
        for name, number in zip(archive.namelist(), numbers, strict=False):
            assert format_number(number) in texts(archive.read(name))[0]


def test_people_without_a_certificate_make_no_file(work: Work, people: dict[str, int]) -> None:
    with work() as site:
        asked = ask(site, people, "learner")
        assert make_waiting(site) == 1
        assert (job(site, people, asked).state, job(site, people, asked).total) == ("nothing", 0)
        assert site.prints.path(asked, "pdf") is None


def test_more_than_a_file_holds_is_refused_in_words(
    work: Work, people: dict[str, int], numbers: list[str]
) -> None:
    assert MOST == 10_000
    with work() as site:
        asked = ask(site, people, "learner")
        make_waiting(site, most=1)
        assert (job(site, people, asked).state, job(site, people, asked).total) == ("too_many", 2)


def test_one_process_makes_one_file_at_a_time(work: Work, people: dict[str, int]) -> None:
    with work() as site:
        first, second = ask(site, people, "learner"), ask(site, people, "colleague")
        session, now = site.session(), site.clock()
        taken = printing.claim(session, now)
        assert taken
        assert taken.id == first
        assert printing.claim(session, now) is None
        printing.settle(session, taken, "nothing", 0, None, now)
        after = printing.claim(session, now)
        assert after
        assert after.id == second


def test_a_file_whose_process_was_killed_is_taken_up_three_times(
    work: Work, people: dict[str, int], clock: Clock
) -> None:
    with work() as site:
        asked = ask(site, people, "learner")
    for tries in range(1, TRIES + 1):
        with work() as site:
            session = site.session()
            assert printing.tidy(session, clock.now) == []
            taken = printing.claim(session, clock.now)
            assert taken
            assert taken.tries == tries
            printing.beat(session, taken, 1, 2, clock.now)
            assert not printing.to_be_started(session, clock.now)
        clock.now += SILENCE
        with work() as site:
            assert printing.to_be_started(site.session(), clock.now)
    with work() as site:
        printing.tidy(site.session(), clock.now)
        assert job(site, people, asked).state == "failed"
        assert printing.claim(site.session(), clock.now) is None


def test_a_file_that_cannot_be_drawn_is_said_to_have_failed_and_the_next_is_made(
    work: Work, people: dict[str, int], numbers: list[str]
) -> None:
    with work() as site:
        bad = ask(site, people, "learner", form="pdf")
        site.prints.folder.parent.mkdir(parents=True, exist_ok=True)
        (site.prints.folder / f"{bad}.pdf.part").mkdir(parents=True)  # nothing can be written there
        good = ask(site, people, "colleague")
    with work() as site:
        assert make_waiting(site) == 2
        assert job(site, people, bad).state == "failed"
        assert job(site, people, good).state == "ready"
        (site.prints.folder / f"{bad}.pdf.part").rmdir()


def test_a_file_waits_a_moment_for_its_process_before_another_is_started(
    work: Work, people: dict[str, int], clock: Clock
) -> None:
    with work() as site:
        ask(site, people, "learner")
        assert not printing.to_be_started(site.session(), clock.now)
        assert printing.to_be_started(site.session(), clock.forward(seconds=20))


def test_files_are_kept_for_seven_days_and_then_gone(
    work: Work, people: dict[str, int], numbers: list[str], clock: Clock
) -> None:
    with work() as site:
        asked = ask(site, people, "learner")
        make_waiting(site)
    clock.now += KEPT
    with work() as site:
        make_waiting(site)
        assert job(site, people, asked).state == "ready"
        assert site.prints.path(asked, "pdf")
    clock.forward(days=1)
    with work() as site:
        assert job(site, people, asked).state == "gone"
        make_waiting(site)
        assert site.prints.path(asked, "pdf") is None
        row = site.session().get_one(PrintJob, asked)
        assert (row.state, row.people) == ("gone", [])


def test_a_file_is_only_for_who_asked_and_while_they_see_the_units(
    work: Work, people: dict[str, int]
) -> None:
    with work() as site:
        session, today = site.session(), day_of(site.clock())
        asked, me = ask(site, people, "learner"), people["manager"]
        for who, where in ((people["lead"], "visiting"), (me, "council"), (me, "east")):
            with pytest.raises(NotFound):
                printing.job_of(session, who, held(site, where), asked, today)
        with pytest.raises(NotFound):
            printing.job_of(session, me, [], asked, today)
        assert printing.job_of(session, me, held(site, "trust"), asked, today).id == asked
        with pytest.raises(NotFound):
            printing.ask_for(session, held(site, "east"), WANTED, site.clock(), me)
        mine = printing.jobs_of(session, me, today)
        assert [one.id for one in mine] == [asked]
        assert printing.jobs_of(session, people["lead"], today) == ()


def test_nobody_is_told_of_a_file_that_is_gone(
    work: Work, people: dict[str, int], numbers: list[str], clock: Clock
) -> None:
    with work() as site:
        ask(site, people, "learner")
        make_waiting(site)
        told = site.session().scalars(select(Notice).where(Notice.kind == "file_ready")).one()
        assert printing.no_longer_kept(site.session(), told, day_of(clock.now)) is None
        late = day_of(clock.forward(days=8))
        assert printing.no_longer_kept(site.session(), told, late) == "no longer kept"
