"""`Statement`: a SQLAlchemy Core statement that is compiled once and then executed by the driver itself.

Building and compiling a Core statement at each execution costs more than SQLite needs for the row; the
compiled text costs nothing. What runs is still Core: portable, and checked against the tables.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final, TypeVar

import sqlalchemy as sa
from sqlalchemy.dialects import sqlite
from sqlalchemy.sql.compiler import SQLCompiler

V = TypeVar("V")

_DIALECT: Final = sqlite.dialect(paramstyle="qmark")


class Statement:
    """One statement and the order of its parameters.

    Attributes:
        sql: the text, with a question mark for each parameter.
        tail: constants that follow the parameters (SQLAlchemy writes `OFFSET ?` behind every limit).
    """

    __slots__ = ("_build", "_columns", "_parameters", "sql", "tail")

    sql: str
    tail: tuple[object, ...]

    def __init__(
        self,
        build: Callable[[], sa.ClauseElement],
        parameters: Sequence[str] = (),
        columns: Sequence[str] | None = None,
    ) -> None:
        """Name the parameters in the order in which they are given; `columns` are those set or inserted.

        The Core expression is built when the statement is first run: a station runs a fraction of them all.
        """
        self._build = build
        self._parameters = tuple(parameters)
        self._columns = columns

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - what __getattr__ returns
        """Compile at first use: `sql` and `tail` are empty slots until then."""
        if name not in ("sql", "tail"):
            raise AttributeError(name)
        self._compile()
        return getattr(self, name)

    def _compile(self) -> None:
        compiled = self._build().compile(
            dialect=_DIALECT,
            column_keys=None if self._columns is None else list(self._columns),
        )
        assert isinstance(compiled, SQLCompiler)
        order = compiled.positiontup or []
        expected = list(self._parameters)
        if order[: len(expected)] != expected:
            raise AssertionError(f"parameters are {order}, not {expected}: {compiled}")
        constants = order[len(expected) :]
        values = compiled.params
        if any(values[name] is None for name in constants):
            raise AssertionError(f"parameters without a value among {constants}: {compiled}")
        self.tail = tuple(values[name] for name in constants)
        self.sql = str(compiled)


def insert(table: sa.Table) -> Statement:
    """Insert a row: the parameters are its columns, in the table's order."""
    columns = [column.name for column in table.columns]
    return Statement(lambda: sa.insert(table), columns, columns)


def update(table: sa.Table, columns: Sequence[str], where: Sequence[str]) -> Statement:
    """Set `columns` of the row whose columns `where` have the values given after them."""

    def build() -> sa.ClauseElement:
        return sa.update(table).where(*(table.c[name] == sa.bindparam(f"is_{name}") for name in where))

    return Statement(build, [*columns, *(f"is_{name}" for name in where)], columns)


def select_by(table: sa.Table, *keys: str) -> Statement:
    """Select whole rows by the values of some columns."""
    return Statement(
        lambda: sa.select(table).where(*(table.c[name] == sa.bindparam(name) for name in keys)), keys
    )


LIST_SIZES: Final = (1, 2, 4, 8, 16, 32, 64)
"""How many values an IN list may have: few, so that there are few texts to compile and to keep prepared."""


def in_parts(values: Sequence[V]) -> Iterator[tuple[list[V], int]]:
    """The values in lists of those sizes, with the size; a short list is filled up with its last value."""
    for start in range(0, len(values), LIST_SIZES[-1]):
        part = list(values[start : start + LIST_SIZES[-1]])
        size = next(size for size in LIST_SIZES if size >= len(part))
        yield part + part[-1:] * (size - len(part)), size


def bound_list(name: str, size: int) -> list[sa.BindParameter[Any]]:
    """The parameters `name_0` ... of an IN list."""
    return [sa.bindparam(f"{name}_{index}") for index in range(size)]


def list_names(name: str, size: int) -> list[str]:
    """The names of the parameters of an IN list."""
    return [f"{name}_{index}" for index in range(size)]
