"""Sign-off: who has accepted a version of the learning for the partnership, and what awaits it."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from elearn.db import SignedOff
from elearn.domain.catalogue import Catalogue
from elearn.domain.content import Module, SignOff
from elearn.domain.days import day_of
from elearn.domain.errors import DomainError
from elearn.operations.archive import keep_module, keep_quiz


class NotTheVersionRead(DomainError):
    """The content has changed since the person who signs it off opened it."""


@dataclass(frozen=True, slots=True)
class ContentStatus:
    """How a module stands: who signed this version off, if anyone, and whether review is due."""

    module: Module
    sign_off: SignOff | None
    review_due: bool


def sign_off_of(session: Session, catalogue: Catalogue, module: Module) -> SignOff | None:
    """Return the latest sign-off of the version served now: by page, or in its front matter."""
    return _sign_offs(session).get(_version(catalogue, module), module.sign_off)


def content_status(
    session: Session, catalogue: Catalogue, today: date
) -> tuple[ContentStatus, ...]:
    """Return how every module stands, in one read."""
    found = _sign_offs(session)
    return tuple(
        ContentStatus(
            module,
            found.get(_version(catalogue, module), module.sign_off),
            module.review_on <= today,
        )
        for module in catalogue.modules.values()
    )


def version_of(catalogue: Catalogue, module: Module) -> str:
    """Return what stands for the version of a module and its quiz in a form."""
    return ".".join(part or "" for part in _version(catalogue, module))


def sign_off(
    session: Session,
    catalogue: Catalogue,
    module: Module,
    read: str,
    name: str,
    role: str,
    person_id: int,
    now: datetime,
) -> None:
    """Record that someone signs off the version ``read``, as of today.

    Raises NotTheVersionRead if another version is served by now.
    """
    if read != version_of(catalogue, module):
        raise NotTheVersionRead(module.slug)
    keep_module(session, catalogue, module, now)
    quiz = catalogue.quizzes.get(module.slug)
    if quiz:
        keep_quiz(session, catalogue, quiz, now)
    session.add(
        SignedOff(
            module=module.slug,
            module_hash=module.content_hash,
            quiz_hash=quiz.content_hash if quiz else None,
            name=name,
            role=role,
            signed_on=day_of(now),
            person_id=person_id,
            recorded_at=now,
        )
    )
    session.flush()


def _version(catalogue: Catalogue, module: Module) -> tuple[str, str | None]:
    quiz = catalogue.quizzes.get(module.slug)
    return module.content_hash, quiz.content_hash if quiz else None


def _sign_offs(session: Session) -> dict[tuple[str, str | None], SignOff]:
    rows = session.execute(
        select(
            SignedOff.module_hash, SignedOff.quiz_hash, SignedOff.name, SignedOff.role,
            SignedOff.signed_on,
        ).order_by(SignedOff.recorded_at)
    )  # fmt: skip
    return {
        (row.module_hash, row.quiz_hash): SignOff(row.name, row.role, row.signed_on) for row in rows
    }
