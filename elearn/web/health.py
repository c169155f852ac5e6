"""For operations: whether the process is alive, and whether it can serve."""

from flask import Blueprint, Response, jsonify
from sqlalchemy.exc import SQLAlchemyError

from elearn.operations.health import can_read
from elearn.web.context import session
from elearn.web.guards import public

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
@public
def alive() -> Response:
    """Answer as long as the process runs."""
    return jsonify(status="ok")


@blueprint.get("/readyz")
@public
def ready() -> tuple[Response, int]:
    """Answer whether the database can be read and has its tables."""
    try:
        can_read(session())
    except SQLAlchemyError:
        return jsonify(status="the database cannot be read"), 503
    return jsonify(status="ok"), 200
