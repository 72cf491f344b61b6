"""The host as a scheduled task of Windows and a daemon of macOS: what these systems are told."""

import plistlib
from pathlib import Path
from xml.etree import ElementTree

import pytest

from nextpatient_desktop.bootstrap.service import HostProgram, RefusedError
from nextpatient_desktop.bootstrap.service.launchd import LABEL, LaunchdService
from nextpatient_desktop.bootstrap.service.windows import WindowsService, task_xml
from tests.fakes.system import FakeSystem

SPACES = "{http://schemas.microsoft.com/windows/2004/02/mit/task}"
PROGRAM = HostProgram(
    command=(
        r"C:\Program Files\NextPatient\NextPatient.exe",
        "host",
        "--clinic",
        r"D:\Our & Son\clinic.db",
    ),
    environment={},
    account=r"FRONTDESK\asha",
    home=Path("/home/asha"),
    port=7390,
    data=r"D:\Our & Son",
)


@pytest.fixture
def system() -> FakeSystem:
    return FakeSystem()


def no_task(system: FakeSystem) -> None:
    system.answer("schtasks /Query", 1, "ERROR: The system cannot find the file specified.")


def test_the_task_runs_at_boot_as_its_account_without_a_window_and_for_ever() -> None:
    task = ElementTree.fromstring(task_xml(PROGRAM).encode("utf-16"))
    said = {element.tag.removeprefix(SPACES): element.text for element in task.iter()}
    assert said["UserId"] == r"FRONTDESK\asha"
    assert (said["LogonType"], said["RunLevel"]) == ("S4U", "LeastPrivilege")
    assert said["ExecutionTimeLimit"] == "PT0S"
    assert said["DisallowStartIfOnBatteries"] == "false"
    assert said["Command"] == r"C:\Program Files\NextPatient\NextPatient.exe"
    assert said["Arguments"] == r'host --clinic "D:\Our & Son\clinic.db"'
    assert said["WorkingDirectory"] == r"D:\Our & Son"
    assert task.find(f"{SPACES}Triggers/{SPACES}BootTrigger") is not None


def test_an_environment_is_set_before_the_program_starts() -> None:
    program = HostProgram(**{**vars(PROGRAM), "environment": {"NEXTPATIENT_HOME": r"D:\All of it"}})
    task = ElementTree.fromstring(task_xml(program).encode("utf-16"))
    said = {element.tag.removeprefix(SPACES): element.text for element in task.iter()}
    assert said["Command"] == "cmd.exe"
    assert str(said["Arguments"]).startswith(r'/D /S /C "set "NEXTPATIENT_HOME=D:\All of it" && "C:\Program')


def test_windows_gets_a_task_and_its_firewall_is_opened(system: FakeSystem) -> None:
    no_task(system)
    said = "\n".join(WindowsService(system).install(PROGRAM))
    assert [line.split(" /XML")[0] for line in system.ran if line.startswith("schtasks")] == [
        "schtasks /Query /TN NextPatient host",
        "schtasks /Create /TN NextPatient host",
        "schtasks /Run /TN NextPatient host",
    ]
    rules = [line for line in system.ran if "add rule" in line]
    assert ["protocol=TCP localport=7390" in rules[0], "protocol=UDP localport=5353" in rules[1]] == [
        True
    ] * 2
    assert all("profile=private,domain" in rule for rule in rules)
    assert "TCP 7390" in said


@pytest.mark.parametrize("step", ["schtasks /Create", "netsh advfirewall firewall add", "schtasks /Run"])
def test_what_windows_refuses_takes_all_back(system: FakeSystem, step: str) -> None:
    no_task(system)
    system.answer(step, 5, "Access is denied.")
    with pytest.raises(RefusedError, match=r"Access is denied\."):
        WindowsService(system).install(PROGRAM)
    was_made = step != "schtasks /Create"
    assert ("schtasks /Delete /TN NextPatient host /F" in system.ran) == was_made


def test_what_windows_refuses_is_said_with_what_to_do(system: FakeSystem) -> None:
    no_task(system)
    system.answer("schtasks /Create", 5, "Access is denied.")
    with pytest.raises(RefusedError) as refused:
        WindowsService(system).install(PROGRAM)
    assert "as administrator" in refused.value.what_to_do


def test_windows_task_is_taken_back(system: FakeSystem) -> None:
    said = "\n".join(WindowsService(system).uninstall())
    assert "schtasks /Delete /TN NextPatient host /F" in system.ran
    assert len([line for line in system.ran if "delete rule" in line]) == 2
    assert "data is untouched" in said
    no_task(system)
    assert "nothing to take back" in "\n".join(WindowsService(system).uninstall())


def test_windows_task_s_state_is_said(system: FakeSystem) -> None:
    system.answer("schtasks /Query", said="TaskName: \\NextPatient host\n\nStatus: Running")
    assert "Status: Running" in "\n".join(WindowsService(system).status())
    no_task(system)
    assert "not installed" in "\n".join(WindowsService(system).status())


def mac(system: FakeSystem, folder: Path, user: int) -> LaunchdService:
    return LaunchdService(system, user=user, daemons=folder / "daemons", agents=folder / "agents")


def test_macos_gets_a_daemon_from_root(system: FakeSystem, tmp_path: Path) -> None:
    mac(system, tmp_path, 0).install(PROGRAM)
    file = tmp_path / "daemons" / f"{LABEL}.plist"
    told = plistlib.loads(file.read_bytes())
    assert told["ProgramArguments"] == list(PROGRAM.command)
    assert told["UserName"] == PROGRAM.account
    assert told["KeepAlive"] is True
    assert told["RunAtLoad"] is True
    assert system.ran == [f"launchctl bootstrap system {file}"]


def test_macos_gets_an_agent_from_an_account(system: FakeSystem, tmp_path: Path) -> None:
    said = "\n".join(mac(system, tmp_path, 501).install(PROGRAM))
    file = tmp_path / "agents" / f"{LABEL}.plist"
    assert "UserName" not in plistlib.loads(file.read_bytes())
    assert system.ran == [f"launchctl bootstrap gui/501 {file}"]
    assert "sudo" in said


def test_what_macos_refuses_leaves_nothing(system: FakeSystem, tmp_path: Path) -> None:
    system.answer("launchctl bootstrap", 5, "Input/output error")
    with pytest.raises(RefusedError, match="Input/output error"):
        mac(system, tmp_path, 0).install(PROGRAM)
    assert list((tmp_path / "daemons").iterdir()) == []


def test_macos_daemon_is_replaced_asked_for_and_taken_back(system: FakeSystem, tmp_path: Path) -> None:
    one = mac(system, tmp_path, 0)
    assert "not installed" in one.status()[0]
    one.install(PROGRAM)
    one.install(PROGRAM)
    assert f"launchctl bootout system/{LABEL}" in system.ran
    assert "loaded" in one.status()[1]
    one.uninstall()
    assert list((tmp_path / "daemons").iterdir()) == []
    assert "nothing to take back" in one.uninstall()[0]
