"""The content at a glance: a row of figures for each module, and how its options are spread."""

from collections import Counter
from collections.abc import Iterable

from elearn.catalogue.prose import ease_of
from elearn.catalogue.quality import prose_of, right_is_longest, single_choices
from elearn.domain.catalogue import Catalogue
from elearn.domain.content import Module
from elearn.domain.quizzes import Question, Quiz, SingleChoice

TYPES = {
    "SingleChoice": "s",
    "MultipleChoice": "m",
    "Ordering": "o",
    "Matching": "p",
    "Numeric": "n",
    "ShortAnswer": "t",
}
"""Letters for the types of question: single (and true or false), multiple, ordering, pairs,
number, text."""
HEADERS = (
    "module", "words", "minutes", "points", "sources", "questions", "types", "scenarios",
    "critical",
    "ease", "words a sentence",
)  # fmt: skip


def content_rows(catalogue: Catalogue) -> list[tuple[str, ...]]:
    """Return a row for each module, and one for all of them, as the headers name the cells."""
    rows = [_row(module, catalogue.quizzes.get(module.slug)) for module in
            catalogue.modules.values()]  # fmt: skip
    questions = [q for quiz in catalogue.quizzes.values() for q in quiz.questions]
    totals = ["all"] + [str(sum(int(row[cell]) for row in rows)) for cell in range(1, 6)]
    ends = [_types(questions), _share(questions), str(sum(q.critical for q in questions)), "", ""]
    return [*rows, (*totals, *ends)]


def spread(catalogue: Catalogue) -> dict[str, str]:
    """Return how questions spread over types, and right options over positions and lengths."""
    questions = [q for quiz in catalogue.quizzes.values() for q in quiz.questions]
    singles = single_choices(questions)
    positions = Counter(_position(question) for question in singles)
    longest = sum(right_is_longest(question) for question in singles)
    return {
        "question types": _counted(Counter(type(q).__name__ for q in questions)),
        "position of the right option, as written": _counted(positions),
        "right option is the longest": f"{longest} of {len(singles)}",
    }


def as_text(headers: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    """Return a table for the terminal, its first column left, the others right."""
    lines = [headers, *rows]
    widths = [max(len(line[cell]) for line in lines) for cell in range(len(headers))]
    return "\n".join(
        "  ".join(
            text.ljust(width) if cell == 0 else text.rjust(width)
            for cell, (text, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in lines
    )


def _row(module: Module, quiz: Quiz | None) -> tuple[str, ...]:
    ease = ease_of(prose_of(module))
    questions = quiz.questions if quiz else ()
    return (
        module.slug,
        str(ease.words),
        str(module.minutes),
        str(len(module.learning_points)),
        str(len(module.sources)),
        str(len(questions)),
        _types(questions),
        _share(questions),
        str(sum(question.critical for question in questions)),
        f"{ease.reading_ease:.0f}",
        f"{ease.sentence_length:.1f}",
    )


def _types(questions: Iterable[Question]) -> str:
    """Return how many questions of each type there are: ``s8 m3 o1``."""
    counted = Counter(TYPES[type(question).__name__] for question in questions)
    return " ".join(f"{letter}{counted[letter]}" for letter in TYPES.values() if counted[letter])


def _share(questions: Iterable[Question]) -> str:
    """Return the share of questions that belong to a scenario, in per cent."""
    told = [question.scenario is not None for question in questions]
    return f"{sum(told) * 100 // len(told)}%" if told else ""


def _position(question: SingleChoice) -> str:
    right = [option.correct for option in question.options]
    return "abcdefgh"[right.index(True)]


def _counted(counter: Counter[str]) -> str:
    return ", ".join(f"{name} {times}" for name, times in sorted(counter.items()))
