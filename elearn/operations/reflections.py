"""Reflections: private to their author, who may share, export and delete them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from uuid import UUID

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session

from elearn.db import Person, QuizAttempt, Unit, WrittenReflection
from elearn.domain.access import Action, Appointed, Role, units_for
from elearn.domain.catalogue import Catalogue
from elearn.domain.errors import ChangedSince, DomainError, NotFound
from elearn.domain.quizzes import ReflectionPrompt
from elearn.operations.archive import quiz_as_asked
from elearn.operations.identifying import Fragment, identifying
from elearn.operations.learning import lock_person
from elearn.operations.scopes import units_below

LONGEST_REFLECTION = 5000  # characters
SHARED_WITH = (Role.FACILITATOR, Role.MANAGER)


class ReflectionTooLong(DomainError):
    """A reflection longer than ``LONGEST_REFLECTION`` characters."""


class NothingWritten(DomainError):
    """A free reflection without a word."""


class LooksIdentifying(DomainError):
    """A reflection that seems to name a real person. What it holds is never put into a message."""

    def __init__(self, fragments: tuple[Fragment, ...]) -> None:
        self.fragments = fragments
        super().__init__("looks as if it identifies someone")


@dataclass(frozen=True, slots=True)
class LogEntry:
    """One reflection as its author sees it. ``module`` and ``prompt`` are None for a free one."""

    id: int
    module: str | None
    attempt_id: UUID | None
    prompt: ReflectionPrompt | None
    text: str
    covered: tuple[str, ...]
    saved_at: datetime
    shared_with: Role | None


@dataclass(frozen=True, slots=True)
class SharedReflection:
    """A reflection that its author has shared with the reader's role."""

    name: str
    unit: str
    module: str | None
    prompt: str | None
    text: str
    shared_at: datetime


def checked_text(text: str, known: str, *, as_it_is: bool) -> str:
    """Return a reflection as it is kept; raises ReflectionTooLong or LooksIdentifying.

    What stands in ``known``, the text as saved before, was asked about already.
    """
    text = text.replace("\r\n", "\n").strip()
    if len(text) > LONGEST_REFLECTION:
        raise ReflectionTooLong
    fragments = () if as_it_is else identifying(text, known)
    if fragments:
        raise LooksIdentifying(fragments)
    return text


def learning_log(session: Session, catalogue: Catalogue, person_id: int) -> tuple[LogEntry, ...]:
    """Return all that a person has reflected on, newest first; empty answers are left out."""
    rows = session.execute(
        select(WrittenReflection, QuizAttempt.module, QuizAttempt.quiz_hash)
        .outerjoin(QuizAttempt, QuizAttempt.id == WrittenReflection.attempt_id)
        .where(WrittenReflection.person_id == person_id, WrittenReflection.text != "")
        .order_by(WrittenReflection.saved_at.desc(), WrittenReflection.id.desc())
    )
    prompts = _Prompts(session, catalogue)
    return tuple(_entry(prompts, *row) for row in rows)


def log_entry(session: Session, catalogue: Catalogue, entry_id: int, person_id: int) -> LogEntry:
    """Return one of one's own reflections; raises NotFound for anyone else's."""
    _own(session, entry_id, person_id)
    entries = learning_log(session, catalogue, person_id)
    return next(entry for entry in entries if entry.id == entry_id)


def write_entry(
    session: Session, person_id: int, text: str, now: datetime,
    *, as_it_is: bool = False, token: UUID | None = None,
) -> int:  # fmt: skip
    """Add a free reflection, or change the one that the same form (its token) added before.

    Raises NothingWritten, ReflectionTooLong or LooksIdentifying.
    """
    entry = _of_form(session, person_id, token) if token else None
    entry = entry or WrittenReflection(person_id=person_id, token=token, text="")
    _write(entry, text, now, as_it_is=as_it_is)
    session.add(entry)
    session.flush()
    return entry.id


def rewrite_entry(
    session: Session, entry_id: int, person_id: int, text: str, now: datetime,
    *, as_it_is: bool = False, seen_at: datetime | None = None,
) -> None:  # fmt: skip
    """Change a free reflection; what was written in a quiz is changed there. Raises as above.

    Raises ChangedSince, too, if it was changed otherwise after ``seen_at``.
    """
    entry = _own(session, entry_id, person_id)
    if entry.attempt_id is not None:
        raise NotFound("reflection", entry_id)
    _write(entry, text, now, as_it_is=as_it_is, seen_at=seen_at)
    session.flush()


def share_entry(
    session: Session, entry_id: int, person_id: int, role: Role | None, now: datetime
) -> None:
    """Share one's reflection with a role over one's unit, or with nobody any more."""
    if role is not None and role not in SHARED_WITH:
        raise NotFound("role", role)
    entry = _own(session, entry_id, person_id)
    entry.shared_with = role.value if role else None
    entry.shared_at = now if role else None
    session.flush()


def delete_entries(session: Session, person_id: int, entry_id: int | None = None) -> int:
    """Delete one of one's reflections, or all of them, for good; return how many."""
    query = delete(WrittenReflection).where(WrittenReflection.person_id == person_id)
    if entry_id is not None:
        _own(session, entry_id, person_id)
        query = query.where(WrittenReflection.id == entry_id)
    deleted = session.scalars(query.returning(WrittenReflection.id)).all()
    return len(deleted)


def shared_reflections(
    session: Session, catalogue: Catalogue, appointments: Iterable[Appointed]
) -> tuple[SharedReflection, ...]:
    """Return what people of one's units share with a role that one holds there, newest first."""
    held = [a for a in appointments if a.role in SHARED_WITH]
    if not units_for(held, Action.READ_SHARED_REFLECTIONS):
        return ()
    scopes = [
        (WrittenReflection.shared_with == role.value)
        & Person.unit_id.in_(select(units_below({a.unit_id for a in held if a.role == role}).c.id))
        for role in {a.role for a in held}
    ]
    rows = session.execute(
        select(
            WrittenReflection, QuizAttempt.module, QuizAttempt.quiz_hash, Person.name,
            Unit.name.label("unit"),
        )
        .join(Person, Person.id == WrittenReflection.person_id)
        .join(Unit, Unit.id == Person.unit_id)
        .outerjoin(QuizAttempt, QuizAttempt.id == WrittenReflection.attempt_id)
        .where(or_(*scopes), WrittenReflection.text != "", Person.active)
        .order_by(WrittenReflection.shared_at.desc(), WrittenReflection.id.desc())
    )  # fmt: skip
    prompts = _Prompts(session, catalogue)
    return tuple(_shared(prompts, *row) for row in rows)


class _Prompts:
    """The prompts that were answered, from the versions of the quizzes that asked them."""

    def __init__(self, session: Session, catalogue: Catalogue) -> None:
        self._quiz = cache(
            lambda module, quiz_hash: quiz_as_asked(session, catalogue, module, quiz_hash)
        )

    def prompt(
        self, written: WrittenReflection, module: str | None, quiz_hash: str | None
    ) -> ReflectionPrompt | None:
        """Return what a reflection answers; None if it was written freely."""
        if written.prompt_id is None:
            return None
        found: ReflectionPrompt = self._quiz(module, quiz_hash).reflection(written.prompt_id)
        return found


def _shared(
    prompts: _Prompts, written: WrittenReflection, module: str | None, quiz_hash: str | None,
    name: str, unit: str,
) -> SharedReflection:  # fmt: skip
    prompt = prompts.prompt(written, module, quiz_hash)
    return SharedReflection(
        name=name,
        unit=unit,
        module=module,
        prompt=prompt.prompt if prompt else None,
        text=written.text,
        shared_at=written.shared_at or written.saved_at,
    )


def _entry(
    prompts: _Prompts, written: WrittenReflection, module: str | None, quiz_hash: str | None
) -> LogEntry:
    return LogEntry(
        id=written.id,
        module=module,
        attempt_id=written.attempt_id,
        prompt=prompts.prompt(written, module, quiz_hash),
        text=written.text,
        covered=tuple(written.covered or ()),
        saved_at=written.saved_at,
        shared_with=Role(written.shared_with) if written.shared_with else None,
    )


def _write(
    entry: WrittenReflection, text: str, now: datetime, *, as_it_is: bool,
    seen_at: datetime | None = None,
) -> None:  # fmt: skip
    text = checked_text(text, entry.text, as_it_is=as_it_is)
    if not text:
        raise NothingWritten
    if seen_at is not None and entry.saved_at > seen_at and entry.text != text:
        raise ChangedSince
    entry.text, entry.saved_at = text, now


def _of_form(session: Session, person_id: int, token: UUID) -> WrittenReflection | None:
    """Return what a form has added already; while it looks, nobody else adds it."""
    lock_person(session, person_id)
    return session.scalar(select(WrittenReflection).filter_by(person_id=person_id, token=token))


def _own(session: Session, entry_id: int, person_id: int) -> WrittenReflection:
    own = select(WrittenReflection).filter_by(id=entry_id, person_id=person_id)
    entry = session.scalar(own.where(WrittenReflection.text != ""))
    if entry is None:
        raise NotFound("reflection", entry_id)
    return entry
