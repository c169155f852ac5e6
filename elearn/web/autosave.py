"""What the script that saves while someone types sends, and what it is told.

It posts the very form of the page with two more headers: that it is the script, and the moment as
of which its page shows the record. 204 means saved, and nothing else does; 412 that something newer
was saved elsewhere meanwhile, which was left as it is.
"""

from datetime import UTC, datetime

from flask import abort, request
from werkzeug.wrappers import Response

from elearn.web.context import now


def is_autosave() -> bool:
    """Tell whether the script sent the form, and nobody will see the page that answers it."""
    return "X-Autosave" in request.headers


def seen_at() -> datetime | None:
    """Return the moment as of which the script's page shows the record, or None.

    What someone sends by a button is sent knowingly: then there is none. Answers 400 to no moment.
    """
    sent = request.headers.get("X-Seen-At")
    if sent is None or not is_autosave():
        return None
    try:
        moment = datetime.fromisoformat(sent)
        if moment.tzinfo is None:
            abort(400)
        return moment.astimezone(UTC)
    except (ValueError, OverflowError):  # no moment, or one before or after all time
        abort(400)


def saved() -> Response:
    """Tell the script that all was saved, and as of which moment its page now shows the record."""
    return Response(status=204, headers={"X-Saved-At": now().isoformat()})


def not_saved(page: str, *, identifying: bool) -> Response:
    """Show a form again with what is wrong; a header tells the script why, in one word."""
    headers = {"X-Not-Saved": "identifying"} if identifying else None
    return Response(page, 422, headers, mimetype="text/html")
