"""`RemoteClinic`: the clinic behind a LAN host, as a station sees it. The same messages, the same errors."""

import hashlib
import json
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any, TypeVar, cast

from nextpatient_desktop.clinic import codec
from nextpatient_desktop.clinic.documents.messages import MAX_DOCUMENT_BYTES, Content, DocumentContent
from nextpatient_desktop.clinic.door import Actor, Clinic, ClinicState, Command, Position, Query
from nextpatient_desktop.clinic.errors import ClinicError
from nextpatient_desktop.clinic.reading import read_answer
from nextpatient_desktop.clinic.staff.messages import SignIn, SignOut
from nextpatient_desktop.domain.model import Document, Staff
from nextpatient_desktop.lan import wire
from nextpatient_desktop.lan.connection import Answer
from nextpatient_desktop.lan.following import follow
from nextpatient_desktop.lan.link import HostFailedError, Link

R = TypeVar("R")


class _View:
    """The clinic as one actor sees it."""

    def __init__(self, link: Link, actor: Actor) -> None:
        self._link = link
        self._actor = actor

    def execute(self, command: Command[R]) -> R:
        """Do it, once, whole, and answer only when it is durable; `out_of_reach` says that nobody knows."""
        name = type(command).__name__
        answer = self._post(wire.COMMANDS + name, command)
        result = _read(codec.answer_type(type(command)), answer)
        if isinstance(command, SignIn) and isinstance(result, Staff):
            self._link.sessions.begin(result.id, answer.headers.get(wire.STAFF, ""))
        elif isinstance(command, SignOut) and self._actor.staff is not None:
            self._link.sessions.end(self._actor.staff)
        return cast(R, result)

    def ask(self, query: Query[R]) -> R:
        """Answer from one consistent state."""
        answer = self._post(wire.QUERIES + type(query).__name__, query)
        if isinstance(query, DocumentContent):
            return cast(R, self._content(answer))
        return cast(R, _read(codec.answer_type(type(query)), answer))

    def watch(self, after: Position | None = None) -> Iterator[Position]:
        """Yield the journal's position as it grows, until the clinic is closed.

        A host that is away for a moment is waited for; after that `out_of_reach`, and whoever watches comes
        again with the last position.
        """
        return follow(self._link, self._headers(), after)

    def put_blob(self, data: bytes) -> str:
        """Keep a document's content and return its SHA-256 as hex; `document_too_large`, `not_allowed`."""
        if len(data) > MAX_DOCUMENT_BYTES:
            raise ClinicError("document_too_large", field="file", megabytes=MAX_DOCUMENT_BYTES // 1024**2)
        sha256 = hashlib.sha256(data).hexdigest()
        headers = {**self._headers(), "content-type": "application/octet-stream"}
        self._said(self._link.request("PUT", wire.BLOBS + sha256, headers, data))
        return sha256

    def acting_as(self, actor: Actor) -> Clinic:
        """The same station for another actor: staff are who signed in over this connection."""
        return _View(self._link, actor)

    def state(self) -> ClinicState:
        """True to the last contact. Never blocks."""
        return self._link.reach.state

    def close(self) -> None:
        """End watching and every request under way. Safe to call twice."""
        self._link.close()

    def _post(self, path: str, message: Command[Any] | Query[Any]) -> Answer:
        headers = {**self._headers(), "content-type": "application/json"}
        body = codec.canonical(codec.plain_fields(message)).encode()
        return self._said(self._link.request("POST", path, headers, body))

    def _said(self, answer: Answer) -> Answer:
        """The answer, if it is none of a refusal.

        Raises:
            ClinicError: the host's refusal.
            HostFailedError: it had a bug.
        """
        if answer.status < 300:
            return answer
        error = self._link.refusal(answer)
        if error.code == "session_ended" and self._actor.staff is not None:
            self._link.sessions.end(self._actor.staff)
        raise error

    def _headers(self) -> dict[str, str]:
        """What goes with every request of this view.

        Raises:
            ClinicError: `session_ended`: who acts here did not sign in over this connection, or not since the
                program was started; `not_allowed`: patients do not act over a station's connection.
        """
        headers = self._link.headers()
        if self._actor.visit is not None:
            raise ClinicError("not_allowed")
        if self._actor.staff is not None:
            secret = self._link.sessions.secret(self._actor.staff)
            if secret:
                headers[wire.STAFF] = secret
        return headers

    def _content(self, answer: Answer) -> Content:
        """A document with its bytes, which come apart from it."""
        document: Document = _read(Document, answer, "document")
        data = self._said(self._link.request("GET", wire.BLOBS + document.sha256, self._headers(), None)).body
        if hashlib.sha256(data).hexdigest() != document.sha256:
            raise ClinicError("document_damaged")
        return Content(document=document, data=data)


class RemoteClinic(_View):
    """A clinic on the LAN, as its station sees it. Safe in threads; closing one view closes all."""

    def __init__(
        self,
        address: str,
        pin: str,
        key: str,
        *,
        version: str = "",
        moved: Callable[[str], None] | None = None,
        finds: bool = True,
    ) -> None:
        """Nothing is connected yet.

        Args:
            address: `https://192.168.1.20:7390`.
            pin: the SHA-256 of the host's certificate, as hex.
            key: this station's.
            version: the program's, for the administrator's list.
            moved: told when the same host was found at another address, to remember it; on some thread.
            finds: whether to look for the host on the network (mDNS) while its address does not answer.

        Raises:
            ValueError: the address or the pin is none.
        """
        link = Link(address, pin, key, version=version, moved=moved, finds=finds)
        super().__init__(link, Actor())

    def last_contact(self) -> datetime | None:
        """When the host last said something, by its own clock; None before the first time."""
        return self._link.reach.last_contact()

    @property
    def to_come(self) -> int:
        """How many tokens this station still has to hand over: told with each request."""
        return self._link.to_come

    @to_come.setter
    def to_come(self, count: int) -> None:
        self._link.to_come = count

    @property
    def address(self) -> str:
        """Where the host is at present."""
        return self._link.connections.address.url


def _read(kind: Any, answer: Answer, field: str = "") -> Any:  # noqa: ANN401  # any type, and a value of it
    try:
        value = json.loads(answer.body)
        return read_answer(kind, value[field] if field else value)
    except (ValueError, KeyError, TypeError) as error:
        raise HostFailedError(f"the host's answer is no {kind}") from error
