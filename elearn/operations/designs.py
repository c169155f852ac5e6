"""How certificates look from now on: the design in force, its versions, and their pictures."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from elearn.db import DesignVersion, KeptPicture, Person, Unit
from elearn.domain.certification import CertificateFacts
from elearn.domain.design import Design, Look, Signatory
from elearn.domain.errors import NotFound
from elearn.domain.partnership import Partnership
from elearn.domain.snapshots import made
from elearn.operations.audit import note

EXAMPLE_NUMBER = "0000000000000"


@dataclass(frozen=True, slots=True)
class Saved:
    """A version of the design, as the page lists it."""

    id: int
    at: datetime
    by: str
    name: str


def design_in_force(session: Session) -> Design | None:
    """Return the design made last by page, or None while that of the settings file is in force."""
    latest = select(DesignVersion.design).order_by(DesignVersion.id.desc()).limit(1)
    stored = session.scalar(latest)
    return _design(stored) if stored else None


def design_of(session: Session, version: int) -> Design:
    """Return a version of the design, or raise NotFound."""
    found = session.get(DesignVersion, version)
    if found is None:
        raise NotFound("design", version)
    return _design(found.design)


def designs_made(session: Session) -> tuple[Saved, ...]:
    """Return the versions of the design, the last first."""
    rows = session.execute(
        select(DesignVersion, Person.name)
        .join(Person, Person.id == DesignVersion.made_by_id)
        .order_by(DesignVersion.id.desc())
        .limit(100)
    )
    return tuple(Saved(v.id, v.made_at, by, _design(v.design).design) for v, by in rows)


def save_design(
    session: Session, design: Design, pictures: Mapping[str, bytes], now: datetime, by: int
) -> int:
    """Let certificates issued from now on look so; what was issued stays. Return the version."""
    kept = set(session.scalars(select(KeptPicture.digest).where(KeptPicture.digest.in_(pictures))))
    for digest in sorted(pictures.keys() - kept):
        session.add(KeptPicture(digest=digest, content=pictures[digest], kept_at=now))
    text = json.dumps(asdict(design), sort_keys=True)
    version = DesignVersion(design=text, made_at=now, made_by_id=by)
    session.add(version)
    session.flush()
    note(session, "certificates_designed", now, by, details={"version": version.id})
    return version.id


def pictures_of(session: Session, facts: Iterable[CertificateFacts]) -> dict[str, bytes]:
    """Return the pictures on certificates by their digests, in one read or none."""
    return pictures_named(session, {d for one in facts if one.look for d in one.look.pictures()})


def pictures_named(session: Session, digests: Iterable[str]) -> dict[str, bytes]:
    """Return kept pictures by their digests."""
    wanted = sorted(set(digests))
    if not wanted:
        return {}
    query = select(KeptPicture.digest, KeptPicture.content)
    rows = session.execute(query.where(KeptPicture.digest.in_(wanted)))
    return {row.digest: row.content for row in rows}


def agencies_of(session: Session) -> dict[str, str]:
    """Return the names of the open agencies by their codes, in the order of their names."""
    query = select(Unit.code, Unit.name).where(Unit.kind == "agency", Unit.closed_on.is_(None))
    return {row.code: row.name for row in session.execute(query.order_by(Unit.name))}


def example(
    design: Design, agency: tuple[str, str] | None, public_url: str, today: date
) -> CertificateFacts:
    """Return the facts of a made-up certificate in a design, for someone of an agency or none."""
    return CertificateFacts(
        number=EXAMPLE_NUMBER,
        partnership=design.partnership,
        person_name="Siân Example-Jones",
        module_title="An example of a module",
        module_kind="theme",
        module_version="1.0",
        content_hash="0" * 64,
        completed_on=today,
        valid_until=None,
        minutes=60,
        participatory_minutes=20,
        learning_outcomes=("This is an example and certifies nothing",),
        signatory_name=design.first.name,
        signatory_title=design.first.title,
        agency=agency[1] if agency else None,
        verify_url=f"{public_url}/verify/{EXAMPLE_NUMBER}",
        issued_on=today,
        design=design.design,
        look=design.look_for(agency[0] if agency else None),
    )


def filed_design(partnership: Partnership) -> Design:
    """Return the design that the settings file gives, for the page to begin with."""
    first = Signatory(partnership.signatory_name, partnership.signatory_title)
    language = "both" if partnership.design == "plain-1" else "en"
    return Design(
        design=partnership.design, partnership=partnership.name, first=first,
        look=Look(language=language),
    )  # fmt: skip


def _design(stored: str) -> Design:
    """Return a design from its stored form."""
    return made(Design, json.loads(stored))
