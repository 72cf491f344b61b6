"""`nextpatient host`, `host pair`, `join` and `stations`, as people meet them on a terminal."""

import json
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from nextpatient_desktop.bootstrap import host_commands
from nextpatient_desktop.bootstrap.folders import HOME_VARIABLE
from nextpatient_desktop.bootstrap.host_commands import HostOptions
from nextpatient_desktop.bootstrap.service import HostProgram, RefusedError
from nextpatient_desktop.bootstrap.station_key import KeyFile
from nextpatient_desktop.clinic.setup.messages import ClinicDetails
from nextpatient_desktop.domain.model import StationKind
from nextpatient_desktop.lan.remote import RemoteClinic
from nextpatient_desktop.storage.ownership import running_host
from tests.cli.program import Program
from tests.journeys.lan import HostProgram as RunningHost
from tests.journeys.lan import paired, wait_for

pytestmark = pytest.mark.timeout(100)


@pytest.fixture
def host(clinic: Program) -> Iterator[RunningHost]:
    """The host of the program's clinic."""
    made = RunningHost(clinic.home, clinic.database).start()
    yield made
    made.close()


@pytest.fixture
def device(tmp_path: Path) -> Program:
    """Another PC."""
    return Program(tmp_path / "device")


# --- host -----------------------------------------------------------------------------------------


def test_a_host_without_a_clinic_says_where_it_looked(program: Program) -> None:
    ended = program.run("host")
    assert ended.code == 1
    assert str(program.database) in ended.err


def test_it_says_where_it_listens_and_ends_well_when_it_is_told_to(clinic: Program) -> None:
    host = RunningHost(clinic.home, clinic.database).start()
    described = running_host(clinic.database)
    assert described is not None
    assert described.port == host.port
    assert host.stop() == 0
    assert running_host(clinic.database) is None
    assert "ERROR" not in (clinic.logs / "host.log").read_text()


@pytest.mark.skipif(sys.platform == "win32", reason="there are no pseudo-terminals there")
def test_ctrl_c_ends_it_and_is_no_error(clinic: Program) -> None:
    port = RunningHost(clinic.home, clinic.database).port
    with clinic.on_terminal("host", "--port", str(port)) as terminal:
        terminal.expect("Sunrise is served to its stations at")
        terminal.expect("The words of its certificate: ")
        terminal.expect("nextpatient host pair")
        terminal.interrupt()
        assert terminal.wait() == 0
    assert "Traceback" not in terminal.seen


def test_a_quiet_one_says_nothing(clinic: Program) -> None:
    port = RunningHost(clinic.home, clinic.database).port
    quiet = subprocess.Popen(
        [sys.executable, "-m", "nextpatient_desktop", "host", "--quiet", "--port", str(port)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env=clinic.environ,
    )
    with quiet:
        wait_for(lambda: running_host(clinic.database))
        quiet.send_signal(signal.SIGTERM)
        assert quiet.communicate(timeout=30)[0] == b""
    assert quiet.returncode == 0


def test_another_port_may_be_taken(host: RunningHost, device: Program) -> None:
    assert device.new_clinic().code == 0
    ended = device.run("host", "--port", str(host.port))
    assert ended.code == 1
    assert str(host.port) in ended.err


def test_its_state_is_said(clinic: Program) -> None:
    ended = clinic.run("host", "--status")
    assert ended.code == 1
    assert "No host runs now." in ended.out
    host = RunningHost(clinic.home, clinic.database).start()
    ended = clinic.run("host", "--status")
    host.close()
    assert ended.code == 0
    assert f"port {host.port}" in ended.out


# --- pairing and joining --------------------------------------------------------------------------


def test_pairing_needs_a_host(clinic: Program) -> None:
    ended = clinic.run("host", "pair", "--kind", "kiosk")
    assert ended.code == 1
    assert "nextpatient host" in ended.err


def test_what_is_named_for_a_pairing_and_is_not_there_is_said_with_what_there_is(
    host: RunningHost, clinic: Program
) -> None:
    nowhere = clinic.run("host", "pair", "--kind", "counter", "--counter", "Nowhere")
    assert nowhere.code == 1
    assert 'No counter is called "Nowhere".' in nowhere.err
    nobody = clinic.run("host", "pair", "--station", "Nobody")
    assert nobody.code == 1
    assert 'No station is called "Nobody".' in nobody.err


@pytest.mark.skipif(sys.platform == "win32", reason="there are no pseudo-terminals there")
def test_a_code_that_nobody_looks_at_any_more_is_worth_nothing(
    host: RunningHost, clinic: Program, device: Program
) -> None:
    with clinic.on_terminal("host", "pair", "--kind", "kiosk") as terminal:
        terminal.expect("s left")
        code = re.search(r"(\d{3}) (\d{3})\r?\n", terminal.seen)
        terminal.interrupt()
        terminal.expect("The code is worth nothing any more.")
        assert terminal.wait() == 130
    assert code is not None
    joined = device.run("join", host.address, "--code", f"{code[1]}{code[2]}")
    assert joined.code == 1
    assert "does not take a new device" in joined.err


def test_what_cannot_be_a_code_costs_no_try(device: Program) -> None:
    joined = device.run("join", "127.0.0.1:1", "--code", "12345")
    assert joined.code == 2
    assert "A code has 6 figures." in joined.err


def test_pairing_needs_to_know_for_what(clinic: Program) -> None:
    assert clinic.run("host", "pair").code == 2


def test_a_device_joins_with_the_code_and_is_listed(
    host: RunningHost, clinic: Program, device: Program
) -> None:
    with paired(host, "--kind", "counter", "--name", "Front desk") as pairing:
        joined = device.run("join", host.address, "--code", pairing.code)
        assert joined.code == 0, joined.err
        assert " ".join(pairing.words) in joined.out
        assert "This device is Front desk of Sunrise now." in joined.out
        assert "nextpatient counter" in joined.out
        assert pairing.rest() == "Front desk has joined.\n"
    kept = json.loads((device.home / "settings" / "counter.key").read_text())
    assert kept["address"] == f"https://{host.address}"
    settings = json.loads((device.home / "settings" / "counter.json").read_text())
    assert settings["clinic"] == f"https://{host.address}"
    assert kept["key"] not in joined.out
    listed = clinic.run("stations")
    assert "Front desk  counter  away" in listed.out


def test_a_wrong_code_is_refused_and_seen_at_the_host(host: RunningHost, device: Program) -> None:
    with paired(host, "--kind", "kiosk") as pairing:
        wrong = f"{(int(pairing.code) + 1) % 1_000_000:06}"
        joined = device.run("join", host.address, "--code", wrong)
        assert joined.code == 1
        assert not (device.home / "settings").exists()
        right = device.run("join", host.address, "--code", pairing.code)
        assert right.code == 0, right.err
        assert pairing.rest() == "Kiosk 1 has joined.\n"


def test_a_device_of_another_kind_is_refused(host: RunningHost, device: Program) -> None:
    with paired(host, "--kind", "kiosk") as pairing:
        joined = device.run("join", host.address, "--code", pairing.code, "--kind", "display")
    assert joined.code == 1
    assert "kiosk" in joined.err


def test_another_program_is_shown_what_it_needs_once_and_keeps_it_itself(
    host: RunningHost, device: Program
) -> None:
    with paired(host, "--kind", "integration", "--name", "Lab", "--acts-as", "reception") as pairing:
        joined = device.run("join", host.address, "--code", pairing.code)
    assert joined.code == 0, joined.err
    assert "key:" in joined.out
    assert "SHA-256" in joined.out
    assert not (device.home / "settings").exists()


def test_a_new_pc_takes_a_station_s_place_and_the_old_key_ends(
    host: RunningHost, clinic: Program, device: Program, tmp_path: Path
) -> None:
    with paired(host, "--kind", "display") as pairing:
        assert device.run("join", host.address, "--code", pairing.code).code == 0
    new = Program(tmp_path / "new")
    with paired(host, "--station", "Display 1") as pairing:
        assert new.run("join", host.address, "--code", pairing.code).code == 0
        assert pairing.rest() == "Display 1 has joined.\n"
    assert clinic.run("stations").out.count("Display") == 1


def test_a_clinic_that_was_restored_on_another_pc_is_the_same_to_its_stations(
    clinic: Program, device: Program, tmp_path: Path
) -> None:
    old = RunningHost(clinic.home, clinic.database).start()
    old.key_for(device.home, StationKind.DISPLAY)
    key = KeyFile(device.home / "settings" / "display.key").load()
    assert key is not None
    assert clinic.run("clinic", "backup", "--to", tmp_path / "backup").code == 0
    old.close()
    new = Program(tmp_path / "new")
    shutil.copytree(clinic.database.parent, new.database.parent, ignore=shutil.ignore_patterns("clinic.db*"))
    restored = new.run("clinic", "restore", tmp_path / "backup", "--to", new.database.parent)
    assert restored.code == 0, restored.err
    host = RunningHost(new.home, new.database).start()
    assert host.description().pin == key.pin
    station = RemoteClinic(f"https://{host.address}", key.pin, key.key, finds=False)
    assert station.ask(ClinicDetails()).name == "Sunrise"
    station.close()
    host.close()


def test_nobody_to_ask_for_the_code_is_a_misuse(device: Program) -> None:
    assert device.run("join", "127.0.0.1:1").code == 2


def test_a_host_that_is_not_there_is_said(device: Program) -> None:
    joined = device.run("join", "127.0.0.1:1", "--code", "123456")
    assert joined.code == 1
    assert "Nothing answers at 127.0.0.1:1." in joined.err


@pytest.mark.skipif(sys.platform == "win32", reason="there are no pseudo-terminals there")
def test_a_person_may_mistype_the_code(host: RunningHost, device: Program) -> None:
    with paired(host, "--kind", "kiosk") as pairing:
        wrong = f"{(int(pairing.code) + 1) % 1_000_000:06}"
        with device.on_terminal("join", host.address) as terminal:
            terminal.expect("The words of its certificate: ")
            terminal.expect("Code: ")
            terminal.type("12345")
            terminal.expect("A code has 6 figures.")
            terminal.expect("Code: ")
            terminal.type(wrong)
            terminal.expect("4 tries are left.")
            terminal.expect("Code: ")
            terminal.type(f"{pairing.code[:3]} {pairing.code[3:]}")
            terminal.expect("This device is Kiosk 1 of Sunrise now.")
            assert terminal.wait() == 0


@pytest.mark.parametrize("command", [("stations",), ("host", "pair", "--kind", "kiosk")])
def test_on_a_station_s_pc_it_is_said_where_the_clinic_is(
    host: RunningHost, device: Program, command: tuple[str, ...]
) -> None:
    host.key_for(device.home, StationKind.KIOSK)
    ended = device.run(*command)
    assert ended.code == 1
    assert f"This PC is a station of https://{host.address}" in ended.err
    assert "Run this on that PC." in ended.err
    assert "set up a new clinic" not in ended.err


def test_stations_are_listed_without_a_host_too(clinic: Program) -> None:
    ended = clinic.run("stations")
    assert ended.code == 0
    assert "There is no station yet." in ended.out
    assert "No host runs" in ended.out
    assert "nextpatient host pair" in ended.out


# --- with the PC ----------------------------------------------------------------------------------


class FakeService:
    """Remembers what it was to install."""

    def __init__(self, refuses: bool = False) -> None:
        self.installed: list[HostProgram] = []
        self._refuses = refuses

    def install(self, program: HostProgram) -> list[str]:
        if self._refuses:
            raise RefusedError("The system says no.", "Ask it nicely.")
        self.installed.append(program)
        return ["It is installed."]

    def uninstall(self) -> list[str]:
        return ["It is gone."]

    def status(self) -> list[str]:
        return ["It is installed."]


def test_what_is_started_with_the_pc_is_this_program_s_host_for_that_clinic(
    clinic: Program, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(HOME_VARIABLE, str(clinic.home))
    service = FakeService()
    assert host_commands.install(HostOptions(port=7411, bind="192.168.1.20"), service) == 0
    (program,) = service.installed
    assert program.command[:3] == (sys.executable, "-m", "nextpatient_desktop")
    assert program.command[3:] == (
        *("host", "--quiet", "--clinic", str(clinic.database)),
        *("--port", "7411", "--bind", "192.168.1.20"),
    )
    assert program.environment[HOME_VARIABLE] == str(clinic.home)
    assert program.data == str(clinic.database.parent)
    assert "--uninstall" in capsys.readouterr().out
    assert host_commands.uninstall(service) == 0


def test_nothing_is_installed_where_there_is_no_clinic(program: Program) -> None:
    ended = program.run("host", "--install")
    assert ended.code == 1
    assert str(program.database) in ended.err


def test_what_the_system_refuses_is_said_with_what_to_do(
    clinic: Program, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(HOME_VARIABLE, str(clinic.home))
    assert host_commands.install(HostOptions(), FakeService(refuses=True)) == 1
    assert "Ask it nicely." in capsys.readouterr().err


def test_a_password_is_not_written_where_everybody_can_read_it(capsys: pytest.CaptureFixture[str]) -> None:
    service = FakeService()
    options = HostOptions(clinic="postgresql+psycopg://np:secret@db/clinic")
    assert host_commands.install(options, service) == 2
    assert service.installed == []
    assert "secret" not in capsys.readouterr().err
