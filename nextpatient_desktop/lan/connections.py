"""Connections to one host, kept alive; each serves one caller at a time."""

import threading
from collections.abc import Mapping
from typing import Final

from nextpatient_desktop.lan.connection import BROKEN, Address, Answer, PinnedConnection

MOST_IDLE: Final = 8


class StaleError(Exception):
    """A connection that was kept had ended."""


class Connections:
    """Kept-alive connections to the host's present address. Safe in threads; no connection serves two."""

    def __init__(self, address: Address, pin: bytes, answer_within: float) -> None:
        self._address = address
        self._pin = pin
        self._answer_within = answer_within
        self._lock = threading.Lock()
        self._idle: list[PinnedConnection] = []
        self._busy: set[PinnedConnection] = set()
        self._is_closed = False

    @property
    def address(self) -> Address:
        """Where the host is looked for."""
        return self._address

    def move(self, address: Address) -> None:
        """The host is elsewhere now."""
        self._address = address
        self.forget_idle()

    def request(
        self, method: str, path: str, headers: Mapping[str, str], body: bytes | None, *, is_fresh: bool
    ) -> Answer:
        """Send one request and read its answer; `is_fresh` forbids a connection that was kept.

        Raises:
            StaleError: a kept connection had ended: the same on a fresh one may well succeed.
            OtherCertificateError: another host answers.
            OSError, ValueError: see `BROKEN`.
        """
        connection = self._take(is_fresh=is_fresh)
        try:
            answer = connection.exchange(method, path, headers, body)
        except BROKEN as error:
            self._drop(connection)
            if connection.is_used and not isinstance(error, TimeoutError):
                raise StaleError from error
            raise
        except BaseException:
            self._drop(connection)
            raise
        self._give_back(connection, keep=not answer.is_last)
        return answer

    def open(self, answer_within: float) -> PinnedConnection:
        """A connection of one's own, to be given up with `release`; not connected yet."""
        connection = PinnedConnection(self._address, self._pin, answer_within)
        self._add(connection)
        return connection

    def release(self, connection: PinnedConnection) -> None:
        """End a connection that `open` gave."""
        self._drop(connection)

    def forget_idle(self) -> None:
        """End the connections that nobody uses: what they led to is not there any more."""
        with self._lock:
            idle, self._idle = self._idle, []
        for connection in idle:
            connection.close()

    def close(self) -> None:
        """End all connections, also in the middle of an answer."""
        with self._lock:
            self._is_closed = True
            busy = list(self._busy)
        for connection in busy:
            connection.abort()
        self.forget_idle()

    def _take(self, *, is_fresh: bool) -> PinnedConnection:
        with self._lock:
            if self._idle and not is_fresh and not self._is_closed:
                connection = self._idle.pop()
                self._busy.add(connection)
                return connection
        connection = PinnedConnection(self._address, self._pin, self._answer_within)
        self._add(connection)
        return connection

    def _add(self, connection: PinnedConnection) -> None:
        with self._lock:
            if self._is_closed:
                raise ConnectionAbortedError("closed")
            self._busy.add(connection)

    def _drop(self, connection: PinnedConnection) -> None:
        with self._lock:
            self._busy.discard(connection)
        connection.close()

    def _give_back(self, connection: PinnedConnection, *, keep: bool) -> None:
        connection.is_used = True
        with self._lock:
            self._busy.discard(connection)
            is_room = len(self._idle) < MOST_IDLE and not self._is_closed
            keep = keep and is_room and connection.address == self._address
            if keep:
                self._idle.append(connection)
        if not keep:
            connection.close()
