"""A printer on the network: raw bytes over TCP, port 9100 unless told otherwise.

python-escpos has a class for this, but it cannot bound a name's resolution, counts nothing of what it sent,
and resets the connection, with the ticket in it, if the printer said something that was not read.
"""

import contextlib
import os
import socket
import struct
from typing import Self

from nextpatient_desktop.printing.channel import ChannelEnded, ChannelError, WriteError
from nextpatient_desktop.printing.deadline import Deadline, within

# The system's own buffer would take a whole ticket at once and call it sent while the printer hangs.
_SEND_BUFFER = 4096
_RESET_ON_CLOSE = struct.pack("hh" if os.name == "nt" else "ii", 1, 0)


class TcpChannel:
    """One connection over TCP."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection

    @classmethod
    def open(cls, host: str, port: int, deadline: Deadline) -> Self:
        """Connect to the first address of `host` that answers.

        Raises:
            ChannelError: none does.
        """
        try:
            addresses = within(deadline, lambda: socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
        except (OSError, UnicodeError) as error:
            raise ChannelError(f"no address: {type(error).__name__}") from error
        failure = "no address"
        for left, (family, kind, protocol, _, address) in zip(
            range(len(addresses), 0, -1), addresses, strict=True
        ):
            connection = socket.socket(family, kind, protocol)
            try:
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _SEND_BUFFER)
                connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                # A dead address must not use up the time of the next one.
                connection.settimeout(_seconds(deadline) / left)
                connection.connect(address)
            except OSError as error:
                connection.close()
                failure = type(error).__name__
            else:
                return cls(connection)
        raise ChannelError(f"cannot connect: {failure}")

    def write(self, data: bytes, deadline: Deadline) -> None:
        """Hand over all of `data`; see `Channel`."""
        handed_over = 0
        with memoryview(data) as view:
            while handed_over < len(view):
                if deadline.has_passed:
                    raise WriteError("stuck", handed_over)
                try:
                    self._connection.settimeout(_seconds(deadline))
                    handed_over += self._connection.send(view[handed_over:])
                except TimeoutError as error:
                    raise WriteError("stuck", handed_over) from error
                except OSError as error:
                    raise WriteError(type(error).__name__, handed_over) from error

    def read(self, deadline: Deadline) -> bytes:
        """What the printer said; see `Channel`."""
        try:
            self._connection.settimeout(_seconds(deadline))
            said = self._connection.recv(256)
        except TimeoutError:
            return b""
        except OSError as error:
            raise ChannelError(type(error).__name__) from error
        if not said:
            raise ChannelEnded("closed by the printer")
        return said

    def close(self, deadline: Deadline) -> None:
        """Close in good order: with something unread in it the connection is reset, and the ticket lost."""
        with contextlib.suppress(OSError, ChannelError):
            self._connection.shutdown(socket.SHUT_WR)
            while self.read(deadline):
                pass
        self._connection.close()

    def abort(self) -> None:
        """Reset the connection."""
        with contextlib.suppress(OSError):
            self._connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET_ON_CLOSE)
        self._connection.close()


def _seconds(deadline: Deadline) -> float:
    """For a socket 0 would mean not to wait at all, and to say so by another error."""
    return max(deadline.remaining, 0.001)
