"""`Link`: one connection, on which statements are prepared once and several travel together.

A statement's answer takes one journey to the server and back, and every journey inside a writing transaction
is one that the whole clinic waits for. So what needs no answer at once is sent with what follows, as a
pipeline: a token takes five journeys in place of fifteen. psycopg's cursors can do that too, but cost several
times as much for each statement as the libpq functions that psycopg has below them (`psycopg.pq`).

Source: PostgreSQL documentation, "Pipeline Mode" (libpq).
"""

import contextlib
import hashlib
from collections.abc import Callable, Sequence
from selectors import EVENT_READ, EVENT_WRITE, DefaultSelector
from typing import Any, Final, NamedTuple

import psycopg
from psycopg import pq
from psycopg.adapt import Transformer
from psycopg.errors import error_from_result

from nextpatient_desktop.storage.postgres.errors import LinkLostError
from nextpatient_desktop.storage.session import Row
from nextpatient_desktop.storage.statements import Statement

LONGEST_ANSWER: Final = 90.0
"""Seconds without a sign after which a server is taken for lost: it ends each statement itself sooner."""

_TEXT: Final = pq.Format.TEXT
_BINARY: Final = pq.Format.BINARY
_OK: Final = frozenset({pq.ExecStatus.COMMAND_OK, pq.ExecStatus.TUPLES_OK})


class Request(NamedTuple):
    """A statement with its parameters, ready to be sent."""

    name: bytes
    sql: bytes
    values: Sequence[bytes | None]
    formats: Sequence[int]


def request(statement: Statement, values: tuple[object, ...]) -> Request:
    """A statement of `storage.sql` with its parameters."""
    name, sql, tail = statement.postgres
    encoded, formats = _encoded(values + tail)
    return Request(name, sql, encoded, formats)


def plain(sql: str, *values: object) -> Request:
    """A statement of this package; the name under which it is prepared comes from its text."""
    encoded, formats = _encoded(values)
    text = sql.encode()
    return Request(hashlib.blake2b(text, digest_size=16).hexdigest().encode(), text, encoded, formats)


def _encoded(values: tuple[object, ...]) -> tuple[list[bytes | None], list[int]]:
    """Numbers as digits, so that a column of any width takes them; text and bytes as they are.

    Text goes as "binary" too: as "text" the server would read it up to its first zero byte only, where it
    must refuse it.
    """
    encoded: list[bytes | None] = []
    formats: list[int] = []
    for value in values:
        if value is None:
            encoded.append(None)
            formats.append(_BINARY)
        elif isinstance(value, bytes):
            encoded.append(value)
            formats.append(_BINARY)
        elif isinstance(value, str):
            encoded.append(value.encode())
            formats.append(_BINARY)
        elif isinstance(value, int):
            encoded.append(b"%d" % value)
            formats.append(_TEXT)
        else:
            raise TypeError(f"no column holds a {type(value).__name__}")
    return encoded, formats


class Answer:
    """What the server said to one request."""

    __slots__ = ("_link", "_result")

    def __init__(self, link: "Link", result: pq.abc.PGresult) -> None:
        self._link = link
        self._result = result

    def rows(self) -> list[Row]:
        """All rows."""
        return self._link.rows_of(self._result)

    def first(self) -> Row | None:
        """The first row, None for none."""
        rows = self._link.rows_of(self._result)
        return rows[0] if rows else None

    @property
    def count(self) -> int:
        """How many rows were changed."""
        return self._result.command_tuples or 0

    @property
    def tag(self) -> bytes:
        """What was done, as `COMMIT` (or `ROLLBACK` in its place, in a transaction that has failed)."""
        return self._result.command_status or b""


class Link:
    """A connection in pipeline mode. For one thread at a time.

    Attributes:
        is_lost: whether the connection has ended; there is nothing left to do but close it.
    """

    def __init__(self, connect: "Callable[[], psycopg.Connection[Any]]") -> None:
        """Connect. Nobody else may use that connection."""
        self._connect = connect
        self._open()

    def _open(self) -> None:
        self._connection = self._connect()
        self._pgconn: pq.abc.PGconn = self._connection.pgconn
        self._loader = Transformer(self._connection)
        self._prepared: set[bytes] = set()
        self._selector = DefaultSelector()
        self._selector.register(self._pgconn.socket, EVENT_READ)
        self._pgconn.enter_pipeline_mode()
        self.is_lost = False

    def renew(self) -> None:
        """Connect anew, in place of a connection that is lost."""
        self.close()
        self._open()

    def exchange(self, *requests: Request) -> list[Answer]:
        """Send requests together and wait for their answers.

        Raises:
            psycopg.Error: one was refused, and those after it were not looked at.
            LinkLostError: the connection ended; what of it happened is not known.
        """
        try:
            results = self._collect(self._send(requests))
        except LinkLostError:
            self.is_lost = True
            raise
        except psycopg.OperationalError as error:
            self.is_lost = True
            raise LinkLostError(str(error)) from error
        except BaseException:  # an interrupt: which answers are still to come is not known any more
            self.is_lost = True
            raise
        for result in results:
            if result.status not in _OK:
                raise error_from_result(result)
        return [Answer(self, result) for result in results]

    def rows_of(self, result: pq.abc.PGresult) -> list[Row]:
        """A result's rows as Python's values: numbers, text, bytes."""
        self._loader.set_pgresult(result)
        return self._loader.load_rows(0, result.ntuples, tuple)

    def is_alive(self) -> bool:
        """Whether nothing has come that says the connection ended. Asks nobody."""
        if self.is_lost:
            return False
        try:
            if self._selector.select(0):
                self._pgconn.consume_input()
        except (psycopg.Error, OSError, ValueError):
            self.is_lost = True
        return not self.is_lost and self._pgconn.status == pq.ConnStatus.OK

    @property
    def is_idle(self) -> bool:
        """Whether no transaction is open."""
        return not self.is_lost and self._pgconn.transaction_status == pq.TransactionStatus.IDLE

    def roll_back(self) -> None:
        """Undo what is not committed; a connection that can not is lost."""
        if self.is_lost or self.is_idle:
            return
        try:
            self.exchange(ROLLBACK)
        except (psycopg.Error, LinkLostError):
            self.is_lost = True

    def close(self) -> None:
        """Let go of the server. Safe to call twice."""
        self.is_lost = True
        self._selector.close()
        with contextlib.suppress(psycopg.Error):
            self._connection.close()

    def _send(self, requests: Sequence[Request]) -> list[bytes | None]:
        """Send them; returns what answers will come: the name of one that is prepared, None for a request.

        A statement is prepared just before it is first run and not earlier: preparing begins a transaction,
        and one that is to be a snapshot has to begin as that.
        """
        connection = self._pgconn
        awaited: list[bytes | None] = []
        for name, sql, values, formats in requests:
            if name not in self._prepared and name not in awaited:
                connection.send_prepare(name, sql)
                awaited.append(name)
            connection.send_query_prepared(name, values, formats, _BINARY)
            awaited.append(None)
        connection.pipeline_sync()
        while connection.flush():
            self._wait(is_sending=True)
        return awaited

    def _collect(self, awaited: Sequence[bytes | None]) -> list[pq.abc.PGresult]:
        """The requests' results, or only the first refusal."""
        results = []
        refused = None
        for name in awaited:
            result = self._next()
            if result.status not in _OK:
                refused = refused or result
            elif name is None:
                results.append(result)
            else:
                self._prepared.add(name)
        last = self._received()
        if last is None or last.status != pq.ExecStatus.PIPELINE_SYNC:
            raise LinkLostError("the server's answers do not end")
        return results if refused is None else [refused]

    def _next(self) -> pq.abc.PGresult:
        """The next answer, with the empty one that ends it."""
        result = self._received()
        if result is None:
            raise LinkLostError("the server does not answer")
        if self._pgconn.status != pq.ConnStatus.OK:
            raise LinkLostError(self._pgconn.get_error_message())
        if self._received() is not None:
            raise LinkLostError("the server's answers are not in order")
        return result

    def _received(self) -> pq.abc.PGresult | None:
        """The next result. libpq itself would wait for it with Python's lock in hand."""
        connection = self._pgconn
        while connection.is_busy():
            self._wait(is_sending=False)
        return connection.get_result()

    def _wait(self, *, is_sending: bool) -> None:
        """Wait until something came, or something can be sent; take what came."""
        if is_sending:
            self._selector.modify(self._pgconn.socket, EVENT_READ | EVENT_WRITE)
        ready = self._selector.select(LONGEST_ANSWER)
        if not ready:
            raise LinkLostError("the server does not answer")
        for _, events in ready:
            if events & EVENT_READ:
                self._pgconn.consume_input()
        if is_sending:
            self._selector.modify(self._pgconn.socket, EVENT_READ)


BEGIN: Final = plain("BEGIN ISOLATION LEVEL READ COMMITTED")
COMMIT: Final = plain("COMMIT")
ROLLBACK: Final = plain("ROLLBACK")
