"""A network printer that speaks ESC/POS, and can be made to fail in each way that a real one does.

    with VirtualPrinter() as printer:
        open_printer(printer.url, width_dots=576).print_ticket(content)
        printer.paper.tickets[0].save("ticket.png")

Like many real ones it serves one connection at a time, has a small buffer, answers real-time questions also
when it cannot print, and goes on with a picture that broke off as soon as more dots come, be it over another
connection.
"""

import contextlib
import os
import socket
import struct
import threading
from dataclasses import dataclass
from time import monotonic
from typing import Self

from tests.fakes.paper import Paper

_BUFFER = 4096
_RESERVE = 256  # of a new connection, for questions while the buffer is full
_TICK = 0.005
_RESET_ON_CLOSE = struct.pack("hh" if os.name == "nt" else "ii", 1, 0)


@dataclass
class Switches:
    """How the printer behaves. May be changed while it runs.

    Attributes:
        refuse: nobody listens at its port. Only at the start.
        hang: it takes connections and reads nothing.
        drop: it takes connections and closes them at once, as one that serves somebody else.
        mute: it prints and never says anything.
        answers_in_turn: it knows GS r.
        chatty: it reports its status unasked, on each connection (automatic status back).
        out_of_paper: and cannot print.
        paper_low: the roll is near its end.
        cover_open: and cannot print.
        jammed: and cannot print.
        bytes_per_second: how fast it prints; None for as fast as it can.
        reset_after: it resets a connection once this many bytes have come over it.
        paper_ends_after: bytes that it prints before there is no paper left.
        careless: it goes on without paper, and says so when it is asked in its turn.
    """

    refuse: bool = False
    hang: bool = False
    drop: bool = False
    mute: bool = False
    answers_in_turn: bool = True
    chatty: bool = False
    out_of_paper: bool = False
    paper_low: bool = False
    cover_open: bool = False
    jammed: bool = False
    bytes_per_second: int | None = None
    reset_after: int | None = None
    paper_ends_after: int | None = None
    careless: bool = False

    @property
    def can_print(self) -> bool:
        return not ((self.out_of_paper and not self.careless) or self.cover_open or self.jammed)


class VirtualPrinter:
    """A printer at `url`. Everything it does happens in one thread of its own."""

    def __init__(self, switches: Switches | None = None, *, width_dots: int = 576) -> None:
        self.switches = switches or Switches()
        self.received = bytearray()
        self.connections = 0
        self.paper = Paper(width_dots, self._answer_in_turn)
        self._unprinted = bytearray()
        self._connection: socket.socket | None = None
        self._changed = threading.Condition()
        self._stopped = threading.Event()
        self._listener = socket.socket()
        # What its network part takes while it hangs. Set before it listens, so that connections have it.
        self._listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _BUFFER)
        self._listener.bind(("127.0.0.1", 0))
        self._listener.settimeout(_TICK)
        self._thread = threading.Thread(target=self._serve, name="virtual-printer")

    @property
    def url(self) -> str:
        return f"tcp://127.0.0.1:{self._listener.getsockname()[1]}"

    def __enter__(self) -> Self:
        if not self.switches.refuse:
            self._listener.listen()
            self._thread.start()
        return self

    def __exit__(self, *exception: object) -> None:
        self._stopped.set()
        if self._thread.is_alive():
            self._thread.join()
        self._listener.close()

    def wait_for_tickets(self, count: int, seconds: float = 10) -> None:
        """Wait until this many tickets have been cut off."""
        with self._changed:
            if not self._changed.wait_for(lambda: len(self.paper.tickets) >= count, seconds):
                raise AssertionError(f"{len(self.paper.tickets)} tickets of {count} after {seconds} s")

    def _serve(self) -> None:
        while not self._stopped.is_set():
            self._print(_TICK)
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
        if self.switches.chatty:
            # Cannot print or can, the cover, the feed button; the error; the paper; nothing.
            connection.sendall(bytes([0x10, 0x00, 0x00, 0x00]))
        came, last = 0, b""
        before = monotonic()
        is_open = not self.switches.drop
        while is_open and not self._stopped.is_set():
            now = monotonic()
            self._print(now - before)
            before = now
            if self.switches.hang:
                self._stopped.wait(_TICK)
                continue
            if len(self._unprinted) >= _BUFFER and came >= _RESERVE:
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
                self._take(data[: len(data) - (came - limit)])
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET_ON_CLOSE)
                return
            self._take(data)
            self._answer_at_once(last + data, len(last))
            last = (last + data)[-2:]

    def _take(self, data: bytes) -> None:
        self.received += data
        self._unprinted += data

    def _print(self, seconds: float) -> None:
        """Print what can be printed in this time."""
        while self._unprinted and self.switches.can_print:
            speed = self.switches.bytes_per_second
            count = len(self._unprinted) if speed is None else max(1, int(speed * seconds))
            left = self.switches.paper_ends_after
            if left is not None:
                count = min(count, left)
                self.switches.paper_ends_after = left - count or None
                self.switches.out_of_paper = self.switches.out_of_paper or left == count
            data = bytes(self._unprinted[:count])
            del self._unprinted[:count]
            with self._changed:
                self.paper.take(data)
                self._changed.notify_all()
            if speed is not None:
                return

    def _answer_at_once(self, data: bytes, seen: int) -> None:
        """Answer DLE EOT n wherever it stands: a printer cannot tell it from dots that look the same."""
        start = 0
        while (start := data.find(b"\x10\x04", start)) >= 0 and start + 2 < len(data):
            if start + 2 >= seen:
                self._say(self._real_time(data[start + 2]))
            start += 1

    def _real_time(self, kind: int) -> bytes:
        switches = self.switches
        bits = 0x12
        if kind == 1:
            bits |= 0x00 if switches.can_print else 0x08
        elif kind == 2:
            bits |= 0x04 * switches.cover_open | 0x20 * switches.out_of_paper | 0x40 * switches.jammed
        elif kind == 3:
            bits |= 0x08 * switches.jammed
        elif kind == 4:
            bits |= 0x60 * switches.out_of_paper | 0x0C * (switches.paper_low or switches.out_of_paper)
        else:
            return b""
        return bytes([bits])

    def _answer_in_turn(self, kind: int) -> None:
        if self.switches.answers_in_turn and kind in (1, 49):
            self._say(bytes([0x03 * self.switches.paper_low | 0x0C * self.switches.out_of_paper]))

    def _say(self, answer: bytes) -> None:
        if self._connection is not None and not self.switches.mute and answer:
            with contextlib.suppress(OSError):
                self._connection.sendall(answer)
