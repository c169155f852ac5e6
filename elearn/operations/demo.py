"""The demonstration partnership: made-up people, with a little history, for trying the site."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from elearn.db import Person, Unit
from elearn.domain.access import Role
from elearn.domain.catalogue import Catalogue
from elearn.domain.content import Module
from elearn.domain.days import day_of
from elearn.domain.marking import right_answer
from elearn.domain.quizzes import ReflectionPrompt
from elearn.operations.accounts import NameCheck
from elearn.operations.answers import save_answer, save_reflection
from elearn.operations.attempts import sitting
from elearn.operations.beginning import begin_attempt
from elearn.operations.certificates import Issuer
from elearn.operations.completions import record_completion
from elearn.operations.learning import declare, mark_read
from elearn.operations.levels import LevelDraft, save_level
from elearn.operations.organisation import NewPerson, add_person, add_unit, appoint, unit_id
from elearn.operations.passwords import DEMO_PASSWORD, Passwords
from elearn.operations.requirements import RequirementDraft, save_requirement
from elearn.operations.results import submit
from elearn.operations.support import Contact, keep_contact

ROOT = "demo-northdale"

UNITS = (
    (ROOT, "Northdale Safeguarding Children Partnership", "partnership", None),
    ("council", "Northdale Council", "agency", ROOT),
    ("childrens-services", "Children's Services", "service", "council"),
    ("assessment-team", "Assessment Team", "team", "childrens-services"),
    ("nhs-trust", "Northdale NHS Trust", "agency", ROOT),
    ("health-visiting", "Health Visiting", "service", "nhs-trust"),
    ("health-visiting-east", "Health Visiting East", "team", "health-visiting"),
    ("police", "Northdale Police", "agency", ROOT),
    ("hillside-primary", "Hillside Primary School", "agency", ROOT),
)


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """One made-up person, and how many modules they have read to the end."""

    email: str
    name: str
    unit: str
    service: str
    role: tuple[Role, str] | None = None
    completed: int = 0
    part_read: bool = False


ACCOUNTS = (
    DemoPerson("learner@example.org", "Siân Llŷr", "health-visiting-east", "health-visiting"),
    DemoPerson("manager@example.org", "Marek Łukaszewicz", "health-visiting", "health-visiting",
               (Role.MANAGER, "health-visiting"), completed=1),
    DemoPerson("facilitator@example.org", "Grace Adeyemi", "council", "childrens-social-care",
               (Role.FACILITATOR, "council")),
    DemoPerson("lead@example.org", "Dr Helen Marsh", "nhs-trust", "hospital-paediatrics",
               (Role.LEAD, "nhs-trust"), completed=2),
    DemoPerson("admin@example.org", "Tom Whitfield", ROOT, "childrens-social-care",
               (Role.ADMINISTRATOR, ROOT)),
)  # fmt: skip
COLLEAGUES = (
    DemoPerson("a.hussain@example.org", "Amira Hussain", "health-visiting-east",
               "health-visiting", completed=3),
    DemoPerson("b.nowak@example.org", "Beata Nowak", "health-visiting-east", "health-visiting",
               completed=1, part_read=True),
    DemoPerson("c.obrien@example.org", "Ciarán O’Brien", "health-visiting-east",
               "health-visiting", part_read=True),
    DemoPerson("d.price@example.org", "Dilys Price", "health-visiting", "health-visiting"),
    DemoPerson("e.santos@example.org", "Elena Santos", "assessment-team",
               "childrens-social-care", completed=2),
    DemoPerson("f.clarke@example.org", "Femi Clarke", "assessment-team", "childrens-social-care"),
    DemoPerson("g.patel@example.org", "Gita Patel", "hillside-primary", "school", completed=1),
    DemoPerson("h.reid@example.org", "Hamish Reid", "police", "police", part_read=True),
)  # fmt: skip

# Title, programme, unit, begun so many days ago, due after so many days.
REQUIREMENTS = (
    ("Core safeguarding learning for everyone", "core-safeguarding-learning", ROOT, 60, 90),
    ("Cases for health services", "cases-for-my-service", "nhs-trust", 120, 90),
    ("Any three cases for schools", "any-three-cases", "hillside-primary", 20, 180),
)

LEVEL_SOURCE = (
    "Intercollegiate guidance, level 3, as local primary care pages give it: 12 hours or more in"
    " three years, half of them participatory. Indicative: check it against the guidance itself."
)

# Made up: numbers that Ofcom keeps for drama, and addresses that nobody has.
SUPPORT = (
    (ROOT, Contact(name="Northdale staff support line (made up)", phone="01632 960 001",
                   note="Day and night, for all staff of the partnership, in confidence.")),
    ("nhs-trust", Contact(name="Northdale NHS Trust staff counselling (made up)",
                          phone="01632 960 002", email="counselling@nhs.example.org",
                          note="Weekdays, 8am to 6pm. You can ask for it yourself.")),
)  # fmt: skip


def is_demo(session: Session) -> bool:
    """Tell whether the record is that of the demonstration."""
    return session.scalar(select(Unit.id).where(Unit.code == ROOT)) is not None


def load_demo(
    session: Session,
    catalogue: Catalogue,
    passwords: Passwords,
    issuer: Issuer,
    check_name: NameCheck,
    now: datetime,
) -> None:
    """Fill an empty record with the demonstration partnership."""
    for code, name, kind, parent in UNITS:
        add_unit(session, code, name, kind, parent)
    secret = passwords.hash(DEMO_PASSWORD)
    for person in ACCOUNTS + COLLEAGUES:
        joined = day_of(now - timedelta(days=2 * 365))
        new = NewPerson(person.email, person.name, person.unit, person.service, begins_on=joined)
        person_id = add_person(session, passwords, check_name, new, now)
        session.get_one(Person, person_id).password_hash = secret
        if person.role:
            appoint(session, person.email, person.role[0], person.role[1], joined)
        _learn(session, catalogue, issuer, person, person_id, now)
    _require(session, catalogue, now)
    _set_level(session, catalogue, now)
    for code, contact in SUPPORT:
        unit = unit_id(session, code)
        keep_contact(session, {unit}, unit, contact)


def _set_level(session: Session, catalogue: Catalogue, now: datetime) -> None:
    """Set a level of learning time for the trust, with the note that it is to be checked."""
    trust, today = unit_id(session, "nhs-trust"), day_of(now)
    level = LevelDraft("Level 3", trust, 12 * 60, 6 * 60, LEVEL_SOURCE, today,
                       day_of(now - timedelta(days=365)), ("health-visiting",))  # fmt: skip
    save_level(session, catalogue, {trust}, level, None, None, now)


def _require(session: Session, catalogue: Catalogue, now: datetime) -> None:
    """Set the requirements, from days on which some of it is overdue and some still to come."""
    root = unit_id(session, ROOT)
    for title, programme, unit, days_ago, due_days in REQUIREMENTS:
        if programme not in catalogue.programmes:
            continue
        since = day_of(now - timedelta(days=days_ago))
        draft = RequirementDraft(title, programme, since, (unit_id(session, unit),),
                                 due_days=due_days, validity_months=36)  # fmt: skip
        save_requirement(session, catalogue, {root}, draft, None, None, now)


def _learn(
    session: Session,
    catalogue: Catalogue,
    issuer: Issuer,
    person: DemoPerson,
    person_id: int,
    now: datetime,
) -> None:
    """Let someone complete their first modules, some weeks ago, and begin the next."""
    modules = list(catalogue.modules.values())
    for index, module in enumerate(modules[: person.completed]):
        when = now - timedelta(weeks=4 * (index + 1), hours=person_id)
        _complete(session, catalogue, issuer, module, person_id, when)
    if person.part_read and person.completed < len(modules):
        begun = modules[person.completed]
        for section in begun.sections[:2]:
            mark_read(session, catalogue, begun, section, person_id, now - timedelta(days=2))


def _complete(
    session: Session,
    catalogue: Catalogue,
    issuer: Issuer,
    module: Module,
    person_id: int,
    when: datetime,
) -> None:
    for section in module.sections:
        mark_read(session, catalogue, module, section, person_id, when)
    declare(session, catalogue, module, person_id, when)
    attempt_id = begin_attempt(session, catalogue, module, person_id, person_id, when)
    here = sitting(session, catalogue, attempt_id, person_id)
    for step in here.steps:
        if isinstance(step, ReflectionPrompt):
            text = "Made-up text, to show what a reflection looks like."
            save_reflection(session, here, step, text, person_id, when)
        else:
            save_answer(session, here, step, right_answer(step), when)
    submit(session, catalogue, attempt_id, person_id, when)
    record_completion(session, catalogue, issuer, module, person_id, when)
