"""people.csv: each row answered, the good ones kept, and the same file again changes nothing."""

from datetime import date

import pytest
from sqlalchemy import func, select

from elearn.db import Appointment, Person, PersonEmail, Unit
from elearn.domain.days import day_of
from elearn.operations.imports.outcomes import Report
from elearn.operations.imports.people import import_people
from elearn.operations.imports.said import FileFault
from elearn.operations.memberships import memberships_of
from elearn.operations.organisation import unit_id
from elearn.site import Site
from tests.conftest import Clock, Work

HEADER = (
    "person_ref,email,first_name,last_name,display_name,agency_code,team_code,service,job_title,"
    "role_group,start_date,end_date,status,manager_email\n"
)
ROWS = (
    "E1,ann@example.org,Ann,O’Neil,,trust,east,health-visiting,Nurse,band-6,01/02/2025,,active,\n"
    "E2,bob@example.org,Bob,de la Cruz,,trust,west,,,,2025-02-01,,active,ann@example.org\n"
)


def bring(site: Site, text: str | bytes, over: list[str] | None = None, **how: bool) -> Report:
    content = text.encode() if isinstance(text, str) else text
    units = frozenset(unit_id(site.session(), code) for code in over) if over else None
    services = frozenset(site.catalogue.services)
    return import_people(
        site.session(), content, units, services, site.check_name, site.clock(), **how
    )


def results(report: Report) -> list[str]:
    return [one.result.value for one in [*report.outcomes, *report.leavers]]


def test_people_are_added_and_the_same_file_again_changes_nothing(
    work: Work, people: dict[str, int]
) -> None:
    with work() as site:
        assert results(bring(site, HEADER + ROWS, dry_run=True)) == ["created"] * 2
        assert site.session().scalar(select(Person.id).filter_by(person_ref="E1")) is None
        assert results(bring(site, HEADER + ROWS)) == ["created"] * 2
    with work() as site:
        session = site.session()
        bob = session.scalars(select(Person).filter_by(person_ref="E2")).one()
        assert (bob.name, bob.sort_name, bob.active) == (
            "Bob de la Cruz", "de la cruz bob", True,
        )  # fmt: skip
        assert bob.unit_id == unit_id(session, "west")
        assert memberships_of(session, bob.id)[0].begins_on == date(2025, 2, 1)
        managers = select(Unit.code).join(Appointment).join(Appointment.person)
        assert session.scalars(managers.where(Person.person_ref == "E1")).all() == ["west"]
        assert results(bring(site, HEADER + ROWS)) == ["unchanged"] * 2


def test_what_differs_is_updated_from_today_and_the_old_address_kept(
    work: Work, people: dict[str, int]
) -> None:
    with work() as site:
        bring(site, HEADER + ROWS)
        changed = HEADER + "E1,ann.new@example.org,,,,,west,,-,,,,,\n"
        assert results(bring(site, changed)) == ["updated"]
        assert results(bring(site, changed)) == ["unchanged"]
        session = site.session()
        ann = session.scalars(select(Person).filter_by(person_ref="E1")).one()
        assert ann.email == "ann.new@example.org"
        assert session.scalars(select(PersonEmail.email)).all() == ["ann@example.org"]
        first, second = memberships_of(session, ann.id)
        assert (first.job_title, first.ends_on) == ("Nurse", date(2026, 11, 23))
        assert (second.job_title, second.job_group, second.service) == (
            None, "band-6", "health-visiting",
        )  # fmt: skip


def test_leavers_leave_and_return(work: Work, people: dict[str, int], clock: Clock) -> None:
    head = "person_ref,end_date,status,start_date\n"
    with work() as site:
        bring(site, HEADER + ROWS)
        for _ in range(2):
            found = results(bring(site, head + "E1,22/11/2026,left,\nE2,,left,\n"))
        assert found == ["unchanged"] * 2
        gone = select(func.count()).where(Person.person_ref.is_not(None), ~Person.active)
        assert site.session().scalar(gone) == 2
    clock.forward(days=10)
    with work() as site:
        back = head + "E1,,active,01/12/2026\n"
        assert results(bring(site, back)) == ["updated"]
        assert results(bring(site, back)) == ["unchanged"]
        ann = site.session().scalars(select(Person).filter_by(person_ref="E1")).one()
        assert ann.active
        ends = [(m.begins_on, m.ends_on) for m in memberships_of(site.session(), ann.id)]
        assert ends == [(date(2025, 2, 1), date(2026, 11, 23)), (date(2026, 12, 1), None)]


def test_a_full_file_lets_those_leave_whom_it_leaves_out(
    work: Work, people: dict[str, int]
) -> None:
    with work() as site:
        bring(site, HEADER + ROWS)
        first = HEADER + ROWS.splitlines(keepends=True)[0]
        assert results(bring(site, first, full=True, dry_run=True)) == ["unchanged", "updated"]
        report = bring(site, first, full=True)
        assert [one.cells[0] for one in report.leavers] == ["E2"]
        assert results(bring(site, first, full=True)) == ["unchanged"]
        faulty = HEADER + "E1,not an address,,,,,,,,,,,,\nE2,bob@example.org,,,,,,,,,,,,\n"
        assert bring(site, faulty, full=True).leavers == []  # a faulty row is no leaver
        with pytest.raises(FileFault):
            bring(site, HEADER + "E1,not an address,,,,,,,,,,,,\n", full=True)


def test_nobody_leaves_whose_row_cannot_be_read(work: Work, people: dict[str, int]) -> None:
    first, second = ROWS.splitlines(keepends=True)
    spoilt = (second.replace(",Bob,", ',"Bob,'), second.replace("E2,", ","))
    for row in spoilt:
        with work() as site:
            bring(site, HEADER + ROWS)
            report = bring(site, HEADER + first + row, full=True)
            assert results(report) == ["unchanged", "error"]
            assert report.leavers == []


def test_what_would_be_otherwise_is_said(work: Work, people: dict[str, int]) -> None:
    head = HEADER + "E1,ann@new.example.org,,,,,west,,-,,,,,\n"
    with work() as site:
        bring(site, HEADER + ROWS)
        moved = bring(site, head, dry_run=True).outcomes[0].message()
        left = bring(site, HEADER + "E2,,,,,,,,,,,30/11/2026,,\n").outcomes[0].message()
        same = bring(site, HEADER + ROWS.splitlines()[0], dry_run=True)
    assert moved == (
        "email: ann@example.org → ann@new.example.org; team_code: east → west;"
        " job_title: Nurse → -; from 2026-11-23"
    )
    assert left == "leaves, with 2026-11-30 as the last day"
    assert same.outcomes[0].message() == ""


def test_a_closed_unit_takes_nobody_in(work: Work, people: dict[str, int], clock: Clock) -> None:
    with work() as site:
        session = site.session()
        session.scalars(select(Unit).filter_by(code="children")).one().closed_on = day_of(clock())
        bring(site, HEADER + ROWS)
        rows = "E1,,,,,,children,,,,,,,\nE3,c@example.org,C,D,,,children,,,,,,,\n"
        report = bring(site, HEADER + rows)
        assert results(report) == ["error", "error"]
        assert {one.message() for one in report.outcomes} == {
            "team_code or agency_code: “children” is closed"
        }


BAD = {
    ",x@example.org,A,B,,,east,,,,,,,": "person_ref: empty",
    "E3,nonsense,A,B,,,east,,,,,,,": "no e-mail address",
    "E3,x@example.org,A,B,,,nowhere,,,,,,,": "no unit “nowhere”",
    "E3,x@example.org,A,B,,council,east,,,,,,,": "not part of “council”",
    "E3,x@example.org,A,B,,,east,juggling,,,,,,": "no service “juggling”",
    "E3,x@example.org,A,B,,,east,,,,31/02/2026,,,": "“31/02/2026” is no date",
    "E3,x@example.org,A,B,,,east,,,,02/02/2026,01/02/2026,,": "before start_date",
    "E3,x@example.org,A,B,,,east,,,,,,asleep,": "“asleep” is none of",
    "E3,x@example.org,,,,,east,,,,,,,": "name: empty",
    "E3,x@example.org,A,B,,,,,,,,,,": "needed for someone new",
    "E3,learner@example.org,A,B,,,east,,,,,,,": "belongs to someone else",
    "E3,x@example.org,🙂,,,,east,,,,,,,": "cannot be kept or printed",
    "E1,ann@example.org,Ann,,,,east,,,,,,,": "stands in row 2 too",
    'E3,x@example.org,"A,B,,,east,,,,,,,': "quotation marks",
    "E3,x@example.org,A,B,,,east,,,,,,,,,,too,many": "18 cells under 14 columns",
}


def test_each_of_several_rows_of_one_fault_is_told_its_own_reason(
    work: Work, people: dict[str, int]
) -> None:
    empty, open_quote = ",x@example.org,A,B,,,east,,,,,,,\n", 'E3,x@example.org,"A,B,,,east\n'
    with work() as site:
        report = bring(site, HEADER + empty + open_quote + empty + open_quote)
        said = [one.message() for one in report.outcomes]
        assert results(report) == ["error"] * 4
        assert ["empty" in words for words in said] == [True, False, True, False]
        assert ["quotation marks" in words for words in said] == [False, True, False, True]


@pytest.mark.parametrize("bad", BAD)
def test_a_malformed_row_is_named_with_its_reason_and_the_rest_is_kept(
    work: Work, people: dict[str, int], bad: str
) -> None:
    good = ROWS.splitlines(keepends=True)
    with work() as site:
        report = bring(site, HEADER + good[0] + bad + "\n" + good[1])
        assert results(report) == ["created", "error", "created"]
        wrong = report.outcomes[1]
        assert wrong.line == 3
        assert BAD[bad] in wrong.message()


def test_an_administrator_touches_only_their_units(work: Work, people: dict[str, int]) -> None:
    with work() as site:
        bring(site, HEADER + ROWS)
        council = HEADER + (
            "E1,ann@example.org,,,Other,,,,,,,,,\n"
            "E9,new@example.org,A,B,,,east,,,,,,,\nE8,new@example.org,A,B,,,children,,,,,,,\n"
        )
        assert results(bring(site, council, ["council"])) == ["error", "error", "created"]
        assert bring(site, HEADER + council.splitlines()[3], ["council"], full=True).leavers == []


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(("\ufeff" + HEADER + ROWS).encode(), id="UTF-8 with its mark"),
        pytest.param((HEADER + ROWS).encode("cp1252"), id="Windows-1252"),
        pytest.param((HEADER + ROWS).encode("utf-16"), id="UTF-16"),
        pytest.param((HEADER + ROWS).replace(",", ";").encode(), id="semicolons"),
        pytest.param((HEADER + ROWS).replace(",", "\t").encode(), id="tabs"),
        pytest.param((HEADER + ROWS).replace("\n", "\r\n").encode(), id="Windows lines"),
        pytest.param(("\n" + HEADER + "\n" + ROWS + ",,,\n").encode(), id="empty rows"),
        pytest.param((HEADER.upper() + ROWS).encode(), id="capitals"),
    ],
)
def test_files_from_spreadsheets_are_understood(
    work: Work, people: dict[str, int], content: bytes
) -> None:
    with work() as site:
        assert results(bring(site, content)) == ["created"] * 2
        ann = site.session().scalars(select(Person).filter_by(person_ref="E1")).one()
        assert ann.name == "Ann O’Neil"


def test_the_columns_of_moodle_are_understood(
    work: Work, people: dict[str, int], clock: Clock
) -> None:
    text = (
        "username,firstname,lastname,email,department,idnumber,institution,suspended\n"
        "ann,Ann,Lee,ann@example.org,east,E1,trust,0\n"
    )
    with work() as site:
        assert results(bring(site, text)) == ["created"]
        clock.forward(days=1)
        assert results(bring(site, text.replace("trust,0", "trust,1"))) == ["updated"]


@pytest.mark.parametrize(
    "content", [b"", b"\n\n", b"a,b\n1,2\n", b"PK\x03\x04\x00\x00", b"\xff\xfeA"]
)
def test_what_is_no_such_table_is_refused_as_a_whole(
    work: Work, people: dict[str, int], content: bytes
) -> None:
    with work() as site, pytest.raises(FileFault):
        bring(site, content)
