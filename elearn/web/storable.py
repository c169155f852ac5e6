"""Text that no database can store is refused at the door, for every form and address."""

from collections.abc import Iterable

from flask import Flask, Request, abort
from werkzeug.routing import IntegerConverter, Map

from elearn.web.context import asked


class RowNumber(IntegerConverter):
    """A whole number in an address that a row can have; a larger one is no address of ours."""

    def __init__(self, routes: Map, maximum: int = 2**31 - 1) -> None:
        super().__init__(routes, max=maximum)


def register_storable(app: Flask) -> None:
    """Answer 400 to a request whose address or form holds such text; nothing is changed."""
    app.url_map.converters["int"] = RowNumber
    app.before_request(refuse_unstorable)


def refuse_unstorable() -> None:
    """Refuse NUL characters and halves of surrogate pairs, which PostgreSQL cannot keep.

    JSON is refused whole: no page sends it, and forms would take it unchecked for their fields.
    """
    request = asked()
    if request.is_json or is_unstorable("\n".join(_texts(request))):
        abort(400)


def is_unstorable(text: str) -> bool:
    """Tell whether a text holds a NUL character or a lone surrogate."""
    try:
        return b"\0" in text.encode()  # which half of a pair cannot be; and quicker than to look
    except UnicodeEncodeError:
        return True


def _texts(request: Request) -> Iterable[str]:
    yield request.path
    if request.method == "GET" and not request.query_string:
        return
    for fields in (request.args, request.form):
        for name, values in fields.lists():
            yield name
            yield from values
