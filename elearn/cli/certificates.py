"""Certificates withdrawn and corrected."""

import sys
from datetime import UTC, datetime
from typing import BinaryIO

import click

from elearn.cli.running import at_work, in_words
from elearn.db.certificates import GROUNDS
from elearn.documents.checking import MOST_BYTES, FileFault, Signature
from elearn.domain.certification import format_number
from elearn.domain.days import day_of
from elearn.operations import certificates
from elearn.operations.transcripts import VerifiedTranscript
from elearn.verifying import Verdict, check_file


@click.command("withdraw-certificate")
@click.argument("number")
@click.option("--reason", required=True, help="For its owner and those who manage them.")
@click.option("--by", required=True, help="Who decided it.")
@click.option(
    "--ground",
    type=click.Choice(GROUNDS),
    default="other",
    show_default=True,
    help="What anyone who checks the number is told: issued in error, its facts are "
    "wrong, or the rules of the learning were not kept.",
)
@in_words
def withdraw_certificate(number: str, reason: str, by: str, ground: str) -> None:
    """Withdraw the certificate with this NUMBER; it goes on to answer, as withdrawn."""
    with at_work() as site:
        today = day_of(datetime.now(UTC))
        facts = certificates.withdraw_certificate(site.session(), number, reason, by, today, ground)
    click.echo(f"Withdrawn: {facts.module_title}, {facts.completed_on.isoformat()}.")


@click.command("correct-certificate")
@click.argument("number")
@click.option("--name", required=True, help="The person's name as it should have been.")
@in_words
def correct_certificate(number: str, name: str) -> None:
    """Supersede the certificate with this NUMBER by one with the corrected name."""
    with at_work() as site:
        new = certificates.correct_name(
            site.session(), site.issuer, site.check_name, number, name, datetime.now(UTC)
        )
    click.echo(f"Superseded by {new}.")


_SIGNATURES = {
    Signature.OURS: "Signature: valid, by {who}, dated {day}; unchanged since.",
    Signature.FOREIGN: "Signature: by {who}, who is not known here.",
    Signature.CHANGED: "Signature: broken; the file was changed or added to after it was signed.",
    Signature.ABSENT: "Signature: not signed.",
}
_VERDICTS = {
    Verdict.AS_ISSUED: "The facts match the record: the file is as it was issued.",
    Verdict.SIGNED: "It was issued here. Compare its facts with the record.",
    Verdict.FOREIGN: "Do not rely on it: it was not signed here.",
    Verdict.CHANGED: "Do not rely on it: it differs from the file that was issued.",
    Verdict.UNKNOWN: "It carries no number that was issued here.",
}
_FAULTS = {
    "empty": "The file is empty.",
    "too_big": "The file is too big to be a certificate.",
    "not_pdf": "The file is not a PDF, or it is damaged.",
    "encrypted": "The file is encrypted; certificates are not.",
}


@click.command("verify-pdf")
@click.argument("file", type=click.File("rb"))
@in_words
def verify_pdf(file: BinaryIO) -> None:
    """Say whether a certificate or transcript as PDF FILE is signed, unchanged and as recorded."""
    with at_work() as site:
        try:
            today = day_of(datetime.now(UTC))
            answer = check_file(site.session(), site.seal, file.read(MOST_BYTES + 1), today)
        except FileFault as fault:
            raise click.ClickException(_FAULTS[fault.reason]) from None
    checked = answer.checked
    day = checked.signed_at.date().isoformat() if checked.signed_at else "no day"
    click.echo(_SIGNATURES[checked.signature].format(who=checked.signed_by, day=day))
    click.echo(_VERDICTS[answer.verdict])
    if answer.found:
        what = "Transcript" if isinstance(answer.found, VerifiedTranscript) else "Certificate"
        number = format_number(answer.found.facts.number or "")
        click.echo(f"{what} {number}: {answer.found.state.value}.")
    if answer.verdict not in {Verdict.AS_ISSUED, Verdict.SIGNED}:
        sys.exit(1)


COMMANDS = (withdraw_certificate, correct_certificate, verify_pdf)
