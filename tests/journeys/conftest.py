"""A clinic, and programs that are ended with the test that started them, whatever became of it."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.journeys.hall import ROOM, Hall
from tests.journeys.lan import HostProgram
from tests.journeys.started import Started

Start = Callable[..., Started]
StartAt = Callable[..., Started]


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[Hall]:
    """A clinic in which nothing has happened today."""
    hall = Hall(tmp_path / "clinic")
    yield hall
    hall.close()


@pytest.fixture
def start_at(tmp_path: Path) -> Iterator[StartAt]:
    """Starts the program on a PC with a home of its own: `start_at("front desk", "kiosk", "--windowed")`.

    At the end none may have logged a bug.
    """
    running: list[Started] = []

    def start_one(pc: str, mode: str, *options: str, **environ: str) -> Started:
        running.append(Started(tmp_path / pc, mode, *options, environ=environ))
        return running[-1]

    yield start_one
    for program in running:
        program.stop()
    said = "\n".join(log.read_text(encoding="utf-8") for log in tmp_path.glob("*/logs/*"))
    assert not re.search(" (ERROR|CRITICAL) (?!.*disk_full)", said), f"a fault of the program's own:\n{said}"


@pytest.fixture
def start(start_at: StartAt) -> Start:
    """The same on one PC: `start("kiosk", "--windowed")`. All share one home."""
    return lambda mode, *options: start_at("home", mode, *options)


@pytest.fixture
def host(hall: Hall, tmp_path: Path) -> Iterator[HostProgram]:
    """The hall's clinic behind a host; the hall itself has it no more."""
    hall.close()
    program = HostProgram(tmp_path / "host", hall.database).start()
    yield program
    program.close()


@pytest.fixture
def start_in(start: Start, hall: Hall) -> Start:
    """The same for a mode of the hall's clinic, as users start it: `start_in("counter")`."""

    def start_one(mode: str, *options: str) -> Started:
        at = ("--counter", ROOM) if mode in ("counter", "together") else ()
        windowed = () if mode == "together" else ("--windowed",)
        return start(mode, "--clinic", str(hall.database), *windowed, *at, *options)

    return start_one
