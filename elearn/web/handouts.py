"""What the printed handouts are drawn from: facts of the catalogue and the record."""

from datetime import date

from elearn.documents.executive_summary import Reference, SummaryFacts
from elearn.documents.transcript import TranscriptEntry, TranscriptFacts
from elearn.domain.content import (
    ExecutiveSummary,
    Module,
)
from elearn.operations.certificates import Issuer
from elearn.operations.records import Record
from elearn.web.filters import kind_words, method_words


def summary_facts(module: Module, summary: ExecutiveSummary, issuer: Issuer) -> SummaryFacts:
    """Return what the printed executive summary of a case says."""
    review = module.published_review
    return SummaryFacts(
        title=module.title,
        subtitle=module.summary,
        paragraphs=summary.blocks,
        learning_points=tuple((point.id, point.text) for point in module.learning_points),
        sources=tuple(
            Reference(s.text, s.url, s.id.removeprefix("S")) for s in module.cited(summary.cites)
        ),
        review=(
            Reference(f"{review.title}. {review.publisher}, {review.published}.", review.url)
            if review
            else None
        ),
        prepared_on=module.prepared_on,
        version=module.version,
        partnership=issuer.partnership.name,
        url=f"{issuer.public_url}/modules/{module.slug}/executive-summary",
    )


def transcript_facts(name: str, record: Record, issuer: Issuer, today: date) -> TranscriptFacts:
    """Return what the printed record of a person says."""
    return TranscriptFacts(
        person_name=name,
        agency=record.agency,
        partnership=issuer.partnership.name,
        as_at=today,
        entries=tuple(
            TranscriptEntry(
                module_title=completion.title,
                kind=kind_words(completion.kind),
                version=completion.version,
                method=method_words(completion.method),
                completed_on=completion.completed_on,
                valid_until=completion.valid_until,
                minutes=completion.minutes,
                participatory_minutes=completion.participatory_minutes,
                certificate_number=completion.certificate,
            )
            for completion in record.completions
        ),
    )
