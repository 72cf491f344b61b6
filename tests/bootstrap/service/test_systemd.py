"""The host as a systemd unit: installed whole or not at all; systemd itself finds nothing wrong with it."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from nextpatient_desktop.bootstrap.service import HostProgram, RefusedError
from tests.fakes.system import FakeSystem

if sys.platform != "linux":
    pytest.skip("systemd is Linux's", allow_module_level=True)

from nextpatient_desktop.bootstrap.service.systemd import SystemdService, owner_of, quoted, unit_text

PROGRAM = HostProgram(
    command=(sys.executable, "-m", "nextpatient_desktop", "host", "--clinic", '/srv/a "clinic" 100%/$x/c.db'),
    environment={"NEXTPATIENT_HOME": "/srv/next patient"},
    account="root",
    home=Path("/root"),
    port=7390,
    data="/srv/clinic",
)


@pytest.fixture
def system() -> FakeSystem:
    return FakeSystem()


def service(system: FakeSystem, folder: Path, *, is_root: bool = True, runs: bool = True) -> SystemdService:
    booted = folder / "booted"
    if runs:
        booted.mkdir(exist_ok=True)
    return SystemdService(
        system, is_root=is_root, system_folder=folder / "system", user_folder=folder / "user", booted=booted
    )


def test_it_is_installed_started_and_said_how_to_look_at_it(system: FakeSystem, tmp_path: Path) -> None:
    said = "\n".join(service(system, tmp_path).install(PROGRAM))
    unit = tmp_path / "system" / "nextpatient-host.service"
    assert unit.exists()
    assert system.ran == [
        "systemctl daemon-reload",
        "systemctl enable nextpatient-host.service",
        "systemctl restart nextpatient-host.service",
    ]
    assert str(unit) in said
    assert "journalctl -u nextpatient-host.service" in said
    assert "linger" not in said


def test_an_account_without_rights_installs_for_itself_and_hears_of_lingering(
    system: FakeSystem, tmp_path: Path
) -> None:
    said = "\n".join(service(system, tmp_path, is_root=False).install(PROGRAM))
    text = (tmp_path / "user" / "nextpatient-host.service").read_text()
    assert "User=" not in text
    assert "WantedBy=default.target" in text
    assert system.ran[0] == "systemctl --user daemon-reload"
    assert "sudo loginctl enable-linger root" in said


def test_an_account_that_lingers_hears_nothing_of_it(system: FakeSystem, tmp_path: Path) -> None:
    system.answer("loginctl show-user root", said="Linger=yes")
    assert "enable-linger" not in "\n".join(service(system, tmp_path, is_root=False).install(PROGRAM))


@pytest.mark.parametrize("step", ["daemon-reload", "enable", "restart"])
def test_a_refused_step_takes_all_back(system: FakeSystem, tmp_path: Path, step: str) -> None:
    system.answer(f"systemctl {step}", 1, "Access denied")
    with pytest.raises(RefusedError, match="Access denied"):
        service(system, tmp_path).install(PROGRAM)
    assert list((tmp_path / "system").iterdir()) == []
    assert ("systemctl disable nextpatient-host.service" in system.ran) == (step == "restart")


def test_a_refused_second_installation_leaves_the_first(system: FakeSystem, tmp_path: Path) -> None:
    service(system, tmp_path).install(PROGRAM)
    unit = tmp_path / "system" / "nextpatient-host.service"
    before = unit.read_text()
    system.answer("systemctl restart", 1, "no")
    other = HostProgram(**{**vars(PROGRAM), "command": ("/other",)})
    with pytest.raises(RefusedError):
        service(system, tmp_path).install(other)
    assert unit.read_text() == before
    assert "systemctl disable nextpatient-host.service" not in system.ran


def test_where_systemd_does_not_run_nothing_is_done(system: FakeSystem, tmp_path: Path) -> None:
    with pytest.raises(RefusedError) as refused:
        service(system, tmp_path, runs=False).install(PROGRAM)
    assert "nextpatient_desktop host" in refused.value.what_to_do
    assert not (tmp_path / "system").exists()
    assert system.ran == []


def test_it_is_taken_back(system: FakeSystem, tmp_path: Path) -> None:
    one = service(system, tmp_path)
    one.install(PROGRAM)
    said = "\n".join(one.uninstall())
    assert not (tmp_path / "system" / "nextpatient-host.service").exists()
    assert "systemctl disable --now nextpatient-host.service" in system.ran
    assert "data is untouched" in said
    assert "nothing to take back" in "\n".join(one.uninstall())


def test_a_refusal_to_stop_leaves_the_unit(system: FakeSystem, tmp_path: Path) -> None:
    one = service(system, tmp_path)
    one.install(PROGRAM)
    system.answer("systemctl disable", 1, "Access denied")
    with pytest.raises(RefusedError):
        one.uninstall()
    assert (tmp_path / "system" / "nextpatient-host.service").exists()


def test_its_state_is_said(system: FakeSystem, tmp_path: Path) -> None:
    one = service(system, tmp_path)
    assert one.status() == ["It is not installed to start with this PC."]
    one.install(PROGRAM)
    system.answer("systemctl is-enabled", said="enabled")
    system.answer("systemctl is-active", 3, "failed")
    assert "enabled, failed" in "\n".join(one.status())


def test_words_are_quoted_as_systemd_reads_them() -> None:
    assert quoted('a "b" \\ 100% $HOME') == '"a \\"b\\" \\\\ 100%% $$HOME"'
    assert quoted("A=$1", is_command=False) == '"A=$1"'


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="there is no systemd-analyze here")
@pytest.mark.parametrize("is_system", [True, False])
def test_systemd_finds_nothing_wrong_with_the_unit(tmp_path: Path, is_system: bool) -> None:
    unit = tmp_path / "nextpatient-host.service"
    unit.write_text(unit_text(PROGRAM, is_system=is_system), encoding="utf-8")
    verified = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", str(unit)], capture_output=True, text=True, check=False
    )
    ours = [line for line in verified.stderr.splitlines() if "nextpatient" in line]
    assert ours == [], verified.stderr


def test_a_file_s_owner_is_found(tmp_path: Path) -> None:
    name, home = owner_of(tmp_path)
    assert (name, home) == owner_of(tmp_path.parent)
