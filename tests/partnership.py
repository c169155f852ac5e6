"""A made-up partnership: its units, its people, and what they have done."""

from datetime import date
from uuid import UUID

from elearn.domain.access import Role
from elearn.domain.marking import Answer, right_answer
from elearn.domain.quizzes import (
    Question,
    ReflectionPrompt,
)
from elearn.operations.answers import save_answer, save_reflection
from elearn.operations.attempts import sitting
from elearn.operations.beginning import begin_attempt
from elearn.operations.completions import Completed, record_completion
from elearn.operations.learning import declare, mark_read
from elearn.operations.organisation import NewPerson, add_person, add_unit, appoint
from elearn.operations.results import submit
from elearn.site import Site

PASSWORD = "correct horse battery staple"
REFLECTION = "I would ask the child."
JOINED = date(2024, 9, 2)  # when everyone began

UNITS = (
    ("northdale", "Northdale", "partnership", None),
    ("trust", "Northdale NHS Trust", "agency", "northdale"),
    ("visiting", "Health Visiting", "service", "trust"),
    ("east", "Health Visiting East", "team", "visiting"),
    ("west", "Health Visiting West", "team", "visiting"),
    ("council", "Northdale Council", "agency", "northdale"),
    ("children", "Children’s Services", "service", "council"),
)

# E-mail before the @, name, unit, service, role held over a unit.
PEOPLE = (
    ("learner", "Siân Llŷr", "east", "health-visiting", None),
    ("colleague", "Beata Łukasz", "west", "health-visiting", None),
    ("manager", "Marek Dąb", "visiting", "health-visiting", (Role.MANAGER, "visiting")),
    ("facilitator", "Grace Adeyemi", "trust", None, (Role.FACILITATOR, "trust")),
    ("lead", "Helen Marsh", "trust", "health-visiting", (Role.LEAD, "trust")),
    ("auditor", "Olu Bell", "northdale", None, (Role.AUDITOR, "northdale")),
    ("administrator", "Tom White", "northdale", None, (Role.ADMINISTRATOR, "northdale")),
    ("outsider", "Ana Cruz", "children", "childrens-social-care", None),
    ("neighbour", "Nia Price", "council", None, (Role.MANAGER, "council")),
)


def found_partnership(site: Site) -> dict[str, int]:
    """Add the units and people, all with one password; return the ids of the people."""
    session = site.session()
    for code, name, kind, parent in UNITS:
        add_unit(session, code, name, kind, parent)
    ids = {}
    for local, name, unit, service, role in PEOPLE:
        email = f"{local}@example.org"
        ids[local] = join(site, email, name, unit, service)
        if role:
            appoint(session, email, role[0], role[1], JOINED)
    return ids


def join(site: Site, email: str, name: str, unit: str, service: str | None = None) -> int:
    """Add a person with the password of the tests, and return their id."""
    new = NewPerson(email, name, unit, service, PASSWORD, begins_on=JOINED)
    return add_person(site.session(), site.passwords, site.check_name, new, site.clock())


def read_all(site: Site, slug: str, person_id: int) -> None:
    """Mark every section of a module as read."""
    module = site.catalogue.module(slug)
    for section in module.sections:
        mark_read(site.session(), site.catalogue, module, section, person_id, site.clock())


def read_and_declare(site: Site, slug: str, person_id: int) -> None:
    """Read a whole module and declare it."""
    read_all(site, slug, person_id)
    module = site.catalogue.module(slug)
    declare(site.session(), site.catalogue, module, person_id, site.clock())


def wrong_answer(question: Question) -> Answer:
    """Return an answer that the question can have, and that earns nothing."""
    right = right_answer(question)
    options: list[str] = [option.id for option in getattr(question, "options", ())]
    if isinstance(right, list):
        wrong: list[str] = [name for name in options if name not in right]
        return wrong[:1] or [*right[1:], right[0]]
    if isinstance(right, dict):
        return {pair: next(o for o in options if o != choice) for pair, choice in right.items()}
    if options:
        return next(name for name in options if name != right)
    return "1000000"


def begin(site: Site, slug: str, person_id: int, seed: int = 1) -> UUID:
    """Begin an attempt at a module's quiz."""
    module = site.catalogue.module(slug)
    return begin_attempt(site.session(), site.catalogue, module, person_id, seed, site.clock())


def answer_all(site: Site, attempt_id: UUID, person_id: int, *, right: bool = True) -> None:
    """Answer every step of an attempt, all right or all wrong."""
    here = sitting(site.session(), site.catalogue, attempt_id, person_id)
    for step in here.steps:
        if isinstance(step, ReflectionPrompt):
            save_reflection(site.session(), here, step, REFLECTION, person_id, site.clock())
        else:
            answer = right_answer(step) if right else wrong_answer(step)
            save_answer(site.session(), here, step, answer, site.clock())


def hand_in(site: Site, attempt_id: UUID, person_id: int) -> Completed | None:
    """Submit an attempt and record the completion that may follow, as the view does."""
    session, catalogue = site.session(), site.catalogue
    if not submit(session, catalogue, attempt_id, person_id, site.clock()):
        return None
    here = sitting(session, catalogue, attempt_id, person_id)
    module = catalogue.module(here.module)
    return record_completion(session, catalogue, site.issuer, module, person_id, site.clock())


def take_quiz(site: Site, slug: str, person_id: int, *, right: bool = True, seed: int = 1) -> UUID:
    """Take a quiz from start to submission, and return the attempt."""
    attempt_id = begin(site, slug, person_id, seed)
    answer_all(site, attempt_id, person_id, right=right)
    hand_in(site, attempt_id, person_id)
    return attempt_id


def complete(site: Site, slug: str, person_id: int) -> str:
    """Complete a module, reading first and the quiz last; return the certificate's number."""
    read_and_declare(site, slug, person_id)
    attempt_id = begin(site, slug, person_id)
    answer_all(site, attempt_id, person_id)
    completed = hand_in(site, attempt_id, person_id)
    assert completed is not None
    return completed.number


def complete_three(site: Site, people: dict[str, int]) -> list[str]:
    """Complete two modules for the learner and one for a colleague; return their certificates."""
    learner, colleague = people["learner"], people["colleague"]
    first, second = (complete(site, slug, learner) for slug in ("child-a", "listening"))
    return [first, second, complete(site, "listening", colleague)]


def complete_induction(site: Site, person_id: int) -> None:
    """Complete every module of the induction."""
    for module in site.catalogue.programmes["induction"].modules:
        complete(site, module, person_id)
