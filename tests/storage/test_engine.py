"""How the file is opened: encrypted, durable, and with its own key only."""

import stat
import sys
from pathlib import Path

import pytest

from nextpatient_desktop.clinic.errors import ClinicError
from nextpatient_desktop.domain.model import Department
from nextpatient_desktop.storage.engine import DriverConnection, Use, connect
from nextpatient_desktop.storage.keys import key_path, read_key
from nextpatient_desktop.storage.peers import watchers_folder
from nextpatient_desktop.storage.sqlite import SqliteStorage
from tests.storage import things


def pragma(connection: DriverConnection, name: str) -> object:
    row = connection.execute(f"PRAGMA {name}").fetchone()
    assert row is not None
    return int(row[0]) if str(row[0]).lstrip("-").isdecimal() else row[0]


@pytest.mark.parametrize("use", list(Use))
def test_every_connection_is_durable_and_keeps_references(
    storage: SqliteStorage, path: Path, use: Use
) -> None:
    connection = connect(path, read_key(path.parent), use)
    assert pragma(connection, "journal_mode") == "wal"
    assert pragma(connection, "synchronous") == 2
    assert pragma(connection, "foreign_keys") == 1
    assert pragma(connection, "cache_size") == -use.value
    assert pragma(connection, "query_only") == (1 if use in (Use.READ, Use.WATCH) else 0)
    connection.close()


def test_the_sqlite_in_use_has_no_known_corruption(storage: SqliteStorage, path: Path) -> None:
    """Two writers in WAL mode could corrupt a file before 3.51.3."""
    connection = connect(path, read_key(path.parent), Use.READ)
    row = connection.execute("SELECT sqlite_version()").fetchone()
    assert row is not None
    assert tuple(map(int, row[0].split("."))) >= (3, 51, 3)
    connection.close()


def test_nothing_on_the_disk_can_be_read(storage: SqliteStorage, opd: Department, path: Path) -> None:
    someone = things.patient(1, "Anita Joshi", phone="9812345678")
    things.keep(storage, someone)
    files = [one for one in path.parent.iterdir() if one.name.startswith("clinic.db") and one.is_file()]
    assert len(files) >= 3
    for one in files:
        content = one.read_bytes()
        for secret in (b"Anita", b"anita", b"9812345678", b"General OPD", b"SQLite format", b"patients"):
            assert secret not in content, (one, secret)


def test_another_key_is_refused(
    storage: SqliteStorage, path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(ClinicError) as refused:
        SqliteStorage.open(path, bytes(32))
    assert refused.value == ClinicError("key_wrong", path=str(path))
    assert capfd.readouterr() == ("", "")


def test_a_missing_key_or_database_is_told(storage: SqliteStorage, path: Path, tmp_path: Path) -> None:
    storage.close()
    key_path(path.parent).unlink()
    with pytest.raises(ClinicError) as no_key:
        SqliteStorage.open(path)
    assert no_key.value.code == "key_missing"
    with pytest.raises(ClinicError) as no_database:
        SqliteStorage.open(tmp_path / "elsewhere.db")
    assert no_database.value.code == "database_missing"
    assert not (tmp_path / "elsewhere.db").exists()


def test_a_key_may_be_given_instead_of_a_key_file(tmp_path: Path) -> None:
    path = tmp_path / "new" / "clinic.db"
    storage = SqliteStorage.open(f"sqlite:///{path}", bytes(range(32)), create=True)
    storage.close()
    assert not key_path(path.parent).exists()
    SqliteStorage.open(path, bytes(range(32))).close()


@pytest.mark.skipif(sys.platform == "win32", reason="modes are POSIX")
def test_the_group_may_use_the_database(storage: SqliteStorage, path: Path) -> None:
    for name in ("clinic.db", "clinic.db-wal", "clinic.db-shm", "clinic.db-turn"):
        assert stat.S_IMODE(path.with_name(name).stat().st_mode) == 0o660, name


@pytest.mark.skipif(sys.platform == "win32", reason="modes are POSIX")
def test_a_data_folder_that_is_made_is_the_groups(tmp_path: Path) -> None:
    path = tmp_path / "data" / "clinic.db"
    storage = SqliteStorage.open(path, create=True)
    assert next(iter(storage.watch(None))) == 0
    for folder in (path.parent, watchers_folder(path)):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o2770
    storage.close()


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "clinic.db"
    path.write_bytes(b"these are only words, repeated " * 400)
    with pytest.raises(ClinicError) as refused:
        SqliteStorage.open(path, bytes(32))
    assert refused.value.code == "key_wrong"


def test_a_folder_in_place_of_a_database_is_told(tmp_path: Path) -> None:
    (tmp_path / "clinic.db").mkdir()
    with pytest.raises(ClinicError) as refused:
        SqliteStorage.open(tmp_path / "clinic.db", bytes(32))
    assert refused.value.code == "storage_failed"
