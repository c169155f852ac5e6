"""What looks as if it identifies a real person, and what does not."""

import pytest
from hypothesis import given
from hypothesis.strategies import text

from elearn.operations.identifying import Kind, identifying


@pytest.mark.parametrize(
    ("written", "kind", "fragment"),
    [
        ("His NHS number is 943 476 5870.", Kind.NHS_NUMBER, "943 476 5870"),
        ("943-476-5870", Kind.NHS_NUMBER, "943-476-5870"),
        ("9434765870", Kind.NHS_NUMBER, "9434765870"),
        ("Her mother rang from 01865 249300 twice", Kind.PHONE, "01865 249300"),
        ("on +44 7911 123456", Kind.PHONE, "+44 7911 123456"),
        ("write to j.smith@nhs.example.org.", Kind.EMAIL, "j.smith@nhs.example.org"),
        ("They live at 3 High Street, OX1 2JD now", Kind.POSTCODE, "OX1 2JD"),
        ("near SW1A1AA", Kind.POSTCODE, "SW1A1AA"),
        ("we went to ox1 2jd", Kind.POSTCODE, "ox1 2jd"),
        ("Ox12jd is where", Kind.POSTCODE, "Ox12jd"),
        ("EC1A 1BB", Kind.POSTCODE, "EC1A 1BB"),
        ("dob 12 03 2019", Kind.DATE_OF_BIRTH, "12 03 2019"),
        ("born on 12 Mar 19", Kind.DATE_OF_BIRTH, "12 Mar 19"),
        ("DOB 12/03/2019", Kind.DATE_OF_BIRTH, "12/03/2019"),
        ("d.o.b. 1.2.19", Kind.DATE_OF_BIRTH, "1.2.19"),
        ("she was born on the 3rd of March 2019", Kind.DATE_OF_BIRTH, "3rd of March 2019"),
        ("4 May 2020 is his birthday", Kind.DATE_OF_BIRTH, "4 May 2020"),
        ("date of birth: 2019-03-12", Kind.DATE_OF_BIRTH, "2019-03-12"),
    ],
)
def test_it_is_found(written: str, kind: Kind, fragment: str) -> None:
    assert [(f.kind, f.text) for f in identifying(written)] == [(kind, fragment)]


@pytest.mark.parametrize(
    "written",
    [
        "The review was published on 12/03/2019.",
        "Working Together 2026, page 12, paragraphs 3 to 40",
        "943 476 5871 is no NHS number: its check digit is wrong",
        "He was born before the review. It met on 12/03/2019.",
        "The NSPCC answers 0808 800 5000, and NHS 111 is for others",
        "I would ring 999 or 101, or Childline on the number we all know",
        "LP1 and LP2 matter most; see M25 and A4 2 sides",
        "the M25 4th exit, LP1 2nd half, then a4 3ab and zz1 1aa",
        "@home, user@host, 4@5",
        "I spent 2 hours, from 10.30 to 12.30, on 4 visits in 2025-26",
        "Only 1 in 100 of 1000000 records",
        "",
    ],
)
def test_ordinary_writing_is_left_alone(written: str) -> None:
    assert identifying(written) == ()


def test_each_is_named_once_in_the_order_of_the_text() -> None:
    written = "a@b.org, OX1 2JD, then a@b.org and 01865 249300"
    assert [f.kind for f in identifying(written)] == [Kind.EMAIL, Kind.POSTCODE, Kind.PHONE]


def test_what_its_author_kept_before_is_not_asked_about_again() -> None:
    assert identifying("a@b.org and c@d.org", known="a@b.org")[0].text == "c@d.org"
    assert identifying("I kept a@b.org.", known="a@b.org") == ()


@given(text(max_size=300))
def test_any_text_can_be_looked_at(written: str) -> None:
    assert all(fragment.text in written for fragment in identifying(written))
