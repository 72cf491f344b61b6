"""`UnreliableNetwork`: a TCP proxy between a station and its host that fails in the ways networks fail."""

import contextlib
import socket
import struct
import threading
import time
from collections.abc import Callable
from enum import Enum

_RESET = struct.pack("ii", 1, 0)
_CHUNK = 65536


class Way(Enum):
    """Which way bytes go."""

    TO_HOST = "to_host"
    TO_STATION = "to_station"


class UnreliableNetwork:
    """Listens on a loopback port of its own and passes bytes to and fro, unless it is told to fail.

    The faults hold for connections that are there and for those to come, until `heal`.
    """

    def __init__(self, host: str, port: int) -> None:
        self.target = (host, port)
        self._server = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._server.getsockname()[1]
        self._lock = threading.Lock()
        self._wires: list[_Wire] = []
        self._threads: list[threading.Thread] = []
        self._is_closed = False
        self.heal()
        self._start(self._accept)

    @property
    def url(self) -> str:
        """Where stations find the host now."""
        return f"https://127.0.0.1:{self.port}"

    @property
    def connections(self) -> int:
        """How many connections were made so far."""
        return len(self._wires)

    def heal(self) -> None:
        """Work as networks should."""
        self.swallows: set[Way] = set()
        self.delay = 0.0
        self.refuses = False
        self._remaining: dict[Way, int | None] = dict.fromkeys(Way)

    def cut(self) -> None:
        """Break every connection that is there, as a switch that loses power and returns."""
        with self._lock:
            wires = list(self._wires)
        for wire in wires:
            wire.reset()

    def go_down(self) -> None:
        """Break every connection and refuse new ones, as a host that is not running."""
        self.refuses = True
        self.cut()

    def go_silent(self, *ways: Way) -> None:
        """Swallow every byte (one way, or both), as a cable that was pulled: nobody is told."""
        self.swallows = set(ways or Way)

    def break_after(self, way: Way, count: int) -> None:
        """Let `count` more bytes through one way, then break that connection; once."""
        with self._lock:
            self._remaining[way] = count

    def close(self) -> None:
        """End everything."""
        self._is_closed = True
        with contextlib.suppress(OSError):
            self._server.shutdown(socket.SHUT_RDWR)
        self._server.close()
        self.cut()
        for thread in self._threads:
            thread.join(5)

    def allowance(self, way: Way, size: int) -> int:
        """How many of `size` bytes may pass; fewer means that the connection breaks then."""
        with self._lock:
            remaining = self._remaining[way]
            if remaining is None:
                return size
            if size <= remaining:
                self._remaining[way] = remaining - size
                return size
            self._remaining[way] = None
            return remaining

    def _start(self, work: Callable[[], None]) -> None:
        thread = threading.Thread(target=work, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        while not self._is_closed:
            try:
                station, _ = self._server.accept()
            except OSError:
                return
            wire = _Wire(self, station)
            with self._lock:
                self._wires.append(wire)
            if self.refuses or not wire.connect():
                wire.reset()
                continue
            self._start(lambda wire=wire: wire.pump(Way.TO_HOST))  # type: ignore[misc]  # bound now
            self._start(lambda wire=wire: wire.pump(Way.TO_STATION))  # type: ignore[misc]  # as above


class _Wire:
    """One connection through the network."""

    def __init__(self, network: UnreliableNetwork, station: socket.socket) -> None:
        self._network = network
        self._station = station
        self._host: socket.socket | None = None

    def connect(self) -> bool:
        """Reach the host."""
        try:
            self._host = socket.create_connection(self._network.target, timeout=2)
        except OSError:
            return False
        self._host.settimeout(None)
        for one in (self._host, self._station):
            one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return True

    def pump(self, way: Way) -> None:
        """Pass bytes one way until an end closes."""
        assert self._host is not None
        ends = (self._station, self._host)
        source, sink = ends if way is Way.TO_HOST else ends[::-1]
        network = self._network
        try:
            while data := source.recv(_CHUNK):
                if network.delay:
                    time.sleep(network.delay)
                if way in network.swallows:
                    continue
                allowed = network.allowance(way, len(data))
                sink.sendall(data[:allowed])
                if allowed < len(data):
                    self.reset()
                    return
            with contextlib.suppress(OSError):
                sink.shutdown(socket.SHUT_WR)
        except OSError:
            self.reset()

    def reset(self) -> None:
        """Break it: both ends get a reset, as soon as they look."""
        for one in (self._station, self._host):
            if one is None:
                continue
            with contextlib.suppress(OSError):
                one.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
                socket.socket.shutdown(one, socket.SHUT_RDWR)
            one.close()
