"""Watching: own commits at once, other processes' soon, never one twice, and nothing hangs at the end."""

import threading
import time
from collections.abc import Iterator
from pathlib import Path
from queue import SimpleQueue

import pytest

from nextpatient_desktop.storage.peers import Listener, Nudger, listed_ports, sweep, watchers_folder
from nextpatient_desktop.storage.sqlite import SqliteStorage
from tests.storage import things
from tests.storage.test_processes import programs

PATIENCE = 30


class Watcher:
    """Collects positions in a thread of its own."""

    def __init__(self, storage: SqliteStorage, after: int | None) -> None:
        self.seen: SimpleQueue[int | None] = SimpleQueue()
        self._storage = storage
        self._after = after
        self.thread = threading.Thread(target=self._run)
        self.thread.start()

    def _run(self) -> None:
        for position in self._storage.watch(self._after):
            self.seen.put(position)
        self.seen.put(None)

    def next(self) -> int | None:
        return self.seen.get(timeout=PATIENCE)

    def until(self, position: int) -> list[int]:
        """What is seen up to a position."""
        seen: list[int] = []
        while not seen or seen[-1] < position:
            found = self.next()
            assert found is not None
            seen.append(found)
        return seen


@pytest.fixture
def other(storage: SqliteStorage, path: Path) -> Iterator[SqliteStorage]:
    """The same database, held once more: to SQLite that is another process."""
    opened = SqliteStorage.open(path)
    yield opened
    opened.close()


def append(storage: SqliteStorage) -> int:
    return storage.write(lambda unit: unit.journal.append(things.event()))


def test_the_present_position_comes_first_if_it_is_above(storage: SqliteStorage) -> None:
    assert next(iter(storage.watch(None))) == 0
    append(storage)
    append(storage)
    assert next(iter(storage.watch(None))) == 2
    assert next(iter(storage.watch(1))) == 2
    watcher = Watcher(storage, 2)
    assert append(storage) == 3
    assert watcher.next() == 3
    storage.close()
    watcher.thread.join(PATIENCE)


def test_positions_may_be_skipped_and_are_never_repeated(storage: SqliteStorage) -> None:
    watchers = [Watcher(storage, 0) for _ in range(3)]
    for _ in range(50):
        append(storage)
    for watcher in watchers:
        seen = watcher.until(50)
        assert seen == sorted(set(seen))
    storage.close()
    for watcher in watchers:
        assert watcher.next() is None
        watcher.thread.join(PATIENCE)


def test_two_storages_see_each_others_commits(storage: SqliteStorage, other: SqliteStorage) -> None:
    here, there = Watcher(storage, 0), Watcher(other, 0)
    append(storage)
    assert (here.next(), there.next()) == (1, 1)
    append(other)
    assert (here.next(), there.next()) == (2, 2)
    storage.close()
    other.close()
    here.thread.join(PATIENCE)
    there.thread.join(PATIENCE)


def test_a_lost_nudge_is_made_up_for(
    storage: SqliteStorage, other: SqliteStorage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Nudger, "nudge", lambda *_: None)
    there = Watcher(other, None)
    assert there.next() == 0
    append(storage)
    began = time.monotonic()
    assert there.next() == 1
    assert time.monotonic() - began < 1
    other.close()
    there.thread.join(PATIENCE)


def test_what_watching_sees_can_be_read(storage: SqliteStorage, other: SqliteStorage) -> None:
    there = Watcher(other, 0)
    for _ in range(20):
        position = append(storage)
        assert there.until(position)[-1] == position
        assert other.position() >= position
    other.close()
    there.thread.join(PATIENCE)


def test_commits_that_say_nothing_wake_nobody(storage: SqliteStorage) -> None:
    watcher = Watcher(storage, None)
    assert watcher.next() == 0
    storage.write(lambda unit: unit.days.next_number(things.TODAY, "A"))
    append(storage)
    assert watcher.next() == 1
    storage.close()
    watcher.thread.join(PATIENCE)


def test_closing_ends_all_watching(storage: SqliteStorage) -> None:
    watchers = [Watcher(storage, None) for _ in range(3)]
    assert [one.next() for one in watchers] == [0, 0, 0]
    storage.close()
    assert [one.next() for one in watchers] == [None, None, None]
    assert list(storage.watch(None)) == []
    for one in watchers:
        one.thread.join(PATIENCE)


def test_a_closed_watcher_leaves_no_file(storage: SqliteStorage, path: Path) -> None:
    assert next(iter(storage.watch(None))) == 0
    assert len(listed_ports(watchers_folder(path))) == 1
    storage.close()
    assert listed_ports(watchers_folder(path)) == []


def test_another_process_is_heard_of(storage: SqliteStorage, path: Path) -> None:
    watcher = Watcher(storage, None)
    assert watcher.next() == 0
    with programs(1, "committer", path) as [committer]:
        assert committer.line() == ["ready"]
        for expected in (1, 2, 3):
            committer.tell()
            assert watcher.until(expected)[-1] == expected
    storage.close()
    watcher.thread.join(PATIENCE)


def test_what_a_killed_watcher_left_is_swept(storage: SqliteStorage, path: Path) -> None:
    folder = watchers_folder(path)
    with programs(1, "watcher", path) as [killed]:
        assert killed.line()[0] == "0"
        [port] = listed_ports(folder)
        killed.kill()
        killed.process.wait(PATIENCE)
    assert append(storage) == 1  # a nudge to nobody costs nothing
    assert listed_ports(folder) == [port]
    assert next(iter(storage.watch(None))) == 1
    assert port not in listed_ports(folder)


def test_who_listens_is_not_swept(tmp_path: Path) -> None:
    folder = tmp_path / "watchers"
    listener = Listener(folder)
    (folder / "notes.txt").touch()
    (folder / "99999").touch()
    sweep(folder)
    assert listed_ports(folder) == [listener.port]
    listener.close()
    sweep(tmp_path / "nowhere")


def test_nudges_that_come_together_count_once(tmp_path: Path) -> None:
    folder = tmp_path / "watchers"
    listener, nudger = Listener(folder), Nudger(folder)
    for _ in range(5):
        nudger.nudge(None)
    assert listener.wait(PATIENCE)
    assert not listener.wait(0.01)
    nudger.nudge(but=listener.port)
    assert not listener.wait(0.01)
    nudger.close()
    listener.close()
