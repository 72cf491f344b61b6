"""A clinic on the LAN as real processes, and the plain web app: what is measured in `lan_findings`."""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeAlias

from benchmarks.clinics import new_clinic
from benchmarks.measure import memory_mb
from benchmarks.starting import Watched
from nextpatient_desktop.bootstrap.local import local_key
from nextpatient_desktop.bootstrap.station_key import KeyFile, StationKey
from nextpatient_desktop.clinic.stations.pairing import KeyStation
from nextpatient_desktop.clinic.tokens.messages import CallNext, Complete, IssueToken
from nextpatient_desktop.domain.ids import CounterId, DepartmentId
from nextpatient_desktop.domain.model import StationKind
from nextpatient_desktop.lan.identity import obtain_identity
from nextpatient_desktop.lan.remote import RemoteClinic
from nextpatient_desktop.storage.ownership import HostDescription, running_host
from nextpatient_desktop.storage.sqlite import SqliteStorage

STATIONS = 50
_PATIENCE = 30.0

Environment: TypeAlias = Mapping[str, str] | None
Figures: TypeAlias = dict[str, float]


class HostChild:
    """`nextpatient host` on a fresh clinic, as a process of its own."""

    def __init__(self, folder: Path, environment: Environment = None, *, departments: int = 1) -> None:
        clinic, places, counters = new_clinic(folder, departments=departments)
        clinic.close()
        self.database = folder / "clinic.db"
        self.home = folder / "home"
        self.department: DepartmentId = places[0]
        self.counter: CounterId = counters[0]
        call = [sys.executable, "-m", "nextpatient_desktop", "host", "--clinic", str(self.database)]
        call += ["--port", str(_free_port()), "--bind", "127.0.0.1", "--quiet"]
        variables = {**(os.environ if environment is None else environment)}
        variables |= {"NEXTPATIENT_HOME": str(self.home)}
        self._process = subprocess.Popen(call, env=variables)
        described = self._wait_for_it()
        self.pin = described.pin
        self.system = RemoteClinic(described.url, self.pin, local_key(self.database), finds=False)

    def _wait_for_it(self) -> HostDescription:
        until = time.monotonic() + _PATIENCE
        while time.monotonic() < until:
            described = running_host(self.database)
            if described is not None:
                return described
            time.sleep(0.05)
        raise TimeoutError("the host did not start")

    def keys(self, count: int, kind: StationKind = StationKind.KIOSK) -> Sequence[str]:
        """The keys of as many new stations."""
        return [self.system.execute(KeyStation(kind=kind)).key for _ in range(count)]

    def pair(self, kind: StationKind, home: Path) -> str:
        """Make a device's home that of a paired station; the clinic's URL that it starts with."""
        joined = self.system.execute(KeyStation(kind=kind))
        assert joined.station is not None
        key = StationKey(
            address=self.system.address, pin=self.pin, key=joined.key, station=joined.station.id, kind=kind
        )
        KeyFile(home / "settings" / f"{kind}.key").save(key)
        return self.system.address

    def load(self, keys: Sequence[str], seconds: float) -> Figures:
        """What stations with these keys get when each asks for one token after the other."""
        arguments = [self.system.address, self.pin, str(self.department), str(seconds), *keys]
        return _load("host", *arguments)

    def memory(self) -> float:
        """What it takes, in MB."""
        return memory_mb(self._process.pid)

    def end(self) -> None:
        """End it."""
        self.system.close()
        self._process.terminate()
        self._process.wait(timeout=_PATIENCE)


@contextmanager
def host(environment: Environment = None, *, departments: int = 1) -> Iterator[HostChild]:
    """A host with a fresh clinic."""
    with tempfile.TemporaryDirectory() as folder:
        child = HostChild(Path(folder), environment, departments=departments)
        try:
            yield child
        finally:
            child.end()


class PlainApp:
    """The plain web app on a fresh database, as a process of its own, with or without TLS."""

    def __init__(self, folder: Path, environment: Environment = None, *, has_tls: bool) -> None:
        self.pin = "-"
        call = [sys.executable, "-m", "benchmarks.plain_web_app", str(folder)]
        if has_tls:
            certificate, key = folder / "certificate.pem", folder / "key.pem"
            storage = SqliteStorage.open(folder / "keys" / "clinic.db", create=True)
            identity = obtain_identity(storage, datetime.now(UTC))
            storage.close()
            certificate.write_bytes(identity.certificate)
            key.write_bytes(identity.key)
            call += [str(certificate), str(key)]
            self.pin = identity.pin
        self._process = subprocess.Popen(call, stdout=subprocess.PIPE, text=True, env=environment)
        assert self._process.stdout is not None
        self._address = f"https://127.0.0.1:{int(self._process.stdout.readline())}"

    def load(self, count: int, seconds: float) -> Figures:
        """What as many clients get."""
        return _load("plain", self._address, self.pin, str(seconds), str(count))

    def end(self) -> None:
        """End it."""
        self._process.terminate()
        self._process.wait(timeout=_PATIENCE)


@contextmanager
def plain_app(environment: Environment = None, *, has_tls: bool = True) -> Iterator[PlainApp]:
    """The plain web app."""
    with tempfile.TemporaryDirectory() as folder:
        app = PlainApp(Path(folder), environment, has_tls=has_tls)
        try:
            yield app
        finally:
            app.end()


@contextmanager
def watching(child: HostChild, count: int) -> Iterator[None]:
    """As many stations that watch, and ask again at each change, as long as this lasts."""
    if not count:
        yield
        return
    keys = child.keys(count, StationKind.DISPLAY)
    call = [sys.executable, "-m", "benchmarks.lan_watchers", child.system.address, child.pin, *keys]
    process = subprocess.Popen(call, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        process.stdout.readline()
        yield
    finally:
        process.terminate()
        process.wait(timeout=_PATIENCE)


def until_painted(child: HostChild, calls: int) -> list[float]:
    """Milliseconds from each CallNext's answer at one station to the frame of a display that shows it."""
    times: list[float] = []
    clinic = child.system
    display = Watched("display", child.database, child.home)
    try:
        display.wait_for("shown")
        for _ in range(calls):
            clinic.execute(IssueToken(department=child.department))
            token = clinic.execute(CallNext(counter=child.counter))
            committed = time.monotonic_ns()
            line = display.wait_for("shown", token.code)
            times.append(max(0.0, (line["ns"] - committed) / 1e6))
            clinic.execute(Complete(token=token.id))
            time.sleep(0.25)  # calls of people do not come in bursts
    finally:
        display.end()
    return times


def _load(*arguments: str) -> Figures:
    call = [sys.executable, "-m", "benchmarks.lan_load", *arguments]
    run = subprocess.run(call, capture_output=True, text=True, check=True)
    figures: Figures = json.loads(run.stdout)
    return figures


def _free_port() -> int:
    import socket

    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
        return port
