"""My learning: what I have started, what applies to my service, what I have completed."""

from flask import Blueprint, render_template

from elearn.domain.completion import State
from elearn.operations.learning import ModuleProgress, progress_in_all
from elearn.operations.levels import level_progress
from elearn.operations.records import record_of
from elearn.web.context import session, site, today, viewer
from elearn.web.guards import learner
from elearn.web.programmes import all_progress
from elearn.web.required import required_shown

blueprint = Blueprint("learning", __name__)


@blueprint.get("/learning")
@learner
def mine() -> str:
    """Show the learner where they are with everything."""
    everything = progress_in_all(session(), site().catalogue, viewer().id, today())
    record = record_of(session(), viewer().id)
    return render_template(
        "learning/mine.html",
        started=_in_states(everything, State.IN_PROGRESS),
        renew=_in_states(everything, State.EXPIRED, State.EXPIRING),
        programmes=all_progress(everything),
        applies=tuple(
            here
            for here in _in_states(everything, State.NOT_STARTED)
            if here.module.reason_for(viewer().service)
        ),
        complete=_in_states(everything, State.COMPLETE, State.EXPIRING),
        certificates={c.module: c.certificate for c in reversed(record.completions)},
        service=viewer().service,
        level=level_progress(session(), viewer().id, today()),
        **required_shown(everything),
    )


def _in_states(
    everything: tuple[ModuleProgress, ...], *states: State
) -> tuple[ModuleProgress, ...]:
    return tuple(here for here in everything if here.state in states)
