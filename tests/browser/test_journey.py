"""The whole journey of a learner in a real browser, with scripts and without."""

import re
from dataclasses import dataclass

import pypdfium2
import pytest
from playwright.sync_api import expect

from elearn.domain.catalogue import Catalogue
from tests.browser.conftest import Device
from tests.browser.reader import Reader, folded

CASE = "peter-connelly"


@dataclass(frozen=True)
class Traveller:
    """Someone who makes the journey, and whether their browser runs scripts."""

    email: str
    name: str
    scripts: bool


TRAVELLERS = (
    pytest.param(Traveller("learner@example.org", "Siân Llŷr", True), id="with-scripts"),
    pytest.param(Traveller("d.price@example.org", "Dilys Price", False), id="without-scripts"),
)


@pytest.mark.parametrize("who", TRAVELLERS)
def test_from_signing_in_to_a_certificate_that_anyone_can_check(
    device: Device, catalogue: Catalogue, who: Traveller
) -> None:
    reader = read_half_and_stop(device, catalogue, who)
    look_at_the_handouts(reader, catalogue)
    declare(reader)
    reader = answer_some_and_change_device(device, reader, who)
    submit_too_early(reader)
    reader.answer_all().press("Submit your answers")
    see_the_result(reader)
    number = open_the_certificate(reader, who)
    reader.follow("My record")
    assert number in reader.words
    anyone = device(java_script_enabled=who.scripts)
    anyone.open(f"/verify/{number}")
    assert anyone.heading == "✓ This certificate is genuine"
    assert who.name in anyone.words


def read_half_and_stop(device: Device, catalogue: Catalogue, who: Traveller) -> Reader:
    """Read half of the sections, close the browser, and go on at home where one stopped."""
    sections = catalogue.module(CASE).sections
    half = len(sections) // 2
    title = catalogue.module(CASE).title
    reader = device(who.email, java_script_enabled=who.scripts)
    assert reader.heading == "My learning"
    reader.follow(title)
    assert reader.heading == title
    assert "Before you begin" in reader.words
    reader.press_or_follow("Start reading").mark_sections(CASE, last=half)
    reader.context.close()

    reader = device(who.email, java_script_enabled=who.scripts)
    assert f"{half} of {len(sections)} sections read" in reader.words
    assert f"Next: {folded(sections[half].title)}" in reader.words
    reader.follow(title)
    assert reader.path == f"/modules/{CASE}/{sections[half].id}"
    return reader.mark_sections(CASE, first=half)


def look_at_the_handouts(reader: Reader, catalogue: Catalogue) -> None:
    """Open the executive summary, its PDF and the print view, and come back."""
    reader.open(f"/modules/{CASE}").follow("Executive summary")
    assert reader.heading.startswith("Executive summary: ")
    link = reader.page.get_by_role("link", name="Download to print (PDF)")
    status, kind, pdf = reader.fetch(str(link.get_attribute("href")))
    assert (status, kind) == (200, "application/pdf")
    assert "Executive summary" in pdf_text(pdf)
    reader.open(f"/modules/{CASE}").follow("Print the whole module")
    for section in catalogue.module(CASE).sections:
        assert folded(section.title) in reader.words


def declare(reader: Reader) -> None:
    """Declare to have read and understood; without the tick one is told what is missing."""
    reader.open(f"/modules/{CASE}").press_or_follow("Declare that you have read it")
    reader.press("Declare and continue")
    assert reader.page.title().startswith("Error: Your declaration")
    reader.page.get_by_role("checkbox").check()
    reader.press("Declare and continue")
    assert reader.heading.startswith("Reflection quiz: ")


def answer_some_and_change_device(device: Device, reader: Reader, who: Traveller) -> Reader:
    """Answer three questions, then go on at another device, which has kept them."""
    reader.press("Start the quiz")
    given = []
    for _ in range(3):
        reader.answer()
        given.append(reader.given)
        reader.press("Save and continue")
    assert reader.heading.startswith("Question 4 of ")
    attempt = reader.path.rsplit("/", 1)[0]
    reader.context.close()

    reader = device(who.email, java_script_enabled=who.scripts)
    reader.begin_quiz(CASE)
    assert reader.path == f"{attempt}/4"
    for number, answer in enumerate(given, start=1):
        reader.open(f"{attempt}/{number}")
        assert reader.given == answer
    return reader


def submit_too_early(reader: Reader) -> None:
    """Submit with unanswered questions: they are named, and what was given is kept."""
    reader.follow("See all your answers").press("Submit your answers")
    assert reader.page.title().startswith("Error: Check your answers")
    named = reader.errors.all_inner_texts()
    assert named[0] == "Answer question 4"
    assert reader.words.count("Not answered yet") == len(named)
    assert len(re.findall(r"(?<!Not )Answered", reader.words)) == 3
    reader.errors.first.click()
    assert reader.heading.startswith("Question 4 of ")


def see_the_result(reader: Reader) -> None:
    """See for every question what one answered and why it is right."""
    assert reader.heading == "You passed"
    assert "You scored 100%. The pass mark is 80%." in reader.words
    feedback = reader.page.locator("section.app-feedback")
    total = feedback.count()
    assert total >= 8
    for number, item in enumerate(feedback.all(), start=1):
        words = folded(item.inner_text())
        assert words.startswith(f"Question {number} of {total}")
        assert "Right (" in words
        assert item.locator(".app-feedback__explanation").inner_text().strip()
    prompts = reader.page.locator("section[id^=reflection-]")
    expect(prompts.first).to_contain_text("Which of these points did you cover?")


def open_the_certificate(reader: Reader, who: Traveller) -> str:
    """Open one's certificate and return its number."""
    link = reader.page.get_by_role("link", name="Open your certificate (PDF)")
    status, kind, pdf = reader.fetch(str(link.get_attribute("href")))
    assert (status, kind) == (200, "application/pdf")
    text = pdf_text(pdf)
    assert who.name in text
    found = re.search(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]", text)
    assert found, text
    return found[0]


def pdf_text(pdf: bytes) -> str:
    """Return what a PDF says, with white space folded."""
    with pypdfium2.PdfDocument(pdf) as document:
        pages = [page.get_textpage().get_text_bounded() for page in document]
    return folded(" ".join(pages))


def test_a_wrong_password_is_refused_and_the_address_is_kept(device: Device) -> None:
    reader = device().open("/sign-in")
    reader.page.get_by_label("Email address").fill("g.patel@example.org")
    reader.page.get_by_label("Password", exact=True).fill("not the password")
    reader.press("Sign in")
    assert reader.page.title().startswith("Error: Sign in")
    expect(reader.page.locator(".govuk-error-summary")).to_be_focused()
    assert reader.page.get_by_label("Email address").input_value() == "g.patel@example.org"
    reader.errors.first.click()
    expect(reader.page.get_by_label("Email address")).to_be_focused()


def test_a_page_asked_for_is_opened_after_signing_in(device: Device) -> None:
    reader = device().open(f"/modules/{CASE}/who-knew-what")
    assert reader.heading == "Sign in"
    reader.page.get_by_label("Email address").fill("g.patel@example.org")
    reader.page.get_by_label("Password", exact=True).fill("learning-lessons-demo")
    reader.press("Sign in")
    assert reader.path == f"/modules/{CASE}/who-knew-what"
    reader.press("Sign out")
    assert "You have signed out" in reader.words
    assert reader.open("/learning").heading == "Sign in"


def test_one_who_does_not_pass_sees_why_and_what_is_still_to_do(device: Device) -> None:
    reader = device("b.nowak@example.org").begin_quiz("absent-men")
    reader.answer_all(right=False).press("Submit your answers")
    assert reader.heading == "You have not passed yet"
    assert "You scored 0%." in reader.words
    assert "Read the 11 sections that you have not read yet" in reader.words
    assert "This is right, and you did not choose it" in reader.words
    reader.follow("Take the quiz again")
    assert "Attempt 1 Not passed" in reader.words
