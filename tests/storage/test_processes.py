"""Several processes on one file: fair, without gaps, and safe when killed at any moment."""

import random
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from nextpatient_desktop.clinic.ports import UnitOfWork
from nextpatient_desktop.domain.model import Department
from nextpatient_desktop.storage.check import check_database
from nextpatient_desktop.storage.keys import read_key
from nextpatient_desktop.storage.sqlite import SqliteStorage
from tests.storage import things

ROOT = Path(__file__).parents[2]


class Program:
    """A process of `tests.storage.processes`."""

    def __init__(self, *words: object) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.storage.processes", *map(str, words)],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def line(self) -> list[str]:
        assert self.process.stdout is not None
        return self.process.stdout.readline().split()

    def tell(self) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write("\n")
        self.process.stdin.flush()

    def rest(self) -> list[str]:
        """Wait for its end; what else it said."""
        said, _ = self.process.communicate(timeout=60)
        return str(said).splitlines()

    def kill(self) -> None:
        self.process.kill()


@contextmanager
def programs(count: int, *words: object) -> Iterator[list[Program]]:
    running = [Program(*words) for _ in range(count)]
    try:
        yield running
    finally:
        for one in running:
            one.kill()
            one.process.wait(30)
            for stream in (one.process.stdin, one.process.stdout):
                if stream is not None:
                    stream.close()


def race(path: Path, opd: Department, count: int, seconds: float) -> tuple[list[int], float]:
    """How many tokens each of so many processes issued at the same time, and the longest wait for one."""
    with programs(count, "issuer", path, opd.id, seconds) as running:
        for one in running:
            assert one.line() == ["ready"]
        for one in running:
            one.tell()
        said = [one.line() for one in running]
    return [int(issued) for issued, _ in said], max(float(longest) for _, longest in said)


def gapless(storage: SqliteStorage, opd: Department) -> int:
    """How many tokens there are, after checking numbers and positions."""
    with storage.read() as unit:
        codes = [one.code for one in unit.tokens.waiting(opd.id, things.TODAY)]
        assert sorted(codes) == sorted(f"A-{number:03d}" for number in range(1, len(codes) + 1))
        assert unit.days.last_number(things.TODAY, "A") == len(codes)
    assert storage.position() == len(codes)
    return len(codes)


def test_several_processes_take_turns(storage: SqliteStorage, opd: Department, path: Path) -> None:
    counts, _ = race(path, opd, 4, 1.0)
    assert gapless(storage, opd) == sum(counts)
    assert min(counts) >= max(counts) / 2, counts


@pytest.mark.slow
def test_eight_processes_take_turns_and_nobody_waits_long(
    storage: SqliteStorage, opd: Department, path: Path
) -> None:
    counts, longest = race(path, opd, 8, 10.0)
    assert gapless(storage, opd) == sum(counts)
    assert min(counts) >= max(counts) / 2, counts
    assert longest < 0.3, longest


def killed_in_rounds(storage: SqliteStorage, path: Path, opd: Department, rounds: int) -> None:
    """Kill processes while they issue, each round at another moment: what they said is there, once."""
    answered: list[str] = []
    chance = random.Random(7)
    for _ in range(rounds):
        with programs(2, "victim", path, opd.id) as running:
            for one in running:
                assert one.line() == ["ready"]
                answered += one.line()
            time.sleep(chance.uniform(0, 0.1))  # the moment of the kill is what varies
            for one in running:
                one.kill()
            for one in running:
                answered += [code for code in one.rest() if code]
        assert storage.write(still_writable) is None
    stored = gapless(storage, opd)
    assert len(answered) == len(set(answered)) <= stored
    with storage.read() as unit:
        known = {one.code for one in unit.tokens.waiting(opd.id, things.TODAY)}
    assert set(answered) <= known
    assert check_database(path, read_key(path.parent)) == []


def still_writable(unit: UnitOfWork) -> None:
    unit.outcomes.keep_private(things.outcome_id(), things.NOW, "still here")


def test_what_was_answered_survives_a_kill(storage: SqliteStorage, opd: Department, path: Path) -> None:
    killed_in_rounds(storage, path, opd, 3)


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_what_was_answered_survives_many_kills(storage: SqliteStorage, opd: Department, path: Path) -> None:
    killed_in_rounds(storage, path, opd, 60)


KEPT = {"clinic.db", "clinic.key", "clinic.db-owner", "clinic.db-turn"}


def test_processes_that_start_at_once_make_one_database(path: Path) -> None:
    with programs(4, "opener", path) as running:
        for one in running:
            assert one.line() == ["ready"]
        for one in running:
            one.tell()
        numbers = sorted(int(one.rest()[0]) for one in running)
    assert numbers == [1, 2, 3, 4]
    leftovers = {one.name for one in path.parent.iterdir()} - KEPT
    assert leftovers == set()
