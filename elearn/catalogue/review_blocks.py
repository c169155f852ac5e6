"""Everything a safeguarding lead must read before signing off, in order, as (kind, text) pairs."""

from collections.abc import Callable, Iterable
from html.parser import HTMLParser

from elearn.domain.catalogue import Catalogue
from elearn.domain.content import Module
from elearn.domain.marking import decimal_text
from elearn.domain.quizzes import (
    Matching,
    MultipleChoice,
    Numeric,
    Ordering,
    Question,
    Quiz,
    ShortAnswer,
    SingleChoice,
)

Pair = tuple[str, str]
KINDS = {"h3": "part", "h4": "part", "li": "bullet"}
ENDS = frozenset({"p", "li", "h3", "h4", "td", "th", "blockquote"})


def review_blocks(catalogue: Catalogue) -> list[Pair]:
    """Return the blocks of every module and its quiz, in catalogue order."""
    return [
        pair
        for module in catalogue.modules.values()
        for pair in (*_module(module), *_quiz(catalogue.quizzes.get(module.slug)))
    ]


def _module(module: Module) -> Iterable[Pair]:
    yield "module", module.title
    prepared, review = module.prepared_on.isoformat(), module.review_on.isoformat()
    yield "note", f"{module.kind}, version {module.version}, {module.minutes} minutes"
    yield "note", f"prepared on {prepared}, review by {review}"
    yield "paragraph", module.summary
    if module.content_note:
        yield "part", "Content note"
        yield "paragraph", module.content_note
    yield "heading", "Learning outcomes"
    yield from (("bullet", f"{outcome.id}: {outcome.text}") for outcome in module.outcomes)
    for section in module.sections:
        yield "heading", section.title
        yield from _blocks(section.body_html)
        yield from _shown(module, section.shows)
    if module.executive_summary:
        yield "heading", "Executive summary"
        yield from (
            ("part" if kind == "heading" else kind, text)
            for kind, text in module.executive_summary.blocks
        )


def _shown(module: Module, shows: str | None) -> Iterable[Pair]:
    return SHOWN[shows](module) if shows in SHOWN else ()


def _services(module: Module) -> Iterable[Pair]:
    return (("bullet", f"{a.service.name}: {a.reason}") for a in module.services)


def _discussion(module: Module) -> Iterable[Pair]:
    yield from (("bullet", f"Team: {text}") for text in module.team_questions)
    yield from (("bullet", f"Agencies: {text}") for text in module.inter_agency_questions)


def _response(module: Module) -> Iterable[Pair]:
    return (("bullet", f"{prompt.id}: {prompt.text}") for prompt in module.response_prompts)


def _people(module: Module) -> Iterable[Pair]:
    for person in module.people:
        yield "part", f"{person.name} ({person.role})"
        yield from _blocks(person.note_html)


def _points(module: Module) -> Iterable[Pair]:
    for point in module.learning_points:
        yield "part", f"{point.id}: {point.text} (theme: {point.theme or 'none'})"
        yield from _blocks(point.detail_html)


def _sources(module: Module) -> Iterable[Pair]:
    for source in module.sources:
        yield "bullet", f"[{source.id[1:]}] ({source.grade}) {source.text} {source.url or ''}"


def _timeline(module: Module) -> Iterable[Pair]:
    for row in module.timeline:
        knew = ", ".join(service.name for service in row.known_to)
        told = ", ".join(service.name for service in row.shared_with) or "nobody named"
        yield "part", f"{row.when}: {knew}"
        cites = "".join(f"[{source[1:]}]" for source in row.sources)
        yield "paragraph", f"{_plain(row.learned_html)} {cites}"
        yield "note", f"Shared with: {told}. {_plain(row.shared_note_html)}"


SHOWN: dict[str | None, Callable[[Module], Iterable[Pair]]] = {
    "people": _people,
    "timeline": _timeline,
    "learning-points": _points,
    "services": _services,
    "discussion": _discussion,
    "response": _response,
    "sources": _sources,
}


def _quiz(quiz: Quiz | None) -> Iterable[Pair]:
    if quiz is None:
        return
    yield "heading", f"Quiz, version {quiz.version}"
    drawn = f"{quiz.draw} questions of each outcome" if quiz.draw else "every question"
    yield "note", f"pass mark {float(quiz.pass_mark):.0%}, {quiz.attempts} attempts, asks {drawn}"
    for scenario in quiz.scenarios:
        yield "part", f"Scenario {scenario.id}"
        yield from _blocks(scenario.text_html)
    for question in quiz.questions:
        yield from _question(question)
    for prompt in quiz.reflections:
        yield "part", f"Reflection {prompt.id}"
        yield "paragraph", f"{prompt.prompt} {prompt.guidance}"
        yield from (("bullet", point.text) for point in prompt.model_points)


def _question(question: Question) -> Iterable[Pair]:
    marks = [question.outcome, *question.learning_points]
    marks += ["critical"] if question.critical else []
    marks += [f"scenario {question.scenario}"] if question.scenario else []
    yield "part", f"{question.id} ({', '.join(marks)})"
    yield from _blocks(question.stem_html)
    yield from _answers(question)
    yield from (("note", f"Afterwards: {text}") for _, text in _blocks(question.feedback_html))


def _answers(question: Question) -> Iterable[Pair]:
    match question:
        case SingleChoice(options=options) | MultipleChoice(options=options):
            for option in options:
                mark = "RIGHT" if option.correct else "wrong"
                text, why = _plain(option.text_html), _plain(option.feedback_html)
                yield "bullet", f"{option.id} ({mark}): {text} Feedback: {why}"
        case Ordering(options=options):
            for number, option in enumerate(options, start=1):
                yield "bullet", f"{number}. {_plain(option.text_html)}"
        case Matching(options=options, pairs=pairs):
            texts = {option.id: _plain(option.text_html) for option in options}
            for pair in pairs:
                yield "bullet", f"{_plain(pair.prompt_html)} = {texts[pair.choice]}"
        case Numeric(answer=answer, tolerance=tolerance, unit=unit):
            give = f", give or take {decimal_text(tolerance)}" if tolerance else ""
            yield "bullet", f"{decimal_text(answer)} {unit}{give}"
        case ShortAnswer(accepted=accepted):
            yield "bullet", f"Accepted: {'; '.join(accepted)}"


class _Reader(HTMLParser):
    """Reads sanitised HTML into blocks."""

    def __init__(self) -> None:
        super().__init__()
        self.pairs: list[Pair] = []
        self._open: list[str] = []
        self._text = ""

    def handle_starttag(self, tag: str, attrs: object) -> None:  # noqa: ARG002
        """Begin a block."""
        if tag in ENDS:
            self.close_block()
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """End a block."""
        if tag in ENDS:
            self.close_block()
            self._open = self._open[:-1]

    def handle_data(self, data: str) -> None:
        """Add words to the block."""
        self._text += data

    def close_block(self) -> None:
        """Keep the words so far as a block of the kind that is open."""
        words = " ".join(self._text.split())
        if words:
            kinds = (KINDS[tag] for tag in reversed(self._open) if tag in KINDS)
            self.pairs.append((next(kinds, "paragraph"), words))
        self._text = ""


def _blocks(html: str) -> list[Pair]:
    reader = _Reader()
    reader.feed(html)
    reader.close()
    reader.close_block()
    return reader.pairs


def _plain(html: str) -> str:
    return " ".join(text for _, text in _blocks(html))
