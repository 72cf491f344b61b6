"""One connection to a host: TLS with the certificate that was pinned, and as much of HTTP/1.1 as hosts speak.

Written out because a station pays for every layer, at its start and with each request: measured over TLS on
loopback, a request and its answer cost the station 0.03 ms of processor time here, 0.2 ms with `http.client`
and 0.3 ms with urllib3, whose import takes another 40 ms.
"""

import hashlib
import hmac
import socket
import ssl
import threading
from collections.abc import Iterator, Mapping
from typing import Any, Final, Self
from urllib.parse import urlsplit

from nextpatient_desktop.domain.records import dataclass
from nextpatient_desktop.lan import wire

CONNECT_WITHIN: Final = 2.0
"""Seconds for a connection to be made; on a LAN it takes milliseconds, or a lost packet's second."""

_CHUNK: Final = 65536
_MOST_HEAD: Final = 65536
_SENT_TOGETHER: Final = 16384
_HEAD_ENDS: Final = b"\r\n\r\n"


class OtherCertificateError(Exception):
    """What answers is not the host that was paired with. Nothing was sent to it."""


class BrokenAnswerError(ConnectionError):
    """The answer ended in the middle, or is none of HTTP's."""


BROKEN: Final = (OSError, ValueError)
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
        name = parts.hostname or ""
        is_plain = parts.username is None and not parts.query and parts.path in ("", "/")
        if parts.scheme != "https" or not is_plain or not name or any(one.isspace() for one in name):
            raise ValueError(f"no host's address: {url!r}")
        return cls(name=name, port=parts.port or wire.PORT)

    @property
    def place(self) -> str:
        """The same as `name:port`."""
        return f"[{self.name}]:{self.port}" if ":" in self.name else f"{self.name}:{self.port}"

    @property
    def url(self) -> str:
        """The same as `https://name:port`."""
        return f"https://{self.place}"


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What came back. The headers' names are in small letters.

    `is_repeated` says that the request was sent more than once: an answer before this one may have been lost.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes = b""
    is_repeated: bool = False

    @property
    def is_last(self) -> bool:
        """Whether the host closes the connection after this."""
        return self.headers.get("connection", "").lower() == "close"


class PinnedConnection:
    """A connection over which nothing is sent before the certificate was found to be the pinned one.

    `pin` is the certificate's SHA-256; without one any certificate will do, and `certificate` tells which it
    was. The certificate's dates and names are not looked at: clinics' clocks are wrong, addresses change.
    """

    def __init__(self, address: Address, pin: bytes | None, answer_within: float) -> None:
        """Nothing is connected yet; `answer_within` is how many seconds without a byte are waited for."""
        self.address = address
        self.certificate = b""
        self.is_used = False
        self._pin = pin
        self._answer_within = answer_within
        self._socket: socket.socket | None = None
        self._is_aborted = False
        self._rest = b""

    def connect(self) -> None:
        """Connect, shake hands, compare the certificate.

        Raises:
            OtherCertificateError: it is another one; the connection is closed.
            OSError: there is nobody, or nobody who speaks TLS.
        """
        self._socket = plain = socket.create_connection(
            (self.address.name, self.address.port), timeout=CONNECT_WITHIN
        )
        try:
            plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._socket = secured = _secured(plain)
            self.certificate = hashlib.sha256(secured.getpeercert(binary_form=True) or b"").digest()
            if self._pin is not None and not hmac.compare_digest(self.certificate, self._pin):
                raise OtherCertificateError
            secured.settimeout(self._answer_within)
            if self._is_aborted:
                raise ConnectionAbortedError("closed")
        except BaseException:
            plain.close()
            self.close()
            raise

    def exchange(self, method: str, path: str, headers: Mapping[str, str], body: bytes | None) -> Answer:
        """Send a request, connecting first where that is still to be done, and read the whole answer.

        Raises:
            OtherCertificateError: another host answers; it was sent nothing.
            OSError, ValueError: see `BROKEN`.
        """
        self.send(method, path, headers, body)
        head = self.read_head()
        return Answer(status=head.status, headers=head.headers, body=b"".join(self.read_body(head)))

    def send(self, method: str, path: str, headers: Mapping[str, str], body: bytes | None) -> None:
        """Send a request; raises as `exchange` does."""
        if self._socket is None:
            self.connect()
        said = "".join([f"{name}: {value}\r\n" for name, value in headers.items()])
        length = "" if body is None else f"content-length: {len(body)}\r\n"
        head = f"{method} {path} HTTP/1.1\r\nhost: {self.address.place}\r\n{said}{length}\r\n".encode(
            "latin-1"
        )
        if body is not None and len(body) <= _SENT_TOGETHER:
            self._present().sendall(head + body)
            return
        self._present().sendall(head)
        if body:
            self._present().sendall(body)

    def read_head(self) -> Answer:
        """The status and headers of the next answer; raises as `exchange` does."""
        data = self._rest
        while (end := data.find(_HEAD_ENDS)) < 0:
            if len(data) > _MOST_HEAD:
                raise BrokenAnswerError("a head without an end")
            data += self._receive()
        self._rest = data[end + len(_HEAD_ENDS) :]
        first, *lines = data[:end].decode("latin-1").split("\r\n")
        version, _, status = first.partition(" ")
        if not version.startswith("HTTP/1.") or not status[:3].isdigit():
            raise BrokenAnswerError("no HTTP")
        pairs = (line.partition(":") for line in lines)
        return Answer(
            status=int(status[:3]), headers={name.lower(): value.strip() for name, _, value in pairs}
        )

    def read_body(self, head: Answer) -> Iterator[bytes]:
        """The body of the answer whose head was read, in parts as they come; raises as `exchange` does."""
        if head.headers.get("transfer-encoding", "").lower() == "chunked":
            return self._chunks()
        return self._sized(int(head.headers.get("content-length", "0")))

    def _sized(self, remaining: int) -> Iterator[bytes]:
        while remaining > 0:
            part, self._rest = self._rest or self._receive(), b""
            if len(part) > remaining:
                part, self._rest = part[:remaining], part[remaining:]
            remaining -= len(part)
            yield part

    def _chunks(self) -> Iterator[bytes]:
        while size := int(self._line().partition(b";")[0], 16):
            yield from self._sized(size)
            if self._line():
                raise BrokenAnswerError("a chunk without an end")
        while self._line():
            pass  # trailers, of which nobody here knows any

    def _line(self) -> bytes:
        while (end := self._rest.find(b"\r\n")) < 0:
            if len(self._rest) > _MOST_HEAD:
                raise BrokenAnswerError("a line without an end")
            self._rest += self._receive()
        line, self._rest = self._rest[:end], self._rest[end + 2 :]
        return line

    def _receive(self) -> bytes:
        data = self._present().recv(_CHUNK)
        if not data:
            raise BrokenAnswerError("the host hung up")
        return data

    def _present(self) -> socket.socket:
        if self._socket is None:
            raise ConnectionAbortedError("closed")
        return self._socket

    def abort(self) -> None:
        """End it from another thread: whoever waits for an answer gets an error at once."""
        self._is_aborted = True
        sock = self._socket
        if sock is not None:
            try:
                # Not the TLS socket's own method, which takes its state from under a reader.
                socket.socket.shutdown(sock, socket.SHUT_RDWR)
            except OSError:
                return  # it had ended by itself

    def close(self) -> None:
        """End it. Safe to call twice."""
        sock, self._socket = self._socket, None
        if sock is not None:
            sock.close()


_contexts = threading.local()


class _BegunSocket(ssl.SSLSocket):
    """Remembers itself in `_contexts.begun`, for `_secured`."""

    def __new__(cls, *args: Any, **kwargs: Any) -> Self:  # noqa: ANN401  # as a socket is made
        made = super().__new__(cls, *args, **kwargs)
        _contexts.begun = made
        return made


def _secured(plain: socket.socket) -> ssl.SSLSocket:
    """Shake hands. A reset right at the start makes Python leave its half-made socket open: it is closed."""
    try:
        return _context().wrap_socket(plain)
    except BaseException:
        begun: ssl.SSLSocket | None = getattr(_contexts, "begun", None)
        if begun is not None:
            begun.close()
        raise
    finally:
        _contexts.begun = None


def _context() -> ssl.SSLContext:
    """The settings of TLS: 1.3, and no authorities, for the pin decides. One for each thread."""
    context: ssl.SSLContext | None = getattr(_contexts, "context", None)
    if context is None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.minimum_version = ssl.TLSVersion.TLSv1_3
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        context.sslsocket_class = _BegunSocket
        _contexts.context = context
    return context
