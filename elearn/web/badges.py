"""Open Badges: a certificate as a signed credential, and the keys that sign them."""

from flask import Blueprint, Response, jsonify

from elearn.documents.badge import MEDIA_TYPE, BadgeIssuer, sign_badge
from elearn.domain.certification import CertificateState
from elearn.domain.errors import NotFound
from elearn.operations.certificates import owned_certificate
from elearn.web.context import session, site, today, viewer
from elearn.web.guards import learner, public

blueprint = Blueprint("badges", __name__)


@blueprint.get("/certificates/<number>.jwt")
@learner
def credential(number: str) -> Response:
    """Return one's own certificate, while it is in force, as an Open Badges credential."""
    owned = owned_certificate(session(), number, today())
    if owned.person_id != viewer().id or owned.state is not CertificateState.GENUINE:
        raise NotFound("badge", number)
    signed = sign_badge(_issuer(), owned.facts, viewer().email)
    headers = {"Content-Disposition": f'attachment; filename="open-badge-{number}.jwt"'}
    return Response(signed, mimetype=MEDIA_TYPE, headers=headers)


@blueprint.get("/.well-known/did.json")
@public
def keys() -> Response:
    """Publish the keys that sign Open Badges credentials."""
    return jsonify(_issuer().document())


def _issuer() -> BadgeIssuer:
    issuer = site().badges
    if issuer is None:
        raise NotFound("badges", "no key is set")
    return issuer
