"""A quiz on paper: always the same draw of the same version, so that answers can be keyed in."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from string import ascii_uppercase

from elearn.domain.attempts import draw_questions
from elearn.domain.quizzes import (
    Matching,
    MultipleChoice,
    Numeric,
    Option,
    Ordering,
    Question,
    Quiz,
    ShortAnswer,
    SingleChoice,
)


@dataclass(frozen=True, slots=True)
class Printed:
    """A question as the paper asks it: its number, and its options in the order printed."""

    number: int
    question: Question
    options: tuple[Option, ...]

    @property
    def letters(self) -> tuple[str, ...]:
        """Return the letters of the options, as printed."""
        return tuple(ascii_uppercase[: len(self.options)])


def paper_number(quiz: Quiz) -> str:
    """Return what a paper is known by: the version of the quiz, and what it was drawn from."""
    return f"{quiz.version}-{quiz.content_hash[:8]}"


def printed_questions(quiz: Quiz) -> tuple[Printed, ...]:
    """Return what the paper of a quiz asks: the same for everyone until the quiz changes."""
    drawn = draw_questions(quiz, int(quiz.content_hash[:8], 16))
    return tuple(
        Printed(number, question, _shown(question, asked.options))
        for number, asked in enumerate(drawn, start=1)
        for question in [quiz.question(asked.question_id)]
    )


def key_of(printed: Printed) -> str:
    """Return the right answer to a printed question, in the letters of the paper."""
    ids = (option.id for option in printed.options)
    letter = dict(zip(ids, printed.letters, strict=True))
    match printed.question:
        case SingleChoice(options=options) | MultipleChoice(options=options):
            return ", ".join(sorted(letter[option.id] for option in options if option.correct))
        case Ordering(options=options):
            return ", ".join(letter[option.id] for option in options)
        case Matching(pairs=pairs):
            return ", ".join(f"{n} {letter[pair.choice]}" for n, pair in enumerate(pairs, start=1))
        case Numeric() as numeric:
            return _within(numeric)
        case ShortAnswer(accepted=accepted):
            return " or ".join(accepted)


def plain_number(number: Fraction) -> str:
    """Return a number as people write it: ``3``, ``2.5``."""
    return f"{float(number):g}"


def _within(question: Numeric) -> str:
    words = plain_number(question.answer)
    if question.tolerance:
        words += f", or up to {plain_number(question.tolerance)} either way"
    return f"{words} ({question.unit})" if question.unit else words


def _shown(question: Question, order: Sequence[str]) -> tuple[Option, ...]:
    by_id = {option.id: option for option in getattr(question, "options", ())}
    return tuple(by_id[option_id] for option_id in order)
