"""The file of a PDF, written as it is drawn: each page at once, and small objects packed together.

ReportLab keeps every page in memory and writes every object apart. Its canvas and its fonts are
used here, but a page leaves memory when it is shown, and the thousands of small objects that make a
document readable aloud are compressed together (PDF 1.5 object streams).
"""

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from struct import Struct
from typing import Any, BinaryIO
from zlib import compress

from reportlab.pdfbase import pdfdoc

_PACK = 200
_ROW = Struct(">BIH")  # of the table of objects: its kind, and where it is
_HEADER = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"


@dataclass(frozen=True, slots=True)
class Drawn:
    """A part of what is drawn on a page. One that comes ``often`` is in the file once."""

    code: str
    often: bool = False


class Filing(pdfdoc.PDFDocument):
    """What a canvas calls its document: numbers its objects and writes them to a file."""

    def __init__(self, out: BinaryIO) -> None:
        super().__init__(compression=1, invariant=1)
        self._out = out
        self._at = 0
        self._digest = sha256()
        self._kinds = bytearray(1)
        self._first = array("Q", [0])
        self._second = array("H", [65535])
        self._packed: list[tuple[int, bytes]] = []
        self._pages = array("L")
        self.pages_number = self.reserve()
        self.resources_number = self.reserve()
        self.catalog_number = self.reserve()
        self._images: list[str] = []
        self._alike: dict[bytes, int] = {}
        self._write(_HEADER)

    def reserve(self, count: int = 1) -> int:
        """Return the first of so many object numbers that nothing else will have."""
        first: int = self.objectcounter + 1
        self.objectcounter += count
        return first

    def pack(self, number: int, body: bytes) -> None:
        """Write a small object, sooner or later, together with others."""
        self._packed.append((number, body))
        if len(self._packed) == _PACK:
            self._unload()

    def stream(self, number: int, entries: bytes, data: bytes) -> None:
        """Write a stream whose data are as its entries say."""
        self._place(number, 1, self._at, 0)
        head = b"%d 0 obj\n<<%s/Length %d>>\nstream\n" % (number, entries, len(data))
        self._write(head + data + b"\nendstream\nendobj\n")

    def page(
        self, number: int, box: tuple[float, float], drawn: Sequence[Drawn], entries: bytes
    ) -> None:
        """Write a page and what is drawn on it, if anything, and let go of both."""
        parts = references(self._contents(part) for part in drawn)
        self.pack(
            number,
            b"<</Type/Page/Parent %d 0 R/MediaBox[0 0 %s]/Resources %d 0 R%s%s>>"
            % (
                self.pages_number,
                b"%g %g" % (round(box[0], 3), round(box[1], 3)),
                self.resources_number,
                b"/Contents" + parts if drawn else b"",
                entries,
            ),
        )
        self._pages.append(number)

    def _contents(self, part: Drawn) -> int:
        """Return the number of a part of a page, written unless an equal one is there already."""
        data = pdfdoc.pdfdocEnc(part.code)
        digest = sha256(data).digest()
        if part.often and digest in self._alike:
            return self._alike[digest]
        number = self.reserve()
        self.stream(number, b"/Filter/FlateDecode", compress(data))
        if part.often:
            self._alike[digest] = number
        return number

    def image(self, name: str) -> None:
        """Let every page use a form or an image by its name."""
        if name not in self._images:
            self._images.append(name)

    def finish(self, catalog: bytes) -> None:
        """Write the fonts, the page tree, the catalogue with these entries, and the end."""
        for font in self.delayedFonts:
            font.addObjects(self)
        info = self.reference(self.info)
        self._write_resources()
        kids = b" ".join(b"%d 0 R" % number for number in self._pages)
        self.pack(
            self.pages_number,
            b"<</Type/Pages/Count %d/Kids[%s]>>" % (len(self._pages), kids),
        )
        self.pack(
            self.catalog_number,
            b"<</Type/Catalog/Pages %d 0 R%s>>" % (self.pages_number, catalog),
        )
        self._write_named()
        self._unload()
        self._write_end(info)

    def reference(self, thing: Any) -> bytes:
        """Return a reference to what ReportLab knows by name."""
        formatted: bytes = self.Reference(thing).format(self)  # type: ignore[no-untyped-call]
        return formatted

    def text(self, words: str) -> bytes:
        """Return words as a PDF string."""
        formatted: bytes = pdfdoc.PDFString(words).format(self)
        return formatted

    def _write_resources(self) -> None:
        """Write what every page draws with: all fonts, forms and images."""
        fonts = self.reference(self.idToObject["BasicFonts"])
        images = b" ".join(
            b"/%s %d 0 R" % (name.encode(), self.idToObjectNumberAndVersion[name][0])
            for name in self._images
        )
        body = b"<</Font %s/XObject<<%s>>/ProcSet[/PDF/Text/ImageC]>>" % (fonts, images)
        self.pack(self.resources_number, body)

    def _write_named(self) -> None:
        """Write what ReportLab knows by name: fonts, forms, images, the facts of the file."""
        number = 0
        while number < self.objectcounter:
            number += 1
            if number not in self.numberToId:
                continue
            named: Any = self.idToObject[self.numberToId[number]]
            body: bytes = named.format(self)
            if body.rstrip().endswith(b"endstream"):
                self._place(number, 1, self._at, 0)
                self._write(b"%d 0 obj\n%s\nendobj\n" % (number, body))
            else:
                self.pack(number, body)

    def _unload(self) -> None:
        """Write the small objects that wait as one compressed stream."""
        if not self._packed:
            return
        holder = self.reserve()
        places, at = [], 0
        for index, (number, body) in enumerate(self._packed):
            self._place(number, 2, holder, index)
            places.append(b"%d %d" % (number, at))
            at += len(body) + 1
        head = b" ".join(places) + b"\n"
        bodies = b"\n".join(body for _, body in self._packed)
        entries = b"/Type/ObjStm/N %d/First %d/Filter/FlateDecode" % (len(places), len(head))
        self._packed = []
        self.stream(holder, entries, compress(head + bodies))

    def _write_end(self, info: bytes) -> None:
        """Write the table of objects and the trailer; the file's id is what it holds."""
        number, at = self.reserve(), self._at
        self._place(number, 1, at, 0)
        identity = self._digest.hexdigest()[:32].encode()
        rows = zip(self._kinds, self._first, self._second, strict=True)
        table = _differences(_ROW.pack(*row) for row in rows)
        entries = (
            b"/Type/XRef/W[1 4 2]/Size %d/Root %d 0 R/Info %s/ID[<%s><%s>]"
            b"/Filter/FlateDecode/DecodeParms<</Predictor 12/Columns 7>>"
            % (number + 1, self.catalog_number, info, identity, identity)
        )
        self.stream(number, entries, compress(table))
        self._write(b"startxref\n%d\n%%%%EOF\n" % at)

    def _place(self, number: int, kind: int, first: int, second: int) -> None:
        """Remember where an object is: at an offset, or at an index of a packed stream."""
        missing = number + 1 - len(self._kinds)
        if missing > 0:
            self._kinds.extend(bytes(missing))
            self._first.extend([0] * missing)
            self._second.extend([65535] * missing)
        self._kinds[number], self._first[number], self._second[number] = kind, first, second

    def _write(self, data: bytes) -> None:
        self._digest.update(data)
        self._at += len(data)
        self._out.write(data)


class Ready(pdfdoc.PDFStream):
    """A form whose data are compressed already, so that it is made once and not for each file."""

    def __init__(self, entries: dict[str, Any], data: bytes) -> None:
        filed = {"Filter": pdfdoc.PDFName("FlateDecode"), **entries}
        super().__init__(pdfdoc.PDFDictionary(filed), data)


def _differences(rows: Iterable[bytes]) -> bytes:
    """Return rows of a table each less the one above, which packs smaller (PNG's filter Up)."""
    less, above = bytearray(), bytes(_ROW.size)
    for row in rows:
        less.append(2)
        less += bytes((a - b) & 255 for a, b in zip(row, above, strict=True))
        above = row
    return bytes(less)


def references(numbers: Iterable[int]) -> bytes:
    """Return an array of references to objects."""
    return b"[%s]" % b" ".join(b"%d 0 R" % number for number in numbers)
