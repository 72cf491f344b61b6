"""Several hosts in front of one PostgreSQL server: one clinic, whichever of them a station speaks with."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from nextpatient_desktop.bootstrap import open_clinic
from nextpatient_desktop.bootstrap.station_key import KeyFile
from nextpatient_desktop.clinic.departments.messages import AddDepartment, DepartmentForm, Departments
from nextpatient_desktop.clinic.door import SYSTEM
from nextpatient_desktop.clinic.errors import ClinicError
from nextpatient_desktop.clinic.setup.messages import CreateClinic
from nextpatient_desktop.domain.model import ClinicInfo, KioskAsks
from nextpatient_desktop.lan.discovery import find
from nextpatient_desktop.lan.remote import RemoteClinic
from tests.cli.program import Program
from tests.journeys.conftest import StartAt
from tests.journeys.lan import HostProgram, paired, wait_for
from tests.journeys.test_lan import take

pytestmark = [pytest.mark.timeout(110), pytest.mark.xdist_group("lan")]


@pytest.fixture
def hosts(postgres_url: str, tmp_path: Path) -> Iterator[list[HostProgram]]:
    """Two hosts of a clinic with a pharmacy."""
    clinic = open_clinic(postgres_url, create=True)
    system = clinic.acting_as(SYSTEM)
    system.execute(CreateClinic(info=ClinicInfo(name="District Hospital", time_zone="UTC")))
    pharmacy = DepartmentForm(letter="P", name="Pharmacy", asks=KioskAsks.NOTHING, asks_priority=False)
    system.execute(AddDepartment(form=pharmacy))
    clinic.close()
    made = [HostProgram(tmp_path / f"host{n}", tmp_path / "none", server=postgres_url) for n in (1, 2)]
    for one in made:
        one.start()
    yield made
    for one in made:
        one.close()


def join(host: HostProgram, kind: str, device: Program) -> None:
    with paired(host, "--kind", kind) as pairing:
        joined = device.run("join", host.address, "--code", pairing.code)
        assert joined.code == 0, joined.err
        assert " ".join(pairing.words) in joined.out


def test_stations_of_different_hosts_see_each_other_s_patients_at_once(
    hosts: list[HostProgram], start_at: StartAt, tmp_path: Path
) -> None:
    join(hosts[0], "kiosk", Program(tmp_path / "kiosk"))
    join(hosts[1], "display", Program(tmp_path / "display"))
    kiosk = start_at("kiosk", "kiosk", "--windowed").kiosk
    display = start_at("display", "display", "--windowed").display
    display.sees("^Please wait for your number$")
    display.sees(f"^Next {take(kiosk)}", within=1.0)
    assert [host.stop() for host in hosts] == [0, 0]


def test_a_station_whose_host_is_gone_goes_on_through_another(
    hosts: list[HostProgram], tmp_path: Path
) -> None:
    device = Program(tmp_path / "display")
    join(hosts[0], "display", device)
    key = KeyFile(device.home / "settings" / "display.key").load()
    assert key is not None
    ports = {address.port for one in find(5) if one.pin == key.pin for address in one.addresses}
    if hosts[1].port not in ports:
        pytest.skip("this machine's network carries no announcements")
    moved: list[str] = []
    station = RemoteClinic(key.address, key.pin, key.key, moved=moved.append)
    assert len(station.ask(Departments())) == 1
    hosts[0].kill()

    def is_back() -> bool:
        try:
            return len(station.ask(Departments())) == 1
        except ClinicError as refused:
            assert refused.code == "out_of_reach"
            return False

    wait_for(is_back)
    assert moved
    assert all(address.endswith(f":{hosts[1].port}") for address in moved)
    station.close()
