"""Delivery to a real mail server: over TLS, signed in, refused, and away."""

import ssl
from dataclasses import replace
from email import message_from_bytes
from email.message import Message
from email.policy import default
from typing import Any

import pytest
import trustme
from aiosmtpd.smtp import AuthResult, Envelope, LoginPassword, Session

from elearn.mail.delivery import MailServer, NotSent, Postman, mail_server
from elearn.mail.messages import Letter, compose
from tests.mail.letterbox import Letterbox, serving

LETTER = Letter(
    key="message-7",
    name="Siân Llŷr",
    address="s.llyr@example.org",
    subject="Your certificate expires on 4 March 2026",
    text="Dear Siân Llŷr,\n\nRenew it.\n",
    html="<p>Dear Siân Llŷr,</p><p>Renew it.</p>",
)
SENDER = "learning@example.org"


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


def trusted(authority: trustme.CA) -> ssl.SSLContext:
    context = ssl.create_default_context()
    authority.configure_trust(context)
    return context


def tls(authority: trustme.CA) -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    return context


def let_in(
    server: Any, session: Session, envelope: Envelope, mechanism: str, data: Any
) -> AuthResult:
    right = LoginPassword(b"post@example.org", b"p:ss/w%rd")
    right_one = data == right
    return AuthResult(success=right_one, handled=right_one)


def read(taken: bytes) -> Message:
    return message_from_bytes(taken, policy=default)


def test_a_letter_arrives_as_text_and_html() -> None:
    box = Letterbox()
    with serving(box) as port, Postman(plain(port)) as postman:
        postman.send(compose(LETTER, SENDER, "Northdale Partnership"))
    message = read(box.taken[0])
    assert message["From"] == "Northdale Partnership <learning@example.org>"
    assert message["To"] == "Siân Llŷr <s.llyr@example.org>"
    assert message["Subject"] == LETTER.subject
    assert message["Message-ID"] == "<message-7@example.org>"
    assert message["Auto-Submitted"] == "auto-generated"
    text, html = message.iter_parts()  # type: ignore[attr-defined]
    assert text.get_content().splitlines() == LETTER.text.splitlines()
    assert html.get_content_type() == "text/html"


def test_many_letters_take_one_connection() -> None:
    box = Letterbox()
    with serving(box) as port, Postman(plain(port)) as postman:
        lines = set()
        for number in range(3):
            postman.send(compose(replace(LETTER, key=f"m-{number}"), SENDER, "Northdale"))
            lines.add(postman._line)
    assert len(lines) == 1
    assert len(box.taken) == 3


def plain(port: int) -> MailServer:
    return mail_server(f"smtp://127.0.0.1:{port}", SENDER)


@pytest.mark.parametrize("scheme", ["smtp+starttls", "smtps"])
def test_a_letter_goes_over_tls_and_signed_in(authority: trustme.CA, scheme: str) -> None:
    box = Letterbox()
    how = "ssl_context" if scheme == "smtps" else "tls_context"
    options = {how: tls(authority), "authenticator": let_in}
    options |= {"auth_require_tls": scheme != "smtps"}  # which begins with TLS, unknown to it
    with serving(box, **options) as port:
        url = f"{scheme}://post%40example.org:p%3Ass%2Fw%25rd@127.0.0.1:{port}"
        server = replace(mail_server(url, SENDER), trust=trusted(authority))
        with Postman(server) as postman:
            postman.send(compose(LETTER, SENDER, "Northdale"))
    assert len(box.taken) == 1
    assert box.signed_in


def test_a_server_that_nobody_vouches_for_gets_nothing(authority: trustme.CA) -> None:
    box = Letterbox()
    with serving(box, tls_context=tls(authority)) as port:
        server = mail_server(f"smtp+starttls://127.0.0.1:{port}", SENDER)
        with Postman(server) as postman, pytest.raises(NotSent) as refused:
            postman.send(compose(LETTER, SENDER, "Northdale"))
    assert not refused.value.lasting
    assert box.taken == []


def test_a_wrong_password_is_worth_another_try_once_it_is_mended(authority: trustme.CA) -> None:
    box = Letterbox()
    options = {"tls_context": tls(authority), "authenticator": let_in, "auth_required": True}
    with serving(box, **options) as port:
        url = f"smtp+starttls://post%40example.org:wrong@127.0.0.1:{port}"
        server = replace(mail_server(url, SENDER), trust=trusted(authority))
        with Postman(server) as postman, pytest.raises(NotSent, match="535") as refused:
            postman.send(compose(LETTER, SENDER, "Northdale"))
    assert not refused.value.lasting


@pytest.mark.parametrize(("reply", "lasting"), [("550 no such box", True), ("451 later", False)])
def test_a_refused_address_does_not_stop_the_next_letter(reply: str, lasting: bool) -> None:
    box = Letterbox()
    box.refuse["gone@example.org"] = reply
    with serving(box) as port, Postman(plain(port)) as postman:
        with pytest.raises(NotSent, match=reply[:3]) as refused:
            postman.send(compose(replace(LETTER, address="gone@example.org"), SENDER, "N"))
        assert refused.value.lasting is lasting
        postman.send(compose(LETTER, SENDER, "Northdale"))
    assert len(box.taken) == 1


def test_a_server_that_is_away_is_tried_later() -> None:
    with serving(Letterbox()) as port:
        pass
    with Postman(plain(port)) as postman, pytest.raises(NotSent) as away:
        postman.send(compose(LETTER, SENDER, "Northdale"))
    assert not away.value.lasting


def test_a_line_break_in_a_name_makes_no_header_of_its_own() -> None:
    with pytest.raises(ValueError):
        compose(replace(LETTER, name="A\r\nBcc: other@example.org"), SENDER, "Northdale")
    message = compose(replace(LETTER, subject="A\r\nBcc: x@example.org"), SENDER, "Northdale")
    assert message["Bcc"] is None


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("http://mail.example.org", "smtp://"),
        ("smtp://", "name the mail server"),
        ("smtps://user@mail.example.org", "both"),
        ("smtp://user:secret@mail.example.org", "TLS"),
    ],
)
def test_an_address_that_cannot_be_used_says_why(url: str, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        mail_server(url, SENDER)


def test_a_password_is_never_shown() -> None:
    server = mail_server("smtps://user:secret@mail.example.org", SENDER)
    assert "secret" not in repr(server)
    assert server.port == 465
