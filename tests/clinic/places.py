"""Where a test's clinic has its data: an encrypted file, or an empty database of a PostgreSQL server."""

import os
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

import psycopg

from nextpatient_desktop.clinic.ports import Blobs, Storage
from nextpatient_desktop.documents.blobs import FileBlobs
from nextpatient_desktop.storage.check import Finding, check_database
from nextpatient_desktop.storage.engine import Use, connect
from nextpatient_desktop.storage.keys import read_key
from nextpatient_desktop.storage.postgres import check as server_check
from nextpatient_desktop.storage.postgres.storage import PostgresStorage
from nextpatient_desktop.storage.sqlite import SqliteStorage


class Place(Protocol):
    """A clinic's data, as a test gets at it beside the program."""

    def open(self) -> tuple[Storage, Blobs]:
        """The data as the program opens it; also a second time, as another process would."""
        ...

    def findings(self) -> list[Finding]:
        """What `nextpatient clinic check` finds."""
        ...

    def everything(self) -> bytes:
        """Every value of every table, decrypted."""
        ...

    def has_content(self, sha256: str) -> bool:
        """Whether a document's content is kept."""
        ...

    def damage(self, sha256: str) -> None:
        """Take a content's last byte."""
        ...

    def lose(self, sha256: str) -> None:
        """Take a content away."""
        ...

    def make_old(self, sha256: str, when: datetime) -> None:
        """Let a content have been put then."""
        ...


class FilePlace:
    """`Place` in a folder."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "clinic.db"
        self.documents = folder / "documents"

    def open(self) -> tuple[SqliteStorage, FileBlobs]:
        return SqliteStorage.open(self.path, create=True), FileBlobs(self.documents, bytes(32))

    def findings(self) -> list[Finding]:
        return check_database(self.path, read_key(self.path.parent))

    def everything(self) -> bytes:
        connection = connect(self.path, read_key(self.path.parent), Use.READ)
        try:
            tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
            return _joined(
                row for (name,) in tables for row in connection.execute(f'SELECT * FROM "{name}"').fetchall()
            )
        finally:
            connection.close()

    def has_content(self, sha256: str) -> bool:
        return self._content(sha256).exists()

    def damage(self, sha256: str) -> None:
        path = self._content(sha256)
        path.write_bytes(path.read_bytes()[:-1])

    def lose(self, sha256: str) -> None:
        self._content(sha256).unlink()

    def make_old(self, sha256: str, when: datetime) -> None:
        os.utime(self._content(sha256), (when.timestamp(), when.timestamp()))

    def _content(self, sha256: str) -> Path:
        return self.documents / sha256[:2] / sha256


class ServerPlace:
    """`Place` on a server."""

    def __init__(self, url: str) -> None:
        self.url = url

    def open(self) -> tuple[PostgresStorage, Blobs]:
        storage = PostgresStorage.open(self.url, create=True)
        return storage, storage.blobs

    def findings(self) -> list[Finding]:
        return server_check.check_database(self.url)

    def everything(self) -> bytes:
        with self.connection() as connection:
            names = connection.execute(
                "SELECT relname FROM pg_class WHERE relkind = 'r' "
                "AND relnamespace = current_schema()::regnamespace"
            ).fetchall()
            return _joined(
                row
                for (name,) in names
                for row in connection.execute(f'SELECT * FROM "{name}"'.encode()).fetchall()
            )

    def has_content(self, sha256: str) -> bool:
        with self.connection() as connection:
            found = connection.execute("SELECT 1 FROM blobs WHERE sha256 = %s", (bytes.fromhex(sha256),))
            return found.fetchone() is not None

    def damage(self, sha256: str) -> None:
        with self.connection() as connection:
            connection.execute(
                "UPDATE blob_parts SET data = substr(data, 1, length(data) - 1) "
                "WHERE sha256 = %s AND number = 0",
                (bytes.fromhex(sha256),),
            )

    def lose(self, sha256: str) -> None:
        with self.connection() as connection:
            connection.execute("DELETE FROM blobs WHERE sha256 = %s", (bytes.fromhex(sha256),))

    def make_old(self, sha256: str, when: datetime) -> None:
        with self.connection() as connection:
            connection.execute(
                "UPDATE blobs SET added_at = %s WHERE sha256 = %s",
                (int(when.timestamp() * 1000), bytes.fromhex(sha256)),
            )

    @contextmanager
    def connection(self) -> "Iterator[psycopg.Connection[Any]]":
        """A connection beside the program's."""
        conninfo = self.url.replace("+psycopg", "")
        with closing(psycopg.connect(conninfo, autocommit=True)) as made:
            yield made


def _joined(rows: "Iterator[tuple[Any, ...]]") -> bytes:
    return b"\n".join(
        value if isinstance(value, bytes) else str(value).encode() for row in rows for value in row
    )
