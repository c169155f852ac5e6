"""What the printed handouts are drawn from: facts of the catalogue and the record."""

from elearn.documents.executive_summary import Reference, SummaryFacts
from elearn.documents.facilitator_pack import PackFacts
from elearn.domain.content import (
    ExecutiveSummary,
    Module,
)
from elearn.operations.certificates import Issuer


def summary_facts(module: Module, summary: ExecutiveSummary, issuer: Issuer) -> SummaryFacts:
    """Return what the printed executive summary of a case says."""
    return SummaryFacts(
        title=module.title,
        subtitle=module.summary,
        paragraphs=summary.blocks,
        learning_points=tuple((point.id, point.text) for point in module.learning_points),
        sources=_sources(module, summary),
        review=_review(module),
        prepared_on=module.prepared_on,
        version=module.version,
        partnership=issuer.partnership.name,
        url=f"{issuer.public_url}/modules/{module.slug}/executive-summary",
    )


def pack_facts(module: Module, issuer: Issuer) -> PackFacts:
    """Return what the facilitator's pack of a module says."""
    summary = module.executive_summary
    return PackFacts(
        title=module.title,
        summary=module.summary,
        content_note=module.content_note,
        outcomes=tuple(outcome.text for outcome in module.outcomes),
        paragraphs=summary.blocks if summary else (),
        review=_review(module),
        sources=_sources(module, summary) if summary else (),
        learning_points=tuple((point.id, point.text) for point in module.learning_points),
        team_questions=module.team_questions,
        inter_agency_questions=module.inter_agency_questions,
        response_prompts=tuple(prompt.text for prompt in module.response_prompts),
        minutes=module.minutes,
        prepared_on=module.prepared_on,
        version=module.version,
        partnership=issuer.partnership.name,
        url=f"{issuer.public_url}/modules/{module.slug}",
    )


def _review(module: Module) -> Reference | None:
    review = module.published_review
    if review is None:
        return None
    return Reference(f"{review.title}. {review.publisher}, {review.published}.", review.url)


def _sources(module: Module, summary: ExecutiveSummary) -> tuple[Reference, ...]:
    """Return the sources of a summary, by the numbers that it cites them with."""
    cited = module.cited(summary.cites)
    return tuple(Reference(s.text, s.url, s.id.removeprefix("S")) for s in cited)
