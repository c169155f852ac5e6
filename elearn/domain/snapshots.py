"""Facts as text that is kept for ever: equal facts give equal text, read back strictly."""

import json
from dataclasses import asdict, fields, is_dataclass
from datetime import date
from types import UnionType
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

from elearn.domain.errors import SnapshotFault

Facts = TypeVar("Facts")


def to_json(facts: Any, form: int) -> str:
    """Return a dataclass of texts, whole numbers, days and tuples as canonical JSON in ASCII."""
    values = asdict(facts) | {"snapshot": form}
    return json.dumps(values, sort_keys=True, separators=(",", ":"), default=date.isoformat)


def from_json(kind: type[Facts], text: str, form: int) -> Facts:
    """Return what ``to_json`` stored, or raise SnapshotFault naming the key."""
    try:
        values = json.loads(text)
    except (ValueError, RecursionError):
        raise SnapshotFault("snapshot", "is not JSON") from None
    if not isinstance(values, dict) or values.pop("snapshot", None) != form:
        raise SnapshotFault("snapshot", f"is not of form {form}")
    made: Facts = _made(kind, values, "snapshot")
    return made


def _made(kind: Any, values: Any, key: str) -> Any:
    """Return a dataclass from the object that stands for it."""
    if not isinstance(values, dict):
        raise SnapshotFault(key, "is not an object")
    hints = get_type_hints(kind)
    names = [field.name for field in fields(kind)]
    for name in values.keys() ^ set(names):
        raise SnapshotFault(name, "is missing" if name in names else "is not known")
    return kind(**{name: _read(hints[name], values[name], name) for name in names})


def _read(hint: Any, value: Any, key: str) -> Any:
    """Return one stored value in its own type."""
    if isinstance(hint, UnionType):
        return None if value is None else _read(get_args(hint)[0], value, key)
    if get_origin(hint) is tuple and isinstance(value, list):
        return tuple(_read(get_args(hint)[0], item, key) for item in value)
    if is_dataclass(hint):
        return _made(hint, value, key)
    if hint is date:
        return _day(value, key)
    if type(value) is not hint:
        raise SnapshotFault(key, "is not of its type")
    return value


def _day(value: Any, key: str) -> date:
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        raise SnapshotFault(key, "is not a day") from None
