"""How dates, times and addresses are worded on paper."""

from datetime import date

import pytest

from elearn.documents.style import address_words, date_words, minutes_words, pdf_date


def test_a_day_is_written_without_a_leading_zero_or_an_ending() -> None:
    assert date_words(date(2026, 3, 4)) == "4 March 2026"
    assert date_words(date(2024, 12, 31)) == "31 December 2024"


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (0, "0 minutes"),
        (1, "1 minute"),
        (59, "59 minutes"),
        (60, "1 hour"),
        (61, "1 hour 1 minute"),
        (85, "1 hour 25 minutes"),
        (120, "2 hours"),
        (1265, "21 hours 5 minutes"),
    ],
)
def test_minutes_are_worded_as_people_say_them(minutes: int, words: str) -> None:
    assert minutes_words(minutes) == words


def test_an_address_is_worded_without_its_scheme() -> None:
    assert address_words("https://learning.example.org/verify/") == "learning.example.org/verify"
    assert address_words("http://127.0.0.1:8000/verify") == "127.0.0.1:8000/verify"
    assert address_words("javascript:alert(1)") == "javascript:alert(1)"


def test_a_pdf_date_has_no_time_of_day() -> None:
    assert pdf_date(date(2026, 3, 4)) == "D:20260304000000Z"
