"""What the printed handouts are drawn from: facts of the catalogue and the record."""

from elearn.documents.executive_summary import Reference, SummaryFacts
from elearn.domain.content import (
    ExecutiveSummary,
    Module,
)
from elearn.operations.certificates import Issuer


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
