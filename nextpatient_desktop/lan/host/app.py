"""The host as a Starlette application: a few routes, everything behind them from the registry.

No route answers without a station's key but `/health` and pairing: not even whether there is such a route.
"""

import asyncio
import time
from functools import partial
from typing import Final

from starlette.applications import Starlette
from starlette.routing import Route

from nextpatient_desktop import __version__
from nextpatient_desktop.clinic import codec
from nextpatient_desktop.clinic.door import SYSTEM, Clinic
from nextpatient_desktop.clinic.errors import ClinicError
from nextpatient_desktop.clinic.guard import Guard
from nextpatient_desktop.clinic.ports import Clock
from nextpatient_desktop.clinic.setup.messages import ClinicDetails
from nextpatient_desktop.lan import wire
from nextpatient_desktop.lan.host.answers import (
    CLOSE,
    Answer,
    Headers,
    Receive,
    Scope,
    Send,
    common_headers,
    refusal,
)
from nextpatient_desktop.lan.host.blobs import Blobs
from nextpatient_desktop.lan.host.bodies import UnreadableError, declared_length, read_body
from nextpatient_desktop.lan.host.callers import Caller
from nextpatient_desktop.lan.host.calls import Calls
from nextpatient_desktop.lan.host.doors import Door, Manners, StreamDoor
from nextpatient_desktop.lan.host.hub import Hub
from nextpatient_desktop.lan.host.lanes import Lanes
from nextpatient_desktop.lan.host.often import Allowance
from nextpatient_desktop.lan.host.pages import ASKS_FOR_KEY, Pages
from nextpatient_desktop.lan.host.streams import Streams

PAIRING_TRIES: Final = 10
PAIRING_SECONDS: Final = 60.0
_MOST_PAIRING: Final = 4096
_TAKEN_UNSEEN: Final = 16 * 1024
"""Bytes of a message that are read before it is looked who sends it: more than nearly all have."""
_NAME_LASTS: Final = 5.0
_SAID_LASTS: Final = 0.005


class HostApp:
    """A clinic's host as an application. Made, and lives, on one event loop."""

    def __init__(
        self,
        clinic: Clinic,
        guard: Guard,
        clock: Clock,
        calls: Calls,
        lanes: Lanes,
        pages: Pages,
        *,
        fingerprint: str,
    ) -> None:
        self._clinic = clinic
        self._clock = clock
        self._calls = calls
        self._lanes = lanes
        self._pages = pages
        self._fingerprint = fingerprint
        self._pairing = Allowance(PAIRING_TRIES, PAIRING_SECONDS, time.monotonic)
        self._name, self._named_at = "", -_NAME_LASTS
        self._blobs = Blobs(calls, lanes)
        self._streams = Streams(Hub(clinic, asyncio.get_running_loop()), guard, lanes)
        self._manners = Manners(self.common, self._nothing_there)
        self._said: tuple[float, Headers] = (-_SAID_LASTS, ())
        self._messages = {
            wire.COMMANDS: Door(self._manners, "POST", self._command),
            wire.QUERIES: Door(self._manners, "POST", self._query),
        }
        self._others = Starlette(routes=self._routes())
        self._others.router.default = Door(self._manners, "GET", self._nothing_there)

    async def asgi(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The application. Messages go straight to their door: on Starlette's way costs them a tenth more."""
        if scope["type"] == "http":
            prefix, slash, name = scope["path"].rpartition("/")
            door = self._messages.get(prefix + slash)
            if door is not None and name:
                scope["path_params"] = {"name": name}
                await door(scope, receive, send)
                return
        await self._others(scope, receive, send)

    def start(self) -> None:
        """Begin to watch the clinic."""
        self._streams.start()

    async def end(self) -> None:
        """Take nothing new, and end the streams. What was taken is answered."""
        self._manners.is_ending = True
        await self._streams.close()

    def _routes(self) -> list[Route]:
        manners = self._manners
        blobs = Door(manners, "PUT", self._put_blob)
        return [
            Route(wire.BLOBS + "{sha256}", StreamDoor(manners, self._get_blob, blobs)),
            Route(wire.WATCH, StreamDoor(manners, self._watch, Door(manners, "GET", self._nothing_there))),
            Route(wire.PAIR, Door(manners, "POST", self._pair, needs_key=False)),
            Route(wire.HEALTH, Door(manners, "GET", self._health, needs_key=False)),
            Route(wire.OPENAPI, Door(manners, "GET", self._openapi, takes_basic=True)),
            Route(wire.DOCS, Door(manners, "GET", self._docs, takes_basic=True, hint=ASKS_FOR_KEY)),
        ]

    def common(self) -> Headers:
        """What every answer carries, made anew when the time in it is some milliseconds old."""
        now = asyncio.get_running_loop().time()
        if now - self._said[0] >= _SAID_LASTS:
            self._said = now, common_headers(self._clock.now(), self._calls.protocol)
        return self._said[1]

    # --- The routes -----------------------------------------------------------------------------------

    async def _command(self, scope: Scope, receive: Receive, caller: Caller) -> Answer:
        name, data = scope["path_params"]["name"], await self._body(scope, receive, caller)
        prepare = partial(self._calls.command, name, data, caller)
        return await self._lanes.run_and_wait(prepare, self._calls.execute)

    async def _query(self, scope: Scope, receive: Receive, caller: Caller) -> Answer:
        name, data = scope["path_params"]["name"], await self._body(scope, receive, caller)
        return await self._lanes.run(partial(self._calls.query, name, data, caller))

    async def _body(self, scope: Scope, receive: Receive, caller: Caller) -> bytes:
        """What was sent. What is large, or may be, is taken in from stations only: it is held in memory."""
        length = declared_length(scope)
        if length is None or length > _TAKEN_UNSEEN:
            try:
                await self._lanes.run(partial(self._calls.actor, caller))
            except ClinicError as refused:
                raise UnreadableError(refusal(refused, headers=(CLOSE,))) from None
        return await read_body(scope, receive)

    async def _put_blob(self, scope: Scope, receive: Receive, caller: Caller) -> Answer:
        return await self._blobs.put(scope, receive, scope["path_params"]["sha256"], caller)

    async def _get_blob(
        self, scope: Scope, receive: Receive, send: Send, caller: Caller, common: Headers
    ) -> None:
        await self._blobs.get(scope, send, scope["path_params"]["sha256"], caller, common)

    async def _watch(
        self, scope: Scope, receive: Receive, send: Send, caller: Caller, common: Headers
    ) -> None:
        actor = await self._lanes.run(lambda: self._calls.actor(caller))
        await self._streams.serve(scope, receive, send, caller=caller, actor=actor, common=common)

    async def _pair(self, scope: Scope, receive: Receive, caller: Caller) -> Answer:
        self._pairing.take(caller.address)
        data = await read_body(scope, receive, _MOST_PAIRING)
        return await self._lanes.run_and_wait(partial(self._calls.pairing, data, caller), self._calls.pair)

    async def _health(self, scope: Scope, receive: Receive, caller: Caller) -> Answer:
        """What a device needs to know before it is paired, and nothing else."""
        now = asyncio.get_running_loop().time()
        if now - self._named_at >= _NAME_LASTS:
            self._name, self._named_at = await self._lanes.run(self._clinic_name), now
        health = {
            "service": "nextpatient",
            "clinic": self._name,
            "protocol": self._calls.protocol,
            "oldest": self._calls.oldest_protocol,
            "version": __version__,
            "fingerprint": self._fingerprint,
        }
        return Answer(body=codec.write(health).encode())

    async def _openapi(self, scope: Scope, receive: Receive, caller: Caller) -> Answer:
        await self._lanes.run(partial(self._calls.actor, caller))
        return await self._lanes.run(self._pages.openapi)

    async def _docs(self, scope: Scope, receive: Receive, caller: Caller) -> Answer:
        await self._lanes.run(partial(self._calls.actor, caller))
        return await self._lanes.run(self._pages.page)

    async def _nothing_there(self, scope: Scope, receive: Receive, caller: Caller) -> Answer:
        """For what is no route, or another method than the route's: known to stations only."""
        if caller.key is None:  # at a door that needs none
            return refusal(ClinicError("request_invalid", field="method"), status=405)
        await self._lanes.run(lambda: self._calls.actor(caller))
        is_route = "path_params" in scope
        refused = ClinicError("request_invalid", field="method" if is_route else "path")
        return refusal(refused, status=405 if is_route else 404)

    def _clinic_name(self) -> str:
        """The clinic's name, empty before it was set up."""
        try:
            return self._clinic.acting_as(SYSTEM).ask(ClinicDetails()).name
        except ClinicError as refused:
            if refused.code != "clinic_missing":
                raise
            return ""
