"""One writer: what waits is committed together, each work stands or falls alone, nobody hangs."""

import contextlib
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

import pytest

from nextpatient_desktop.clinic.errors import ClinicError
from nextpatient_desktop.clinic.ports import UnitOfWork
from nextpatient_desktop.domain.model import Department
from nextpatient_desktop.storage.engine import Use, connect
from nextpatient_desktop.storage.errors import DriverError
from nextpatient_desktop.storage.keys import read_key
from nextpatient_desktop.storage.sqlite import SqliteStorage
from tests.storage import things

T = TypeVar("T")
PATIENCE = 30


class Held:
    """Keeps the writer busy, so that what is written meanwhile waits and is taken together."""

    def __init__(self, storage: SqliteStorage, pool: ThreadPoolExecutor) -> None:
        self._storage = storage
        self._pool = pool
        self._is_in = threading.Event()
        self._go = threading.Event()
        self._first = pool.submit(storage.write, self._hold)
        assert self._is_in.wait(PATIENCE)

    def _hold(self, _: UnitOfWork) -> None:
        self._is_in.set()
        assert self._go.wait(PATIENCE)

    def submit(self, *works: Callable[[UnitOfWork], T]) -> "list[Future[T]]":
        """Hand works in from threads of their own, in this order."""
        waiting: list[Future[T]] = []
        for number, work in enumerate(works, start=1):
            waiting.append(self._pool.submit(self._storage.write, work))
            assert self._wait_for(number)
        return waiting

    def _wait_for(self, count: int) -> bool:
        writer = self._storage._writer
        pause = threading.Event()
        return any(writer._queued >= count or pause.wait(0.001) for _ in range(PATIENCE * 1000))

    def let_go(self) -> None:
        """Let the writer go on, whatever becomes of the work that held it."""
        self._go.set()
        self._first.exception(PATIENCE)


@pytest.fixture
def pool() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(40) as made:
        yield made


def test_the_result_of_a_work_comes_back(storage: SqliteStorage) -> None:
    assert storage.write(lambda unit: unit.days.next_number(things.TODAY, "A")) == 1


def test_what_a_work_raises_comes_back_and_undoes_it(storage: SqliteStorage) -> None:
    refusal = ClinicError("department_full")

    def refuses(unit: UnitOfWork) -> None:
        unit.days.next_number(things.TODAY, "A")
        raise refusal

    with pytest.raises(ClinicError) as raised:
        storage.write(refuses)
    assert raised.value is refusal
    with storage.read() as unit:
        assert unit.days.last_number(things.TODAY, "A") == 0


def test_what_waits_is_committed_together(
    storage: SqliteStorage, opd: Department, pool: ThreadPoolExecutor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("nextpatient_desktop.storage.batches.LONGEST_BATCH", PATIENCE)
    before = storage._write_connection.commits
    held = Held(storage, pool)
    waiting = held.submit(*[lambda unit: things.issue(unit, opd)] * 20)
    held.let_go()
    codes = {one.result(PATIENCE).code for one in waiting}
    assert codes == {f"A-{number:03d}" for number in range(1, 21)}
    assert storage._write_connection.commits - before == 2  # the one that held, and all the others


def test_a_work_that_fails_is_undone_alone(
    storage: SqliteStorage, opd: Department, pool: ThreadPoolExecutor
) -> None:
    def fails(unit: UnitOfWork) -> object:
        things.issue(unit, opd)
        raise ZeroDivisionError

    def swallows(unit: UnitOfWork) -> object:
        """What the database refused is caught by the work itself, and the rest of it goes on."""
        with contextlib.suppress(DriverError):
            unit.departments.add(opd)
        return unit.departments.get(opd.id)

    held = Held(storage, pool)
    issue: Callable[[UnitOfWork], object] = lambda unit: things.issue(unit, opd).code  # noqa: E731
    waiting = held.submit(issue, fails, issue, swallows, fails, issue)
    held.let_go()
    assert [one.result(PATIENCE) for one in (waiting[0], waiting[2], waiting[5])] == [
        "A-001",
        "A-002",
        "A-003",
    ]
    for one in (waiting[1], waiting[4]):
        assert isinstance(one.exception(PATIENCE), ZeroDivisionError)
    assert waiting[3].result(PATIENCE) == opd
    with storage.read() as unit:
        assert [event.position for event in unit.journal.after(0, 10)] == [1, 2, 3]
    assert storage.position() == 3


def test_many_threads_get_numbers_without_gaps(
    storage: SqliteStorage, opd: Department, pool: ThreadPoolExecutor
) -> None:
    running = [pool.submit(storage.write, lambda unit: things.issue(unit, opd)) for _ in range(300)]
    codes = [one.result(PATIENCE).code for one in running]
    assert sorted(codes) == [f"A-{number:03d}" for number in range(1, 301)]


def test_a_write_inside_a_write_is_refused_and_does_not_hang(storage: SqliteStorage) -> None:
    def nested(_: UnitOfWork) -> None:
        storage.write(lambda unit: None)

    with pytest.raises(RuntimeError):
        storage.write(nested)
    assert storage.write(lambda unit: 7) == 7


def test_a_work_may_read_what_is_committed(storage: SqliteStorage) -> None:
    def work(unit: UnitOfWork) -> tuple[int, int]:
        taken = unit.days.next_number(things.TODAY, "A")
        with storage.read() as other:
            return taken, other.days.last_number(things.TODAY, "A")

    assert storage.write(work) == (1, 0)


def test_closing_finishes_what_was_accepted(path: Path, pool: ThreadPoolExecutor) -> None:
    storage = SqliteStorage.open(path, create=True)
    held = Held(storage, pool)
    waiting = held.submit(*[lambda unit: unit.days.next_number(things.TODAY, "A")] * 5)
    closing = pool.submit(storage.close)
    held.let_go()
    closing.result(PATIENCE)
    assert [one.result(PATIENCE) for one in waiting] == [1, 2, 3, 4, 5]
    storage.close()
    with pytest.raises(RuntimeError):
        storage.write(lambda unit: None)
    with pytest.raises(RuntimeError), storage.read():
        pass
    assert not path.with_name("clinic.db-wal").exists()


def test_a_long_batch_is_cut_so_that_others_get_their_turn(
    storage: SqliteStorage, pool: ThreadPoolExecutor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("nextpatient_desktop.storage.batches.LONGEST_BATCH", 0.0)
    before = storage._write_connection.commits
    held = Held(storage, pool)
    waiting = held.submit(*[lambda unit: unit.days.next_number(things.TODAY, "A")] * 4)
    held.let_go()
    assert [one.result(PATIENCE) for one in waiting] == [1, 2, 3, 4]
    assert storage._write_connection.commits - before == 5


def test_another_programs_lock_is_waited_for(
    storage: SqliteStorage, path: Path, pool: ThreadPoolExecutor
) -> None:
    other = connect(path, read_key(path.parent), Use.MAINTAIN)
    other.execute("BEGIN IMMEDIATE")
    waiting = pool.submit(storage.write, lambda unit: unit.days.next_number(things.TODAY, "A"))
    with pytest.raises(TimeoutError):
        waiting.result(0.05)
    with storage.read() as unit:  # readers do not wait
        assert unit.days.last_number(things.TODAY, "A") == 0
    other.execute("ROLLBACK")
    assert waiting.result(PATIENCE) == 1
    other.close()


def test_a_lock_that_never_ends_is_told(
    storage: SqliteStorage, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("nextpatient_desktop.storage.write_connection.LONGEST_WAIT", 0.05)
    other = connect(path, read_key(path.parent), Use.MAINTAIN)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(ClinicError) as refused:
        storage.write(lambda unit: None)
    assert refused.value.code == "storage_busy"
    other.close()
    assert storage.write(lambda unit: unit.days.next_number(things.TODAY, "A")) == 1


def test_a_bug_in_the_writer_leaves_nobody_waiting(
    storage: SqliteStorage, opd: Department, pool: ThreadPoolExecutor, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks() -> bool:
        raise ArithmeticError

    held = Held(storage, pool)
    waiting = held.submit(*[lambda unit: things.issue(unit, opd)] * 3)
    monkeypatch.setattr(storage._write_connection, "commit", breaks)
    held.let_go()
    for one in waiting:
        assert isinstance(one.exception(PATIENCE), ArithmeticError)
    monkeypatch.undo()
    assert storage.write(lambda unit: things.issue(unit, opd)).code == "A-001"


def disk_error() -> Exception:
    """What the driver raises when the disk fails."""
    error = DriverError("disk I/O error")
    vars(error)["sqlite_errorcode"] = 10  # SQLITE_IOERR
    return error


def test_after_a_trouble_of_the_machine_the_file_is_opened_anew(
    storage: SqliteStorage, opd: Department
) -> None:
    def fails(unit: UnitOfWork) -> None:
        things.issue(unit, opd)
        raise disk_error()

    before = storage._write_connection._connection
    with pytest.raises(ClinicError) as refused:
        storage.write(fails)
    assert refused.value.code == "storage_failed"
    assert storage.write(lambda unit: things.issue(unit, opd)).code == "A-001"
    assert storage._write_connection._connection is not before


def test_a_file_that_may_not_be_written_is_told(storage: SqliteStorage, opd: Department) -> None:
    connection = storage._write_connection._connection
    assert connection is not None
    connection.execute("PRAGMA query_only = ON")
    with pytest.raises(ClinicError) as refused:
        storage.write(lambda unit: things.issue(unit, opd))
    assert refused.value.code == "storage_readonly"
    assert storage.write(lambda unit: things.issue(unit, opd)).code == "A-001"


def test_the_log_is_put_back_in_a_quiet_moment(
    storage: SqliteStorage, opd: Department, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("nextpatient_desktop.storage.writer._COMMITS_OF_A_LOG", 3)
    monkeypatch.setattr("nextpatient_desktop.storage.writer._QUIET_AFTER", 0.001)
    before = path.stat().st_size
    for _ in range(40):
        storage.write(lambda unit: things.issue(unit, opd))
    pause = threading.Event()
    assert any(path.stat().st_size > before or pause.wait(0.01) for _ in range(1000))
