"""A clinic on several PCs: its host as a real process, and stations that were paired with it."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from nextpatient_desktop.bootstrap.local import local_key
from nextpatient_desktop.bootstrap.station_file import StationFile
from nextpatient_desktop.bootstrap.station_key import KeyFile, StationKey
from nextpatient_desktop.clinic.stations.pairing import KeyStation
from nextpatient_desktop.domain.model import Station, StationKind
from nextpatient_desktop.lan.remote import RemoteClinic
from nextpatient_desktop.storage.ownership import HostDescription, running_host
from nextpatient_desktop.ui.station_settings import StationSettings
from tests.cli.program import ROOT
from tests.journeys.hall import ROOM

PATIENCE = 30.0


def free_port() -> int:
    """A port at which nobody listens."""
    with socket.socket() as one:
        one.bind(("", 0))
        port: int = one.getsockname()[1]
        return port


def wait_for(what: Callable[[], object], patience: float = PATIENCE) -> None:
    """Wait until it is true."""
    until = time.monotonic() + patience
    while not what():
        assert time.monotonic() < until, f"never: {what}"
        time.sleep(0.02)


class HostProgram:
    """`nextpatient host` over a database, started, killed and started again."""

    def __init__(self, home: Path, database: Path, port: int | None = None, *, server: str = "") -> None:
        """Nothing runs yet. `server` is the URL of a clinic on a server, in the place of the database."""
        self.home = home
        self.database = database
        self.clinic = server or str(database)
        self.port = port or free_port()
        self._process: subprocess.Popen[str] | None = None

    @property
    def address(self) -> str:
        """As people type it."""
        return f"127.0.0.1:{self.port}"

    def start(self) -> "HostProgram":
        """Start it and wait until it listens."""
        self.home.mkdir(exist_ok=True)
        self._process = subprocess.Popen(
            [*_ended_with_us(), *program("host"), "--clinic", self.clinic, "--port", str(self.port)],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env=environ(self.home),
            cwd=ROOT,
        )
        assert self._process.stdout is not None
        said = self._process.stdout.readline()
        assert "is served to its stations" in said, said + self._process.stdout.read()
        return self

    def description(self) -> HostDescription:
        """As it described itself."""
        found = running_host(self.database)
        assert found is not None
        return found

    def kill(self) -> None:
        """As a power failure would."""
        self._end(signal.SIGKILL if os.name != "nt" else signal.SIGTERM)

    def stop(self) -> int:
        """As the system does; the exit code."""
        return self._end(signal.SIGTERM)

    def close(self) -> None:
        """Have it ended, if it has not."""
        if self._process is not None and self._process.poll() is None:
            self.kill()

    @contextmanager
    def as_system(self) -> Iterator[RemoteClinic]:
        """The clinic through it, with the clinic's own key."""
        with system_of(self.database) as clinic:
            yield clinic

    def key_for(self, home: Path, kind: StationKind, name: str = "", at: str = "") -> Station:
        """Make the PC with this home a station of that kind, as pairing does; it finds the host `at`."""
        with self.as_system() as system:
            paired = system.execute(KeyStation(kind=kind, name=name))
        assert paired.station is not None
        address = f"https://{at or self.address}"
        key = StationKey(
            address=address,
            pin=self.description().pin,
            key=paired.key,
            station=paired.station.id,
            kind=kind,
        )
        settings = home / "settings"
        KeyFile(settings / f"{kind}.key").save(key)
        StationFile(settings / f"{kind}.json").save(
            StationSettings(
                clinic=address,
                station=paired.station.id,
                name=paired.station.name,
                counter=ROOM if kind is StationKind.COUNTER else "",
            )
        )
        return paired.station

    def _end(self, by: signal.Signals) -> int:
        assert self._process is not None
        self._process.send_signal(by)
        code = self._process.wait(PATIENCE)
        assert self._process.stdout is not None
        self._process.stdout.close()
        return code


@contextmanager
def system_of(database: Path) -> Iterator[RemoteClinic]:
    """The clinic through the host that has this database, as the program itself."""
    wait_for(lambda: running_host(database))
    host = running_host(database)
    assert host is not None
    clinic = RemoteClinic(host.url, host.pin, local_key(database), finds=False)
    try:
        yield clinic
    finally:
        clinic.close()


def _ended_with_us() -> list[str]:
    """What has a process end with the one that started it, also when that is killed; nothing elsewhere."""
    setpriv = shutil.which("setpriv")
    return [] if setpriv is None else [setpriv, "--pdeathsig", "KILL"]


def program(*args: str) -> list[str]:
    """The program's command line."""
    return [sys.executable, "-m", "nextpatient_desktop", *args]


def environ(home: Path) -> dict[str, str]:
    """The environment of a PC with this home."""
    return {
        **os.environ,
        "NEXTPATIENT_HOME": str(home),
        "PYTHONPATH": str(ROOT),
        "QT_QPA_PLATFORM": "offscreen",
    }


class Pairing:
    """`nextpatient host pair` as a process: what it shows, and what it says at its end."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process
        assert process.stdout is not None
        self._said = process.stdout
        code = re.search(r"(\d{3}) (\d{3})$", self._said.readline())
        assert code is not None
        self.code = "".join(code.groups())
        self.words = self._said.readline().split(":")[1].split()
        self._said.readline()

    def rest(self) -> str:
        """What it says until it has ended well."""
        said = self._said.read()
        assert self._process.wait(PATIENCE) == 0
        return said


@contextmanager
def paired(host: HostProgram, *options: str) -> Iterator[Pairing]:
    """A pairing that is open."""
    with subprocess.Popen(
        [*program("host", "pair", *options), "--clinic", host.clinic],
        stdout=subprocess.PIPE,
        text=True,
        env=environ(host.home),
        cwd=ROOT,
    ) as process:
        try:
            yield Pairing(process)
        finally:
            process.kill()
