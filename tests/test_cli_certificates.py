"""Certificates and transcripts by command: withdrawn on a ground, and looked at as files."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import select

from elearn.cli import certificates
from elearn.db import Withdrawal
from elearn.documents.transcript import issued_transcript
from elearn.domain.certification import format_number
from elearn.operations.transcripts import issue_transcript, own_transcript
from tests.conftest import Work
from tests.partnership import complete


@pytest.fixture(autouse=True)
def here(work: Work, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let commands work on the site of the test."""
    monkeypatch.setattr(certificates, "at_work", work)


def run(command: str, *arguments: str) -> Result:
    found = next(one for one in certificates.COMMANDS if one.name == command)
    return CliRunner().invoke(found, arguments)


def test_a_certificate_is_withdrawn_on_a_ground(work: Work, people: dict[str, int]) -> None:
    with work() as site:
        number = complete(site, "child-a", people["learner"])
    asked = ("withdraw-certificate", number, "--reason", "Not hers", "--by", "A lead", "--ground")
    assert "Invalid value" in run(*asked, "whim").output
    done = run(*asked, "error")
    assert (done.exit_code, done.output) == (0, "Withdrawn: Child A, 2026-11-23.\n")
    with work() as site:
        kept = site.session().scalars(select(Withdrawal)).one()
        assert (kept.ground, kept.reason, kept.withdrawn_by) == ("error", "Not hers", "A lead")
    again = run(*asked, "error")
    assert again.exit_code == 1
    assert again.output == f"Certificate {number} was replaced or withdrawn already.\n"


def test_a_transcript_as_a_file_is_checked(
    work: Work, people: dict[str, int], tmp_path: Path
) -> None:
    with work() as site:
        complete(site, "child-a", people["learner"])
        number = issue_transcript(site.session(), site.issuer, people["learner"], site.clock())
        facts = own_transcript(site.session(), people["learner"], number)
    file, drawn = tmp_path / "transcript.pdf", issued_transcript(facts, None)
    file.write_bytes(drawn)
    good = run("verify-pdf", str(file))
    assert good.exit_code == 0
    assert "the file is as it was issued" in good.output
    assert f"Transcript {format_number(number)}: genuine." in good.output
    file.write_bytes(drawn[:100] + bytes([drawn[100] ^ 1]) + drawn[101:])
    bad = run("verify-pdf", str(file))
    assert bad.exit_code == 1
    assert "Do not rely on it: it differs from the file that was issued." in bad.output
