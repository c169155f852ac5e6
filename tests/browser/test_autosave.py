"""Answers are saved as they are given, and what cannot be saved yet is said and sent later."""

import re

from playwright.sync_api import Locator, expect

from elearn.domain.quizzes import Matching
from tests.browser.conftest import Device
from tests.browser.pages import to_a_question
from tests.browser.reader import Reader
from tests.browser.watch import Watch

EMAIL = "facilitator@example.org"


def status(reader: Reader) -> Locator:
    """Return the words that say whether an answer is saved."""
    return reader.page.get_by_role("status")


def elsewhere(device: Device, reader: Reader) -> list[str]:
    """Return what another device is shown of the answer on this page."""
    other = device(EMAIL)
    return other.open(reader.path).given


def test_an_answer_is_saved_when_it_is_given(device: Device) -> None:
    reader = device(EMAIL).begin_quiz("peter-connelly")
    reader.answer()
    expect(status(reader)).to_have_text("Saved")
    assert reader.given == elsewhere(device, reader)
    assert reader.open(f"{reader.path.partition('/questions')[0]}").words.count("Answered") == 1


def test_what_is_typed_is_saved_after_a_pause(device: Device) -> None:
    reader = device(EMAIL)
    to_a_question(None)(reader)
    reader.page.locator("textarea").press_sequentially("Who else lives here?")
    expect(status(reader)).to_have_text("Saving…")
    expect(status(reader)).to_have_text("Saved")
    assert elsewhere(device, reader) == ["Who else lives here?"]


def test_an_answer_given_without_a_network_is_said_not_to_be_saved_and_sent_later(
    device: Device, watch: Watch
) -> None:
    reader = device(EMAIL).begin_quiz("assessments")
    watch.offline = True
    reader.context.set_offline(True)
    reader.answer()
    expect(status(reader)).to_contain_text("Not saved yet")
    assert not elsewhere(device, reader) or reader.given != elsewhere(device, reader)
    reader.context.set_offline(False)
    expect(status(reader)).to_have_text("Saved")
    assert elsewhere(device, reader) == reader.given


def test_an_answer_that_was_not_sent_is_still_there_when_the_page_is_opened_again(
    device: Device, watch: Watch
) -> None:
    reader = device(EMAIL).begin_quiz("learning-lessons")
    question = reader.path
    watch.offline = True
    reader.context.set_offline(True)
    reader.answer()
    given = reader.given
    expect(status(reader)).to_contain_text("Not saved yet")
    reader.page.on("dialog", lambda dialog: dialog.accept())
    reader.page.goto("about:blank")  # a page closed at once may take its last words with it
    reader.context.set_offline(False)
    reader.open(question)
    # The page may have got its last words out on leaving: then nothing is left to be said.
    expect(status(reader)).to_have_text(re.compile("^(Saved)?$"))
    assert reader.given == given == elsewhere(device, reader)


def test_an_answer_of_several_parts_is_saved_once_all_are_given(device: Device) -> None:
    reader = device("e.santos@example.org")
    to_a_question(Matching)(reader)
    reader.page.locator("main select").first.select_option(index=1)
    expect(status(reader)).to_have_text("Not saved yet. Choose an answer in every box.")
    reader.answer()
    expect(status(reader)).to_have_text("Saved")
    reader.page.reload()
    assert "" not in reader.given
