"""`Links`: the connections of one storage, made when they are needed and kept for the next."""

import logging
import random
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final

import psycopg

from nextpatient_desktop.clinic.errors import ClinicError
from nextpatient_desktop.storage.postgres.address import Address
from nextpatient_desktop.storage.postgres.errors import connecting_error
from nextpatient_desktop.storage.postgres.link import Link

_log = logging.getLogger(__name__)

LONGEST_WAIT: Final = 10.0
"""Seconds to try to reach a server that is out of reach: as long as one takes to be restarted."""
_STEPS: Final = (0.05, 0.5)

_SET_UP: Final = (
    "SET lock_timeout = '20s'",
    "SET statement_timeout = '60s'",
    # A host that stops in the middle of a transaction must not stop the whole clinic.
    "SET idle_in_transaction_session_timeout = '30s'",
    "SET tcp_keepalives_idle = 10",
    "SET tcp_keepalives_interval = 5",
    "SET tcp_keepalives_count = 3",
    # What was acknowledged is durable, also where the server's owner thinks otherwise.
    "SELECT set_config(name, 'on', false) FROM pg_settings "
    "WHERE name = 'synchronous_commit' AND setting = 'off'",
)


def connect(address: Address) -> "psycopg.Connection[Any]":
    """One connection, set up; each statement outside BEGIN and COMMIT stands for itself.

    Raises:
        ClinicError: `errors.connecting_error`.
    """
    try:
        connection = psycopg.connect(address.conninfo, autocommit=True)
    except psycopg.Error as error:
        raise connecting_error(error, address) from error
    try:
        connection.execute("; ".join(_SET_UP))
    except psycopg.Error as error:
        connection.close()
        raise connecting_error(error, address) from error
    return connection


class Links:
    """At most so many connections at once; whoever needs one waits for one."""

    def __init__(self, address: Address, most: int, connected: Callable[[], None] = lambda: None) -> None:
        """Connect to nobody yet. `connected` is called after each new connection: maybe to another server."""
        self.address = address
        self._connected = connected
        self._places = threading.BoundedSemaphore(most)
        self._lock = threading.Lock()
        self._idle: list[Link] = []
        self._is_closed = False

    @contextmanager
    def link(self) -> Iterator[Link]:
        """A connection for one thread; one that was left in a transaction or is lost is closed after it.

        Raises:
            ClinicError: `errors.connecting_error`, and `server_busy` when none becomes free.
        """
        if not self._places.acquire(timeout=LONGEST_WAIT):
            raise ClinicError("server_busy", server=self.address.server)
        try:
            link = self._take()
            try:
                yield link
            finally:
                self._give_back(link)
        finally:
            self._places.release()

    def forget(self) -> None:
        """Close what is idle: the server has lost one of them, so it has lost them all."""
        with self._lock:
            idle, self._idle = self._idle, []
        for link in idle:
            link.close()

    def close(self) -> None:
        """Close the connections; those in use are closed when they come back. Safe to call twice."""
        with self._lock:
            self._is_closed = True
        self.forget()

    def connect(self) -> "psycopg.Connection[Any]":
        """Connect; a server that is out of reach is tried again and again for a while."""
        gives_up = time.monotonic() + LONGEST_WAIT
        least, most = _STEPS
        step = least
        while True:
            try:
                made = connect(self.address)
            except ClinicError as error:
                if error.code != "server_out_of_reach" or self._is_closed:
                    raise
                if time.monotonic() > gives_up:
                    _log.error("the database server is out of reach: %s", error.__cause__)
                    raise
            else:
                self._connected()
                return made
            time.sleep(random.uniform(step / 2, step))
            step = min(step * 2, most)

    def _take(self) -> Link:
        while True:
            with self._lock:
                if self._is_closed:
                    raise RuntimeError("the storage is closed")
                link = self._idle.pop() if self._idle else None
            if link is None:
                return Link(self.connect)
            if link.is_alive():
                return link
            link.close()

    def _give_back(self, link: Link) -> None:
        if link.is_idle:
            with self._lock:
                if not self._is_closed:
                    self._idle.append(link)
                    return
        link.close()
