"""What is sent: one e-mail, as plain text and as HTML."""

from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP


@dataclass(frozen=True, slots=True)
class Letter:
    """An e-mail to one person. ``key`` is the same whenever the same letter is tried again."""

    key: str
    name: str
    address: str
    subject: str
    text: str
    html: str


def compose(letter: Letter, sender: str, sender_name: str) -> EmailMessage:
    """Return the message to hand to a mail server.

    Its Message-ID comes from the letter's key, so that a second copy, sent because the first
    answer of the server was lost, is recognised as the same. Raises ValueError for an address
    that is none.
    """
    domain = Address(addr_spec=sender).domain
    message = EmailMessage(policy=SMTP)
    message["From"] = Address(sender_name, addr_spec=sender)
    message["To"] = Address(letter.name, addr_spec=letter.address)
    message["Subject"] = " ".join(letter.subject.split())
    message["Message-ID"] = f"<{letter.key}@{domain}>"
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no out-of-office answers, please
    message.set_content(letter.text)
    message.add_alternative(letter.html, subtype="html")
    return message
