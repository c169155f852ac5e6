import re

import pytest
from bs4 import BeautifulSoup
from hypothesis import example, given, settings
from hypothesis import strategies as st

from elearn.catalogue.markdown import (
    ATTRIBUTES,
    TAGS,
    cited,
    module_links,
    to_blocks,
    to_html,
    to_inline_html,
    to_text,
)

ATTACKS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<b onclick='alert(1)'>bold</b>",
    "<svg/onload=alert(1)>",
    "<iframe src='https://example.org'></iframe>",
    "<style>body{display:none}</style>",
    "<a href='javascript:alert(1)'>x</a>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java&#115;cript:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](\x01javascript:alert(1))",
    "[x](java\tscript:alert(1))",
    "[x](<java\nscript:alert(1)>)",
    "[x](vbscript:msgbox(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](data:image/png;base64,AAAA)",
    "![x](data:image/png;base64,AAAA)",
    "![x](javascript:alert(1))",
    "<javascript:alert(1)>",
    "[x]: javascript:alert(1)\n\n[x]",
    '[x](https://example.org "\\" onmouseover=alert(1) x=\\"")',
    '[x](https://example.org/"onmouseover=alert(1)//)',
    "`<script>alert(1)</script>`",
    "```html\n<script>alert(1)</script>\n```",
    "| <script> |\n| --- |\n| <img onerror=x> |",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "[S1](javascript:alert(1))",
    "[x](https://example.org '[S1]')",
    "[S1<script>]",
    "<!-- comment --><![CDATA[<script>]]>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
]


def assert_harmless(html: str) -> None:
    for element in BeautifulSoup(html, "html.parser").find_all(True):
        assert element.name in TAGS
        allowed = ATTRIBUTES.get(element.name, set()) | {"rel"}
        assert set(element.attrs) <= allowed
        href = str(element.get("href", "#"))
        assert re.match(r"(https?://|mailto:|tel:|/|#)", href), href


@pytest.mark.parametrize("attack", ATTACKS)
def test_nothing_that_runs_reaches_the_page(attack: str) -> None:
    assert_harmless(to_html(attack))
    assert_harmless(to_inline_html(attack))


PARTS = st.sampled_from(
    [*ATTACKS, "[S1]", "<", ">", '"', "'", "`", "[", "](", ")", "javascript:", "data:", "\n", "*",
     "module:a#b", "onclick=", "<a href=", "&#x6a;", "| a |\n| - |\n", "word "]
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.lists(PARTS, max_size=8).map("".join))
@example("[[S1]](javascript:[S1])")
def test_no_mixture_of_attacks_reaches_the_page(text: str) -> None:
    assert_harmless(to_html(text).replace('href=""', 'href="#"'))
    assert_harmless(to_inline_html(text).replace('href=""', 'href="#"'))


def test_raw_html_is_shown_as_it_was_written() -> None:
    assert to_html("<b>bold</b>") == "<p>&lt;b&gt;bold&lt;/b&gt;</p>\n"


def test_the_markdown_that_authors_use_is_kept() -> None:
    html = to_html("### Why\n\n*a* **b** [c](https://example.org)\n\n- d\n\n> e\n\n3. f\n")
    assert "<h3>Why</h3>" in html
    assert "<em>a</em> <strong>b</strong>" in html
    assert '<a href="https://example.org" rel="noreferrer">c</a>' in html
    assert "<li>d</li>" in html
    assert "<blockquote>" in html
    assert '<ol start="3">' in html


def test_a_table_is_kept_without_inline_style() -> None:
    html = to_html("| Who | When |\n| :-- | --: |\n| Police | 2006 |\n")
    assert "<th>Who</th>" in html
    assert "<td>2006</td>" in html
    assert "style" not in html


def test_straight_quotation_marks_become_typographic() -> None:
    assert to_inline_html('The child\'s "voice"') == "The child’s “voice”"


# Citations


def test_a_citation_becomes_a_link_to_its_source() -> None:
    assert to_inline_html("It was known. [S12]") == (
        'It was known. <sup><a href="#source-S12" aria-label="Source 12" rel="noreferrer">'
        "[12]</a></sup>"
    )


def test_a_citation_may_lead_to_the_sources_on_another_page() -> None:
    page = "/modules/absent-men/sources"
    for render in (to_html, to_inline_html):
        assert f'href="{page}#source-S1"' in render("Known. [S1]", page)


def test_citations_that_stand_together_are_separate_links() -> None:
    assert to_html("Known. [S1][S3]").count("<sup>") == 2


def test_a_citation_inside_the_title_of_a_link_leaves_the_link_whole() -> None:
    html = to_html("[review](https://example.org 'see [S1]')")
    assert html == (
        '<p><a href="https://example.org" title="see [S1]" rel="noreferrer">review</a></p>\n'
    )


def test_sources_are_cited_in_the_order_of_first_citation() -> None:
    assert cited("a [S3][S1]", "b [S1] [S10]", "S4 [S] [s5]") == ("S3", "S1", "S10")
    assert cited() == ()


# Module links


@pytest.mark.parametrize("render", [to_html, to_inline_html])
@pytest.mark.parametrize(
    ("link", "href"),
    [
        ("[men](module:absent-men)", "/modules/absent-men"),
        ("[men](module:absent-men#in-practice)", "/modules/absent-men/in-practice"),
        ("<module:absent-men>", "/modules/absent-men"),
    ],
)
def test_a_module_link_becomes_an_address(render: object, link: str, href: str) -> None:
    assert callable(render)
    anchor = BeautifulSoup(render(link), "html.parser").a
    assert anchor is not None
    assert anchor["href"] == href


def test_module_links_are_found_with_their_sections() -> None:
    text = "[a](module:one) and [b](module:two#part), [c](https://module.example) [d](module:Bad)"
    assert module_links(text) == (("one", None), ("two", "part"), ("Bad", None))


# Plain text and blocks


def test_plain_text_has_neither_markup_nor_escapes() -> None:
    assert to_text('*Tom* & **Jerry** say "no" at 5 < 6') == "Tom & Jerry say “no” at 5 < 6"
    assert to_text("<b>bold</b>") == "<b>bold</b>"


def test_blocks_keep_every_word_in_order() -> None:
    text = (
        "### Heading\n\nA *first* `coded` paragraph\nover two lines. [S1]\n\n"
        "- one\n- **two**\n\nLast & least."
    )
    assert to_blocks(text) == (
        ("heading", "Heading"),
        ("paragraph", "A first coded paragraph over two lines. [1]"),
        ("bullet", "one"),
        ("bullet", "two"),
        ("paragraph", "Last & least."),
    )
