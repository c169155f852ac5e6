from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from elearn.catalogue.faults import ContentError, Fault
from elearn.catalogue.loader import load_catalogue
from elearn.domain.quizzes import Feedback
from tests.catalogue import folder

Change = Callable[[dict[str, Any]], None]


def theme(**changes: Any) -> dict[str, str | bytes]:
    return {**folder.theme_files(**changes)}


def theme_body(body: str) -> dict[str, str | bytes]:
    return {**folder.theme_files(), folder.THEME: folder.as_module(folder.front(), body)}


def theme_quiz(*questions: dict[str, Any], **changes: Any) -> dict[str, str | bytes]:
    asked = list(questions) or [folder.question("q1")]
    return {
        **folder.theme_files(),
        folder.THEME_QUIZ: folder.as_yaml(folder.quiz(**{"questions": asked, **changes})),
    }


def in_theme(*faults: str) -> list[str]:
    return [f"{folder.THEME}: {fault}" for fault in faults]


def in_quiz(*faults: str) -> list[str]:
    return [f"{folder.THEME_QUIZ}: {fault}" for fault in faults]


# The two examples of the design


def test_a_duplicate_question_id_is_named_by_its_place(tmp_path: Path) -> None:
    quiz = folder.quiz("x", questions=[folder.question(name) for name in ("q1", "q2", "q2")])
    files = {**folder.case_files(), folder.CASE_QUIZ: folder.as_yaml(quiz)}
    assert folder.faults_of(tmp_path, files) == [
        'quizzes/cases/x.yaml: questions[2].id: duplicate "q2"'
    ]


def test_all_faults_of_all_files_are_listed_at_once(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        **folder.case_files(
            services=[{"service": "polis", "reason": "A slip."}],
            sources=[{"id": "S2", "grade": "news", "text": "Listed, never cited."}],
        ),
        folder.CASE_QUIZ: folder.as_yaml(
            folder.quiz("x", questions=[folder.question("q1"), folder.question("q1")])
        ),
        folder.THEME: folder.as_module(
            folder.front(minutes="long", colour="red"), folder.BODY + "\n## No id\n"
        ),
        folder.THEME_QUIZ: "module: absent-men\nmodule: absent-men\n",
        "modules/overview/start/module.md": b"\xff\xfe",
        "quizzes/overview/start.yaml": "questions: [",
    }
    assert folder.faults_of(tmp_path, files) == [
        f'{folder.CASE}: services: unknown service "polis"',
        f"{folder.CASE}: sources: S1 is cited but not listed",
        f"{folder.CASE}: sources: S2 is listed but never cited",
        "modules/overview/start/module.md: not UTF-8 text at byte 0",
        f'{folder.THEME}: body: "## No id": section headings are written ## Title {{#id}}, '
        "with ### below them",
        f"{folder.THEME}: colour: Extra inputs are not permitted",
        f"{folder.THEME}: minutes: Input should be a valid integer, unable to parse string as an "
        "integer",
        'quizzes/cases/x.yaml: questions[1].id: duplicate "q1"',
        "quizzes/overview/start.yaml: line 1: not YAML: expected the node content, but found "
        "'<stream end>'",
        'quizzes/themes/absent-men.yaml: line 2: not YAML: key "module" stands twice',
    ]


# Files


def test_nothing_at_all_is_a_fault(tmp_path: Path) -> None:
    assert folder.faults_of(tmp_path, {}) == [f"{folder.SERVICES}: file not found"]
    assert folder.faults_of(tmp_path, {folder.SERVICES: folder.services()}) == [
        "modules: there is no module"
    ]


@pytest.mark.parametrize("file", [folder.SERVICES, folder.THEME, folder.THEME_QUIZ])
def test_a_file_that_is_not_utf_8_is_one_fault_and_causes_no_other(
    tmp_path: Path, file: str
) -> None:
    files = theme() | {file: "Ystâd".encode("latin-1")}
    assert folder.faults_of(tmp_path, files) == [f"{file}: not UTF-8 text at byte 3"]


def test_an_executive_summary_that_is_not_utf_8_is_one_fault(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {**folder.case_files(), folder.CASE_SUMMARY: b"\xff"}
    assert (
        folder.faults_of(tmp_path, files)[0] == f"{folder.CASE_SUMMARY}: not UTF-8 text at byte 0"
    )
    assert not any("is not there" in fault for fault in folder.faults_of(tmp_path, files))


@pytest.mark.parametrize("empty", ["", "\n \n", "\ufeff"])
def test_an_empty_file_is_a_fault(tmp_path: Path, empty: str) -> None:
    files = {**folder.case_files(), folder.THEME: empty, folder.CASE_SUMMARY: empty}
    assert folder.faults_of(tmp_path, files) == [
        f"{folder.CASE_SUMMARY}: the file is empty",
        *in_theme("starts without front matter between lines of ---"),
    ]


def test_an_empty_quiz_names_every_key_that_it_needs(tmp_path: Path) -> None:
    assert folder.faults_of(
        tmp_path, theme() | {folder.THEME_QUIZ: "# to be written\n"}
    ) == in_quiz("module: Field required", "questions: Field required", "version: Field required")


def test_a_folder_without_a_module_is_a_fault(tmp_path: Path) -> None:
    files = theme() | {"modules/cases/y/Module.md": "---\n"}
    assert folder.faults_of(tmp_path, files) == ["modules/cases/y/module.md: file not found"]


def test_a_folder_where_a_file_should_be_is_a_fault(tmp_path: Path) -> None:
    files = theme() | {"modules/cases/y/module.md/stray.txt": "x"}
    assert folder.faults_of(tmp_path, files) == [
        "modules/cases/y/module.md: cannot be read: Is a directory"
    ]


def test_hidden_files_and_folders_are_no_content(tmp_path: Path) -> None:
    (tmp_path / "modules/themes/.trash").mkdir(parents=True)
    files = theme() | {"quizzes/themes/.absent-men.yaml": "draft"}
    assert load_catalogue(folder.write(tmp_path, files)).modules


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"slug": "absent-man"}, 'slug: "absent-man" differs from its folder "absent-men"'),
        ({"kind": "overview"}, 'kind: "overview" is in the folder of kind "theme"'),
    ],
)
def test_a_module_stands_in_the_folder_of_its_kind_and_slug(
    tmp_path: Path, changes: dict[str, Any], fault: str
) -> None:
    assert in_theme(fault)[0] in folder.faults_of(tmp_path, theme(**changes))


def test_a_slug_used_twice_is_a_fault(tmp_path: Path) -> None:
    files = theme()
    files["modules/overview/absent-men/module.md"] = folder.as_module(
        folder.front(kind="overview", title="Another")
    )
    assert in_theme('slug: "absent-men" is already used by modules/overview/absent-men/module.md')[
        0
    ] in folder.faults_of(tmp_path, files)


def test_two_quizzes_of_one_module_are_a_fault(tmp_path: Path) -> None:
    files = theme() | {"quizzes/cases/absent-men.yaml": folder.as_yaml(folder.quiz(draw=1))}
    assert folder.faults_of(tmp_path, files) == [
        'quizzes/cases/absent-men.yaml: module: the quiz of a module of kind "theme" is in '
        "quizzes/themes",
        *in_quiz('module: "absent-men" is already used by quizzes/cases/absent-men.yaml'),
    ]


def test_a_missing_quiz_is_a_fault_of_its_module(tmp_path: Path) -> None:
    files = theme()
    del files[folder.THEME_QUIZ]
    assert folder.faults_of(tmp_path, files) == in_theme(
        "completion.quiz: there is no quiz for this module"
    )


def test_a_quiz_without_its_module_is_a_fault(tmp_path: Path) -> None:
    files = theme() | {"quizzes/cases/gone.yaml": folder.as_yaml(folder.quiz("gone"))}
    assert folder.faults_of(tmp_path, files) == [
        'quizzes/cases/gone.yaml: module: unknown module "gone"'
    ]


def test_a_quiz_is_named_for_its_module(tmp_path: Path) -> None:
    files = theme() | {"quizzes/themes/men.yaml": folder.as_yaml(folder.quiz())}
    del files[folder.THEME_QUIZ]
    assert folder.faults_of(tmp_path, files) == [
        'quizzes/themes/men.yaml: module: "absent-men" differs from the file name'
    ]


def test_a_service_listed_twice_is_a_fault(tmp_path: Path) -> None:
    again = "- tag: police\n  name: Police again\n  description: Again.\n"
    files = theme() | {folder.SERVICES: folder.services() + again}
    assert folder.faults_of(tmp_path, files) == [
        f'{folder.SERVICES}: services[2].tag: duplicate "police"'
    ]


# YAML


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("module: [", "line 1: not YAML: expected the node content, but found '<stream end>'"),
        ("module: a\n  b: c", "line 2: not YAML: mapping values are not allowed here"),
        ("a: 1\nb: 2\na: 3", 'line 3: not YAML: key "a" stands twice'),
        ("a: {b: 1, b: 2}", 'line 1: not YAML: key "b" stands twice'),
        ("a: \x00", "not YAML: unacceptable character #x0000: special characters are not allowed"),
        ("? [a]\n: b", "line 1: not YAML: a key must be plain text"),
        ("? {a: 1}\n: b", "line 1: not YAML: a key must be plain text"),
        ("a: *b", "line 1: not YAML: found undefined alias 'b'"),
        ("a: !!int b", "not YAML: invalid literal for int() with base 10: 'b'"),
        ("[" * 5000, "not YAML: nested too deeply"),
        (
            "a: !!python/object/apply:os.system [x]",
            "line 1: not YAML: could not determine a constructor for the tag "
            "'tag:yaml.org,2002:python/object/apply:os.system'",
        ),
        ("- a\n- b", "Input should be a valid dictionary or instance of QuizFile"),
        ("just words", "Input should be a valid dictionary or instance of QuizFile"),
    ],
)
def test_what_is_not_yaml_is_listed_with_its_line(tmp_path: Path, text: str, fault: str) -> None:
    (found,) = folder.faults_of(tmp_path, theme() | {folder.THEME_QUIZ: text})
    assert found.startswith(f"{folder.THEME_QUIZ}: {fault}")


def test_a_tag_that_is_not_wanted_leaves_the_text_as_it_is(tmp_path: Path) -> None:
    files = theme() | {folder.THEME_QUIZ: folder.as_yaml(folder.quiz()) + "draw: !!timestamp b\n"}
    (found,) = folder.faults_of(tmp_path, files)
    assert found.startswith(f"{folder.THEME_QUIZ}: draw: Input should be a valid integer")


def test_a_line_of_front_matter_is_counted_from_the_top_of_the_file(tmp_path: Path) -> None:
    files = theme() | {folder.THEME: "---\nslug: a\nslug: b\n---\n" + folder.BODY}
    assert in_theme('line 3: not YAML: key "slug" stands twice')[0] in folder.faults_of(
        tmp_path, files
    )


def test_front_matter_that_is_not_closed_is_a_fault(tmp_path: Path) -> None:
    files = theme() | {folder.THEME: "---\nslug: absent-men\n"}
    assert folder.faults_of(tmp_path, files) == in_theme(
        "the front matter has no closing line of ---"
    )


# Front matter


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"title": ...}, "title: Field required"),
        ({"title": "  "}, "title: String should have at least 1 character"),
        ({"colour": "red"}, "colour: Extra inputs are not permitted"),
        ({"minutes": "long"}, "minutes: Input should be a valid integer, unable to parse"),
        ({"minutes": 121}, "minutes: Input should be less than or equal to 120"),
        ({"version": 1.0}, "version: Input should be a valid string"),
        ({"version": "one"}, "version: String should match pattern"),
        ({"slug": "Absent Men"}, "slug: String should match pattern"),
        ({"kind": "story"}, "kind: Input should be 'overview', 'case' or 'theme'"),
        ({"prepared_on": "2026-02-30"}, "prepared_on: Input should be a valid date"),
        ({"prepared_on": "soon"}, "prepared_on: Input should be a valid date"),
        ({"outcomes": []}, "outcomes: List should have at least 1 item"),
        ({"outcomes": "LO1"}, "outcomes: Input should be a valid list"),
        ({"outcomes": [{"id": "LO1", "text": "T."}]}, "outcomes[0].sections: Field required"),
        (
            {"outcomes": [{"id": "1", "text": "T.", "sections": ["summary"]}]},
            "outcomes[0].id: String should match pattern",
        ),
        (
            {"sources": [{"id": "S1", "grade": "rumour", "text": "T."}]},
            "sources[0].grade: Input should be 'official', 'news', 'training' or 'other'",
        ),
        (
            {"sources": [{"id": "S1", "grade": "news", "text": "T.", "url": "javascript:x"}]},
            "sources[0].url: String should match pattern",
        ),
        ({"completion": {"validity_months": 0}}, "completion.validity_months: Input should be"),
        ({"completion": {"quizz": True}}, "completion.quizz: Extra inputs are not permitted"),
        ({"discussion": {"team": ["One?"]}}, "discussion.inter_agency: Field required"),
        ({"sign_off": {"name": "A", "role": "Lead"}}, "sign_off.date: Field required"),
    ],
)
def test_a_fault_of_front_matter_is_named_by_its_key(
    tmp_path: Path, changes: dict[str, Any], fault: str
) -> None:
    found = folder.faults_of(tmp_path, theme(**changes))
    assert any(one.startswith(f"{folder.THEME}: {fault}") for one in found), found
    assert all(one.startswith(f"{folder.THEME}: ") for one in found), found


def test_a_date_that_does_not_exist_is_a_fault_without_quotation_marks_too(tmp_path: Path) -> None:
    files = folder.theme_files()
    text = files[folder.THEME].replace("'2026-11-01'", "2026-02-30")
    assert "prepared_on: 2026-02-30" in text
    (found,) = folder.faults_of(tmp_path, {**files, folder.THEME: text})
    assert found.startswith(f"{folder.THEME}: prepared_on: Input should be a valid date")


def test_a_case_names_every_part_that_it_lacks(tmp_path: Path) -> None:
    lacking = dict.fromkeys(("content_note", "themes", "people", "published_review"), ...)
    assert folder.faults_of(tmp_path, {**folder.case_files(**lacking)}) == [
        f"{folder.CASE}: a case also needs: content_note, themes, people, published_review"
    ]


def test_a_missing_executive_summary_is_a_fault(tmp_path: Path) -> None:
    files = {**folder.case_files()}
    del files[folder.CASE_SUMMARY]
    assert folder.faults_of(tmp_path, files) == [
        f"{folder.CASE}: executive_summary: executive-summary.md is not there"
    ]


def test_an_executive_summary_that_is_not_named_is_a_fault(tmp_path: Path) -> None:
    files = theme() | {"modules/themes/absent-men/executive-summary.md": "Words. [S1]"}
    assert folder.faults_of(tmp_path, files) == in_theme(
        "executive_summary: the file is there but not named"
    )


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        (
            {"services": [{"service": "polis", "reason": "R."}]},
            'services: unknown service "polis"',
        ),
        (
            {"services": [{"service": "police", "reason": "R."}] * 2},
            'services: duplicate "police"',
        ),
        (
            {"timeline": [folder.row("2006", known_to=["polis"])]},
            'services: unknown service "polis"',
        ),
        (
            {"timeline": [folder.row("2006", shared_with=["polis"])]},
            'services: unknown service "polis"',
        ),
        ({"themes": ["present-men"]}, 'themes: unknown theme "present-men"'),
        (
            {"timeline": [folder.row("2006", shared_with=[])]},
            "timeline[0]: say with whom it was shared, or what the sources say, in shared_note",
        ),
        ({"timeline": [folder.row("May 2006")]}, "timeline[0].date: String should match pattern"),
        ({"timeline": [folder.row("2006", sources=[])]}, "timeline[0].sources: List should have"),
        (
            {"timeline": [folder.row("2006", sources=["S9"])]},
            "sources: S9 is cited but not listed",
        ),
        (
            {"people": [{"name": "His mother", "role": "Mother", "note": "A note. [S9]"}]},
            "sources: S9 is cited but not listed",
        ),
    ],
)
def test_a_fault_of_a_case_is_named_by_its_key(
    tmp_path: Path, changes: dict[str, Any], fault: str
) -> None:
    (found,) = folder.faults_of(tmp_path, {**folder.case_files(**changes)})
    assert found.startswith(f"{folder.CASE}: {fault}")


def test_a_theme_of_the_precis_may_come_later(tmp_path: Path) -> None:
    files = folder.case_files(themes=["absent-men", "over-optimism"])
    assert load_catalogue(folder.write(tmp_path, files)).module("x").themes[1] == "over-optimism"


def test_a_timeline_that_no_section_shows_is_a_fault(tmp_path: Path) -> None:
    files = {**folder.case_files(), folder.CASE: folder.as_module(folder.case_front())}
    assert folder.faults_of(tmp_path, files) == [
        f"{folder.CASE}: timeline: no section shows the timeline"
    ]


@pytest.mark.parametrize(
    ("key", "ids"),
    [
        ("outcomes", [{"id": "LO1", "text": "T.", "sections": ["summary"]}] * 2),
        ("learning_points", [{"id": "LP1", "text": "T.", "detail": "D. [S1]"}] * 2),
        ("sources", [{"id": "S1", "grade": "news", "text": "T."}] * 2),
        ("response_prompts", [{"id": "RP1", "text": "T."}] * 2),
    ],
)
def test_an_id_that_stands_twice_is_a_fault(
    tmp_path: Path, key: str, ids: list[dict[str, Any]]
) -> None:
    assert folder.faults_of(tmp_path, theme(**{key: ids})) == in_theme(
        f'{key}: duplicate "{ids[0]["id"]}"'
    )


def test_an_outcome_taught_by_no_known_section_is_a_fault(tmp_path: Path) -> None:
    outcomes = [{"id": "LO1", "text": "T.", "sections": ["summary", "gone"]}]
    assert folder.faults_of(tmp_path, theme(outcomes=outcomes)) == in_theme(
        'outcomes.LO1: unknown section "gone"'
    )


# Sections

STRAY = "section headings are written ## Title {#id}, with ### below them"


@pytest.mark.parametrize(
    ("added", "fault"),
    [
        ("## No id", f'body: "## No id": {STRAY}'),
        ("  ## Indented {#id}", f'body: "## Indented {{#id}}": {STRAY}'),
        ("##\tTab", f'body: "##\tTab": {STRAY}'),
        ("# Too high", f'body: "# Too high": {STRAY}'),
        ("## Bad id {#Bad Id}", f'body: "## Bad id {{#Bad Id}}": {STRAY}'),
        ("## Empty {#empty}", "sections.empty: the section is empty"),
        ("## Empty {#empty}\n \n\t\n", "sections.empty: the section is empty"),
        ("## Summary {#summary}\nAgain.", 'sections: duplicate "summary"'),
        ("## Odd {#odd shows=fireworks}", 'sections.odd: cannot show "fireworks"'),
        *(
            (
                f"## Taken {{#{name}}}\nText.",
                f'sections.{name}: "{name}" is the address of another page',
            )
            for name in ("print", "quiz", "executive-summary", "declaration")
        ),
        ("Also [S9].", "sources: S9 is cited but not listed"),
    ],
)  # fmt: skip
def test_a_fault_of_a_section_is_listed(tmp_path: Path, added: str, fault: str) -> None:
    files = theme_body(f"{folder.BODY}\n{added}\n")
    assert folder.faults_of(tmp_path, files) == in_theme(fault)


def test_text_before_the_first_heading_is_a_fault(tmp_path: Path) -> None:
    assert folder.faults_of(tmp_path, theme_body(f"Stray.\n{folder.BODY}")) == in_theme(
        "body: text stands before the first section heading"
    )


def test_a_module_without_sections_is_a_fault(tmp_path: Path) -> None:
    assert in_theme("body: there is no section")[0] in folder.faults_of(tmp_path, theme_body("\n"))


def test_a_source_that_nothing_cites_is_a_fault(tmp_path: Path) -> None:
    sources = [{"id": f"S{n}", "grade": "news", "text": "T."} for n in (1, 2)]
    assert folder.faults_of(tmp_path, theme(sources=sources)) == in_theme(
        "sources: S2 is listed but never cited"
    )


@pytest.mark.parametrize(
    ("link", "target"),
    [
        ("[men](module:gone)", "module:gone"),
        ("[men](module:gone#summary)", "module:gone#summary"),
        ("[men](module:absent-men#gone)", "module:absent-men#gone"),
        ("[men](module:Absent-Men)", "module:Absent-Men"),
        ('[men](module:gone "Title")', "module:gone"),
        ("[men](<module:gone>)", "module:gone"),
        ("[men][m]\n\n[m]: module:gone", "module:gone"),
        ("<module:gone>", "module:gone"),
    ],
)
def test_a_link_to_no_module_is_a_fault(tmp_path: Path, link: str, target: str) -> None:
    expected = f'body: the link "{target}" leads nowhere'
    files = theme_body(f"{folder.BODY}\n{link}\n")
    assert folder.faults_of(tmp_path / "module", files) == in_theme(expected)
    asked = theme_quiz(folder.question("q1", feedback=link))
    assert folder.faults_of(tmp_path / "quiz", asked) == in_quiz(expected)


def test_a_link_to_a_module_whose_file_has_faults_is_not_called_dead(tmp_path: Path) -> None:
    files = {**folder.case_files(title=...)}
    files[folder.THEME] = folder.as_module(
        folder.front(), f"{folder.BODY}\n[The case](module:x#summary)\n"
    )
    assert folder.faults_of(tmp_path, files) == [f"{folder.CASE}: title: Field required"]


# Quizzes


@pytest.mark.parametrize(
    ("question", "fault"),
    [
        (folder.question("q1", stem=...), "questions[0].stem: Field required"),
        (folder.question("Q 1"), "questions[0].id: String should match pattern"),
        (folder.question("q1", colour=1), "questions[0].colour: Extra inputs are not permitted"),
        (folder.question("q1", marks=0), "questions[0].marks: Input should be greater than 0"),
        (folder.question("q1", type="guess"), "questions[0]: Input tag 'guess' found"),
        (folder.question("q1", type=...), "questions[0]: Unable to extract tag"),
        (folder.question("q1", outcome="LO9"), 'questions[0].outcome: unknown outcome "LO9"'),
        (
            folder.question("q1", learning_points=["LP9"]),
            'questions[0].learning_points: unknown learning point "LP9"',
        ),
        (folder.question("q1", scenario="gone"), 'questions[0].scenario: unknown scenario "gone"'),
        (
            folder.question("q1", options=[{"id": "a", "text": "A", "feedback": "F"}] * 2),
            "questions[0]: mark exactly one option as correct",
        ),
        (
            folder.question("q1", options=[{"id": "a", "text": "A", "correct": True}] * 2),
            "questions[0].options[0].feedback: Field required",
        ),
        (
            folder.question(
                "q1",
                type="multiple",
                options=[
                    {"id": n, "text": n, "feedback": "F", "correct": True} for n in ("a", "b", "c")
                ],
            ),
            "questions[0]: mark at least one option as correct and leave at least one wrong",
        ),
        (
            folder.typed("ordering", steps=[{"id": "a", "text": "A"}] * 2),
            "questions[0].steps: List should have at least 3 items",
        ),
        (
            folder.typed("ordering", steps=[{"id": "a", "text": "A"}] * 3),
            'questions[0].options: duplicate "a"',
        ),
        (
            folder.typed(
                "matching",
                choices=[{"id": n, "text": n} for n in ("a", "b")],
                pairs=[{"id": n, "prompt": n, "choice": "z"} for n in ("p", "r")],
            ),
            "questions[0]: unknown choice: z",
        ),
        (folder.typed("numeric", answer="ten"), "questions[0].answer: Input should be a valid dec"),
        (
            folder.typed("numeric", answer=1, tolerance=-1),
            "questions[0].tolerance: Input should be greater than or equal to 0",
        ),
        (folder.typed("short", accepted=[]), "questions[0].accepted: List should have at least 1"),
        (
            folder.typed("true_false", answer="perhaps", feedback_true="T", feedback_false="F"),
            "questions[0].answer: Input should be a valid boolean",
        ),
        (
            folder.question("q1", feedback="As the review says. [S9]"),
            "sources: S9 is cited but its module does not list it",
        ),
    ],
)
def test_a_fault_of_a_question_is_named_by_its_place(
    tmp_path: Path, question: dict[str, Any], fault: str
) -> None:
    found = folder.faults_of(tmp_path, theme_quiz(question))
    assert any(one.startswith(f"{folder.THEME_QUIZ}: {fault}") for one in found), found
    assert all(one.startswith(f"{folder.THEME_QUIZ}: ") for one in found), found


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"pass_mark": 101}, "pass_mark: Input should be less than or equal to 100"),
        ({"pass_mark": "eighty"}, "pass_mark: Input should be a valid decimal"),
        ({"attempts": -1}, "attempts: Input should be greater than or equal to 0"),
        ({"draw": 0}, "draw: Input should be greater than or equal to 1"),
        ({"questions": []}, "questions: List should have at least 1 item"),
        ({"scenarios": [{"id": "s", "text": "T."}]}, "scenarios.s: no question uses this scenario"),
        (
            {"reflections": [{"id": "r1", "prompt": "P?", "model_points": []}]},
            "reflections[0].model_points: List should have at least 3 items",
        ),
    ],
)
def test_a_fault_of_a_quiz_is_named_by_its_key(
    tmp_path: Path, changes: dict[str, Any], fault: str
) -> None:
    (found,) = folder.faults_of(tmp_path, theme_quiz(**changes))
    assert found.startswith(f"{folder.THEME_QUIZ}: {fault}")


def test_a_reflection_may_not_share_the_id_of_a_question_or_of_a_reflection(tmp_path: Path) -> None:
    points = [{"id": f"m{n}", "text": "T."} for n in (1, 2, 3)]
    prompts = [{"id": name, "prompt": "P?", "model_points": points} for name in ("q1", "r1", "r1")]
    assert folder.faults_of(tmp_path, theme_quiz(reflections=prompts)) == in_quiz(
        'reflections: duplicate "q1"', 'reflections: duplicate "r1"'
    )


POINTS = [{"id": f"m{n}", "text": "T."} for n in (1, 2, 3)]
REQUIRED = {"id": "r1", "prompt": "P?", "model_points": POINTS}


@pytest.mark.parametrize(
    ("changes", "faults"),
    [
        ({"feedback": "never"}, ["feedback: "]),
        ({"time_limit": 0}, ["time_limit: "]),
        ({"time_limit": 601}, ["time_limit: "]),
        ({"time_limit": "an hour"}, ["time_limit: "]),
        ({"time_limit": 30, "grace": 601}, ["grace: "]),
        ({"time_limit": 30, "grace": -1}, ["grace: "]),
        ({"grace": 30}, ["grace is for a quiz with a time_limit"]),
        (
            {
                "time_limit": 30,
                "reflections": [{"id": "r1", "prompt": "P?", "model_points": POINTS}],
            },
            ["with a time_limit no reflection is required: r1"],
        ),
    ],
)
def test_a_preset_or_a_time_limit_that_cannot_be_is_a_fault(
    tmp_path: Path, changes: dict[str, Any], faults: list[str]
) -> None:
    found = folder.faults_of(tmp_path, theme_quiz(**changes))
    assert len(found) == len(faults)
    for said, expected in zip(found, faults, strict=True):
        assert said.startswith(f"{folder.THEME_QUIZ}: ")
        assert expected in said


def test_a_quiz_without_the_new_keys_is_untimed_and_shows_answers_after_submission(
    tmp_path: Path,
) -> None:
    (quiz,) = load_catalogue(folder.write(tmp_path, theme_quiz())).quizzes.values()
    assert (quiz.feedback, quiz.time_limit) == (Feedback.AFTER_SUBMISSION, None)
    timed = theme_quiz(time_limit=30)
    (quiz,) = load_catalogue(folder.write(tmp_path / "timed", timed)).quizzes.values()
    assert (quiz.time_limit, quiz.grace) == (30, 60)


def test_a_scenario_that_stands_twice_is_a_fault(tmp_path: Path) -> None:
    asked = folder.question("q1", scenario="s")
    files = theme_quiz(asked, scenarios=[{"id": "s", "text": "T."}] * 2)
    assert folder.faults_of(tmp_path, files) == in_quiz('scenarios: duplicate "s"')


@pytest.mark.parametrize(
    "heading", ["", "## Sources {#sources}\nListed.", "## From {#from shows=sources}"]
)
def test_a_quiz_that_cites_needs_the_sources_page_of_its_module(
    tmp_path: Path, heading: str
) -> None:
    shown = "## Sources {#sources shows=sources}"
    assert shown in folder.BODY
    files = theme_quiz(folder.question("q1", feedback="As the review says. [S1]"))
    assert load_catalogue(folder.write(tmp_path / "shown", files)).quizzes
    files[folder.THEME] = folder.as_module(folder.front(), folder.BODY.replace(shown, heading))
    assert folder.faults_of(tmp_path, files) == in_quiz(
        'sources: its module has no section "sources" that shows them'
    )


def test_the_faults_of_a_quiz_are_listed_beside_those_of_its_module(tmp_path: Path) -> None:
    files = theme_quiz(folder.question("q1"), folder.question("q1"))
    files[folder.THEME] = folder.as_module(folder.front(title=...))
    assert folder.faults_of(tmp_path, files) == [
        *in_theme("title: Field required"),
        *in_quiz('questions[1].id: duplicate "q1"'),
    ]


# The list itself


def test_a_fault_reads_as_file_key_and_message() -> None:
    assert str(Fault("a.yaml", "b[0].c", "wrong")) == "a.yaml: b[0].c: wrong"
    assert str(Fault("a.yaml", "", "wrong")) == "a.yaml: wrong"


def test_faults_are_sorted_and_named_once() -> None:
    one, two = Fault("a", "", "x"), Fault("b", "", "x")
    assert ContentError([two, one, two]).faults == (one, two)
    assert str(ContentError([two, one])) == "a: x\nb: x"
