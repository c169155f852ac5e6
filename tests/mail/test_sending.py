"""Sending the outbox: everyone told once, the sender killed, the server away."""

from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest
from sqlalchemy import select

from elearn.cli.mail import Tally, send_waiting
from elearn.config import shipped_templates
from elearn.db import Message, Notice, Person
from elearn.domain.days import day_of
from elearn.mail.delivery import mail_server
from elearn.operations import outbox
from tests.conftest import Clock, Work
from tests.mail.letterbox import Letterbox, serving
from tests.test_cli import PARTNERSHIP, SECRET, run

SENDER = "learning@example.org"


def tell(work: Work, *names: int) -> None:
    with work() as site:
        session, now = site.session(), site.clock()
        today = day_of(now)
        outbox.tell(session, [outbox.welcome(person, today) for person in names], now)
        outbox.gather(session, today, now)


def send(work: Work, port: int) -> Tally:
    with work() as site:
        return send_waiting(site, mail_server(f"smtp://127.0.0.1:{port}", SENDER))


def read(taken: bytes) -> EmailMessage:
    message = message_from_bytes(taken, policy=default)
    assert isinstance(message, EmailMessage)
    return message


def test_what_waits_is_sent_once(work: Work, people: dict[str, int]) -> None:
    box = Letterbox()
    tell(work, people["learner"], people["colleague"])
    with serving(box) as port:
        assert send(work, port) == Tally(sent=2)
        assert send(work, port) == Tally()
    letters = [read(taken) for taken in box.taken]
    assert {letter["To"].addresses[0].addr_spec for letter in letters} == {
        "learner@example.org", "colleague@example.org",
    }  # fmt: skip
    body = letters[0].get_body(("plain",))
    assert body is not None
    assert letters[0]["Subject"] == "Your account is ready"
    assert "https://learning.example.org/learning" in body.get_content()


def test_a_leaver_is_told_nothing(work: Work, people: dict[str, int]) -> None:
    tell(work, people["learner"])
    with work() as site:
        site.session().get_one(Person, people["learner"]).active = False
    box = Letterbox()
    with serving(box) as port:
        assert send(work, port) == Tally(empty=1)
    assert box.taken == []
    with work() as site:
        assert site.session().scalar(select(Notice.dropped_because)) == "left"


def test_a_server_that_is_away_loses_nothing(
    work: Work, people: dict[str, int], clock: Clock
) -> None:
    tell(work, people["learner"])
    box = Letterbox()
    with serving(box) as port:
        pass
    assert send(work, port) == Tally(failed=1)
    clock.forward(minutes=5)
    with serving(box) as port:
        assert send(work, port) == Tally(sent=1)


def test_a_sender_killed_after_the_server_took_it_sends_the_same_message_again(
    work: Work, people: dict[str, int], clock: Clock
) -> None:
    """A mail server cannot be part of our transaction: the same Message-ID tells the copies."""
    tell(work, people["learner"])
    box = Letterbox()
    with serving(box) as port:
        send(work, port)
        with work() as site:
            message = site.session().scalars(select(Message)).one()
            message.state, message.sent_at = "sending", None
        assert send(work, port) == Tally()
        clock.forward(minutes=15)
        assert send(work, port) == Tally(sent=1)
    first, second = (read(taken)["Message-ID"] for taken in box.taken)
    assert first == second


def test_every_kind_of_notice_has_its_words() -> None:
    for path in (shipped_templates() / "emails" / "notices").glob("*.txt"):
        heading, text, link = path.read_text(encoding="utf-8").strip().splitlines()
        assert heading, text
        assert link.startswith("/")


@pytest.mark.parametrize(
    ("url", "sender", "says"),
    [
        ("", "", "Set ELEARN_MAIL_URL"),
        ("smtp://mail.example.org", "", "Set ELEARN_MAIL_FROM"),
        ("smtp://a:topsecret@mail.example.org", SENDER, "over TLS only"),
    ],
)
def test_a_setting_that_is_missing_or_wrong_is_named(
    tmp_path: Path, url: str, sender: str, says: str
) -> None:
    (tmp_path / "partnership.toml").write_text(PARTNERSHIP, encoding="utf-8")
    said = run(
        "send-mail", ELEARN_MAIL_URL=url, ELEARN_MAIL_FROM=sender, ELEARN_SECRET_KEY=SECRET,
        ELEARN_INSTANCE=str(tmp_path), ELEARN_PUBLIC_URL="https://learning.example.org",
    )  # fmt: skip
    assert said.exit_code == 1
    assert says in said.output
    assert "topsecret" not in said.output
