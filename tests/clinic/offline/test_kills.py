"""A kiosk that is killed at any moment, on a line that comes and goes: nothing told to a patient is lost."""

import random
import subprocess
import threading
from pathlib import Path

import pytest

from nextpatient_desktop.bootstrap import open_clinic
from nextpatient_desktop.clinic.departments.messages import AddDepartment, DepartmentForm
from nextpatient_desktop.clinic.door import SYSTEM, Clinic
from nextpatient_desktop.clinic.setup.messages import CreateClinic
from nextpatient_desktop.clinic.stations.messages import RegisterStation
from nextpatient_desktop.domain.model import ClinicInfo, Department, StationKind, Token, TokenState
from nextpatient_desktop.storage.check import check_database
from nextpatient_desktop.storage.keys import read_key
from nextpatient_desktop.storage.sqlite import SqliteStorage
from tests.clinic.offline.worker import start


def set_up(path: Path) -> tuple[Clinic, Department]:
    clinic = open_clinic(path, create=True).acting_as(SYSTEM)
    clinic.execute(CreateClinic(info=ClinicInfo(name="Sunrise")))
    return clinic, clinic.execute(AddDepartment(form=DepartmentForm(letter="A", name="General OPD")))


def tokens_of(path: Path) -> list[Token]:
    """All tokens of the day, as stored."""
    storage = SqliteStorage.open(path)
    try:
        with storage.read() as uow:
            latest = uow.days.latest()
            assert latest is not None
            return list(uow.tokens.of_day(latest.day.date))
    finally:
        storage.close()


def told_until_killed(process: subprocess.Popen[str], after: float) -> list[str]:
    """What a kiosk told until it was killed, some time after the first number."""
    assert process.stdout is not None
    assert process.stderr is not None
    first = process.stdout.readline().strip()
    assert first, process.stderr.read()
    threading.Event().wait(after)  # when it dies is left to chance, on purpose
    process.kill()
    out, _ = process.communicate(timeout=60)
    return [first, *out[: out.rfind("\n") + 1].split()]


def kill_rounds(folder: Path, rounds: int) -> None:
    path, own = folder / "clinic.db", folder / "station" / "kiosk.db"
    clinic, opd = set_up(path)
    station = clinic.execute(RegisterStation(name="Kiosk 1", kind=StationKind.KIOSK))
    chance = random.Random(20261120)
    told: list[str] = []
    for number in range(rounds):
        process = start(path, station.id, own, opd.id, number)
        told += told_until_killed(process, chance.uniform(0, 0.6))
    process = start(path, station.id, own, opd.id, "finish")
    out, error = process.communicate(timeout=60)
    assert (process.returncode, out) == (0, ""), error
    clinic.close()
    prove(path, told, rounds)


def prove(path: Path, told: list[str], rounds: int) -> None:
    """Each told code is there once and waits; of what nobody was told each kill leaves one at the most."""
    stored = tokens_of(path)
    codes = [one.code for one in stored]
    assert len(set(codes)) == len(codes)
    assert len(set(told)) == len(told) > rounds
    assert any("-A" in code for code in told)
    assert any("-A" not in code for code in told)
    waiting = {one.code for one in stored if one.state is TokenState.WAITING}
    assert set(told) <= waiting
    assert len(waiting - set(told)) <= 2 * rounds
    assert all(one.state in (TokenState.WAITING, TokenState.CANCELLED) for one in stored)
    assert check_database(path, read_key(path.parent)) == []


@pytest.mark.timeout(300)
def test_what_patients_were_told_survives_six_kills(tmp_path: Path) -> None:
    kill_rounds(tmp_path, 6)


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_what_patients_were_told_survives_two_hundred_kills(tmp_path: Path) -> None:
    kill_rounds(tmp_path, 200)
