"""Contents of documents over the wire: as they are, in parts, and only for who may open the document."""

import asyncio
import hashlib
import re
from collections.abc import Iterator
from typing import Final
from urllib.parse import parse_qs
from uuid import UUID

from nextpatient_desktop.clinic import codec
from nextpatient_desktop.clinic.documents.messages import MAX_DOCUMENT_BYTES, Content, DocumentContent
from nextpatient_desktop.clinic.errors import ClinicError
from nextpatient_desktop.domain.ids import DocumentId
from nextpatient_desktop.lan.host.answers import (
    CLOSE,
    NOT_KEPT,
    Answer,
    Headers,
    Receive,
    Scope,
    Send,
    refusal,
)
from nextpatient_desktop.lan.host.bodies import UnreadableError, declared_length, read_body
from nextpatient_desktop.lan.host.callers import Caller
from nextpatient_desktop.lan.host.calls import Calls
from nextpatient_desktop.lan.host.lanes import Lanes

_AT_ONCE: Final = 8
"""Contents on their way at the same time in either direction: each is held whole in memory, up to 20 MiB."""
_READ_WITHIN: Final = 30.0
_PART: Final = 64 * 1024
_SHA256: Final = re.compile(r"[0-9a-f]{64}")


class Blobs:
    """Takes and gives contents. Lives on the event loop."""

    def __init__(self, calls: Calls, lanes: Lanes) -> None:
        self._calls = calls
        self._lanes = lanes
        self._coming = asyncio.Semaphore(_AT_ONCE)
        self._going = asyncio.Semaphore(_AT_ONCE)

    async def put(self, scope: Scope, receive: Receive, sha256: str, caller: Caller) -> Answer:
        """Keep a content, if it is the one that it is said to be.

        Raises:
            ClinicError: the caller's, `document_too_large`, `request_invalid`, or what `put_blob` refuses.
            UnreadableError: it was larger than it was said to be.
        """
        clinic = await self._lanes.run(lambda: self._calls.acting_as(caller))
        if not _SHA256.fullmatch(sha256):
            raise ClinicError("request_invalid", field="sha256")
        if (declared_length(scope) or 0) > MAX_DOCUMENT_BYTES:
            raise UnreadableError(_too_large())
        async with self._coming:
            try:
                data = await read_body(scope, receive, MAX_DOCUMENT_BYTES)
            except UnreadableError:
                raise UnreadableError(_too_large()) from None

            def check() -> bytes:
                if hashlib.sha256(data).hexdigest() != sha256:
                    raise ClinicError("request_invalid", field="sha256")
                return data

            kept = await self._lanes.run_and_wait(check, clinic.put_blob)
        return Answer(body=codec.write(kept).encode())

    async def get(self, scope: Scope, send: Send, sha256: str, caller: Caller, common: Headers) -> None:
        """Send the content of the document that the query names.

        Raises:
            ClinicError: the caller's, `request_invalid`, or what `DocumentContent` refuses.
            TimeoutError: the station does not read what it asked for.
        """

        def open_it() -> Content:
            clinic = self._calls.acting_as(caller)
            content = clinic.ask(DocumentContent(document=_document(scope)))
            if content.document.sha256 != sha256:
                raise ClinicError("request_invalid", field="sha256")
            return content

        async with self._going:
            content = await self._lanes.run(open_it)
            await _send_parts(send, content, common)


def _document(scope: Scope) -> DocumentId:
    given = parse_qs(scope["query_string"].decode("latin-1")).get("document", [""])
    try:
        return DocumentId(UUID(given[-1]))
    except ValueError:
        raise ClinicError("request_invalid", field="document") from None


async def _send_parts(send: Send, content: Content, common: Headers) -> None:
    data = content.data
    headers = [
        *common,
        (b"content-type", content.document.media_type.encode()),
        (b"content-length", str(len(data)).encode()),
        NOT_KEPT,
    ]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    for part in _parts(data):
        async with asyncio.timeout(_READ_WITHIN):
            await send({"type": "http.response.body", "body": part, "more_body": True})
    await send({"type": "http.response.body", "body": b"", "more_body": False})


def _parts(data: bytes) -> Iterator[bytes]:
    for begin in range(0, len(data), _PART):
        yield data[begin : begin + _PART]


def _too_large() -> Answer:
    refused = ClinicError("document_too_large", field="file", megabytes=MAX_DOCUMENT_BYTES // 1024**2)
    return refusal(refused, headers=(CLOSE,))
