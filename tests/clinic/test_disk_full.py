"""The disk fills up in the middle of a batch of 50 tokens: what was answered is there, and work goes on."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from nextpatient_desktop.clinic.errors import ClinicError
from nextpatient_desktop.clinic.tokens.messages import IssueToken
from nextpatient_desktop.domain.model import Department
from nextpatient_desktop.storage.sqlite import SqliteStorage
from tests.clinic.house import House
from tests.storage.test_disk_full import leave_pages
from tests.storage.test_writer import PATIENCE, Held

BATCH = 50


@pytest.fixture
def pool() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(BATCH + 1) as made:
        yield made


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """A clinic in a file: how full the disk of a server is, is the server's matter."""
    made = House(tmp_path)
    made.set_up()
    yield made
    made.close()


def file_of(house: House) -> SqliteStorage:
    assert isinstance(house.storage, SqliteStorage)
    return house.storage


def answers(
    house: House, pool: ThreadPoolExecutor, commands: list[IssueToken], fill: Callable[[], None]
) -> tuple[list[str], list[IssueToken]]:
    """Issue all of these in one batch on a disk that is filled before it: the codes, and what was refused."""
    held = Held(file_of(house), pool)
    waiting = [pool.submit(house.system.execute, command) for command in commands]
    assert held._wait_for(len(commands))
    fill()
    held.let_go()
    codes, refused = [], []
    for command, one in zip(commands, waiting, strict=True):
        error = one.exception(PATIENCE)
        if error is None:
            codes.append(one.result().code)
        else:
            assert isinstance(error, ClinicError) and error.code == "disk_full", error
            refused.append(command)
    return codes, refused


def prove(house: House, opd: Department, answered: list[str]) -> None:
    """What was answered is there, nothing else is, and the numbers have no gap."""
    assert sorted(answered) == [f"A-{number:03d}" for number in range(1, len(answered) + 1)]
    day = house.issue(opd).day
    stored = house.read(lambda uow: [one.code for one in uow.tokens.waiting(opd.id, day)])
    assert sorted(stored) == [f"A-{number:03d}" for number in range(1, len(answered) + 2)]
    assert house.place.findings() == []


def batch(opd: Department) -> list[IssueToken]:
    return [IssueToken(department=opd.id) for _ in range(BATCH)]


def test_a_batch_of_fifty_in_a_file_that_may_not_grow(house: House, pool: ThreadPoolExecutor) -> None:
    opd = house.add_department()
    answered = [house.issue(opd).code]
    codes, refused = answers(house, pool, batch(opd), lambda: leave_pages(file_of(house), 12))
    answered += codes
    assert codes and refused
    leave_pages(file_of(house), 1000)
    again, none = answers(house, pool, refused, lambda: None)
    assert none == []
    prove(house, opd, answered + again)


def test_a_batch_of_fifty_on_a_disk_that_is_really_full(small_disk: Path, pool: ThreadPoolExecutor) -> None:
    house = House(small_disk)
    house.set_up()
    opd = house.add_department()
    answered = [house.issue(opd).code]
    filler = small_disk / "filler"

    def fill() -> None:
        """Leave room for a few pages."""
        with filler.open("wb", buffering=0) as file:
            try:
                while file.write(bytes(4096)) == 4096:
                    pass
            except OSError:
                size = filler.stat().st_size
        with filler.open("r+b") as file:
            file.truncate(size - 20 * 4096)

    codes, refused = answers(house, pool, batch(opd), fill)
    answered += codes
    assert refused
    filler.unlink()
    again, none = answers(house, pool, refused, lambda: None)
    assert none == []
    prove(house, opd, answered + again)
    house.close()
