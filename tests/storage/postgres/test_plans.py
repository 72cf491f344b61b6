"""No question that is asked all day has to walk through a table of the clinic's history."""

from collections.abc import Iterator

import psycopg
import pytest

from nextpatient_desktop.storage.statements import Statement
from tests.clinic.places import ServerPlace
from tests.storage.test_plans import QUESTIONS

HISTORY = (
    *("blob_parts", "documents", "events", "memos", "outcomes", "passwords", "patient_words", "patients"),
    *("queues", "sequences", "station_keys", "tokens", "visits"),
)
_VALUES = {20: "1", 21: "1", 23: "1", 25: "'x'", 17: r"'\x01'"}
"""By the number that PostgreSQL has for a parameter's type."""


@pytest.fixture
def beside(emptied_postgres_url: str) -> "Iterator[psycopg.Connection[tuple[object, ...]]]":
    """A connection that reads a table from end to end only where there is no other way."""
    with ServerPlace(emptied_postgres_url).connection() as made:
        made.execute("SET enable_seqscan = off")
        made.execute("SET plan_cache_mode = force_generic_plan")
        yield made


def plan(connection: "psycopg.Connection[tuple[object, ...]]", statement: Statement) -> str:
    name, sql, _ = statement.postgres
    connection.pgconn.prepare(name, sql)
    described = connection.pgconn.describe_prepared(name)
    values = ", ".join(_VALUES[described.param_type(index)] for index in range(described.nparams))
    told = connection.execute(f'EXPLAIN EXECUTE "{name.decode()}"{f"({values})" if values else ""}'.encode())
    return "\n".join(str(row[0]) for row in told.fetchall())


def test_every_question_has_its_index(beside: "psycopg.Connection[tuple[object, ...]]") -> None:
    walked = {
        (name, table): found
        for name, (statement, _) in QUESTIONS.items()
        for table in HISTORY
        if f"Seq Scan on {table} " in (found := plan(beside, statement))
    }
    assert walked == {}
