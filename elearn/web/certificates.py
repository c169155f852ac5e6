"""Certificates as PDF, for their owner and their owner's managers."""

from flask import Blueprint, Response

from elearn.bulk_printing import file_name
from elearn.documents.certificate import issued_certificate
from elearn.domain.errors import NotFound
from elearn.operations.certificates import owned_certificate
from elearn.operations.designs import pictures_of
from elearn.operations.teams import may_see_person
from elearn.web.context import session, site, today, viewer
from elearn.web.guards import learner

blueprint = Blueprint("certificates", __name__)


@blueprint.get("/certificates/<number>.pdf")
@learner
def pdf(number: str) -> Response:
    """Return a certificate, drawn from its snapshot; anyone else's is not found."""
    owned = owned_certificate(session(), number, today())
    mine = owned.person_id == viewer().id
    if not mine and not may_see_person(session(), viewer().appointments, owned.person_id):
        raise NotFound("certificate", number)
    file = issued_certificate(owned.facts, site().seal, pictures_of(session(), [owned.facts]))
    headers = {"Content-Disposition": f'inline; filename="{file_name(owned.facts)}"'}
    return Response(file, mimetype="application/pdf", headers=headers)
