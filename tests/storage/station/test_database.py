"""A station's own file: encrypted, upgraded step by step, whole after a kill and on a full disk."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from nextpatient_desktop.clinic.errors import ClinicError
from nextpatient_desktop.storage.engine import DriverConnection
from nextpatient_desktop.storage.station import database as module
from nextpatient_desktop.storage.station.database import StationDatabase
from nextpatient_desktop.storage.station.schema import STEPS

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "station" / "kiosk.db"


@pytest.fixture
def database(path: Path) -> Iterator[StationDatabase]:
    opened = StationDatabase.open(path)
    yield opened
    opened.close()


def remember(name: str, value: str = "x") -> Callable[[DriverConnection], object]:
    return lambda connection: connection.execute("INSERT INTO remembered VALUES (?, ?)", (name, value))


def names(connection: DriverConnection) -> list[str]:
    return [row[0] for row in connection.execute("SELECT name FROM remembered ORDER BY name").fetchall()]


def test_it_is_made_with_a_key_of_its_own_and_opens_again(path: Path, database: StationDatabase) -> None:
    database.write(remember("one"))
    database.close()
    again = StationDatabase.open(path)
    assert again.read(names) == ["one"]
    again.close()
    key = path.with_suffix(".dbkey")
    assert len(key.read_bytes()) == 32
    assert key.stat().st_mode & 0o007 == 0


def test_nothing_in_the_file_can_be_read_without_the_key(path: Path, database: StationDatabase) -> None:
    database.write(remember("phone", "9845031777"))
    database.close()
    for file in path.parent.glob("kiosk.db*"):
        assert b"9845031777" not in file.read_bytes()
    assert not path.read_bytes().startswith(b"SQLite format 3")


def test_commits_are_synced_and_logged_ahead(database: StationDatabase) -> None:
    def settings(connection: DriverConnection) -> list[object]:
        found = [connection.execute(f"PRAGMA {name}").fetchone() for name in ("journal_mode", "synchronous")]
        return [row[0] for row in found if row is not None]

    assert database.read(settings) == ["wal", 2]


def test_what_fails_leaves_nothing(database: StationDatabase) -> None:
    def work(connection: DriverConnection) -> None:
        remember("half")(connection)
        raise LookupError("a bug")

    with pytest.raises(LookupError):
        database.write(work)
    assert database.read(names) == []
    database.write(remember("whole"))
    assert database.read(names) == ["whole"]


def test_a_missing_key_a_wrong_key_and_a_newer_program_are_said(path: Path) -> None:
    StationDatabase.open(path).close()
    key = path.with_suffix(".dbkey")
    right = key.read_bytes()
    key.unlink()
    assert refusal(path) == "key_missing"
    key.write_bytes(bytes(32))
    assert refusal(path) == "key_wrong"
    key.write_bytes(right)
    opened = StationDatabase.open(path)
    opened.write(lambda connection: connection.execute(f"PRAGMA user_version = {len(STEPS) + 1}"))
    opened.close()
    assert refusal(path) == "database_newer"


def refusal(path: Path) -> str:
    with pytest.raises(ClinicError) as refused:
        StationDatabase.open(path)
    return refused.value.code


def test_a_later_step_is_taken_where_the_file_is_older(
    path: Path, database: StationDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    database.write(remember("one"))
    database.close()
    monkeypatch.setattr(module, "STEPS", (*STEPS, "CREATE TABLE more (a); INSERT INTO more VALUES (1);"))
    for _ in range(2):
        later = StationDatabase.open(path)
        rows = later.read(lambda connection: connection.execute("SELECT a FROM more").fetchall())
        assert (later.read(names), rows) == (["one"], [(1,)])
        later.close()


def test_a_full_disk_is_said_and_what_was_kept_stays(database: StationDatabase) -> None:
    database.write(remember("one"))

    def fill(connection: DriverConnection) -> None:
        row = connection.execute("PRAGMA page_count").fetchone()
        assert row is not None
        connection.execute(f"PRAGMA max_page_count = {row[0] + 2}")

    database.read(fill)
    with pytest.raises(ClinicError) as refused:
        database.write(remember("big", "x" * 100_000))
    assert refused.value.code == "disk_full"
    assert database.read(names) == ["one"]
    database.read(lambda connection: connection.execute("PRAGMA max_page_count = 100000"))
    database.write(remember("two"))
    assert database.read(names) == ["one", "two"]


def test_a_disk_that_is_really_full(small_disk: Path) -> None:
    path = small_disk / "kiosk.db"
    database = StationDatabase.open(path)
    kept = []
    with pytest.raises(ClinicError) as refused:
        for number in range(1000):
            database.write(remember(f"{number:04d}", "x" * 20_000))
            kept.append(f"{number:04d}")
    assert refused.value.code == "disk_full"
    assert kept
    assert database.read(names) == kept
    database.close()


def test_it_is_closed_twice_and_then_refuses(database: StationDatabase) -> None:
    database.close()
    database.close()
    with pytest.raises(ClinicError) as refused:
        database.read(names)
    assert refused.value.code == "clinic_closed"


def test_nothing_here_imports_sqlalchemy() -> None:
    program = (
        "import sys\n"
        "import nextpatient_desktop.storage.station.offline\n"
        "import nextpatient_desktop.clinic.offline.clinic\n"
        "print(sorted({'sqlalchemy', 'pydantic', 'alembic', 'PySide6'} & set(sys.modules)))\n"
    )
    told = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, cwd=ROOT, check=True
    )
    assert told.stdout.strip() == "[]"


WRITER = """
import sys
from pathlib import Path
from nextpatient_desktop.storage.station.database import StationDatabase
database = StationDatabase.open(Path(sys.argv[1]))
for number in range(int(sys.argv[2]), 1_000_000):
    database.write(lambda c: c.execute("INSERT INTO remembered VALUES (?, 'x')", (f"{number:07d}",)))
    print(number, flush=True)
"""


def test_what_was_written_survives_kills(path: Path) -> None:
    acknowledged: list[str] = []
    for round_ in range(4):
        command = [sys.executable, "-c", WRITER, str(path), str(round_ * 100_000)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
            assert process.stdout is not None
            for _ in range(3 + 11 * round_):
                acknowledged.append(f"{int(process.stdout.readline()):07d}")
            os.kill(process.pid, signal.SIGKILL)
            rest = process.stdout.read()
            acknowledged += [f"{int(line):07d}" for line in rest[: rest.rfind("\n") + 1].split()]
    database = StationDatabase.open(path)
    stored = database.read(names)
    database.close()
    assert set(acknowledged) <= set(stored)
    assert len(stored) <= len(acknowledged) + 4
