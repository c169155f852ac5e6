"""The whole journey by keyboard alone; what has the focus can always be seen."""

from playwright.sync_api import Locator, Page, expect

from elearn.domain.marking import right_answer
from elearn.domain.quizzes import Matching, MultipleChoice, Ordering, SingleChoice
from elearn.operations.passwords import DEMO_PASSWORD
from tests.browser.conftest import Device
from tests.browser.pages import KINDS, to_a_question
from tests.browser.reader import REFLECTION, Reader

THEME = "absent-men"
STEPS = 250  # more stops than any page has

# Whether a control has the focus, and whether one can see what has it: by an outline or a shadow on
# itself or, for radios and checkboxes, on what is drawn before their label.
LOOK = """target => {
  const focused = document.activeElement;
  if (focused === document.body) return { there: false, seen: true, html: "" };
  const shows = style =>
    style.boxShadow !== "none" ||
    (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2);
  const label = focused.labels && focused.labels[0];
  const box = focused.getBoundingClientRect();
  const inView = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
  const shown = shows(getComputedStyle(focused)) ||
    (label && shows(getComputedStyle(label, "::before")));
  return { there: focused === target, seen: inView && shown, html: focused.outerHTML };
}"""


def tab_to(page: Page, target: Locator) -> None:
    """Press Tab until the target has the focus; everything on the way is seen to have it."""
    element = target.element_handle()
    for _ in range(STEPS):
        page.keyboard.press("Tab")
        focus = element.evaluate(LOOK)
        assert focus["seen"], focus["html"]
        if focus["there"]:
            return
    raise AssertionError(f"Tab never came to {target}")


def press(page: Page, target: Locator) -> None:
    """Go to a button or link and press Enter; wait for the page it leads to."""
    tab_to(page, target)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def test_the_first_stop_is_the_link_past_the_navigation(device: Device) -> None:
    page = device("h.reid@example.org").open("/modules").page
    skip = page.get_by_role("link", name="Skip to main content")
    page.keyboard.press("Tab")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")


def test_what_to_do_when_worried_opens_by_the_space_bar(device: Device) -> None:
    page = device().open("/").page
    summary = page.locator("summary", has_text="Worried about a child now?")
    tab_to(page, summary)
    page.keyboard.press("Space")
    expect(page.get_by_role("link", name="999")).to_be_visible()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="999")).to_be_focused()


def test_a_module_is_read_and_its_quiz_passed_by_keyboard_alone(device: Device) -> None:
    reader = device().open("/sign-in")
    page = reader.page
    tab_to(page, page.get_by_label("Email address"))
    page.keyboard.type("f.clarke@example.org")
    tab_to(page, page.get_by_label("Password", exact=True))
    page.keyboard.type(DEMO_PASSWORD)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    press(page, page.get_by_role("link", name="Modules", exact=True))
    press(page, page.get_by_role("link", name=reader.catalogue.module(THEME).title))
    press(page, page.get_by_role("button", name="Start reading"))
    for _ in reader.catalogue.module(THEME).sections:
        press(page, page.get_by_role("button", name="Mark as read"))
    declare_by_keyboard(reader)
    press(page, page.get_by_role("button", name="Start the quiz"))
    while "/questions/" in reader.path:
        answer_right_by_keyboard(reader)
        press(page, page.get_by_role("button", name="Save and continue"))
    press(page, page.get_by_role("button", name="Submit your answers"))
    assert reader.heading == "You passed"
    assess_by_keyboard(page)
    certificate = page.get_by_role("link", name="Open your certificate (PDF)")
    tab_to(page, certificate)
    assert reader.fetch(str(certificate.get_attribute("href")))[:2] == (200, "application/pdf")
    press(page, page.get_by_role("link", name="My record"))
    assert "Completed" in reader.words
    press(page, page.get_by_role("button", name="Sign out"))
    assert "You have signed out" in reader.words


def test_every_type_of_question_is_answered_by_keyboard_alone(device: Device) -> None:
    reader = device("admin@example.org")
    for name, kind in (*KINDS.items(), ("a reflection", None)):
        to_a_question(kind)(reader)
        question = reader.path
        answer_by_keyboard(reader.page)
        given = reader.given
        assert any(given), name
        expect(reader.page.get_by_role("status")).to_have_text("Saved")
        press(reader.page, reader.page.get_by_role("button", name="Flag it and come back later"))
        reader.open(question)
        assert reader.given == given, name
        press(reader.page, reader.page.get_by_role("link", name="See all your answers"))
        assert "Flagged" in reader.words, name


def declare_by_keyboard(reader: Reader) -> None:
    """Make the declaration; the error of a first try has the focus and leads to the box."""
    page = reader.page
    assert reader.heading == "Your declaration"
    press(page, page.get_by_role("button", name="Declare and continue"))
    expect(page.locator(".govuk-error-summary")).to_be_focused()
    page.keyboard.press("Tab")
    expect(reader.errors.first).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("checkbox")).to_be_focused()
    page.keyboard.press("Space")
    expect(page.get_by_role("checkbox")).to_be_checked()
    press(page, page.get_by_role("button", name="Declare and continue"))


def answer_by_keyboard(page: Page) -> None:
    """Give any answer to the question of the page."""
    controls = page.locator("main form").last.locator("input:not([type=hidden]), select, textarea")
    if controls.first.get_attribute("type") in {"radio", "checkbox"}:
        tab_to(page, controls.first)
        page.keyboard.press("Space")
        expect(controls.first).to_be_checked()
        return
    for number, control in enumerate(controls.all(), start=1):
        tab_to(page, control)
        if control.evaluate("element => element.tagName") == "SELECT":
            for _ in range(number):
                page.keyboard.press("ArrowDown")
        else:
            page.keyboard.type("3")


def answer_right_by_keyboard(reader: Reader) -> None:
    """Give the right answer to the question of the page."""
    page, question = reader.page, reader.asked
    if question is None:
        tab_to(page, page.locator("main textarea"))
        page.keyboard.type(REFLECTION)
        return
    answer = right_answer(question)
    match question:
        case SingleChoice():
            radios = page.locator("main input[type=radio]")
            values = radios.evaluate_all("all => all.map(one => one.value)")
            tab_to(page, radios.first)
            page.keyboard.press("Space")
            for _ in range(values.index(answer)):
                page.keyboard.press("ArrowDown")
        case MultipleChoice():
            for box in page.locator("main input[type=checkbox]").all():
                if box.get_attribute("value") in answer:
                    tab_to(page, box)
                    page.keyboard.press("Space")
        case Ordering() | Matching():
            choose_by_keyboard(page, list(answer.values() if isinstance(answer, dict) else answer))
        case _:
            tab_to(page, page.locator("main input[name=answer]"))
            page.keyboard.type(str(answer))


def choose_by_keyboard(page: Page, values: list[str]) -> None:
    """Choose one value in each box, from the top to the bottom."""
    for box, value in zip(page.locator("main select").all(), values, strict=True):
        tab_to(page, box)
        options = box.locator("option").evaluate_all("all => all.map(one => one.value)")
        for _ in range(options.index(value)):
            page.keyboard.press("ArrowDown")
        expect(box).to_have_value(value)


def assess_by_keyboard(page: Page) -> None:
    """Tick the first point that a reflection covers, and save it."""
    point = page.locator("main input[name=covered]").first
    tab_to(page, point)
    page.keyboard.press("Space")
    expect(point).to_be_checked()
    press(page, page.get_by_role("button", name="Save my self-assessment").first)
    expect(page.locator("main input[name=covered]").first).to_be_checked()
