"""`Served`: a clinic behind a real host with TLS on loopback, and a peer that speaks plain HTTP to it."""

import http.client
import json
import socket
import ssl
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

from nextpatient_desktop.clinic import codec
from nextpatient_desktop.clinic.door import Command, Query
from nextpatient_desktop.clinic.guard import Guard, new_secret
from nextpatient_desktop.clinic.registry import Registry
from nextpatient_desktop.clinic.staff.messages import SignIn
from nextpatient_desktop.clinic.stations.messages import UpdateStation
from nextpatient_desktop.clinic.stations.pairing import KeyStation
from nextpatient_desktop.domain.ids import StationId
from nextpatient_desktop.domain.model import Role, Station, StationKind
from nextpatient_desktop.lan import wire
from nextpatient_desktop.lan.host.server import Host
from nextpatient_desktop.lan.identity import Identity, obtain_identity
from tests.clinic.house import PASSWORD, House

ANSWERED_WITHIN = 20.0


def trusting() -> ssl.SSLContext:
    """TLS that takes any certificate."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


@dataclass(frozen=True)
class Reply:
    """What a host answered."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:  # noqa: ANN401  # whatever was answered
        return json.loads(self.body)

    @property
    def code(self) -> str:
        """The code of a refusal."""
        return str(self.json["code"])

    @property
    def field(self) -> str:
        """The field that a refusal names."""
        return str(self.json["params"]["field"])


@dataclass(frozen=True)
class Caller:
    """Who asks: a station's key, with the session of whoever is signed in there."""

    key: str | None = None
    session: str | None = None
    station: StationId | None = None
    headers: Mapping[str, str] = field(default_factory=dict)

    def all_headers(self) -> dict[str, str]:
        said = {wire.PROTOCOL_HEADER: str(wire.PROTOCOL), **self.headers}
        if self.key is not None:
            said[wire.AUTHORIZATION] = f"Bearer {self.key}"
        if self.session is not None:
            said[wire.STAFF] = self.session
        return said


NOBODY = Caller()


class Served:
    """A house and its host, which serves in a thread until the end of the test."""

    def __init__(
        self,
        folder: Path,
        *,
        bind: str = "127.0.0.1",
        registry: Registry | None = None,
        protocol: int = wire.PROTOCOL,
        oldest_protocol: int = wire.OLDEST_PROTOCOL,
    ) -> None:
        self.house = House(folder, registry=registry)
        self.house.set_up()
        self.local = Caller(key=new_secret())
        self.guard = Guard(self.house.storage, self.house.clock, local_key=self.local.key)
        self.identity: Identity = obtain_identity(self.house.storage, self.house.clock.now())
        self.bind = bind
        self._options: dict[str, Any] = {
            "registry": registry,
            "protocol": protocol,
            "oldest_protocol": oldest_protocol,
        }
        self.start()

    def start(self, port: int = 0) -> None:
        """Serve, at the port where it served before if that is named."""
        self.host = Host(
            self.house.door,
            self.guard,
            self.identity,
            self.bind,
            port,
            clock=self.house.clock,
            **self._options,
        )
        started = threading.Event()
        self._thread = threading.Thread(target=self.host.run, args=(started.set,))
        self._thread.start()
        assert started.wait(ANSWERED_WITHIN)

    def stop(self) -> None:
        self.host.stop()
        self._thread.join(ANSWERED_WITHIN)
        assert not self._thread.is_alive()

    def close(self) -> None:
        self.stop()
        self.house.close()

    @property
    def is_serving(self) -> bool:
        return self._thread.is_alive()

    # --- Stations -----------------------------------------------------------------------------------

    def station(
        self,
        kind: StationKind,
        name: str = "",
        *,
        acts_as: Role | None = None,
        headers: Mapping[str, str] = MappingProxyType({}),
    ) -> Caller:
        """A paired station, which sends these headers along."""
        paired = self.house.system.execute(KeyStation(kind=kind, name=name))
        assert paired.station is not None
        if acts_as is not None:
            self._give_rights(paired.station, acts_as)
        return Caller(key=paired.key, station=paired.station.id, headers=headers)

    def _give_rights(self, station: Station, acts_as: Role) -> None:
        self.house.system.execute(UpdateStation(station=station.id, name=station.name, acts_as=acts_as))

    def signed_in(self, station: Caller, login: str) -> Caller:
        """The same station with somebody signed in."""
        reply = self.do(SignIn(login=login, password=PASSWORD), station)
        assert reply.status == 200, reply.body
        return Caller(key=station.key, session=reply.headers[wire.STAFF], station=station.station)

    # --- Asking -------------------------------------------------------------------------------------

    def connect(self) -> http.client.HTTPSConnection:
        return http.client.HTTPSConnection(
            self.bind or "127.0.0.1", self.host.port, timeout=ANSWERED_WITHIN, context=trusting()
        )

    def call(
        self,
        method: str,
        path: str,
        body: bytes | str | None = None,
        caller: Caller = NOBODY,
        /,
        **headers: str,
    ) -> Reply:
        """One request on a connection of its own."""
        connection = self.connect()
        try:
            connection.request(method, path, body=body, headers=caller.all_headers() | headers)
            return reply_of(connection.getresponse())
        finally:
            connection.close()

    def do(self, message: Command[Any] | Query[Any], caller: Caller = NOBODY) -> Reply:
        """Send a message as a station does."""
        return self.call("POST", path_of(type(message)), codec.write(message), caller)

    @contextmanager
    def listening(self, caller: Caller, after: int | None = None) -> "Iterator[Listening]":
        """An open watch stream."""
        connection = self.connect()
        try:
            path = wire.WATCH if after is None else f"{wire.WATCH}?after={after}"
            connection.request("GET", path, headers=caller.all_headers())
            yield Listening(connection.getresponse())
        finally:
            connection.close()

    @contextmanager
    def raw(self) -> Iterator[ssl.SSLSocket]:
        """A connection to send whatever one likes over."""
        plain = socket.create_connection((self.bind or "127.0.0.1", self.host.port), ANSWERED_WITHIN)
        with plain, trusting().wrap_socket(plain) as secured:
            yield secured


class Listening:
    """A watch stream as a peer reads it."""

    def __init__(self, response: http.client.HTTPResponse) -> None:
        self.status = response.status
        self.response = response

    def lines(self) -> Iterator[bytes]:
        """Its lines as they come, without the empty ones, until it ends."""
        while line := self.response.readline():
            if line.strip():
                yield line.strip()

    def position(self) -> int:
        """The next position that it tells, passing over heartbeats."""
        for line in self.lines():
            if line.startswith(b"data: "):
                return int(line.removeprefix(b"data: "))
        raise EOFError("the stream ended")

    def wait_for_heartbeat(self) -> None:
        """Read until the host shows that it lives."""
        for line in self.lines():
            if line == b":":
                return
        raise EOFError("the stream ended")

    def wait_for_end(self) -> None:
        """Read until it ends."""
        for _line in self.lines():
            pass


def path_of(message: type[Command[Any]] | type[Query[Any]]) -> str:
    """Where a message is sent to."""
    return (wire.COMMANDS if issubclass(message, Command) else wire.QUERIES) + message.__name__


def reply_of(response: http.client.HTTPResponse) -> Reply:
    headers = {name.lower(): value for name, value in response.getheaders()}
    return Reply(status=response.status, headers=headers, body=response.read())
