"""What many screens ask at once is answered once, and never with less than each of them knows."""

import threading

import pytest

from nextpatient_desktop.clinic.departments.messages import Departments
from nextpatient_desktop.clinic.errors import ClinicError
from nextpatient_desktop.clinic.tokens.messages import CallNext, IssueToken
from nextpatient_desktop.clinic.tokens.questions import NowServing
from nextpatient_desktop.domain.model import StationKind
from nextpatient_desktop.lan.host.answers import Answer
from nextpatient_desktop.lan.host.sharing import LASTS, SharedAnswers
from tests.clinic.hall import Hall
from tests.clinic.house import MORNING, refused
from tests.lan.remote.hosted import Hosted
from tests.lan.remote.test_station import signed_in


class Question:
    """A question that counts how often its answer was found out."""

    def __init__(self) -> None:
        self.position = 1
        self.now = MORNING
        self.times = 0
        self.shared = SharedAnswers(lambda: self.position, lambda: self.now)

    def ask(self, data: bytes = b"{}") -> bytes:
        return self.shared.answer("NowServing", data, self._find_out).body

    def _find_out(self) -> Answer:
        self.times += 1
        return Answer(body=b"%d at %d" % (self.times, self.position))


def test_the_same_question_is_answered_once_at_a_position() -> None:
    question = Question()
    assert {question.ask() for _ in range(50)} == {b"1 at 1"}
    question.position = 2
    assert question.ask() == b"2 at 2"
    assert question.ask(b'{"next_count": 3}') == b"3 at 2"


def test_an_answer_does_not_last_for_ever() -> None:
    question = Question()
    question.ask()
    question.now += LASTS
    assert question.ask() == b"2 at 1"


def test_what_fails_is_not_remembered() -> None:
    question = Question()

    def fail() -> Answer:
        raise ClinicError("storage_failed")

    with pytest.raises(ClinicError):
        question.shared.answer("NowServing", b"{}", fail)
    assert question.ask() == b"1 at 1"


def test_many_different_questions_do_not_pile_up() -> None:
    question = Question()
    for number in range(1000):
        question.ask(b"%d" % number)
    assert len(question.shared._known) <= 32


def test_whoever_changed_something_sees_it_in_the_next_answer(hosted: Hosted) -> None:
    hall = Hall(hosted.house)
    kiosk = hosted.station(StationKind.KIOSK)
    display = hosted.station(StationKind.DISPLAY)
    _, rao = signed_in(hosted.station(), "rao")
    ends = threading.Event()

    def go_on_asking() -> None:
        while not ends.is_set():
            display.ask(NowServing())

    asking = threading.Thread(target=go_on_asking)
    asking.start()
    try:
        for number in range(1, 31):
            kiosk.execute(IssueToken(department=hall.opd.id))
            assert rao.ask(NowServing(next_count=100)).waiting == number
        called = rao.execute(CallNext(counter=hall.room3.id))
        assert [one.code for one in rao.ask(NowServing()).served] == [called.code]
    finally:
        ends.set()
        asking.join(10)


def test_everybody_gets_the_same_answer_and_nobody_without_a_key(hosted: Hosted) -> None:
    hall = Hall(hosted.house)
    hall.issue()
    _, admin = signed_in(hosted.station(), "meera")
    askers = [hosted.station(kind) for kind in StationKind if kind is not StationKind.HOST]
    for query in (NowServing(), NowServing(departments=(hall.lab.id,))):
        assert {repr(one.ask(query)) for one in (*askers, admin, hosted.house.system)} == {
            repr(hosted.house.system.ask(query))
        }
    assert [one.ask(Departments()) for one in askers] == [hosted.house.system.ask(Departments())] * len(
        askers
    )
    assert refused(hosted.station(key="x"), NowServing()) == ClinicError("not_paired")
