"""What names are kept, and what is refused and why."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from elearn.domain.errors import DomainError, NameFault
from elearn.domain.names import MAX_NAME, NameReason, check_name


def fault_of(text: str) -> NameFault:
    """Return the fault that a name is refused with."""
    with pytest.raises(NameFault) as caught:
        check_name(text)
    return caught.value


@pytest.mark.parametrize(
    "name",
    [
        "X",
        "Siân Ŵyn Łukasz-Nguyễn",
        "O’Brien-Ní Dhómhnaill",
        "D'Arcy St. John",
        "Ọláńrewájú Adéyẹmí",
        "Ɓala Ƙwari",
        "Ħabib Żammit",
        "Ştefan Țurcanu",
        "Αθηνά Παπαδοπούλου",
        "Оксана Ґалаґан",
        "Anne-Marie (Mia) Smith",
        "María José García y Vega",
    ],
)
def test_a_name_that_people_have_is_kept_as_it_is(name: str) -> None:
    assert check_name(name) == name


def test_letters_typed_as_base_and_mark_are_composed() -> None:
    assert check_name(unicodedata.normalize("NFD", "Siân Nguyễn")) == "Siân Nguyễn"


def test_spaces_of_any_kind_fold_to_one_and_the_ends_are_trimmed() -> None:
    assert check_name("\t Siân \u00a0\u2003 Ŵyn \r\n") == "Siân Ŵyn"


@pytest.mark.parametrize("nothing", ["", "   ", "\u00a0\u2003", "\r\n\t"])
def test_a_name_of_nothing_is_empty(nothing: str) -> None:
    assert fault_of(nothing).reason == NameReason.EMPTY


def test_a_name_of_120_characters_is_kept_and_of_121_is_too_long() -> None:
    assert check_name("a" * MAX_NAME) == "a" * 120
    assert fault_of("a" * (MAX_NAME + 1)).reason == NameReason.TOO_LONG


def test_length_counts_composed_letters() -> None:
    assert check_name("e\u0302\u0303" * MAX_NAME) == "ễ" * 120


def test_a_very_long_text_is_refused_before_it_is_normalised() -> None:
    assert fault_of("a" + "\u0301\u0323" * 500_000).reason == NameReason.TOO_LONG


@pytest.mark.parametrize(
    ("text", "reason", "characters"),
    [
        ("Ann\x00 Lee", NameReason.CONTROL, "\x00"),
        ("Ann\nLee", NameReason.CONTROL, "\n"),
        ("Ann\tLee", NameReason.CONTROL, "\t"),
        ("Ann\x85Lee", NameReason.CONTROL, "\x85"),
        ("Ann\u2028Lee\u2029!", NameReason.CONTROL, "\u2028\u2029"),
        ("Ann\u202eLee", NameReason.FORMAT, "\u202e"),
        ("\u200fAnn", NameReason.FORMAT, "\u200f"),
        ("Ann\u2066Lee\u2069", NameReason.FORMAT, "\u2066\u2069"),
        ("Ann\u200b\u200dLee", NameReason.FORMAT, "\u200b\u200d"),
        ("Ann\ufeff", NameReason.FORMAT, "\ufeff"),
        ("Ann\u00adLee", NameReason.FORMAT, "\u00ad"),
        ("Ann\ue000", NameReason.UNASSIGNED, "\ue000"),
        ("Ann\ud800", NameReason.UNASSIGNED, "\ud800"),
        ("Ann\uffff", NameReason.UNASSIGNED, "\uffff"),
    ],
)
def test_unprintable_characters_are_named(text: str, reason: str, characters: str) -> None:
    fault = fault_of(text)
    assert (fault.reason, fault.characters) == (reason, characters)


@pytest.mark.parametrize("text", ["007", "—", "(.)", "…"])
def test_a_name_without_a_letter_is_refused(text: str) -> None:
    assert fault_of(text).reason == NameReason.NO_LETTER


def test_two_marks_on_a_letter_are_kept_and_a_pile_is_refused() -> None:
    assert check_name("Ba\u0330\u030b") == "Ba\u0330\u030b"
    assert fault_of("Z" + "\u0335\u0336\u0337\u0338lgo").reason == NameReason.STRAY_MARK


@pytest.mark.parametrize("text", ["\u0301Ann", "Ann \u0301Lee"])
def test_a_mark_on_nothing_is_refused(text: str) -> None:
    assert fault_of(text).reason == NameReason.STRAY_MARK


def test_a_name_fault_is_a_domain_error() -> None:
    assert isinstance(fault_of(""), DomainError)


@given(st.text(max_size=200))
def test_any_text_is_either_refused_or_kept_clean(text: str) -> None:
    try:
        name = check_name(text)
    except NameFault:
        return
    assert 1 <= len(name) <= MAX_NAME
    assert unicodedata.is_normalized("NFC", name)
    assert name == name.strip()
    assert not {unicodedata.category(c) for c in name} & {"Cc", "Cf", "Co", "Cn", "Cs", "Zl", "Zp"}
    assert check_name(name) == name
