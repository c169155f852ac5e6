"""What is required of a learner on My learning: why, by when, and what is left of it."""

from dataclasses import dataclass

from elearn.domain.completion import State
from elearn.operations.learning import ModuleProgress
from elearn.operations.standings import Obligation, obligations
from elearn.web.context import session, site, today, viewer
from elearn.web.extensions import is_due
from elearn.web.filters import in_words
from elearn.web.wording import gettext

LISTED = 3  # modules that are listed at once; the rest opens


@dataclass(frozen=True, slots=True)
class Required:
    """One requirement as its learner sees it: ``why`` in words, and the modules outstanding."""

    at: Obligation
    why: str
    modules: tuple[ModuleProgress, ...]
    may_ask: bool

    @property
    def first(self) -> tuple[ModuleProgress, ...]:
        """Return the modules that are listed at once, those that are begun before the others."""
        return self.modules[:LISTED]

    @property
    def rest(self) -> tuple[ModuleProgress, ...]:
        """Return the modules that are listed when asked for."""
        return self.modules[LISTED:]


def required_shown(everything: tuple[ModuleProgress, ...]) -> dict[str, object]:
    """Return what My learning shows of requirements, most pressing first."""
    by_slug = {here.module.slug: here for here in everything}
    required = obligations(session(), site().catalogue, viewer().id, today())
    return {
        "required": [
            Required(at, _why(at), _begun_first([by_slug[m] for m in at.modules]), is_due(at))
            for at in required
        ]
    }


def _begun_first(modules: list[ModuleProgress]) -> tuple[ModuleProgress, ...]:
    return tuple(sorted(modules, key=lambda here: here.state is not State.IN_PROGRESS))


def _why(at: Obligation) -> str:
    """Return for whom a requirement is, as far as it concerns the learner, and since when."""
    why, known = at.why, site().catalogue.services
    services = [known[tag].name if tag in known else tag for tag in why.services]
    words = {
        "where": ", ".join(why.units) or gettext("the partnership"),
        "service": ", ".join(services),
        "group": ", ".join(why.job_groups),
        "day": in_words(at.applies_since),
    }
    if services and why.job_groups:
        text = gettext(
            "Required for everyone in %(where)s whose service is %(service)s and whose job group"
            " is %(group)s, and for you since %(day)s.",
            **words,
        )
    elif services:
        text = gettext(
            "Required for everyone in %(where)s whose service is %(service)s, and for you since"
            " %(day)s.",
            **words,
        )
    elif why.job_groups:
        text = gettext(
            "Required for everyone in %(where)s whose job group is %(group)s, and for you since"
            " %(day)s.",
            **words,
        )
    else:
        text = gettext("Required for everyone in %(where)s, and for you since %(day)s.", **words)
    return str(text)
