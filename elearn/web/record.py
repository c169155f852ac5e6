"""My record: every completion, certificate and attempt, on a page and as files; transcripts."""

from dataclasses import fields
from datetime import date

from flask import Blueprint, Response, flash, jsonify, redirect, render_template, url_for
from werkzeug.wrappers import Response as AnyResponse

from elearn.documents.tables import Table, to_csv
from elearn.documents.transcript import issued_transcript
from elearn.domain.certification import format_number
from elearn.domain.transcripts import RecordedCompletion, TranscriptFacts, totals
from elearn.operations.levels import level_progress
from elearn.operations.past_certificates import past_certificates
from elearn.operations.records import RecordedAttempt, record_of
from elearn.operations.transcripts import (
    NothingToIssue,
    copy_of,
    issue_transcript,
    own_transcript,
    standing_for,
    transcript_of,
    transcripts_of,
)
from elearn.web.context import commit, now, session, site, today, viewer
from elearn.web.guards import learner
from elearn.web.wording import gettext

blueprint = Blueprint("record", __name__)


@blueprint.get("/record")
@learner
def mine() -> str:
    """Show the learner's record."""
    record = record_of(session(), viewer().id)
    issued = transcripts_of(session(), viewer().id)
    copy = copy_of(viewer().name, record, site().issuer, today())
    return render_template(
        "record/mine.html",
        record=record,
        modules=site().catalogue.modules,
        level=level_progress(session(), viewer().id, today()),
        badges=site().badges is not None,
        today=today(),
        past=past_certificates(session(), viewer().id),
        transcripts=issued,
        current=standing_for(copy, issued),
    )


@blueprint.post("/record/transcripts")
@learner
def issue() -> AnyResponse:
    """Issue the record as a transcript, unless the latest states it already."""
    try:
        number = issue_transcript(session(), site().issuer, viewer().id, now())
    except NothingToIssue:
        flash(gettext("There is nothing to make a transcript of yet"))
    else:
        commit()
        flash(gettext("Your transcript has the number %(number)s", number=format_number(number)),
              "success")  # fmt: skip
    return redirect(url_for(".mine"), 303)


@blueprint.get("/record/transcripts/<number>.pdf")
@learner
def transcript(number: str) -> Response:
    """Return one of one's own transcripts, drawn from its snapshot; anyone else's is not found."""
    return _pdf(own_transcript(session(), viewer().id, number))


@blueprint.get("/record.pdf")
@learner
def pdf() -> Response:
    """Return the transcript that states the record as it stands, or a copy not issued."""
    return _pdf(_stated())


@blueprint.get("/record.csv")
@learner
def csv() -> Response:
    """Return the completions of the same transcript or copy as rows."""
    facts, names = _stated(), tuple(field.name for field in fields(RecordedCompletion))
    rows = [tuple(getattr(entry, name) for name in names) for entry in facts.entries]
    return _file(to_csv(Table(names, rows)), "text/csv", facts, "csv")


@blueprint.get("/record.json")
@learner
def json() -> Response:
    """Return the same as data, with its totals, and the attempts."""
    facts = _stated()
    return jsonify(
        name=facts.person_name,
        agency=facts.agency,
        partnership=facts.partnership,
        as_at=facts.as_at.isoformat(),
        transcript=facts.number,
        minutes=facts.minutes,
        participatory_minutes=facts.participatory_minutes,
        completions=[_plain(entry) for entry in facts.entries],
        totals=[_plain(total) for total in totals(facts.entries)],
        attempts=[_attempt(a) for a in record_of(session(), viewer().id).attempts],
    )


def _stated() -> TranscriptFacts:
    return transcript_of(session(), site().issuer, viewer().id, today())


def _pdf(facts: TranscriptFacts) -> Response:
    return _file(issued_transcript(facts, site().seal), "application/pdf", facts, "pdf")


def _file(content: bytes, mimetype: str, facts: TranscriptFacts, ending: str) -> Response:
    name = f"learning-record-{facts.as_at.isoformat()}.{ending}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, mimetype=mimetype, headers=headers)


def _attempt(attempt: RecordedAttempt) -> dict[str, object]:
    return {
        "module": attempt.module,
        "number": attempt.number,
        "submitted_at": attempt.submitted_at.isoformat(),
        "score": f"{attempt.score.numerator}/{attempt.score.denominator}",
        "passed": attempt.passed,
    }


def _plain(facts: object) -> dict[str, object]:
    """Return facts as JSON can hold them."""
    values = {field.name: getattr(facts, field.name) for field in fields(facts)}  # type: ignore[arg-type]
    return {k: v.isoformat() if isinstance(v, date) else v for k, v in values.items()}
