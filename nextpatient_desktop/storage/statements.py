"""`Statement`: a statement's text, compiled beforehand and executed by the driver itself.

Statements are defined in the package `sql` with SQLAlchemy Core, by topic and name. Building and compiling
one at each execution would cost more than SQLite needs for the row, and SQLAlchemy a third of a second of
every start.
"""

import json
import logging
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any, Final, TypeVar

from nextpatient_desktop.resources import resource

V = TypeVar("V")

FILE: Final = "statements.json"
"""The texts, among the program's own files."""

_log = logging.getLogger(__name__)


Postgres = tuple[bytes, bytes, tuple[object, ...]]
"""A statement for PostgreSQL: the name under which it is prepared, its text, and constants that follow."""


class Statement:
    """One statement of the package `sql`.

    Attributes:
        sql: the text for SQLite, with a question mark for each parameter.
        tail: constants that follow the parameters there.
        postgres: the same for PostgreSQL.
    """

    __slots__ = ("name", "postgres", "sql", "tail", "variant")

    sql: str
    tail: tuple[object, ...]
    postgres: Postgres

    def __init__(self, name: str, variant: tuple[int | str, ...] = ()) -> None:
        """Name a definition, `topic.NAME`, and the member of a family."""
        self.name = name
        self.variant = variant

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - what __getattr__ returns
        """Look the text up at first use: the slots for texts are empty until then."""
        if name in ("sql", "tail"):
            self.sql, self.tail = self._compiled("sqlite")
        elif name == "postgres":
            text, tail = self._compiled("postgresql")
            self.postgres = (key(self.name, self.variant).encode(), text.encode(), tail)
        else:
            raise AttributeError(name)
        return getattr(self, name)

    def _compiled(self, database: str) -> tuple[str, tuple[object, ...]]:
        known = _texts().get(database, {}).get(key(self.name, self.variant))
        if known is not None:
            return known[0], tuple(known[1:])
        from nextpatient_desktop.storage.sql.compiling import compiled  # a size that is not there

        return compiled(database, self.name, self.variant)


@cache
def statement(name: str, *variant: int | str) -> Statement:
    """The statement that `sql` defines as `topic.NAME`, or a family's member."""
    return Statement(name, variant)


def key(name: str, variant: tuple[int | str, ...]) -> str:
    """How a statement is called in the file of texts."""
    return " ".join([name, *map(str, variant)])


@cache
def _texts() -> dict[str, dict[str, list[Any]]]:
    try:
        texts: dict[str, dict[str, list[Any]]] = json.loads(resource(FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:  # it only starts later without them
        _log.warning("the compiled statements cannot be read: %r", error)
        return {}
    return texts


LIST_SIZES: Final = (1, 2, 4, 8, 16, 32, 64)
"""How many values an IN list may have: few, so that there are few texts to compile and to keep prepared."""


def in_parts(values: Sequence[V]) -> Iterator[tuple[list[V], int]]:
    """The values in lists of those sizes, with the size; a short list is filled up with its last value."""
    for start in range(0, len(values), LIST_SIZES[-1]):
        part = list(values[start : start + LIST_SIZES[-1]])
        size = next(size for size in LIST_SIZES if size >= len(part))
        yield part + part[-1:] * (size - len(part)), size
