"""Marking: a pure function of question and answer, in exact fractions.

The types and the rules for part marks are those of the product's design: partial credit where
wrong picks cost, never below zero; a score is compared as a fraction and rounded for display only.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property, lru_cache
from math import lcm
from typing import Any

from elearn.domain.errors import DomainError
from elearn.domain.quizzes import (
    Matching,
    MultipleChoice,
    Numeric,
    Option,
    Ordering,
    Question,
    Rule,
    ShortAnswer,
    SingleChoice,
)

# What a learner gives: an option id, a text, ids in order, or a choice for each pair.
Answer = str | list[str] | dict[str, str]

MAX_ANSWER = 500  # characters of a short or numeric answer
NUMBER = re.compile(r"-?(?:(?:\d+|\d{1,3}(?:,\d{3})+)(?:\.\d*)?|\.\d+)", re.ASCII)
# Marks that telephones put in of themselves, and the plain ones that are meant.
TYPED = str.maketrans("\u2018\u2019\u201c\u201d\u2010\u2013\u2014", "''\"\"---")
NONE, HALF, ALL = Fraction(0), Fraction(1, 2), Fraction(1)


class BadAnswer(DomainError):
    """An answer that the question cannot have.

    ``reason`` is missing, unknown, repeated, not_a_number or too_long.
    """

    def __init__(self, question_id: str, reason: str) -> None:
        self.question_id = question_id
        self.reason = reason
        super().__init__(f"{question_id}: {reason}")


@dataclass(frozen=True, slots=True)
class Mark:
    """What one answer earned: ``earned`` out of ``marks``, both exact."""

    question_id: str
    earned: Fraction
    marks: Fraction
    critical: bool

    @property
    def right(self) -> bool:
        """Tell whether the answer earned every mark."""
        # Both are in lowest terms; to compare them as fractions takes ten times as long.
        return self.earned.as_integer_ratio() == self.marks.as_integer_ratio()


@dataclass(frozen=True)  # without slots, so that the score is added up once
class Result:
    """The result of one attempt. A quiz without scored questions cannot be passed by its score."""

    marks: tuple[Mark, ...]
    pass_mark: Fraction

    @cached_property
    def score(self) -> Fraction:
        """Return the share of all marks that was earned, 0 to 1."""
        total = _sum([mark.marks for mark in self.marks])
        return _sum([mark.earned for mark in self.marks]) / total if total else NONE

    @property
    def critical_wrong(self) -> tuple[str, ...]:
        """Return the ids of critical questions that were not answered right."""
        return tuple(m.question_id for m in self.marks if m.critical and not m.right)

    @property
    def passed(self) -> bool:
        """Tell whether the pass mark was met with every critical question right."""
        return bool(self.marks) and self.score >= self.pass_mark and not self.critical_wrong


def _sum(parts: Sequence[Fraction]) -> Fraction:
    """Return the sum of fractions, brought to one denominator once and not at each addition."""
    bottom = lcm(*(part.denominator for part in parts))
    return Fraction(sum(part.numerator * (bottom // part.denominator) for part in parts), bottom)


def mark_answer(question: Question, answer: Answer | None) -> Mark:
    """Return what an answer earns; no answer earns nothing."""
    share = _share(question, answer) if answer else NONE
    return Mark(question.id, share * question.marks, question.marks, question.critical)


def mark_quiz(
    questions: Sequence[Question], answers: Mapping[str, Answer], pass_mark: Fraction
) -> Result:
    """Return the result of the answers given to the questions that were asked."""
    return Result(tuple(mark_answer(q, answers.get(q.id)) for q in questions), pass_mark)


def check_answer(question: Question, answer: object) -> Answer:
    """Return the answer in its stored form, or raise BadAnswer if it cannot be one.

    ``answer`` may be anything that a form or JSON can hold.
    """
    match question:
        case SingleChoice(options=options) if isinstance(answer, str) and answer:
            return _known(question, [answer], options)[0]
        case MultipleChoice(options=options) if isinstance(answer, list) and answer:
            return sorted(set(_known(question, answer, options)))
        case Ordering(options=options) if isinstance(answer, list) and answer:
            return _permutation(question, answer, options)
        case Matching() if isinstance(answer, dict) and answer:
            return _complete_match(question, answer)
        case Numeric() if isinstance(answer, str) and answer.strip():
            return _number_text(question, answer)
        case ShortAnswer() if isinstance(answer, str) and answer.strip():
            return _short_text(question, answer)
    raise BadAnswer(question.id, "missing")


def right_answer(question: Question) -> Answer:
    """Return an answer that earns every mark."""
    match question:
        case SingleChoice(options=options):
            return next(option.id for option in options if option.correct)
        case MultipleChoice(options=options):
            return sorted(_right_ids(options))
        case Ordering(options=options):
            return [option.id for option in options]
        case Matching(pairs=pairs):
            return {pair.id: pair.choice for pair in pairs}
        case Numeric(answer=right):
            return decimal_text(right)
        case ShortAnswer(accepted=accepted):
            return accepted[0]


def decimal_text(number: Fraction) -> str:
    """Return a number that was written as a decimal as that decimal again: 2.5."""
    return f"{Decimal(number.numerator) / Decimal(number.denominator):f}"


def fold(text: str) -> str:
    """Return a text with case, accents, typographic marks and extra white space folded."""
    decomposed = unicodedata.normalize("NFKD", text).translate(TYPED)
    plain = "".join(c for c in decomposed if not unicodedata.combining(c))
    return " ".join(unicodedata.normalize("NFKD", plain.casefold()).split()).strip(" .")


def to_number(text: str) -> Fraction | None:
    """Return what a person typed as an exact number, or None: ``1,000``, ``2.5``, ``-3``.

    A comma stands between thousands and nowhere else, so ``2,5`` is never read as 25.
    """
    cleaned = text.strip().replace("\u2212", "-")
    if len(cleaned) > MAX_ANSWER or not NUMBER.fullmatch(cleaned):
        return None
    return Fraction(cleaned.replace(",", ""))


def percentage(score: Fraction) -> int:
    """Return a score as whole per cent, rounded down so that it never rounds up to a pass."""
    return score.numerator * 100 // score.denominator


def _share(question: Question, answer: Answer) -> Fraction:
    match question:
        case SingleChoice(options=options):
            return ALL if answer in _right_ids(options) else NONE
        case MultipleChoice(options=options, rule=rule):
            return _multiple(options, frozenset(answer), rule)
        case Ordering(options=options):
            in_place = sum(o.id == given for o, given in zip(options, answer, strict=False))
            return Fraction(in_place, len(options))
        case Matching(pairs=pairs):
            given = answer if isinstance(answer, dict) else {}
            matched = sum(given.get(pair.id) == pair.choice for pair in pairs)
            return Fraction(matched, len(pairs))
        case Numeric(answer=right, tolerance=tolerance):
            number = to_number(answer) if isinstance(answer, str) else None
            return ALL if number is not None and abs(number - right) <= tolerance else NONE
        case ShortAnswer(accepted=accepted):
            return ALL if fold(str(answer)) in _folded(accepted) else NONE


def _multiple(options: tuple[Option, ...], picked: frozenset[str], rule: Rule) -> Fraction:
    right = _right_ids(options)
    hits, wrong = len(picked & right), len(picked - right)
    errors = wrong + len(right) - hits
    match rule:
        case Rule.EXACT:
            return ALL if errors == 0 else NONE
        case Rule.RIGHT_MINUS_WRONG:
            return max(NONE, Fraction(hits - wrong, len(right)))
        case Rule.EACH_OPTION:
            return Fraction(len(options) - errors, len(options))
        case Rule.HALVES:
            return HALF**errors if errors <= (2 if len(options) >= 5 else 1) else NONE


@lru_cache
def _folded(accepted: tuple[str, ...]) -> frozenset[str]:
    """Return the forms that are accepted, folded; a quiz asks for the same again and again."""
    return frozenset(map(fold, accepted))


def _right_ids(options: tuple[Option, ...]) -> frozenset[str]:
    return frozenset(option.id for option in options if option.correct)


def _known(question: Question, given: list[Any], options: tuple[Option, ...]) -> list[str]:
    known = {option.id for option in options}
    if not all(isinstance(name, str) and name in known for name in given):
        raise BadAnswer(question.id, "unknown")
    return given


def _permutation(question: Question, given: list[Any], options: tuple[Option, ...]) -> list[str]:
    if "" in given:
        raise BadAnswer(question.id, "missing")
    _known(question, given, options)
    if len(given) != len(options) or len(set(given)) != len(options):
        raise BadAnswer(question.id, "repeated")
    return given


def _complete_match(question: Matching, given: dict[Any, Any]) -> dict[str, str]:
    pairs = {pair.id for pair in question.pairs}
    if set(given) - pairs:
        raise BadAnswer(question.id, "unknown")
    if any(not given.get(pair) for pair in pairs):
        raise BadAnswer(question.id, "missing")
    _known(question, list(given.values()), question.options)
    return given


def _number_text(question: Question, answer: str) -> str:
    if to_number(answer) is None:
        raise BadAnswer(question.id, "not_a_number")
    return answer.strip()


def _short_text(question: Question, answer: str) -> str:
    if len(answer) > MAX_ANSWER:
        raise BadAnswer(question.id, "too_long")
    # NUL and lone surrogates, which JSON can carry, cannot be stored as text by any database.
    text = "".join(c for c in answer if c != "\0" and unicodedata.category(c) != "Cs").strip()
    if not text:
        raise BadAnswer(question.id, "missing")
    return text
