"""The record: typed tables with named constraints, and nothing of the rules."""

from elearn.db.adjustments import EndedAdjustment, GrantedAdjustment, ReleasedAttempt
from elearn.db.base import Model, db, in_read_only, migrate, read_only
from elearn.db.certificates import Certificate, Withdrawal
from elearn.db.content import ArchivedText, SignedOff
from elearn.db.learning import Completion, Declaration, Reading
from elearn.db.mail import Message, Notice
from elearn.db.people import Appointment, Person, SignIn, Unit
from elearn.db.quizzes import GivenAnswer, Marking, QuizAttempt, WrittenReflection
from elearn.db.shares import RecordShare

__all__ = [
    "Appointment",
    "ArchivedText",
    "Certificate",
    "Completion",
    "Declaration",
    "EndedAdjustment",
    "GivenAnswer",
    "GrantedAdjustment",
    "Marking",
    "Message",
    "Model",
    "Notice",
    "Person",
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
