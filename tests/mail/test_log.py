"""The log of e-mail: what went, what did not and why, and what is tried once more."""

from datetime import timedelta
from pathlib import Path

import pytest

from elearn.domain.errors import NotFound
from elearn.operations import outbox
from elearn.operations.mail_log import Logged, mail_log, send_again
from tests.conftest import Clock, Work
from tests.mail.letterbox import Letterbox
from tests.mail.test_reminders import ask, plan, send
from tests.partnership import complete_induction
from tests.test_cli_imports import answers


def logged(work: Work, *states: str) -> dict[str, Logged]:
    """Return the log of a day by the name before the @."""
    with work() as site:
        found = mail_log(site.session(), site.clock() - timedelta(days=1), states)
        return {one.address.partition("@")[0]: one for one in found}


def test_the_log_says_what_went_and_what_was_left_out(
    work: Work, people: dict[str, int], clock: Clock
) -> None:
    ask(work, clock, "visiting", due_days=45)
    plan(work)
    assert {one.state for one in logged(work).values()} == {"waiting"}
    with work() as site:
        complete_induction(site, people["learner"])
    send(work, Letterbox())
    log = logged(work)
    assert (log["colleague"].state, log["colleague"].kinds) == ("sent", ("assigned",))
    assert log["colleague"].at == clock()
    assert (log["learner"].state, log["learner"].kinds) == ("empty", ())
    assert log["learner"].dropped == (("assigned", "no longer so"),)
    clock.forward(days=2)
    assert logged(work) == {}


def test_what_was_given_up_is_listed_with_its_reason_and_tried_again(
    work: Work, people: dict[str, int], clock: Clock
) -> None:
    ask(work, clock, "east", due_days=45)
    plan(work)
    with work() as site:
        [message_id] = outbox.claim(site.session(), clock())
        outbox.failed(site.session(), message_id, "550 no such box", clock(), lasting=True)
    [one] = logged(work, "failed").values()
    assert (one.id, one.error) == (message_id, "550 no such box")
    with work() as site:
        send_again(site.session(), message_id, clock())
    assert send(work, Letterbox()).sent == 1
    assert logged(work, "failed") == {}
    with work() as site, pytest.raises(NotFound):
        send_again(site.session(), message_id, clock())


def test_the_command_lists_and_says_what_is_not_there(tmp_path: Path) -> None:
    made, listed, refused = answers(
        tmp_path, ("upgrade-database",), ("mail-log", "--failed"), ("mail-log", "--again", "7")
    )
    assert made[0] == 0
    assert listed == (0, "")
    assert refused[0] == 1
    assert "7" in refused[1]
