"""Records: every completion and attempt of one person, newest first."""

from fractions import Fraction

from elearn.domain.days import day_of
from elearn.operations.certificates import correct_name, withdraw_certificate
from elearn.operations.records import record_of
from tests.conftest import Clock, Work
from tests.partnership import begin, complete, take_quiz


def test_a_record_lists_completions_and_attempts_newest_first(
    work: Work, people: dict[str, int], clock: Clock
) -> None:
    person = people["learner"]
    with work() as site:
        first = take_quiz(site, "child-a", person, right=False)
        clock.forward(days=1)
        number = complete(site, "child-a", person)
        clock.forward(days=1)
        other = complete(site, "listening", person)
        begin(site, "the-programme", person)  # open: not on the record yet
        complete(site, "listening", people["colleague"])
    with work() as site:
        record = record_of(site.session(), person)
        assert [(c.module, c.certificate) for c in record.completions] == [
            ("listening", other),
            ("child-a", number),
        ]
        assert [(a.module, a.number, a.passed) for a in record.attempts] == [
            ("listening", 1, True),
            ("child-a", 2, True),
            ("child-a", 1, False),
        ]
        assert record.attempts[-1].id == first
        assert [a.score for a in record.attempts] == [Fraction(1), Fraction(1), Fraction(0)]
        assert (record.minutes, record.participatory_minutes) == (65, 0)


def test_a_completion_keeps_its_place_when_its_certificate_is_withdrawn(
    work: Work, people: dict[str, int]
) -> None:
    person = people["learner"]
    with work() as site:
        number = complete(site, "child-a", person)
        new = correct_name(
            site.session(), site.issuer, site.check_name, number, "Siân Jones", site.clock()
        )
        assert [c.certificate for c in record_of(site.session(), person).completions] == [new]
        withdraw_certificate(site.session(), new, "In error", "A lead", day_of(site.clock()))
        assert [c.certificate for c in record_of(site.session(), person).completions] == [None]


def test_someone_new_has_an_empty_record(work: Work, people: dict[str, int]) -> None:
    with work() as site:
        record = record_of(site.session(), people["learner"])
        assert (record.completions, record.attempts, record.minutes) == ((), (), 0)
