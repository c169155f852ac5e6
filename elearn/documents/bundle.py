"""Certificates to print: many in one PDF, behind a cover sheet that lists them."""

from collections.abc import Iterable, Iterator, Sequence
from typing import BinaryIO

from elearn.documents import fonts
from elearn.documents.certificate import About, certificate_canvas, draw_certificate_page
from elearn.documents.cover import Cover, Listed, draw_cover
from elearn.documents.dress import NONE
from elearn.documents.pictures import Pictures
from elearn.domain.certification import CertificateFacts


def draw_bundle(
    out: BinaryIO,
    listed: Sequence[Listed],
    snapshots: Iterable[CertificateFacts],
    about: About,
    cover: Cover,
    pictures: Pictures = NONE,
    *,
    blank_backs: bool = False,
) -> Iterator[int]:
    """Write certificates as one PDF, yielding after each how many there are so far.

    ``listed`` is what the cover says of each, in the order in which they come.
    The file is whole when the last was taken; fonts, ornament, logos and what certificates say
    alike are in it once, and each page leaves memory when it is written. With ``blank_backs`` every
    certificate begins a sheet of its own on a printer that prints both sides, and the file asks for
    both; without, it asks for one. Raises what ``draw_certificate`` does.
    """
    with fonts.fonts_in_use():
        canvas = certificate_canvas(out, about, sharing=True)
        canvas.printed = "DuplexFlipShortEdge" if blank_backs else "Simplex"
        if draw_cover(canvas, cover, listed) % 2 and blank_backs:
            canvas.blank()
    for count, facts in enumerate(snapshots, 1):
        with fonts.fonts_in_use():
            draw_certificate_page(canvas, facts, pictures)
            if blank_backs and count < len(listed):
                canvas.blank()
        yield count
    with fonts.fonts_in_use():
        canvas.save()
