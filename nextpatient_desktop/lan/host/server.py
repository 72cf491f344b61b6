"""`Host`: serves one clinic over TLS until it is told to stop."""

import asyncio
import contextlib
import errno
import ipaddress
import logging
import signal
import socket
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from types import FrameType
from typing import TYPE_CHECKING, Any, Final

from nextpatient_desktop.clinic.clock import SystemClock
from nextpatient_desktop.clinic.door import Clinic, Position
from nextpatient_desktop.clinic.errors import ClinicError
from nextpatient_desktop.clinic.guard import Guard
from nextpatient_desktop.clinic.ports import Clock
from nextpatient_desktop.clinic.registry import Registry, build
from nextpatient_desktop.lan import wire
from nextpatient_desktop.lan.identity import Identity

if TYPE_CHECKING:
    import uvicorn

    from nextpatient_desktop.lan.host.app import HostApp

_log = logging.getLogger(__name__)

ENDS_WITHIN: Final = 10
"""Seconds that requests which were taken have to be answered when the host stops."""

_BACKLOG: Final = 512
SHAKEN_WITHIN: Final = 5.0
"""Seconds that a connection has for TLS's handshake; a station takes some milliseconds."""


class Host:
    """A clinic's host. The clinic is not closed with it.

    `bind` is an address of this PC, empty for all of them, IPv4 and IPv6; `port` 0 takes any that is free.
    """

    def __init__(
        self,
        clinic: Clinic,
        guard: Guard,
        identity: Identity,
        bind: str = "",
        port: int = wire.PORT,
        *,
        clock: Clock | None = None,
        registry: Registry | None = None,
        protocol: int = wire.PROTOCOL,
        oldest_protocol: int = wire.OLDEST_PROTOCOL,
        position: Callable[[], Position] | None = None,
    ) -> None:
        """Take the port; nobody is answered before `run`.

        With `position`, which tells how far the journal has grown, what many displays ask at once is answered
        once.

        Raises:
            ClinicError: `port_in_use`, `address_not_here`.
        """
        self._clinic = clinic
        self._guard = guard
        self._identity = identity
        self._clock = clock or SystemClock(None)
        self._registry = registry
        self._protocols = protocol, oldest_protocol
        self._position = position
        self._lock = threading.RLock()  # a signal may find its own thread inside
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stopping: asyncio.Event | None = None
        self._is_stopped = False
        self._sockets = _listen(bind, port)

    @property
    def port(self) -> int:
        """The port that was taken."""
        port: int = self._sockets[0].getsockname()[1]
        return port

    def run(self, started: Callable[[], None] | None = None) -> None:
        """Serve until `stop`, or in the main thread until the process is told to end (SIGTERM, Ctrl+C).

        Returns once everything that was taken is answered, or `ENDS_WITHIN` is over. `started` is called when
        stations can connect.
        """
        with contextlib.ExitStack() as cleanup:
            for one in self._sockets:
                cleanup.callback(one.close)
            with asyncio.Runner(loop_factory=_loop_factory()) as runner, self._told_by_signals():
                runner.run(self._serve(started or _nothing))

    def stop(self) -> None:
        """Make `run` return, from any thread. Safe to call twice, or before `run`."""
        with self._lock:
            self._is_stopped = True
            loop, stopping = self._loop, self._stopping
        if loop is not None and stopping is not None:
            with contextlib.suppress(RuntimeError):  # it has ended already
                loop.call_soon_threadsafe(stopping.set)

    async def _serve(self, started: Callable[[], None]) -> None:
        from nextpatient_desktop.lan.host.app import HostApp
        from nextpatient_desktop.lan.host.calls import Calls
        from nextpatient_desktop.lan.host.connections import end_slow_ones, end_when_done
        from nextpatient_desktop.lan.host.files import allow_files
        from nextpatient_desktop.lan.host.lanes import Lanes
        from nextpatient_desktop.lan.host.pages import Pages
        from nextpatient_desktop.lan.host.sharing import SharedAnswers

        allow_files()
        loop = asyncio.get_running_loop()
        stopping = asyncio.Event()
        with self._lock:
            self._loop, self._stopping = loop, stopping
            if self._is_stopped:
                stopping.set()
        lanes = Lanes(loop)
        protocol, oldest = self._protocols
        registry = self._registry or build()
        calls = Calls(
            self._clinic,
            self._guard,
            registry,
            fingerprint=self._identity.fingerprint,
            protocol=protocol,
            oldest_protocol=oldest,
            shared=None if self._position is None else SharedAnswers(self._position, self._clock.now),
        )
        app = HostApp(
            self._clinic,
            self._guard,
            self._clock,
            calls,
            lanes,
            Pages(registry, protocol),
            fingerprint=self._identity.fingerprint,
        )
        server = _server(app, self._identity)
        app.start()
        serving = loop.create_task(server.serve(sockets=list(self._sockets)))
        slow = loop.create_task(end_slow_ones(server.server_state.connections))
        waiting = loop.create_task(stopping.wait())
        while not server.started and not serving.done():
            await asyncio.sleep(0.005)
        if not serving.done():
            started()
        await asyncio.wait((serving, waiting), return_when=asyncio.FIRST_COMPLETED)
        await app.end()
        server.should_exit = True
        hanging_up = loop.create_task(end_when_done(server.server_state))
        await serving
        for task in (slow, waiting, hanging_up):
            task.cancel()
        lanes.close()

    @contextlib.contextmanager
    def _told_by_signals(self) -> Iterator[None]:
        """While serving in the main thread, being told to end is `stop`."""
        if threading.current_thread() is not threading.main_thread():
            yield
            return

        def stop(number: int, frame: FrameType | None) -> None:
            _log.info("told to end (%s)", signal.Signals(number).name)
            self.stop()

        before = {one: signal.signal(one, stop) for one in _end_signals()}
        try:
            yield
        finally:
            for one, handler in before.items():
                signal.signal(one, handler)


def _server(app: "HostApp", identity: Identity) -> "uvicorn.Server":
    """A uvicorn without its own signals, logs and guesses about proxies."""
    import uvicorn

    from nextpatient_desktop.lan.host.connections import IDLE_SECONDS, protocol

    class Quiet(uvicorn.Server):
        """Leaves signals to the host: uvicorn's way ends the process by the signal, and not with 0."""

        @contextlib.contextmanager
        def capture_signals(self) -> Iterator[None]:
            yield

    asgi: Any = app.asgi  # uvicorn's own type for it is stricter than ASGI
    config = uvicorn.Config(
        asgi,
        http=protocol(app.common),
        ws="none",
        lifespan="off",
        interface="asgi3",
        log_config=None,
        access_log=False,
        proxy_headers=False,  # the local key counts from this PC only: no header may say where one is
        server_header=False,
        date_header=False,
        backlog=_BACKLOG,
        timeout_keep_alive=IDLE_SECONDS,
        timeout_graceful_shutdown=ENDS_WITHIN,
        ssl_context_factory=lambda _config, _default: identity.server_context(),
    )
    return Quiet(config)


def _listen(bind: str, port: int) -> Sequence[socket.socket]:
    """Sockets that listen at `bind`. All addresses: one socket for each family that this PC has.

    One address: this PC's own loopback too, where the programs that use the clinic's own key are.
    """
    sockets: list[socket.socket] = []
    with contextlib.ExitStack() as undo:
        for host in _places(bind):
            try:
                one = _listen_at(host, port)
            except ClinicError as refused:
                if sockets and refused.code == "address_not_here":
                    continue  # a PC without IPv6
                raise
            undo.callback(one.close)
            sockets.append(one)
            port = one.getsockname()[1]
        undo.pop_all()
    return tuple(sockets)


def _places(bind: str) -> Sequence[str]:
    if not bind:
        return ("0.0.0.0", "::")
    try:
        address = ipaddress.ip_address(socket.getaddrinfo(bind, None)[0][4][0])
    except (OSError, ValueError):
        return (bind,)
    return (bind,) if address.is_loopback or address.is_unspecified else (bind, "127.0.0.1")


def _listen_at(host: str, port: int) -> socket.socket:
    try:
        family, kind, number, _name, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        made = socket.socket(family, kind, number)
    except OSError as error:
        raise ClinicError("address_not_here", address=host) from error
    try:
        if sys.platform == "win32":
            made.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        else:
            made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            made.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        made.bind(address)
        made.listen(_BACKLOG)
        made.setblocking(False)
    except OSError as error:
        made.close()
        if error.errno in (errno.EADDRINUSE, errno.EACCES):
            raise ClinicError("port_in_use", port=port) from error
        raise ClinicError("address_not_here", address=host) from error
    return made


class _Impatient:
    """Gives TLS seconds and not a minute: in a minute silence alone would take all the files there are."""

    def create_server(self, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401  # as the loop's own
        base: Any = super()
        return base.create_server(*args, ssl_handshake_timeout=SHAKEN_WITHIN, **kwargs)


def _loop_factory() -> Callable[[], asyncio.AbstractEventLoop]:
    """Makes uvloop's loop where that exists, which it does not on Windows."""
    base: type[Any]
    try:
        from uvloop import Loop as base
    except ImportError:
        if sys.platform == "win32":
            base = asyncio.ProactorEventLoop
        else:
            base = asyncio.SelectorEventLoop
    return type("ImpatientLoop", (_Impatient, base), {})


def _end_signals() -> Sequence[signal.Signals]:
    names = ("SIGINT", "SIGTERM", "SIGBREAK")
    return [signal.Signals[name] for name in names if hasattr(signal, name)]


def _nothing() -> None:
    """Nobody wants to know."""
