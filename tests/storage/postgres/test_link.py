"""A connection's statements: values as they are, refusals as they come, nothing behind a refusal."""

from collections.abc import Iterator
from contextlib import closing
from datetime import date
from decimal import Decimal

import psycopg
import pytest

from nextpatient_desktop.clinic.errors import ClinicError
from nextpatient_desktop.storage.postgres.address import address_of
from nextpatient_desktop.storage.postgres.errors import LinkLostError
from nextpatient_desktop.storage.postgres.link import BEGIN, COMMIT, ROLLBACK, Link, plain
from nextpatient_desktop.storage.postgres.links import Links, connect
from nextpatient_desktop.storage.postgres.storage import PostgresStorage
from tests.clinic.places import ServerPlace
from tests.storage import things


@pytest.fixture
def link(emptied_postgres_url: str) -> Iterator[Link]:
    with closing(Link(lambda: connect(address_of(emptied_postgres_url)))) as made:
        yield made


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("smallint", -32768),
        ("int", 2**31 - 1),
        ("bigint", -(2**63)),
        ("text", "आशा 'quoted' $1 %s \\ \U0001f468"),
        ("text", ""),
        ("bytea", bytes(range(256))),
        ("bytea", b""),
        ("text", None),
        ("bigint", None),
    ],
)
def test_a_value_comes_back_as_it_went(link: Link, kind: str, value: object) -> None:
    answer = link.exchange(plain(f"SELECT $1::{kind}, 1::int", value))[0]
    assert answer.first() == (value, 1)


def test_several_travel_together_and_each_has_its_answer(link: Link) -> None:
    asked = [plain("SELECT $1::int * 2", number) for number in range(50)]
    assert [answer.rows() for answer in link.exchange(*asked)] == [[(2 * number,)] for number in range(50)]


def test_nothing_behind_a_refusal_happens(link: Link) -> None:
    with pytest.raises(psycopg.errors.DivisionByZero):
        link.exchange(
            BEGIN,
            plain("INSERT INTO progress VALUES ('before', 1)"),
            plain("SELECT 1 / $1::int", 0),
            plain("INSERT INTO progress VALUES ('after', 1)"),
            COMMIT,
        )
    link.roll_back()
    assert link.exchange(plain("SELECT count(*) FROM progress"))[0].first() == (0,)


def test_a_failed_transaction_does_not_commit(link: Link) -> None:
    link.exchange(BEGIN)
    with pytest.raises(psycopg.errors.UndefinedTable):
        link.exchange(plain("SELECT * FROM nowhere"))
    assert link.exchange(COMMIT)[0].tag == b"ROLLBACK"


def test_a_statement_that_could_not_be_prepared_can_be_later(link: Link) -> None:
    asked = plain("SELECT count(*) FROM later")
    with pytest.raises(psycopg.errors.UndefinedTable):
        link.exchange(asked)
    link.exchange(plain("CREATE TEMP TABLE later (name text)"))
    assert link.exchange(asked)[0].first() == (0,)


def test_what_no_column_holds_is_a_bug(link: Link) -> None:
    for value in (1.5, Decimal(1), date(2026, 1, 1), object()):
        with pytest.raises(TypeError):
            plain("SELECT $1", value)


def test_a_lost_connection_is_known_and_can_be_renewed(link: Link, emptied_postgres_url: str) -> None:
    pid = link.exchange(plain("SELECT pg_backend_pid()"))[0].first()
    assert pid is not None
    with ServerPlace(emptied_postgres_url).connection() as beside:
        beside.execute("SELECT pg_terminate_backend(%s)", pid)
    with pytest.raises(LinkLostError):
        while True:
            link.exchange(BEGIN, ROLLBACK)
    assert link.is_lost
    assert not link.is_alive()
    link.renew()
    assert link.exchange(plain("SELECT 1::int"))[0].first() == (1,)


def test_text_with_a_zero_byte_is_refused_and_never_cut_short(emptied_postgres_url: str) -> None:
    with closing(PostgresStorage.open(emptied_postgres_url)) as storage:
        with pytest.raises(psycopg.errors.CharacterNotInRepertoire):
            things.keep(storage, things.patient(1, "Anita\0Joshi"))
        with storage.read() as unit:
            assert unit.patients.find([], "1", 5) == []


def test_whoever_finds_no_free_connection_waits_for_one(
    emptied_postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with closing(Links(address_of(emptied_postgres_url), 1)) as links:
        with links.link() as first:
            monkeypatch.setattr("nextpatient_desktop.storage.postgres.links.LONGEST_WAIT", 0.05)
            with pytest.raises(ClinicError, match="server_busy"), links.link():
                raise AssertionError("there was no second one")
        with links.link() as again:
            assert again is first
    with pytest.raises(RuntimeError), links.link():
        raise AssertionError("they are closed")
