"""Files of many certificates: drawn from the record, at once or in a process of their own."""

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from threading import Thread
from time import monotonic
from typing import BinaryIO
from zipfile import ZipFile, ZipInfo

import structlog
from anyascii import anyascii
from sqlalchemy.orm import Session

from elearn.db import PrintJob
from elearn.documents.bundle import draw_bundle
from elearn.documents.certificate import About, issued_certificate
from elearn.documents.cover import Cover, Listed, listed
from elearn.documents.style import counted, date_words
from elearn.domain.certification import CertificateFacts
from elearn.domain.days import day_of
from elearn.domain.design import Look
from elearn.operations import printing
from elearn.operations.designs import pictures_of
from elearn.operations.printing import MOST, Wanted
from elearn.processors import anywhere
from elearn.site import Site

MAKE_FILES = (sys.executable, "-m", "elearn", "make-files")
BETWEEN_BEATS = 1.0  # seconds
HEADING = "Certificates of completion"

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Batch:
    """What a file is made of: what was wanted, and the numbers of the certificates it holds."""

    wanted: Wanted
    numbers: tuple[str, ...]


def start_making() -> None:
    """Start a process that makes the files that wait; it ends by itself when none is left."""
    with anywhere():
        process = subprocess.Popen(MAKE_FILES, stdin=subprocess.DEVNULL)  # noqa: S603 - our own
    Thread(target=process.wait, daemon=True).start()  # so that nothing is left of it when it ends


def write(site: Site, session: Session, batch: Batch, out: BinaryIO, today: date) -> Iterator[int]:
    """Write certificates to a file as they were wanted; yield how many are in it so far."""
    if batch.wanted.form == "zip":
        return _write_zip(site, session, batch, out)
    return _write_pdf(site, session, batch, out, today)


def make_waiting(site: Site, most: int = MOST) -> int:
    """Make the files that wait, one after the other; return how many were made or given up.

    One that would hold more certificates than ``most`` is not made.
    """
    session, ended = site.session(), 0
    while True:
        let_go(site)
        job = printing.claim(session, site.clock())
        site.session.commit()
        if job is None:
            return ended
        _make(site, session, job, most)
        ended += 1


def let_go(site: Site) -> None:
    """Delete the files that were kept long enough."""
    for job_id in printing.tidy(site.session(), site.clock()):
        site.prints.remove(job_id)


def file_name(facts: CertificateFacts) -> str:
    """Return ``last_first_module_date.pdf`` in plain ASCII letters."""
    words = facts.person_name.split()
    parts = [words[-1], " ".join(words[:-1]), facts.module_title, facts.completed_on.isoformat()]
    return "_".join(_ascii(part) for part in parts if part) + ".pdf"


def _make(site: Site, session: Session, job: PrintJob, most: int) -> None:
    """Make one file, and keep what became of it."""
    try:
        _try_to_make(site, session, job, most)
    except Exception as fault:  # whatever it is, whoever asked is told that it failed
        site.session.rollback()
        log.error("file of certificates not made", job=job.id, fault=type(fault).__name__)
        printing.settle(session, job, "failed", None, None, site.clock())
    site.session.commit()


def _try_to_make(site: Site, session: Session, job: PrintJob, most: int) -> None:
    wanted = printing.wanted_by(job)
    numbers = tuple(printing.numbers_of(session, wanted))
    count = len(numbers)
    if not 0 < count <= most:
        state = "too_many" if numbers else "nothing"
        printing.settle(session, job, state, count, None, site.clock())
        return
    size = _kept(site, session, job, Batch(wanted, numbers))
    printing.settle(session, job, "ready", count, size, site.clock())
    printing.note_printed(session, wanted, count, site.clock(), job.asked_by_id)


def _kept(site: Site, session: Session, job: PrintJob, batch: Batch) -> int:
    """Write a file into the store, saying every second how far it is; return its size in bytes."""
    printing.beat(session, job, 0, len(batch.numbers), site.clock())
    site.session.commit()
    said = monotonic()
    with site.prints.writing(job.id, job.form) as out:
        for done in write(site, session, batch, out, day_of(site.clock())):
            if monotonic() - said >= BETWEEN_BEATS:
                printing.beat(session, job, done, len(batch.numbers), site.clock())
                site.session.commit()
                said = monotonic()
        return out.tell()


def _write_pdf(
    site: Site, session: Session, batch: Batch, out: BinaryIO, today: date
) -> Iterator[int]:
    wanted, count = batch.wanted, len(batch.numbers)
    rows, looks = list[Listed](), dict[Look | None, CertificateFacts]()
    for facts in printing.facts_of(session, batch.numbers):
        rows.append(listed(facts))
        looks.setdefault(facts.look, facts)
    made = f"{counted(count, 'certificate')}, made on {date_words(today)}"
    about = About(
        title=f"{HEADING}: {wanted.about}",
        author=site.issuer.partnership.name,
        subject=made,
        keywords="certificates",
        dated=today,
    )
    as_at = f"{wanted.about}, as at {date_words(wanted.day)}"
    cover = Cover(HEADING, (site.issuer.partnership.name, as_at, made))
    yield from draw_bundle(
        out, rows, printing.facts_of(session, batch.numbers), about, cover,
        pictures_of(session, looks.values()), blank_backs=wanted.blank_backs,
    )  # fmt: skip


def _write_zip(site: Site, session: Session, batch: Batch, out: BinaryIO) -> Iterator[int]:
    """Write each certificate as a file of its own, as its owner is given it."""
    pictures = pictures_of(session, printing.facts_of(session, batch.numbers))
    names: dict[str, int] = {}
    with ZipFile(out, "w") as archive:
        for count, facts in enumerate(printing.facts_of(session, batch.numbers), 1):
            name = file_name(facts)
            names[name] = names.get(name, 0) + 1
            if names[name] > 1:
                name = f"{name.removesuffix('.pdf')}_{names[name]}.pdf"
            dated = datetime.combine(facts.issued_on, datetime.min.time()).timetuple()[:6]
            held = ZipInfo(name, dated)
            archive.writestr(held, issued_certificate(facts, site.seal, pictures))
            yield count


def _ascii(text: str) -> str:
    kept = (c if c.isalnum() or c == "-" else "-" for c in anyascii(text).replace("'", "").lower())
    return "-".join(filter(None, "".join(kept).split("-")))[:60] or "x"
