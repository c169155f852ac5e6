"""Answers are saved as they are given, and what cannot be saved yet is said and sent later."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Error, Locator, expect

from elearn.domain.quizzes import Matching
from tests.browser.conftest import Device
from tests.browser.pages import to_a_question
from tests.browser.reader import Reader
from tests.browser.watch import Watch

EMAIL = "facilitator@example.org"

# A line that is cut carries nothing; what a page says as it closes, Chromium lets past a test.
CUT = """const send = window.fetch;
window.fetch = (url, how) => (how?.keepalive ? Promise.reject(new TypeError()) : send(url, how));"""


def status(reader: Reader) -> Locator:
    """Return the words that say whether an answer is saved."""
    return reader.page.get_by_role("status")


def elsewhere(device: Device, reader: Reader) -> list[str]:
    """Return what another device is shown of the answer on this page."""
    return elsewhere_at(device, reader.path)


def elsewhere_at(device: Device, path: str) -> list[str]:
    """Return what another device is shown of the answer at an address."""
    return device(EMAIL).open(path).given


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


def test_what_is_typed_without_a_pause_is_saved_within_half_a_minute(device: Device) -> None:
    reader = device("b.nowak@example.org")
    page = reader.page
    page.clock.install()
    reader.open("/learning-log/new")
    page.clock.pause_at(datetime.now(UTC) + timedelta(minutes=1))
    box = page.get_by_label("What did you learn")
    for second in range(29):
        box.press_sequentially("ab ")
        page.clock.run_for(1000)
        assert reader.path.endswith("/new"), f"saved after {second} seconds, so this shows nothing"
    box.press_sequentially("and on")
    page.clock.run_for(1000)
    expect(page).to_have_url(re.compile(r"/learning-log/\d+$"))
    assert "ab ab ab" in device("b.nowak@example.org").open("/learning-log").words


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


def test_an_answer_given_while_the_network_is_cut_is_on_the_server_after_a_reload(
    device: Device, watch: Watch
) -> None:
    reader = device(EMAIL)
    reader.context.add_init_script(CUT)
    reader.begin_quiz("sharing-information")
    question = reader.path
    watch.offline = True
    reader.context.route("**/*", lambda route: route.abort("internetdisconnected"))
    reader.answer()
    given = reader.given
    expect(status(reader)).to_contain_text("Not saved yet")
    reader.page.on("dialog", lambda dialog: dialog.accept())
    with pytest.raises(Error, match="ERR_INTERNET_DISCONNECTED"):
        reader.page.reload()
    assert elsewhere_at(device, question) != given, "nothing can have been sent yet"
    reader.context.unroute("**/*")
    reader.open(question)
    expect(status(reader)).to_have_text("Saved")
    assert reader.given == given == elsewhere_at(device, question)


def test_an_answer_of_several_parts_is_saved_once_all_are_given(device: Device) -> None:
    reader = device("e.santos@example.org")
    to_a_question(Matching)(reader)
    reader.page.locator("main select").first.select_option(index=1)
    expect(status(reader)).to_have_text("Not saved yet. Choose an answer in every box.")
    reader.answer()
    expect(status(reader)).to_have_text("Saved")
    reader.page.reload()
    assert "" not in reader.given


def test_a_free_reflection_is_saved_as_it_is_written_even_over_a_cut_line(
    device: Device, watch: Watch
) -> None:
    reader = device(EMAIL).open("/learning-log/new")
    box = reader.page.get_by_label("What did you learn")
    box.press_sequentially("I will ask")
    expect(status(reader)).to_have_text("Saved")
    assert re.fullmatch(r"/learning-log/\d+", reader.path)
    watch.offline = True
    reader.context.set_offline(True)
    box.press_sequentially(" who lives there")
    expect(status(reader)).to_contain_text("Not saved yet")
    reader.context.set_offline(False)
    expect(status(reader)).to_have_text("Saved")
    assert reader.page.reload()
    assert box.input_value() == "I will ask who lives there"
    box.fill("Her mother is at OX1 2JD")
    expect(status(reader)).to_contain_text("Please do not identify real families")
    reader.press("Save")
    assert reader.page.get_by_role("alert").inner_text().count("OX1 2JD") == 1
    assert device(EMAIL).open("/learning-log").words.count("I will ask who lives there") == 1
