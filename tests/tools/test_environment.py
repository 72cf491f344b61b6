"""The environment: when it is made, kept or made anew, and what is said when it cannot be."""

import json
import os
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path

import pytest

from tools.environment import PYTHON, Environment, Stamp, alone, explain_pip
from tools.showing import CommandFailed

# Programs for other processes; the first argument is the project's folder.
NEXT = """
import sys, pathlib, tools.environment
with tools.environment.alone(pathlib.Path(sys.argv[1])):
    print("mine", flush=True)
"""
START = """
import sys, pathlib, tools.environment, tools.showing
tools.showing.say = lambda text: None
tools.showing.Progress.hear = lambda self, line: print(line, end="", flush=True)
with tools.environment.alone(pathlib.Path(sys.argv[1])):
    tools.showing.run_showing([sys.executable, "-c", *sys.argv[2:]], "Installing")
"""
INSTALLER = "import sys; print('installing', flush=True); open(sys.argv[1]).read()"  # until somebody writes

WANTED = Stamp(python="3.11", root="/clinic", pyproject="abc")


@pytest.fixture
def environment(tmp_path: Path) -> Environment:
    """One that looks as if it had been made: a Python, Qt, the program and a stamp."""
    made = Environment(tmp_path / ".venv")
    packages = "Lib/site-packages" if os.name == "nt" else "lib/python3.11/site-packages"
    for file in (
        made.python,
        made.folder / packages / "PySide6/__init__.py",
        made.folder / packages / "nextpatient_desktop-0.1.0.dist-info/METADATA",
    ):
        file.parent.mkdir(parents=True)
        file.touch()
    stamp_with(made, WANTED)
    return made


def stamp_with(environment: Environment, stamp: Stamp) -> None:
    environment.stamp_file.write_text(json.dumps(asdict(stamp)), encoding="utf-8")


def test_what_was_made_from_the_same_is_ready(environment: Environment) -> None:
    assert environment.next_step(WANTED) == "ready"


def test_nothing_is_built(tmp_path: Path) -> None:
    assert Environment(tmp_path / ".venv").next_step(WANTED) == "build"


def test_other_dependencies_are_installed_into_what_is_there(environment: Environment) -> None:
    stamp_with(environment, Stamp(python="3.11", root="/clinic", pyproject="older"))
    assert environment.next_step(WANTED) == "install"


@pytest.mark.parametrize(
    "other",
    [
        Stamp(python="3.12", root="/clinic", pyproject="abc"),
        Stamp(python="3.11", root="/moved", pyproject="abc"),
    ],
)
def test_another_python_or_a_moved_folder_is_built_anew(environment: Environment, other: Stamp) -> None:
    stamp_with(environment, other)
    assert environment.next_step(WANTED) == "build"


@pytest.mark.parametrize("content", ["unfinished", "", "{}", "[]", '{"python": "3.11"}'])
def test_half_made_is_built_anew(environment: Environment, content: str) -> None:
    environment.stamp_file.write_text(content, encoding="utf-8")
    assert environment.next_step(WANTED) == "build"


def test_a_lost_python_is_built_anew(environment: Environment) -> None:
    environment.python.unlink()
    assert environment.next_step(WANTED) == "build"


def test_lost_packages_are_built_anew(environment: Environment) -> None:
    next(environment.folder.rglob("PySide6/__init__.py")).unlink()
    assert environment.next_step(WANTED) == "build"


def test_one_made_by_hand_is_kept_if_it_works_and_not_otherwise(environment: Environment) -> None:
    environment.stamp_file.unlink()
    assert environment.next_step(WANTED) == "build"
    if os.name == "nt":
        return
    environment.python.write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n', encoding="utf-8")
    environment.python.chmod(0o755)
    assert environment.next_step(Stamp(python=PYTHON, root="/clinic", pyproject="abc")) == "install"
    assert environment.next_step(Stamp(python="3.99", root="/clinic", pyproject="abc")) == "build"


def test_the_stamp_follows_the_project(tmp_path: Path) -> None:
    project = tmp_path / "pyproject.toml"
    project.write_text("[project]", encoding="utf-8")
    first = Stamp.wanted(tmp_path)
    assert first == Stamp.wanted(tmp_path)
    project.write_text("[project] # changed", encoding="utf-8")
    assert first != Stamp.wanted(tmp_path)


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ("NewConnectionError: Failed to establish a new connection: [Errno -3]", "cannot be reached"),
        ("OSError: [Errno 28] No space left on device", "disk is full"),
        ("ERROR: No matching distribution found for sqlcipher3", "no build for this system"),
        ("OSError: [WinError 206] The filename or extension is too long", "too long for Windows"),
        ("ERROR: something new", "pip could not"),
    ],
)
def test_a_failed_installation_is_explained(said: str, reason: str) -> None:
    explained = explain_pip(CommandFailed(said))
    assert reason in explained
    assert said in explained


def test_an_unreachable_index_counts_before_what_follows_from_it() -> None:
    said = "WARNING: Retrying ... NameResolutionError\nERROR: No matching distribution found for hatchling"
    assert "cannot be reached" in explain_pip(CommandFailed(said))


def test_only_one_start_at_a_time_makes_the_environment(tmp_path: Path) -> None:
    with alone(tmp_path):
        other = subprocess.Popen(
            [sys.executable, "-c", NEXT, str(tmp_path)], stdout=subprocess.PIPE, text=True
        )
        assert other.stdout is not None
        assert other.stdout.readline().startswith("Another start is making the environment")
        assert other.poll() is None
    said, _ = other.communicate(timeout=30)
    assert said == "mine\n"


@pytest.mark.skipif(os.name == "nt", reason="a lock on Windows is of one process")
def test_what_a_killed_start_left_running_is_waited_for(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    command = [sys.executable, "-c", START, str(tmp_path), INSTALLER, str(pipe)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as killed:
        assert killed.stdout is not None
        assert killed.stdout.readline() == "installing\n"
        killed.kill()
    command = [sys.executable, "-c", NEXT, str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as following:
        assert following.stdout is not None
        assert following.stdout.readline().startswith("Another start")
        pipe.open("w").close()
        assert following.stdout.readline() == "mine\n"
