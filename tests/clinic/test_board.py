"""A counter's board: one consistent state with everything its screen shows, quickly."""

import time
from datetime import timedelta

import pytest

from nextpatient_desktop.clinic.patients.messages import PatientForm, RegisterPatient
from nextpatient_desktop.clinic.staff.messages import SetAvailability
from nextpatient_desktop.clinic.tokens.messages import (
    CallNext,
    Complete,
    IssueToken,
    Recall,
    StartServing,
    Transfer,
)
from nextpatient_desktop.clinic.tokens.questions import Board, CalledBecause
from nextpatient_desktop.domain.model import (
    Availability,
    BreakReason,
    Gender,
    StationKind,
    TokenState,
)
from tests.clinic.hall import MINUTE, SECOND, Hall
from tests.clinic.house import House, refused


@pytest.fixture
def hall(house: House) -> Hall:
    return Hall(house)


def test_an_empty_board(hall: Hall) -> None:
    board = hall.board()
    assert (board.counter.name, [d.name for d in board.departments]) == ("Room 3", ["General OPD"])
    assert board.staff is not None and board.staff.name == "Dr Meera Rao"
    assert (board.current, board.visit_number, board.calls_missing, board.no_show_from) == (
        None,
        None,
        0,
        None,
    )
    assert (board.waiting, board.on_hold, board.missed, board.done, board.other_rooms) == ((),) * 5
    assert (board.today.seen, board.today.average_visit, board.today.finish_about) == (0, None, None)
    assert board.usual_visit == timedelta(minutes=7)
    assert board.position == hall.house.storage.position()
    assert board.day == hall.day


def test_a_board_before_the_clinics_first_day(house: House) -> None:
    room = house.add_counter(house.add_department())
    board = house.system.ask(Board(counter=room.id))
    assert board.day.isoformat() == "2026-11-20"


def test_who_is_here_with_age_and_how_often_they_came(hall: Hall) -> None:
    form = PatientForm(name="Anita Joshi", phone="98450 31777", age=44, gender=Gender.FEMALE)
    patient = hall.desk.execute(RegisterPatient(form=form))
    hall.desk.execute(IssueToken(department=hall.lab.id, patient=patient.id))
    hall.clock.advance(SECOND)
    hall.desk.execute(IssueToken(department=hall.opd.id, patient=patient.id))
    hall.at3.execute(StartServing(token=hall.call().id))
    board = hall.board()
    assert board.current is not None and board.current.patient is not None
    card = board.current.patient
    assert (card.name, card.record_number, card.age, card.gender, card.phone) == (
        "Anita Joshi",
        "P-000001",
        44,
        Gender.FEMALE,
        "9845031777",
    )
    assert (board.current.department, board.current.staff) == ("General OPD", "Dr Meera Rao")
    assert board.visit_number == 2


def test_when_a_no_show_becomes_possible(hall: Hall) -> None:
    hall.issue()
    called = hall.call()
    board = hall.board()
    assert (board.calls_missing, board.no_show_from) == (1, None)
    hall.clock.advance(40 * SECOND)
    hall.at3.execute(Recall(token=called.id))
    board = hall.board()
    assert (board.calls_missing, board.no_show_from) == (0, hall.clock.instant + 30 * SECOND)
    hall.at3.execute(StartServing(token=called.id))
    assert (hall.board().calls_missing, hall.board().no_show_from) == (0, None)


def test_lists_are_newest_first(hall: Hall) -> None:
    for _ in range(4):
        hall.issue()
    for _ in range(2):
        hall.at3.execute(Complete(token=hall.call().id))
    for _ in range(2):
        hall.miss(hall.call())
    board = hall.board()
    assert [card.token.code for card in board.done] == ["A-002", "A-001"]
    assert [card.token.code for card in board.missed] == ["A-004", "A-003"]
    assert board.done[0].staff == "Dr Meera Rao"


def test_the_days_work_and_its_end(hall: Hall) -> None:
    hall.issue()
    hall.clock.advance(10 * MINUTE)
    called = hall.call()
    hall.clock.advance(SECOND)
    hall.at3.execute(StartServing(token=called.id))
    hall.clock.advance(6 * MINUTE)
    hall.at3.execute(Complete(token=called.id))
    for _ in range(6):
        hall.issue()
    today = hall.board().today
    assert (today.seen, today.missed, today.average_visit) == (1, 0, 6 * MINUTE)
    assert today.average_wait == 10 * MINUTE + SECOND
    assert today.finish_about is not None
    assert hall.clock.instant < today.finish_about < hall.clock.instant + timedelta(hours=2)
    assert hall.board(hall.at4, hall.room4).today.seen == 0
    for clinic in (hall.at3, hall.at4):
        clinic.execute(SetAvailability(availability=Availability.ON_BREAK, reason=BreakReason.MEAL))
    assert hall.board().today.finish_about is None


def test_the_usual_visit_is_what_visits_took_once_there_are_enough(hall: Hall) -> None:
    for _ in range(12):
        hall.issue()
        called = hall.call()
        hall.at3.execute(StartServing(token=called.id))
        hall.clock.advance(4 * MINUTE)
        hall.at3.execute(Complete(token=called.id))
    hall.clock.advance(2 * MINUTE)
    assert hall.board().usual_visit == 4 * MINUTE


def test_what_the_other_rooms_have(hall: Hall) -> None:
    hall.issue()
    hall.issue()
    hall.issue(hall.lab)
    hall.call()
    hall.clock.advance(SECOND)
    hall.at4.execute(CallNext(counter=hall.room4.id))
    since = hall.clock.instant
    hall.clock.advance(SECOND)
    lab = hall.at_lab.execute(CallNext(counter=hall.lab_desk.id))
    hall.clock.advance(MINUTE)
    hall.at_lab.execute(StartServing(token=lab.id))
    rooms = hall.board().other_rooms
    assert [(r.name, r.code, r.state, r.since) for r in rooms] == [
        ("Room 4", "A-002", TokenState.CALLED, since),
        ("Lab window", "L-001", TokenState.SERVING, hall.clock.instant),
    ]


def test_a_board_with_several_departments_names_each(hall: Hall) -> None:
    hall.serve_everything(hall.opd, hall.lab)
    hall.issue(hall.lab)
    hall.issue()
    assert [card.department for card in hall.board().waiting] == ["Laboratory", "General OPD"]


def test_a_token_sent_on_shows_who_sent_it(hall: Hall) -> None:
    hall.issue()
    hall.at3.execute(Transfer(token=hall.call().id, department=hall.lab.id))
    (card,) = hall.board(hall.at_lab, hall.lab_desk).waiting
    assert (card.sent_from, card.because) == ("General OPD", CalledBecause.TURN)


@pytest.mark.parametrize("kind", StationKind)
def test_a_board_names_patients_and_is_for_staff(hall: Hall, kind: StationKind) -> None:
    station = hall.house.as_station(kind, f"New {kind}")
    assert refused(station, Board(counter=hall.room3.id)).code == "not_allowed"


def test_a_board_is_quick_and_no_slower_for_what_was(hall: Hall) -> None:
    """With 300 waiting; the bound is generous, as machines that run tests are busy."""
    for _ in range(300):
        hall.issue()
    for _ in range(30):
        hall.at3.execute(Complete(token=hall.call().id))
    hall.board()
    times = []
    for _ in range(9):
        began = time.perf_counter()
        board = hall.board()
        times.append(time.perf_counter() - began)
    assert (len(board.waiting), len(board.done)) == (270, 30)
    assert sorted(times)[4] < 0.25
