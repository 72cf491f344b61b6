"""`PostgresBlobs`: contents of documents in the database, so that every host has them.

A content lies in parts, so that neither side ever holds a large one twice. They are not encrypted by this
program: there is no key that all hosts share and the server's owner has not; the server's disk is to be
encrypted (`docs/postgresql.md`).
"""

import hashlib
import logging
import re
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Final

import psycopg

from nextpatient_desktop.clinic.documents.messages import MAX_DOCUMENT_BYTES
from nextpatient_desktop.clinic.errors import ClinicError
from nextpatient_desktop.storage.convert import to_ms
from nextpatient_desktop.storage.postgres.errors import LinkLostError, server_error
from nextpatient_desktop.storage.postgres.link import BEGIN, COMMIT, Link, plain
from nextpatient_desktop.storage.postgres.links import Links
from nextpatient_desktop.storage.postgres.session import TO_READ

_log = logging.getLogger(__name__)

PART_BYTES: Final = 512 * 1024
SWEPT_AFTER: Final = timedelta(days=1)
"""How old a content that no document names must be before it goes: attaching takes minutes, not a day."""

_SHA256: Final = re.compile(r"[0-9a-f]{64}")
_TRIES: Final = 3
_NOW: Final = "(extract(epoch FROM clock_timestamp()) * 1000)::bigint"
_TOUCH: Final = f"UPDATE blobs SET added_at = {_NOW} WHERE sha256 = $1"
_ADD: Final = f"INSERT INTO blobs VALUES ($1, $2, {_NOW}) ON CONFLICT (sha256) DO NOTHING"
_ADD_PART: Final = "INSERT INTO blob_parts VALUES ($1, $2, $3)"
_SIZE: Final = "SELECT size FROM blobs WHERE sha256 = $1"
_PART: Final = "SELECT data FROM blob_parts WHERE sha256 = $1 AND number = $2"
_DROP: Final = "DELETE FROM blobs WHERE sha256 = $1"
_OLD: Final = "SELECT sha256 FROM blobs WHERE added_at < $1"
_DROP_OLD: Final = "DELETE FROM blobs WHERE sha256 = $1 AND added_at < $2"


class PostgresBlobs:
    """`clinic.ports.Blobs`. Safe to use from several threads and hosts."""

    def __init__(self, links: Links) -> None:
        self._links = links

    def put(self, data: bytes, /) -> str:
        """Keep a content and return its SHA-256 as hex. What is there is checked, and mended if damaged.

        Raises:
            ClinicError: `document_empty`, `document_too_large` (field `file`), or what the server or the
                network refuse; nothing was kept.
        """
        if not data:
            raise ClinicError("document_empty", field="file")
        if len(data) > MAX_DOCUMENT_BYTES:
            raise ClinicError("document_too_large", field="file", megabytes=MAX_DOCUMENT_BYTES // 1024**2)
        digest = hashlib.sha256(data)
        with self._link() as link:
            for _ in range(_TRIES):  # a connection that was lost leaves nothing, or all of it
                try:
                    self._keep(link, digest.digest(), data)
                except LinkLostError:
                    link.renew()
                else:
                    return digest.hexdigest()
            self._keep(link, digest.digest(), data)
        return digest.hexdigest()

    def get(self, sha256: str, /) -> bytes | None:
        """The content with this SHA-256 (lower-case hex), None when there is none.

        Raises:
            ClinicError: `document_damaged` when it is not what was put, or what the server or the network
                refuse.
        """
        if not _SHA256.fullmatch(sha256):
            return None
        key = bytes.fromhex(sha256)
        with self._link() as link:
            try:
                data = _read(link, key)
            except LinkLostError:
                link.renew()
                data = _read(link, key)
            except psycopg.errors.DataCorrupted as error:
                raise ClinicError("document_damaged") from error
        if data is not None and hashlib.sha256(data).digest() != key:
            _log.error("document %s is damaged: %d bytes that are not what was put", sha256, len(data))
            raise ClinicError("document_damaged")
        return data

    def sweep(self, named: Callable[[Collection[str]], Collection[str]], now: datetime, /) -> int:
        """Remove contents that no document names and that are older than a day; returns how many went.

        Args:
            named: says which of these SHA-256 a document names, removed documents included.
            now: the present instant; ages are by the server's clock.

        Raises:
            ClinicError: what the server or the network refuse.
        """
        limit = to_ms(now - SWEPT_AFTER)
        with self._link() as link:
            old = [row[0].hex() for row in link.exchange(plain(_OLD, limit))[0].rows()]
        keep = frozenset(named(old)) if old else frozenset()
        removed = 0
        with self._link() as link:
            for sha256 in old:
                if sha256 not in keep:  # and nobody has put it anew meanwhile
                    removed += link.exchange(plain(_DROP_OLD, bytes.fromhex(sha256), limit))[0].count
        return removed

    @contextmanager
    def _link(self) -> Iterator[Link]:
        try:
            with self._links.link() as link:
                yield link
        except (LinkLostError, psycopg.Error) as error:
            raise server_error(error, self._links.address) or error from error

    def _keep(self, link: Link, key: bytes, data: bytes) -> None:
        """Put a content in a transaction of its own, unless it is there and whole."""
        if link.exchange(plain(_TOUCH, key))[0].count and _read(link, key) == data:
            return
        try:
            link.exchange(BEGIN, plain(_DROP, key))
            if link.exchange(plain(_ADD, key, len(data)))[0].count:  # else somebody has just put it
                for number, start in enumerate(range(0, len(data), PART_BYTES)):
                    link.exchange(plain(_ADD_PART, key, number, data[start : start + PART_BYTES]))
            link.exchange(COMMIT)
        except BaseException:
            link.roll_back()
            raise


def _read(link: Link, key: bytes) -> bytes | None:
    """All parts of a content, from one state of the database."""
    found = link.exchange(*TO_READ, plain(_SIZE, key))[-1].first()
    parts: list[bytes] = []
    if found is not None:
        missing = int(found[0])
        while missing > 0:
            row = link.exchange(plain(_PART, key, len(parts)))[0].first()
            if row is None:
                break
            parts.append(row[0])
            missing -= len(row[0])
    link.exchange(COMMIT)
    return None if found is None else b"".join(parts)
