"""Connections to one host: TLS with the certificate that was pinned, kept alive, one caller at a time each.

`http.client` and no more: urllib3 in its place costs a station's start 40 ms of imports, and what it would
add (a pool, the pin) is this module.
"""

import hashlib
import hmac
import http.client
import socket
import ssl
import threading
from collections.abc import Mapping
from typing import Final
from urllib.parse import urlsplit

from nextpatient_desktop.domain.records import dataclass
from nextpatient_desktop.lan import wire

CONNECT_WITHIN: Final = 2.0
"""Seconds for a connection to be made; on a LAN it takes milliseconds, or a lost packet's second."""

MOST_IDLE: Final = 8


class OtherCertificateError(Exception):
    """What answers is not the host that was paired with. Nothing was sent to it."""


BROKEN: Final = (OSError, http.client.HTTPException, ValueError)
"""How a connection fails; `ValueError`: it was closed from another thread in the middle of something."""


@dataclass(frozen=True, kw_only=True)
class Address:
    """Where a host listens."""

    name: str
    port: int

    @classmethod
    def of(cls, url: str) -> "Address":
        """The address in `https://name:port`, `name:port` or `name`.

        Raises:
            ValueError: it is none.
        """
        parts = urlsplit(url if "://" in url else f"https://{url}")
        if parts.scheme != "https" or not parts.hostname or parts.username is not None:
            raise ValueError(f"no host's address: {url!r}")
        return cls(name=parts.hostname, port=parts.port or wire.PORT)

    @property
    def url(self) -> str:
        """The same as `https://name:port`."""
        name = f"[{self.name}]" if ":" in self.name else self.name
        return f"https://{name}:{self.port}"


class PinnedConnection(http.client.HTTPConnection):
    """A connection over which nothing is sent before the certificate was found to be the pinned one.

    `pin` is the certificate's SHA-256; without one any certificate will do, and `certificate` tells which it
    was. The certificate's dates and names are not looked at: clinics' clocks are wrong, addresses change.
    """

    def __init__(self, address: Address, pin: bytes | None, timeout: float) -> None:
        super().__init__(address.name, address.port, timeout=CONNECT_WITHIN)
        self._pin = pin
        self._answer_within = timeout
        self._is_aborted = False
        self.address = address
        self.certificate = b""
        self.is_used = False

    def connect(self) -> None:
        """Connect, shake hands, compare the certificate.

        Raises:
            OtherCertificateError: it is another one; the connection is closed.
            OSError: there is nobody, or nobody who speaks TLS.
        """
        super().connect()
        plain = self.sock
        try:
            sock = _context().wrap_socket(plain)
        except BaseException:
            plain.close()
            raise
        self.sock = sock
        self.certificate = hashlib.sha256(sock.getpeercert(binary_form=True) or b"").digest()
        if self._pin is not None and not hmac.compare_digest(self.certificate, self._pin):
            self.close()
            raise OtherCertificateError
        sock.settimeout(self._answer_within)
        if self._is_aborted:
            self.close()
            raise ConnectionAbortedError("closed")

    def abort(self) -> None:
        """End it from another thread: whoever waits for an answer gets an error at once."""
        self._is_aborted = True
        sock = self.sock
        if sock is not None:
            try:
                # Not the SSL socket's own method, which takes the TLS state from under a reader.
                socket.socket.shutdown(sock, socket.SHUT_RDWR)
            except OSError:
                return  # it had ended by itself


_contexts = threading.local()


def _context() -> ssl.SSLContext:
    """The settings of TLS: at least 1.3, no authorities (the pin decides). One for each thread is enough."""
    context: ssl.SSLContext | None = getattr(_contexts, "context", None)
    if context is None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.minimum_version = ssl.TLSVersion.TLSv1_3
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        _contexts.context = context
    return context


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What came back: the status, the headers (any case) and the body."""

    status: int
    headers: http.client.HTTPMessage
    body: bytes


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
            OSError, http.client.HTTPException, ValueError: see `BROKEN`.
        """
        connection = self._take(is_fresh=is_fresh)
        try:
            connection.request(method, path, body=body, headers=dict(headers))
            response = connection.getresponse()
            answer = Answer(status=response.status, headers=response.headers, body=response.read())
        except BROKEN as error:
            self._drop(connection)
            if connection.is_used and not isinstance(error, TimeoutError):
                raise StaleError from error
            raise
        except BaseException:
            self._drop(connection)
            raise
        self._give_back(connection, keep=not response.will_close)
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


class StaleError(Exception):
    """A connection that was kept had ended."""
