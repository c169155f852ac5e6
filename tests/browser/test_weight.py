"""A section is light on a telephone's data: what is sent, compressed as a proxy compresses it."""

import gzip
import re

from tests.browser.conftest import Device
from tests.browser.reader import Reader

SECTION = "/modules/peter-connelly/who-knew-what"  # the longest: it holds the timeline
FIRST_VISIT, NEXT_VISIT = 40_000, 10_000  # bytes


def weight(reader: Reader, path: str) -> int:
    return len(gzip.compress(reader.fetch(path)[2]))


def test_a_section_and_all_it_loads_is_light_and_is_loaded_once(device: Device) -> None:
    reader = device("g.patel@example.org").open(SECTION)
    loads = re.findall(r'(?:href|src)="(/static/[^"]+)"', reader.page.content())
    page = weight(reader, SECTION)
    assert page < NEXT_VISIT
    assert page + sum(weight(reader, path) for path in loads) < FIRST_VISIT
    for path in loads:
        answer = reader.context.request.get(path)
        assert "immutable" in answer.headers["cache-control"], path
