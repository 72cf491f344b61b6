"""A full disk: what was answered is there, what was refused is not, and work goes on when there is room."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from nextpatient_desktop.clinic.errors import ClinicError
from nextpatient_desktop.clinic.ports import UnitOfWork
from nextpatient_desktop.domain.model import Department
from nextpatient_desktop.storage.backup import write_backup
from nextpatient_desktop.storage.check import check_database
from nextpatient_desktop.storage.keys import read_key
from nextpatient_desktop.storage.sqlite import SqliteStorage
from tests.storage import things
from tests.storage.test_writer import PATIENCE, Held


def leave_pages(storage: SqliteStorage, pages: int) -> None:
    """Let the file grow by so many pages more, as if the disk were full then."""
    connection = storage._write_connection._connection
    assert connection is not None
    row = connection.execute("PRAGMA page_count").fetchone()
    assert row is not None
    connection.execute(f"PRAGMA max_page_count = {int(row[0]) + pages}")


def bulky(at: Department) -> Callable[[UnitOfWork], str]:
    """A work that needs several pages."""

    def work(unit: UnitOfWork) -> str:
        code = things.issue(unit, at).code
        unit.outcomes.keep_private(things.outcome_id(), things.NOW, "x" * 20_000)
        return code

    return work


def committed_codes(storage: SqliteStorage, at: Department) -> list[str]:
    with storage.read() as unit:
        return [one.code for one in unit.tokens.waiting(at.id, things.TODAY)]


def test_what_does_not_fit_is_refused_and_what_fits_is_kept(
    storage: SqliteStorage, opd: Department, path: Path
) -> None:
    leave_pages(storage, 40)
    kept = []
    with pytest.raises(ClinicError) as refused:
        for _ in range(100):
            kept.append(storage.write(bulky(opd)))
    assert refused.value.code == "disk_full"
    assert kept
    assert committed_codes(storage, opd) == kept
    leave_pages(storage, 1000)
    assert storage.write(bulky(opd)) == f"A-{len(kept) + 1:03d}"
    assert check_database(path, read_key(path.parent)) == []


def test_in_a_batch_only_those_that_do_not_fit_are_refused(
    storage: SqliteStorage, opd: Department, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The trap: SQLite undoes the whole batch by itself, and a COMMIT after that would succeed."""
    monkeypatch.setattr("nextpatient_desktop.storage.batches.LONGEST_BATCH", PATIENCE)
    with ThreadPoolExecutor(20) as pool:
        held = Held(storage, pool)
        small: Callable[[UnitOfWork], str] = lambda unit: things.issue(unit, opd).code  # noqa: E731
        waiting = held.submit(small, small, bulky(opd), small, bulky(opd), small)
        leave_pages(storage, 6)
        held.let_go()
        outcomes = [one.exception(PATIENCE) for one in waiting]
    refused = [one for one in outcomes if one is not None]
    assert [one.code for one in refused if isinstance(one, ClinicError)] == ["disk_full"] * 2
    answered = [one.result() for one, error in zip(waiting, outcomes, strict=True) if error is None]
    assert committed_codes(storage, opd) == sorted(answered)
    assert len(answered) == 4
    assert check_database(path, read_key(path.parent)) == []


def test_a_work_that_swallows_the_error_is_not_believed(storage: SqliteStorage, opd: Department) -> None:
    """What follows the error would be outside of any transaction, and last."""

    def swallows(unit: UnitOfWork) -> str:
        try:
            bulky(opd)(unit)
        except Exception:
            things.issue(unit, opd)
        return "done"

    leave_pages(storage, 3)
    with pytest.raises(ClinicError) as refused:
        storage.write(swallows)
    assert refused.value.code == "disk_full"
    assert committed_codes(storage, opd) == []
    assert storage.position() == 0


def test_a_disk_that_is_really_full(small_disk: Path) -> None:
    filler = small_disk / "filler"
    filler.write_bytes(bytes(700_000))
    path = small_disk / "clinic.db"
    storage = SqliteStorage.open(path, create=True)
    at = things.department()
    storage.write(lambda unit: things.set_up(unit, at))
    kept = []
    with pytest.raises(ClinicError) as refused:
        for _ in range(2000):
            kept.append(storage.write(bulky(at)))
    assert refused.value.code == "disk_full"
    with pytest.raises(ClinicError):
        storage.write(bulky(at))
    assert committed_codes(storage, at) == kept
    with pytest.raises(ClinicError) as no_backup:
        write_backup(
            path, read_key(small_disk), small_disk / "x.npbackup", taken_at=things.NOW, documents=None
        )
    assert no_backup.value.code == "disk_full"
    assert {one.name for one in small_disk.iterdir() if "npbackup" in one.name} == set()
    filler.unlink()
    assert storage.write(bulky(at)) == f"A-{len(kept) + 1:03d}"
    storage.close()
    again = SqliteStorage.open(path)
    assert len(committed_codes(again, at)) == len(kept) + 1
    again.close()
    assert check_database(path, read_key(small_disk)) == []


def test_a_new_database_that_does_not_fit_leaves_nothing(small_disk: Path) -> None:
    (small_disk / "filler").write_bytes(bytes(2_050_000))
    with pytest.raises(ClinicError) as refused:
        SqliteStorage.open(small_disk / "clinic.db", create=True)
    assert refused.value.code == "disk_full"
    # The empty file whose lock says who has the database stays: somebody may be waiting for it.
    assert {one.name for one in small_disk.iterdir()} - {"clinic.db-owner"} == {"filler", "clinic.key"}
