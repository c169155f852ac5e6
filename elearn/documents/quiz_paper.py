"""A quiz on paper: its questions, an answer sheet to hand in, and apart from them the key."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from reportlab.platypus import Flowable, KeepTogether, PageBreak, Spacer

from elearn.documents import pages, style
from elearn.documents.blanks import line, table, to_fill_in
from elearn.documents.pages import Dress, text

_MARGIN = 62.0
_WIDE = pages.width(_MARGIN)
_SCENE = pages.BODY.clone("scene", leftIndent=12, borderPadding=0, textColor=style.TEAL)
_OPTION = pages.BULLET.clone("option", leftIndent=22, bulletIndent=2)
_LINES = 6  # of a reflection


@dataclass(frozen=True, slots=True)
class Item:
    """A question on paper: what to read, how to answer, and the blank to fill in."""

    number: int
    scene: str
    stem: str
    how: str
    prompts: tuple[str, ...]
    options: tuple[tuple[str, str], ...]
    blank: str


@dataclass(frozen=True, slots=True)
class Prompt:
    """A reflection on paper."""

    words: str
    guidance: str


@dataclass(frozen=True, slots=True)
class Answer:
    """A row of the key: which question, what is right, for how many marks, and why."""

    number: int
    right: str
    marks: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperFacts:
    """What a paper and its key both say. ``paper`` tells one draw of a quiz from another."""

    title: str
    partnership: str
    paper: str
    pass_mark: str
    dated: date


def draw_paper(facts: PaperFacts, items: tuple[Item, ...], prompts: tuple[Prompt, ...]) -> bytes:
    """Return the questions with their answer sheet as A4 PDF; nothing in it tells what is right."""
    return pages.draw(
        _dress(facts, "Reflection quiz on paper"),
        lambda: [*_questions(facts, items, prompts), PageBreak(), *_sheet(facts, items, prompts)],
    )


def draw_key(
    facts: PaperFacts, answers: tuple[Answer, ...], reflections: tuple[tuple[str, ...], ...]
) -> bytes:
    """Return the marking key as A4 PDF; ``reflections`` are the points that each might cover."""
    return pages.draw(_dress(facts, "Marking key"), lambda: _key(facts, answers, reflections))


def _dress(facts: PaperFacts, kind: str) -> Dress:
    return Dress(
        title=f"{kind}: {facts.title}",
        author=facts.partnership,
        subject=f"{kind}, paper {facts.paper}",
        keywords=f"quiz, paper {facts.paper}",
        head=f"{facts.partnership}  ·  {kind}: {facts.title}",
        foot=f"Paper {facts.paper}",
        dated=facts.dated,
        margin=_MARGIN,
    )


def _title(facts: PaperFacts, kind: str) -> list[Flowable]:
    return [
        text(kind, pages.SMALL),
        text(facts.title, pages.TITLE),
        text(f"Paper {facts.paper}. You pass with {facts.pass_mark} or more.", pages.SUBTITLE),
        pages.dash(6, 8),
    ]


def _questions(
    facts: PaperFacts, items: tuple[Item, ...], prompts: tuple[Prompt, ...]
) -> Iterable[Flowable]:
    yield from _title(facts, "Reflection quiz on paper")
    yield text("Write your answers on the answer sheet at the end. Hand in only that sheet.")
    yield text("Please do not identify real families in what you write.")
    scene = ""
    for item in items:
        yield KeepTogether(_question(item, "" if item.scene == scene else item.scene))
        scene = item.scene
    for number, prompt in enumerate(prompts, start=1):
        about = [text(prompt.guidance, pages.SMALL)] if prompt.guidance else []
        yield KeepTogether([_reflection(number), text(prompt.words), *about])


def _question(item: Item, scene: str) -> list[Flowable]:
    """Return a question as it is read; a scene that several share is told once."""
    return [
        text(f"Question {item.number}", pages.HEADING),
        *([text(scene, _SCENE)] if scene else []),
        text(item.stem),
        text(item.how, pages.SMALL),
        *(text(words, _OPTION, f"{n}.") for n, words in enumerate(item.prompts, start=1)),
        *([Spacer(0, 5)] if item.prompts else []),
        *(text(words, _OPTION, letter) for letter, words in item.options),
    ]


def _sheet(
    facts: PaperFacts, items: tuple[Item, ...], prompts: tuple[Prompt, ...]
) -> Iterable[Flowable]:
    yield from _title(facts, "Answer sheet")
    for words in ("Name", "Date", "Service"):
        yield from to_fill_in(words)
    rows = [[str(item.number), item.how, item.blank] for item in items]
    yield Spacer(0, 12)
    yield table(("Question", "How to answer", "Your answer"), rows, (0.13, 0.37, 0.5), _WIDE)
    for number, _prompt in enumerate(prompts, start=1):
        yield KeepTogether([_reflection(number), *(line() for _ in range(_LINES))])
    yield Spacer(0, 18)
    yield KeepTogether([text("These answers are my own."), *to_fill_in("Signature")])


def _reflection(number: int) -> Flowable:
    return text(f"Reflection {number}", pages.HEADING)


def _key(
    facts: PaperFacts, answers: tuple[Answer, ...], reflections: tuple[tuple[str, ...], ...]
) -> list[Flowable]:
    rows = [[str(a.number), a.right, a.marks, a.why] for a in answers]
    heads = ("Question", "Right answer", "Marks", "Why")
    story = [
        *_title(facts, "Marking key: not for learners"),
        table(heads, rows, (0.13, 0.25, 0.17, 0.45), _WIDE),
    ]
    for number, points in enumerate(reflections, start=1):
        story += [_reflection(number), text("Never marked. A good reflection might cover:")]
        story += [text(point, pages.BULLET, "•") for point in points]
    return story
