"""What item analysis says in words: facility, discrimination, counts, choices."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor

from elearn.domain.choices import NO, NOTHING, YES, parts_of
from elearn.domain.item_analysis import Between
from elearn.domain.quizzes import (
    Matching,
    MultipleChoice,
    Numeric,
    Ordering,
    Quiz,
    ShortAnswer,
)
from elearn.operations.item_analysis import QuestionLine
from elearn.web.wording import gettext

HARD = Fraction(7, 10)  # of the marks: below it a question is one that people get wrong
EASY, HALF, FEW = Fraction(9, 10), Fraction(1, 2), Fraction(3, 10)
VAGUE = Fraction(2, 5)  # between bounds so far apart, only the side of a half is told


@dataclass(frozen=True, slots=True)
class ChoiceRow:
    """One choice of a question, with how many made it; None is not shown."""

    part_html: str
    choice_html: str
    right: bool
    people: Between | None


def choice_rows(quiz: Quiz, line: QuestionLine) -> list[ChoiceRow]:
    """Return the choices of a question in the order written, with how many made each."""
    counts = dict(_counts(line))
    return [
        ChoiceRow(part, choice, right, counts.get(key))
        for key, part, choice, right in _choices(quiz, line)
    ]


def _counts(line: QuestionLine) -> Iterator[tuple[tuple[str, str], Between | None]]:
    for part, told in zip(parts_of(line.question), line.item.choices, strict=False):
        for choice, count in zip(part.choices, told, strict=True):
            yield (part.id, choice), count


def _choices(quiz: Quiz, line: QuestionLine) -> Iterator[tuple[tuple[str, str], str, str, bool]]:
    """Yield each choice: its key, the part it belongs to, its text, and whether it is right."""
    question = line.question
    match question:
        case MultipleChoice(options=options):
            for option in options:
                yield (option.id, YES), "", option.text_html, option.correct
        case Ordering(options=options):
            for option in options:
                yield (option.id, YES), option.text_html, gettext("In its right place"), True
        case Numeric() | ShortAnswer():
            yield ("", YES), "", gettext("A right answer"), True
            yield ("", NO), "", gettext("A wrong answer, or none"), False
        case _:
            yield from _exclusive(quiz, line)


def _exclusive(quiz: Quiz, line: QuestionLine) -> Iterator[tuple[tuple[str, str], str, str, bool]]:
    question = line.question
    prompts = (
        {pair.id: pair.prompt_html for pair in question.pairs}
        if isinstance(question, Matching)
        else {}
    )
    texts = {option.id: option.text_html for option in getattr(question, "options", ())}
    for part in parts_of(question):
        for choice in part.choices:
            if choice != NOTHING:
                key, right = (part.id, choice), choice == part.right
                yield key, prompts.get(part.id, ""), texts[choice], right
        if quiz.time_limit is not None:
            yield (part.id, NOTHING), prompts.get(part.id, ""), gettext("No answer"), False


def percent_from(facility: Between | None) -> int | None:
    """Return the whole per cent that a facility is or begins at."""
    if facility is None:
        return None
    return round(facility.low * 100) if facility.is_exact else floor(facility.low * 100)


def percent_to(facility: Between | None) -> int | None:
    """Return the whole per cent that a facility is or ends at."""
    if facility is None:
        return None
    return round(facility.high * 100) if facility.is_exact else ceil(facility.high * 100)


def facility_figure(facility: Between | None) -> str:
    """Return a facility in figures: 62%, 90% or more, 60% to 65%."""
    low, high = percent_from(facility), percent_to(facility)
    if facility is None:
        return str(gettext("Not shown"))
    if low == high:
        return f"{low}%"
    if high == 100:
        return str(gettext("%(share)s or more", share=f"{low}%"))
    if low == 0:
        return str(gettext("%(share)s or less", share=f"{high}%"))
    return str(gettext("%(low)s to %(high)s", low=f"{low}%", high=f"{high}%"))


def facility_words(facility: Between) -> str:
    """Return what a facility means."""
    middle = facility.middle
    if facility.high - facility.low >= VAGUE:
        more = gettext("More than half of the marks were earned")
        return str(more if middle >= HALF else gettext("Fewer than half of the marks were earned"))
    if middle >= EASY:
        return str(gettext("Very easy: nearly all the marks were earned"))
    if middle >= HARD:
        return str(gettext("Easy: most of the marks were earned"))
    if middle >= HALF:
        return str(gettext("Moderate: more than half of the marks were earned"))
    if middle >= FEW:
        return str(gettext("Hard: fewer than half of the marks were earned"))
    return str(gettext("Very hard: few of the marks were earned"))


def discrimination_words(value: float) -> str:
    """Return what a discrimination means for whoever writes questions."""
    if value < 0:
        return str(gettext("The wrong way round: those who did well otherwise got it wrong more "
                           "often. Check the key and the wording."))  # fmt: skip
    if value < 0.2:
        return str(gettext("Weak: it hardly tells those who did well from those who did not"))
    if value < 0.3:
        return str(gettext("Fair: it tells them apart a little"))
    if value < 0.4:
        return str(gettext("Good: those who did well otherwise got it right more often"))
    return str(gettext("Very good: it tells clearly who did well and who did not"))


def count_words(count: Between | None) -> str:
    """Return a number of people: 12, 4 or fewer, 36 or more."""
    if count is None:
        return str(gettext("Not shown"))
    if count.is_exact:
        return str(count.low)
    if count.low == 0:
        return str(gettext("%(count)s or fewer", count=count.high))
    return str(gettext("%(count)s or more", count=count.low))


FILTERS: dict[str, Callable[..., str]] = {
    "facility": facility_figure,
    "facility_words": facility_words,
    "discrimination_words": discrimination_words,
    "people_count": count_words,
}
