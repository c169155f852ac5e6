"""What did not reach the server stays with its learner: on its page, and on the next ones."""

import re
from collections.abc import Callable

from playwright.sync_api import Locator, Route, expect

from tests.browser.conftest import Device
from tests.browser.reader import Reader
from tests.browser.test_autosave import CUT, status
from tests.browser.test_pages import NARROW, assert_accessible, assert_within
from tests.browser.watch import Watch

EMAIL = "h.reid@example.org"


def cut_for_posts(reader: Reader) -> Callable[[], None]:
    """Let pages through but nothing that is sent; return what mends the line."""
    reader.context.add_init_script(CUT)

    def way(route: Route) -> None:
        if route.request.method == "POST":
            route.abort("internetdisconnected")
        else:
            route.continue_()

    reader.context.route("**/questions/*", way)
    return lambda: reader.context.unroute("**/questions/*")


def told(reader: Reader) -> Locator:
    """Return what a page says of work from other pages."""
    return reader.page.locator("[data-unsent]")


def answer_over_a_cut_line(reader: Reader, number: int) -> list[str]:
    """Answer a question of the open attempt while nothing can be sent; return what was given."""
    attempt = reader.path.partition("/questions")[0]
    reader.open(f"{attempt}/questions/{number}").answer()
    expect(status(reader)).to_contain_text("Not saved yet")
    return reader.given


def leave_unsent(reader: Reader) -> None:
    """Let the page be left although something on it is not saved."""
    reader.page.on("dialog", lambda dialog: dialog.accept())


def test_the_button_of_a_question_leaves_no_answer_behind_when_the_line_is_cut(
    device: Device, watch: Watch
) -> None:
    reader = device(EMAIL).begin_quiz("assessments")
    question = reader.path
    watch.offline = True
    reader.context.set_offline(True)
    given = reader.answer().given
    expect(status(reader)).to_contain_text("Not saved yet")
    reader.page.get_by_role("button", name="Save and continue").click()
    expect(status(reader)).to_contain_text("Not saved yet")
    assert (reader.path, reader.given) == (question, given), "the page was left with its answer"
    assert_accessible(reader.page)
    reader.context.set_offline(False)
    expect(status(reader)).to_have_text("Saved")
    reader.page.reload()
    assert reader.given == given
    reader.press("Save and continue")
    assert reader.path != question
    assert device(EMAIL).open(question).given == given


def test_answers_to_several_questions_are_sent_from_the_next_page_that_is_opened(
    device: Device, watch: Watch
) -> None:
    reader = device(EMAIL).begin_quiz("over-optimism")
    attempt = reader.path.partition("/questions")[0]
    watch.offline = True
    leave_unsent(reader)
    mend = cut_for_posts(reader)
    given = {number: answer_over_a_cut_line(reader, number) for number in (1, 2, 3)}
    reader.open("/accessibility")
    assert reader.open(attempt).words.count("Answered") == 0
    mend()
    reader.page.reload()
    answered = reader.page.locator(".govuk-task-list__status", has_text=re.compile(r"^\s*Answered"))
    expect(answered).to_have_count(3)  # however many had arrived when the page was made
    elsewhere = device(EMAIL)
    for number, answer in given.items():
        assert elsewhere.open(f"{attempt}/questions/{number}").given == answer


def test_what_still_cannot_be_sent_is_said_with_a_link_to_its_page(
    device: Device, watch: Watch
) -> None:
    reader = device(EMAIL).begin_quiz("child-in-need")
    question = reader.path
    watch.offline = True
    leave_unsent(reader)
    mend = cut_for_posts(reader)
    given = answer_over_a_cut_line(reader, 1)
    reader.open("/learning")
    expect(told(reader)).to_contain_text("Not saved yet: something that you gave on another page")
    assert_accessible(reader.page)
    reader.page.set_viewport_size(NARROW)
    assert_within(reader.page)
    reader.follow("Open that page")
    assert (reader.path, reader.given) == (question, given)
    reader.open("/record")
    expect(told(reader)).to_contain_text("Not saved yet")
    mend()
    reader.page.evaluate("dispatchEvent(new Event('online'))")
    expect(told(reader)).to_contain_text("is saved now")
    assert device(EMAIL).open(question).given == given
    reader.follow("Show this page afresh")
    expect(told(reader)).to_be_empty()


def test_what_one_person_left_unsent_is_not_sent_for_the_next(device: Device, watch: Watch) -> None:
    reader = device(EMAIL)
    reader.context.add_init_script(CUT)
    reader.open("/learning-log/new")
    watch.offline = True
    leave_unsent(reader)
    reader.context.route("**/learning-log/new", lambda route: route.abort("internetdisconnected"))
    reader.page.get_by_label("What did you learn").fill("Only for me")
    expect(status(reader)).to_contain_text("Not saved yet")
    reader.context.unroute("**/learning-log/new")
    reader.context.clear_cookies()
    reader.sign_in("d.price@example.org").open("/learning-log")
    assert "Only for me" not in reader.words
    assert told(reader).inner_text() == ""
    reader.context.clear_cookies()
    reader.sign_in(EMAIL)
    reader.page.wait_for_function("() => !Object.keys(localStorage).some(k => k.endsWith('/new'))")
    assert "Only for me" in reader.open("/learning-log").words


def test_an_answer_given_after_the_sign_in_ended_is_saved_with_the_next(device: Device) -> None:
    reader = device(EMAIL).begin_quiz("child-protection-procedures")
    question = reader.path
    leave_unsent(reader)
    reader.context.clear_cookies()
    given = reader.answer().given
    expect(status(reader)).to_contain_text("You have been signed out")
    assert_accessible(reader.page)
    reader.press("Save and continue")
    assert reader.heading == "Sign in"
    reader.sign_in(EMAIL)
    reader.page.wait_for_function("path => !localStorage[`elearn:autosave:${path}`]", arg=question)
    assert device(EMAIL).open(question).given == given
