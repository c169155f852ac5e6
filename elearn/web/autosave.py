"""What the script that saves while someone types sends, and what it is told.

It posts the very form of the page with one more header. 204 means saved, and nothing else does.
"""

from flask import request
from werkzeug.wrappers import Response


def is_autosave() -> bool:
    """Tell whether the script sent the form, and nobody will see the page that answers it."""
    return "X-Autosave" in request.headers


def not_saved(page: str, *, identifying: bool) -> Response:
    """Show a form again with what is wrong; a header tells the script why, in one word."""
    headers = {"X-Not-Saved": "identifying"} if identifying else None
    return Response(page, 422, headers, mimetype="text/html")
