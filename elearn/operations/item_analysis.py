"""Item analysis: how each question did with the people of the units that someone answers for.

Each version of a quiz stands for itself: no figure goes over two of them.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from sqlalchemy import select
from sqlalchemy.orm import Session

from elearn.db import ArchivedText
from elearn.domain.access import Action, Appointed, units_for
from elearn.domain.catalogue import Catalogue
from elearn.domain.item_analysis import (
    Analysed,
    Between,
    Given,
    Item,
    Point,
    analyse,
    pooled,
)
from elearn.domain.quizzes import Question, Quiz
from elearn.domain.suppression import FEWEST, closed_groups
from elearn.operations.first_attempts import (
    People,
    answers_given,
    first_attempts,
    people_by_service,
    points_of,
)


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a quiz; ``people`` is None where they are fewer than five."""

    content_hash: str
    version: str
    people: int | None
    is_current: bool


@dataclass(frozen=True, slots=True)
class QuestionLine:
    """A question, what is published of it among those asked about, and of each service."""

    question: Question
    item: Item
    services: Mapping[str, Item]


@dataclass(frozen=True, slots=True)
class OutcomeLine:
    """A learning outcome, made of those of its questions whose facility is shown."""

    id: str
    facility: Between | None
    shown: int
    questions: int


@dataclass(frozen=True, slots=True)
class QuizLine:
    """One version of a quiz, and how its questions did with the people asked about.

    ``services`` are those that can be looked at alone; ``service`` is the one that is.
    """

    quiz: Quiz
    version: Version
    service: str | None
    services: Mapping[str, int]
    people: int | None
    questions: tuple[QuestionLine, ...]

    @property
    def facility(self) -> Between | None:
        """Return the facility of the whole quiz."""
        return _together(self.questions).facility

    @property
    def outcomes(self) -> tuple[OutcomeLine, ...]:
        """Return how each learning outcome did, in the order of the quiz."""
        found: dict[str, list[QuestionLine]] = defaultdict(list)
        for line in self.questions:
            found[line.question.outcome].append(line)
        return tuple(_together(lines, name) for name, lines in found.items())

    def hardest(self, most: int, below: Fraction) -> tuple[tuple[int, QuestionLine], ...]:
        """Return what people most get wrong: questions under some facility, by their numbers."""
        hard = [
            (line.item.facility.middle, place, line)
            for place, line in enumerate(self.questions, start=1)
            if line.item.facility and line.item.facility.middle < below
        ]
        return tuple(one[1:] for one in sorted(hard, key=lambda one: one[:2])[:most])


def quizzes_analysed(
    session: Session, catalogue: Catalogue, appointments: Iterable[Appointed]
) -> tuple[QuizLine, ...]:
    """Return every quiz that anyone in these units has taken, each by one version.

    That is the latest that five people have taken, or else the latest. The number of queries does
    not depend on the number of quizzes or people.
    """
    firsts = first_attempts(units_for(appointments, Action.ANALYSE_QUESTIONS))
    people = people_by_service(session, firsts)
    listed = _versions(session, catalogue, people)
    chosen = {slug: latest(versions) for slug, versions in listed.items()}
    quizzes = _quizzes(session, catalogue, chosen)
    givens = answers_given(session, firsts, quizzes.values())
    order = {slug: place for place, slug in enumerate(catalogue.quizzes)}
    return tuple(
        _line(quizzes[slug], chosen[slug], people[slug, chosen[slug].content_hash], givens, {})
        for slug in sorted(chosen, key=lambda slug: (order.get(slug, len(order)), slug))
    )


def versions_of(
    session: Session, catalogue: Catalogue, appointments: Iterable[Appointed], slug: str
) -> tuple[Version, ...]:
    """Return the versions of a quiz that anyone in these units has taken, latest first.

    Raises NotFound where there is no such quiz.
    """
    firsts = first_attempts(units_for(appointments, Action.ANALYSE_QUESTIONS), slug)
    found = _versions(session, catalogue, people_by_service(session, firsts)).get(slug, ())
    if not found:
        catalogue.quiz(slug)
    return tuple(found)


def quiz_analysed(
    session: Session,
    catalogue: Catalogue,
    appointments: Iterable[Appointed],
    slug: str,
    version: Version,
    service: str | None = None,
) -> QuizLine:
    """Return how the questions of a version did, with everyone or with one service.

    Of a service that is not shown apart it says nothing, as of one that nobody works in.
    """
    firsts = first_attempts(units_for(appointments, Action.ANALYSE_QUESTIONS), slug)
    people = people_by_service(session, firsts)[slug, version.content_hash]
    quiz = _quizzes(session, catalogue, {slug: version})[slug]
    givens, points = answers_given(session, firsts, [quiz]), points_of(session, firsts, quiz)
    return _line(quiz, version, people, givens, points, service)


def _line(
    quiz: Quiz,
    version: Version,
    people: People,
    givens: Mapping[tuple[str, str], Sequence[Given]],
    points: Mapping[str, Sequence[Point]],
    service: str | None = None,
) -> QuizLine:
    closed = closed_groups(people)
    lines = []
    for question in quiz.questions:
        given = givens.get((quiz.content_hash, question.id), ())
        found = (
            analyse(question, given, points.get(question.id, ()), closed,
                    may_skip=quiz.time_limit is not None)
            if given else Analysed(Item(), {})
        )  # fmt: skip
        item = found.everyone if service is None else found.services.get(service, Item())
        lines.append(QuestionLine(question, item, found.services))
    shown = {name: count for name, count in people.items() if name not in closed}
    counted = version.people if service is None else shown.get(service)
    return QuizLine(quiz, version, service, shown, counted, tuple(lines))


def _together(lines: Sequence[QuestionLine], name: str = "") -> OutcomeLine:
    told = [
        (line.item.facility, line.question.marks * line.item.people)
        for line in lines
        if line.item.facility and line.item.people
    ]
    return OutcomeLine(name, pooled(told), len(told), len(lines))


def latest(versions: Sequence[Version]) -> Version:
    """Return the latest version that five people took, or else the latest."""
    return next((one for one in versions if one.people), versions[0])


def _versions(
    session: Session, catalogue: Catalogue, people: Mapping[tuple[str, str], People]
) -> dict[str, list[Version]]:
    rows = session.execute(
        select(ArchivedText.slug, ArchivedText.content_hash, ArchivedText.version)
        .where(ArchivedText.content_hash.in_([quiz_hash for _, quiz_hash in people]))
        .order_by(ArchivedText.archived_at.desc(), ArchivedText.content_hash)
    )
    current = {slug: quiz.content_hash for slug, quiz in catalogue.quizzes.items()}
    found: dict[str, list[Version]] = defaultdict(list)
    for slug, content_hash, version in rows:
        count = sum(people[slug, content_hash].values())
        told = count if count >= FEWEST else None
        now = current.get(slug) == content_hash
        found[slug].append(Version(content_hash, version, told, now))
    return found


def _quizzes(
    session: Session, catalogue: Catalogue, chosen: Mapping[str, Version]
) -> dict[str, Quiz]:
    """Return these versions of quizzes with the wording that people saw."""
    old = [one.content_hash for one in chosen.values() if not one.is_current]
    rows = session.execute(
        select(ArchivedText.slug, ArchivedText.text).where(ArchivedText.content_hash.in_(old))
    )
    archived = {slug: catalogue.read_quiz(text) for slug, text in rows}
    return {slug: archived.get(slug) or catalogue.quiz(slug) for slug in chosen}
