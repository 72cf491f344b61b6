"""The statements' texts are those of their definitions, and a station runs without the definitions."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

import nextpatient_desktop.storage
from nextpatient_desktop.resources import resource
from nextpatient_desktop.storage import statements, tables
from nextpatient_desktop.storage.rows import TOKEN_COLUMNS
from nextpatient_desktop.storage.sql.compiling import all_names
from nextpatient_desktop.storage.sqlite import SqliteStorage
from nextpatient_desktop.storage.statements import FILE, key, statement
from tools.statements import texts


def test_every_text_is_what_its_definition_compiles_to() -> None:
    kept = json.loads(resource(FILE).read_text(encoding="utf-8"))
    assert kept == texts(), "run python -m tools.statements"


def test_every_statement_that_is_run_is_defined() -> None:
    folder = Path(nextpatient_desktop.storage.__file__).parent
    named = {
        name
        for path in folder.glob("*.py")
        for name in re.findall(r'\bstatement\(\s*"([^"]+)"', path.read_text(encoding="utf-8"))
    }
    defined = {name for name, _ in all_names()}
    assert named == defined


def test_a_size_that_was_not_compiled_is_compiled_when_it_comes() -> None:
    name = key("patients.with_words", (9,))
    assert all(name not in texts for texts in statements._texts().values())
    found = statement("patients.with_words", 9)
    assert found.sql.count("?") == 2 * 9 + 1 + 1
    assert found.tail == (0,)
    name_there, text, tail = found.postgres
    assert (name_there, tail) == (name.encode(), ())
    assert f"${2 * 9 + 1}".encode() in text


def test_nothing_else_is_taken_for_a_text() -> None:
    with pytest.raises(AttributeError):
        _ = statement("tokens.GET").text
    with pytest.raises(AttributeError):
        _ = statement("tokens.NOTHING_OF_THE_KIND").sql


def test_columns_of_a_token_are_in_the_tables_order() -> None:
    assert list(TOKEN_COLUMNS) == [column.name for column in tables.tokens.columns]


def test_an_up_to_date_database_is_opened_and_read_without_sqlalchemy(tmp_path: Path) -> None:
    path = tmp_path / "clinic.db"
    SqliteStorage.open(path, create=True).close()
    program = """
import sys
from nextpatient_desktop.storage.sqlite import SqliteStorage
storage = SqliteStorage.open(sys.argv[1])
with storage.read() as unit:
    assert unit.departments.all() == ()
    assert unit.days.latest() is None
    assert unit.journal.position() == 0
storage.close()
print(*(name for name in ("sqlalchemy", "alembic", "nextpatient_desktop.storage.sql") if name in sys.modules))
"""
    call = [sys.executable, "-c", program, str(path)]
    done = subprocess.run(call, capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.strip() == ""
