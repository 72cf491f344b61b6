"""Kiosks and counters in processes of their own over one file, and processes that are killed."""

import random
import subprocess
import time
from contextlib import suppress
from itertools import chain
from pathlib import Path

import pytest

from nextpatient_desktop.bootstrap import open_clinic
from nextpatient_desktop.clinic.counters.messages import AddCounter, CounterForm
from nextpatient_desktop.clinic.departments.messages import AddDepartment, DepartmentForm
from nextpatient_desktop.clinic.door import SYSTEM, Clinic
from nextpatient_desktop.clinic.setup.messages import CreateClinic
from nextpatient_desktop.clinic.tokens.messages import IssueToken
from nextpatient_desktop.clinic.tokens.questions import NowServing
from nextpatient_desktop.domain.model import ClinicInfo, Counter, Department
from nextpatient_desktop.storage.check import check_database
from nextpatient_desktop.storage.keys import read_key
from nextpatient_desktop.storage.sqlite import SqliteStorage
from tests.clinic.workers import start

ISSUERS = 8
EACH = 200
CALLERS = 8
LOOKS = 20
"""How often a caller finds nobody before it goes home; the issuers are done by then."""


def set_up(path: Path) -> tuple[Clinic, Department, list[Counter]]:
    clinic = open_clinic(path, create=True).acting_as(SYSTEM)
    clinic.execute(CreateClinic(info=ClinicInfo(name="Sunrise")))
    opd = clinic.execute(AddDepartment(form=DepartmentForm(letter="A", name="General OPD")))
    rooms = [
        clinic.execute(AddCounter(form=CounterForm(name=f"Room {n}", departments=(opd.id,))))
        for n in range(CALLERS)
    ]
    return clinic, opd, rooms


def go(*processes: subprocess.Popen[str]) -> None:
    """Let them all begin at once, when the last one is ready."""
    for process in processes:
        assert process.stdout is not None
        if process.stdout.readline() != "ready\n":
            raise AssertionError(f"a process did not start: {process.communicate(timeout=60)[1]}")
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()


def answers(process: subprocess.Popen[str]) -> list[str]:
    """What a process was answered, once it is done without any error."""
    out, error = process.communicate(timeout=300)
    assert (process.returncode, error) == (0, "")
    return out.split()


def numbers(codes: list[str]) -> list[int]:
    return [int(code.removeprefix("A-")) for code in codes]


def check(path: Path) -> None:
    assert check_database(path, read_key(path.parent)) == []


@pytest.mark.timeout(600)
def test_eight_kiosks_and_eight_counters_at_once(tmp_path: Path) -> None:
    path = tmp_path / "clinic.db"
    clinic, opd, rooms = set_up(path)
    issuers = [start("issue", path, opd.id, EACH) for _ in range(ISSUERS)]
    callers = [start("call", path, room.id, LOOKS) for room in rooms]
    go(*issuers, *callers)
    issued = [numbers(answers(process)) for process in issuers]
    called = [numbers(answers(process)) for process in callers]
    late = [start("call", path, room.id, 1) for room in rooms]
    go(*late)
    called += [numbers(answers(process)) for process in late]
    everybody = list(range(1, ISSUERS * EACH + 1))
    assert sorted(chain.from_iterable(issued)) == everybody
    assert sorted(chain.from_iterable(called)) == everybody
    assert all(codes == sorted(codes) for codes in issued)
    assert clinic.ask(NowServing()).waiting == 0
    clinic.close()
    check(path)


def kill_in_the_middle(process: subprocess.Popen[str], chance: random.Random) -> list[str]:
    """Let a process issue for a moment, kill it, and tell what it had been answered."""
    go(process)
    assert process.stdout is not None
    first = process.stdout.readline().strip()
    time.sleep(chance.uniform(0, 0.15))  # when it dies is left to chance, on purpose
    process.kill()
    out, _ = process.communicate(timeout=60)
    whole_lines = out[: out.rfind("\n") + 1].split()
    return [first, *whole_lines]


def waiting(path: Path, opd: Department) -> set[str]:
    """The codes of everybody who waits, as they are stored."""
    storage = SqliteStorage.open(path)
    try:
        with storage.read() as uow:
            latest = uow.days.latest()
            assert latest is not None
            return {token.code for token in uow.tokens.waiting(opd.id, latest.day.date)}
    finally:
        storage.close()


def kill_rounds(path: Path, rounds: int) -> None:
    clinic, opd, _ = set_up(path)
    chance = random.Random(20261120)
    acknowledged: list[str] = []
    process = start("issue", path, opd.id, 1_000_000)
    for _ in range(rounds):
        following = start("issue", path, opd.id, 1_000_000)
        acknowledged += kill_in_the_middle(process, chance)
        process = following
        acknowledged.append(clinic.execute(IssueToken(department=opd.id)).code)
    process.kill()
    process.communicate(timeout=60)
    assert len(set(acknowledged)) == len(acknowledged) > 2 * rounds
    clinic.close()
    assert set(acknowledged) <= waiting(path, opd)
    check(path)


@pytest.mark.timeout(300)
def test_what_was_acknowledged_survives_twenty_kills(tmp_path: Path) -> None:
    kill_rounds(tmp_path / "clinic.db", 20)


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_what_was_acknowledged_survives_two_hundred_kills(tmp_path: Path) -> None:
    kill_rounds(tmp_path / "clinic.db", 200)


def test_a_process_that_dies_holds_nobody_up(tmp_path: Path) -> None:
    path = tmp_path / "clinic.db"
    clinic, opd, _ = set_up(path)
    process = start("issue", path, opd.id, 1_000_000)
    go(process)
    assert process.stdout is not None
    process.stdout.readline()
    process.kill()
    began = time.monotonic()
    clinic.execute(IssueToken(department=opd.id))
    assert time.monotonic() - began < 5
    with suppress(ValueError):
        process.communicate(timeout=60)
    clinic.close()
