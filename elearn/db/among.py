"""The condition that a number is among others, however many they are, in one and the same text.

A list in the statement makes another statement of it for each length: to be compiled, read and
planned anew, which for some thousand numbers takes longer than to find the rows.
"""

import json
from collections.abc import Collection
from typing import Any

from sqlalchemy import Boolean, ColumnElement, Dialect, Integer, String, TypeDecorator, bindparam
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeEngine


class Numbers(TypeDecorator[Collection[int]]):
    """Whole numbers as one value: an array, or a text in JSON where there are none."""

    impl = String
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Return how a kind of database takes them."""
        kind = ARRAY(Integer) if dialect.name == "postgresql" else String()
        return dialect.type_descriptor(kind)

    def process_bind_param(self, value: Collection[int] | None, dialect: Dialect) -> Any:
        """Return them as this kind of database takes them."""
        numbers = list(value or ())
        return numbers if dialect.name == "postgresql" else json.dumps(numbers)


class _Among(FunctionElement[bool]):
    type = Boolean()
    name = "among"
    inherit_cache = True

    def self_group(self, against: Any = None) -> "_Among":  # noqa: ARG002 - as it is called
        """Return it as it is: compared with 1, as SQLite has booleans, no index would serve it."""
        return self


def among(column: Any, numbers: Collection[int] | str) -> ColumnElement[bool]:
    """Return the condition that a column is one of some numbers, or of those given by this name."""
    if isinstance(numbers, str):
        return _Among(column, bindparam(numbers, type_=Numbers()))
    return _Among(column, bindparam("numbers", numbers, type_=Numbers(), unique=True))


@compiles(_Among)
def _listed(element: _Among, compiler: SQLCompiler, **kw: Any) -> str:
    column, numbers = (compiler.process(part, **kw) for part in element.clauses)
    return f"{column} IN (SELECT value FROM json_each({numbers}))"  # noqa: S608 - of parts that are compiled


@compiles(_Among, "postgresql")
def _any(element: _Among, compiler: SQLCompiler, **kw: Any) -> str:
    column, numbers = (compiler.process(part, **kw) for part in element.clauses)
    return f"{column} = ANY ({numbers})"
