"""A canvas whose documents can be read aloud: what is drawn is tagged with what it is (PDF/UA-1).

Everything drawn belongs to an element (a heading, a paragraph, a figure with words for it) or is an
artifact: ornament, and what runs round every page. Elements come in reading order, each within the
one that is open.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from reportlab.pdfbase import pdfdoc
from reportlab.pdfgen.canvas import Canvas

from elearn.documents.filing import Drawn, Filing, references
from elearn.documents.xmp import xmp

_BRANCH = 500


@dataclass(slots=True, eq=False)
class Element:
    """A node of the structure tree: its own object number, its parent's, and what it holds."""

    tag: str
    number: int
    parent: int
    page: int
    extra: bytes = b""
    kids: list[bytes] = field(default_factory=list)

    def body(self) -> bytes:
        """Return the element as it is written."""
        return b"<</S/%s/P %d 0 R/Pg %d 0 R/K[%s]%s>>" % (
            self.tag.encode(),
            self.parent,
            self.page,
            b" ".join(self.kids),
            self.extra,
        )


class TaggedCanvas(Canvas):
    """A canvas that writes tagged PDF to a file, each page as it is shown."""

    # What ReportLab keeps to itself, and this relies on: the tests say if it moves.
    _code: list[str]
    _preamble: str
    _pagesize: tuple[float, float]
    _absRect: Callable[..., tuple[float, ...]]  # noqa: N815
    _startPage: Callable[[], None]  # noqa: N815

    def __init__(
        self, filename: Any, *, lang: str = "en-GB", sharing: bool = False, **how: Any
    ) -> None:
        super().__init__(filename, **(how | {"invariant": 1}))
        self._doc: Filing = Filing(filename)
        self.language = lang
        self._root = self._doc.reserve()
        self._document = Element("Document", self._doc.reserve(), self._root, 0)
        self._open = [self._document]
        self._lasting: list[Element] = []
        self._owners: list[int] = []
        self._places: list[tuple[int, int]] = []
        self._links: list[int] = []
        self._list: Element | None = None
        self._muted = 0
        self._sharing = sharing
        self._often: list[tuple[int, int]] = []
        self.printed = ""
        self._page = self._doc.reserve()
        self._document.page = self._page

    @contextmanager
    def element(
        self,
        tag: str,
        *,
        alt: str = "",
        extra: bytes = b"",
        again: Element | None = None,
        last: bool = False,
    ) -> Iterator[Element]:
        """Open an element for what comes, or open one again that began on an earlier page.

        One that may be opened ``again`` has to ``last``: it is written with the document's end.
        """
        if self._muted:
            yield self._open[-1]
            return
        element = again or self._new(tag, alt, extra)
        if last and again is None:
            self._lasting.append(element)
        self._open.append(element)
        try:
            yield element
        finally:
            self._open.pop()
            if not last:
                self._doc.pack(element.number, element.body())

    @contextmanager
    def content(self) -> Iterator[None]:
        """Mark what is drawn as the next content of the open element."""
        if self._muted:
            yield
            return
        element, mark = self._open[-1], len(self._owners)
        self._owners.append(element.number)
        if element.page == self._page:
            element.kids.append(b"%d" % mark)
        else:
            element.kids.append(b"<</Type/MCR/Pg %d 0 R/MCID %d>>" % (self._page, mark))
        self._code.append(f"/{element.tag} <</MCID {mark}>> BDC")
        yield
        self._code.append("EMC")

    @contextmanager
    def tagged(self, tag: str, *, alt: str = "", extra: bytes = b"") -> Iterator[None]:
        """Open an element and mark what is drawn as its content."""
        with self.element(tag, alt=alt, extra=extra), self.content():
            yield

    @contextmanager
    def artifact(self, kind: str = "") -> Iterator[None]:
        """Mark what is drawn as no part of what is read: ornament, or running lines."""
        self._muted += 1
        self._code.append(f"/Artifact <</Type/{kind}>> BDC" if kind else "/Artifact BMC")
        yield
        self._code.append("EMC")
        self._muted -= 1

    @contextmanager
    def often(self) -> Iterator[None]:
        """Say that many pages draw this; on a canvas that is ``sharing`` the file holds it once."""
        start = len(self._code)
        yield
        if self._sharing:
            if self._often and self._often[-1][1] == start:
                start = self._often.pop()[0]
            self._often.append((start, len(self._code)))

    @contextmanager
    def nothing(self) -> Iterator[None]:
        """Open nothing."""
        yield

    @contextmanager
    def listed(self) -> Iterator[None]:
        """Open the list that the item before belongs to, or begin one."""
        with self.element("L", again=self._list, last=True) as opened:
            self._list = opened
            yield

    @contextmanager
    def item(self, again: Element | None) -> Iterator[Element]:
        """Open an item of a list, in the list that the item before belongs to."""
        with self.listed(), self.element("LI", again=again, last=True) as opened:
            yield opened

    def close_list(self) -> None:
        """Let the next item begin a list of its own."""
        self._list = None

    def linkURL(  # type: ignore[override]  # noqa: N802  # as ReportLab calls it
        self,
        url: str,
        rect: tuple[float, float, float, float],
        relative: int = 0,
        *,
        words: str = "",
        **_: Any,
    ) -> None:
        """Make a place on the page a link, in an element of its own within the open one.

        ``words`` say where it leads; without them its address does.
        """
        if self._muted:
            return
        number = self._doc.reserve()
        with self.element("Link") as element:
            element.kids.append(
                b"<</Type/OBJR/Pg %d 0 R/Obj %d 0 R>>" % (self._page, number)
            )  # fmt: skip
        key = self._next_key(element.number)
        box = " ".join(f"{at:.2f}" for at in self._absRect(rect, relative))
        said, address = self._doc.text(words or url), self._doc.text(url)
        self._doc.pack(
            number,
            b"<</Type/Annot/Subtype/Link/F 4/Border[0 0 0]/Rect[%s]/StructParent %d/Contents %s"
            b"/A<</S/URI/URI %s>>>>" % (box.encode(), key, said, address),
        )
        self._links.append(number)

    def form(self, name: str, made: pdfdoc.PDFStream | None = None) -> None:
        """Draw a form or image that the file holds once, adding it the first time."""
        inside = pdfdoc.xObjectName(name)
        if made is not None and inside not in self._doc.idToObject:
            self._doc.Reference(made, inside)  # type: ignore[no-untyped-call]
            self._doc.image(inside)
        self._code.append(f"/{inside} Do")

    def holds(self, name: str) -> bool:
        """Return whether the file holds a form or image of that name."""
        return pdfdoc.xObjectName(name) in self._doc.idToObject

    def showPage(self) -> None:  # noqa: N802  # the name is ReportLab's
        """Write the page to the file and begin the next."""
        key = len(self._places)
        entries = b"/StructParents %d/Tabs/S" % key
        self._remember(references(self._owners))
        if self._links:
            entries += b"/Annots" + references(self._links)
        self._doc.page(self._page, self._pagesize, self._drawn(), entries)
        self._owners, self._links, self._often = [], [], []
        self._page = self._doc.reserve()
        self._startPage()

    def blank(self) -> None:
        """Add an empty page: the back of a sheet."""
        self._doc.page(self._page, self._pagesize, [], b"")
        self._page = self._doc.reserve()
        self._startPage()

    def _drawn(self) -> list[Drawn]:
        """Return what was drawn on the page, in the parts that it came in."""
        parts, at, before = list[Drawn](), 0, [self._preamble]
        for start, end in (*self._often, (len(self._code), len(self._code))):
            for code, often in ((self._code[at:start], False), (self._code[start:end], True)):
                if code:
                    parts.append(Drawn("\n".join([*before, *code, " "]), often))
                    before = []
            at = end
        return parts

    def save(self) -> None:
        """Write what is left, so that the file is whole."""
        if self._code:
            self.showPage()
        for element in (*self._lasting, self._document):
            self._doc.pack(element.number, element.body())
        self._write_root()
        metadata = self._doc.reserve()
        self._doc.stream(
            metadata, b"/Type/Metadata/Subtype/XML", xmp(self._doc.info, self.language)
        )
        self._doc.finish(
            b"/Lang(%s)/MarkInfo<</Marked true>>/StructTreeRoot %d 0 R/Metadata %d 0 R"
            b"/ViewerPreferences<</DisplayDocTitle true%s>>"
            % (self.language.encode(), self._root, metadata, self._sides())
        )

    def _sides(self) -> bytes:
        """Return how the file asks to be printed, if it does: on one side of the paper or both."""
        return b"/Duplex/" + self.printed.encode() if self.printed else b""

    def _new(self, tag: str, alt: str, extra: bytes) -> Element:
        """Return a new element within the open one."""
        parent = self._open[-1]
        if alt:
            extra += b"/Alt " + self._doc.text(alt)
        element = Element(tag, self._doc.reserve(), parent.number, self._page, extra)
        parent.kids.append(b"%d 0 R" % element.number)
        return element

    def _remember(self, body: bytes) -> None:
        """Keep the elements that own a page's content, in the order of its marks."""
        number = self._doc.reserve()
        self._doc.pack(number, body)
        self._places.append((len(self._places), number))

    def _next_key(self, number: int) -> int:
        """Return the key by which a link finds its element."""
        self._places.append((len(self._places), number))
        return len(self._places) - 1

    def _write_root(self) -> None:
        """Write the root of the structure tree, and the way back from content to elements."""
        leaves = []
        for start in range(0, len(self._places), _BRANCH):
            leaf = self._places[start : start + _BRANCH]
            numbers = b" ".join(b"%d %d 0 R" % pair for pair in leaf)
            leaves.append(self._doc.reserve())
            limits = (leaf[0][0], leaf[-1][0])
            self._doc.pack(leaves[-1], b"<</Limits[%d %d]/Nums[%s]>>" % (*limits, numbers))
        self._doc.pack(
            self._root,
            b"<</Type/StructTreeRoot/K %d 0 R/ParentTree<</Kids%s>>/ParentTreeNextKey %d>>"
            % (self._document.number, references(leaves), len(self._places)),
        )
