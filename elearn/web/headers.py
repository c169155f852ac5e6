"""Headers on every answer: what the browser may load, keep and tell others.

Those that are always the same are put in as an answer is sent (``WholeResponse``).
"""

import secrets

from flask import Response

from elearn.web.context import asked, here, site

KEPT_FOR_A_YEAR = "public, max-age=31536000, immutable"
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self' 'nonce-%s'; style-src 'self'; img-src 'self'; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
ALWAYS = [
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "same-origin"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Permissions-Policy", "camera=(), geolocation=(), microphone=()"),
]  # nothing else sets these


def csp_nonce() -> str:
    """Return this answer's nonce, which allows the page's own inline script."""
    own = here().g
    nonce: str | None = own.get("csp_nonce")
    if nonce is None:
        nonce = own.csp_nonce = secrets.token_urlsafe(16)
    return nonce


def set_headers(response: Response) -> Response:
    """Allow nothing but this site's own parts, and keep no page with personal data."""
    headers = response.headers
    headers.add("Content-Security-Policy", CONTENT_SECURITY_POLICY % csp_nonce())
    if site().https:
        headers["Strict-Transport-Security"] = "max-age=31536000"
    request = asked()
    if request.endpoint == "static":
        headers["Cache-Control"] = KEPT_FOR_A_YEAR if "v" in request.args else "public, max-age=300"
    else:
        headers["Cache-Control"] = "no-store"
    return response
