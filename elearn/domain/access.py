"""Appointments, and what each lets a person do over a unit and all below it."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """A role held over a unit by appointment. Everyone is a learner without one."""

    MANAGER = "manager"
    FACILITATOR = "facilitator"
    LEAD = "lead"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"


class Action(StrEnum):
    """Something that only an appointment allows."""

    SEE_TEAM = "see_team"
    ADJUST_ATTEMPTS = "adjust_attempts"
    SIGN_OFF_CONTENT = "sign_off_content"
    SET_REQUIREMENTS = "set_requirements"
    DECIDE_FOR_PEOPLE = "decide_for_people"
    PRINT_QUIZ = "print_quiz"
    OPEN_KEY = "open_key"
    ADMINISTER = "administer"
    CORRECT_QUIZZES = "correct_quizzes"
    KEEP_SUPPORT = "keep_support"
    READ_SHARED_REFLECTIONS = "read_shared_reflections"
    ANALYSE_QUESTIONS = "analyse_questions"


ROLES: dict[Action, frozenset[Role]] = {
    Action.SEE_TEAM: frozenset({Role.MANAGER, Role.LEAD, Role.AUDITOR, Role.ADMINISTRATOR}),
    Action.ADJUST_ATTEMPTS: frozenset({Role.MANAGER, Role.LEAD, Role.ADMINISTRATOR}),
    Action.ADMINISTER: frozenset({Role.ADMINISTRATOR}),
    Action.PRINT_QUIZ: frozenset({Role.MANAGER, Role.FACILITATOR, Role.LEAD, Role.ADMINISTRATOR}),
    Action.OPEN_KEY: frozenset({Role.FACILITATOR, Role.LEAD, Role.ADMINISTRATOR}),
    Action.SIGN_OFF_CONTENT: frozenset({Role.LEAD, Role.ADMINISTRATOR}),
    Action.SET_REQUIREMENTS: frozenset({Role.LEAD, Role.ADMINISTRATOR}),
    Action.DECIDE_FOR_PEOPLE: frozenset({Role.MANAGER, Role.LEAD, Role.ADMINISTRATOR}),
    Action.CORRECT_QUIZZES: frozenset({Role.ADMINISTRATOR}),
    Action.KEEP_SUPPORT: frozenset({Role.LEAD, Role.ADMINISTRATOR}),
    Action.ANALYSE_QUESTIONS: frozenset({Role.LEAD, Role.AUDITOR, Role.ADMINISTRATOR}),
    # And of those only what its author shares with the very role that the reader holds.
    Action.READ_SHARED_REFLECTIONS: frozenset({Role.FACILITATOR, Role.MANAGER}),
}


@dataclass(frozen=True, slots=True)
class Appointed:
    """One appointment: a role over a unit."""

    role: Role
    unit_id: int


def may(appointments: Iterable[Appointed], action: Action) -> bool:
    """Tell whether any appointment allows an action over some unit."""
    return any(appointed.role in ROLES[action] for appointed in appointments)


def units_for(appointments: Iterable[Appointed], action: Action) -> frozenset[int]:
    """Return the units over which these appointments allow an action."""
    return frozenset(a.unit_id for a in appointments if a.role in ROLES[action])
