"""Definitions of statements, and the usual ones by table."""

import itertools
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from typing import Any, Final, TypeAlias

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine.interfaces import BindTyping, Dialect
from sqlalchemy.sql.compiler import SQLCompiler

NewRow: TypeAlias = sqlite.Insert | postgresql.Insert
"""A row to insert or, where it is there already, to change: each database has its own class for it."""


def _postgresql() -> Dialect:
    dialect: Dialect = postgresql.dialect(paramstyle="numeric_dollar")  # type: ignore[no-untyped-call]
    dialect.bind_typing = BindTyping.NONE  # the server knows a parameter's type by where it stands
    return dialect


_DIALECTS: Final[dict[str, Dialect]] = {
    "sqlite": sqlite.dialect(paramstyle="qmark"),
    "postgresql": _postgresql(),
}
_INSERTS: Final[dict[str, Callable[[sa.Table], NewRow]]] = {
    "sqlite": sqlite.insert,
    "postgresql": postgresql.insert,
}


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

    def compiled(self, database: str) -> tuple[str, tuple[object, ...]]:
        """The text for `sqlite` or `postgresql`, and the constants that follow the parameters.

        A parameter is a question mark on SQLite, `$1` and so on on PostgreSQL. For SQLite, SQLAlchemy writes
        `OFFSET ?` behind every limit.
        """
        compiled = self._clause(database).compile(
            dialect=_DIALECTS[database],
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

    def _clause(self, database: str) -> sa.ClauseElement:
        return self._build()


class Upsert(Definition):
    """A row that is inserted or, where it is there already, changed: `finish` says how, of the new row."""

    def __init__(
        self, table: sa.Table, finish: Callable[[Any], sa.ClauseElement], columns: Sequence[str] = ()
    ) -> None:
        """The parameters are the row's columns, all of the table's in its order unless named."""
        names = tuple(columns) or tuple(column.name for column in table.columns)
        super().__init__(lambda: sa.insert(table), names, names)
        self._table = table
        self._finish = finish

    def _clause(self, database: str) -> sa.ClauseElement:
        return self._finish(_INSERTS[database](self._table))


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
    return Definition(lambda: sa.insert(table).inline(), columns, columns)


def upsert(table: sa.Table, *keys: str) -> Definition:
    """Insert a row, or replace all columns but `keys` of the one that has these: the table's columns."""

    def finish(new: NewRow) -> sa.ClauseElement:
        replaced = {column.name: new.excluded[column.name] for column in table.columns}
        for key in keys:
            del replaced[key]
        return new.on_conflict_do_update(index_elements=keys, set_=replaced)

    return Upsert(table, finish)


def insert_once(table: sa.Table, *keys: str) -> Definition:
    """Insert a row unless there is one with these `keys`: the parameters are the table's columns."""
    return Upsert(table, lambda new: new.on_conflict_do_nothing(index_elements=keys))


class Update(Definition):
    """A change of one row. On PostgreSQL it is refused when there is none: it may travel with the COMMIT.

    There the count of changed rows divides 1, since nothing else in plain SQL fails on purpose.
    """

    def _clause(self, database: str) -> sa.ClauseElement:
        changing = super()._clause(database)
        if database != "postgresql":
            return changing
        assert isinstance(changing, sa.Update)
        changed = changing.returning(sa.literal_column("1")).cte("changed")
        return sa.select(sa.literal_column("1 / count(*)")).select_from(changed)


def update(table: sa.Table, columns: Sequence[str], where: Sequence[str]) -> Definition:
    """Set `columns` of the one row whose columns `where` have the values given after them."""

    def build() -> sa.ClauseElement:
        changing = sa.update(table).where(*(table.c[name] == sa.bindparam(f"is_{name}") for name in where))
        return changing.values({name: sa.bindparam(name) for name in columns})

    return Update(build, [*columns, *(f"is_{name}" for name in where)], columns)


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
