"""Facts as text that is kept for ever: equal facts give equal text, read back strictly."""

import json
from collections.abc import Collection, Mapping
from dataclasses import asdict, fields, is_dataclass
from datetime import date
from types import UnionType
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

from elearn.domain.errors import SnapshotFault

Facts = TypeVar("Facts")


def to_json(facts: Any, form: int, without: Collection[str] = ()) -> str:
    """Return a dataclass of texts, whole numbers, days and tuples as canonical JSON in ASCII.

    ``without`` names the fields that this form does not have.
    """
    values = {name: value for name, value in asdict(facts).items() if name not in without}
    values["snapshot"] = form
    return json.dumps(values, sort_keys=True, separators=(",", ":"), default=date.isoformat)


def from_json(kind: type[Facts], text: str, forms: Mapping[int, Collection[str]]) -> Facts:
    """Return what ``to_json`` stored, or raise SnapshotFault naming the key.

    ``forms`` are those that can be read, each with the fields that it does not have.
    """
    try:
        values = json.loads(text)
    except (ValueError, RecursionError):
        raise SnapshotFault("snapshot", "is not JSON") from None
    form = values.pop("snapshot", None) if isinstance(values, dict) else None
    if type(form) is not int or form not in forms:
        known = " or ".join(map(str, forms))
        raise SnapshotFault("snapshot", f"is of form {form!r}, not {known}")
    return made(kind, values, forms[form])


def made(
    kind: type[Facts], values: dict[str, Any], without: Collection[str] = (), within: str = ""
) -> Facts:
    """Return a dataclass from the object that stands for it, or raise SnapshotFault.

    ``within`` is what comes before each key in a fault, such as ``look.``.
    """
    types = {name: hint for name, hint in _types(kind).items() if name not in without}
    for name in sorted(values.keys() ^ types.keys()):
        raise SnapshotFault(within + name, "is missing" if name in types else "is not known")
    return kind(**{name: _read(hint, values[name], within + name) for name, hint in types.items()})


def _types(kind: Any) -> dict[str, Any]:
    """Return the type of each field of a dataclass."""
    hints = get_type_hints(kind)
    return {field.name: hints[field.name] for field in fields(kind)}


def _read(hint: Any, value: Any, key: str) -> Any:
    """Return one stored value in its own type."""
    if isinstance(hint, UnionType):
        return None if value is None else _read(get_args(hint)[0], value, key)
    if get_origin(hint) is tuple and isinstance(value, list):
        return tuple(_read(get_args(hint)[0], item, key) for item in value)
    if get_origin(hint) is dict and isinstance(value, dict):
        return {name: _read(get_args(hint)[1], item, key) for name, item in value.items()}
    if is_dataclass(hint) and isinstance(value, dict):
        return made(hint, value, within=f"{key}.")  # type: ignore[arg-type]  # it is a class
    if hint is date:
        return _day(value, key)
    if type(value) is not hint:
        raise SnapshotFault(key, "is not of its type")
    return value


def _day(value: Any, key: str) -> date:
    try:
        day = date.fromisoformat(value)
    except (TypeError, ValueError):
        raise SnapshotFault(key, "is not a day") from None
    if day.isoformat() != value:
        raise SnapshotFault(key, "is not a day as YYYY-MM-DD")
    return day
