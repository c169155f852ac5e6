"""What pyHanko reads in a PDF file; imported when a file is first checked, as that is slow."""

import re
from functools import partial
from io import BytesIO
from typing import Any

from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from elearn.documents.checking import Checked, FileFault, Signature
from elearn.documents.pades import apart
from elearn.documents.signing import Seal
from elearn.domain.certification import normalise_number

_NUMBER = re.compile(r"(?:certificate|transcript) ([0-9A-Z-]{13,20})")


def checked_pdf(data: bytes, seal: Seal | None) -> Checked:
    """Return what a file proves by itself, or raise FileFault with the reason."""
    try:
        reader = PdfFileReader(BytesIO(data), strict=False)
        if reader.encrypted:
            raise FileFault("encrypted")
        number = _number(reader)
        embedded = list(reader.embedded_signatures)
    except FileFault:
        raise
    except Exception:  # a damaged file can fail anywhere in the reader, in any way
        raise FileFault("not_pdf") from None
    if not embedded:
        broken = b"/ByteRange" in data
        return Checked(Signature.CHANGED if broken else Signature.ABSENT, None, None, number)
    return _checked(embedded, number, seal)


def _number(reader: PdfFileReader) -> str | None:
    """Return the number of a certificate or transcript that the file says it has."""
    held: Any = reader.trailer_view.get("/Info")
    info = held.get_object() if held is not None else None
    words = str(info.get("/Keywords", "")) if info else ""
    found = _NUMBER.search(words)
    return normalise_number(found[1]) if found else None


def _checked(embedded: list[Any], number: str | None, seal: Seal | None) -> Checked:
    """Return what the first signature of a file proves."""
    try:
        itself = ValidationContext(trust_roots=[embedded[0].signer_cert], allow_fetching=False)
        status = apart(partial(validate_pdf_signature, embedded[0], itself, skip_diff=True))
        who = status.signing_cert.subject.native.get("common_name")
        name = who if isinstance(who, str) else status.signing_cert.subject.human_friendly
        whole = status.coverage == SignatureCoverageLevel.ENTIRE_FILE and len(embedded) == 1
        good = bool(status.valid and status.intact and whole)
        ours = seal is not None and seal.knows(status.signing_cert.sha256)
        at = status.signer_reported_dt
    except Exception:  # a damaged signature can fail anywhere, and proves nothing
        return Checked(Signature.CHANGED, None, None, number)
    if not good:
        return Checked(Signature.CHANGED, name, at, number)
    return Checked(Signature.OURS if ours else Signature.FOREIGN, name, at, number)
