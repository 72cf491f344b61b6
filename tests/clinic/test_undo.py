"""Undo: each staff command, whole, for a minute, by who took it, unless something happened since."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from nextpatient_desktop.clinic.counters.messages import AddCounter, CounterForm, UpdateCounter
from nextpatient_desktop.clinic.days.messages import OpenDay
from nextpatient_desktop.clinic.departments.messages import (
    AddDepartment,
    CloseDepartment,
    DepartmentForm,
    UpdateDepartment,
)
from nextpatient_desktop.clinic.door import Command
from nextpatient_desktop.clinic.patients.messages import (
    FindPatients,
    IdentifyVisit,
    PatientForm,
    RegisterPatient,
    UpdatePatient,
)
from nextpatient_desktop.clinic.staff.messages import SetAvailability, SignOut
from nextpatient_desktop.clinic.tokens.messages import (
    CallNext,
    CallToken,
    Cancel,
    Complete,
    CompleteAndCallNext,
    Hold,
    IssueToken,
    MarkNoShow,
    PutBack,
    Recall,
    Resume,
    ReturnToQueue,
    StartServing,
    Transfer,
    Undo,
)
from nextpatient_desktop.clinic.tokens.questions import UndoOffer
from nextpatient_desktop.domain.ids import TokenId
from nextpatient_desktop.domain.model import (
    Availability,
    BreakReason,
    CallReason,
    EndReason,
    Gender,
    Token,
    TokenState,
)
from tests.clinic.hall import SECOND, Hall
from tests.clinic.house import House, refused, refused_and_unchanged

S = TokenState


@pytest.fixture
def hall(house: House) -> Hall:
    return Hall(house)


Situation = tuple[TokenState, Callable[[Hall, Token], Command[Any]]]

MOVES: dict[str, Situation] = {
    "CallNext": (S.WAITING, lambda hall, token: CallNext(counter=hall.room3.id)),
    "CallToken": (
        S.WAITING,
        lambda hall, token: CallToken(counter=hall.room3.id, token=token.id, reason=CallReason.OTHER),
    ),
    "Recall": (S.CALLED, lambda hall, token: Recall(token=token.id)),
    "StartServing": (S.CALLED, lambda hall, token: StartServing(token=token.id)),
    "Complete of a called one": (S.CALLED, lambda hall, token: Complete(token=token.id)),
    "Complete": (S.SERVING, lambda hall, token: Complete(token=token.id)),
    "PutBack": (S.CALLED, lambda hall, token: PutBack(token=token.id)),
    "ReturnToQueue": (S.NO_SHOW, lambda hall, token: ReturnToQueue(token=token.id)),
    "Hold of a called one": (S.CALLED, lambda hall, token: Hold(token=token.id)),
    "Hold": (S.SERVING, lambda hall, token: Hold(token=token.id)),
    "Resume": (S.ON_HOLD, lambda hall, token: Resume(token=token.id)),
    "Cancel while waiting": (S.WAITING, lambda hall, token: Cancel(token=token.id)),
    "Cancel of a called one": (S.CALLED, lambda hall, token: Cancel(token=token.id)),
    "Cancel of a held one": (S.ON_HOLD, lambda hall, token: Cancel(token=token.id)),
}


@pytest.mark.parametrize("move", MOVES)
def test_a_move_taken_back_leaves_everything_as_it_was(hall: Hall, move: str) -> None:
    state, make = MOVES[move]
    token = hall.in_state(state)
    hall.issue_priority()
    queue = hall.house.read(lambda uow: uow.queues.get(hall.day, hall.opd.id))
    hall.clock.advance(SECOND)
    command = make(hall, token)
    hall.at3.execute(command)
    hall.clock.advance(59 * SECOND)
    undone = hall.at3.execute(Undo(command=command.id))
    assert (undone.command, undone.what, undone.code) == (command.id, type(command).__name__, token.code)
    assert hall.token(token) == token
    assert hall.house.read(lambda uow: uow.queues.get(hall.day, hall.opd.id)) == queue


def test_a_no_show_taken_back_is_called_again_where_it_was(hall: Hall) -> None:
    called = hall.in_state(S.CALLED)
    hall.clock.advance(31 * SECOND)
    again = hall.at3.execute(Recall(token=called.id))
    hall.clock.advance(31 * SECOND)
    command = MarkNoShow(token=called.id)
    hall.at3.execute(command)
    hall.at3.execute(Undo(command=command.id))
    assert hall.token(called) == again
    current = hall.board().current
    assert current is not None and current.token == again


def test_an_issued_token_taken_back_is_cancelled_and_its_number_stays_given(hall: Hall) -> None:
    command = IssueToken(department=hall.opd.id, phone="98450 31777")
    issued = hall.desk.execute(command)
    hall.desk.execute(Undo(command=command.id))
    token = hall.token(issued)
    assert (token.state, token.end_reason) == (S.CANCELLED, EndReason.UNDONE)
    assert hall.issue().code == "A-002"
    assert hall.waiting() == ["A-002"]


def test_complete_and_call_next_is_taken_back_whole(hall: Hall) -> None:
    for _ in range(3):
        hall.issue()
    first = hall.call()
    hall.clock.advance(300 * SECOND)
    command = CompleteAndCallNext(counter=hall.room3.id, current=first.id)
    both = hall.at3.execute(command)
    assert both.called is not None
    undone = hall.at3.execute(Undo(command=command.id))
    assert undone.code == first.code
    assert hall.token(first) == first
    assert hall.token(both.called).state is S.WAITING
    assert hall.token(both.called).first_called_at is None
    assert hall.waiting() == ["A-002", "A-003"]


def test_a_transfer_taken_back_ends_what_it_started(hall: Hall) -> None:
    serving = hall.in_state(S.SERVING)
    command = Transfer(token=serving.id, department=hall.lab.id, comes_back=True)
    sent = hall.at3.execute(command)
    hall.at3.execute(Undo(command=command.id))
    assert hall.token(serving) == serving
    started = hall.token(sent.started)
    assert (started.state, started.end_reason) == (S.CANCELLED, EndReason.UNDONE)
    assert hall.waiting(hall.lab_desk) == []


def test_the_policys_memory_goes_back_unless_it_went_on(hall: Hall) -> None:
    for _ in range(3):
        hall.issue()
    hall.issue_priority()

    def normals() -> int:
        return hall.house.read(lambda uow: uow.queues.get(hall.day, hall.opd.id).normals)

    command = CallNext(counter=hall.room3.id)
    hall.at3.execute(command)
    assert normals() == 1
    hall.at3.execute(Undo(command=command.id))
    assert normals() == 0
    first = CallNext(counter=hall.room3.id)
    hall.at3.execute(first)
    hall.at4.execute(CallNext(counter=hall.room4.id))
    assert normals() == 2
    hall.at3.execute(Undo(command=first.id))
    assert normals() == 2


def test_put_back_restores_the_memory_of_its_own_call(hall: Hall) -> None:
    for _ in range(3):
        hall.issue()
    hall.issue_priority()
    called = hall.call()
    hall.at3.execute(PutBack(token=called.id))
    assert hall.house.read(lambda uow: uow.queues.get(hall.day, hall.opd.id).normals) == 0


def test_a_minute_is_a_minute(hall: Hall) -> None:
    hall.issue()
    hall.clock.advance(SECOND)
    command = CallNext(counter=hall.room3.id)
    hall.at3.execute(command)
    hall.clock.advance(61 * SECOND)
    late = refused_and_unchanged(hall.house, hall.at3, Undo(command=command.id))
    assert (late.code, late.params) == ("undo_too_late", {"seconds": 60})


def test_nobody_takes_back_what_somebody_else_did(hall: Hall) -> None:
    hall.issue()
    command = CallNext(counter=hall.room3.id)
    hall.at3.execute(command)
    for clinic in (hall.at4, hall.desk, hall.house.as_staff(hall.house.admin)):
        assert refused_and_unchanged(hall.house, clinic, Undo(command=command.id)).code == "undo_not_yours"


def test_the_patients_own_token_is_not_for_staff_to_take_back(hall: Hall) -> None:
    command = IssueToken(department=hall.opd.id)
    hall.kiosk.execute(command)
    assert refused(hall.desk, Undo(command=command.id)).code == "undo_not_yours"
    assert refused(hall.kiosk, Undo(command=command.id)).code == "not_allowed"


def test_what_was_overtaken_stays(hall: Hall) -> None:
    hall.issue()
    hall.issue()
    call = CallNext(counter=hall.room3.id)
    called = hall.at3.execute(call)
    start = StartServing(token=called.id)
    hall.at3.execute(start)
    assert refused_and_unchanged(hall.house, hall.at3, Undo(command=call.id)).code == "undo_overtaken"
    hall.at3.execute(Undo(command=start.id))
    assert hall.token(called) == called
    assert refused(hall.at3, Undo(command=start.id)).code == "undo_overtaken"


def test_a_counter_that_went_on_overtakes(hall: Hall) -> None:
    hall.issue()
    hall.issue()
    first = hall.call()
    done = Complete(token=first.id)
    hall.at3.execute(done)
    hall.at3.execute(CallNext(counter=hall.room3.id))
    assert refused(hall.at3, Undo(command=done.id)).code == "undo_overtaken"


def test_a_token_called_elsewhere_overtakes(hall: Hall) -> None:
    command = IssueToken(department=hall.opd.id)
    hall.desk.execute(command)
    hall.call()
    assert refused(hall.desk, Undo(command=command.id)).code == "undo_overtaken"


def test_other_rooms_do_not_overtake(hall: Hall) -> None:
    hall.issue()
    hall.issue()
    command = CallNext(counter=hall.room3.id)
    called = hall.at3.execute(command)
    hall.at4.execute(CallNext(counter=hall.room4.id))
    hall.issue()
    hall.at3.execute(Undo(command=command.id))
    assert hall.token(called).state is S.WAITING


def test_a_recall_does_not_stand_in_the_way(hall: Hall) -> None:
    issued = hall.issue()
    before = hall.token(issued)
    command = CallNext(counter=hall.room3.id)
    called = hall.at3.execute(command)
    hall.clock.advance(30 * SECOND)
    hall.at3.execute(Recall(token=called.id))
    hall.at3.execute(Undo(command=command.id))
    assert hall.token(issued) == before


def test_the_first_of_two_recalls_stays(hall: Hall) -> None:
    called = hall.in_state(S.CALLED)
    recall = Recall(token=called.id)
    hall.at3.execute(recall)
    hall.at3.execute(Recall(token=called.id))
    assert refused(hall.at3, Undo(command=recall.id)).code == "undo_overtaken"


def test_an_undo_is_not_undone(hall: Hall) -> None:
    hall.issue()
    command = CallNext(counter=hall.room3.id)
    hall.at3.execute(command)
    undo = Undo(command=command.id)
    hall.at3.execute(undo)
    impossible = refused_and_unchanged(hall.house, hall.at3, Undo(command=undo.id))
    assert (impossible.code, impossible.params) == ("undo_impossible", {"what": "Undo"})


def test_the_same_undo_twice_is_one(hall: Hall) -> None:
    hall.issue()
    command = CallNext(counter=hall.room3.id)
    hall.at3.execute(command)
    undo = Undo(command=command.id)
    assert hall.at3.execute(undo) == hall.at3.execute(undo)
    assert len(hall.house.events("command.undone")) == 1


def test_what_never_happened_is_not_taken_back(hall: Hall) -> None:
    refusal = CallNext(counter=hall.room3.id)
    refused(hall.at3, refusal)
    for command in (refusal.id, CallNext(counter=hall.room3.id).id):
        assert refused(hall.at3, Undo(command=command)).code == "undo_unknown"


def test_signing_out_is_not_taken_back(hall: Hall) -> None:
    command = SignOut()
    hall.at4.execute(command)
    assert refused(hall.at4, Undo(command=command.id)).code == "undo_impossible"


def test_a_new_day_leaves_the_old_one_alone(hall: Hall) -> None:
    hall.clock.instant += timedelta(hours=14, minutes=59, seconds=10)
    hall.issue()
    command = CallNext(counter=hall.room3.id)
    called = hall.at3.execute(command)
    hall.clock.advance(55 * SECOND)
    assert refused(hall.at3, Undo(command=command.id)).code == "undo_too_late"
    hall.house.system.execute(OpenDay())
    assert hall.token(called).state is S.EXPIRED
    assert refused(hall.at3, Undo(command=command.id)).code == "undo_too_late"


def test_a_break_is_taken_back(hall: Hall) -> None:
    command = SetAvailability(availability=Availability.ON_BREAK, reason=BreakReason.MEAL)
    before = hall.house.read(lambda uow: uow.staff.get(hall.rao.id))
    hall.at3.execute(command)
    hall.at3.execute(Undo(command=command.id))
    assert hall.house.read(lambda uow: uow.staff.get(hall.rao.id)) == before


FORM = PatientForm(
    name="Anita Joshi", phone="98450 31777", age=44, gender=Gender.FEMALE, address="4 Lake Road"
)


def test_a_corrected_record_gets_its_private_values_back_and_the_journal_never_had_them(
    hall: Hall,
) -> None:
    patient = hall.desk.execute(RegisterPatient(form=FORM))
    form = replace(FORM, name="Anita Kulkarni", phone="", address="", gender=None, age=45)
    command = UpdatePatient(patient=patient.id, form=form)
    changed = hall.desk.execute(command)
    assert (changed.name, changed.phone) == ("Anita Kulkarni", "")
    hall.desk.execute(Undo(command=command.id))
    assert hall.house.read(lambda uow: uow.patients.get(patient.id)) == patient
    bodies = " ".join(event.body for event in hall.house.events())
    for private in ("Anita", "Joshi", "Kulkarni", "31777", "9845031777", "Lake", "female"):
        assert private not in bodies


def test_a_registration_taken_back_leaves_an_empty_record_and_nobodys_visit(hall: Hall) -> None:
    issued = hall.issue()
    command = RegisterPatient(form=FORM, visit=issued.visit)
    patient = hall.desk.execute(command)
    hall.desk.execute(Undo(command=command.id))
    left = hall.house.read(lambda uow: uow.patients.get(patient.id))
    assert left is not None
    assert (left.record, left.name, left.phone, left.address) == (patient.record, "", "", "")
    visit = hall.house.read(lambda uow: uow.visits.get(issued.visit))
    assert visit is not None and visit.patient is None
    assert hall.desk.ask(FindPatients(text="Anita")) == ()


def test_a_registration_that_was_used_stays(hall: Hall) -> None:
    command = RegisterPatient(form=FORM)
    patient = hall.desk.execute(command)
    hall.desk.execute(IssueToken(department=hall.opd.id, patient=patient.id))
    assert refused(hall.desk, Undo(command=command.id)).code == "undo_overtaken"


def test_an_identification_is_taken_back(hall: Hall) -> None:
    issued = hall.issue()
    patient = hall.desk.execute(RegisterPatient(form=FORM))
    command = IdentifyVisit(visit=issued.visit, patient=patient.id)
    hall.desk.execute(command)
    hall.desk.execute(Undo(command=command.id))
    visit = hall.house.read(lambda uow: uow.visits.get(issued.visit))
    assert visit is not None and visit.patient is None


def test_settings_are_taken_back(hall: Hall) -> None:
    admin = hall.house.as_staff(hall.house.admin)
    changes: list[Command[Any]] = [
        UpdateDepartment(
            department=hall.opd.id, form=DepartmentForm(letter="Q", name="Medicine", daily_limit=5)
        ),
        CloseDepartment(department=hall.opd.id),
        UpdateCounter(counter=hall.room4.id, form=CounterForm(name="Room 44", departments=(hall.lab.id,))),
    ]

    def settings() -> object:
        return hall.house.read(lambda uow: (uow.departments.all(), uow.counters.all()))

    before = settings()
    for change in changes:
        admin.execute(change)
        assert settings() != before
        admin.execute(Undo(command=change.id))
        assert settings() == before


def test_what_was_added_is_taken_out_of_use(hall: Hall) -> None:
    admin = hall.house.as_staff(hall.house.admin)
    department = AddDepartment(form=DepartmentForm(letter="D", name="Dental"))
    made = admin.execute(department)
    counter = AddCounter(form=CounterForm(name="Room 9", departments=(made.id,)))
    room = admin.execute(counter)
    admin.execute(Undo(command=counter.id))
    admin.execute(Undo(command=department.id))
    left = hall.house.read(lambda uow: (uow.departments.get(made.id), uow.counters.get(room.id)))
    assert all(one is not None and not one.is_active for one in left)


def test_a_department_in_which_somebody_waits_stays(hall: Hall) -> None:
    admin = hall.house.as_staff(hall.house.admin)
    command = AddDepartment(form=DepartmentForm(letter="D", name="Dental"))
    made = admin.execute(command)
    hall.issue(made)
    assert refused(admin, Undo(command=command.id)).code == "undo_overtaken"


def test_a_letter_given_away_meanwhile_does_not_come_back(hall: Hall) -> None:
    admin = hall.house.as_staff(hall.house.admin)
    made = hall.house.add_department("D", "Dental")
    command = UpdateDepartment(department=made.id, form=DepartmentForm(letter="E", name="Dental"))
    admin.execute(command)
    hall.house.add_department("D", "Dermatology")
    assert refused(admin, Undo(command=command.id)).code == "undo_overtaken"


def test_an_undo_is_an_event_of_its_own_that_says_what_changed(hall: Hall) -> None:
    issued = hall.issue()
    command = CallNext(counter=hall.room3.id)
    hall.at3.execute(command)
    hall.at3.execute(Undo(command=command.id))
    (event,) = hall.house.events("command.undone")
    body = json.loads(event.body)
    assert event.staff == hall.rao.id
    assert (body["undone"], body["what"]) == (str(command.id), "CallNext")
    (change,) = body["changes"]
    assert (change["of"], change["id"]) == ("token", str(issued.token))
    assert change["before"]["state"] == "called"
    assert change["after"]["state"] == "waiting"
    assert event.subject == TokenId(issued.token)


def test_the_board_offers_the_last_command_and_for_how_long(hall: Hall) -> None:
    hall.issue()
    assert hall.board().undo is None
    hall.clock.advance(SECOND)
    command = CallNext(counter=hall.room3.id)
    hall.at3.execute(command)
    offer = hall.board().undo
    assert offer is not None
    assert (offer.command, offer.what, offer.code) == (command.id, "CallNext", "A-001")
    assert offer.until == hall.clock.instant + timedelta(seconds=60)
    assert hall.board(hall.at4, hall.room4).undo is None
    hall.clock.advance(61 * SECOND)
    assert hall.board().undo is None


def test_the_board_goes_back_further_after_an_undo_but_never_past_another_command(hall: Hall) -> None:
    first = IssueToken(department=hall.opd.id)
    second = IssueToken(department=hall.opd.id)

    def board() -> UndoOffer | None:
        return hall.board(hall.desk).undo

    hall.desk.execute(first)
    hall.desk.execute(second)
    offered = board()
    assert offered is not None and offered.command == second.id
    hall.desk.execute(Undo(command=second.id))
    offered = board()
    assert offered is not None and offered.command == first.id
    hall.call()
    assert board() is None


def test_the_board_offers_no_sign_in(hall: Hall) -> None:
    assert hall.board().undo is None
