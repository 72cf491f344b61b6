"""What a connection may cost the host: how long a request may take to arrive, how long its head may be.

uvicorn has no such limits. Whoever has no key, and is on the LAN, must not be able to tie up the host.
"""

import asyncio
import logging
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, Final, cast

from nextpatient_desktop.clinic.errors import ClinicError
from nextpatient_desktop.lan.host.answers import CLOSE, Answer, Headers, Scope, refusal

if TYPE_CHECKING:
    from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle
    from uvicorn.server import ServerState

_log = logging.getLogger(__name__)

MOST_HEAD: Final = 32 * 1024
"""Bytes before a request's body. Ours have some 300."""
MOST_CONNECTIONS: Final = 1000
MOST_OF_AN_ADDRESS: Final = 200
"""Connections from one address: a program that leaks them harms itself only."""
IDLE_SECONDS: Final = 120
"""How long a connection is kept for the next request."""

_REQUEST_WITHIN: Final = 20.0
_LEAST_RATE: Final = 20_000
"""A request has 20 s to arrive, and more the larger it is: at 20 kB/s."""
_LOOK_EVERY: Final = 1.0
_GOODBYE: Final = 0.3

_ABORT: Final = "nextpatient.abort"


def abort(scope: Scope) -> None:
    """End the connection of a request at once, with what the other side has not read yet."""
    end: Callable[[], None] | None = scope.get("state", {}).get(_ABORT)
    if end is not None:
        end()


async def end_slow_ones(connections: Iterable[object]) -> None:
    """End connections whose request does not arrive, for ever. `connections` is the server's own set."""
    loop = asyncio.get_running_loop()
    while True:
        await asyncio.sleep(_LOOK_EVERY)
        now = loop.time()
        for connection in list(connections):
            cast("Guarding", connection).end_if_slow(now)


async def end_when_done(state: "ServerState") -> None:
    """Once everything is answered, end what is still connected: TLS waits half a minute for a goodbye."""
    while state.tasks:
        await asyncio.sleep(_GOODBYE / 10)
    await asyncio.sleep(_GOODBYE)
    for connection in list(state.connections):
        cast("Guarding", connection).abort()


def protocol(common: Callable[[], Headers]) -> type[Any]:
    """The protocol to serve with: httptools where it exists, else h11, with limits.

    `common` gives the headers that every answer carries.
    """
    base: type[Any]
    try:
        from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol as base
    except ImportError:
        from uvicorn.protocols.http.h11_impl import H11Protocol as base
    return type("GuardedProtocol", (Guarding, base), {"common": staticmethod(common)})


if TYPE_CHECKING:
    _Base = HttpToolsProtocol
else:
    _Base = object


class Guarding(_Base):
    """One connection with limits, mixed into uvicorn's class for it, which is typed as one of the two."""

    common: Callable[[], Headers]

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401  # uvicorn's own
        super().__init__(*args, **kwargs)
        self.app_state = {**self.app_state, _ABORT: self.abort}
        self._since: float | None = self.loop.time()
        self._arrived = 0
        self._served: RequestResponseCycle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn
        """Take the connection, unless there are too many."""
        super().connection_made(transport)
        peers = [cast("Guarding", one).client for one in self.connections]
        address = self.client[0] if self.client else None
        of_address = sum(peer is not None and peer[0] == address for peer in peers)
        if len(peers) > MOST_CONNECTIONS or of_address > MOST_OF_AN_ADDRESS:
            _log.warning("too many connections: one more is not taken")
            transport.abort()

    def data_received(self, data: bytes) -> None:
        """Let it be parsed, and see how far the request is."""
        if self._since is None:
            self._since, self._arrived = self.loop.time(), 0
        self._arrived += len(data)
        super().data_received(data)
        cycle = cast("RequestResponseCycle | None", self.cycle)
        if cycle is not None and not cycle.more_body:
            self._since, self._served = None, cycle
        elif (cycle is None or cycle is self._served) and self._arrived > MOST_HEAD:
            self._refuse(refusal(ClinicError("request_invalid", field="headers"), status=431))

    def send_400_response(self, msg: str) -> None:
        """Answer what is no HTTP in the form of all answers."""
        self._refuse(refusal(ClinicError("request_invalid", field="request")))

    def end_if_slow(self, now: float) -> None:
        """End the connection if a request takes too long to arrive."""
        if self._since is None or now - self._since <= _REQUEST_WITHIN + self._arrived / _LEAST_RATE:
            return
        if self._arrived:
            self._refuse(refusal(ClinicError("request_invalid", field="request"), status=408))
        else:
            self.transport.abort()

    def _refuse(self, answer: Answer) -> None:
        """Answer what is no request, or none in time, and end the connection."""
        self._since = None
        if self.transport.is_closing():
            return
        cycle = cast("RequestResponseCycle | None", self.cycle)
        if cycle is None or cycle.response_complete or not cycle.response_started:
            self.transport.write(_raw(answer, self.common()))
        self.transport.close()

    def abort(self) -> None:
        """End it at once, with what the other side has not read yet."""
        self.transport.abort()


def _raw(answer: Answer, common: Headers) -> bytes:
    lines = [b"HTTP/1.1 %d Refused" % answer.status]
    lines += [
        b"%s: %s" % header
        for header in (*common, *answer.headers, CLOSE, (b"content-length", b"%d" % len(answer.body)))
    ]
    return b"\r\n".join([*lines, b"", answer.body])
