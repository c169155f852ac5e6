"""Which letters a certificate can draw, and what is said when it cannot."""

from pathlib import Path

import pytest

from elearn.documents import fonts
from elearn.documents.fonts import FontsAbsentError, check_drawable, drawable, missing_letters
from elearn.domain.errors import NameFault
from elearn.domain.names import NameReason


@pytest.mark.parametrize(
    "name",
    [
        "Siân Ŵyn Ŷnyr",
        "Łukasz Żółć Świątek",
        "Ştefan Țurcanu Ioniță",
        "Nguyễn Thị Hường",
        "Ọláńrewájú Adéyẹmí Ṣọlá",
        "Ɓala Ƙwari Ɗan",
        "Ħabib Ġorġ Żammit",
        "İbrahim Yıldız Şahinoğlu",
        "Ḃríd Ṫomás",
        "Jānis Žagariņš Šķēle",
        "O’Brien ʼAli",
        "Οδυσσέας",
        "Святослав Ґалаґан",
    ],
)
def test_names_of_our_communities_can_be_drawn(name: str) -> None:
    assert missing_letters(name) == ""
    assert check_drawable(name) == name


@pytest.mark.parametrize(
    ("name", "missing"),
    [
        ("Li 李", "李"),
        ("שרה", "שרה"),
        ("محمد", "محد"),
        ("नमस्ते", "नमस्ते"),
        ("Zoë 🙂", "🙂"),
        ("Ann\u200f\u202e", "\u200f\u202e"),
    ],
)
def test_letters_that_no_font_can_draw_rightly_are_named_once(name: str, missing: str) -> None:
    assert missing_letters(name) == missing


def test_an_undrawable_name_is_refused_at_entry_with_its_letters() -> None:
    with pytest.raises(NameFault) as caught:
        check_drawable("Mei 李")
    assert (caught.value.reason, caught.value.characters) == (NameReason.UNDRAWABLE, "李")


def test_a_name_is_cleaned_and_checked_as_any_name_is() -> None:
    assert check_drawable("  Siân   Ŵyn ") == "Siân Ŵyn"
    with pytest.raises(NameFault) as caught:
        check_drawable("Ann\u202e")
    assert caught.value.reason == NameReason.FORMAT


def test_our_own_words_are_put_in_letters_the_fonts_have() -> None:
    assert drawable("a → b, ≥ 3 ✓ ﬁ ①\u200b 李") == "a – b, >= 3 • ﬁ 1 ?"
    assert drawable("Si\u0302n") == "Sîn"


def test_a_missing_folder_says_what_to_run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(fonts, "FOLDER", tmp_path)
    monkeypatch.setattr(fonts, "_letters", {})
    with pytest.raises(FontsAbsentError, match="make assets"):
        missing_letters("a")
