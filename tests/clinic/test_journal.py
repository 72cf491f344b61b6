"""The journal as it is asked for: in order, without gaps, of one thing, and with nobody's name in it."""

import json
from itertools import pairwise

import pytest

from nextpatient_desktop.clinic.door import SYSTEM
from nextpatient_desktop.clinic.journal.handlers import MOST_EVENTS
from nextpatient_desktop.clinic.journal.messages import Journal
from nextpatient_desktop.clinic.patients.messages import PatientForm, RegisterPatient
from nextpatient_desktop.clinic.tokens.messages import CallNext, Complete, StartServing, Undo
from nextpatient_desktop.domain.model import Gender
from tests.clinic.hall import Hall
from tests.clinic.house import House

NAME, PHONE, STREET = "Anita Joshi", "9845031777", "14 Temple Street"


@pytest.fixture
def hall(house: House) -> Hall:
    return Hall(house)


def canonical(body: object) -> str:
    return json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def a_visit(hall: Hall) -> None:
    """A patient with everything that identifies somebody, from the kiosk to the end, with an undo."""
    form = PatientForm(name=NAME, phone=PHONE, age=44, gender=Gender.FEMALE, address=STREET)
    issued = hall.issue(phone=PHONE)
    hall.desk.execute(RegisterPatient(form=form, visit=issued.visit))
    called = hall.at3.execute(CallNext(counter=hall.room3.id))
    hall.at3.execute(StartServing(token=called.id))
    done = Complete(token=called.id)
    hall.at3.execute(done)
    hall.at3.execute(Undo(command=done.id))


def test_it_is_told_in_order_and_without_gaps(hall: Hall) -> None:
    a_visit(hall)
    events = hall.house.system.ask(Journal(after=0, limit=MOST_EVENTS))
    assert [one.position for one in events] == list(range(1, len(events) + 1))
    assert all(one.at <= other.at for one, other in pairwise(events))
    last = hall.house.system.ask(Journal(limit=3))
    assert last == events[-3:]
    assert hall.house.system.ask(Journal(after=events[-3].position, limit=10)) == events[-2:]


def test_one_tokens_life_can_be_read(hall: Hall) -> None:
    issued = hall.issue()
    hall.issue()
    hall.at3.execute(CallNext(counter=hall.room3.id))
    hall.at3.execute(Complete(token=issued.token))
    told = hall.house.system.ask(Journal(subject=issued.token))
    assert [one.kind for one in told] == ["token.issued", "token.called", "token.started", "token.completed"]
    assert {one.staff for one in told[1:]} == {hall.rao.id}


def test_no_more_is_told_than_an_answer_holds(hall: Hall) -> None:
    assert len(hall.house.system.ask(Journal(after=0, limit=2))) == 2
    assert hall.house.system.ask(Journal(after=0, limit=-1)) == ()


def test_nothing_in_a_whole_visit_says_who_it_was(hall: Hall) -> None:
    a_visit(hall)
    events = hall.house.door.acting_as(SYSTEM).ask(Journal(after=0, limit=MOST_EVENTS))
    written = "\n".join(one.body for one in events).casefold()
    secrets = [NAME, PHONE, STREET, *NAME.split(), PHONE[-5:], "Meera Rao", "Fatima"]
    assert [one for one in secrets if one.casefold() in written] == []
    assert all(one.body == canonical(json.loads(one.body)) for one in events)
