from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from elearn.catalogue.faults import ContentError
from elearn.catalogue.loader import hash_of, load_catalogue, read_archived_quiz
from elearn.domain.content import (
    CompletionRule,
    Kind,
)
from elearn.domain.errors import NotFound
from elearn.domain.quizzes import (
    Matching,
    MultipleChoice,
    Numeric,
    Ordering,
    Question,
    Rule,
    ShortAnswer,
    SingleChoice,
)
from tests.catalogue import folder

STEPS = [{"id": name, "text": f"Step **{name}**"} for name in "abc"]
EVERY_TYPE: list[dict[str, Any]] = [
    folder.question("q1", critical=True, marks=2.5, scenario="nursery-call"),
    folder.typed("true_false", "q2", answer=False, feedback_true="No.", feedback_false="Yes."),
    folder.question(
        "q3",
        type="multiple",
        rule="halves",
        options=[
            {"id": "a", "text": "One", "feedback": "Yes.", "correct": True},
            {"id": "b", "text": "Two", "feedback": "Yes.", "correct": True},
            {"id": "c", "text": "None of these", "feedback": "No.", "pinned": True},
        ],
    ),
    folder.typed("ordering", "q4", steps=STEPS),
    folder.typed(
        "matching",
        "q5",
        choices=STEPS,
        pairs=[
            {"id": "p1", "prompt": "*Who?*", "choice": "b"},
            {"id": "p2", "prompt": "When?", "choice": "b"},
        ],
    ),
    folder.typed("numeric", "q6", answer=0.3, tolerance=0.1, unit="days"),
    folder.typed("short", "q7", accepted=["voice of the child", "Voice"]),
]


def question(question_id: str, root: Path) -> Question:
    files = folder.theme_files() | {
        folder.THEME_QUIZ: folder.as_yaml(
            folder.quiz(
                questions=EVERY_TYPE, scenarios=[{"id": "nursery-call", "text": "A *call*."}]
            )
        )
    }
    return load_catalogue(folder.write(root, files)).quiz("absent-men").question(question_id)


# A catalogue


def test_content_without_a_fault_becomes_a_catalogue(tmp_path: Path) -> None:
    catalogue = load_catalogue(folder.write(tmp_path, folder.case_files()))
    assert list(catalogue.modules) == ["x", "absent-men"]
    assert list(catalogue.quizzes) == ["x", "absent-men"]
    assert [module.slug for module in catalogue.of_kind(Kind.CASE)] == ["x"]
    assert catalogue.of_kind(Kind.OVERVIEW) == ()
    assert catalogue.services["police"].name == "Police"


def test_what_the_catalogue_does_not_hold_is_not_found(tmp_path: Path) -> None:
    catalogue = load_catalogue(folder.write(tmp_path, folder.theme_files()))
    for look in (
        lambda: catalogue.module("x"),
        lambda: catalogue.quiz("x"),
        lambda: catalogue.module("absent-men").section("x"),
        lambda: catalogue.quiz("absent-men").question("q9"),
        lambda: catalogue.quiz("absent-men").reflection("r9"),
    ):
        with pytest.raises(NotFound):
            look()


def test_a_module_carries_what_its_file_says(tmp_path: Path) -> None:
    catalogue = load_catalogue(folder.write(tmp_path, folder.case_files()))
    module = catalogue.module("x")
    assert (module.kind, module.title, module.version) == (Kind.CASE, "Child X", "1.0")
    assert (module.prepared_on, module.review_on) == (date(2026, 11, 1), date(2027, 11, 1))
    assert [section.id for section in module.sections] == [
        "summary",
        "in-practice",
        "sources",
        "who-knew-what",
    ]
    assert module.section("in-practice").shows == "learning-points"
    assert module.section("summary").title == "Summary"
    assert module.reason_for("police") == "Officers visited the home."
    assert module.reason_for("health-visiting") is None
    assert module.reason_for(None) is None
    assert module.published_review is not None
    assert module.published_review.published == "2009"
    assert module.completion == CompletionRule()
    assert module.sign_off is None


def test_dates_may_stand_with_or_without_quotation_marks(tmp_path: Path) -> None:
    quoted = folder.theme_files()
    assert "prepared_on: '2026-11-01'" in quoted[folder.THEME]
    plain = quoted | {
        folder.THEME: quoted[folder.THEME].replace("'2026-11-01'", "2026-11-01"),
    }
    catalogue = load_catalogue(folder.write(tmp_path, plain))
    assert catalogue.module("absent-men").prepared_on == date(2026, 11, 1)


def test_a_completion_rule_may_differ_and_a_validity_may_be_null(tmp_path: Path) -> None:
    files = folder.theme_files(completion={"declaration": False, "validity_months": None})
    module = load_catalogue(folder.write(tmp_path, files)).module("absent-men")
    assert module.completion == CompletionRule(declaration=False, validity_months=None)


def test_a_module_whose_rule_asks_for_no_quiz_needs_none(tmp_path: Path) -> None:
    files = folder.theme_files(completion={"quiz": False})
    del files[folder.THEME_QUIZ]
    assert load_catalogue(folder.write(tmp_path, files)).quizzes == {}


def test_the_timeline_is_sorted_by_date_and_keeps_the_order_of_one_date(tmp_path: Path) -> None:
    dates = ["2007-01", "2006-12-11", "2006", "2006-12", "2007-01"]
    rows = [folder.row(day, when=f"{n}: {day}") for n, day in enumerate(dates)]
    catalogue = load_catalogue(folder.write(tmp_path, folder.case_files(timeline=rows)))
    assert [entry.when for entry in catalogue.module("x").timeline] == [
        "2: 2006",
        "3: 2006-12",
        "1: 2006-12-11",
        "0: 2007-01",
        "4: 2007-01",
    ]


def test_a_timeline_row_names_who_knew_who_was_told_and_its_sources(tmp_path: Path) -> None:
    entry = load_catalogue(folder.write(tmp_path, folder.case_files())).module("x").timeline[0]
    assert [service.name for service in entry.known_to] == ["Police"]
    assert [service.name for service in entry.shared_with] == ["Health visiting"]
    assert entry.sources == ("S1",)


def test_a_section_cites_what_its_text_and_its_block_cite(tmp_path: Path) -> None:
    sources = [{"id": f"S{n}", "grade": "news", "text": "A report."} for n in (1, 2, 3)]
    files = folder.case_files(sources=sources, timeline=[folder.row("2006", sources=["S2"])])
    files[folder.CASE] = files[folder.CASE].replace("found. [S1]", "found. [S3][S1][S3]")
    module = load_catalogue(folder.write(tmp_path, files)).module("x")
    assert module.section("summary").cites == ("S3", "S1")
    assert module.section("in-practice").cites == ("S1",)
    assert module.section("who-knew-what").cites == ("S2",)
    cited = module.cited(module.section("summary").cites)
    assert [source.id for source in cited] == ["S1", "S3"]


def test_an_executive_summary_is_read_as_a_page_and_as_blocks(tmp_path: Path) -> None:
    summary = (
        load_catalogue(folder.write(tmp_path, folder.case_files())).module("x").executive_summary
    )
    assert summary is not None
    assert summary.body_html.startswith("<p>Child X lived in the town. <sup>")
    assert summary.blocks == (("paragraph", "Child X lived in the town. [1]"),)
    assert summary.cites == ("S1",)


# Questions


def test_a_single_choice_keeps_its_weight_and_its_scenario(tmp_path: Path) -> None:
    read = question("q1", tmp_path)
    assert isinstance(read, SingleChoice)
    assert [(o.id, o.correct) for o in read.options] == [("a", False), ("b", True)]
    assert (read.marks, read.critical, read.scenario) == (Fraction(5, 2), True, "nursery-call")
    assert read.stem_html == "<p>Who should be asked?</p>\n"
    assert read.stem_text == "Who should be asked?"
    assert read.learning_points == ("LP1",)


def test_true_or_false_becomes_a_choice_of_two_pinned_options(tmp_path: Path) -> None:
    read = question("q2", tmp_path)
    assert isinstance(read, SingleChoice)
    assert [(o.id, o.correct, o.pinned, o.feedback_html) for o in read.options] == [
        ("true", False, True, "No."),
        ("false", True, True, "Yes."),
    ]


def test_a_multiple_choice_keeps_its_rule_and_its_pinned_option(tmp_path: Path) -> None:
    read = question("q3", tmp_path)
    assert isinstance(read, MultipleChoice)
    assert read.rule is Rule.HALVES
    assert [o.id for o in read.options if o.pinned] == ["c"]


def test_an_ordering_and_a_matching_keep_what_is_right(tmp_path: Path) -> None:
    steps, pairs = question("q4", tmp_path), question("q5", tmp_path)
    assert isinstance(steps, Ordering)
    assert [o.id for o in steps.options] == ["a", "b", "c"]
    assert steps.options[0].text_html == "Step <strong>a</strong>"
    assert isinstance(pairs, Matching)
    assert [(p.id, p.prompt_html, p.choice) for p in pairs.pairs] == [
        ("p1", "<em>Who?</em>", "b"),
        ("p2", "When?", "b"),
    ]


def test_numbers_are_exact_as_written(tmp_path: Path) -> None:
    read = question("q6", tmp_path)
    assert isinstance(read, Numeric)
    assert (read.answer, read.tolerance, read.unit) == (Fraction(3, 10), Fraction(1, 10), "days")


def test_a_short_answer_keeps_every_accepted_form(tmp_path: Path) -> None:
    read = question("q7", tmp_path)
    assert isinstance(read, ShortAnswer)
    assert read.accepted == ("voice of the child", "Voice")


@pytest.mark.parametrize(("written", "pass_mark"), [("80", "4/5"), ("79.99", "7999/10000")])
def test_a_pass_mark_is_exact_as_written(tmp_path: Path, written: str, pass_mark: str) -> None:
    quiz = folder.as_yaml(folder.quiz()) + f"pass_mark: {written}\n"
    files = folder.theme_files() | {folder.THEME_QUIZ: quiz}
    read = load_catalogue(folder.write(tmp_path, files)).quiz("absent-men")
    assert read.pass_mark == Fraction(pass_mark)


def test_a_quiz_has_three_attempts_at_eighty_per_cent_and_asks_all_by_default(
    tmp_path: Path,
) -> None:
    read = load_catalogue(folder.write(tmp_path, folder.theme_files())).quiz("absent-men")
    assert (read.attempts, read.pass_mark, read.draw) == (3, Fraction(4, 5), None)


def test_a_quiz_cites_the_sources_page_of_its_module(tmp_path: Path) -> None:
    cites = "As the review says. [S1]"
    parts = [{"id": name, "text": cites, "feedback": cites} for name in ("a", "b")]
    parts[0]["correct"] = "true"
    asked = folder.question("q1", stem=cites, hint=cites, feedback=cites, options=parts)
    files = folder.theme_files() | {
        folder.THEME_QUIZ: folder.as_yaml(folder.quiz(questions=[asked]))
    }
    read = load_catalogue(folder.write(tmp_path, files)).quiz("absent-men").question("q1")
    assert isinstance(read, SingleChoice)
    texts = [read.stem_html, read.hint_html, read.feedback_html]
    texts += [text for o in read.options for text in (o.text_html, o.feedback_html)]
    assert all('href="/modules/absent-men/sources#source-S1"' in text for text in texts)


# Versions


def hashes(root: Path, files: dict[str, Any]) -> tuple[str, str]:
    catalogue = load_catalogue(folder.write(root, files))
    return catalogue.module("x").content_hash, catalogue.quiz("x").content_hash


def test_the_same_content_has_the_same_hash(tmp_path: Path) -> None:
    assert hashes(tmp_path / "a", folder.case_files()) == hashes(
        tmp_path / "b", folder.case_files()
    )


@pytest.mark.parametrize("file", [folder.CASE, folder.CASE_SUMMARY])
def test_a_module_hash_changes_with_its_text_and_with_its_summary(
    tmp_path: Path, file: str
) -> None:
    before = hashes(tmp_path, folder.case_files())
    files = folder.case_files()
    after = hashes(tmp_path, files | {file: files[file] + "\nOne word more.\n"})
    assert after[0] != before[0]
    assert after[1] == before[1]


def test_a_quiz_hash_changes_with_its_text(tmp_path: Path) -> None:
    before = hashes(tmp_path, folder.case_files())
    files = folder.case_files()
    after = hashes(tmp_path, files | {folder.CASE_QUIZ: files[folder.CASE_QUIZ] + "draw: 1\n"})
    assert after[0] == before[0]
    assert after[1] != before[1]


@pytest.mark.parametrize(
    ("mark", "end"), [(b"", b"\r\n"), (b"\xef\xbb\xbf", b"\n"), (b"\xef\xbb\xbf", b"\r\n")]
)
def test_line_ends_and_byte_order_marks_change_neither_content_nor_hash(
    tmp_path: Path, mark: bytes, end: bytes
) -> None:
    plain = load_catalogue(folder.write(tmp_path / "plain", folder.case_files()))
    edited = {
        name: mark + text.encode().replace(b"\n", end) for name, text in folder.case_files().items()
    }
    windows = load_catalogue(folder.write(tmp_path / "windows", edited))
    assert windows.modules == plain.modules
    assert windows.quizzes == plain.quizzes
    assert windows.texts == plain.texts


def test_every_text_is_kept_under_the_hash_that_names_it(tmp_path: Path) -> None:
    catalogue = load_catalogue(folder.write(tmp_path, folder.case_files()))
    assert all(hash_of(text) == name for name, text in catalogue.texts.items())
    assert set(catalogue.texts) == {
        *(module.content_hash for module in catalogue.modules.values()),
        *(quiz.content_hash for quiz in catalogue.quizzes.values()),
    }


def test_an_archived_quiz_reads_back_equal_to_the_live_quiz(tmp_path: Path) -> None:
    files = folder.theme_files()
    files[folder.THEME_QUIZ] = folder.as_yaml(
        folder.quiz(
            questions=EVERY_TYPE,
            scenarios=[{"id": "nursery-call", "text": "A *call*. [S1]"}],
            draw=2,
            pass_mark=79.99,
        )
    )
    catalogue = load_catalogue(folder.write(tmp_path, files))
    live = catalogue.quiz("absent-men")
    assert catalogue.read_quiz(catalogue.texts[live.content_hash]) == live
    assert read_archived_quiz(catalogue.texts[live.content_hash]) == live


def test_a_citation_in_a_quiz_leads_to_the_sources_of_its_module(tmp_path: Path) -> None:
    files = folder.theme_files()
    scenarios = [{"id": "nursery-call", "text": "A call. [S1]"}]
    files[folder.THEME_QUIZ] = folder.as_yaml(
        folder.quiz(questions=EVERY_TYPE, scenarios=scenarios)
    )
    quiz = load_catalogue(folder.write(tmp_path, files)).quiz("absent-men")
    assert 'href="/modules/absent-men/sources#source-S1"' in quiz.scenarios[0].text_html


def test_a_quiz_that_cites_needs_a_module_that_shows_its_sources(tmp_path: Path) -> None:
    files = folder.theme_files()
    scenarios = [{"id": "nursery-call", "text": "A call. [S1]"}]
    files[folder.THEME_QUIZ] = folder.as_yaml(
        folder.quiz(questions=EVERY_TYPE, scenarios=scenarios)
    )
    files[folder.THEME] = files[folder.THEME].replace(" shows=sources", "")
    with pytest.raises(ContentError, match='no section "sources" that shows them'):
        load_catalogue(folder.write(tmp_path, files))


def test_an_archived_text_that_is_no_quiz_says_so() -> None:
    with pytest.raises(ContentError, match="archived quiz: module: Field required"):
        read_archived_quiz("version: '1.0'\n")
