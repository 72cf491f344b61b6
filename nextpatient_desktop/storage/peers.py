"""Other processes on this PC that watch the same database: how they are found, and told of a commit.

Who watches listens on a loopback port and leaves an empty file with that port's number as its name in a
folder beside the database. Who commits sends one byte to each of those ports. A file that a killed process
left costs one datagram to nobody; it is removed by whoever finds that its port can be had again. A datagram
says nothing and is believed nothing: whoever gets one looks into the database.
"""

import contextlib
import os
import socket
import time
from pathlib import Path
from typing import Final

from nextpatient_desktop.storage.files import make_folder

_LOOPBACK: Final = "127.0.0.1"
_NUDGE: Final = b"\n"
_LIST_EVERY: Final = 1.0
_MOST_NUDGES_AT_ONCE: Final = 64


def watchers_folder(database: Path) -> Path:
    """The folder with the ports of those who watch a database."""
    return database.with_name(f"{database.name}-watchers")


class Nudger:
    """Sends the nudges of one process. Used by one thread."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._socket: socket.socket | None = None
        self._ports: tuple[int, ...] = ()
        self._changed_ns = 0
        self._listed_at = -_LIST_EVERY

    def nudge(self, but: int | None) -> None:
        """Tell everybody who watches, but for the one at port `but`. Never waits, never fails."""
        for port in self._known_ports():
            if port != but:
                with contextlib.suppress(OSError):
                    self._sender().sendto(_NUDGE, (_LOOPBACK, port))

    def close(self) -> None:
        """Let go of the socket."""
        if self._socket is not None:
            self._socket.close()
            self._socket = None

    def _sender(self) -> socket.socket:
        """The socket, made when somebody watches."""
        if self._socket is None:
            self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            self._socket.setblocking(False)
        return self._socket

    def _known_ports(self) -> tuple[int, ...]:
        """The ports as last listed; listed again when the folder changed, or after a second in any case.

        A folder's time of change is coarse: a file that came just after the listing may not show in it.
        """
        now = time.monotonic()
        try:
            changed_ns = os.stat(self._folder).st_mtime_ns  # noqa: PTH116 - after every commit, and faster
        except OSError:
            return ()
        if changed_ns != self._changed_ns or now - self._listed_at >= _LIST_EVERY:
            self._changed_ns, self._listed_at = changed_ns, now
            self._ports = tuple(listed_ports(self._folder))
        return self._ports


class Listener:
    """Hears the nudges for one process."""

    def __init__(self, folder: Path) -> None:
        """Listen, and say where.

        Raises:
            OSError: this PC gives no loopback port, or the folder cannot be written.
        """
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        try:
            self._socket.bind((_LOOPBACK, 0))
            self.port: int = self._socket.getsockname()[1]
            sweep(folder)
            make_folder(folder)
            self._file = folder / str(self.port)
            self._file.touch()
        except OSError:
            self._socket.close()
            raise

    def wait(self, seconds: float) -> bool:
        """Wait for a nudge, at most so long; whether one came. Those that came together count once."""
        self._socket.settimeout(seconds)
        try:
            self._socket.recv(16)
        except OSError:  # a timeout is one too
            return False
        self._socket.setblocking(False)
        with contextlib.suppress(OSError):
            for _ in range(_MOST_NUDGES_AT_ONCE):
                self._socket.recv(16)
        return True

    def wake(self) -> None:
        """End a wait from another thread."""
        with (
            contextlib.suppress(OSError),
            socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender,
        ):
            sender.sendto(_NUDGE, (_LOOPBACK, self.port))

    def close(self) -> None:
        """Stop listening and take the file away."""
        with contextlib.suppress(OSError):
            self._file.unlink()
        self._socket.close()


def listed_ports(folder: Path) -> list[int]:
    """The ports that files in the folder name."""
    try:
        names = [entry.name for entry in folder.iterdir()]
    except OSError:
        return []
    return [int(name) for name in names if name.isdecimal() and 0 < int(name) < 65536]


def sweep(folder: Path) -> None:
    """Take away the files of those who listen no more: their port can be bound."""
    for port in listed_ports(folder):
        with (
            contextlib.suppress(OSError),
            socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe,
        ):
            probe.bind((_LOOPBACK, port))
            (folder / str(port)).unlink()
