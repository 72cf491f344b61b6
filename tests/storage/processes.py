"""Programs that tests run as processes of their own: `python -m tests.storage.processes NAME ARGUMENTS`."""

import sys
import time
from uuid import UUID

from nextpatient_desktop.clinic.ports import UnitOfWork
from nextpatient_desktop.domain.ids import DepartmentId
from nextpatient_desktop.domain.model import Department
from nextpatient_desktop.storage.sqlite import SqliteStorage
from tests.storage import things


def say(*words: object) -> None:
    print(*words, flush=True)


def issuer(path: str, department: str, seconds: str) -> None:
    """Issue as fast as possible from a common start on; say how many, and the longest wait."""
    storage = SqliteStorage.open(path)
    at = _department(storage, department)
    storage.write(lambda unit: None)  # everything is imported and open before the start
    say("ready")
    sys.stdin.readline()
    ends = time.monotonic() + float(seconds)
    count, longest = 0, 0.0
    while (began := time.monotonic()) < ends:
        storage.write(lambda unit: things.issue(unit, at))
        count += 1
        longest = max(longest, time.monotonic() - began)
    storage.close()
    say(count, longest)


def victim(path: str, department: str) -> None:
    """Issue until killed, saying each code once it is answered."""
    storage = SqliteStorage.open(path)
    at = _department(storage, department)

    def work(unit: UnitOfWork) -> str:
        return things.issue(unit, at).code

    say("ready")
    while True:
        say(storage.write(work))


def opener(path: str) -> None:
    """Open a database, making it if there is none, and take a number."""
    say("ready")
    sys.stdin.readline()
    storage = SqliteStorage.open(path, create=True)
    say(storage.write(lambda unit: unit.days.next_number(things.TODAY, "A")))
    storage.close()


def watcher(path: str) -> None:
    """Say each position as it is seen, with the instant."""
    storage = SqliteStorage.open(path)
    for position in storage.watch(None):
        say(position, time.time())


def committer(path: str) -> None:
    """Append an event at each line read; say its position and the instant of the answer."""
    storage = SqliteStorage.open(path)
    say("ready")
    for _ in sys.stdin:
        say(storage.write(lambda unit: unit.journal.append(things.event())), time.time())
    storage.close()


def _department(storage: SqliteStorage, key: str) -> Department:
    with storage.read() as unit:
        found = unit.departments.get(DepartmentId(UUID(key)))
    assert found is not None
    return found


if __name__ == "__main__":
    things.start_ids_apart()
    globals()[sys.argv[1]](*sys.argv[2:])
