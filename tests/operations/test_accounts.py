"""Accounts: sign-ins that end, passwords that hold, and no hint of who has an account."""

from typing import Any

import pytest
from argon2 import PasswordHasher, extract_parameters
from argon2.exceptions import VerifyMismatchError
from sqlalchemy import select, update

from elearn.db import Person, SignIn
from elearn.domain.access import Appointed, Role
from elearn.domain.errors import NameFault, NotFound
from elearn.operations.accounts import (
    LONGEST_SIGN_IN,
    WrongPassword,
    begin_sign_in,
    change_name,
    change_password,
    check_password,
    end_sign_in,
    viewer_of,
)
from elearn.operations.organisation import (
    AlreadyThere,
    NewPerson,
    add_person,
    add_unit,
    appoint,
    is_empty,
    unit_id,
)
from elearn.operations.passwords import DEMO_PASSWORD, Passwords, WeakPassword, hash_of_nothing
from elearn.site import Site
from tests.conftest import Clock, Work
from tests.partnership import JOINED, PASSWORD

NEW_PASSWORD = "three other random words"


def sign_in(site: Site, person_id: int) -> str:
    return begin_sign_in(site.session(), person_id, site.clock())


def viewer(site: Site, token: str) -> Any:
    return viewer_of(site.driver(site.session()), token, site.clock())


def test_a_token_stands_for_its_person_and_their_appointments(
    work: Work, people: dict[str, int]
) -> None:
    with work() as site:
        token = sign_in(site, people["manager"])
    with work() as site:
        found = viewer(site, token)
        over = Appointed(Role.MANAGER, unit_id(site.session(), "visiting"))
        assert (found.name, found.unit, found.appointments) == (
            "Marek Dąb", "Health Visiting", (over,),
        )  # fmt: skip


def test_the_record_does_not_hold_the_token_itself(work: Work, people: dict[str, int]) -> None:
    with work() as site:
        token = sign_in(site, people["learner"])
        stored = site.session().scalars(select(SignIn.token_hash)).all()
        assert len(stored) == 1
        assert token not in stored[0]
        assert len(token) >= 43  # 256 bits


def test_a_token_ends_after_twelve_hours(work: Work, people: dict[str, int], clock: Clock) -> None:
    with work() as site:
        token = sign_in(site, people["learner"])
    clock.now += LONGEST_SIGN_IN
    clock.forward(seconds=-1)
    with work() as site:
        assert viewer(site, token)
    clock.forward(seconds=1)
    with work() as site:
        assert viewer(site, token) is None
        sign_in(site, people["colleague"])  # which sweeps the old ones out
        assert len(site.session().scalars(select(SignIn)).all()) == 1


def test_a_token_that_was_ended_is_worth_nothing(work: Work, people: dict[str, int]) -> None:
    with work() as site:
        token, other = (sign_in(site, people["learner"]) for _ in range(2))
        assert token != other
        end_sign_in(site.session(), token)
    with work() as site:
        assert viewer(site, token) is None
        assert viewer(site, other)
        assert viewer(site, "") is None


def test_a_person_who_left_is_signed_out_at_once(work: Work, people: dict[str, int]) -> None:
    with work() as site:
        token = sign_in(site, people["learner"])
        gone = update(Person).where(Person.id == people["learner"]).values(active=False)
        site.session().execute(gone)
    with work() as site:
        assert viewer(site, token) is None
        with pytest.raises(WrongPassword):
            check_password(site.session(), site.passwords, "learner@example.org", PASSWORD)


def test_a_new_password_ends_every_other_sign_in(work: Work, people: dict[str, int]) -> None:
    person = people["learner"]
    with work() as site:
        here, elsewhere = sign_in(site, person), sign_in(site, person)
        another = sign_in(site, people["colleague"])
        change_password(site.session(), site.passwords, person, NEW_PASSWORD, keep=here)
    with work() as site:
        assert viewer(site, here)
        assert viewer(site, elsewhere) is None
        assert viewer(site, another)
        arguments = (site.session(), site.passwords, "learner@example.org")
        assert check_password(*arguments, NEW_PASSWORD) == person
        with pytest.raises(WrongPassword):
            check_password(*arguments, PASSWORD)
        change_password(site.session(), site.passwords, person, PASSWORD)
        assert viewer(site, here) is None


@pytest.mark.parametrize("email", ["learner@example.org", "  LEARNER@Example.ORG "])
def test_an_e_mail_is_the_same_in_capitals(work: Work, people: dict[str, int], email: str) -> None:
    with work() as site:
        found = check_password(site.session(), site.passwords, email, PASSWORD)
        assert found == people["learner"]


class CountingHasher:
    """Argon2 that remembers what it is asked to check against."""

    def __init__(self, real: Any) -> None:
        self.real = real
        self.asked: list[str] = []

    def hash(self, password: str) -> str:
        return str(self.real.hash(password))

    def verify(self, stored: str, password: str) -> bool:
        self.asked.append(stored)
        return bool(self.real.verify(stored, password))


@pytest.mark.parametrize("email", ["learner@example.org", "nobody@example.org", ""])
def test_an_unknown_account_costs_the_same_hash_as_a_known_one(
    work: Work, people: dict[str, int], monkeypatch: pytest.MonkeyPatch, email: str
) -> None:
    with work() as site:
        hasher = CountingHasher(site.passwords._hasher)
        monkeypatch.setattr(site.passwords, "_hasher", hasher)
        with pytest.raises(WrongPassword):
            check_password(site.session(), site.passwords, email, "not the password")
        costs = [stored.rpartition("$")[0].rpartition("$")[0] for stored in hasher.asked]
        known = site.passwords.hash(NEW_PASSWORD).rpartition("$")[0].rpartition("$")[0]
        assert costs == [known]  # a real hash, with the same parameters


@pytest.mark.parametrize(
    ("password", "reason"),
    [("", "too_short"), ("eleven char", "too_short"), ("x" * 201, "too_long"),
     (DEMO_PASSWORD, "demo")],
)  # fmt: skip
def test_a_weak_password_is_refused_with_its_reason(
    work: Work, people: dict[str, int], password: str, reason: str
) -> None:
    with work() as site, pytest.raises(WeakPassword) as fault:
        change_password(site.session(), site.passwords, people["learner"], password)
    assert fault.value.reason == reason


def test_the_demonstration_password_opens_nothing_in_production() -> None:
    stored = Passwords(demo=True, cheap=True).hash(DEMO_PASSWORD)
    assert Passwords(demo=True, cheap=True).matches(stored, DEMO_PASSWORD)
    assert not Passwords(demo=False, cheap=True).matches(stored, DEMO_PASSWORD)


def test_a_password_is_kept_as_argon2id(work: Work, people: dict[str, int]) -> None:
    with work() as site:
        stored = site.session().scalars(select(Person.password_hash)).all()
        assert len(set(stored)) == len(people)  # each with a salt of its own
        assert all(str(text).startswith("$argon2id$") for text in stored)


@pytest.mark.parametrize("stored", ["", "not a hash", "$argon2id$broken"])
def test_a_broken_hash_opens_nothing(stored: str) -> None:
    assert not Passwords(demo=False, cheap=True).matches(stored, "")


def test_a_name_is_checked_before_it_is_kept(work: Work, people: dict[str, int]) -> None:
    with work() as site:
        change_name(site.session(), site.check_name, people["learner"], "  Łucja   ap  Gŵyn ")
    with work() as site:
        person = site.session().get_one(Person, people["learner"])
        assert (person.name, person.sort_name) == ("Łucja ap Gŵyn", "gŵyn łucja ap")
        for name in ("", "Bad\u200fName", "Bad\nName", "Emoji 🙂", "漢字"):
            with pytest.raises(NameFault):
                change_name(site.session(), site.check_name, people["learner"], name)


def test_what_is_there_already_is_not_added_again(work: Work, people: dict[str, int]) -> None:
    with work() as site:
        session = site.session()
        with pytest.raises(AlreadyThere):
            add_unit(session, "east", "East again", "team", "visiting")
        again = NewPerson("Learner@Example.org", "Another", "east")
        with pytest.raises(AlreadyThere):
            add_person(session, site.passwords, site.check_name, again, site.clock())
        with pytest.raises(NotFound):
            add_unit(session, "new", "New", "team", "nowhere")
        lost = NewPerson("new@example.org", "New", "nowhere")
        with pytest.raises(NotFound):
            add_person(session, site.passwords, site.check_name, lost, site.clock())
        with pytest.raises(NotFound):
            appoint(session, "nobody@example.org", Role.LEAD, "east", JOINED)


def test_the_same_appointment_twice_is_one(work: Work, people: dict[str, int]) -> None:
    with work() as site:
        for _ in range(2):
            appoint(site.session(), "learner@example.org", Role.LEAD, "east", JOINED)
        token = sign_in(site, people["learner"])
        assert len(viewer(site, token).appointments) == 1


def test_a_record_without_units_is_empty(work: Work) -> None:
    with work() as site:
        assert is_empty(site.session())
        add_unit(site.session(), "root", "Root", "partnership", None)
        assert not is_empty(site.session())


def test_an_unknown_account_is_hashed_at_the_same_cost_as_a_known_one() -> None:
    hasher = PasswordHasher(time_cost=2, memory_cost=64, parallelism=2)
    nothing, real = hash_of_nothing(hasher), hasher.hash(PASSWORD)
    assert extract_parameters(nothing) == extract_parameters(real)
    with pytest.raises(VerifyMismatchError):  # it was computed and compared, not turned away
        hasher.verify(nothing, PASSWORD)
