"""A clinic on several PCs, each station a program of its own, over TLS through a host that comes and goes."""

import re
import subprocess
from pathlib import Path

import pytest

from nextpatient_desktop.clinic.departments.messages import Departments
from nextpatient_desktop.clinic.stations.messages import CloseStation
from nextpatient_desktop.clinic.tokens.messages import Undo
from nextpatient_desktop.domain.model import StationKind
from tests.journeys.conftest import StartAt
from tests.journeys.hall import PASSWORD, Hall
from tests.journeys.lan import HostProgram, environ, paired, program, wait_for
from tests.journeys.started import Person

pytestmark = [pytest.mark.timeout(110), pytest.mark.xdist_group("lan")]

WITHIN_A_SECOND = 1.0
BACK_WITHIN = 5.0
CODE = r"^P-(\d{3}|A\d\d)$"


def sign_in(counter: Person) -> None:
    counter.clicks("Dr Meera Rao")
    counter.types(PASSWORD)
    counter.presses("Return")
    counter.sees("^Connected$")


def take(kiosk: Person) -> str:
    """Take a number for the pharmacy. Where the PC of the tests is busy for a second, the kiosk gives one."""
    kiosk.clicks("Pharmacy")
    kiosk.sees(CODE)
    return next(text for text in kiosk.reads() if re.search(CODE, text))


def test_a_visit_through_the_host(host: HostProgram, start_at: StartAt, tmp_path: Path, hall: Hall) -> None:
    for kind in (StationKind.KIOSK, StationKind.COUNTER, StationKind.DISPLAY):
        host.key_for(tmp_path / kind, kind)
    programs = [start_at(kind, kind, "--windowed") for kind in ("kiosk", "counter", "display")]
    kiosk, counter, display = programs[0].kiosk, programs[1].counter, programs[2].display
    sign_in(counter)
    display.sees("^Please wait for your number$")
    code = take(kiosk)
    counter.sees(f"^{code}, ", within=WITHIN_A_SECOND)
    display.sees(f"^Next {code}", within=WITHIN_A_SECOND)
    counter.presses("F9")
    display.sees(f"^Please go to {code} Room 3$", within=WITHIN_A_SECOND)
    counter.presses("F5", "F8")
    counter.sees("^Done 1$")
    assert [one.end() for one in programs] == [0, 0, 0]
    assert [one.errors for one in programs] == ["", "", ""]
    assert host.stop() == 0
    assert hall.faults() == []


def test_stations_come_back_after_the_host_was_killed_and_the_kiosk_went_on(
    host: HostProgram, start_at: StartAt, tmp_path: Path, hall: Hall
) -> None:
    for kind in (StationKind.KIOSK, StationKind.COUNTER, StationKind.DISPLAY):
        host.key_for(tmp_path / kind, kind)
    kiosk = start_at("kiosk", "kiosk", "--windowed").kiosk
    counter = start_at("counter", "counter", "--windowed").counter
    display = start_at("display", "display", "--windowed").display
    sign_in(counter)
    first = take(kiosk)
    display.sees(f"^Next {first}")
    host.kill()
    counter.sees("[Oo]ut of reach|cannot be reached")
    kiosk.clicks("Done")
    second = take(kiosk)
    assert re.fullmatch(r"P-A\d\d", second), "of the kiosk's own series"
    display.sees(f"^Next {first}")
    host.start()
    counter.sees("^Connected$", f"^{first}, ", within=BACK_WITHIN)
    counter.sees(f"^{second}, ", within=BACK_WITHIN)
    display.sees(f"^Next {first} +{second}", within=BACK_WITHIN)
    counter.presses("F9")
    counter.sees("^CALLED")
    display.sees(f"^Please go to {first} Room 3$")
    assert host.stop() == 0
    assert hall.faults() == []


def test_from_a_device_without_a_clinic_to_its_first_token(
    host: HostProgram, start_at: StartAt, tmp_path: Path
) -> None:
    kiosk = start_at("new", "kiosk", "--windowed")
    setup = kiosk.setup
    setup.clicks("Join the clinic on this network", "Type an address instead")
    setup.types(host.address, into="Address")
    setup.clicks("Go on")
    setup.sees("^Join Sunrise Community Clinic$")
    with paired(host, "--kind", "kiosk", "--name", "Front door") as pairing:
        for word in pairing.words:
            setup.sees(rf"\b{word}\b")
        for figure in pairing.code:
            setup.clicks(f"{figure}$")
        setup.clicks("Join$")
        setup.sees("^This device is Front door now$")
        assert pairing.rest() == "Front door has joined.\n"
    take(kiosk.kiosk)
    assert kiosk.end() == 0
    kiosk = start_at("new", "kiosk", "--windowed")
    kiosk.kiosk.sees("^Pharmacy. 1 waiting")


def test_a_station_that_is_taken_out_of_use_shows_its_set_up_at_once_and_goes_on_when_that_is_undone(
    host: HostProgram, start_at: StartAt, tmp_path: Path
) -> None:
    station = host.key_for(tmp_path / "counter", StationKind.COUNTER)
    counter = start_at("counter", "counter", "--windowed")
    sign_in(counter.counter)
    closing = CloseStation(station=station.id)
    with host.as_system() as system:
        system.execute(closing)
    counter.setup.sees("^This device was taken out of use$")
    with host.as_system() as system:
        system.execute(Undo(command=closing.id))
    counter.counter.sees("^Who are you[?]$", within=3 * BACK_WITHIN)
    assert counter.end() == 0


def test_a_second_program_on_the_host_s_file_is_told_of_the_host(host: HostProgram) -> None:
    asked = subprocess.run(
        [*program("host"), "--clinic", str(host.database)],
        capture_output=True,
        text=True,
        env=environ(host.home),
        check=False,
        timeout=60,
    )
    assert asked.returncode == 1
    assert f"https://127.0.0.1:{host.port}" in asked.stderr
    with host.as_system() as system:
        assert len(system.ask(Departments())) == 2


def test_a_station_on_the_host_s_own_pc_goes_through_it_without_a_code(
    host: HostProgram, start_at: StartAt
) -> None:
    kiosk = start_at("host", "kiosk", "--windowed", "--clinic", str(host.database)).kiosk
    take(kiosk)
    wait_for((host.home / "settings" / "kiosk.key").exists)
