"""New databases and old ones: the tables are what the migrations make, and an update can be taken back."""

import re
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from nextpatient_desktop.clinic.errors import ClinicError
from nextpatient_desktop.domain.model import Department
from nextpatient_desktop.resources import migrations_folder
from nextpatient_desktop.storage import migrate, schema
from nextpatient_desktop.storage.backup import read_backup
from nextpatient_desktop.storage.check import check_database
from nextpatient_desktop.storage.engine import DriverConnection, Use, connect
from nextpatient_desktop.storage.keys import obtain_key, read_key
from nextpatient_desktop.storage.sqlite import SqliteStorage
from tests.storage import things

KEY = bytes(range(32))

PRESENT = schema.REVISIONS[-1]
"""This program's revision, also while a test lets it be a later one."""

NEXT = '''
"""A step that a test makes: departments get a colour, and a table is made anew."""

import sqlalchemy as sa
from alembic import op

revision = "9999"
down_revision = "{down}"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("departments", table_kwargs={{"sqlite_with_rowid": False}}) as batch:
        batch.add_column(sa.Column("colour", sa.Text, nullable=False, server_default="green"))
    {more}
'''


def shape(connection: DriverConnection) -> dict[str, str]:
    """All tables and indexes as SQL, without differences of layout."""
    rows = connection.execute("SELECT name, sql FROM sqlite_schema WHERE sql IS NOT NULL").fetchall()
    return {name: re.sub(r"[\s\"]+", " ", sql).replace("( ", "(").replace(" )", ")") for name, sql in rows}


def empty(path: Path) -> DriverConnection:
    path.touch()
    return connect(path, KEY, Use.MAINTAIN)


@pytest.fixture
def old(storage: SqliteStorage, opd: Department, path: Path) -> Path:
    """A database of the present revision with a token in it, closed."""
    storage.write(lambda unit: things.issue(unit, opd))
    storage.close()
    return path


@pytest.fixture
def newer_program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """This program, one revision later; the file of that step."""
    folder = tmp_path / "migrations"
    shutil.copytree(migrations_folder(), folder, ignore=shutil.ignore_patterns("__pycache__"))
    step = folder / "versions" / "9999_colour.py"
    step.write_text(NEXT.format(down=PRESENT, more=""))
    monkeypatch.setattr(migrate, "migrations_folder", lambda: folder)
    monkeypatch.setattr(schema, "REVISIONS", (*schema.REVISIONS, "9999"))
    return step


def test_a_new_database_is_what_the_migrations_make(tmp_path: Path) -> None:
    made = empty(tmp_path / "made.db")
    schema.create_schema(made)
    migrated = empty(tmp_path / "migrated.db")
    with migrate._locked(migrated) as alchemy:
        migrate.upgrade_schema(alchemy, "nothing")
    assert shape(made) == shape(migrated)
    assert schema.revision(made) == schema.revision(migrated) == schema.REVISIONS[-1]
    made.close()
    migrated.close()


def test_the_revisions_are_those_of_the_migrations() -> None:
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(migrations_folder()))
    steps = ScriptDirectory.from_config(config).walk_revisions()
    assert tuple(reversed([step.revision for step in steps])) == schema.REVISIONS


def test_opening_imports_no_alembic(old: Path) -> None:
    program = (
        "import sys; from nextpatient_desktop.storage.sqlite import SqliteStorage; "
        "SqliteStorage.open(sys.argv[1]).close(); "
        "print([name for name in sys.modules if name.startswith(('alembic', 'sqlalchemy.orm', 'mako'))])"
    )
    said = subprocess.run(
        [sys.executable, "-c", program, str(old)], capture_output=True, text=True, check=True, timeout=60
    )
    assert said.stdout.strip() == "[]"


def test_an_older_database_is_backed_up_and_migrated(old: Path, newer_program: Path) -> None:
    storage = SqliteStorage.open(old)
    with storage.read() as unit:
        assert unit.days.last_number(things.TODAY, "A") == 1
    storage.close()
    key = read_key(old.parent)
    [saved] = old.parent.glob("*.npbackup")
    assert saved.name.startswith("clinic-before-update-")
    assert read_backup(saved, key).revision == PRESENT
    connection = connect(old, key, Use.READ)
    assert connection.execute("SELECT DISTINCT colour FROM departments").fetchall() == [("green",)]
    assert schema.revision(connection) == "9999"
    assert "WITHOUT ROWID" in shape(connection)["departments"]
    connection.close()
    assert migrate.bring_up_to_date(old, key) is None
    assert list(old.parent.glob("*.npbackup")) == [saved]


def test_of_programs_that_start_at_once_one_migrates(old: Path, newer_program: Path) -> None:
    key = read_key(old.parent)
    with ThreadPoolExecutor(3) as pool:
        running = [pool.submit(migrate.bring_up_to_date, old, key) for _ in range(3)]
        saved = [one.result(60) for one in running]
    assert [one for one in saved if one is not None] == list(old.parent.glob("*.npbackup"))
    assert saved.count(None) == 2


def test_a_migration_that_fails_leaves_the_old_database(old: Path, newer_program: Path) -> None:
    newer_program.write_text(NEXT.format(down=PRESENT, more='op.execute("INSERT INTO nowhere VALUES (1)")'))
    with pytest.raises(Exception, match="nowhere"):
        SqliteStorage.open(old)
    connection = connect(old, read_key(old.parent), Use.READ)
    assert schema.revision(connection) == PRESENT
    assert "colour" not in shape(connection)["departments"]
    connection.close()
    assert list(old.parent.glob("*.npbackup")) == []
    newer_program.write_text(NEXT.format(down=PRESENT, more=""))
    SqliteStorage.open(old).close()


def test_a_migration_that_breaks_references_is_not_kept(old: Path, newer_program: Path) -> None:
    newer_program.write_text(NEXT.format(down=PRESENT, more='op.execute("DELETE FROM departments")'))
    with pytest.raises(RuntimeError, match="references"):
        SqliteStorage.open(old)
    connection = connect(old, read_key(old.parent), Use.READ)
    assert schema.revision(connection) == PRESENT
    assert connection.execute("SELECT count(*) FROM departments").fetchone() == (1,)
    connection.close()


def test_a_newer_programs_database_is_refused(old: Path) -> None:
    key = read_key(old.parent)
    connection = connect(old, key, Use.MAINTAIN)
    connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    with pytest.raises(ClinicError) as refused:
        SqliteStorage.open(old)
    assert refused.value == ClinicError(
        "database_newer", path=str(old), found="9999", known=schema.REVISIONS[-1]
    )


def test_a_database_of_something_else_is_refused(tmp_path: Path) -> None:
    other = empty(tmp_path / "other.db")
    other.execute("CREATE TABLE recipes (name TEXT)")
    other.close()
    with pytest.raises(ClinicError) as refused:
        SqliteStorage.open(tmp_path / "other.db", KEY)
    assert refused.value.code == "database_unknown"


@pytest.fixture
def first_schema(tmp_path: Path) -> Path:
    """A database as the first schema had it: a department, a kiosk, and a number given."""
    path = tmp_path / "clinic.db"
    key = obtain_key(tmp_path)
    path.touch()
    connection = connect(path, key, Use.MAINTAIN)
    with migrate._locked(connection) as alchemy:
        migrate.upgrade_schema(alchemy, "nothing", to="0001")
        kiosk = things.station()
        values = (kiosk.id.bytes, kiosk.name, kiosk.kind.value, kiosk.series)
        connection.execute("INSERT INTO stations VALUES (?, ?, ?, NULL, ?, 1)", values)
        day = things.TODAY.toordinal()
        connection.execute("INSERT INTO days VALUES (?, 1, NULL, 0, NULL)", (day,))
        connection.execute("INSERT INTO sequences VALUES (?, 'A', 0)", (day,))
    connection.close()
    return path


def test_a_database_of_the_first_schema_gets_what_a_lan_needs(first_schema: Path) -> None:
    storage = SqliteStorage.open(first_schema)
    with storage.read() as unit:
        [kiosk] = unit.stations.all()
        assert (kiosk.name, kiosk.series, kiosk.acts_as, kiosk.is_active) == ("Kiosk 1", "B", None, True)
        assert unit.credentials.keyed() == frozenset()
    digest = bytes(range(32))
    storage.write(lambda unit: unit.credentials.keep_key(kiosk.id, digest, things.NOW))
    with storage.read() as unit:
        assert unit.credentials.station_of(digest) == kiosk.id
    storage.close()
    [saved] = first_schema.parent.glob("*.npbackup")
    assert read_backup(saved, read_key(first_schema.parent)).revision == "0001"
    assert check_database(first_schema, read_key(first_schema.parent)) == []


def test_what_was_heard_of_stations_stays_when_their_printers_are_added(tmp_path: Path) -> None:
    path, kiosk = tmp_path / "clinic.db", things.station()
    key = obtain_key(tmp_path)
    path.touch()
    connection = connect(path, key, Use.MAINTAIN)
    with migrate._locked(connection) as alchemy:
        migrate.upgrade_schema(alchemy, "nothing", to="0002")
        values = (kiosk.id.bytes, kiosk.name, kiosk.kind.value, kiosk.series)
        connection.execute("INSERT INTO stations VALUES (?, ?, ?, NULL, ?, 1, NULL)", values)
        seen = (kiosk.id.bytes, int(things.NOW.timestamp() * 1000))
        connection.execute("INSERT INTO contacts VALUES (?, ?, 1, 4, '1.2.0')", seen)
    connection.close()
    storage = SqliteStorage.open(path)
    with storage.read() as unit:
        [contact] = unit.contacts.all()
    storage.close()
    assert (contact.to_come, contact.printer, contact.is_paper_low, contact.printer_at) == (
        4,
        None,
        False,
        None,
    )


def test_an_older_backup_is_migrated_when_restored(old: Path, newer_program: Path, tmp_path: Path) -> None:
    from nextpatient_desktop.storage.restore import restore

    SqliteStorage.open(old).close()
    [saved] = old.parent.glob("*.npbackup")
    target = tmp_path / "again" / "clinic.db"
    restore(saved, read_key(old.parent), target, now=things.NOW)
    storage = SqliteStorage.open(target)
    with storage.read() as unit:
        assert len(list(unit.tokens.of_day(things.TODAY))) == 1
    storage.close()
    assert list(target.parent.glob("*.npbackup")) == []
