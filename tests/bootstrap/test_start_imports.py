"""A mode imports only what it needs for its first frame, and only what it needs to show the clinic's data.

There is no clock here: what is imported too early makes a start slow, and that can be counted.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from nextpatient_desktop.bootstrap import open_clinic
from nextpatient_desktop.clinic.counters.messages import AddCounter, CounterForm
from nextpatient_desktop.clinic.departments.messages import AddDepartment, DepartmentForm
from nextpatient_desktop.clinic.door import SYSTEM
from nextpatient_desktop.clinic.setup.messages import CreateClinic
from nextpatient_desktop.domain.model import ClinicInfo, StationKind
from tests.journeys.lan import HostProgram

NEVER_AT_THE_START = {
    "PIL",
    "PySide6.QtMultimedia",
    "PySide6.QtNetwork",
    "PySide6.QtPdf",
    "PySide6.QtTextToSpeech",
    "alembic",
    "argon2",
    "asyncio",
    "cryptography",
    "escpos",
    "pydantic",
    "pypdf",
    "qrcode",
    "qtawesome",
    "reportlab",
    "serial",
    "sqlalchemy",
}
NOT_BEFORE_THE_WINDOW = {
    *NEVER_AT_THE_START,
    "babel",
    "nextpatient_desktop.bootstrap.local",
    "nextpatient_desktop.clinic.local",
    "nextpatient_desktop.clinic.registry",
    "nextpatient_desktop.storage",
    "nextpatient_desktop.printing",
    "nextpatient_desktop.documents",
    "nextpatient_desktop.ui.settings",
    "nextpatient_desktop.ui.counter.board",
    "nextpatient_desktop.ui.counter.forms",
    "nextpatient_desktop.ui.crash_views",
    "sqlcipher3",
}
NOT_BEFORE_THE_FIRST_FRAME = {
    *NOT_BEFORE_THE_WINDOW,
    "nextpatient_desktop.ui.counter",
    "nextpatient_desktop.ui.display",
    "nextpatient_desktop.ui.kiosk",
    "socket",
    "zoneinfo",
}
NEVER_AT_A_STATION_OF_A_LAN = {
    *NEVER_AT_THE_START,
    "http.client",
    "nextpatient_desktop.bootstrap.local",
    "nextpatient_desktop.clinic.local",
    "nextpatient_desktop.clinic.registry",
    "nextpatient_desktop.documents",
    "nextpatient_desktop.storage",
    "sqlcipher3",
    "starlette",
    "urllib3",
    "uvicorn",
    "zeroconf",
}
MODES = ("kiosk", "counter", "display")

PROGRAM = """
import json, linecache, sys
from nextpatient_desktop.bootstrap.lean import start_lean

start_lean()
from nextpatient_desktop.bootstrap.modes import DESIGNS, Station
from nextpatient_desktop.bootstrap.options import ModeOptions
from nextpatient_desktop.bootstrap.program import FirstPaint, Program
from nextpatient_desktop.clinic.stations.messages import Stations
from nextpatient_desktop.domain.model import StationKind
from nextpatient_desktop.ui.ports import Lane

kind = StationKind(sys.argv[1])
program = Program(DESIGNS[kind], "en")
station = Station(program, kind, ModeOptions(clinic=sys.argv[2], is_windowed=True))
told = {}

def tell(what):
    told[what] = sorted(sys.modules)

def painted():
    tell("painted")

def window_painted():
    tell("window")
    # behind the window's own first question, on the same lane
    program.runner.run(Lane.CLINIC, lambda: station.clinic.ask(Stations()), lambda _: answered())

def answered():
    tell("answered")
    program.end()

show = station.show

def watched_show():
    window = show()
    FirstPaint(window, window_painted).wait(program.application)
    return window

station.show = watched_show
FirstPaint(station.open(), painted).wait(program.application)
program.run()
told["sources"] = [name for name in linecache.cache if "nextpatient" in name]
print(json.dumps(told))
"""

Told = Mapping[str, list[str]]


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Told]:
    """What each mode tells at its second start, when the clinic knows the station."""
    folder = tmp_path_factory.mktemp("start")
    clinic = open_clinic(folder / "clinic.db", create=True)
    system = clinic.acting_as(SYSTEM)
    system.execute(CreateClinic(info=ClinicInfo(name="Sunrise", time_zone="UTC")))
    place = system.execute(AddDepartment(form=DepartmentForm(letter="A", name="General")))
    system.execute(AddCounter(form=CounterForm(name="Room 1", departments=(place.id,))))
    clinic.close()
    for mode in MODES:
        _start(mode, folder)
    return {mode: _start(mode, folder) for mode in MODES}


@pytest.fixture(scope="module")
def told_on_lan(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Told]]:
    """What each mode tells at its second start, when its clinic is behind a host."""
    folder = tmp_path_factory.mktemp("lan")
    clinic = open_clinic(folder / "clinic.db", create=True)
    clinic.acting_as(SYSTEM).execute(CreateClinic(info=ClinicInfo(name="Sunrise", time_zone="UTC")))
    clinic.close()
    host = HostProgram(folder / "host", folder / "clinic.db").start()
    address = f"https://{host.address}"
    for mode in MODES:
        host.key_for(folder / "home", StationKind(mode))
        _start(mode, folder, address)
    yield {mode: _start(mode, folder, address) for mode in MODES}
    host.close()


def _start(mode: str, folder: Path, clinic: str = "") -> Told:
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "NEXTPATIENT_HOME": str(folder / "home")}
    call = [sys.executable, "-c", PROGRAM, mode, clinic or str(folder / "clinic.db")]
    done = subprocess.run(call, capture_output=True, text=True, env=environment, timeout=100, check=False)
    assert done.returncode == 0, done.stderr
    answer: Told = json.loads(done.stdout)
    return answer


@pytest.mark.parametrize("mode", MODES)
def test_the_first_frame_needs_neither_the_clinic_nor_anything_heavy(
    mode: str, told: Mapping[str, Told]
) -> None:
    assert NOT_BEFORE_THE_FIRST_FRAME & set(told[mode]["painted"]) == set()


@pytest.mark.parametrize("mode", MODES)
def test_the_window_needs_neither_the_clinic_nor_anything_heavy(mode: str, told: Mapping[str, Told]) -> None:
    assert NOT_BEFORE_THE_WINDOW & set(told[mode]["window"]) == set()
    assert not [name for name in told[mode]["window"] if name.endswith(".handlers")]


@pytest.mark.parametrize("mode", MODES)
def test_the_clinics_data_is_read_without_anything_heavy(mode: str, told: Mapping[str, Told]) -> None:
    assert "nextpatient_desktop.storage.sqlite" in told[mode]["answered"]
    assert NEVER_AT_THE_START & set(told[mode]["answered"]) == set()


@pytest.mark.parametrize("mode", MODES)
def test_a_station_of_a_lan_needs_nothing_of_the_clinics_own_for_its_window(
    mode: str, told_on_lan: Mapping[str, Told]
) -> None:
    assert NOT_BEFORE_THE_FIRST_FRAME & set(told_on_lan[mode]["painted"]) == set()
    assert NOT_BEFORE_THE_WINDOW & set(told_on_lan[mode]["window"]) == set()


@pytest.mark.parametrize("mode", ["counter", "display"])
def test_counters_and_displays_of_a_lan_never_open_a_database(
    mode: str, told_on_lan: Mapping[str, Told]
) -> None:
    assert "nextpatient_desktop.lan.remote" in told_on_lan[mode]["answered"]
    assert NEVER_AT_A_STATION_OF_A_LAN & set(told_on_lan[mode]["answered"]) == set()


def test_a_kiosk_of_a_lan_opens_its_own_database_and_nothing_heavier(
    told_on_lan: Mapping[str, Told],
) -> None:
    answered = set(told_on_lan["kiosk"]["answered"])
    assert "nextpatient_desktop.storage.station.database" in answered
    assert NEVER_AT_THE_START & answered == set()
    assert {"nextpatient_desktop.clinic.registry", "nextpatient_desktop.storage.sqlite"} & answered == set()


@pytest.mark.parametrize("mode", MODES)
def test_no_modules_source_is_read_and_kept(mode: str, told: Mapping[str, Told]) -> None:
    assert told[mode]["sources"] == []
