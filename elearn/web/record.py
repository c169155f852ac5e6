"""My record: every completion, certificate and attempt, on a page and as files."""

from dataclasses import fields
from datetime import date

from flask import Blueprint, Response, jsonify, render_template

from elearn.documents.tables import Table, to_csv
from elearn.documents.transcript import draw_transcript
from elearn.operations.records import Record, RecordedCompletion, record_of
from elearn.web.context import session, site, today, viewer
from elearn.web.guards import learner
from elearn.web.handouts import transcript_facts

blueprint = Blueprint("record", __name__)


@blueprint.get("/record")
@learner
def mine() -> str:
    """Show the learner's record."""
    modules = site().catalogue.modules
    return render_template(
        "record/mine.html",
        record=_record(),
        modules=modules,
        badges=site().badges is not None,
        today=today(),
    )


@blueprint.get("/record.pdf")
@learner
def pdf() -> Response:
    """Return the record as a transcript."""
    document = draw_transcript(transcript_facts(viewer().name, _record(), site().issuer, today()))
    return _file(document, "application/pdf", "pdf")


@blueprint.get("/record.csv")
@learner
def csv() -> Response:
    """Return the completions of the record as rows."""
    names = [field.name for field in fields(RecordedCompletion)]
    rows = [[getattr(c, name) for name in names] for c in _record().completions]
    return _file(to_csv(Table(tuple(names), tuple(map(tuple, rows)))), "text/csv", "csv")


@blueprint.get("/record.json")
@learner
def json() -> Response:
    """Return the whole record as data: completions and attempts."""
    record = _record()
    return jsonify(
        name=viewer().name,
        as_at=today().isoformat(),
        minutes=record.minutes,
        participatory_minutes=record.participatory_minutes,
        completions=[
            {field.name: _plain(getattr(c, field.name)) for field in fields(c)}
            for c in record.completions
        ],
        attempts=[
            {
                "module": a.module,
                "number": a.number,
                "submitted_at": a.submitted_at.isoformat(),
                "score": f"{a.score.numerator}/{a.score.denominator}",
                "passed": a.passed,
            }
            for a in record.attempts
        ],
    )


def _record() -> Record:
    return record_of(session(), viewer().id)


def _file(content: bytes | str, mimetype: str, ending: str) -> Response:
    name = f"learning-record-{today().isoformat()}.{ending}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, mimetype=mimetype, headers=headers)


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value
