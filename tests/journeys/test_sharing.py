"""A PC that keeps the clinic's data for others: its stations start the host, watch it, and end it."""

import os
import signal
from pathlib import Path

import pytest

from nextpatient_desktop.bootstrap.station_file import StationFile
from nextpatient_desktop.clinic.departments.messages import Departments
from nextpatient_desktop.storage.ownership import has_host, running_host
from nextpatient_desktop.ui.station_settings import StationSettings
from tests.journeys.conftest import StartAt
from tests.journeys.hall import ROOM, Hall
from tests.journeys.lan import free_port, system_of, wait_for
from tests.journeys.test_lan import BACK_WITHIN, sign_in, take

pytestmark = [pytest.mark.timeout(110), pytest.mark.xdist_group("lan")]


@pytest.fixture
def desk(hall: Hall, tmp_path: Path) -> Path:
    """The home of the front desk's PC, whose counter is set to keep the hall's clinic for others."""
    hall.close()
    home = tmp_path / "desk"
    StationFile(home / "settings" / "counter.json").save(
        StationSettings(clinic=str(hall.database), shares_clinic=True, counter=ROOM)
    )
    return home


def test_the_station_starts_its_host_and_another_when_that_is_killed(
    desk: Path, hall: Hall, start_at: StartAt
) -> None:
    port = str(free_port())
    counter = start_at("desk", "counter", "--windowed", NEXTPATIENT_PORT=port)
    sign_in(counter.counter)
    wait_for(lambda: running_host(hall.database))
    first = running_host(hall.database)
    assert first is not None
    assert str(first.port) == port
    os.kill(first.pid, signal.SIGKILL)
    wait_for(lambda: not has_host(hall.database))
    wait_for(lambda: running_host(hall.database), BACK_WITHIN)
    counter.counter.sees("^Connected$", within=BACK_WITHIN)
    with system_of(hall.database) as system:
        assert len(system.ask(Departments())) == 2
    assert counter.end() == 0
    wait_for(lambda: not has_host(hall.database))
    assert hall.faults() == []


def test_stations_that_had_the_file_already_go_on_through_the_host_with_their_work(
    desk: Path, hall: Hall, start_at: StartAt
) -> None:
    kiosk = start_at("other account", "kiosk", "--windowed", "--clinic", str(hall.database))
    kiosk.kiosk.clicks("Pharmacy")
    kiosk.kiosk.sees("^P-001$")
    counter = start_at("desk", "counter", "--windowed", NEXTPATIENT_PORT=str(free_port()))
    sign_in(counter.counter)
    wait_for(lambda: running_host(hall.database))
    counter.counter.sees("^P-001, ")
    kiosk.kiosk.clicks("Done")
    counter.counter.sees(f"^{take(kiosk.kiosk)}, ")
    with system_of(hall.database) as system:
        pharmacy = next(one for one in system.ask(Departments()) if one.department.letter == "P")
        assert pharmacy.waiting == 2


def test_one_host_serves_all_stations_of_the_pc_and_ends_with_the_last(
    desk: Path, hall: Hall, start_at: StartAt
) -> None:
    port = str(free_port())
    programs = [
        start_at("desk", mode, "--windowed", "--clinic", str(hall.database), NEXTPATIENT_PORT=port)
        for mode in ("counter", "kiosk", "display")
    ]
    code = take(programs[1].kiosk)
    programs[2].display.sees(f"^Next {code}")
    sign_in(programs[0].counter)
    host = running_host(hall.database)
    assert host is not None
    assert programs[0].end() == 0
    assert programs[1].end() == 0
    programs[2].display.sees(f"^Next {code}")
    assert running_host(hall.database) == host
    assert programs[2].end() == 0
    wait_for(lambda: not has_host(hall.database))
    assert hall.faults() == []
