"""What a safeguarding lead would send back: checks of the learning itself, for authors.

None of these stops the site, which may have to run while a review is due; ``make check`` and
``elearn check-content`` list them all.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from elearn.catalogue.faults import Fault
from elearn.catalogue.prose import CITE, ease_of, paragraphs
from elearn.domain.catalogue import Catalogue
from elearn.domain.content import Kind, Module
from elearn.domain.quizzes import MultipleChoice, Question, Quiz, SingleChoice

MINUTES = {Kind.OVERVIEW: (10, 30), Kind.CASE: (15, 25), Kind.THEME: (10, 20)}
SUMMARY_WORDS = (400, 700)
LONGEST_SENTENCES = 20  # words on average; GOV.UK style asks for short ones
HARDEST = 50  # Flesch reading ease; below it a text is "difficult"
YEAR = re.compile(r"\b(?:19|20)\d\d\b")
LAZY = re.compile(r"\b(?:all|none) of (?:the above|these)\b", re.IGNORECASE)
# Parts of a case that speak of practice, not of the case itself.
ADVICE = frozenset({"in-practice", "your-service", "discussion", "response", "sources"})


@dataclass(frozen=True, slots=True)
class Standard:
    """What content is held to that is not in the code: the date, and words to avoid."""

    today: date
    avoid: tuple[str, ...]


Check = Callable[[Module, Quiz | None, Standard], Iterable[tuple[str, str]]]


def quality_faults(catalogue: Catalogue, standard: Standard) -> list[Fault]:
    """Return all that falls short of the standard, by file and key."""
    faults = []
    for module in catalogue.modules.values():
        quiz = catalogue.quizzes.get(module.slug)
        file = f"{module.kind.value}/{module.slug}"
        found = (fault for check in CHECKS for fault in check(module, quiz, standard))
        faults += [Fault(file, key, message) for key, message in found]
    return sorted(faults)


def read_words_to_avoid(root: Path) -> tuple[str, ...]:
    """Return the words of ``modules/words-to-avoid.txt``; none where there is no such file."""
    path = root / "modules" / "words-to-avoid.txt"
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    return tuple(line.strip() for line in lines if line.strip() and not line.startswith("#"))


def prose_of(module: Module) -> tuple[str, ...]:
    """Return the paragraphs that a learner reads in a module, its summary aside."""
    parts = [section.body_html for section in module.sections]
    parts += [f"<p>{p.text}</p>{p.detail_html}" for p in module.learning_points]
    parts += [person.note_html for person in module.people]
    parts += [f"<p>{row.learned_html}</p>" for row in module.timeline]
    return tuple(text for part in parts for text in paragraphs(part))


def _review_date(
    module: Module, _quiz: Quiz | None, standard: Standard
) -> Iterable[tuple[str, str]]:
    if module.review_on <= standard.today:
        yield "review_on", f"the review was due on {module.review_on.isoformat()}"


def _length(module: Module, _quiz: Quiz | None, _standard: Standard) -> Iterable[tuple[str, str]]:
    least, most = MINUTES[module.kind]
    if not least <= module.minutes <= most:
        yield "minutes", f"{module.minutes} is not between {least} and {most}"
    if not 5 <= len(module.learning_points) <= 8:
        yield "learning_points", f"{len(module.learning_points)}, not 5 to 8"
    if module.kind is Kind.CASE and not 6 <= len(module.timeline) <= 12:
        yield "timeline", f"{len(module.timeline)} contacts, not 6 to 12"
    if module.executive_summary:
        words = ease_of(text for _, text in module.executive_summary.blocks).words
        if not SUMMARY_WORDS[0] <= words <= SUMMARY_WORDS[1]:
            yield "executive_summary", f"{words} words, not 400 to 700"


def _plain(module: Module, _quiz: Quiz | None, _standard: Standard) -> Iterable[tuple[str, str]]:
    ease = ease_of(prose_of(module))
    if ease.sentence_length > LONGEST_SENTENCES:
        yield "body", f"sentences of {ease.sentence_length:.0f} words on average: shorten them"
    if ease.reading_ease < HARDEST:
        yield "body", f"reading ease {ease.reading_ease:.0f}: use plainer words"


def _sober(module: Module, quiz: Quiz | None, standard: Standard) -> Iterable[tuple[str, str]]:
    texts = [*prose_of(module), module.summary, *(_quiz_texts(quiz) if quiz else ())]
    if module.executive_summary:
        texts += [text for _, text in module.executive_summary.blocks]
    for word in standard.avoid:
        pattern = re.compile(rf"\b{re.escape(word)}\b", re.IGNORECASE)
        if any(pattern.search(text) for text in texts):
            yield "body", f'avoid the word "{word}"'


def _claims(module: Module, _quiz: Quiz | None, _standard: Standard) -> Iterable[tuple[str, str]]:
    """Hold a paragraph of a case that gives a year or names the case to citing a source."""
    if module.kind is not Kind.CASE:
        return
    names = [word for word in re.findall(r"[A-Z][a-z]{2,}", module.title) if word != "The"]
    named = re.compile(rf"\b(?:{'|'.join(names)})\b") if names else YEAR
    for section in module.sections:
        if section.id in ADVICE:
            continue
        for text in paragraphs(section.body_html):
            claims = YEAR.search(text) or (named.search(text) and not text.endswith("?"))
            if claims and len(text) > 60 and not CITE.search(text):
                yield f"sections.{section.id}", f'cites no source: "{text[:60]}…"'


def _covered(module: Module, quiz: Quiz | None, _standard: Standard) -> Iterable[tuple[str, str]]:
    asked = {point for q in quiz.questions for point in q.learning_points} if quiz else set()
    for point in module.learning_points:
        if point.theme is None:
            yield f"learning_points.{point.id}", "is linked to no theme"
        if quiz and point.id not in asked:
            yield f"learning_points.{point.id}", "no question covers it"


def _quiz_shape(
    module: Module, quiz: Quiz | None, _standard: Standard
) -> Iterable[tuple[str, str]]:
    if quiz is None:
        return
    if len(module.outcomes) < 3:
        yield "outcomes", "fewer than 3"
    by_outcome = Counter(question.outcome for question in quiz.questions)
    for outcome in module.outcomes:
        if by_outcome[outcome.id] < 3:
            yield f"quiz.{outcome.id}", f"{by_outcome[outcome.id]} questions, fewer than 3"
    critical = sum(question.critical for question in quiz.questions)
    if not 1 <= critical <= 2:
        yield "quiz", f"{critical} critical questions, not 1 or 2"
    if len(quiz.reflections) != 2:
        yield "quiz.reflections", f"{len(quiz.reflections)}, not 2"
    for prompt in quiz.reflections:
        if not 4 <= len(prompt.model_points) <= 6:
            yield f"quiz.{prompt.id}", f"{len(prompt.model_points)} model points, not 4 to 6"


def _fair(_module: Module, quiz: Quiz | None, _standard: Standard) -> Iterable[tuple[str, str]]:
    for question in quiz.questions if quiz else ():
        if any(LAZY.search(text) for text in option_texts(question)):
            yield f"quiz.{question.id}", 'has an option like "all of the above"'
    singles = single_choices(quiz.questions) if quiz else []
    longest = [question for question in singles if right_is_longest(question)]
    if len(longest) * 3 > len(singles):
        named = ", ".join(question.id for question in longest)
        yield "quiz", f"the right option is the longest too often: {named}"


def single_choices(questions: Iterable[Question]) -> list[SingleChoice]:
    """Return the single-choice questions among these; true or false is not a choice of words."""
    return [q for q in questions if isinstance(q, SingleChoice) and len(q.options) > 2]


def option_texts(question: Question) -> tuple[str, ...]:
    """Return the options of a question as plain text, in the order written."""
    options = getattr(question, "options", ())
    return tuple(" ".join(paragraphs(option.text_html)) for option in options)


def right_is_longest(question: SingleChoice | MultipleChoice) -> bool:
    """Tell whether a right option is longer than every wrong one, which would give it away."""
    lengths = {o.id: len(t) for o, t in zip(question.options, option_texts(question), strict=True)}
    right = max(lengths[option.id] for option in question.options if option.correct)
    return right > max(lengths[option.id] for option in question.options if not option.correct)


def _quiz_texts(quiz: Quiz) -> Iterable[str]:
    for question in quiz.questions:
        options = getattr(question, "options", ())
        yield from paragraphs(question.stem_html + question.feedback_html)
        yield from option_texts(question)
        yield from (text for option in options for text in paragraphs(option.feedback_html))
    yield from (text for scenario in quiz.scenarios for text in paragraphs(scenario.text_html))


CHECKS: tuple[Check, ...] = (
    _review_date, _length, _plain, _sober, _claims, _covered, _quiz_shape, _fair
)  # fmt: skip
