"""The site: the parts that it is made of, put together once at start, for the web and commands."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Flask
from sqlalchemy.orm import scoped_session

from elearn.documents.badge import BadgeIssuer
from elearn.documents.signing import Seal
from elearn.domain.catalogue import Catalogue
from elearn.domain.search import Search
from elearn.evidence import EvidenceStore
from elearn.mail.delivery import MailServer
from elearn.operations.accounts import NameCheck
from elearn.operations.answers import Papers
from elearn.operations.certificates import Issuer
from elearn.operations.passwords import Passwords
from elearn.print_store import PrintStore


@dataclass(frozen=True, slots=True)
class Site:
    """The parts that the site is made of, put together once at start."""

    catalogue: Catalogue
    search: Search
    session: scoped_session[Any]
    read_only: Callable[[], AbstractContextManager[None]]
    driver: Callable[[Any], Any]
    at_once: Callable[[], AbstractContextManager[Any]]
    let_others: Callable[[Callable[[], AbstractContextManager[None]]], None]
    papers: Papers
    passwords: Passwords
    check_name: NameCheck
    issuer: Issuer
    mail: MailServer | None
    badges: BadgeIssuer | None
    seal: Seal | None
    evidence: EvidenceStore
    prints: PrintStore
    start_prints: Callable[[], None]
    public_url: str
    demo: bool
    https: bool
    clock: Callable[[], datetime]

    def install(self, app: Flask) -> None:
        """Make this the site of an app."""
        app.extensions["elearn"] = self
