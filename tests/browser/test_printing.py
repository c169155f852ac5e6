"""Certificates of hundreds of people: the site makes the file itself, and the page says when."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from elearn.domain.catalogue import Catalogue
from tests.browser.reader import Reader
from tests.browser.watch import Watch
from tests.documents.samples import texts
from tests.serving import Server, elearn, environment

PEOPLE = 600


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Give the address of a demonstration with hundreds of certificates."""
    folder = tmp_path_factory.mktemp("many")
    env = environment(ELEARN_DEMO="1", ELEARN_INSTANCE=str(folder / "instance"))
    grown = elearn("demo", "--people", str(PEOPLE), cwd=folder, env=env)
    assert grown.returncode == 0, grown.stderr
    with Server(folder, env) as server:
        yield server.address
        assert server.stop() == 0, server.said


def test_a_file_of_hundreds_is_made_meanwhile_and_downloaded(
    browser: Browser, catalogue: Catalogue, address: str
) -> None:
    watch, context = Watch(address), browser.new_context(base_url=address)
    watch.over(context)
    reader = Reader(context, catalogue).sign_in("admin@example.org").open("/team/matrix")
    listed = reader.page.locator("tbody th").all_inner_texts()
    reader.page.locator("#everyone").check()
    reader.press("Print their certificates")
    reader.page.get_by_label("Leave the back of each certificate blank").check()
    reader.press("Make the file")
    link = reader.page.get_by_role("link", name="Download the file")
    expect(link).to_be_visible(timeout=60_000)  # the script shows it, without a press
    expect(reader.page.locator("[data-said]")).to_contain_text("The file is ready")
    with reader.page.expect_download() as coming:
        link.click()
    pages = texts(Path(coming.value.path()).read_bytes())
    certificates = [page for page in pages if "This is to certify" in page]
    assert len(certificates) > 200
    assert f"{len(certificates)} certificates" in reader.words
    names = [name for name in listed if any(name in page for page in certificates)]
    places = [next(i for i, page in enumerate(certificates) if name in page) for name in names]
    assert places == sorted(places)
    assert not watch.faults, "\n".join(watch.faults)
    context.close()
