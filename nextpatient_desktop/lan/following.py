"""Follows a host's watch stream: server-sent events, with a sign of life every few seconds."""

import json
import time
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final

from nextpatient_desktop.clinic.door import Position
from nextpatient_desktop.clinic.errors import ClinicError
from nextpatient_desktop.lan import wire
from nextpatient_desktop.lan.connection import BROKEN, OtherCertificateError, PinnedConnection
from nextpatient_desktop.lan.link import Link

_PAUSES: Final = (0.0, 0.1, 0.2, 0.4, 0.8)
_LONGEST_LINE: Final = 4096
_OURS: Final = frozenset({"", "message", "position"})
"""Kinds of events that tell a position; a newer host may send others."""


class BrokenStreamError(ConnectionError):
    """The host ended a stream, or never began it."""


def follow(link: Link, headers: Mapping[str, str], after: Position | None) -> Iterator[Position]:
    """Yield positions after `after` as the host tells them, over as many streams as it takes.

    They grow, but for one thing: where the clinic was restored from a backup while nobody listened, they go
    on from there. Ends when the link is closed.

    Raises:
        ClinicError: `out_of_reach` at once when there is no stream to be had, and some seconds after one that
            was there broke; `host_changed`; what the host refuses a stream with.
    """
    position = after
    attempt = _Attempts(link.timing.rejoin)
    while not link.closed.is_set():
        try:
            for told in _stream(link, headers, position):
                attempt.succeeded()
                if told is not None and told != position:
                    position = told
                    yield told
        except OtherCertificateError:
            link.reach.lost()
            raise ClinicError("host_changed") from None
        except BROKEN as error:
            if link.closed.is_set():
                return
            if attempt.has_failed:
                link.reach.lost()
            if attempt.is_last:
                raise ClinicError("out_of_reach") from error
            link.closed.wait(attempt.pause())


class _Attempts:
    """When to try again, and when no longer."""

    def __init__(self, rejoin: float) -> None:
        self._rejoin = rejoin
        self._until = 0.0
        self._pauses = iter(_PAUSES)
        self.has_failed = True
        """Whether the last attempt brought not even a sign of life."""

    def succeeded(self) -> None:
        self.has_failed = False

    @property
    def is_last(self) -> bool:
        if not self.has_failed:
            self._until = time.monotonic() + self._rejoin
            self._pauses = iter(_PAUSES)
        self.has_failed = True
        return time.monotonic() >= self._until

    def pause(self) -> float:
        return next(self._pauses, _PAUSES[-1])


def _stream(link: Link, headers: Mapping[str, str], after: Position | None) -> Iterator[Position | None]:
    """One stream: positions as they come, None for a sign of life. Ends only by an error."""
    connection = link.connections.open(link.timing.silence)
    try:
        path = wire.WATCH if after is None else f"{wire.WATCH}?after={after}"
        connection.send("GET", path, {**headers, "accept": "text/event-stream"}, None)
        yield from _events(link, connection)
    finally:
        link.connections.release(connection)


def _events(link: Link, connection: PinnedConnection) -> Iterator[Position | None]:
    head = connection.read_head()
    link.reach.heard(head.headers.get(wire.TIME, ""))
    if head.status == wire.ENDING:
        raise BrokenStreamError("the host is ending")
    if head.status != 200:
        raise link.refusal(replace(head, body=b"".join(connection.read_body(head))))
    yield None
    kind = ""
    for line in _lines(link, connection.read_body(head)):
        name, _, value = line.partition(":")
        value = value.removeprefix(" ")
        if name == "event":
            kind = value
        elif name == "data" and kind in _OURS:
            yield _position(value)
        elif not name:
            kind = kind if value else ""
            yield None
    raise BrokenStreamError("the stream ended")


def _lines(link: Link, parts: Iterator[bytes]) -> Iterator[str]:
    """The lines of a stream, each as soon as it is whole."""
    begun = b""
    for part in parts:
        link.reach.heard()
        *lines, begun = (begun + part).split(b"\n")
        if len(begun) > _LONGEST_LINE:
            raise BrokenStreamError("a line without an end")
        yield from (line.decode("utf-8", "replace").rstrip("\r") for line in lines)


def _position(text: str) -> Position:
    """The position in an event's data: a number, or (from a newer host) an object that holds it."""
    value = json.loads(text)
    if isinstance(value, dict):
        value = value.get("position")
    if type(value) is not int:
        raise BrokenStreamError("no position")
    return value
