"""What people choose in a question: the parts that are counted, and their choices."""

from dataclasses import dataclass

from elearn.domain.marking import Answer, right_answer
from elearn.domain.quizzes import (
    Matching,
    MultipleChoice,
    Numeric,
    Ordering,
    Question,
    ShortAnswer,
    SingleChoice,
)

YES, NO, NOTHING = "yes", "no", ""


@dataclass(frozen=True, slots=True)
class Part:
    """What of a question is counted: the ids of the choices, of which everyone made one.

    ``id`` is an option chosen or not, a step in its place or not, or a pair; empty for the whole.
    ``right`` is the id of the right choice.
    """

    id: str
    choices: tuple[str, ...]
    right: str


def parts_of(question: Question) -> tuple[Part, ...]:
    """Return what of a question is counted."""
    right = right_answer(question)
    match question:
        case SingleChoice(options=options):
            return (Part("", (*(option.id for option in options), NOTHING), str(right)),)
        case MultipleChoice(options=options):
            return tuple(Part(o.id, (YES, NO), YES if o.correct else NO) for o in options)
        case Ordering(options=options):
            return tuple(Part(option.id, (YES, NO), YES) for option in options)
        case Matching(pairs=pairs, options=options):
            choices = (*(option.id for option in options), NOTHING)
            return tuple(Part(pair.id, choices, pair.choice) for pair in pairs)
        case Numeric() | ShortAnswer():
            return (Part("", (YES, NO), YES),)


def choices_in(question: Question, answer: Answer | None, *, right: bool) -> tuple[str, ...]:
    """Return which choice an answer makes in each part of a question.

    Of free text only whether it was ``right`` is asked, never what it says.
    """
    match question:
        case SingleChoice():
            return (str(answer or NOTHING),)
        case MultipleChoice(options=options):
            return tuple(YES if option.id in (answer or ()) else NO for option in options)
        case Ordering(options=options):
            placed = list(answer or ())
            return tuple(
                YES if placed[at : at + 1] == [option.id] else NO
                for at, option in enumerate(options)
            )
        case Matching(pairs=pairs):
            matched = answer if isinstance(answer, dict) else {}
            return tuple(matched.get(pair.id, NOTHING) for pair in pairs)
        case Numeric() | ShortAnswer():
            return (YES if right else NO,)
