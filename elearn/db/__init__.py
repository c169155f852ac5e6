"""The record: typed tables with named constraints, and nothing of the rules."""

from elearn.db import waking as waking
from elearn.db.adjustments import EndedAdjustment, GrantedAdjustment, ReleasedAttempt
from elearn.db.alone import at_once, at_once_on
from elearn.db.among import among
from elearn.db.base import Model, db, in_read_only, migrate, read_only
from elearn.db.certificates import Certificate, Withdrawal
from elearn.db.content import ArchivedText, SignedOff
from elearn.db.corrections import Correction, Remark
from elearn.db.designs import DesignVersion, KeptPicture
from elearn.db.learning import Completion, Declaration, Reading
from elearn.db.levels import LearningLevel, LevelVersion
from elearn.db.mail import Message, Notice
from elearn.db.organisation import AuditEntry, ImportRun, JoiningLink
from elearn.db.people import Appointment, Membership, Person, PersonEmail, SignIn, Unit
from elearn.db.prepared import Driver, Prepared, driver_of
from elearn.db.printing import PrintJob
from elearn.db.quizzes import GivenAnswer, Marking, QuizAttempt, WrittenReflection
from elearn.db.requirements import (
    Absence,
    Exemption,
    ExtensionRequest,
    PriorLearning,
    Programme,
    ProgrammeVersion,
    Requirement,
    RequirementVersion,
)
from elearn.db.shares import RecordShare
from elearn.db.standings import StandingCount, StandingDay, StandingSpan, StandingToDo
from elearn.db.support import SupportContact
from elearn.db.transcripts import Transcript
from elearn.db.views import SavedView
from elearn.db.writing import let_others

__all__ = [
    "Absence",
    "Appointment",
    "ArchivedText",
    "AuditEntry",
    "Certificate",
    "Completion",
    "Correction",
    "Declaration",
    "DesignVersion",
    "Driver",
    "EndedAdjustment",
    "Exemption",
    "ExtensionRequest",
    "GivenAnswer",
    "GrantedAdjustment",
    "ImportRun",
    "JoiningLink",
    "KeptPicture",
    "LearningLevel",
    "LevelVersion",
    "Marking",
    "Membership",
    "Message",
    "Model",
    "Notice",
    "Person",
    "PersonEmail",
    "Prepared",
    "PrintJob",
    "PriorLearning",
    "Programme",
    "ProgrammeVersion",
    "QuizAttempt",
    "Reading",
    "RecordShare",
    "ReleasedAttempt",
    "Remark",
    "Requirement",
    "RequirementVersion",
    "SavedView",
    "SignIn",
    "SignedOff",
    "StandingCount",
    "StandingDay",
    "StandingSpan",
    "StandingToDo",
    "SupportContact",
    "Transcript",
    "Unit",
    "Withdrawal",
    "WrittenReflection",
    "among",
    "at_once",
    "at_once_on",
    "db",
    "driver_of",
    "in_read_only",
    "let_others",
    "migrate",
    "read_only",
]
