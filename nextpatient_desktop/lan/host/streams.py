"""The watch streams: server-sent events with a heartbeat, for as long as the station may listen."""

import asyncio
import contextlib
import logging
from functools import partial
from typing import Final
from urllib.parse import parse_qs

from nextpatient_desktop.clinic.door import Actor, Position
from nextpatient_desktop.clinic.errors import ClinicError
from nextpatient_desktop.clinic.guard import Guard
from nextpatient_desktop.domain.ids import StationId
from nextpatient_desktop.lan import wire
from nextpatient_desktop.lan.host.answers import NOT_KEPT, Headers, Receive, Scope, Send
from nextpatient_desktop.lan.host.callers import Caller
from nextpatient_desktop.lan.host.hub import Hub, Listener
from nextpatient_desktop.lan.host.lanes import Lanes

_log = logging.getLogger(__name__)

MOST_OF_A_STATION: Final = 8
"""Open streams of one station; one more ends its oldest, whose reader is most likely gone."""
HEARD_EVERY: Final = 60.0
_LOOKED_AT_EVERY: Final = 0.25
_WRITTEN_WITHIN: Final = 15.0
_LONGEST_NUMBER: Final = 18

_STREAM: Final = (b"content-type", b"text/event-stream")
_HEARTBEAT: Final = b":\n\n"


class Stream:
    """One open stream and whose it is."""

    def __init__(self, caller: Caller, actor: Actor, listener: Listener) -> None:
        self.caller = caller
        self.station = actor.station
        self.listener = listener


class Streams:
    """All open streams. Lives on the event loop."""

    def __init__(self, hub: Hub, guard: Guard, lanes: Lanes) -> None:
        self._hub = hub
        self._guard = guard
        self._lanes = lanes
        self._open: list[Stream] = []
        self._may_have_changed = asyncio.Event()
        self._keeper: asyncio.Task[None] | None = None

    def __len__(self) -> int:
        return len(self._open)

    def start(self) -> None:
        """Begin to look after the streams, and the hub to watch."""
        self._keeper = asyncio.get_running_loop().create_task(self._keep())
        self._hub.start(self._may_have_changed.set)

    async def close(self) -> None:
        """End all streams."""
        self._hub.close()
        if self._keeper is not None:
            self._keeper.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._keeper

    async def serve(
        self, scope: Scope, receive: Receive, send: Send, *, caller: Caller, actor: Actor, common: Headers
    ) -> None:
        """Tell a station the journal's positions until one of the two ends it.

        Raises:
            ClinicError: `request_invalid`: `after` is no position.
            TimeoutError: the station does not read what it is told.
        """
        after = _after(scope)
        listener = await self._hub.listen()
        stream = Stream(caller, actor, listener)
        self._admit(stream)
        gone = asyncio.ensure_future(_wait_until_gone(receive, listener))
        try:
            await self._say(actor.station, is_listening=True, caller=caller)
            headers = [*common, _STREAM, NOT_KEPT]
            await send({"type": "http.response.start", "status": 200, "headers": headers})
            await _write(send, _HEARTBEAT)
            await self._tell(send, listener, after)
        finally:
            gone.cancel()
            self._hub.leave(listener)
            self._open.remove(stream)
            if not any(one.station == actor.station for one in self._open):
                await self._say(actor.station, is_listening=False, caller=caller)

    async def _tell(self, send: Send, listener: Listener, after: Position | None) -> None:
        told = after
        while not listener.is_ended:
            if listener.position is not None and listener.position != told:
                told = listener.position
                await _write(send, b"id: %d\ndata: %d\n\n" % (told, told))
            if not await listener.wait(wire.HEARTBEAT):
                await _write(send, _HEARTBEAT)
        await _write(send, b"", is_last=True)

    def _admit(self, stream: Stream) -> None:
        of_station = [one for one in self._open if one.station == stream.station]
        if len(of_station) >= MOST_OF_A_STATION:
            of_station[0].listener.finish()
        self._open.append(stream)

    async def _say(self, station: StationId | None, *, is_listening: bool, caller: Caller) -> None:
        await self._lanes.run(
            lambda: self._guard.seen(
                station, is_listening=is_listening, to_come=caller.to_come, version=caller.version
            )
        )

    # --- Whether they may still listen --------------------------------------------------------------

    async def _keep(self) -> None:
        """End the streams of stations that were revoked, and note the others as heard of."""
        loop = asyncio.get_running_loop()
        heard_at = loop.time()
        while True:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(HEARD_EVERY):
                    await self._may_have_changed.wait()
            self._may_have_changed.clear()
            is_due = loop.time() - heard_at >= HEARD_EVERY
            if is_due:
                heard_at = loop.time()
            streams = list(self._open)
            try:
                ended = await self._lanes.run(partial(self._look, streams, is_due=is_due))
            except Exception:
                _log.exception("looking after the streams failed")
                ended = []
            for stream in ended:
                stream.listener.finish()
            await asyncio.sleep(_LOOKED_AT_EVERY)

    def _look(self, streams: list[Stream], *, is_due: bool) -> list[Stream]:
        """In a thread: which streams have lost their station."""
        ended = []
        for stream in streams:
            try:
                self._guard.actor(stream.caller.key, is_local=stream.caller.is_local)
            except ClinicError as refused:
                _log.info("a stream ends: %s", refused)
                ended.append(stream)
                continue
            if is_due:
                self._guard.seen(stream.station, is_listening=True)
        return ended


async def _wait_until_gone(receive: Receive, listener: Listener) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
    listener.finish()


async def _write(send: Send, data: bytes, *, is_last: bool = False) -> None:
    """Write, and wait while the station does not read; not for ever.

    Raises:
        TimeoutError: it has not read for too long.
    """
    async with asyncio.timeout(_WRITTEN_WITHIN):
        await send({"type": "http.response.body", "body": data, "more_body": not is_last})


def _after(scope: Scope) -> Position | None:
    """The position to go on from: in the query, or where a browser's event source says it."""
    given = parse_qs(scope["query_string"].decode("latin-1")).get("after")
    text = (
        given[-1]
        if given
        else next(
            (value.decode("latin-1") for name, value in scope["headers"] if name == b"last-event-id"), ""
        )
    )
    if not text:
        return None
    if len(text) > _LONGEST_NUMBER or not (text.isascii() and text.isdigit()):
        raise ClinicError("request_invalid", field="after")
    return int(text)
