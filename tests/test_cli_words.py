"""What commands say is wrong is a sentence, whatever it was that was wrong."""

import re

import pytest

from elearn.cli.words import sentence
from elearn.domain.errors import DomainError, NameFault, NotFound
from elearn.domain.organisation import TreeFault, TreeReason
from elearn.operations.certificates import NotInForce
from elearn.operations.organisation import AlreadyThere
from elearn.operations.passwords import WeakPassword

WRONG = (
    NotFound("unit", "nowhere"),
    AlreadyThere("person", "ann@example.org"),
    TreeFault(TreeReason.SECOND_ROOT, "Lost"),
    WeakPassword("too_short"),
    WeakPassword("too_long"),
    WeakPassword("demo"),
    NameFault("empty"),
    NameFault("too_long"),
    NameFault("no_letter"),
    NameFault("format", "\u202e"),
    NameFault("undrawable", "李"),
    NotInForce("7K2M"),
)


@pytest.mark.parametrize("error", WRONG, ids=repr)
def test_what_is_wrong_is_said_in_a_sentence(error: DomainError) -> None:
    said = sentence(error)
    assert re.fullmatch(r"[A-Z].* .*\.", said)
    assert said.isprintable()
    assert "_" not in said
