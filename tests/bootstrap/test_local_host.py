"""The host that stations of one PC start: one for all of them, watched, and gone with the last."""

import contextlib
import os
import signal
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from nextpatient_desktop.bootstrap import open_clinic
from nextpatient_desktop.bootstrap.folders import HOME_VARIABLE
from nextpatient_desktop.bootstrap.hosting import PORT_VARIABLE
from nextpatient_desktop.bootstrap.local_host import LocalHost, needed_path
from nextpatient_desktop.clinic.door import SYSTEM
from nextpatient_desktop.clinic.errors import ClinicError
from nextpatient_desktop.clinic.setup.messages import CreateClinic
from nextpatient_desktop.domain.model import ClinicInfo
from nextpatient_desktop.lan import wire
from nextpatient_desktop.storage import ownership
from nextpatient_desktop.storage.locks import try_lock
from tests.journeys.lan import free_port, wait_for

pytestmark = pytest.mark.timeout(100)


@pytest.fixture
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A clinic; whatever host was started for it has ended when the test has."""
    monkeypatch.setenv(HOME_VARIABLE, str(tmp_path / "home"))
    monkeypatch.setenv(PORT_VARIABLE, str(free_port()))
    path = tmp_path / "data" / "clinic.db"
    clinic = open_clinic(path, create=True)
    clinic.acting_as(SYSTEM).execute(CreateClinic(info=ClinicInfo(name="Sunrise", time_zone="UTC")))
    clinic.close()
    yield path
    wait_for(lambda: not ownership.has_host(path))


@pytest.fixture
def local(database: Path) -> Iterator[LocalHost]:
    made = LocalHost(database)
    yield made
    made.close()


def test_it_is_started_and_listens(local: LocalHost, database: Path) -> None:
    host = local.need()
    assert host == ownership.running_host(database)
    socket.create_connection(("127.0.0.1", host.port), 5).close()
    assert host.pid != os.getpid()


def test_a_second_station_uses_the_first_one_s(local: LocalHost, database: Path) -> None:
    first = local.need()
    second = LocalHost(database)
    assert second.need() == first
    local.close()
    assert ownership.running_host(database) == first
    second.close()


def test_another_is_started_when_it_was_killed(local: LocalHost, database: Path) -> None:
    first = local.need()
    os.kill(first.pid, signal.SIGKILL if os.name != "nt" else signal.SIGTERM)
    wait_for(lambda: ownership.running_host(database) not in (None, first), 15)


def test_it_ends_when_no_station_needs_it(local: LocalHost, database: Path) -> None:
    local.need()
    local.close()
    wait_for(lambda: not ownership.has_host(database))
    ownership.share(database).close()


def test_a_station_that_may_not_start_one_uses_what_is_there(local: LocalHost, database: Path) -> None:
    host = local.need()
    other = LocalHost(database, may_start=False)
    assert other.need() == host
    other.close()


def test_why_it_does_not_start_is_told(database: Path, local: LocalHost) -> None:
    with socket.socket() as taken:
        taken.bind(("0.0.0.0", int(os.environ[PORT_VARIABLE])))
        taken.listen()
        with pytest.raises(ClinicError) as refused:
            local.need()
    assert refused.value.code == "port_in_use"
    needed = try_lock(needed_path(database), is_shared=False)
    assert needed is not None, "a station that was refused needs nothing"
    needed.close()


def test_a_port_that_nobody_named_and_that_is_taken_is_another_one(
    local: LocalHost, database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(PORT_VARIABLE)
    with socket.socket() as taken:
        with contextlib.suppress(OSError):  # whoever has it: it is taken
            taken.bind(("0.0.0.0", wire.PORT))
            taken.listen()
        host = local.need()
    assert host.port > wire.PORT
    socket.create_connection(("127.0.0.1", host.port), 5).close()


def test_a_program_that_ends_waits_for_no_host(database: Path) -> None:
    local = LocalHost(database, command=["sleep", "3"])
    refused: list[ClinicError] = []

    def need() -> None:
        try:
            local.need()
        except ClinicError as error:
            refused.append(error)

    needing = threading.Thread(target=need)
    needing.start()
    needing.join(0.3)
    assert needing.is_alive()
    local.close()
    needing.join(5)
    assert not needing.is_alive()
    assert [one.code for one in refused] == ["clinic_closed"]


def test_a_host_that_cannot_even_begin_is_told(database: Path) -> None:
    local = LocalHost(database, command=["python3", "-c", "pass"])
    with pytest.raises(ClinicError) as refused:
        local.need()
    assert refused.value.code == "host_not_started"
    local.close()
