"""The learning log: private, asked about before it names anyone, shared by its author alone."""

import pytest
from flask import Flask
from sqlalchemy import func, select

from elearn.db import Completion, WrittenReflection
from elearn.domain.access import Role
from elearn.operations.reflections import share_entry, write_entry
from tests.conftest import Work
from tests.journey import Page, Visitor
from tests.partnership import REFLECTION, complete
from tests.web.routes import belongings_of, pages

SECRET = "I felt out of my depth and did not say so"
NAMES_SOMEONE = "Her number is 07911 123456 and they live in OX1 2JD"


def written(work: Work, person: int, text: str = SECRET, share: Role | None = None) -> int:
    with work() as site:
        entry = write_entry(site.session(), person, text, site.clock())
        if share:
            share_entry(site.session(), entry, person, share, site.clock())
        return entry


def stored(work: Work) -> list[str]:
    with work() as site:
        return list(site.session().scalars(select(WrittenReflection.text)))


def test_what_was_written_in_quizzes_and_freely_stands_in_one_log(
    work: Work, people: dict[str, int], learner: Visitor
) -> None:
    with work() as site:
        complete(site, "child-a", people["learner"])
    answer = learner.post("/learning-log/new", {"answer": SECRET})
    page = learner.follow(answer)
    newest = page.soup.select("h2[id^=entry]")[0]
    assert newest.get_text(" ", strip=True).endswith("My own reflection")
    assert SECRET in page.words
    assert REFLECTION in page.words
    taken = learner.get("/learning-log.json").response.get_json()["reflections"]
    assert {SECRET, REFLECTION} == {entry["text"] for entry in taken}
    assert learner.get("/learning-log.pdf").response.data.startswith(b"%PDF")


@pytest.mark.parametrize("where", ["log", "quiz"])
def test_its_author_is_asked_before_it_names_a_real_person(
    work: Work, people: dict[str, int], learner: Visitor, where: str
) -> None:
    if where == "log":
        path = "/learning-log/new"
    else:
        attempt = learner.begin_quiz("child-a")
        steps = learner.get(f"/attempts/{attempt}").soup.select("a[href*='/questions/']")
        path = str(steps[-1]["href"])
    asked = learner.post(path, {"answer": NAMES_SOMEONE})
    assert asked.status == 422
    assert "Please do not identify real families" in asked.words
    assert [li.get_text(strip=True) for li in asked.soup.select("#identifying li")] == [
        "a phone number:07911 123456", "a postcode:OX1 2JD",
    ]  # fmt: skip
    assert NAMES_SOMEONE in asked.soup.textarea.get_text()  # type: ignore[union-attr]
    assert stored(work) == []
    assert learner.post(path, {"answer": NAMES_SOMEONE, "as_it_is": "1"}).status == 303
    assert stored(work) == [NAMES_SOMEONE]
    if where == "quiz":
        again = learner.post(path, {"answer": NAMES_SOMEONE + " still"})
        assert again.status == 303, "what its author kept before is not asked about again"


def test_autosave_is_told_in_a_word_why_nothing_was_saved(
    work: Work, people: dict[str, int], learner: Visitor
) -> None:
    attempt = learner.begin_quiz("child-a")
    steps = learner.get(f"/attempts/{attempt}").soup.select("a[href*='/questions/']")
    path, script = str(steps[-1]["href"]), {"X-Autosave": "1"}
    refused = learner.post(path, {"answer": NAMES_SOMEONE}, headers=script)
    assert (refused.status, refused.headers["X-Not-Saved"]) == (422, "identifying")
    assert learner.post(path, {"answer": SECRET}, headers=script).status == 204


def test_a_free_reflection_is_saved_as_it_is_written_and_stays_one(
    work: Work, people: dict[str, int], learner: Visitor
) -> None:
    new, script = "/learning-log/new", {"X-Autosave": "1"}
    token = learner.read(new).fields(new)["token"]
    form = {"token": token, "answer": SECRET}
    saved = learner.post(new, form, headers=script)
    assert (saved.status, saved.words) == (204, "")
    page = learner.read(saved.headers["Content-Location"])
    assert SECRET in page.soup.textarea.get_text()  # type: ignore[union-attr]
    assert learner.post(new, form | {"answer": SECRET + " then"}, headers=script).status == 204
    assert learner.post(new, form | {"answer": SECRET + " then."}).status == 303
    assert stored(work) == [SECRET + " then."]
    assert learner.read(new).fields(new)["token"] != token
    doubtful = learner.post(new, form | {"answer": NAMES_SOMEONE}, headers=script)
    assert (doubtful.status, doubtful.headers["X-Not-Saved"]) == (422, "identifying")
    entry = saved.headers["Content-Location"]
    doubtful = learner.post(entry, {"answer": NAMES_SOMEONE}, headers=script)
    assert (doubtful.status, doubtful.headers["X-Not-Saved"]) == (422, "identifying")
    assert stored(work) == [SECRET + " then."]


def test_a_forged_token_changes_nothing(
    app: Flask, work: Work, people: dict[str, int], learner: Visitor
) -> None:
    new = "/learning-log/new"
    token = learner.read(new).fields(new)["token"]
    learner.post(new, {"token": token, "answer": SECRET})
    other = Visitor(app).become(people["colleague"])
    assert other.post(new, {"token": token, "answer": "Mine"}).status == 303
    assert sorted(stored(work)) == [SECRET, "Mine"]
    assert learner.post(new, {"token": "1 or 1", "answer": "x"}).status == 404


def test_whoever_shares_is_told_that_others_read_along(
    work: Work, people: dict[str, int], learner: Visitor
) -> None:
    entry = written(work, people["learner"])
    assert "You share this reflection" not in learner.read(f"/learning-log/{entry}").words
    learner.post(f"/learning-log/{entry}/share", {"shared_with": "manager"})
    assert "You share this reflection" in learner.read(f"/learning-log/{entry}").words


def test_a_shared_reflection_is_read_by_that_role_over_that_unit_alone(
    app: Flask, work: Work, people: dict[str, int]
) -> None:
    written(work, people["learner"], share=Role.MANAGER)
    seen = {
        name: SECRET in Visitor(app).sign_in(f"{name}@example.org").get("/reflections/shared").words
        for name in ("manager", "facilitator", "outsider")
    }
    assert seen == {"manager": True, "facilitator": False, "outsider": False}


def test_sharing_is_taken_back(
    app: Flask, work: Work, people: dict[str, int], learner: Visitor
) -> None:
    entry = written(work, people["learner"])
    facilitator = Visitor(app).sign_in("facilitator@example.org")
    learner.post(f"/learning-log/{entry}/share", {"shared_with": "facilitator"})
    assert SECRET in facilitator.get("/reflections/shared").words
    learner.post(f"/learning-log/{entry}/share", {"shared_with": ""})
    assert SECRET not in facilitator.get("/reflections/shared").words
    assert learner.post(f"/learning-log/{entry}/share", {"shared_with": "lead"}).status == 404


@pytest.mark.parametrize("name", ["manager", "facilitator", "lead", "auditor", "administrator"])
def test_no_page_or_file_shows_what_is_not_shared(
    app: Flask, work: Work, people: dict[str, int], name: str
) -> None:
    entry = written(work, people["learner"])
    with work() as site:
        complete(site, "child-a", people["learner"])
        own = belongings_of(site, people[name], "trust")
    reader = Visitor(app).sign_in(f"{name}@example.org")
    for address in [*pages(app, own), f"/learning-log/{entry}", f"/learning-log/{entry}/delete"]:
        if address in {"/sign-out"}:
            continue
        assert SECRET.encode() not in reader.get(address).response.data, address


def test_another_persons_reflection_cannot_be_touched(
    app: Flask, work: Work, people: dict[str, int]
) -> None:
    entry = written(work, people["learner"])
    other = Visitor(app).sign_in("colleague@example.org")
    for path in (f"/learning-log/{entry}", f"/learning-log/{entry}/delete"):
        assert other.get(path).status == 404
        assert other.post(path, {"answer": "Mine now"}).status == 404
    assert other.post(f"/learning-log/{entry}/share", {"shared_with": "manager"}).status == 404
    other.post("/learning-log/delete-all")
    assert stored(work) == [SECRET]


def test_a_deleted_reflection_is_gone_and_nothing_else_is(
    work: Work, people: dict[str, int], learner: Visitor
) -> None:
    with work() as site:
        complete(site, "child-a", people["learner"])
    entry = written(work, people["learner"])
    assert "cannot be brought back" in learner.get(f"/learning-log/{entry}/delete").words
    learner.post(f"/learning-log/{entry}/delete")
    assert set(stored(work)) == {REFLECTION}
    learner.post("/learning-log/delete-all")
    assert stored(work) == []
    with work() as site:
        assert site.session().scalar(select(func.count()).select_from(Completion)) == 1
    result = next(
        a["href"] for a in learner.get("/record").soup.select("a") if "/result" in str(a["href"])
    )
    assert learner.get(str(result)).status == 200


def test_a_free_reflection_is_changed_and_what_is_wrong_stays_for_mending(
    work: Work, people: dict[str, int], learner: Visitor
) -> None:
    entry = written(work, people["learner"])
    learner.post(f"/learning-log/{entry}", {"answer": "Now I would say so"})
    assert stored(work) == ["Now I would say so"]
    long = "ŵ" * 100 + "w" * 100_000
    page: Page = learner.post(f"/learning-log/{entry}", {"answer": long})
    assert page.errors == ["Your reflection must be 5000 characters or fewer"]
    assert long in page.soup.textarea.get_text()  # type: ignore[union-attr]
    assert learner.post("/learning-log/new", {"answer": "  "}).errors == [
        "Write something, or go back"
    ]
