"""Several processes and threads on one PostgreSQL, and a server that is killed in the middle."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from itertools import chain

import pytest

from nextpatient_desktop.bootstrap import open_clinic
from nextpatient_desktop.clinic.counters.messages import AddCounter, CounterForm
from nextpatient_desktop.clinic.departments.messages import AddDepartment, DepartmentForm
from nextpatient_desktop.clinic.door import SYSTEM, Clinic
from nextpatient_desktop.clinic.errors import ClinicError
from nextpatient_desktop.clinic.setup.messages import CreateClinic
from nextpatient_desktop.clinic.tokens.messages import IssueToken
from nextpatient_desktop.clinic.tokens.questions import NowServing
from nextpatient_desktop.domain.model import ClinicInfo, Department
from nextpatient_desktop.storage.journal import NO_HASH, chain_hash
from nextpatient_desktop.storage.postgres.check import check_database
from nextpatient_desktop.storage.postgres.storage import PostgresStorage
from nextpatient_desktop.storage.rows import event_row
from tests.clinic.test_many_processes import answers, go, numbers
from tests.clinic.workers import start
from tests.postgres import Server, missing_because, server

HOSTS, EACH, ROOMS, LOOKS = 3, 60, 3, 20
CALLERS, KILLS = 4, 4


class Tail:
    """A reader that follows the journal by position, as an upstream does."""

    def __init__(self, url: str) -> None:
        self.positions: list[int] = []
        self.is_chained = True
        self._hash = NO_HASH
        self._came = threading.Condition()
        self._storage = PostgresStorage.open(url)
        self._thread = threading.Thread(target=self._follow)
        self._thread.start()

    def end(self, at: int) -> None:
        """Wait until it has come so far."""
        with self._came:
            assert self._came.wait_for(lambda: self.positions[-1:] == [at], 60), self.positions[-1:]
        self._storage.close()
        self._thread.join(60)
        assert not self._thread.is_alive()

    def _follow(self) -> None:
        for position in self._storage.watch(None):
            while self.positions[-1:] != [position] and position > 0:
                with suppress(ClinicError):  # the server was killed while it was read
                    self._read()
                    break

    def _read(self) -> None:
        last = self.positions[-1] if self.positions else 0
        with self._storage.read() as unit:
            events = unit.journal.after(last, 100_000)
        with self._came:
            for event in events:
                self.positions.append(event.position)
                self.is_chained &= chain_hash(self._hash, event_row(event)) == event.hash
                self._hash = event.hash
            self._came.notify_all()


def set_up(url: str) -> tuple[Clinic, Department]:
    clinic = open_clinic(url, create=True).acting_as(SYSTEM)
    clinic.execute(CreateClinic(info=ClinicInfo(name="Sunrise")))
    return clinic, clinic.execute(AddDepartment(form=DepartmentForm(letter="A", name="General OPD")))


@pytest.mark.timeout(300)
def test_hosts_that_issue_and_call_at_once_give_each_number_once(postgres_url: str) -> None:
    clinic, opd = set_up(postgres_url)
    rooms = [
        clinic.execute(AddCounter(form=CounterForm(name=f"Room {n}", departments=(opd.id,))))
        for n in range(ROOMS)
    ]
    tail = Tail(postgres_url)
    issuers = [start("issue", postgres_url, opd.id, EACH) for _ in range(HOSTS)]
    callers = [start("call", postgres_url, room.id, LOOKS) for room in rooms]
    go(*issuers, *callers)
    with ThreadPoolExecutor(4) as pool:  # and threads of one more host
        issue = IssueToken(department=opd.id)
        mine = list(
            pool.map(lambda _: clinic.execute(IssueToken(department=issue.department)).code, range(EACH))
        )
    issued = [numbers(answers(process)) for process in issuers]
    called = [numbers(answers(process)) for process in callers]
    late = [start("call", postgres_url, room.id, 1) for room in rooms]
    go(*late)
    called += [numbers(answers(process)) for process in late]

    everybody = list(range(1, (HOSTS + 1) * EACH + 1))
    assert sorted([*numbers(mine), *chain.from_iterable(issued)]) == everybody
    assert sorted(chain.from_iterable(called)) == everybody
    assert all(codes == sorted(codes) for codes in issued)
    assert clinic.ask(NowServing()).waiting == 0
    with closing(PostgresStorage.open(postgres_url)) as storage:
        tail.end(storage.position())
        assert tail.positions == list(range(1, storage.position() + 1))
    assert tail.is_chained
    clinic.close()
    assert check_database(postgres_url) == []


@pytest.fixture
def mortal() -> Iterator[Server]:
    """A server of the test's own."""
    reason = missing_because()
    if reason:
        pytest.skip(reason)
    with server() as made:
        yield made


@pytest.mark.timeout(300)
def test_a_server_that_is_killed_loses_nothing_acknowledged_and_does_nothing_twice(mortal: Server) -> None:
    url = mortal.url(mortal.new_database())
    clinic, opd = set_up(url)
    over = threading.Event()
    progress = [threading.Semaphore(0) for _ in range(CALLERS)]

    def issue(mine: threading.Semaphore) -> list[str]:
        codes = []
        while not over.is_set():
            command = IssueToken(department=opd.id)
            while True:
                try:
                    codes.append(clinic.execute(command).code)
                except ClinicError as refused:  # the station's next try is the same command
                    assert refused.code == "server_out_of_reach", refused
                else:
                    mine.release()
                    break
        return codes

    tail = Tail(url)
    with ThreadPoolExecutor(CALLERS) as pool:
        running = [pool.submit(issue, mine) for mine in progress]
        try:
            for kill in range(KILLS):
                for mine in progress:  # everybody got some since the last time
                    for _ in range(5 + kill):
                        assert mine.acquire(timeout=60)
                mortal.kill()
                mortal.start()
        finally:
            over.set()
        codes = [code for one in running for code in one.result(60)]
    day = clinic.execute(IssueToken(department=opd.id)).day
    with closing(PostgresStorage.open(url)) as storage:
        with storage.read() as unit:
            stored = sorted(token.code for token in unit.tokens.waiting(opd.id, day))
        tail.end(storage.position())
    assert len(set(codes)) == len(codes)
    assert stored == [f"A-{number:03d}" for number in range(1, len(codes) + 2)]
    assert sorted(codes) == stored[:-1]
    assert tail.is_chained
    clinic.close()
    assert check_database(url) == []
