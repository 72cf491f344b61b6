"""The virtual printer's plug: TCP, one connection at a time, as many real ones.

with VirtualPrinter() as printer:
open_printer(printer.url, width_dots=576).print_ticket(content)
printer.paper.tickets[0].save("ticket.png")
"""

import contextlib
import os
import socket
import struct
import threading
from collections.abc import Callable
from time import monotonic
from typing import Self

from PIL import Image

from nextpatient_desktop.printing.virtual.machine import BUFFER, Machine
from nextpatient_desktop.printing.virtual.paper import Paper
from nextpatient_desktop.printing.virtual.switches import Switches

_RESERVE = 256  # bytes of a new connection, for questions while the buffer is full
_TICK = 0.005
_RESET_ON_CLOSE = struct.pack("hh" if os.name == "nt" else "ii", 1, 0)


class VirtualPrinter:
    """A printer at `url`. Everything it does happens in one thread of its own.

    Attributes:
        switches: how it behaves.
        machine: the printer itself.
        connections: how many it has taken.
    """

    def __init__(
        self,
        switches: Switches | None = None,
        *,
        width_dots: int = 576,
        host: str = "127.0.0.1",
        port: int = 0,
        ticket_cut: Callable[[Image.Image], object] | None = None,
    ) -> None:
        """Take a port, 0 for any.

        Args:
            switches: how it behaves; without a fault if not given.
            width_dots: of its paper.
            host: the address to listen at.
            port: and the port.
            ticket_cut: called in the printer's thread with each piece that is cut off. Then the printer
                itself keeps nothing of what came and was printed; without it everything, for a test.

        Raises:
            OSError: the port is taken, or not for everybody.
        """
        self.switches = switches or Switches()
        self.machine = Machine(self.switches, width_dots, self._say, remembers=ticket_cut is None)
        self.connections = 0
        self._ticket_cut = ticket_cut
        self._connection: socket.socket | None = None
        self._changed = threading.Condition()
        self._stopped = threading.Event()
        self._listener = socket.socket()
        try:
            # What its network part takes while it hangs. Set before it listens, so that connections have it.
            self._listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, BUFFER)
            if os.name != "nt":  # there it would let two programs have one port
                self._listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            self._listener.bind((host, port))
        except OSError:
            self._listener.close()
            raise
        self._listener.settimeout(_TICK)
        self._thread = threading.Thread(target=self._serve, name="virtual-printer")

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self._listener.getsockname()[1])

    @property
    def url(self) -> str:
        """Its address for a station on this PC."""
        return f"tcp://127.0.0.1:{self.port}"

    @property
    def paper(self) -> Paper:
        """What it printed."""
        return self.machine.paper

    @property
    def received(self) -> bytearray:
        """All bytes that came."""
        return self.machine.received

    def start(self) -> None:
        """Listen, and work."""
        if not self.switches.refuse:
            self._listener.listen()
            self._thread.start()

    def stop(self) -> None:
        """End what it does and let the port go."""
        self._stopped.set()
        if self._thread.is_alive():
            self._thread.join()
        self._listener.close()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *exception: object) -> None:
        self.stop()

    def wait_for_tickets(self, count: int, seconds: float = 10) -> None:
        """Wait until this many tickets have been cut off.

        Raises:
            TimeoutError: they were not in that time.
        """
        with self._changed:
            if not self._changed.wait_for(lambda: len(self.paper.tickets) >= count, seconds):
                raise TimeoutError(f"{len(self.paper.tickets)} tickets of {count} after {seconds} s")

    def _serve(self) -> None:
        while not self._stopped.is_set():
            self._work(_TICK)
            try:
                connection, _ = self._listener.accept()
            except TimeoutError:
                continue
            with connection:
                self.connections += 1
                connection.settimeout(_TICK)
                self._connection = connection
                try:
                    self._talk(connection)
                except OSError:
                    pass  # the station broke it off
                finally:
                    self._connection = None

    def _talk(self, connection: socket.socket) -> None:
        """Take what comes, until the station ends the connection and everything is printed."""
        self.machine.connected()
        came = 0
        before = monotonic()
        is_open = not self.switches.drop
        while is_open and not self._stopped.is_set():
            now = monotonic()
            self._work(now - before)
            before = now
            if self.switches.hang:
                self._stopped.wait(_TICK)
                continue
            if self.machine.is_full and came >= _RESERVE:
                self._stopped.wait(_TICK)
                if connection.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR):
                    return  # the station broke it off
                continue
            try:
                data = connection.recv(1024)
            except TimeoutError:
                continue
            is_open = bool(data)
            came += len(data)
            limit = self.switches.reset_after
            if limit is not None and came >= limit:
                self.machine.take(data[: len(data) - (came - limit)])
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET_ON_CLOSE)
                return
            self.machine.take(data)

    def _work(self, seconds: float) -> None:
        with self._changed:
            if self.machine.work(seconds):
                self._changed.notify_all()
        if self._ticket_cut is not None and self.paper.tickets:
            for ticket in self.paper.tickets:
                self._ticket_cut(ticket)
            self.paper.tickets.clear()
            self.paper.texts.clear()

    def _say(self, answer: bytes) -> None:
        if self._connection is not None:
            with contextlib.suppress(OSError):
                self._connection.sendall(answer)
