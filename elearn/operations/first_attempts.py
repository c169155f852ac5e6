"""First attempts: what people answered and earned when they met a quiz for the first time.

Only the first attempt that a person submitted at a quiz counts, in whichever unit and service they
then were; merged accounts are one person. Marks are those first given, stored with the attempt. Of
answers in free text, what they say is not read; reflections are not read at all. Everything is
counted by the database, in as many queries as there are functions.
"""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from fractions import Fraction
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Float,
    Select,
    Subquery,
    Text,
    and_,
    case,
    cast,
    false,
    func,
    null,
    or_,
    select,
)
from sqlalchemy.orm import Session

from elearn.db import GivenAnswer, Marking, Person, QuizAttempt
from elearn.domain.item_analysis import Given, Point
from elearn.domain.quizzes import Numeric, Quiz, ShortAnswer
from elearn.operations.scopes import units_below

NO_SERVICE = ""
People = Mapping[str, int]  # by service


def first_attempts(held: Collection[int], slug: str | None = None) -> Subquery:
    """Return the first submitted attempt of each person at each quiz, made in some units."""
    owner = func.coalesce(Person.merged_into_id, Person.id)
    place = func.row_number().over(
        partition_by=(owner, QuizAttempt.module),
        order_by=(QuizAttempt.submitted_at, QuizAttempt.id),
    )
    every = (
        select(
            QuizAttempt.id, QuizAttempt.module, QuizAttempt.quiz_hash, QuizAttempt.unit_id,
            func.coalesce(QuizAttempt.service, NO_SERVICE).label("service"),
            place.label("place"),
        )
        .join(Person, Person.id == QuizAttempt.person_id)
        .where(QuizAttempt.submitted_at.is_not(None))
    )  # fmt: skip
    if slug is not None:
        every = every.where(QuizAttempt.module == slug)
    first = every.subquery()
    here = first.c.unit_id.in_(select(units_below(held).c.id))
    return select(first).where(first.c.place == 1, here).subquery("first")


def people_by_service(session: Session, firsts: Subquery) -> dict[tuple[str, str], dict[str, int]]:
    """Return how many people took each version of each quiz, by service."""
    grouped = (firsts.c.module, firsts.c.quiz_hash, firsts.c.service)
    found: dict[tuple[str, str], dict[str, int]] = defaultdict(dict)
    for module, quiz_hash, service, people in session.execute(
        select(*grouped, func.count()).group_by(*grouped).order_by(*grouped)
    ):
        found[module, quiz_hash][service] = people
    return found


def _marked(firsts: Subquery, *columns: Any) -> Select[Any]:
    """Return the query for each first mark of each first attempt."""
    return (
        select(
            firsts.c.quiz_hash, firsts.c.service, Marking.question_id,
            Marking.earned_numerator, Marking.earned_denominator,
            Marking.marks_numerator, Marking.marks_denominator, *columns,
        )
        .join(Marking, Marking.attempt_id == firsts.c.id)
        .where(Marking.sequence == 1)
    )  # fmt: skip


def _counted(session: Session, rows: Select[Any]) -> Iterable[Any]:
    """Return the different rows of a query, each with how many they are at the end."""
    part = rows.subquery()
    return session.execute(select(part, func.count()).group_by(*part.c))


def answers_given(
    session: Session, firsts: Subquery, quizzes: Iterable[Quiz]
) -> dict[tuple[str, str], list[Given]]:
    """Return what people answered to each question, counted; free text is not read."""
    listed = list(quizzes)
    value = case(
        (_has_choices(firsts.c.quiz_hash, listed), cast(GivenAnswer.value, Text)), else_=null()
    )
    same = (GivenAnswer.attempt_id == firsts.c.id) & (
        GivenAnswer.question_id == Marking.question_id
    )
    rows = _marked(firsts, value.label("answer")).outerjoin(GivenAnswer, same)
    wanted = rows.where(firsts.c.quiz_hash.in_([quiz.content_hash for quiz in listed]))
    found: dict[tuple[str, str], list[Given]] = defaultdict(list)
    for quiz_hash, service, question, en, ed, mn, md, answer, people in _counted(session, wanted):
        given = None if answer is None else json.loads(answer)
        share = Fraction(en, ed) / Fraction(mn, md)
        found[quiz_hash, question].append(Given(service, given, share, people))
    return found


def _has_choices(quiz_hash: ColumnElement[str], quizzes: Iterable[Quiz]) -> ColumnElement[bool]:
    """Return what is true of answers to questions with choices."""
    free = (Numeric, ShortAnswer)
    return or_(
        false(),
        *(
            and_(
                quiz_hash == quiz.content_hash,
                Marking.question_id.in_([q.id for q in quiz.questions if not isinstance(q, free)]),
            )
            for quiz in quizzes
        ),
    )


def points_of(session: Session, firsts: Subquery, quiz: Quiz) -> dict[str, list[Point]]:
    """Return what people earned on each question beside what they earned on all others."""
    earned = cast(Marking.earned_numerator, Float) / Marking.earned_denominator
    marks = cast(Marking.marks_numerator, Float) / Marking.marks_denominator
    rows = _marked(
        firsts,
        (func.sum(earned).over(partition_by=firsts.c.id) - earned).label("others_earned"),
        (func.sum(marks).over(partition_by=firsts.c.id) - marks).label("others_marks"),
    ).where(firsts.c.quiz_hash == quiz.content_hash)
    found: dict[str, list[Point]] = defaultdict(list)
    for _, service, question, en, ed, mn, md, others, of_marks, people in _counted(session, rows):
        share = Fraction(en, ed) / Fraction(mn, md)
        rest = others / of_marks if of_marks > 1e-9 else 0.0
        found[question].append(Point(service, share, rest, people))
    return found
