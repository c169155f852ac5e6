"""Certificate numbers, the snapshot of facts, and how a certificate stands on a day."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from elearn.domain.certification import (
    ALPHABET,
    LENGTH,
    CertificateFacts,
    CertificateState,
    format_number,
    is_number,
    new_number,
    normalise_number,
    state_on,
)
from elearn.domain.errors import DomainError, SnapshotFault

numbers = st.builds(new_number)
places = st.integers(0, LENGTH - 1)


def facts(**changes: Any) -> CertificateFacts:
    """Return the facts of a made-up certificate, with changes."""
    number = changes.get("number", "0" * LENGTH)
    values: dict[str, Any] = {
        "number": number,
        "partnership": "Borsetshire Safeguarding Children Partnership",
        "person_name": "Siân Ŵyn",
        "module_title": "Absent men",
        "module_kind": "theme",
        "module_version": "2",
        "content_hash": "3f9a1c2b7d1e",
        "completed_on": date(2026, 3, 4),
        "valid_until": date(2029, 3, 3),
        "minutes": 85,
        "participatory_minutes": 0,
        "learning_outcomes": ("Ask who is in the home",),
        "signatory_name": "Jo Bloggs",
        "signatory_title": "Chair",
        "agency": None,
        "verify_url": f"https://learning.example.org/verify/{number}",
        "issued_on": date(2026, 3, 4),
    }
    return CertificateFacts(**(values | changes))


def test_a_new_number_is_thirteen_characters_of_the_alphabet() -> None:
    number = new_number()
    assert len(number) == 13
    assert set(number) <= set(ALPHABET)
    assert is_number(number)


def test_the_alphabet_has_no_letter_that_reads_as_another() -> None:
    assert len(set(ALPHABET)) == 32
    assert not set(ALPHABET) & set("ILOU")


def test_numbers_do_not_repeat_and_every_place_varies() -> None:
    many = [new_number() for _ in range(2000)]
    assert len(set(many)) == 2000
    assert all(len({number[place] for number in many}) == 32 for place in range(LENGTH))


@given(numbers, places, st.sampled_from(ALPHABET))
def test_one_wrong_character_is_always_caught(number: str, place: int, wrong: str) -> None:
    typed = number[:place] + wrong + number[place + 1 :]
    assert is_number(typed) == (typed == number)


def test_every_wrong_character_in_every_place_is_caught() -> None:
    number = new_number()
    wrong = [number[:i] + c + number[i + 1 :] for i in range(LENGTH) for c in ALPHABET]
    assert [typed for typed in wrong if is_number(typed)] == [number] * LENGTH


@given(numbers, places, places)
def test_two_characters_swapped_are_always_caught(number: str, one: int, other: int) -> None:
    characters = list(number)
    characters[one], characters[other] = characters[other], characters[one]
    typed = "".join(characters)
    assert is_number(typed) == (typed == number)


def test_every_adjacent_swap_of_every_pair_is_caught() -> None:
    for place in range(LENGTH - 1):
        for a in ALPHABET:
            for b in ALPHABET:
                body = ["0"] * LENGTH
                body[place], body[place + 1] = a, b
                fixed = _completed("".join(body), place)
                swapped = list(fixed)
                swapped[place], swapped[place + 1] = fixed[place + 1], fixed[place]
                assert is_number("".join(swapped)) == ("".join(swapped) == fixed)


def _completed(text: str, keep: int) -> str:
    """Return a well-formed number that keeps two places of a text, by changing a third."""
    free = 0 if keep > 0 else LENGTH - 1
    candidates = (text[:free] + c + text[free + 1 :] for c in ALPHABET)
    return next(candidate for candidate in candidates if is_number(candidate))


@given(numbers, st.integers(0, LENGTH - 2), st.sampled_from(ALPHABET), st.sampled_from(ALPHABET))
def test_a_pair_of_twins_for_another_pair_is_caught(
    number: str, place: int, twin: str, other: str
) -> None:
    twins = _completed(number[:place] + twin * 2 + number[place + 2 :], place)
    typed = twins[:place] + other * 2 + twins[place + 2 :]
    assert is_number(typed) == (typed == twins)


@given(
    numbers,
    st.lists(st.tuples(places, st.sampled_from(" -–—‑‒−\u00a0\u200b\t_")), max_size=8),
    st.booleans(),
)
def test_a_number_is_read_whatever_the_case_spaces_and_dashes(
    number: str, inserted: list[tuple[int, str]], lower: bool
) -> None:
    typed = number.lower() if lower else number
    for place, filler in inserted:
        typed = typed[:place] + filler + typed[place:]
    assert normalise_number(typed) == number


@given(numbers)
def test_o_reads_as_zero_and_i_and_l_as_one(number: str) -> None:
    for one in "IiLl":
        typed = number.replace("0", "O").replace("1", one)
        assert normalise_number(typed) == number
    assert normalise_number(number.replace("0", "o")) == number


@given(numbers)
def test_a_printed_number_reads_back(number: str) -> None:
    printed = format_number(number)
    assert [len(group) for group in printed.split("-")] == [4, 4, 4, 1]
    assert normalise_number(printed) == number


@pytest.mark.parametrize("typed", ["", "-", "0" * 12, "0" * 14, "U" * 13, "ı" * 13, "０" * 13])
def test_what_is_not_a_number_reads_as_none(typed: str) -> None:
    assert normalise_number(typed) is None


@given(st.text(max_size=120))
def test_any_typed_text_reads_as_a_number_or_none(typed: str) -> None:
    read = normalise_number(typed)
    assert read is None or is_number(read)


def test_a_page_of_text_is_not_read_as_a_number() -> None:
    assert normalise_number("-" * 1_000_000 + "0" * 13) is None


days = st.dates()
any_facts = st.builds(
    lambda number, completed, validity, minutes, texts, outcomes, agency: facts(
        number=number,
        person_name=texts[0],
        module_title=texts[1],
        completed_on=completed,
        valid_until=None if validity is None else completed + timedelta(days=validity),
        minutes=sum(minutes),
        participatory_minutes=minutes[0],
        learning_outcomes=tuple(outcomes),
        agency=agency,
    ),
    numbers,
    st.dates(max_value=date(2999, 1, 1)),
    st.none() | st.integers(0, 5000),
    st.tuples(st.integers(0, 9999), st.integers(0, 9999)),
    st.tuples(st.text(), st.text()),
    st.lists(st.text(), max_size=6),
    st.none() | st.text(),
)


@given(any_facts)
def test_a_snapshot_reads_back_exactly(original: CertificateFacts) -> None:
    text = original.to_json()
    assert CertificateFacts.from_json(text) == original
    assert CertificateFacts.from_json(text).to_json() == text
    assert text.isascii()


def test_the_stored_shape_of_a_snapshot_does_not_drift() -> None:
    assert facts().to_json() == (
        '{"agency":null,"completed_on":"2026-03-04","content_hash":"3f9a1c2b7d1e",'
        '"design":"classic-1","issued_on":"2026-03-04",'
        '"learning_outcomes":["Ask who is in the home"],"minutes":85,"module_kind":"theme",'
        '"module_title":"Absent men","module_version":"2","number":"0000000000000",'
        '"participatory_minutes":0,'
        '"partnership":"Borsetshire Safeguarding Children Partnership",'
        '"person_name":"Si\\u00e2n \\u0174yn","signatory_name":"Jo Bloggs",'
        '"signatory_title":"Chair","snapshot":1,"valid_until":"2029-03-03",'
        '"verify_url":"https://learning.example.org/verify/0000000000000"}'
    )


@pytest.mark.parametrize(
    ("change", "key"),
    [
        ({"snapshot": 3}, "snapshot"),
        ({"snapshot": True}, "snapshot"),
        ({"completed_on": "4 March 2026"}, "completed_on"),
        ({"completed_on": "20260304"}, "completed_on"),
        ({"completed_on": None}, "completed_on"),
        ({"minutes": "85"}, "minutes"),
        ({"minutes": True}, "minutes"),
        ({"minutes": 1.5}, "minutes"),
        ({"person_name": None}, "person_name"),
        ({"learning_outcomes": "one"}, "learning_outcomes"),
        ({"learning_outcomes": [1]}, "learning_outcomes"),
        ({"surprise": 1}, "surprise"),
        ({"number": "0000000000001"}, "number"),
    ],
)
def test_a_bad_snapshot_is_refused_by_key(change: dict[str, Any], key: str) -> None:
    stored = json.loads(facts().to_json()) | change
    with pytest.raises(SnapshotFault) as caught:
        CertificateFacts.from_json(json.dumps(stored))
    assert caught.value.key == key
    assert isinstance(caught.value, DomainError)


def test_a_snapshot_without_a_key_is_refused() -> None:
    stored = json.loads(facts().to_json())
    del stored["agency"]
    with pytest.raises(SnapshotFault, match="agency: is missing"):
        CertificateFacts.from_json(json.dumps(stored))


@pytest.mark.parametrize("text", ["", "{", "[]", "null", "[" * 100_000])
def test_what_is_not_a_snapshot_at_all_is_refused(text: str) -> None:
    with pytest.raises(SnapshotFault):
        CertificateFacts.from_json(text)


@pytest.mark.parametrize(
    ("changes", "key"),
    [
        ({"number": "not a number"}, "number"),
        ({"verify_url": "https://learning.example.org/verify/"}, "verify_url"),
        ({"participatory_minutes": 86}, "participatory_minutes"),
        ({"participatory_minutes": -1}, "participatory_minutes"),
        ({"valid_until": date(2026, 3, 3)}, "valid_until"),
        ({"completed_on": datetime(2026, 3, 4, 9, tzinfo=UTC)}, "completed_on"),
    ],
)
def test_facts_that_contradict_each_other_are_refused(changes: dict[str, Any], key: str) -> None:
    with pytest.raises(SnapshotFault) as caught:
        replace(facts(), **changes)
    assert caught.value.key == key


def test_a_certificate_is_genuine_on_its_last_day_and_expired_the_day_after() -> None:
    last = date(2029, 3, 3)
    assert state_on(last, last, superseded=False, withdrawn=False) is CertificateState.GENUINE
    after = last + timedelta(days=1)
    assert state_on(after, last, superseded=False, withdrawn=False) is CertificateState.EXPIRED


def test_a_certificate_without_an_end_never_expires() -> None:
    state = state_on(date.max, None, superseded=False, withdrawn=False)
    assert state is CertificateState.GENUINE


@given(days, st.none() | days, st.booleans(), st.booleans())
def test_withdrawn_comes_before_superseded_before_expired(
    day: date, until: date | None, superseded: bool, withdrawn: bool
) -> None:
    expired = until is not None and day > until
    fits = [
        (withdrawn, CertificateState.WITHDRAWN),
        (superseded, CertificateState.SUPERSEDED),
        (expired, CertificateState.EXPIRED),
        (True, CertificateState.GENUINE),
    ]
    first = next(state for applies, state in fits if applies)
    assert state_on(day, until, superseded, withdrawn) is first
