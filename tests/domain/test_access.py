import pytest

from elearn.domain.access import ROLES, Action, Appointed, Role, may, units_for

SEES_A_TEAM = {Role.MANAGER, Role.LEAD, Role.AUDITOR, Role.ADMINISTRATOR}


@pytest.mark.parametrize("role", Role)
def test_managers_leads_auditors_and_administrators_see_a_team(role: Role) -> None:
    assert may([Appointed(role, 1)], Action.SEE_TEAM) is (role in SEES_A_TEAM)


@pytest.mark.parametrize("action", Action)
def test_without_an_appointment_nothing_is_allowed(action: Action) -> None:
    assert not may([], action)
    assert units_for([], action) == frozenset()


@pytest.mark.parametrize("action", Action)
def test_every_action_says_which_roles_allow_it(action: Action) -> None:
    assert ROLES[action]


def test_one_appointment_that_allows_an_action_is_enough() -> None:
    held = [Appointed(Role.FACILITATOR, 1), Appointed(Role.MANAGER, 2)]
    assert may(held, Action.SEE_TEAM)


def test_the_units_are_only_those_whose_appointment_allows_the_action() -> None:
    held = [
        Appointed(Role.FACILITATOR, 1),
        Appointed(Role.MANAGER, 2),
        Appointed(Role.LEAD, 3),
        Appointed(Role.FACILITATOR, 3),
        Appointed(Role.MANAGER, 2),
    ]
    assert units_for(held, Action.SEE_TEAM) == {2, 3}


def test_appointments_are_read_once_so_that_any_iterable_will_do() -> None:
    assert may(iter([Appointed(Role.AUDITOR, 7)]), Action.SEE_TEAM)
    assert units_for(iter([Appointed(Role.AUDITOR, 7)]), Action.SEE_TEAM) == {7}
