"""The command line: what it understands, what it teaches, and that it costs a start next to nothing."""

import json
import sys

import pytest

from nextpatient_desktop import __version__
from nextpatient_desktop.cli import main
from tests.cli.program import Program

COMMANDS = [
    *([mode] for mode in ("kiosk", "counter", "display", "demo", "clinic", "host", "join", "stations")),
    ["printers"],
    ["virtual-printer"],
    ["host", "pair"],
    *(["clinic", name] for name in ("new", "check", "backup", "restore", "recovery-code")),
]
HEAVY = ["PySide6", "sqlalchemy", "alembic", "sqlcipher3", "pydantic", "babel", "platformdirs", "qrcode"]


def test_the_version_is_said(program: Program) -> None:
    ended = program.run("--version")
    assert (ended.code, ended.out) == (0, f"NextPatient Desktop {__version__}\n")


def test_nothing_asked_for_shows_the_help_and_is_a_misuse(program: Program) -> None:
    ended = program.run()
    assert ended.code == 2
    assert "nextpatient demo" in ended.err
    assert ended.out == ""


def test_a_group_without_its_command_shows_the_group_s_help(program: Program) -> None:
    ended = program.run("clinic")
    assert ended.code == 2
    assert "recovery-code" in ended.err


@pytest.mark.parametrize(
    "args",
    [
        ["fly"],
        ["kiosk", "--fly"],
        ["clinic", "backup"],
        ["clinic", "new"],
        ["clinic", "restore", "x"],
        ["host", "--port", "0"],
        ["host", "--port", "first"],
        ["host", "--install", "--uninstall"],
        ["host", "pair", "--kind", "phone"],
        ["join", "--kind", "host"],
    ],
)
def test_what_is_not_understood_is_a_misuse(args: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(args)
    assert ended.value.code == 2
    assert "usage: nextpatient" in capsys.readouterr().err


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_every_command_teaches_itself(command: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main([*command, "--help"])
    said = capsys.readouterr().out
    assert ended.value.code == 0
    assert "exit codes:" in said
    assert f"usage: nextpatient {' '.join(command)}" in said
    assert max(map(len, said.splitlines())) <= 110


@pytest.mark.parametrize("mode", ["kiosk", "counter", "display"])
def test_a_mode_s_help_has_examples_and_says_what_a_url_may_be(
    mode: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        main([mode, "--help"])
    said = capsys.readouterr().out
    assert f"  nextpatient {mode} " in said
    assert "sqlite:////srv/clinic/clinic.db" in said
    assert "Network drives and synced folders are refused" in said


def test_the_kiosk_s_help_says_what_a_printer_s_url_may_be(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["kiosk", "--help"])
    said = capsys.readouterr().out
    assert all(url in said for url in ("tcp://192.168.1.30 ", "file:///dev/usb/lp0", "none:"))


def test_understanding_the_command_line_imports_nothing_heavy(program: Program) -> None:
    code = (
        "import json, sys; from nextpatient_desktop import cli; cli.make_parser().parse_args(['kiosk']); "
        "print(json.dumps(sorted({name.partition('.')[0] for name in sys.modules})))"
    )
    assert set(json.loads(program.python(code))) & set(HEAVY) == set()


@pytest.mark.skipif(sys.platform == "win32", reason="there are no pseudo-terminals there")
def test_output_that_nobody_wants_any_more_is_no_crash(clinic: Program) -> None:
    script = f"{sys.executable} -m nextpatient_desktop clinic recovery-code --qr | head -c 1"
    said = clinic.python(f"import subprocess; print(subprocess.getoutput({script!r}))")
    assert "Traceback" not in said
