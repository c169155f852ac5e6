"""Flowing text that is tagged as it is drawn: paragraphs, lists, tables and rules."""

from contextlib import AbstractContextManager
from typing import Any

from reportlab.platypus import Flowable, HRFlowable, Paragraph

from elearn.documents.tagging import Element, TaggedCanvas

COLUMN = b"/A<</O/Table/Scope/Column>>"


class Words(Paragraph):
    """A paragraph that is tagged with the ``role`` of its style: P, H1, LI and so on."""

    canv: TaggedCanvas
    shared: dict[str, Element] | None = None

    def draw(self) -> None:
        """Draw it as content of an element, the same one when it goes on over a page."""
        role: str = getattr(self.style, "role", "P")
        if role == "LI":
            with self.canv.listed(), self._element("LI"), self._element("LBody"):
                self._content()
            return
        if role not in {"Lbl", "LBody"}:
            self.canv.close_list()
        with self._element(role):
            self._content()

    def split(self, aW: float, aH: float) -> list[Flowable]:  # noqa: N803  # as ReportLab says
        """Return the parts, which know that they are one."""
        parts: list[Any] = super().split(aW, aH)
        if len(parts) > 1:
            self.shared = {} if self.shared is None else self.shared
            for part in parts:
                part.shared = self.shared
        return parts

    def _element(self, tag: str) -> AbstractContextManager[Element]:
        """Return the element, the one that an earlier part began if there is one."""
        again = self.shared.get(tag) if self.shared is not None else None
        element = self.canv.element(tag, again=again, last=self.shared is not None)
        if self.shared is not None and again is None:
            return _Kept(element, self.shared, tag)
        return element

    def _content(self) -> None:
        with self.canv.content():
            super().draw()


class _Kept:
    """Opens an element and remembers it for the part of a paragraph on the next page."""

    def __init__(
        self, opened: AbstractContextManager[Element], kept: dict[str, Element], tag: str
    ) -> None:
        self.opened, self.kept, self.tag = opened, kept, tag

    def __enter__(self) -> Element:
        element = self.kept[self.tag] = self.opened.__enter__()
        return element

    def __exit__(self, *error: Any) -> None:
        self.opened.__exit__(*error)


class Rule(HRFlowable):
    """A rule across the page: ornament, never read."""

    canv: TaggedCanvas

    def draw(self) -> None:
        """Draw it as an artifact."""
        with self.canv.artifact():
            super().draw()


class Marks:
    """What a table calls as it is drawn: tags its rows, and lets its lines be ornament.

    One belongs to one table, with all its parts on later pages; a header that is drawn again there
    is not read again.
    """

    def __init__(self) -> None:
        self.open: list[AbstractContextManager[Any]] = []
        self.element: Element | None = None
        self.before = False

    def __call__(self, table: Any, event: str, *about: Any) -> None:
        """Open what starts, close what ends."""
        canvas: TaggedCanvas = table.canv
        if event.startswith("end"):
            self.open.pop().__exit__(None, None, None)
            return
        opening = self.opens(canvas, event, about, table.repeatRows)
        opened = opening.__enter__()
        self.open.append(opening)
        if event == "startTable":
            self.before, self.element = self.element is not None, opened

    def opens(
        self, canvas: TaggedCanvas, event: str, about: tuple[Any, ...], headers: int
    ) -> AbstractContextManager[Any]:
        """Return what an event opens: the table, a row, a cell, or ornament."""
        if event == "startTable":
            canvas.close_list()
            return canvas.element("Table", again=self.element, last=True)
        if event in {"startBG", "startLines"}:
            return canvas.artifact()
        header = about[0] < headers
        if event == "startRow":
            return canvas.artifact() if header and self.before else canvas.element("TR")
        return canvas.element("TH", extra=COLUMN) if header else canvas.element("TD")


def marks(items: bool = False) -> Any:
    """Return what a table calls as it is drawn; of one row that is an item, with ``items``."""
    return ItemMarks() if items else Marks()


class ItemMarks(Marks):
    """Marks a table of one row, a key and its words, as an item of a list."""

    def opens(self, canvas: TaggedCanvas, event: str, *_: Any) -> AbstractContextManager[Any]:
        """Return what an event opens: the item, or ornament; its words say what they are."""
        if event == "startTable":
            return canvas.item(self.element)
        if event in {"startBG", "startLines"}:
            return canvas.artifact()
        return canvas.nothing()
