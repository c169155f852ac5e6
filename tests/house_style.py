"""What holds of every page: its heading, title, ids, labels, links, and what it loads."""

from collections.abc import Iterator
from itertools import pairwise

from bs4 import BeautifulSoup, Tag

CONTROLS = ("input", "select", "textarea")
UNLABELLED = {"hidden", "submit", "button"}
LOADS = {"script": "src", "img": "src", "iframe": "src", "source": "src", "link": "href",
         "object": "data", "embed": "src", "video": "src", "audio": "src"}  # fmt: skip
STRIP = "worried about a child now"


def style_faults(soup: BeautifulSoup) -> list[str]:
    """Return what is wrong with a page; empty is a page as it should be."""
    rules = (
        _headings, _language, _paragraphs, _ids, _labels, _links, _strip, _inline, _foreign, _forms,
    )  # fmt: skip
    return [fault for rule in rules for fault in rule(soup)]


def _headings(soup: BeautifulSoup) -> Iterator[str]:
    found = [_words(heading) for heading in soup.find_all("h1")]
    if len(found) != 1:
        yield f"{len(found)} h1: {found}"
        return
    for sign in soup.select("h1 [aria-hidden=true]"):
        found = [found[0].removeprefix(_words(sign)).strip()]
    title = _words(soup.title) if soup.title else ""
    if not title.removeprefix("Error: ").startswith(found[0]) or not found[0]:
        yield f"the title {title!r} does not start with {found[0]!r}"
    levels = [int(h.name[1]) for h in soup.select("main :is(h1, h2, h3, h4, h5, h6)")]
    for before, after in pairwise(levels):
        if after > before + 1:
            yield f"a heading of level {after} follows one of level {before}"


def _language(soup: BeautifulSoup) -> Iterator[str]:
    if soup.html is None or soup.html.get("lang") not in {"en-GB", "cy"}:
        yield "the page does not say its language"


def _paragraphs(soup: BeautifulSoup) -> Iterator[str]:
    """Name what a browser would end a paragraph for, and leave an empty one behind."""
    for block in soup.select("p :is(p, ul, ol, dl, div, section, table, h2, h3)"):
        yield f"a {block.name} stands in a paragraph: {_words(block)[:60]!r}"


def _ids(soup: BeautifulSoup) -> Iterator[str]:
    ids = [str(tag["id"]) for tag in soup.find_all(id=True)]
    yield from (f"the id {name!r} stands twice" for name in {n for n in ids if ids.count(n) > 1})
    for attribute in ("aria-labelledby", "aria-describedby", "aria-controls", "for"):
        for tag in soup.select(f"[{attribute}]"):
            for name in str(_attribute(tag, attribute)).split():
                if name not in ids:
                    yield f"{attribute} names {name!r}, which is not there"
    for anchor in soup.find_all("a", href=True):
        target = str(anchor["href"])
        if target.startswith("#") and target[1:] and target[1:] not in ids:
            yield f"a link leads to {target}, which is not there"


def _labels(soup: BeautifulSoup) -> Iterator[str]:
    labels = {str(label.get("for")): _words(label) for label in soup.find_all("label")}
    for field in soup.find_all(CONTROLS):
        if field.get("type") in UNLABELLED:
            continue
        named = field.get("aria-label") or field.get("aria-labelledby")
        if not (named or labels.get(str(field.get("id")))):
            yield f"the field {field.get('name')!r} has no label"
    for button in soup.find_all("button"):
        if not (_words(button) or button.get("aria-label")):
            yield "a button says nothing"


def _links(soup: BeautifulSoup) -> Iterator[str]:
    for anchor in soup.find_all("a"):
        if not (_words(anchor) or anchor.get("aria-label")):
            yield f"the link to {anchor.get('href')!r} has no text"
    for image in soup.find_all("img"):
        if not image.has_attr("alt"):
            yield f"the image {image.get('src')!r} has no alternative"


def _strip(soup: BeautifulSoup) -> Iterator[str]:
    if STRIP not in _words(soup).casefold():
        yield "the page does not say what to do when worried about a child"


def _inline(soup: BeautifulSoup) -> Iterator[str]:
    for tag in soup.find_all(True):
        if tag.has_attr("style") or tag.name == "style":
            yield f"inline style on {tag.name}"
        if any(name.startswith("on") for name in tag.attrs):
            yield f"inline script on {tag.name}"


def _foreign(soup: BeautifulSoup) -> Iterator[str]:
    for name, attribute in LOADS.items():
        for tag in soup.find_all(name):
            address = str(tag.get(attribute, ""))
            if "//" in address or address.startswith("data:"):
                yield f"{name} loads {address!r}"
    for anchor in soup.find_all("a", href=True):
        if str(anchor["href"]).lower().startswith(("javascript:", "data:")):
            yield f"a link runs {anchor['href']!r}"


def _forms(soup: BeautifulSoup) -> Iterator[str]:
    for form in soup.find_all("form"):
        posts = str(form.get("method", "get")).lower() == "post"
        if posts and not form.find("input", attrs={"name": "csrf_token"}):
            yield f"the form {form.get('action')!r} has no token"
        if "//" in str(form.get("action", "")):
            yield f"the form goes to {form['action']!r}"


def _words(tag: Tag) -> str:
    return " ".join(tag.get_text().split())


def _attribute(tag: Tag, name: str) -> str:
    value = tag.get(name, "")
    return " ".join(value) if isinstance(value, list) else str(value)
