"""Watching on PostgreSQL: every host hears of every commit, whatever happens to its connection."""

import os
import threading
from collections.abc import Iterator
from contextlib import ExitStack, closing
from queue import SimpleQueue

import pytest

from nextpatient_desktop.storage.postgres.storage import PostgresStorage
from tests.clinic.places import ServerPlace
from tests.postgres import Server
from tests.storage import things

resource = pytest.importorskip("resource")
PATIENCE = 20


class Watcher:
    """A thread that watches and keeps what it sees."""

    def __init__(self, storage: PostgresStorage, after: int | None = None) -> None:
        self.seen: SimpleQueue[int | None] = SimpleQueue()
        self._thread = threading.Thread(target=self._watch, args=(storage, after))
        self._thread.start()

    def expect(self, position: int) -> None:
        """Wait until this position is seen, and nothing beyond it."""
        while (seen := self.seen.get(timeout=PATIENCE)) != position:
            assert seen is not None and seen < position

    def ended(self) -> None:
        while self.seen.get(timeout=PATIENCE) is not None:
            pass
        self._thread.join(PATIENCE)
        assert not self._thread.is_alive()

    def _watch(self, storage: PostgresStorage, after: int | None) -> None:
        for position in storage.watch(after):
            self.seen.put(position)
        self.seen.put(None)


@pytest.fixture
def here(emptied_postgres_url: str) -> Iterator[PostgresStorage]:
    with closing(PostgresStorage.open(emptied_postgres_url)) as opened:
        yield opened


@pytest.fixture
def there(emptied_postgres_url: str) -> Iterator[PostgresStorage]:
    """Another host's storage."""
    with closing(PostgresStorage.open(emptied_postgres_url)) as opened:
        yield opened


def append(storage: PostgresStorage) -> int:
    return storage.write(lambda unit: unit.journal.append(things.event()))


def throw_out_listeners(server: Server) -> None:
    listening = "query LIKE 'LISTEN%' OR query LIKE 'SELECT max(%'"
    server.run(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {listening}")


def test_commits_of_this_host_and_of_others_are_heard(here: PostgresStorage, there: PostgresStorage) -> None:
    watcher = Watcher(here)
    watcher.expect(0)
    assert append(here) == 1
    watcher.expect(1)
    assert append(there) == 2
    watcher.expect(2)
    here.close()
    watcher.ended()


def test_who_comes_later_is_told_what_was_missed(here: PostgresStorage, there: PostgresStorage) -> None:
    for _ in range(3):
        append(there)
    late = Watcher(here, after=1)
    late.expect(3)
    known = Watcher(here, after=3)
    assert append(there) == 4
    for watcher in (late, known):
        watcher.expect(4)
    here.close()
    late.ended()
    known.ended()


def test_a_work_that_journals_nothing_wakes_nobody(here: PostgresStorage, there: PostgresStorage) -> None:
    watcher = Watcher(here)
    watcher.expect(0)
    things.keep(there, things.staff())
    assert append(there) == 1
    watcher.expect(1)
    here.close()
    watcher.ended()


def test_a_listener_that_is_thrown_out_comes_back(
    here: PostgresStorage, there: PostgresStorage, postgres_server: Server
) -> None:
    watcher = Watcher(here)
    watcher.expect(0)
    for number in range(1, 4):
        throw_out_listeners(postgres_server)
        assert append(there) == number
        watcher.expect(number)
    here.close()
    watcher.ended()


def test_what_no_notice_told_is_asked_for(here: PostgresStorage, emptied_postgres_url: str) -> None:
    watcher = Watcher(here)
    watcher.expect(0)
    with ServerPlace(emptied_postgres_url).connection() as beside:
        beside.execute(
            "INSERT INTO events VALUES (1, 1, %s, 0, 'silent', NULL, NULL, NULL, NULL, '{}', %s)",
            (bytes(16), bytes(32)),
        )
    watcher.expect(1)
    here.close()
    watcher.ended()


def test_a_journal_that_became_shorter_is_told(
    here: PostgresStorage, there: PostgresStorage, postgres_server: Server, emptied_postgres_url: str
) -> None:
    """As when a standby takes over that had not got the last commits."""
    for _ in range(2):
        append(there)
    watcher = Watcher(here)
    watcher.expect(2)
    with ServerPlace(emptied_postgres_url).connection() as beside:
        beside.execute("DELETE FROM events WHERE position = 2")
    throw_out_listeners(postgres_server)
    assert watcher.seen.get(timeout=PATIENCE) == 1
    assert append(there) == 2
    watcher.expect(2)
    here.close()
    watcher.ended()


def test_closing_ends_a_watch_that_never_connected(postgres_server: Server) -> None:
    storage = PostgresStorage.open(postgres_server.url(postgres_server.new_database()), create=True)
    storage.close()
    storage.close()
    assert list(storage.watch(None)) == []


def test_a_process_with_very_many_connections_hears_of_other_hosts_too(emptied_postgres_url: str) -> None:
    """As a host does that many stations are connected to."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard != resource.RLIM_INFINITY and hard < 4096:
        pytest.skip("this account may not open so many files")
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, 4096), hard))
    with ExitStack() as many:
        for _ in range(1100):
            many.callback(os.close, os.dup(0))
        here = many.enter_context(closing(PostgresStorage.open(emptied_postgres_url)))
        there = many.enter_context(closing(PostgresStorage.open(emptied_postgres_url)))
        watcher = Watcher(here)
        watcher.expect(here.position())
        watcher.expect(append(there))
        here.close()
        watcher.ended()
