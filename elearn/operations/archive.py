"""The archive of content: a version is kept when it is first used, and read back for ever."""

from datetime import datetime

from sqlalchemy import bindparam, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from elearn.db import ArchivedText, Prepared, driver_of
from elearn.domain.catalogue import Catalogue
from elearn.domain.content import Module
from elearn.domain.errors import NotFound
from elearn.domain.quizzes import Quiz

_KEPT = Prepared(
    select(ArchivedText.content_hash).where(ArchivedText.content_hash == bindparam("content_hash"))
)


def keep_module(session: Session, catalogue: Catalogue, module: Module, now: datetime) -> None:
    """Make sure that this version of a module is in the archive."""
    _keep(session, catalogue, "module", module.slug, module.version, module.content_hash, now)


def keep_quiz(session: Session, catalogue: Catalogue, quiz: Quiz, now: datetime) -> None:
    """Make sure that this version of a quiz is in the archive."""
    _keep(session, catalogue, "quiz", quiz.module, quiz.version, quiz.content_hash, now)


def quiz_as_asked(session: Session, catalogue: Catalogue, slug: str, content_hash: str) -> Quiz:
    """Return the very version of a quiz that an attempt was made against."""
    current = catalogue.quizzes.get(slug)
    if current is not None and current.content_hash == content_hash:
        return current
    text = session.scalar(select(ArchivedText.text).filter_by(content_hash=content_hash))
    if text is None:
        raise NotFound("quiz version", content_hash)
    return catalogue.read_quiz(text)


def _keep(
    session: Session,
    catalogue: Catalogue,
    what: str,
    slug: str,
    version: str,
    content_hash: str,
    now: datetime,
) -> None:
    if driver_of(session).rows(_KEPT, content_hash=content_hash):
        return
    insert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    values = {
        "content_hash": content_hash,
        "what": what,
        "slug": slug,
        "version": version,
        "text": catalogue.texts[content_hash],
        "archived_at": now,
    }
    session.execute(insert(ArchivedText).values(values).on_conflict_do_nothing())
