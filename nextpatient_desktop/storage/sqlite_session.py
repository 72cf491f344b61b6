"""`SqliteSession`: one transaction's hold on a connection to a SQLite file."""

from collections.abc import Sequence
from typing import NoReturn
from uuid import UUID

from nextpatient_desktop.storage.engine import DriverConnection, DriverCursor
from nextpatient_desktop.storage.errors import DriverError
from nextpatient_desktop.storage.session import Row
from nextpatient_desktop.storage.statements import Statement


class TransactionLostError(Exception):
    """SQLite ended the transaction by itself (a full disk): nothing in it happened."""


class SqliteSession:
    """`storage.session.Session`: runs statements in one transaction, and nothing after its end.

    When SQLite rolls the whole transaction back by itself, the connection is in autocommit: a statement that
    followed would stand alone and last. So the session ends with the transaction, whoever catches the error.

    Attributes:
        lost_by: the error at which SQLite ended the transaction, None while it goes on.
    """

    __slots__ = ("_connection", "_execute", "lost_by")

    def __init__(self, connection: DriverConnection) -> None:
        """Use a connection whose transaction has begun."""
        self._connection = connection
        self._execute = connection.execute
        self.lost_by: BaseException | None = None

    def one(self, statement: Statement, *values: object) -> Row | None:
        """The first row, None for none."""
        try:
            return self._execute(statement.sql, values + statement.tail).fetchone()
        except DriverError as error:
            self._look_after(error)
            raise

    def all(self, statement: Statement, *values: object) -> list[Row]:
        """All rows."""
        try:
            return self._execute(statement.sql, values + statement.tail).fetchall()
        except DriverError as error:
            self._look_after(error)
            raise

    def put(self, statement: Statement, *values: object) -> None:
        """Change something."""
        try:
            self._execute(statement.sql, values + statement.tail)
        except DriverError as error:
            self._look_after(error)
            raise

    def change(self, key: UUID, statement: Statement, *values: object) -> None:
        """Change the one row of `key`; `LookupError` when there is none."""
        try:
            changed = self._execute(statement.sql, values + statement.tail).rowcount
        except DriverError as error:
            self._look_after(error)
            raise
        if changed != 1:
            raise LookupError(f"{statement.name} found no row of {key}")

    def end(self) -> None:
        """Refuse every further statement: the unit of work is over."""
        self._execute = _refuse_ended

    def _look_after(self, error: Exception) -> None:
        if not self._connection.in_transaction:
            self.lost_by = error
            self._execute = _refuse_lost


def _refuse_ended(sql: str, parameters: Sequence[object] = (), /) -> DriverCursor:
    return _refuse(RuntimeError("a unit of work was used after its end"))


def _refuse_lost(sql: str, parameters: Sequence[object] = (), /) -> DriverCursor:
    return _refuse(TransactionLostError())


def _refuse(error: Exception) -> NoReturn:
    raise error
