"""What a waiting room shows: codes only, the newest call first, the next in line."""

import pytest

from nextpatient_desktop.clinic import codec
from nextpatient_desktop.clinic.door import Actor
from nextpatient_desktop.clinic.patients.messages import PatientForm, RegisterPatient
from nextpatient_desktop.clinic.setup.messages import UpdateClinic
from nextpatient_desktop.clinic.tokens.messages import (
    CallNext,
    Complete,
    IssueToken,
    Recall,
    StartServing,
)
from nextpatient_desktop.clinic.tokens.questions import NowServing, NowServingView
from nextpatient_desktop.domain.ids import DepartmentId
from nextpatient_desktop.domain.model import ClinicInfo, Priority, StationKind, TokenState
from tests.clinic.hall import MINUTE, SECOND, Hall
from tests.clinic.house import House


@pytest.fixture
def hall(house: House) -> Hall:
    return Hall(house)


def view(hall: Hall, *departments: DepartmentId, next_count: int = 5) -> NowServingView:
    display = hall.house.door.acting_as(Actor(kind=StationKind.DISPLAY))
    return display.ask(NowServing(departments=departments, next_count=next_count))


def test_an_empty_waiting_room(hall: Hall) -> None:
    info = ClinicInfo(name="Sunrise", display_notice="The laboratory opens at ten.")
    hall.house.system.execute(UpdateClinic(info=info))
    shown = view(hall)
    assert (shown.clinic, shown.notice, shown.languages) == (info.name, info.display_notice, ("en", "hi"))
    assert (shown.served, shown.next, shown.waiting, shown.day) == ((), (), 0, hall.day)
    assert shown.time_zone == "Asia/Kolkata"


def test_the_newest_call_is_first_and_a_recall_is_new(hall: Hall) -> None:
    for _ in range(3):
        hall.issue()
    first = hall.call()
    hall.clock.advance(SECOND)
    hall.at4.execute(CallNext(counter=hall.room4.id))
    assert [(one.code, one.counter.name) for one in view(hall).served] == [
        ("A-002", "Room 4"),
        ("A-001", "Room 3"),
    ]
    hall.clock.advance(MINUTE)
    hall.at3.execute(Recall(token=first.id))
    newest = view(hall).served[0]
    assert (newest.code, newest.calls, newest.called_at) == ("A-001", 2, hall.clock.instant)
    assert (newest.state, newest.department.name) == (TokenState.CALLED, "General OPD")
    hall.at3.execute(StartServing(token=first.id))
    assert view(hall).served[0].state is TokenState.SERVING
    hall.at3.execute(Complete(token=first.id))
    assert [one.code for one in view(hall).served] == ["A-002"]


def test_the_next_are_those_who_will_be_called(hall: Hall) -> None:
    for _ in range(6):
        hall.issue()
    hall.issue_emergency()
    hall.issue(hall.lab)
    shown = view(hall)
    assert [one.code for one in shown.next] == ["A-007", "A-001", "A-002", "A-003", "A-004"]
    assert (shown.next[0].priority, shown.waiting) == (Priority.EMERGENCY, 8)
    assert [one.code for one in view(hall, next_count=2).next] == ["A-007", "A-001"]


def test_only_the_departments_asked_for(hall: Hall) -> None:
    hall.issue()
    hall.issue(hall.lab)
    hall.call()
    shown = view(hall, hall.lab.id)
    assert (shown.served, [one.code for one in shown.next], shown.waiting) == ((), ["L-001"], 1)


def test_what_a_newcomer_would_be_told(hall: Hall) -> None:
    for _ in range(5):
        hall.issue()
    told = view(hall, hall.opd.id).expected
    assert told is not None
    assert view(hall, hall.opd.id, hall.lab.id).expected is None
    assert hall.issue().expected == told


def test_nothing_about_whom_the_codes_belong_to(hall: Hall) -> None:
    form = PatientForm(name="Anita Joshi", phone="98450 31777", address="4 Lake Road")
    patient = hall.desk.execute(RegisterPatient(form=form))
    for _ in range(2):
        hall.desk.execute(IssueToken(department=hall.opd.id, patient=patient.id))
    hall.call()
    text = codec.write(view(hall))
    for private in ("Anita", "Joshi", "9845031777", "Lake", str(patient.id)):
        assert private not in text
