"""Sending what waits in the outbox: once, as cron or a systemd timer asks for it."""

import signal
from dataclasses import dataclass
from datetime import date, timedelta
from threading import Event
from typing import Any

import click
from flask import current_app

from elearn import create_app
from elearn.bulk_printing import let_go
from elearn.cli.running import at_work, in_words
from elearn.config import ConfigurationError
from elearn.db import Notice
from elearn.domain.days import day_of
from elearn.mail.delivery import MailServer, NotSent, Postman
from elearn.mail.messages import Letter, compose
from elearn.operations import outbox, reminders
from elearn.operations.mail_log import Logged, mail_log, send_again
from elearn.operations.outbox import Claimed
from elearn.operations.request_notices import plan_requests
from elearn.site import Site


@dataclass
class Tally:
    """What one run did."""

    sent: int = 0
    empty: int = 0
    failed: int = 0


@click.command("send-mail")
@click.option("--every", type=click.IntRange(1, 1440), metavar="MINUTES",
              help="Stay, and send every so many minutes, until Ctrl-C or SIGTERM.")  # fmt: skip
@in_words
def send_mail(every: int | None) -> None:
    """Send what is due: once, for cron or a systemd timer, or as a worker that stays."""
    app, stop = create_app(), Event()
    if every:
        for ending in (signal.SIGINT, signal.SIGTERM):
            signal.signal(ending, lambda *_: stop.set())
    while True:
        with at_work(app) as site:
            click.echo(_run(site, stop))
        if not every or stop.wait(every * 60):
            return


def _run(site: Site, stop: Event) -> str:
    """Put today's news into the outbox and send what waits there; say what was done."""
    if site.mail is None:
        raise ConfigurationError("Set ELEARN_MAIL_URL to the mail server, to send e-mail.")
    let_go(site)
    now = site.clock()
    reminders.plan_reminders(site.session(), day_of(now), now)
    plan_requests(site.session(), site.catalogue, day_of(now), now)
    outbox.gather(site.session(), day_of(now), now)
    site.session.commit()
    tally = send_waiting(site, site.mail, stop)
    return f"{tally.sent} sent, {tally.empty} no longer needed, {tally.failed} not sent."


def send_waiting(site: Site, server: MailServer, stop: Event | None = None) -> Tally:
    """Send every message that is ready; each is settled in the database before the next.

    When told to stop it ends after the message in hand: the others are taken up again later.
    """
    tally = Tally()
    with Postman(server) as postman:
        while ids := _claim(site):
            for message_id in ids:
                if stop and stop.is_set():
                    return tally
                _send(site, server, postman, message_id, tally)
                site.session.commit()
    return tally


def _claim(site: Site) -> list[int]:
    ids = outbox.claim(site.session(), site.clock())
    site.session.commit()
    return ids


def _send(site: Site, server: MailServer, postman: Postman, message_id: int, tally: Tally) -> None:
    session = site.session()
    message = outbox.claimed(session, message_id)
    today = day_of(site.clock())
    for notice in message.notices:
        why = "left" if not message.active else reminders.no_longer_holds(session, notice, today)
        if why:
            outbox.drop(session, [notice], why)
    kept = [notice for notice in message.notices if notice.dropped_because is None]
    if not kept:
        outbox.empty(session, message_id)
        tally.empty += 1
        return
    try:
        letter = letter_of(message, kept, site.public_url)
        postman.send(compose(letter, server.sender, site.issuer.partnership.name))
    except NotSent as fault:
        outbox.failed(session, message_id, fault.reason, site.clock(), lasting=fault.lasting)
        tally.failed += 1
    else:
        outbox.sent(session, message_id, site.clock())
        tally.sent += 1


def letter_of(message: Claimed, notices: list[Notice], public_url: str) -> Letter:
    """Return the e-mail that says these notices."""
    told = [_told(notice, public_url) for notice in notices]
    page = {"name": message.name, "told": told, "public_url": public_url}
    subject, _, text = _rendered("emails/digest.txt", **page).partition("\n")
    return Letter(
        key=message.key,
        name=message.name,
        address=message.address,
        subject=subject,
        text=text.strip() + "\n",
        html=_rendered("emails/digest.html", subject=subject, **page),
    )


def _told(notice: Notice, public_url: str) -> dict[str, str]:
    """Return a notice in words: its heading, its text, and where to go for it."""
    facts = {name: _fact(name, value) for name, value in notice.facts.items()}
    words = _rendered(f"emails/notices/{notice.kind}.txt", **facts)
    heading, text, path = (line.strip() for line in words.strip().split("\n"))
    return {"heading": heading, "text": text, "link": public_url + path}


def _fact(name: str, value: Any) -> Any:
    """Return a fact as it was put in: names that end in ``_on`` are of days."""
    return date.fromisoformat(value) if name.endswith("_on") and value else value


def _rendered(template: str, **values: Any) -> str:
    return current_app.jinja_env.get_template(template).render(**values)


@click.command("mail-log")
@click.option("--days", type=click.IntRange(1, 3650), default=7, show_default=True,
              help="Of so many days.")  # fmt: skip
@click.option("--failed", is_flag=True, help="Only what was given up.")
@click.option("--again", type=int, metavar="NUMBER", help="Try a message that was given up again.")
@in_words
def log(days: int, failed: bool, again: int | None) -> None:
    """List what was sent, what waits, and what was given up and why; the latest last."""
    with at_work() as site:
        now = site.clock()
        if again is not None:
            send_again(site.session(), again, now)
            click.echo(f"Message {again} goes with the next send-mail.")
            return
        states = ("failed",) if failed else ()
        for one in mail_log(site.session(), now - timedelta(days=days), states):
            click.echo(_line(one))


def _line(one: Logged) -> str:
    said = (
        f"{one.id} {one.at:%Y-%m-%d %H:%M} {one.state} {one.address}: {', '.join(one.kinds) or '-'}"
    )
    said += "".join(f"; not sent: {kind} ({why})" for kind, why in one.dropped)
    return f"{said}; {one.tries} tries, last: {one.error}" if one.error else said


COMMANDS = (send_mail, log)
