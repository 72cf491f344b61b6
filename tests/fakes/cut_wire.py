"""`CutWire`: a wire to a PostgreSQL server that breaks where a test wants it to."""

import contextlib
import socket
import threading
from pathlib import Path
from urllib.parse import quote

from nextpatient_desktop.storage.postgres.link import COMMIT
from tests.postgres import PASSWORD, USER

COMMITTING = COMMIT.name
"""What is in the bytes that ask for a commit."""


class CutWire:
    """Listens on this PC and passes everything on to a server's socket.

    Attributes:
        before: bytes that never reach the server: the wire breaks in their place.
        after: bytes that reach the server, whose answer to them never comes back.
        is_down: nobody gets through.
        cuts: how often it broke.
    """

    def __init__(self, folder: Path) -> None:
        """Lead to the server whose socket is in `folder`."""
        self._target = str(folder / ".s.PGSQL.5432")
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.before: bytes | None = None
        self.after: bytes | None = None
        self.is_down = False
        self.cuts = 0
        self._open: set[socket.socket] = set()
        self._threads = [threading.Thread(target=self._accept, daemon=True)]
        self._threads[0].start()

    def url(self, database: str) -> str:
        """The clinic's URL of a database behind the wire."""
        port = self._listener.getsockname()[1]
        return f"postgresql+psycopg://{USER}:{quote(PASSWORD)}@127.0.0.1:{port}/{database}"

    def cut(self) -> None:
        """Break all connections that there are."""
        for one in list(self._open):
            _close(one)

    def close(self) -> None:
        """End everything."""
        self.is_down = True
        _close(self._listener)
        self.cut()
        for thread in self._threads:
            thread.join()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            if self.is_down:
                _close(client)
                continue
            server = socket.socket(socket.AF_UNIX)
            server.connect(self._target)
            self._open |= {client, server}
            connection = _Connection(self, client, server)
            for direction in (connection.up, connection.down):
                thread = threading.Thread(target=direction, daemon=True)
                self._threads.append(thread)
                thread.start()


class _Connection:
    """One connection through the wire."""

    def __init__(self, wire: CutWire, client: socket.socket, server: socket.socket) -> None:
        self._wire = wire
        self._client = client
        self._server = server
        self._drops_answer = False

    def up(self) -> None:
        """From the program to the server."""
        wire = self._wire
        with contextlib.suppress(OSError):
            while data := self._client.recv(1 << 20):
                if wire.before is not None and wire.before in data:
                    wire.before, wire.cuts = None, wire.cuts + 1
                    break
                if wire.after is not None and wire.after in data:
                    wire.after, wire.cuts = None, wire.cuts + 1
                    self._drops_answer = True
                self._server.sendall(data)
        self._end()

    def down(self) -> None:
        """From the server to the program."""
        with contextlib.suppress(OSError):
            while data := self._server.recv(1 << 20):
                if self._drops_answer:
                    break
                self._client.sendall(data)
        self._end()

    def _end(self) -> None:
        for one in (self._client, self._server):
            _close(one)


def _close(one: socket.socket) -> None:
    with contextlib.suppress(OSError):
        one.shutdown(socket.SHUT_RDWR)
    one.close()
