"""Forty-five people who took a quiz once or more, for figures that single nobody out."""

from collections.abc import Mapping

from sqlalchemy import select

from elearn.db import Person
from elearn.domain.marking import Answer, right_answer
from elearn.domain.quizzes import ReflectionPrompt
from elearn.operations.answers import save_answer, save_reflection
from elearn.operations.attempts import sitting
from elearn.operations.results import submit
from elearn.site import Site
from tests.partnership import begin, found_partnership, join, wrong_answer

SLUG = "child-a"
SECRET = "Zebedee of Acacia Avenue"  # what one of them wrote in a short answer
REFLECTED = "What nobody else may read"

# Service, unit, and how many people chose each option of the first question, of which b is right.
GROUPS = (
    ("health-visiting", "east", {"b": 11, "a": 6, "c": 3}),
    ("police", "west", {"b": 7, "a": 6, "c": 1}),
    ("school", "trust", {"b": 2, "a": 1}),
    (None, "trust", {"b": 2}),
    ("school", "children", {"b": 3, "c": 3}),
)


def found_crowd(site: Site) -> dict[str, int]:
    """Found the partnership, and let everyone of the groups take the quiz once."""
    ids = found_partnership(site)
    for service, unit, chosen in GROUPS:
        for option in (o for o, times in chosen.items() for _ in range(times)):
            number = len(ids)
            name = f"crowd{number}"
            ids[name] = join(site, f"{name}@example.org", f"Crowd {number}", unit, service)
            take(site, ids[name], number, {"q1": option})
    return ids


def take(site: Site, person_id: int, number: int, answers: Mapping[str, Answer]) -> None:
    """Take the quiz: these answers, others right for most, the number deciding who is wrong."""
    attempt = begin(site, SLUG, person_id, number)
    here = sitting(site.session(), site.catalogue, attempt, person_id)
    for place, step in enumerate(here.steps):
        if isinstance(step, ReflectionPrompt):
            save_reflection(site.session(), here, step, REFLECTED, person_id, site.clock())
            continue
        right = (number + place) % 3 > 0
        answer = answers.get(step.id) or (right_answer(step) if right else wrong_answer(step))
        if step.id == "q7" and not right:
            answer = SECRET
        save_answer(site.session(), here, step, answer, site.clock())
    submit(site.session(), site.catalogue, attempt, person_id, site.clock())


def merge_into(site: Site, gone: int, stays: int) -> None:
    """Let one account have been merged into another."""
    person = site.session().scalars(select(Person).filter_by(id=gone)).one()
    person.active, person.merged_into_id = False, stays
    site.session().flush()
