"""The host on Windows: a scheduled task at the PC's start, and what the firewall has to let through.

The task runs as the account that installs it, without that account's password and without a window, also when
nobody is signed in ("S4U"). Making such a task needs an administrator's console.
"""

import tempfile
from collections.abc import Sequence
from pathlib import Path
from subprocess import list2cmdline
from typing import Final
from xml.sax.saxutils import escape

from nextpatient_desktop.bootstrap.service import TITLE, HostProgram, RefusedError, Run, Steps

_AS_ADMINISTRATOR: Final = (
    "Open the console as administrator (right click, “Run as administrator”) and do the same again."
)
_MDNS: Final = 5353
_NOT_THERE: Final = "There is nothing to take back: no scheduled task."


class WindowsService:
    """See `service.Service`."""

    def __init__(self, run: Run) -> None:
        self._run = run

    def install(self, program: HostProgram) -> Sequence[str]:
        """Make the task, open the firewall for it on private networks, start it."""
        steps = Steps(self._run)
        was_there = self._is_there()
        with tempfile.TemporaryDirectory(prefix="nextpatient-") as folder:
            file = Path(folder) / "task.xml"
            file.write_text(task_xml(program), encoding="utf-16")  # what schtasks reads
            create = ["schtasks", "/Create", "/TN", TITLE, "/XML", str(file), "/F"]
            steps.do(create, None if was_there else self._delete(), _AS_ADMINISTRATOR)
        for rule in (("TCP", program.port), ("UDP", _MDNS)):
            self._run(_forget_rule(rule[0]))
            steps.do(_rule(*rule), _forget_rule(rule[0]), _AS_ADMINISTRATOR)
        if was_there:
            self._run(["schtasks", "/End", "/TN", TITLE])
        steps.do(["schtasks", "/Run", "/TN", TITLE], None)
        return [
            f"The host runs now, and starts with this PC, as {program.account}.",
            f"    scheduled task: {TITLE}",
            f"    firewall, private networks: TCP {program.port}, UDP {_MDNS} (how stations find it)",
        ]

    def uninstall(self) -> Sequence[str]:
        """Stop it, remove the task and the firewall's rules."""
        if not self._is_there():
            return [_NOT_THERE]
        self._run(["schtasks", "/End", "/TN", TITLE])
        done = self._run(self._delete())
        if not done.is_fine:
            raise RefusedError(f"schtasks: {done.said}", _AS_ADMINISTRATOR)
        for protocol in ("TCP", "UDP"):
            self._run(_forget_rule(protocol))
        return [
            "The host is stopped and does not start with this PC any more.",
            f"    removed: the scheduled task {TITLE} and the firewall's rules for it",
            "The clinic's data is untouched.",
        ]

    def status(self) -> Sequence[str]:
        """Whether there is a task, and what Windows says of it."""
        done = self._run(["schtasks", "/Query", "/TN", TITLE, "/FO", "LIST"])
        if not done.is_fine:
            return ["It is not installed to start with this PC."]
        return [
            f"It is installed: scheduled task {TITLE}",
            *(f"    {x}" for x in done.said.splitlines() if x),
        ]

    def _is_there(self) -> bool:
        return self._run(["schtasks", "/Query", "/TN", TITLE]).is_fine

    @staticmethod
    def _delete() -> list[str]:
        return ["schtasks", "/Delete", "/TN", TITLE, "/F"]


def _rule(protocol: str, port: int) -> list[str]:
    """By port and not by program: a virtual environment's `python.exe` only starts another one."""
    return [
        *("netsh", "advfirewall", "firewall", "add", "rule", f"name={TITLE} ({protocol})", "dir=in"),
        *("action=allow", f"protocol={protocol}", f"localport={port}", "profile=private,domain"),
    ]


def _forget_rule(protocol: str) -> list[str]:
    return ["netsh", "advfirewall", "firewall", "delete", "rule", f"name={TITLE} ({protocol})"]


def task_xml(program: HostProgram) -> str:
    """The task; source: Task Scheduler schema 1.2 ("Task Scheduler Schema Elements").

    Environment variables cannot be given to a task, so `cmd` sets them where there are any. Priority 5 is a
    usual program's: a task's own would be below everybody's, for the disk too.
    """
    command, arguments = program.command[0], list2cmdline(program.command[1:])
    if program.environment:
        sets = " && ".join(f'set "{name}={value}"' for name, value in sorted(program.environment.items()))
        arguments = f'/D /S /C "{sets} && {list2cmdline(program.command)}"'
        command = "cmd.exe"
    return f"""<?xml version="1.0" encoding="UTF-16"?>
<Task version="1.2" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">
  <RegistrationInfo>
    <Description>{TITLE}: has the clinic's data for all its stations.</Description>
  </RegistrationInfo>
  <Triggers>
    <BootTrigger><Enabled>true</Enabled></BootTrigger>
  </Triggers>
  <Principals>
    <Principal id="Author">
      <UserId>{escape(program.account)}</UserId>
      <LogonType>S4U</LogonType>
      <RunLevel>LeastPrivilege</RunLevel>
    </Principal>
  </Principals>
  <Settings>
    <MultipleInstancesPolicy>IgnoreNew</MultipleInstancesPolicy>
    <DisallowStartIfOnBatteries>false</DisallowStartIfOnBatteries>
    <StopIfGoingOnBatteries>false</StopIfGoingOnBatteries>
    <StartWhenAvailable>true</StartWhenAvailable>
    <ExecutionTimeLimit>PT0S</ExecutionTimeLimit>
    <Priority>5</Priority>
    <RestartOnFailure>
      <Interval>PT1M</Interval>
      <Count>255</Count>
    </RestartOnFailure>
  </Settings>
  <Actions Context="Author">
    <Exec>
      <Command>{escape(command)}</Command>
      <Arguments>{escape(arguments)}</Arguments>
      <WorkingDirectory>{escape(program.data or str(program.home))}</WorkingDirectory>
    </Exec>
  </Actions>
</Task>
"""
