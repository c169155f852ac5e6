"""Views that take a file: how large a request each of them reads, and no other does."""

from collections.abc import Callable
from typing import Any, TypeVar

from elearn.serving import LONGEST_UPLOAD, UPLOADS
from elearn.web.context import asked, here

View = TypeVar("View", bound=Callable[..., Any])


def takes_file(view: View) -> View:
    """Let a view read a request as long as an upload may be."""
    view.takes_file = True  # type: ignore[attr-defined]
    return view


def take_uploads() -> None:
    """Raise the limit of a request whose view takes a file, before anything of it is read."""
    request = asked()
    if request.method != "POST" or request.endpoint is None:
        return
    if getattr(here().app.view_functions[request.endpoint], "takes_file", False):
        request.max_content_length = UPLOADS.get(request.path, LONGEST_UPLOAD)
