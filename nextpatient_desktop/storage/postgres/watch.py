"""Watching: one connection of a process LISTENs, and everybody who watches in it is told.

Commits of this process are told at once. Whatever happens to the connection, it is made anew and the journal
is asked how far it has grown; and in any case that is asked once a second.
"""

import contextlib
import logging
import socket
import threading
from collections.abc import Iterator
from selectors import EVENT_READ, DefaultSelector
from typing import Any, Final

import psycopg

from nextpatient_desktop.clinic.door import Position
from nextpatient_desktop.clinic.errors import ClinicError
from nextpatient_desktop.storage.journal import TOP
from nextpatient_desktop.storage.postgres.address import Address
from nextpatient_desktop.storage.postgres.links import connect
from nextpatient_desktop.storage.postgres.session import CHANNEL

_log = logging.getLogger(__name__)

_ASK_EVERY: Final = 1.0
_AGAIN_AFTER: Final = 0.25


class Watch:
    """The journal's position as it grows, for any number of threads of one process."""

    def __init__(self, address: Address) -> None:
        """Nobody watches yet, so nothing is connected."""
        self._address = address
        self._grown = threading.Condition()
        self._position: Position = -1
        self._went_back = 0
        self._is_closed = False
        self._thread: threading.Thread | None = None
        self._waker, self._wakened = socket.socketpair()

    def committed(self, position: Position) -> None:
        """Tell everybody of a commit of this process."""
        with self._grown:
            if position > self._position:
                self._position = position
                self._grown.notify_all()

    def positions(self, after: Position | None) -> Iterator[Position]:
        """Yield the position now if it is above `after`, and then as it grows, until closed.

        A server that took over from another without its last commits has a lower position: that is told too.
        """
        self._start()
        last = -1 if after is None else after
        era = self._went_back
        while True:
            with self._grown:
                while self._position <= last and self._went_back == era and not self._is_closed:
                    self._grown.wait()
                if self._is_closed:
                    return
                last, era = self._position, self._went_back
            yield last

    def close(self) -> None:
        """End all watching. Safe to call twice."""
        with self._grown:
            if self._is_closed:
                return
            self._is_closed = True
            self._grown.notify_all()
            thread = self._thread
        self._waker.close()
        if thread is not None:
            thread.join()
        self._wakened.close()

    def _start(self) -> None:
        """Begin to listen when the first one watches."""
        with self._grown:
            if not self._is_closed and self._thread is None:
                self._thread = threading.Thread(target=self._run, name="storage-watch", daemon=True)
                self._thread.start()

    def _run(self) -> None:
        is_known = False
        while not self._is_closed:
            try:
                with contextlib.closing(connect(self._address)) as connection:
                    is_known = False
                    self._listen(connection)
            except (psycopg.Error, ClinicError, OSError) as error:
                if not is_known:  # once, not four times a second
                    _log.warning("the journal can not be listened to: %s", error)
                is_known = True
                self._sleep()

    def _listen(self, connection: "psycopg.Connection[Any]") -> None:
        connection.execute(f"LISTEN {CHANNEL}")
        self._compare(connection)
        server = connection.pgconn.socket
        # Not `select.select`: that takes no number above 1023, and a host may have more connections.
        with DefaultSelector() as selector:
            for one in (server, self._wakened.fileno()):
                selector.register(one, EVENT_READ)
            while not self._is_closed:
                readable = [key.fd for key, _ in selector.select(_ASK_EVERY)]
                if not readable:
                    self.committed(_top(connection))
                elif server in readable:
                    connection.pgconn.consume_input()
                    while told := connection.pgconn.notifies():
                        self.committed(int(told.extra))

    def _compare(self, connection: "psycopg.Connection[Any]") -> None:
        """Ask for the position on a new connection, and see whether the journal became shorter."""
        before = self._position
        now = _top(connection)
        if now >= before:
            self.committed(now)
            return
        _log.error("the journal went back from %s to %s: the server has lost commits", before, now)
        with self._grown:
            self._position = now
            self._went_back += 1
            self._grown.notify_all()

    def _sleep(self) -> None:
        with DefaultSelector() as selector:
            selector.register(self._wakened, EVENT_READ)
            selector.select(_AGAIN_AFTER)


def _top(connection: "psycopg.Connection[Any]") -> Position:
    _, text, _ = TOP.postgres
    row = connection.execute(text).fetchone()
    return 0 if row is None or row[0] is None else int(row[0])
