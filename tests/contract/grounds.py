"""The grounds of one script: in process over SQLite or PostgreSQL, and through a host process.

All have the same clock, which moves only when the script says so.
"""

import contextlib
import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Protocol

from nextpatient_desktop.clinic.door import SYSTEM, Actor, Clinic
from nextpatient_desktop.clinic.stations.pairing import KeyStation
from nextpatient_desktop.domain.model import Staff, StationKind
from nextpatient_desktop.lan.remote import RemoteClinic
from tests.clinic.house import House
from tests.clinic.places import Place


class Ground(Protocol):
    """A clinic, empty at first, and the ways to act in it."""

    system: Clinic

    def advance(self, seconds: float) -> None:
        """Let time pass."""
        ...

    def station(self, kind: StationKind, name: str = "") -> Clinic:
        """The clinic as a new station sees it."""
        ...

    def signed_in(self, station: Clinic, staff: Staff) -> Clinic:
        """The clinic as somebody sees it who signed in at a station that `station` gave."""
        ...

    def close(self) -> None:
        """End it."""
        ...


class LocalGround:
    """`LocalClinic` in this process."""

    def __init__(self, folder: Path, place: Place | None = None) -> None:
        self._house = House(folder, place)
        self.system: Clinic = self._house.system
        self._actors: dict[int, tuple[Clinic, Actor]] = {}

    def advance(self, seconds: float) -> None:
        self._house.clock.advance(timedelta(seconds=seconds))
        self._house.seconds += seconds

    def station(self, kind: StationKind, name: str = "") -> Clinic:
        station = self.system.execute(KeyStation(kind=kind, name=name)).station
        assert station is not None
        actor = Actor(station=station.id, kind=kind)
        clinic = self._house.door.acting_as(actor)
        self._actors[id(clinic)] = clinic, actor
        return clinic

    def signed_in(self, station: Clinic, staff: Staff) -> Clinic:
        actor = self._actors[id(station)][1]
        return self._house.door.acting_as(replace(actor, staff=staff.id, role=staff.role))

    def close(self) -> None:
        self._house.close()


class HostGround:
    """`RemoteClinic` over TLS, to a host in a process of its own."""

    def __init__(self, folder: Path) -> None:
        call = [sys.executable, "-m", "tests.contract.host_process", str(folder)]
        self._process = subprocess.Popen(
            call, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=sys.stderr, text=True
        )
        self._remotes: list[RemoteClinic] = []
        self._described = json.loads(self._answer())
        self.system: Clinic = self._remote(self._described["local_key"]).acting_as(SYSTEM)

    def advance(self, seconds: float) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(f"{seconds}\n")
        self._process.stdin.flush()
        self._answer()

    def station(self, kind: StationKind, name: str = "") -> Clinic:
        return self._remote(self.system.execute(KeyStation(kind=kind, name=name)).key)

    def signed_in(self, station: Clinic, staff: Staff) -> Clinic:
        return station.acting_as(Actor(staff=staff.id, role=staff.role))

    def close(self) -> None:
        for remote in self._remotes:
            remote.close()
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        code = self._process.wait(30)
        self._process.stdout.close()
        assert code == 0

    def _remote(self, key: str) -> RemoteClinic:
        remote = RemoteClinic(self._described["address"], self._described["pin"], key, finds=False)
        self._remotes.append(remote)
        return remote

    def _answer(self) -> str:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        assert line, "the host process ended"
        return line


@contextlib.contextmanager
def closing(ground: Ground) -> Iterator[Ground]:
    """The ground, closed at the end."""
    try:
        yield ground
    finally:
        ground.close()
