"""The tables on a server: made by the first, migrated by one, and nothing else is touched."""

import shutil
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from nextpatient_desktop.clinic.errors import ClinicError
from nextpatient_desktop.resources import migrations_folder
from nextpatient_desktop.storage import migrate, schema, tables
from nextpatient_desktop.storage.postgres import check
from nextpatient_desktop.storage.postgres import schema as server_schema
from nextpatient_desktop.storage.postgres.address import address_of
from nextpatient_desktop.storage.postgres.links import connect
from nextpatient_desktop.storage.postgres.storage import PostgresStorage
from nextpatient_desktop.storage.sqlite import SqliteStorage
from tests.clinic.places import ServerPlace
from tests.postgres import Server
from tests.storage import things
from tests.storage.test_migrate import NEXT, PRESENT

_COLUMNS = (
    "SELECT table_name, column_name, data_type, is_nullable, collation_name, column_default, is_identity "
    "FROM information_schema.columns WHERE table_schema = 'public' ORDER BY 1, 2"
)
_INDEXES = "SELECT tablename, indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1, 2"
_KEYS = (
    "SELECT conrelid::regclass::text, pg_get_constraintdef(oid) FROM pg_constraint "
    "WHERE connamespace = 'public'::regnamespace ORDER BY 1, 2"
)
_STORAGE = "SELECT attstorage FROM pg_attribute WHERE attrelid = 'blob_parts'::regclass AND attname = 'data'"


def shape(url: str) -> list[object]:
    """All columns, indexes and constraints."""
    with ServerPlace(url).connection() as beside:
        return [beside.execute(one.encode()).fetchall() for one in (_COLUMNS, _INDEXES, _KEYS, _STORAGE)]


def migrated_to(url: str, revision: str) -> None:
    """Make the tables by the migrations."""
    with (
        closing(connect(address_of(url))) as connection,
        server_schema.locked(connection) as alchemy,
    ):
        migrate.upgrade_schema(alchemy, "nothing", to=revision)


@pytest.fixture
def other_url(postgres_server: Server) -> str:
    return postgres_server.url(postgres_server.new_database())


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


def test_a_new_database_is_what_the_migrations_make(postgres_url: str, other_url: str) -> None:
    PostgresStorage.open(postgres_url, create=True).close()
    migrated_to(other_url, PRESENT)
    assert shape(postgres_url) == shape(other_url)
    names = {*tables.metadata.tables, *tables.server_metadata.tables, "alembic_version"}
    with ServerPlace(postgres_url).connection() as beside:
        found = beside.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
    assert {name for (name,) in found} == names


def test_names_and_numbers_are_found_and_sorted_as_in_a_file(postgres_url: str, tmp_path: Path) -> None:
    """Whatever the language of the server's database, whose own order is another one."""
    names = ["Éa Zed", "ea z", "Eb-Ab", "Zoë", "आशा", "आशीष राव", "10th", "9", "_x", "Ēva", "eb aB", "z"]
    people = [
        replace(things.patient(number, name, phone), abha=f"91{number:012d}")
        for number, (name, phone) in enumerate(zip(names, ["98", "980", "9:", "", "97"] * 3, strict=False), 1)
    ]
    storages = (
        SqliteStorage.open(tmp_path / "c.db", create=True),
        PostgresStorage.open(postgres_url, create=True),
    )
    found = []
    for storage in storages:
        things.keep(storage, *people)
        with storage.read() as unit:
            found.append(
                [
                    [one.record for one in unit.patients.find(words, digits, 20)]
                    for words in ([], ["e"], ["z"], ["आ"], ["ab", "e"], ["1"], ["\U0010fffe"])
                    for digits in ("", "9", "98", "2", "91000", str(2**31 - 1), str(2**31), "9" * 30)
                ]
            )
        storage.close()
    assert found[0] == found[1]
    assert any(len(records) > 3 for records in found[0])


def test_a_database_of_the_first_schema_is_brought_up_to_date(postgres_url: str) -> None:
    migrated_to(postgres_url, "0001")
    with ServerPlace(postgres_url).connection() as beside:
        kiosk = things.station()
        beside.execute(
            "INSERT INTO stations VALUES (%s, 'Kiosk 1', 'kiosk', NULL, 'B', 1)", (kiosk.id.bytes,)
        )
    with closing(PostgresStorage.open(postgres_url)) as storage, storage.read() as unit:
        [found] = unit.stations.all()
        assert (found.name, found.series, found.acts_as) == ("Kiosk 1", "B", None)


def test_hosts_that_start_at_once_make_or_migrate_the_tables_once(
    postgres_url: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    def open_it(_: int) -> None:
        PostgresStorage.open(postgres_url, create=True).close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(open_it, range(4)))
        request.getfixturevalue("newer_program")
        list(pool.map(open_it, range(4)))
    with ServerPlace(postgres_url).connection() as beside:
        assert beside.execute("SELECT version_num FROM alembic_version").fetchall() == [("9999",)]


def test_a_migration_that_fails_leaves_the_old_tables(postgres_url: str, newer_program: Path) -> None:
    with pytest.MonkeyPatch.context() as present:
        present.setattr(schema, "REVISIONS", schema.REVISIONS[:-1])
        PostgresStorage.open(postgres_url, create=True).close()
    before = shape(postgres_url)
    newer_program.write_text(NEXT.format(down=PRESENT, more='op.execute("INSERT INTO nowhere VALUES (1)")'))
    with pytest.raises(Exception, match="nowhere"):
        PostgresStorage.open(postgres_url)
    assert shape(postgres_url) == before
    newer_program.write_text(NEXT.format(down=PRESENT, more=""))
    PostgresStorage.open(postgres_url).close()


def code_of(url: str, *, create: bool = False) -> str:
    with pytest.raises(ClinicError) as refused:
        PostgresStorage.open(url, create=create)
    return refused.value.code


def test_an_empty_database_is_filled_only_when_told_to(postgres_url: str) -> None:
    assert code_of(postgres_url) == "server_database_empty"
    with pytest.raises(ClinicError, match="server_database_empty"):
        check.check_database(postgres_url)
    PostgresStorage.open(postgres_url, create=True).close()
    PostgresStorage.open(postgres_url).close()


def test_a_newer_programs_database_is_refused(postgres_url: str) -> None:
    PostgresStorage.open(postgres_url, create=True).close()
    with ServerPlace(postgres_url).connection() as beside:
        beside.execute("UPDATE alembic_version SET version_num = '9999'")
    for create in (True, False):
        assert code_of(postgres_url, create=create) == "database_newer"
    with pytest.raises(ClinicError, match="database_newer"):
        check.check_database(postgres_url)


def test_a_database_of_something_else_is_refused_and_left_alone(postgres_url: str) -> None:
    with ServerPlace(postgres_url).connection() as beside:
        beside.execute("CREATE TABLE recipes (name TEXT)")
    before = shape_of_others(postgres_url)
    for create in (True, False):
        assert code_of(postgres_url, create=create) == "database_unknown"
    assert shape_of_others(postgres_url) == before


def shape_of_others(url: str) -> object:
    with ServerPlace(url).connection() as beside:
        return beside.execute(_COLUMNS.encode()).fetchall()


def test_a_database_that_has_no_letters_for_names_is_refused(postgres_server: Server) -> None:
    postgres_server.run(
        "CREATE DATABASE latin ENCODING 'LATIN1' LOCALE 'C' LOCALE_PROVIDER libc TEMPLATE template0"
    )
    assert code_of(postgres_server.url("latin"), create=True) == "database_not_utf8"


def test_a_user_who_may_not_make_tables_is_told(postgres_server: Server) -> None:
    name = "locked_up"
    postgres_server.run(f"CREATE DATABASE {name}")
    postgres_server.run("REVOKE CREATE ON SCHEMA public FROM PUBLIC", name)
    assert code_of(postgres_server.url(name), create=True) == "server_readonly"


def test_a_standby_is_told_from_the_primary(postgres_server: Server, postgres_url: str) -> None:
    PostgresStorage.open(postgres_url, create=True).close()
    database = postgres_url.partition("@/")[2].partition("?")[0]
    postgres_server.run(f"ALTER DATABASE {database} SET default_transaction_read_only = on")
    with closing(PostgresStorage.open(postgres_url)) as storage:
        with storage.read() as unit:
            assert unit.clinic.get() is None
        with pytest.raises(ClinicError, match="server_readonly"):
            things.keep(storage, things.staff())
