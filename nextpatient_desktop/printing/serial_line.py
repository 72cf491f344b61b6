"""A printer on a serial line, also one that USB only pretends to be.

pyserial does the line; what it leaves open is done here: no call waits longer than its deadline (without a
write timeout a printer that holds the line holds the program), and what the system has buffered does not
count as sent.
"""

import contextlib
import os
import time
from typing import Final, Protocol, Self

from nextpatient_desktop.printing.channel import ChannelError, WriteError
from nextpatient_desktop.printing.deadline import Deadline, within
from nextpatient_desktop.printing.urls import SerialAddress

_CHUNK: Final = 256
_TICK: Final = 0.01
_BUSY_TICK: Final = 0.1
_BUSY_WORDS: Final = ("exclusively lock", "busy", "access is denied")
"""pyserial says only in words that another has the line: on POSIX, on POSIX, on Windows."""

_PARITY: Final = {"none": "N", "even": "E", "odd": "O"}


class Port(Protocol):
    """What is used of a `serial.Serial`."""

    timeout: float | None
    write_timeout: float | None

    def read(self, size: int = 1, /) -> bytes:
        """At most so many bytes, within the timeout."""
        ...

    def write(self, data: bytes, /) -> int | None:
        """All of these bytes, within the write timeout."""
        ...

    @property
    def in_waiting(self) -> int:
        """Bytes that came."""
        ...

    @property
    def out_waiting(self) -> int:
        """Bytes that the line has not taken from the system yet."""
        ...

    def reset_input_buffer(self) -> None:
        """Drop what came."""
        ...

    def reset_output_buffer(self) -> None:
        """Drop what did not go out yet."""
        ...

    def close(self) -> None:
        """Let go of the line."""
        ...


class SerialChannel:
    """One talk over a serial line."""

    def __init__(self, port: Port) -> None:
        """Talk over an open port."""
        self._port = port

    @classmethod
    def open(cls, address: SerialAddress, deadline: Deadline) -> Self:
        """Take the line, or wait for it while another station has it.

        Raises:
            ChannelError: there is none, it is not for this program, or another has it for too long.
        """
        while True:
            try:
                return cls(within(deadline, lambda: _port(address), late=lambda port: port.close()))
            except (OSError, ValueError) as error:  # pyserial's own errors are OSErrors
                is_busy = any(word in str(error).lower() for word in _BUSY_WORDS)
                if not is_busy or deadline.remaining < _BUSY_TICK:
                    raise ChannelError(str(error) or type(error).__name__) from error
            time.sleep(_BUSY_TICK)

    def write(self, data: bytes, deadline: Deadline) -> None:
        """Send all of `data`, and wait until the line has taken it; see `Channel`."""
        import serial

        taken = 0
        try:
            while taken < len(data):
                chunk = data[taken : taken + _CHUNK]
                if deadline.has_passed:
                    raise WriteError("stuck", self._gone(taken))
                self._port.write_timeout = max(deadline.remaining, _TICK)
                try:
                    self._port.write(chunk)
                except serial.SerialTimeoutException as error:
                    # It does not say how much of the chunk was taken.
                    raise WriteError("stuck", self._gone(taken + len(chunk))) from error
                taken += len(chunk)
            while self._port.out_waiting:
                if deadline.has_passed:
                    raise WriteError("stuck", self._gone(taken))
                time.sleep(_TICK)
        except OSError as error:
            raise WriteError(str(error) or type(error).__name__, taken) from error

    def read(self, deadline: Deadline) -> bytes:
        """What the printer said; see `Channel`."""
        try:
            self._port.timeout = deadline.remaining
            first = self._port.read(1)
            return first + self._port.read(self._port.in_waiting) if first else b""
        except OSError as error:
            raise ChannelError(str(error) or type(error).__name__) from error

    def close(self, deadline: Deadline) -> None:
        """Let go of the line, from which all is gone."""
        self._let_go(deadline)

    def abort(self) -> None:
        """Drop what has not gone out, and let go: else the system would wait for it, for up to 30 s."""
        self._let_go(Deadline(1.0))

    def _let_go(self, deadline: Deadline) -> None:
        def work() -> None:
            with contextlib.suppress(Exception):
                self._port.reset_output_buffer()
            self._port.close()

        with contextlib.suppress(OSError):
            within(deadline, work)

    def _gone(self, taken: int) -> int:
        """How many of the bytes that the system took have left it, or may have."""
        try:
            return max(0, taken - self._port.out_waiting)
        except OSError:
            return taken


def _port(address: SerialAddress) -> Port:
    import serial

    port: Port = serial.Serial(
        address.port,
        baudrate=address.baud,
        parity=_PARITY[address.parity],
        rtscts=address.flow == "rtscts",
        dsrdtr=address.flow == "dsrdtr",
        xonxoff=address.flow == "xonxoff",
        timeout=1.0,
        write_timeout=1.0,
        # Two stations must not print into each other's tickets. Windows does so by itself.
        exclusive=True if os.name == "posix" else None,
    )
    port.reset_input_buffer()
    return port
