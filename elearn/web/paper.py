"""For those who teach others: quizzes on paper and their key, and the facilitator's pack."""

from flask import Blueprint, Response
from markupsafe import Markup

from elearn.documents.facilitator_pack import draw_facilitator_pack
from elearn.documents.quiz_paper import Answer, Item, PaperFacts, Prompt, draw_key, draw_paper
from elearn.domain.access import Action
from elearn.domain.content import Module
from elearn.domain.paper import Printed, key_of, paper_number, plain_number, printed_questions
from elearn.domain.quizzes import (
    Matching,
    MultipleChoice,
    Numeric,
    Ordering,
    Quiz,
    Rule,
    ShortAnswer,
    SingleChoice,
)
from elearn.web.context import site
from elearn.web.filters import per_cent
from elearn.web.guards import appointed
from elearn.web.handouts import pack_facts

blueprint = Blueprint("paper", __name__)
WIDE = "\N{NO-BREAK SPACE}" * 4 + " "  # between what is ringed or filled in by hand
RULES = {
    Rule.EXACT: "all or nothing",
    Rule.RIGHT_MINUS_WRONG: "right less wrong, not below 0",
    Rule.EACH_OPTION: "each option counts",
    Rule.HALVES: "each mistake halves them",
}


@blueprint.get("/modules/<slug>/quiz/print")
@appointed(Action.PRINT_QUIZ)
def paper(slug: str) -> Response:
    """Return the quiz of a module as pages to print, with an answer sheet."""
    module, quiz = site().catalogue.module(slug), site().catalogue.quiz(slug)
    items = tuple(_item(quiz, printed) for printed in printed_questions(quiz))
    prompts = tuple(Prompt(r.prompt, r.guidance) for r in quiz.reflections)
    return _pdf(draw_paper(_facts(module, quiz), items, prompts), f"{slug}-quiz.pdf")


@blueprint.get("/modules/<slug>/quiz/key.pdf")
@appointed(Action.OPEN_KEY)
def key(slug: str) -> Response:
    """Return what is right, and why, for those who mark the paper."""
    module, quiz = site().catalogue.module(slug), site().catalogue.quiz(slug)
    answers = tuple(_answer(printed) for printed in printed_questions(quiz))
    points = tuple(tuple(point.text for point in r.model_points) for r in quiz.reflections)
    return _pdf(draw_key(_facts(module, quiz), answers, points), f"{slug}-key.pdf")


@blueprint.get("/modules/<slug>/facilitator-pack.pdf")
@appointed(Action.PRINT_QUIZ)
def pack(slug: str) -> Response:
    """Return the facilitator's pack of a module as pages to print."""
    facts = pack_facts(site().catalogue.module(slug), site().issuer)
    return _pdf(draw_facilitator_pack(facts), f"{slug}-facilitator-pack.pdf")


def _pdf(data: bytes, name: str) -> Response:
    headers = {"Content-Disposition": f'inline; filename="{name}"'}
    return Response(data, mimetype="application/pdf", headers=headers)


def _facts(module: Module, quiz: Quiz) -> PaperFacts:
    return PaperFacts(
        title=module.title,
        partnership=site().issuer.partnership.name,
        paper=paper_number(quiz),
        pass_mark=per_cent(quiz.pass_mark),
        dated=module.prepared_on,
    )


def _item(quiz: Quiz, printed: Printed) -> Item:
    question, scene = printed.question, quiz.scenario_of(printed.question)
    how, blank = _blank(printed)
    pairs = question.pairs if isinstance(question, Matching) else ()
    options = zip(printed.letters, printed.options, strict=True)
    return Item(
        number=printed.number,
        scene=_plain(scene.text_html) if scene else "",
        stem=_plain(question.stem_html),
        how=how,
        prompts=tuple(_plain(pair.prompt_html) for pair in pairs),
        options=tuple((letter, _plain(option.text_html)) for letter, option in options),
        blank=blank,
    )


def _blank(printed: Printed) -> tuple[str, str]:
    """Return how a question is answered on paper, and what is to be filled in."""
    letters = WIDE.join(printed.letters)
    match printed.question:
        case SingleChoice():
            return "Ring one letter", letters
        case MultipleChoice():
            return "Ring every letter that is right", letters
        case Ordering(options=options):
            return "Write the letters in order, the first one first", _gaps(len(options))
        case Matching(pairs=pairs):
            return "Write beside each number the letter that fits it", _gaps(len(pairs))
        case Numeric(unit=unit):
            return "Write a number", f"____________ {unit}".rstrip()
        case ShortAnswer():
            return "Write a word or two", "________________________"


def _gaps(count: int) -> str:
    return WIDE.join(f"{number}.\N{NO-BREAK SPACE}____" for number in range(1, count + 1))


def _answer(printed: Printed) -> Answer:
    question = printed.question
    marks = [plain_number(question.marks)]
    if isinstance(question, MultipleChoice):
        marks.append(RULES[question.rule])
    if question.critical:
        marks.append("critical: wrong is not passed")
    return Answer(printed.number, key_of(printed), "; ".join(marks), _plain(question.feedback_html))


def _plain(html: str) -> str:
    return Markup(html).striptags()  # noqa: S704
