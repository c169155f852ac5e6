"""Two devices: what was given last stays, and what came late is shown to whoever gave it."""

from playwright.sync_api import Locator, expect

from tests.browser.conftest import Device
from tests.browser.reader import Reader
from tests.browser.test_autosave import status
from tests.browser.test_pages import NARROW, assert_accessible, assert_within
from tests.browser.test_unsent import cut_for_posts, leave_unsent, told
from tests.browser.watch import Watch

EMAIL = "h.reid@example.org"
NEWER = "Something was saved after this page was opened"


def show_saved(reader: Reader) -> Locator:
    return reader.page.get_by_role("button", name="Give this up and show what was saved")


def late(device: Device, watch: Watch, slug: str) -> tuple[Reader, str, list[str]]:
    """Return a browser whose line was cut while another device answered the same question.

    With the address of the question, and what the other device gave.
    """
    reader = device(EMAIL)
    reader.page.clock.install()
    reader.begin_quiz(slug)
    question = reader.path
    expect(show_saved(reader)).to_be_hidden()
    watch.offline = True
    reader.context.set_offline(True)
    reader.answer(right=False)
    expect(status(reader)).to_contain_text("Not saved yet. Stay on this page")
    newer = device(EMAIL).open(question).answer()
    expect(status(newer)).to_have_text("Saved")
    reader.context.set_offline(False)
    expect(status(reader)).to_contain_text(NEWER)
    return reader, question, newer.given


def test_a_late_answer_waits_until_its_author_has_seen_the_newer_one(
    device: Device, watch: Watch
) -> None:
    reader, question, newer = late(device, watch, "daniel-pelka")
    assert device(EMAIL).open(question).given == newer
    assert_accessible(reader.page)
    reader.page.set_viewport_size(NARROW)
    assert_within(reader.page)
    leave_unsent(reader)
    given = reader.given
    reader.page.reload()  # it is kept, and says so again
    expect(status(reader)).to_contain_text(NEWER)
    assert reader.given == given != newer
    with reader.page.expect_navigation():
        show_saved(reader).click()
    assert reader.given == newer
    expect(show_saved(reader)).to_be_hidden()
    reader.page.reload()
    assert reader.given == newer


def test_its_author_can_save_a_late_answer_all_the_same(device: Device, watch: Watch) -> None:
    reader, question, newer = late(device, watch, "hamzah-khan")
    given = reader.given
    reader.page.clock.fast_forward(2000)  # for whoever has read it
    reader.press("Save and continue")
    assert reader.path != question
    assert device(EMAIL).open(question).given == given != newer
    expect(told(reader)).to_be_empty()  # nothing is left to be sent


def test_a_button_pressed_at_once_saves_over_nothing_that_is_not_known(device: Device) -> None:
    reader = device(EMAIL)
    reader.page.clock.install()
    reader.begin_quiz("khyra-ishaq")
    question = reader.path
    newer = device(EMAIL).open(question).answer()
    expect(status(newer)).to_have_text("Saved")
    save = reader.answer(right=False).page.get_by_role("button", name="Save and continue")
    save.click()
    expect(status(reader)).to_contain_text(NEWER)
    expect(save).to_be_enabled()
    assert reader.path == question
    assert device(EMAIL).open(question).given == newer.given
    given = reader.given
    reader.page.clock.fast_forward(2000)  # for whoever has read it
    reader.press("Save and continue")
    assert device(EMAIL).open(question).given == given != newer.given


def test_a_late_answer_from_a_page_that_was_left_is_not_sent_over_a_newer_one(
    device: Device, watch: Watch
) -> None:
    reader = device(EMAIL).begin_quiz("keanu-williams")
    question = reader.path
    watch.offline = True
    leave_unsent(reader)
    mend = cut_for_posts(reader)
    reader.open(question).answer(right=False)
    expect(status(reader)).to_contain_text("Not saved yet")
    given = reader.given
    newer = device(EMAIL).open(question).answer()
    expect(status(newer)).to_have_text("Saved")
    mend()
    reader.open("/learning")
    expect(told(reader)).to_contain_text("Not saved yet: something that you gave on another page")
    assert device(EMAIL).open(question).given == newer.given
    reader.follow("Open that page")
    expect(status(reader)).to_contain_text(NEWER)
    assert reader.given == given
