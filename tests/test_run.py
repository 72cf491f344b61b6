"""run.py: what the command line asks for, and what is run for it."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import run
from run import Request
from tools.environment import Environment
from tools.showing import CannotGoOn

PYTHON_THAT_SAYS_WHAT_IS_NEEDED = (3, 8)


@pytest.mark.parametrize(
    ("argv", "request_"),
    [
        ([], Request("program", ("demo",))),
        (["demo"], Request("program", ("demo",))),
        (["--screens", "here"], Request("program", ("demo", "--screens", "here"))),
        (["kiosk", "--window"], Request("program", ("kiosk", "--window"))),
        (["test"], Request("test", ())),
        (["test", "--", "-k", "door"], Request("test", ("-k", "door"))),
        (["test", "-k", "door"], Request("test", ("-k", "door"))),
        (["test", "--", "--", "x"], Request("test", ("--", "x"))),
        (["check", "style", "types"], Request("check", ("style", "types"))),
        (["bench", "--quick"], Request("bench", ("--quick",))),
    ],
)
def test_the_command_line_is_read(argv: list[str], request_: Request) -> None:
    assert run.parse(argv) == request_


@pytest.mark.parametrize(
    ("argv", "needed"),
    [
        ([], True),
        (["kiosk"], True),
        (["demo", "--screens", "here"], False),
        (["demo", "--screens=here"], False),
        (["demo", "--help"], False),
        (["host"], False),
        (["test"], False),
        (["bench"], False),
    ],
)
def test_only_windows_need_a_display(argv: list[str], needed: bool) -> None:
    assert run.needs_a_display(run.parse(argv)) is needed


def test_the_tests_are_style_format_layers_types_and_pytest_on_several_processors(tmp_path: Path) -> None:
    commands = run.checks_for(Request("test", ()), Environment(tmp_path), processors=2)
    assert list(commands) == ["style", "format", "layers", "types", "tests"]
    assert commands["tests"][-4:] == ["-n", "2", "--dist", "loadgroup"]


def test_arguments_for_pytest_run_pytest_alone(tmp_path: Path) -> None:
    environment = Environment(tmp_path)
    commands = run.checks_for(Request("test", ("-k", "door")), environment, processors=2)
    assert commands == {"tests": [str(environment.python), "-m", "pytest", "-k", "door"]}


def test_named_checks_run_in_the_order_named(tmp_path: Path) -> None:
    commands = run.checks_for(Request("check", ("types", "style")), Environment(tmp_path), processors=2)
    assert list(commands) == ["types", "style"]


@pytest.mark.parametrize("names", [(), ("typos",)])
def test_an_unknown_check_is_refused_with_those_that_there_are(
    names: tuple[str, ...], tmp_path: Path
) -> None:
    with pytest.raises(CannotGoOn, match="style, format, layers, types, tests"):
        run.checks_for(Request("check", names), Environment(tmp_path), processors=2)


def test_every_check_runs_although_one_fails(capfd: pytest.CaptureFixture[str]) -> None:
    fails, passes = (
        [sys.executable, "-c", f"print('{text}'); exit({status})"] for text, status in (("a", 3), ("b", 0))
    )
    assert run.run_checks({"first": fails, "second": passes}, {}) == 1
    said = capfd.readouterr().out
    assert "first    FAILED" in said
    assert "second   passed" in said
    assert run.run_checks({"second": passes}, {}) == 0


@pytest.mark.skipif(sys.platform != "linux", reason="a display is taken for granted")
def test_without_a_display_the_demo_says_how_to_see_pictures() -> None:
    environ = {"PATH": ""}
    start = subprocess.run(
        [sys.executable, "run.py"], cwd=run.ROOT, env=environ, capture_output=True, text=True, check=False
    )
    assert start.returncode == 1
    assert "python3 run.py demo --screens" in start.stderr


def test_help_needs_no_environment() -> None:
    start = subprocess.run(
        [sys.executable, "run.py", "--help"], cwd=run.ROOT, capture_output=True, text=True, check=True
    )
    assert "run.py test" in start.stdout


@pytest.mark.parametrize(
    "file", ["run.py", "tools/__init__.py", "tools/environment.py", "tools/showing.py", "tools/system.py"]
)
def test_an_old_python_can_read_what_tells_it_that_it_is_too_old(file: str) -> None:
    ast.parse((run.ROOT / file).read_text(encoding="utf-8"), feature_version=PYTHON_THAT_SAYS_WHAT_IS_NEEDED)
