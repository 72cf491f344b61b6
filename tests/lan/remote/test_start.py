"""What a station on the LAN imports: as little as its first question needs."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from nextpatient_desktop.bootstrap.station_key import KeyFile, StationKey
from nextpatient_desktop.clinic.counters.messages import AddCounter, CounterForm
from nextpatient_desktop.clinic.stations.pairing import KeyStation
from nextpatient_desktop.domain.model import StationKind
from tests.bootstrap.test_start_imports import NEVER_AT_THE_START, NOT_BEFORE_THE_WINDOW
from tests.bootstrap.test_start_imports import PROGRAM as MODE
from tests.lan.remote.hosted import Hosted

HEAVY = {
    "PIL",
    "alembic",
    "asyncio",
    "cryptography",
    "email",
    "http",
    "pydantic",
    "sqlalchemy",
    "sqlcipher3",
    "starlette",
    "urllib3",
    "uvicorn",
    "zeroconf",
}
OF_THE_HOST = {
    "nextpatient_desktop.storage",
    "nextpatient_desktop.clinic.local",
    "nextpatient_desktop.lan.host",
}

PROGRAM = """
import json, sys
from nextpatient_desktop.clinic.departments.messages import Departments
from nextpatient_desktop.clinic.tokens.questions import NowServing
from nextpatient_desktop.lan.remote import RemoteClinic

clinic = RemoteClinic(*sys.argv[1:])
clinic.ask(Departments())
clinic.ask(NowServing())
next(clinic.watch())
clinic.close()
print(json.dumps(sorted(sys.modules)))
"""


def test_a_station_reads_its_first_answers_without_anything_heavy(hosted: Hosted) -> None:
    hosted.house.add_department()
    key = hosted.key_of(StationKind.DISPLAY)
    call = [sys.executable, "-c", PROGRAM, hosted.url, hosted.identity.pin, key]
    done = subprocess.run(call, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    assert (HEAVY | OF_THE_HOST) & set(json.loads(done.stdout)) == set()


def started(hosted: Hosted, kind: StationKind, home: Path) -> dict[str, set[str]]:
    """What a paired station's program has imported when it painted, showed its window, had its data."""
    paired = hosted.house.system.execute(KeyStation(kind=kind))
    assert paired.station is not None
    key = StationKey(
        address=hosted.url, pin=hosted.identity.pin, key=paired.key, station=paired.station.id, kind=kind
    )
    KeyFile(home / "settings" / f"{kind}.key").save(key)
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "NEXTPATIENT_HOME": str(home)}
    call = [sys.executable, "-c", MODE, str(kind), hosted.url]
    done = subprocess.run(call, capture_output=True, text=True, env=environment, timeout=100, check=False)
    assert done.returncode == 0, done.stderr
    return {moment: set(names) for moment, names in json.loads(done.stdout).items()}


@pytest.mark.parametrize("kind", [StationKind.COUNTER, StationKind.DISPLAY, StationKind.KIOSK])
def test_a_paired_stations_program_never_imports_what_only_the_host_needs(
    hosted: Hosted, kind: StationKind, tmp_path: Path
) -> None:
    department = hosted.house.add_department()
    form = CounterForm(name="Room 1", departments=(department.id,))
    hosted.house.system.execute(AddCounter(form=form))
    imported = started(hosted, kind, tmp_path / "home")
    assert NOT_BEFORE_THE_WINDOW & imported["window"] == set()
    assert (HEAVY - {"sqlcipher3"} | NEVER_AT_THE_START) & imported["answered"] == set()
    databases = {"nextpatient_desktop.storage", "sqlcipher3"} & imported["answered"]
    if kind is not StationKind.KIOSK:  # which has a database of its own, for when it is cut off
        assert databases == set()
    assert "nextpatient_desktop.storage.sqlite" not in imported["answered"]
    assert "nextpatient_desktop.clinic.local" not in imported["answered"]
