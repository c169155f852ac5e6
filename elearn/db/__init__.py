"""The record: typed tables with named constraints, and nothing of the rules."""

from elearn.db.adjustments import EndedAdjustment, GrantedAdjustment, ReleasedAttempt
from elearn.db.base import Model, db, in_read_only, migrate, read_only
from elearn.db.certificates import Certificate, Withdrawal
from elearn.db.content import ArchivedText, SignedOff
from elearn.db.learning import Completion, Declaration, Reading
from elearn.db.mail import Message, Notice
from elearn.db.organisation import AuditEntry, ImportRun, JoiningLink
from elearn.db.people import Appointment, Membership, Person, PersonEmail, SignIn, Unit
from elearn.db.quizzes import GivenAnswer, Marking, QuizAttempt, WrittenReflection
from elearn.db.shares import RecordShare

__all__ = [
    "Appointment",
    "ArchivedText",
    "AuditEntry",
    "Certificate",
    "Completion",
    "Declaration",
    "EndedAdjustment",
    "GivenAnswer",
    "GrantedAdjustment",
    "ImportRun",
    "JoiningLink",
    "Marking",
    "Membership",
    "Message",
    "Model",
    "Notice",
    "Person",
    "PersonEmail",
    "QuizAttempt",
    "Reading",
    "RecordShare",
    "ReleasedAttempt",
    "SignIn",
    "SignedOff",
    "Unit",
    "Withdrawal",
    "WrittenReflection",
    "db",
    "in_read_only",
    "migrate",
    "read_only",
]
