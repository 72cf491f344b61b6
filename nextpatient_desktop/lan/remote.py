"""`RemoteClinic`: the clinic behind a LAN host, as a station sees it. The same messages, the same errors."""

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any, TypeVar, cast

from nextpatient_desktop.clinic import codec
from nextpatient_desktop.clinic.documents.messages import MAX_DOCUMENT_BYTES, Content, DocumentContent
from nextpatient_desktop.clinic.door import (
    Actor,
    Clinic,
    ClinicState,
    Command,
    Position,
    Query,
    new_command_id,
)
from nextpatient_desktop.clinic.errors import ClinicError
from nextpatient_desktop.clinic.patients.messages import FamilyOf
from nextpatient_desktop.clinic.reading import read_answer
from nextpatient_desktop.clinic.staff.messages import SignIn, SignOut
from nextpatient_desktop.clinic.stations.pairing import OpenPairing
from nextpatient_desktop.domain.model import Document, Staff
from nextpatient_desktop.lan import wire
from nextpatient_desktop.lan.connection import Answer
from nextpatient_desktop.lan.following import follow
from nextpatient_desktop.lan.link import HostFailedError, Link, Timing

R = TypeVar("R")


class _View:
    """The clinic as one actor sees it."""

    def __init__(self, link: Link, actor: Actor) -> None:
        self._link = link
        self._actor = actor

    def execute(self, command: Command[R]) -> R:
        """Do it, once, whole, and answer only when it is durable; `out_of_reach` says that nobody knows."""
        secret = self._secret()
        answer = self._post(wire.COMMANDS + type(command).__name__, command, secret)
        if answer.status >= 300:
            return self._refused(command, answer, secret)
        result = _read(codec.answer_type(type(command)), answer)
        if isinstance(command, SignIn) and isinstance(result, Staff):
            self._link.sessions.begin(result.id, answer.headers.get(wire.STAFF, ""))
        elif isinstance(command, SignOut):
            self._end_session(secret)
        return cast(R, result)

    def _refused(self, command: Command[R], answer: Answer, secret: str | None) -> R:
        """Raise the refusal, unless it comes of a first answer that was lost on its way."""
        refusal = self._refusal(answer, secret)
        if not answer.is_repeated:
            raise refusal
        if refusal.code == "session_ended" and isinstance(command, SignOut):
            return cast(R, None)  # it did end
        if refusal.code == "answer_not_kept" and isinstance(command, SignIn | OpenPairing | FamilyOf):
            # What is told once is not told again: ask for another one.
            again: Command[Any] = replace(command, id=new_command_id())
            return cast(R, self.execute(again))
        raise refusal

    def ask(self, query: Query[R]) -> R:
        """Answer from one consistent state."""
        secret = self._secret()
        answer = self._said(self._post(wire.QUERIES + type(query).__name__, query, secret), secret)
        if isinstance(query, DocumentContent):
            return cast(R, self._content(answer, secret))
        return cast(R, _read(codec.answer_type(type(query)), answer))

    def watch(self, after: Position | None = None) -> Iterator[Position]:
        """Yield the journal's position as it grows, until the clinic is closed.

        A host that is away for a moment is waited for; after that `out_of_reach`, and whoever watches comes
        again with the last position.
        """
        return follow(self._link, self._headers(self._secret()), after)

    def put_blob(self, data: bytes) -> str:
        """Keep a document's content and return its SHA-256 as hex; `document_too_large`, `not_allowed`."""
        if len(data) > MAX_DOCUMENT_BYTES:
            raise ClinicError("document_too_large", field="file", megabytes=MAX_DOCUMENT_BYTES // 1024**2)
        sha256 = hashlib.sha256(data).hexdigest()
        secret = self._secret()
        headers = {**self._headers(secret), "content-type": "application/octet-stream"}
        self._said(self._link.request("PUT", wire.BLOBS + sha256, headers, data), secret)
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

    def _post(self, path: str, message: Command[Any] | Query[Any], secret: str | None) -> Answer:
        headers = {**self._headers(secret), "content-type": "application/json"}
        body = codec.canonical(codec.plain_fields(message)).encode()
        return self._link.request("POST", path, headers, body)

    def _said(self, answer: Answer, secret: str | None) -> Answer:
        """The answer, if it is none of a refusal.

        Raises:
            ClinicError: the host's refusal.
            HostFailedError: it answers what makes no sense.
        """
        if answer.status >= 300:
            raise self._refusal(answer, secret)
        return answer

    def _refusal(self, answer: Answer, secret: str | None) -> ClinicError:
        refusal = self._link.refusal(answer)
        if refusal.code == "session_ended":
            self._end_session(secret)
        return refusal

    def _end_session(self, secret: str | None) -> None:
        if self._actor.staff is not None and secret is not None:
            self._link.sessions.end(self._actor.staff, secret)

    def _secret(self) -> str | None:
        """The secret of whoever acts here, None for nobody but the station.

        Raises:
            ClinicError: `session_ended`: they did not sign in over this connection, or not since the program
                was started; `not_allowed`: patients do not act over a station's connection.
        """
        if self._actor.visit is not None:
            raise ClinicError("not_allowed")
        return None if self._actor.staff is None else self._link.sessions.secret(self._actor.staff)

    def _headers(self, secret: str | None) -> dict[str, str]:
        """What goes with every request of this view."""
        headers = self._link.headers()
        if secret:
            headers[wire.STAFF] = secret
        return headers

    def _content(self, answer: Answer, secret: str | None) -> Content:
        """A document with its bytes, which come apart from it."""
        document: Document = _read(Document, answer, "document")
        path = f"{wire.BLOBS}{document.sha256}?document={document.id}"
        data = self._said(self._link.request("GET", path, self._headers(secret), None), secret).body
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
        timing: Timing | None = None,
    ) -> None:
        """Nothing is connected yet.

        Args:
            address: `https://192.168.1.20:7390`.
            pin: the SHA-256 of the host's certificate, as hex.
            key: this station's.
            version: the program's, for the administrator's list.
            moved: told when the same host was found at another address, to remember it; on some thread.
            finds: whether to look for the host on the network (mDNS) while its address does not answer.
            timing: how long is waited for what.

        Raises:
            ValueError: the address, the pin or the key is none.
        """
        timing = timing or Timing()
        link = Link(address, pin, key, version=version, moved=moved, finds=finds, timing=timing)
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
