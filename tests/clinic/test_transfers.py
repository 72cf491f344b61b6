"""Sent on and sent back: one visit, one code, through several departments."""

import pytest

from nextpatient_desktop.clinic.departments.messages import CloseDepartment, Departments
from nextpatient_desktop.clinic.door import Clinic
from nextpatient_desktop.clinic.tokens.messages import (
    CallNext,
    Cancel,
    Complete,
    StartServing,
    Transfer,
    Transferred,
    Undo,
)
from nextpatient_desktop.clinic.tokens.questions import Destinations, TokenCard
from nextpatient_desktop.domain.model import Counter, Department, Token, TokenState
from tests.clinic.hall import SECOND, Hall
from tests.clinic.house import House, refused, refused_and_unchanged


class Rounds(Hall):
    """The hall with X-ray and pharmacy too."""

    def __init__(self, house: House) -> None:
        super().__init__(house)
        self.xray = house.add_department("X", "X-ray")
        self.xray_desk = house.add_counter(self.xray, name="X-ray")
        self.at_xray: Clinic = house.as_staff(self.reception)

    def next_at(self, counter: Counter) -> Token:
        self.clock.advance(SECOND)
        return self.clinic_at(counter).execute(CallNext(counter=counter.id))

    def clinic_at(self, counter: Counter) -> Clinic:
        return {
            self.room3.id: self.at3,
            self.room4.id: self.at4,
            self.lab_desk.id: self.at_lab,
            self.xray_desk.id: self.at_xray,
        }[counter.id]

    def send(self, counter: Counter, department: Department, *, comes_back: bool = False) -> Transferred:
        token = self.next_at(counter)
        return self.clinic_at(counter).execute(
            Transfer(token=token.id, department=department.id, comes_back=comes_back)
        )

    def finish(self, counter: Counter) -> Token:
        token = self.next_at(counter)
        return self.clinic_at(counter).execute(Complete(token=token.id))

    def only_card(self, counter: Counter) -> TokenCard:
        (card,) = self.board(self.clinic_at(counter), counter).waiting
        return card


@pytest.fixture
def hall(house: House) -> Rounds:
    return Rounds(house)


def test_a_transfer_ends_one_token_and_starts_the_next_of_the_same_visit(hall: Rounds) -> None:
    issued = hall.issue_priority()
    sent = hall.send(hall.room3, hall.lab)
    assert (sent.ended.id, sent.ended.state) == (issued.token, TokenState.COMPLETED)
    new = sent.started
    assert (new.visit, new.code, new.department) == (issued.visit, "A-001", hall.lab.id)
    assert (new.state, new.priority, new.came_from) == (TokenState.WAITING, issued.priority, issued.token)
    assert new.queued_at == sent.ended.ended_at
    card = hall.only_card(hall.lab_desk)
    assert (card.token, card.sent_from, card.back_from) == (new, "General OPD", None)


def test_without_a_word_nobody_comes_back(hall: Rounds) -> None:
    hall.issue()
    hall.send(hall.room3, hall.lab)
    hall.finish(hall.lab_desk)
    assert hall.waiting() == []


def test_comes_back_to_who_sent_with_the_original_instant(hall: Rounds) -> None:
    issued = hall.issue()
    hall.issue()
    hall.send(hall.room3, hall.lab, comes_back=True)
    done = hall.finish(hall.lab_desk)
    assert hall.waiting() == ["A-001", "A-002"]
    card = hall.board().waiting[0]
    token = card.token
    assert (token.visit, token.department, token.doctor) == (issued.visit, hall.opd.id, hall.rao.id)
    assert (token.queued_at, token.came_from) == (issued.issued_at, done.id)
    assert (card.back_from, card.sent_from) == ("Laboratory", None)
    assert hall.waiting(hall.room4) == ["A-002", "A-001"]
    events = [e.kind for e in hall.house.events() if e.subject == token.id]
    assert events == ["token.sent_back"]


def test_who_comes_back_once_does_not_come_back_again(hall: Rounds) -> None:
    hall.issue()
    hall.send(hall.room3, hall.lab, comes_back=True)
    hall.finish(hall.lab_desk)
    hall.finish(hall.room3)
    for counter in (hall.room3, hall.room4, hall.lab_desk):
        assert hall.waiting(counter) == []


def test_who_is_sent_further_on_still_comes_back_to_who_expects_them(hall: Rounds) -> None:
    hall.issue()
    hall.send(hall.room3, hall.lab, comes_back=True)
    hall.send(hall.lab_desk, hall.xray)
    hall.finish(hall.xray_desk)
    card = hall.only_card(hall.room3)
    assert card.token.doctor == hall.rao.id
    assert hall.waiting(hall.lab_desk) == []


def test_two_expectations_are_met_one_after_the_other(hall: Rounds) -> None:
    hall.issue()
    hall.send(hall.room3, hall.lab, comes_back=True)
    hall.send(hall.lab_desk, hall.xray, comes_back=True)
    hall.finish(hall.xray_desk)
    assert hall.only_card(hall.lab_desk).back_from == "X-ray"
    assert hall.waiting() == []
    hall.finish(hall.lab_desk)
    assert hall.only_card(hall.room3).back_from == "Laboratory"
    hall.finish(hall.room3)
    assert hall.waiting() == hall.waiting(hall.lab_desk) == hall.waiting(hall.xray_desk) == []


def test_who_was_sent_back_by_hand_is_back(hall: Rounds) -> None:
    hall.issue()
    hall.send(hall.room3, hall.lab, comes_back=True)
    hall.send(hall.lab_desk, hall.opd)
    assert hall.only_card(hall.room3).back_from == "Laboratory"
    hall.finish(hall.room3)
    assert hall.waiting() == []


def test_who_left_does_not_come_back(hall: Rounds) -> None:
    hall.issue()
    sent = hall.send(hall.room3, hall.lab, comes_back=True)
    hall.desk.execute(Cancel(token=sent.started.id))
    assert hall.waiting() == []


def test_a_laboratory_is_no_doctor_to_come_back_to(hall: Rounds) -> None:
    hall.issue(hall.lab)
    hall.send(hall.lab_desk, hall.xray, comes_back=True)
    hall.finish(hall.xray_desk)
    assert hall.only_card(hall.lab_desk).token.doctor is None


def test_to_another_doctor_of_the_same_department(hall: Rounds) -> None:
    hall.issue()
    token = hall.next_at(hall.room3)
    nowhere = Transfer(token=token.id, department=hall.opd.id)
    refusal = refused_and_unchanged(hall.house, hall.at3, nowhere)
    assert (refusal.code, refusal.params) == (
        "already_there",
        {"code": "A-001", "department": "General OPD"},
    )
    sent = hall.at3.execute(Transfer(token=token.id, department=hall.opd.id, doctor=hall.sen.id))
    assert sent.started.doctor == hall.sen.id
    assert hall.next_at(hall.room4).id == sent.started.id


def test_nobody_is_sent_where_nobody_is(hall: Rounds) -> None:
    hall.issue()
    token = hall.next_at(hall.room3)
    hall.house.system.execute(CloseDepartment(department=hall.xray.id, for_good=True))
    act = Transfer(token=token.id, department=hall.xray.id)
    refusal = refused_and_unchanged(hall.house, hall.at3, act)
    assert (refusal.code, refusal.params["because"]) == ("department_closed", "for_good")
    act = Transfer(token=token.id, department=hall.lab.id, doctor=hall.reception.id)
    assert refused(hall.at3, act).code == "doctor_unknown"


def test_a_visit_has_one_code_all_day(hall: Rounds) -> None:
    hall.issue()
    hall.send(hall.room3, hall.lab, comes_back=True)
    hall.send(hall.lab_desk, hall.xray)
    hall.finish(hall.xray_desk)
    assert hall.next_at(hall.room3).code == "A-001"
    assert hall.issue(hall.lab).code == "L-001"
    hall.at3.execute(StartServing(token=hall.board().current.token.id))  # type: ignore[union-attr]


def destinations(hall: Rounds, counter: Counter) -> list[str]:
    found = hall.clinic_at(counter).ask(Destinations(counter=counter.id))
    names = {one.department.id: one.department.name for one in hall.at3.ask(Departments())}
    return [names[key] for key in found]


def test_before_anybody_was_sent_on_the_laboratory_is_the_likeliest(house: House) -> None:
    hall = Rounds(house)
    blood = house.add_department("B", "Blood tests", icon="test-tube")
    assert destinations(hall, hall.room3)[0] == blood.name
    assert hall.opd.name not in destinations(hall, hall.room3)


def test_where_most_were_sent_today_is_the_likeliest(hall: Rounds) -> None:
    for _ in range(3):
        hall.issue()
    hall.send(hall.room3, hall.xray)
    assert destinations(hall, hall.room3)[0] == "X-ray"
    assert destinations(hall, hall.room4)[0] == "X-ray", "another counter of the same department did it"
    hall.send(hall.room4, hall.lab)
    hall.send(hall.room4, hall.lab)
    assert destinations(hall, hall.room3)[0] == "X-ray", "what this counter does says more"


def test_a_transfer_that_was_taken_back_says_nothing(hall: Rounds) -> None:
    token = hall.issue().token
    first = destinations(hall, hall.room3)[0]
    assert first != "X-ray"
    hall.next_at(hall.room3)
    command = Transfer(token=token, department=hall.xray.id)
    hall.at3.execute(command)
    hall.at3.execute(Undo(command=command.id))
    assert destinations(hall, hall.room3)[0] == first


def test_a_department_that_is_closed_for_good_is_no_destination(hall: Rounds) -> None:
    hall.house.system.execute(CloseDepartment(department=hall.xray.id, for_good=True))
    assert "X-ray" not in destinations(hall, hall.room3)
