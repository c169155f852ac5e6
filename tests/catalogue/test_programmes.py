"""The file of programmes: what is refused, each fault with its key."""

import pytest

from elearn.catalogue.faults import Fault
from elearn.catalogue.programmes import read_programmes
from elearn.domain.programmes import ProgrammeRule

HEAD = "programmes:\n  - {slug: p, title: P, summary: S, "


def faults_in(text: str) -> list[str]:
    faults: list[Fault] = []
    read_programmes(text, {"a", "b"}, faults)
    return [str(fault) for fault in faults]


def test_a_programme_carries_what_its_file_says() -> None:
    faults: list[Fault] = []
    found = read_programmes(HEAD + "rule: any, number: 1, modules: [a, b]}", {"a", "b"}, faults)
    assert not faults
    assert found["p"].rule is ProgrammeRule.ANY
    assert (found["p"].modules, found["p"].number) == (("a", "b"), 1)


@pytest.mark.parametrize(
    ("rest", "said"),
    [
        ("rule: all, modules: [a, x]}", 'programmes[0].modules: unknown module "x"'),
        ("rule: all, modules: [a, a]}", 'programmes[0].modules: duplicate "a"'),
        ("rule: all}", "list modules"),
        ("rule: applies, modules: [a]}", "list modules"),
        ("rule: any, modules: [a]}", "give a number"),
        ("rule: all, modules: [a], number: 1}", "give a number"),
        ("rule: any, modules: [a], number: 2}", "larger than the list"),
        ("rule: some, modules: [a]}", "programmes[0].rule"),
    ],
)
def test_a_programme_that_cannot_be_is_refused(rest: str, said: str) -> None:
    assert any(said in fault for fault in faults_in(HEAD + rest)), faults_in(HEAD + rest)


def test_two_programmes_may_not_share_a_slug() -> None:
    one = "  - {slug: p, title: P, summary: S, rule: applies}\n"
    assert faults_in("programmes:\n" + one + one) == [
        'modules/programmes.yaml: programmes: duplicate "p"'
    ]
