"""Runs a clinic's host in this process: opens the data, takes the port, says so, serves until it is ended."""

import contextlib
import logging
import os
import threading
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from nextpatient_desktop.bootstrap.folders import clinic_url
from nextpatient_desktop.clinic.errors import ClinicError
from nextpatient_desktop.domain.records import dataclass
from nextpatient_desktop.lan import wire

if TYPE_CHECKING:
    from nextpatient_desktop.bootstrap.local import Opened
    from nextpatient_desktop.clinic.door import Clinic
    from nextpatient_desktop.clinic.guard import Guard
    from nextpatient_desktop.lan.host.server import Host
    from nextpatient_desktop.lan.identity import Identity
    from nextpatient_desktop.storage.ownership import HostClaim

_log = logging.getLogger(__name__)

PORT_VARIABLE: Final = "NEXTPATIENT_PORT"
_NEAR_PORTS: Final = 10


@dataclass(frozen=True, kw_only=True)
class HostOptions:
    """How a host was started: which clinic, where it listens; None where the command line said nothing."""

    clinic: str | None = None
    port: int | None = None
    bind: str | None = None


@dataclass(frozen=True, kw_only=True)
class Listening:
    """A host that can be connected to. `addresses` are `https://192.168.1.20:7390`."""

    clinic: str
    addresses: tuple[str, ...]
    fingerprint: str


def host_port(options: HostOptions) -> int:
    """Where to listen: as asked, else as the environment says, else where every host does."""
    wanted = _wanted_port(options)
    return wire.PORT if wanted is None else wanted


def _wanted_port(options: HostOptions) -> int | None:
    """The port that a person named, None where nobody did."""
    if options.port is not None:
        return options.port
    said = os.environ.get(PORT_VARIABLE, "").strip()
    return int(said) if said.isdecimal() and 0 < int(said) < 65536 else None


def _ports(options: HostOptions, *, while_needed: bool) -> Sequence[int]:
    """Where to listen, best first; 0 is any that is free.

    Before a host that a station started nobody sits who could choose another port, and stations find it
    wherever it is: by its certificate in the network, by its description on this PC.
    """
    if not while_needed or _wanted_port(options) is not None:
        return (host_port(options),)
    return (*range(wire.PORT, wire.PORT + _NEAR_PORTS), 0)


def serve(
    options: HostOptions, listening: Callable[[Listening], None], *, while_needed: bool = False
) -> None:
    """Serve until this process is told to end. Call it in the main thread.

    Args:
        options: which clinic, and where. A port that nobody named and that is taken is another one for a
            host that its stations started.
        listening: called once when stations can connect.
        while_needed: also end when no station of this PC needs the host any more.

    Raises:
        ClinicError: `database_missing`, `clinic_has_host`, `clinic_in_use`, `port_in_use`, `address_invalid`,
            or what the machine refuses.
    """
    url = clinic_url(options.clinic)
    with _opened(url) as (opened, database, local_key, claim):
        from nextpatient_desktop.clinic.guard import Guard
        from nextpatient_desktop.lan.identity import obtain_identity

        identity = obtain_identity(opened.storage, opened.clock.now())
        guard = Guard(opened.storage, opened.clock, local_key=local_key)
        ports = _ports(options, while_needed=while_needed)
        host = _host(opened, guard, identity, options.bind or "", ports)
        with (
            _known(opened, host, identity, options.bind or "", claim) as tell,
            _ended_when_needless(host, database if while_needed else None),
        ):
            host.run(lambda: listening(tell()))
    _log.info("the host has ended")


def _host(opened: "Opened", guard: "Guard", identity: "Identity", bind: str, ports: Sequence[int]) -> "Host":
    """A host that has the first of these ports that is free."""
    from nextpatient_desktop.lan.host.server import Host

    for port in ports:
        try:
            return Host(
                opened.clinic,
                guard,
                identity,
                bind,
                port,
                clock=opened.clock,
                registry=opened.registry,
                position=opened.storage.position,
            )
        except ClinicError as refused:
            if refused.code != "port_in_use" or port == ports[-1]:
                raise
            _log.warning("port %s is taken by another program", port)
    raise AssertionError("there is always a port to try")


@contextlib.contextmanager
def _opened(url: str | Path) -> "Iterator[tuple[Opened, Path | None, str | None, HostClaim | None]]":
    """The clinic's data, of a file with what stands for the system at its host, or of a PostgreSQL server.

    A server has any number of hosts, and whoever may do all there needs none of them.
    """
    from nextpatient_desktop.bootstrap.local import local_key, open_file, open_server
    from nextpatient_desktop.storage import ownership, urls

    if urls.is_server(url):
        served = open_server(str(url))
        try:
            yield served, None, None, None
        finally:
            served.clinic.close()
        return
    database = urls.sqlite_path(url)
    claims: list[HostClaim] = []

    def claim(path: Path) -> "HostClaim":
        claims.append(ownership.claim_alone(path))
        return claims[0]

    opened = open_file(url, claim=claim)
    try:
        yield opened, database, local_key(database), claims[0]
    finally:
        opened.clinic.close()


@contextlib.contextmanager
def _known(
    opened: "Opened", host: "Host", identity: "Identity", bind: str, claim: "HostClaim | None"
) -> Iterator[Callable[[], Listening]]:
    """What tells this PC and the network where the host is, from the moment that it serves until it ends."""
    from nextpatient_desktop.lan.announce import Announcement, own_addresses
    from nextpatient_desktop.storage.ownership import HostDescription

    announcement = Announcement(lambda: clinic_name(opened.clinic), identity.pin, host.port, bind=bind)

    def tell() -> Listening:
        addresses = tuple(own_addresses(bind)) or ("127.0.0.1",)
        if claim is not None:
            claim.describe(
                HostDescription(
                    pid=os.getpid(),
                    addresses=addresses,
                    port=host.port,
                    pin=identity.pin,
                    started=datetime.now(UTC),
                )
            )
        _log.info("listening at port %s", host.port)
        announcement.start()
        return Listening(
            clinic=clinic_name(opened.clinic),
            addresses=tuple(_url(one, host.port) for one in addresses),
            fingerprint=identity.fingerprint,
        )

    try:
        yield tell
    finally:
        announcement.stop()


def clinic_name(clinic: "Clinic") -> str:
    """The clinic's name, empty before it was set up."""
    from nextpatient_desktop.clinic.door import SYSTEM
    from nextpatient_desktop.clinic.setup.messages import ClinicDetails

    try:
        return clinic.acting_as(SYSTEM).ask(ClinicDetails()).name
    except ClinicError as refused:
        if refused.code != "clinic_missing":
            raise
        return ""


@contextlib.contextmanager
def _ended_when_needless(host: "Host", database: Path | None) -> Iterator[None]:
    """Stop the host once no station of this PC needs it; None for a host that runs without that."""
    if database is None:
        yield
        return
    from nextpatient_desktop.bootstrap.local_host import wait_until_needless

    ended = threading.Event()

    def look() -> None:
        wait_until_needless(database, ended.wait)
        if not ended.is_set():
            _log.info("no station of this PC needs the host any more")
        host.stop()

    looking = threading.Thread(target=look, name="nextpatient-needed", daemon=True)
    looking.start()
    try:
        yield
    finally:
        ended.set()
        looking.join()


def _url(name: str, port: int) -> str:
    return f"https://[{name}]:{port}" if ":" in name else f"https://{name}:{port}"
