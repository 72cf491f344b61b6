"""Rooms and departments are named in the language of whoever sits there."""

from dataclasses import replace

from nextpatient_desktop.clinic.counters.messages import CounterForm, UpdateCounter
from nextpatient_desktop.clinic.departments.messages import DepartmentForm, UpdateDepartment
from nextpatient_desktop.clinic.door import Clinic
from nextpatient_desktop.clinic.tokens.messages import Complete
from nextpatient_desktop.clinic.tokens.questions import Board, TokenStatus
from nextpatient_desktop.domain.model import Counter, Department
from nextpatient_desktop.text import load_texts
from nextpatient_desktop.ui.counter import records, words
from nextpatient_desktop.ui.counter.presenter import CounterPresenter
from tests.ui.counter.bench import Bench
from tests.ui.counter.practice import Practice


def name_counter(practice: Practice, counter: Counter, hindi: str) -> None:
    form = CounterForm(name=counter.name, names={"hi": hindi}, departments=counter.departments)
    practice.house.system.execute(UpdateCounter(counter=counter.id, form=form))


def name_department(practice: Practice, department: Department, hindi: str) -> None:
    form = DepartmentForm(
        letter=department.letter, name=department.name, names={"hi": hindi}, icon=department.icon
    )
    practice.house.system.execute(UpdateDepartment(department=department.id, form=form))


def in_hindi(bench: Bench) -> CounterPresenter:
    counter = bench.signed_in()
    counter.language_changed(load_texts("hi"))
    return counter


def test_other_rooms_are_named_in_the_persons_language(practice: Practice, rao: Clinic, bench: Bench) -> None:
    name_counter(practice, practice.lab_window, "लैब")
    counter = in_hindi(bench)
    assert counter.session is not None
    labels = [figure.label for figure in counter.session.board.state.rooms]
    assert labels == ["लैब · A-007", "Pharmacy · P-001"], "its own name where there is none"


def test_where_a_token_came_from_is_named_in_the_persons_language(
    practice: Practice, rao: Clinic, bench: Bench
) -> None:
    name_department(practice, practice.lab, "प्रयोगशाला")
    joseph = practice.house.as_staff(practice.joseph)
    in_lab = joseph.ask(Board(counter=practice.lab_window.id)).current
    assert in_lab is not None
    joseph.execute(Complete(token=in_lab.token.id))
    board = rao.ask(Board(counter=practice.room3.id))
    card = next(one for one in board.waiting if one.back_from)
    assert "प्रयोगशाला" in words.came_from(load_texts("hi"), card)
    assert words.came_from(load_texts("en"), card) == "back from Laboratory"
    sent = replace(card, back_from=None, sent_from=card.back_from)
    assert "प्रयोगशाला" in words.came_from(load_texts("hi"), sent)


def test_a_token_that_is_looked_up_is_where_the_person_reads_it(
    practice: Practice, rao: Clinic, bench: Bench
) -> None:
    name_department(practice, practice.pharmacy, "दवाखाना")
    name_counter(practice, practice.pharmacy_desk, "दवा काउंटर")
    issued = practice.token(department=practice.pharmacy)
    counter = in_hindi(bench)
    assert counter.session is not None
    counter.session.board.searched(issued.code)
    counter.session.board.search_entered()
    assert "दवाखाना" in bench.notices.texts[-1]
    found = rao.ask(TokenStatus(code=issued.code))
    assert found.department_names == {"hi": "दवाखाना"} and found.counter_names == {}


def test_the_history_names_departments_and_rooms_in_the_persons_language(
    practice: Practice, rao: Clinic, bench: Bench
) -> None:
    name_department(practice, practice.opd, "सामान्य ओपीडी")
    name_counter(practice, practice.room3, "कमरा 3")
    counter = in_hindi(bench)
    assert counter.session is not None
    counter.session.records.tab_chosen(records.Tab.HISTORY)
    lines = [line for visit in counter.session.records.state.visits for line in visit.lines]
    assert any("सामान्य ओपीडी" in line and "कमरा 3" in line for line in lines)
