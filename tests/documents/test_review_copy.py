"""The review copy: one page of HTML and a PDF that say the same."""

from datetime import date

import pypdfium2

from elearn.documents.review_copy import Block, ReviewCopy, as_html, as_pdf

COPY = ReviewCopy(
    "Review copy",
    date(2026, 11, 23),
    (
        Block("module", "Peter <Connelly>"),
        Block("paragraph", "A summary."),
        Block("bullet", "One & two"),
        Block("bullet", "Three"),
        Block("module", "Absent men"),
        Block("note", "version 1.0"),
    ),
)


def test_the_page_needs_no_other_file_and_escapes_what_it_says() -> None:
    html = as_html(COPY)
    assert "<h1>Peter &lt;Connelly&gt;</h1>" in html
    assert "<ul><li>One &amp; two</li><li>Three</li></ul>" in html
    assert "23 November 2026" in html
    assert "http" not in html


def test_each_module_begins_a_page_of_its_own() -> None:
    document = pypdfium2.PdfDocument(as_pdf(COPY))
    texts = [page.get_textpage().get_text_range() for page in document]
    assert len(texts) == 2
    assert "Peter <Connelly>" in texts[0]
    assert "Absent men" in texts[1]


def test_equal_copies_are_equal_bytes() -> None:
    assert as_pdf(COPY) == as_pdf(COPY)
