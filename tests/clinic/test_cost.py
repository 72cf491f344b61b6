"""What acts and questions cost in statements: the same however many wait, and never one for each token."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from nextpatient_desktop.clinic.tokens.messages import CallNext, Complete, Transfer
from nextpatient_desktop.clinic.tokens.questions import NowServing, TokenStatus
from nextpatient_desktop.storage.sqlite_session import SqliteSession
from tests.clinic.hall import MINUTE, Hall
from tests.clinic.house import House


@pytest.fixture
def hall(house: House) -> Hall:
    return Hall(house)


class Meter:
    """Counts statements."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.count = 0
        for name in ("one", "all", "put", "change"):
            monkeypatch.setattr(SqliteSession, name, self._counting(getattr(SqliteSession, name)))

    def _counting(self, original: Callable[..., object]) -> Callable[..., object]:
        def counted(*values: object) -> object:
            self.count += 1
            return original(*values)

        return counted

    @contextmanager
    def at_most(self, limit: int) -> Iterator[None]:
        before = self.count
        yield
        assert self.count - before <= limit


@pytest.fixture
def meter(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> Meter:
    return Meter(monkeypatch)


@pytest.mark.parametrize("waiting", [1, 150])
def test_statements_do_not_grow_with_the_queue(hall: Hall, meter: Meter, waiting: int) -> None:
    for number in range(waiting):
        hall.issue(phone=f"98450{number:05d}")
    for _ in range(min(waiting, 3)):
        hall.issue_priority()
    hall.board()
    with meter.at_most(13):
        hall.issue()
    with meter.at_most(15):
        called = hall.call()
    with meter.at_most(10):
        hall.at3.execute(Complete(token=called.id))
    with meter.at_most(16):
        hall.board()
    with meter.at_most(16):
        hall.kiosk.ask(NowServing())
    with meter.at_most(10):
        hall.kiosk.ask(TokenStatus(code="A-002"))


def test_a_board_of_tokens_sent_on_reads_them_together(hall: Hall, meter: Meter) -> None:
    for _ in range(40):
        hall.issue()
        hall.at3.execute(Transfer(token=hall.call().id, department=hall.lab.id))
    hall.clock.advance(2 * MINUTE)
    with meter.at_most(17):
        assert len(hall.board(hall.at_lab, hall.lab_desk).waiting) == 40


def test_a_doctor_away_is_looked_up_only_for_who_is_meant_for_one(hall: Hall, meter: Meter) -> None:
    hall.issue()
    hall.issue(doctor=hall.sen)
    with meter.at_most(15):
        called = hall.call()
    hall.at3.execute(Complete(token=called.id))
    with meter.at_most(22):
        hall.at4.execute(CallNext(counter=hall.room4.id))
