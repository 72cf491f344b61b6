"""How a station reaches its clinic, and what it keeps of that."""

import socket
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest

from nextpatient_desktop.bootstrap import open_clinic
from nextpatient_desktop.bootstrap.connecting import NO_CLINIC, Connecting, is_without_clinic, shares
from nextpatient_desktop.bootstrap.folders import HOME_VARIABLE, default_clinic
from nextpatient_desktop.bootstrap.hosting import PORT_VARIABLE
from nextpatient_desktop.bootstrap.joining import station_settings_path
from nextpatient_desktop.bootstrap.opening import OpeningClinic
from nextpatient_desktop.bootstrap.station_file import StationFile
from nextpatient_desktop.bootstrap.station_key import KeyFile, StationKey
from nextpatient_desktop.clinic.door import SYSTEM, Actor
from nextpatient_desktop.clinic.errors import ClinicError
from nextpatient_desktop.clinic.setup.messages import ClinicDetails, CreateClinic
from nextpatient_desktop.clinic.stations.messages import CloseStation, Stations
from nextpatient_desktop.domain.ids import StationId
from nextpatient_desktop.domain.model import ClinicInfo, StationKind
from nextpatient_desktop.storage.ownership import has_host
from nextpatient_desktop.ui.station_settings import StationSettings
from tests.journeys.lan import HostProgram, free_port, wait_for

pytestmark = pytest.mark.timeout(100)

KEY = StationKey(
    address="https://192.168.1.20:7390",
    pin="ab" * 32,
    key="secret",
    station=StationId(UUID("01931f5e-0000-7000-8000-000000000001")),
    kind=StationKind.COUNTER,
)


class Desk:
    """A counter of this account."""

    def __init__(self, settings: StationSettings, kind: StationKind = StationKind.COUNTER) -> None:
        path = station_settings_path(kind, None)
        self.store = StationFile(path)
        self.store.save(settings)
        self.key = KeyFile.beside(path)
        self.barred: list[str] = []
        self._clinics: list[OpeningClinic] = []
        self._kind = kind

    def start(self) -> tuple[Connecting, OpeningClinic]:
        """As the mode starts."""
        connecting = Connecting(
            self._kind,
            self.store.load(),
            self.store,
            self.key,
            barred=self.barred.append,
            reopen=lambda meanwhile: clinic.reopen(meanwhile),
        )
        clinic = OpeningClinic.over(connecting.open, Actor(kind=self._kind))
        clinic.allow_opening()
        self._clinics.append(clinic)
        return connecting, clinic

    def close(self) -> None:
        for clinic in self._clinics:
            clinic.close()


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(HOME_VARIABLE, str(tmp_path / "home"))
    monkeypatch.setenv(PORT_VARIABLE, str(free_port()))
    return tmp_path / "home"


@pytest.fixture
def database(home: Path) -> Iterator[Path]:
    """This account's clinic; no host is left when the test has ended."""
    clinic = open_clinic(default_clinic(), create=True)
    clinic.acting_as(SYSTEM).execute(CreateClinic(info=ClinicInfo(name="Sunrise", time_zone="UTC")))
    clinic.close()
    yield default_clinic()
    wait_for(lambda: not has_host(default_clinic()))


@pytest.fixture
def desk() -> Iterator[Callable[..., Desk]]:
    made: list[Desk] = []

    def make(**settings: object) -> Desk:
        made.append(Desk(replace(StationSettings(), **settings)))  # type: ignore[arg-type]
        return made[-1]

    yield make
    for one in made:
        one.close()


def goes_through_host(connecting: Connecting) -> bool:
    return connecting.remote is not None


# --- Is there a clinic at all? --------------------------------------------------------------------


def test_a_new_pc_has_no_clinic(desk: Callable[..., Desk]) -> None:
    assert is_without_clinic(StationSettings(), desk().key, StationKind.COUNTER)


def test_this_account_s_clinic_is_one(desk: Callable[..., Desk], database: Path) -> None:
    assert not is_without_clinic(StationSettings(), desk().key, StationKind.COUNTER)


def test_a_file_that_is_named_is_one_also_where_it_is_missing(desk: Callable[..., Desk]) -> None:
    assert not is_without_clinic(StationSettings(clinic="/srv/c.db"), desk().key, StationKind.COUNTER)


def test_a_host_needs_a_key_of_this_kind_of_station(desk: Callable[..., Desk]) -> None:
    settings, key = StationSettings(clinic=KEY.address), desk().key
    assert is_without_clinic(settings, key, StationKind.COUNTER)
    key.save(KEY)
    assert not is_without_clinic(settings, key, StationKind.COUNTER)
    assert is_without_clinic(settings, key, StationKind.KIOSK)


def test_one_that_left_its_clinic_has_none_even_where_this_pc_has_data(
    desk: Callable[..., Desk], database: Path
) -> None:
    one = desk(clinic=KEY.address)
    one.key.save(KEY)
    connecting, _ = one.start()
    connecting.leave()
    assert one.key.load() is None
    assert one.store.load().clinic == NO_CLINIC
    assert is_without_clinic(one.store.load(), one.key, StationKind.COUNTER)


# --- A host on the LAN ----------------------------------------------------------------------------


def test_an_address_that_changed_is_kept(desk: Callable[..., Desk]) -> None:
    one = desk(clinic=KEY.address)
    one.key.save(KEY)
    connecting, _ = one.start()
    connecting._moved("https://192.168.1.77:7390")
    assert one.store.load().clinic == "https://192.168.1.77:7390"
    kept = one.key.load()
    assert kept is not None
    assert (kept.address, kept.key) == ("https://192.168.1.77:7390", KEY.key)


def test_a_station_that_is_revoked_is_barred(desk: Callable[..., Desk], database: Path) -> None:
    host = HostProgram(database.parent / "host", database).start()
    one = desk()
    station = host.key_for(database.parents[1], StationKind.COUNTER)
    _, clinic = one.start()
    assert clinic.ask(ClinicDetails()).name == "Sunrise"
    with host.as_system() as system:
        system.execute(CloseStation(station=station.id))
    with pytest.raises(ClinicError):
        clinic.ask(ClinicDetails())
    assert one.barred == ["station_closed"]
    host.close()


# --- The host on this PC --------------------------------------------------------------------------


def test_a_station_keeps_its_key_and_its_place_in_the_list(desk: Callable[..., Desk], database: Path) -> None:
    one = desk()
    _, clinic = one.start()
    first = clinic.ask(Stations())
    clinic.close()
    host = HostProgram(database.parent / "host", database).start()
    for _ in range(2):
        connecting, clinic = one.start()
        assert clinic.ask(Stations()) == first, "as in process before, so through the host now"
        assert connecting.host is not None
        key = one.key.load()
        clinic.close()
    one.key.forget()
    _, clinic = one.start()
    assert clinic.ask(Stations()) == first
    clinic.close()
    assert one.key.load() != key
    host.close()


def test_others_of_this_account_share_what_one_shares(desk: Callable[..., Desk], database: Path) -> None:
    assert not shares(StationSettings(), database)
    desk(shares_clinic=True)
    assert shares(StationSettings(), database)
    assert not shares(StationSettings(), database.with_name("another.db"))


def test_sharing_is_turned_on_and_off_while_it_is_in_use(desk: Callable[..., Desk], database: Path) -> None:
    connecting, clinic = desk().start()
    clinic.ask(ClinicDetails())
    assert not goes_through_host(connecting)
    assert not has_host(database)
    connecting.share(True)
    assert has_host(database)
    assert clinic.ask(ClinicDetails()).name == "Sunrise"
    assert goes_through_host(connecting)
    assert connecting.is_sharing
    connecting.share(False)
    assert not has_host(database)
    assert clinic.ask(ClinicDetails()).name == "Sunrise"
    assert not goes_through_host(connecting)


def test_a_host_that_does_not_start_leaves_the_station_as_it_was(
    desk: Callable[..., Desk], database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    connecting, clinic = desk().start()
    clinic.ask(ClinicDetails())
    with socket.socket() as taken:
        taken.bind(("0.0.0.0", 0))
        taken.listen()
        monkeypatch.setenv(PORT_VARIABLE, str(taken.getsockname()[1]))
        with pytest.raises(ClinicError) as refused:
            connecting.share(True)
    assert refused.value.code == "port_in_use"
    assert clinic.ask(ClinicDetails()).name == "Sunrise"
    assert not goes_through_host(connecting)
