"""What the display says, and that it survives the loss of the clinic."""

import logging

import pytest

from nextpatient_desktop.clinic.errors import ClinicError
from nextpatient_desktop.clinic.patients.messages import PatientForm, RegisterPatient
from nextpatient_desktop.clinic.tokens.messages import IssueToken
from nextpatient_desktop.domain.model import Priority
from nextpatient_desktop.ui.display.presenter import split_place
from nextpatient_desktop.ui.display.state import Mark
from tests.fakes.tasks import ManualRunner
from tests.ui.display.waiting_room import Onlooker, WaitingRoom


def test_the_next_five_are_shown_with_their_marks(room: WaitingRoom) -> None:
    for _number in range(6):
        room.issue()
    room.issue(priority=Priority.PRIORITY)
    room.issue(priority=Priority.EMERGENCY)
    onlooker = Onlooker(room)
    rows = onlooker.state.next
    assert len(rows) == 5
    assert (rows[0].code, rows[0].mark, rows[0].mark_text) == ("A-008", Mark.EMERGENCY, "Emergency")
    assert [row.mark for row in rows].count(Mark.PRIORITY) == 1
    assert onlooker.state.summary.startswith("8 waiting")


def test_an_empty_clinic_says_so(room: WaitingRoom) -> None:
    state = Onlooker(room).state
    assert (state.stage, state.next, state.rooms, state.summary) == (None, (), (), "")
    assert state.idle_title == "Please wait for your number"
    assert state.nobody_waits == "Nobody is waiting"


def test_every_other_room_is_shown_however_many_there_are(room: WaitingRoom) -> None:
    counters = [room.house.add_counter(room.opd, name=f"Room {number}") for number in range(10, 19)]
    for counter in counters:
        room.issue()
        room.call(counter)
        room.scheduler.advance(1)
    onlooker = Onlooker(room)
    assert len(onlooker.state.rooms) == 8
    turns = {onlooker.state.turn}
    onlooker.wait(20)
    turns.add(onlooker.state.turn)
    assert turns == {0, 2}, "rooms that do not fit take turns"


def test_a_department_is_named_in_the_clinics_next_language_too(room: WaitingRoom) -> None:
    room.issue()
    room.call()
    assert Onlooker(room).stage.department == "General OPD · सामान्य ओपीडी"


def test_no_name_phone_or_record_is_ever_shown(room: WaitingRoom) -> None:
    form = PatientForm(name="Anita Joshi", phone="9845031777")
    patient = room.house.system.execute(RegisterPatient(form=form))
    for _number in range(2):
        room.house.system.execute(IssueToken(department=room.opd.id, patient=patient.id))
    onlooker = Onlooker(room)
    room.call()
    onlooker.look(20)
    for state in onlooker.view.states:
        for private in ("Anita", "Joshi", "98450", patient.record_number):
            assert private not in repr(state)


def test_the_clinics_notice_is_shown_and_taken_away(room: WaitingRoom) -> None:
    onlooker = Onlooker(room)
    room.say("Blood tests are done before breakfast.")
    onlooker.look()
    assert onlooker.state.notice == "Blood tests are done before breakfast."
    room.say("")
    onlooker.look()
    assert onlooker.state.notice == ""


def test_the_clock_goes_on_by_itself(room: WaitingRoom) -> None:
    onlooker = Onlooker(room)
    assert onlooker.state.clock == "09:00"
    onlooker.wait(120)
    assert onlooker.state.clock == "09:02"


def test_waits_are_asked_for_as_time_goes_by(room: WaitingRoom) -> None:
    onlooker = Onlooker(room)
    room.issue()
    onlooker.wait(31)
    assert [row.code for row in onlooker.state.next] == ["A-001"]


def test_before_the_clinic_is_known_it_asks_for_a_moment(room: WaitingRoom) -> None:
    runner = ManualRunner()
    onlooker = Onlooker(room, runner)
    assert (onlooker.state.idle_title, onlooker.state.quiet_mark) == ("One moment please", "")
    runner.fail_next(ClinicError("out_of_reach"))
    assert onlooker.state.quiet_mark == "Waiting for the clinic's data"
    onlooker.wait(2)
    runner.finish_all()
    assert (onlooker.state.clinic, onlooker.state.quiet_mark) == ("Sunrise Community Clinic", "")


def test_a_lost_clinic_leaves_what_was_known_with_its_age_and_comes_back(room: WaitingRoom) -> None:
    room.issue(), room.issue()
    room.call()
    onlooker = Onlooker(room)
    room.line.is_cut = ClinicError("out_of_reach")
    onlooker.look(5)
    assert onlooker.state.quiet_mark == "", "a question that failed once is not worth a word"
    onlooker.wait(60)
    assert onlooker.state.quiet_mark == "As of 1 min ago"
    assert (onlooker.code(), [row.code for row in onlooker.state.next]) == ("A-001", ["A-002"])
    onlooker.wait(240)
    assert onlooker.state.quiet_mark == "As of 5 min ago"
    room.line.is_cut = None
    room.issue()
    onlooker.wait(3)
    assert onlooker.state.quiet_mark == ""
    assert [row.code for row in onlooker.state.next] == ["A-002", "A-003"]


def test_a_loss_that_is_noticed_shows_soon_and_its_end_at_once(room: WaitingRoom) -> None:
    room.issue()
    onlooker = Onlooker(room)
    onlooker.wait(1)
    room.line.is_cut, room.line.is_known_cut = ClinicError("out_of_reach"), True
    onlooker.wait(12)
    assert onlooker.state.quiet_mark == "As of 10 s ago"
    room.issue()
    room.line.is_cut, room.line.is_known_cut = None, False
    onlooker.wait(2)
    assert onlooker.state.quiet_mark == "" and len(onlooker.state.next) == 2


def test_an_outage_is_in_the_log_once(room: WaitingRoom, caplog: pytest.LogCaptureFixture) -> None:
    onlooker = Onlooker(room)
    room.line.is_cut = ClinicError("out_of_reach")
    with caplog.at_level(logging.WARNING):
        onlooker.look(60)
    assert caplog.text.count("out_of_reach") == 1


def test_after_stop_nothing_is_asked_or_shown(room: WaitingRoom) -> None:
    onlooker = Onlooker(room)
    onlooker.does.stop()
    count = len(onlooker.view.states)
    onlooker.look(300)
    assert len(onlooker.view.states) == count


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("Room 3", ("Room", "3")),
        ("Room 12B", ("Room", "12B")),
        ("Pharmacy desk", ("", "Pharmacy desk")),
        ("3", ("", "3")),
        ("कमरा 4", ("कमरा", "4")),
        ("Building 2024", ("", "Building 2024")),
    ],
)
def test_a_counters_name_is_split_where_its_number_is_large(name: str, parts: tuple[str, str]) -> None:
    assert split_place(name) == parts
