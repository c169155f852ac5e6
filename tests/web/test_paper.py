"""Quizzes on paper: who may print them, all that is asked, and nothing that is right."""

from functools import cache
from types import SimpleNamespace

import pytest
from flask import Flask
from markupsafe import Markup

from elearn.catalogue.loader import load_catalogue
from elearn.config import shipped_content
from elearn.documents.facilitator_pack import draw_facilitator_pack
from elearn.domain.catalogue import Catalogue
from elearn.domain.paper import printed_questions
from elearn.operations.certificates import Issuer
from elearn.web import paper
from elearn.web.handouts import pack_facts
from tests.conftest import PARTNERSHIP
from tests.documents.samples import texts
from tests.journey import Visitor

PRINT, KEY = "/modules/listening/quiz/print", "/modules/listening/quiz/key.pdf"
PACK = "/modules/listening/facilitator-pack.pdf"
PRINTERS = ("facilitator", "manager", "lead", "administrator")
MARKERS = ("facilitator", "lead", "administrator")
OTHERS = ("learner", "auditor")


@cache
def shipped() -> Catalogue:
    return load_catalogue(shipped_content())


def squeezed(text: str) -> str:
    return "".join(filter(str.isalnum, text))


def said(html: str) -> str:
    return squeezed(Markup(html).striptags())


@pytest.mark.parametrize("who", [*PRINTERS, *OTHERS])
def test_those_who_teach_print_and_only_those_who_mark_open_the_key(
    app: Flask, people: dict[str, int], who: str
) -> None:
    visitor = Visitor(app).become(people[who])
    for address, allowed in ((PRINT, PRINTERS), (KEY, MARKERS), (PACK, PRINTERS)):
        answer = visitor.get(address)
        assert answer.status == (200 if who in allowed else 404)
        linked = visitor.read("/modules/listening/quiz").soup.select(f'a[href="{address}"]')
        assert bool(linked) is (who in allowed)
        if answer.status == 200:
            assert answer.response.data.startswith(b"%PDF")


def test_a_paper_of_what_does_not_exist_is_not_found(app: Flask, people: dict[str, int]) -> None:
    visitor = Visitor(app).become(people["facilitator"])
    assert visitor.get("/modules/nothing/quiz/print").status == 404
    assert visitor.get("/modules/nothing/quiz/key.pdf").status == 404
    assert visitor.get("/modules/nothing/facilitator-pack.pdf").status == 404


@pytest.mark.parametrize("slug", ["peter-connelly", "absent-men", "learning-lessons"])
def test_the_pack_of_what_ships_has_its_learning_points_questions_and_sources(slug: str) -> None:
    module = shipped().module(slug)
    issuer = Issuer(PARTNERSHIP, "https://learning.example.org")
    pages = squeezed(" ".join(texts(draw_facilitator_pack(pack_facts(module, issuer)))))
    prompts = (prompt.text for prompt in module.response_prompts)
    points = (point.text for point in module.learning_points)
    for words in (*points, *module.team_questions, *module.inter_agency_questions, *prompts):
        assert squeezed(words) in pages
    for source in module.cited(module.executive_summary.cites) if module.executive_summary else ():
        assert squeezed(source.text) in pages


@pytest.mark.parametrize("slug", shipped().quizzes)
def test_every_quiz_prints_whole_without_its_key(
    monkeypatch: pytest.MonkeyPatch, slug: str
) -> None:
    issuer = SimpleNamespace(partnership=SimpleNamespace(name="Northdale"))
    here = SimpleNamespace(catalogue=shipped(), issuer=issuer)
    monkeypatch.setattr(paper, "site", lambda: here)
    quiz = shipped().quiz(slug)
    sheets = texts(paper.paper(slug).data)
    whole, key = squeezed(" ".join(sheets)), squeezed(" ".join(texts(paper.key(slug).data)))
    for printed in printed_questions(quiz):
        question = printed.question
        assert said(question.stem_html) in whole
        assert all(said(option.text_html) in whole for option in printed.options)
        assert said(question.feedback_html) not in whole
        assert said(question.feedback_html)[:40] in key
    for reflection in quiz.reflections:
        assert squeezed(reflection.prompt) in whole
        assert not any(squeezed(point.text) in whole for point in reflection.model_points)
    starts = [sheet for sheet in sheets if "Answer sheet" in sheet]
    assert len(starts) == 1
    assert all(word in starts[0] for word in ("Name", "Date", "Service", "Your answer"))
    assert "Signature" in " ".join(sheets)
    assert all(quiz.version in sheet and quiz.content_hash[:8] in sheet for sheet in sheets)
