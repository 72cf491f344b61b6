"""Definitions of statements, and the usual ones by table."""

import itertools
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.dialects import sqlite
from sqlalchemy.sql.compiler import SQLCompiler

_DIALECT: Final = sqlite.dialect(paramstyle="qmark")


class Definition:
    """One statement, the order of its parameters and what follows them."""

    def __init__(
        self,
        build: Callable[[], sa.ClauseElement],
        parameters: Sequence[str] = (),
        columns: Sequence[str] | None = None,
    ) -> None:
        """Name the parameters in the order in which they are given; `columns` are those set or inserted."""
        self._build = build
        self._parameters = tuple(parameters)
        self._columns = columns

    def compiled(self) -> tuple[str, tuple[object, ...]]:
        """The text, with a question mark for each parameter, and the constants that follow the parameters.

        SQLAlchemy writes `OFFSET ?` behind every limit.
        """
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
        return str(compiled), tuple(values[name] for name in constants)


class Family:
    """Statements that differ by a size or a table.

    Attributes:
        variants: the arguments for which a text is compiled beforehand.
    """

    def __init__(self, define: Callable[..., Definition], ranges: Sequence[Iterable[int | str]]) -> None:
        self.variants = tuple(itertools.product(*ranges))
        self._define = cache(define)

    def __call__(self, *variant: int | str) -> Definition:
        """The definition for these arguments."""
        return self._define(*variant)


def family(*ranges: Iterable[int | str]) -> Callable[[Callable[..., Definition]], Family]:
    """Make a function of sizes or names a `Family`, with the values that each argument has all day."""
    return lambda define: Family(define, ranges)


def insert(table: sa.Table) -> Definition:
    """Insert a row: the parameters are its columns, in the table's order."""
    columns = [column.name for column in table.columns]
    return Definition(lambda: sa.insert(table), columns, columns)


def update(table: sa.Table, columns: Sequence[str], where: Sequence[str]) -> Definition:
    """Set `columns` of the row whose columns `where` have the values given after them."""

    def build() -> sa.ClauseElement:
        return sa.update(table).where(*(table.c[name] == sa.bindparam(f"is_{name}") for name in where))

    return Definition(build, [*columns, *(f"is_{name}" for name in where)], columns)


def select_by(table: sa.Table, *keys: str) -> Definition:
    """Select whole rows by the values of some columns."""
    return Definition(
        lambda: sa.select(table).where(*(table.c[name] == sa.bindparam(name) for name in keys)), keys
    )


def bound_list(name: str, size: int) -> list[sa.BindParameter[Any]]:
    """The parameters `name_0` ... of an IN list."""
    return [sa.bindparam(f"{name}_{index}") for index in range(size)]


def list_names(name: str, size: int) -> list[str]:
    """The names of the parameters of an IN list."""
    return [f"{name}_{index}" for index in range(size)]
