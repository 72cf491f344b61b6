"""The forms without their looks: adding a token, sending on, naming and correcting patients."""

from collections.abc import Callable
from dataclasses import fields
from typing import Any

import pytest

from nextpatient_desktop.clinic.departments.messages import CloseDepartment
from nextpatient_desktop.clinic.door import Clinic
from nextpatient_desktop.clinic.errors import ClinicError
from nextpatient_desktop.clinic.patients.messages import FindPatients, PatientHistory, RegisterPatient
from nextpatient_desktop.clinic.tokens.messages import IssueToken, Transfer
from nextpatient_desktop.clinic.tokens.questions import TokenStatus
from nextpatient_desktop.domain.model import Gender, Priority, PriorityReason
from nextpatient_desktop.ui.counter.adding import AddPresenter, AddState, Whose
from nextpatient_desktop.ui.counter.identifying import IdentifyPresenter, IdentifyState
from nextpatient_desktop.ui.counter.patient_form import PatientFormPresenter, PatientFormState, PatientValues
from nextpatient_desktop.ui.counter.presenter import CounterPresenter
from nextpatient_desktop.ui.counter.sending import SendPresenter, SendState
from nextpatient_desktop.ui.counter.state import Act, RowAct, Standing
from tests.fakes.views import RecordingView
from tests.ui.counter.bench import Bench


class Closed:
    """Counts how often a form was closed."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self) -> None:
        self.times += 1


@pytest.fixture
def counter(rao: Clinic, bench: Bench) -> CounterPresenter:
    return bench.signed_in()


@pytest.fixture
def closed() -> Closed:
    return Closed()


def adding(
    counter: CounterPresenter, closed: Callable[[], None]
) -> tuple[AddPresenter, RecordingView[AddState]]:
    view: RecordingView[AddState] = RecordingView()
    presenter = counter.forms.adding(view, closed)
    assert presenter is not None
    presenter.start()
    return presenter, view


def sending(
    counter: CounterPresenter, closed: Callable[[], None]
) -> tuple[SendPresenter, RecordingView[SendState]]:
    view: RecordingView[SendState] = RecordingView()
    presenter = counter.forms.sending(view, closed)
    assert presenter is not None
    presenter.start()
    return presenter, view


def correcting(
    counter: CounterPresenter, closed: Callable[[], None]
) -> tuple[PatientFormPresenter, RecordingView[PatientFormState]]:
    view: RecordingView[PatientFormState] = RecordingView()
    presenter = counter.forms.patient_form(view, closed)
    assert presenter is not None
    presenter.start()
    return presenter, view


def pin_noname(counter: CounterPresenter, bench: Bench) -> None:
    """Show the records of the visit that nobody has named."""
    assert counter.session is not None
    row = next(row for row in bench.window.board_panel.state.list.rows if row.code == "A-010")
    counter.session.board.row_acted(RowAct.RECORDS, row.token)


# --- adding -------------------------------------------------------------------------------------------------


def test_a_token_is_added_for_a_patient_who_was_found(
    counter: CounterPresenter, bench: Bench, closed: Closed
) -> None:
    form, view = adding(counter, closed)
    assert view.state.department == bench.practice.opd.id
    assert not can_add(view)
    form.searched("anita")
    bench.scheduler.advance(0.3)
    assert [f.name for f in view.state.found] == ["Anita Joshi"]
    form.patient_chosen(view.state.found[0].id)
    assert can_add(view)
    form.submitted()
    assert closed.times == 1
    notice = bench.notices.notices[-1]
    assert notice.text == "A-015 added"
    assert notice.detail.endswith("in line")
    assert notice.action is not None


def test_a_new_patient_is_registered_and_gets_the_token(
    counter: CounterPresenter, bench: Bench, rao: Clinic, closed: Closed
) -> None:
    form, view = adding(counter, closed)
    form.searched("Ganesh")
    form.whose_chosen(Whose.NEW)
    assert view.state.values.name == "Ganesh"
    form.changed(PatientValues(name="Ganesh P", phone="98450 99999", age="61", gender=Gender.MALE))
    form.priority_chosen(1)
    form.submitted()
    assert [type(command) for command in bench.line.sent[-2:]] == [RegisterPatient, IssueToken]
    issued = bench.line.sent[-1]
    assert isinstance(issued, IssueToken)
    assert (issued.priority, issued.reason) == (Priority.PRIORITY, PriorityReason.SENIOR)
    assert rao.ask(FindPatients(text="ganesh"))[0].phone == "9845099999"
    assert closed.times == 1


def test_a_typed_phone_number_becomes_the_new_patients(counter: CounterPresenter, closed: Closed) -> None:
    form, view = adding(counter, closed)
    form.searched("98450 55555")
    form.whose_chosen(Whose.NEW)
    assert (view.state.values.name, view.state.values.phone) == ("", "98450 55555")
    assert not view.state.can_add


def test_an_emergency_without_a_name_is_added_at_once(
    counter: CounterPresenter, bench: Bench, closed: Closed
) -> None:
    form, view = adding(counter, closed)
    form.whose_chosen(Whose.NOBODY)
    form.priority_chosen(len(view.state.priorities) - 1)
    form.submitted()
    bench.rest()
    codes = [row.code for row in bench.window.board_panel.state.list.rows]
    assert codes[:2] == ["A-014", "A-015"]


def test_what_is_wrong_stands_in_its_field(counter: CounterPresenter, bench: Bench, closed: Closed) -> None:
    form, view = adding(counter, closed)
    form.whose_chosen(Whose.NEW)
    form.changed(PatientValues(name="Ravi", phone="12ab"))
    form.submitted()
    assert view.state.error_in("phone")
    assert closed.times == 0
    form.changed(PatientValues(name="Ravi", phone="98450 11111"))
    assert view.state.error_in("phone") == ""
    form.submitted()
    assert closed.times == 1


def test_a_new_patient_is_registered_once_whatever_becomes_of_the_token(
    counter: CounterPresenter, bench: Bench, rao: Clinic, closed: Closed
) -> None:
    form, view = adding(counter, closed)
    form.whose_chosen(Whose.NEW)
    form.changed(PatientValues(name="Zubin M"))
    bench.line.refusal, bench.line.refuses = ClinicError("storage_failed"), IssueToken
    form.submitted()
    assert view.state.trouble
    bench.line.refusal = None
    form.submitted()
    assert closed.times == 1
    assert len(rao.ask(FindPatients(text="zubin"))) == 1


def test_staff_add_to_a_closed_department_knowing_that_it_is(
    counter: CounterPresenter, bench: Bench, rao: Clinic, closed: Closed
) -> None:
    rao.execute(CloseDepartment(department=bench.practice.opd.id))
    form, view = adding(counter, closed)
    assert view.state.department == bench.practice.child.id
    form.department_chosen(bench.practice.opd.id)
    form.whose_chosen(Whose.NOBODY)
    assert view.state.department_note == "Patients get no tokens here now. You can add one all the same."
    form.submitted()
    assert closed.times == 1


def test_a_known_phone_is_pointed_out_to_whoever_registers(
    counter: CounterPresenter, bench: Bench, closed: Closed
) -> None:
    form, view = adding(counter, closed)
    form.whose_chosen(Whose.NEW)
    form.changed(PatientValues(name="Anita J", phone="98450 31777"))
    bench.scheduler.advance(0.5)
    assert [known.name for known in view.state.known] == ["Anita Joshi"]


def test_nothing_is_added_while_the_host_is_out_of_reach(
    counter: CounterPresenter, bench: Bench, closed: Closed
) -> None:
    bench.line.cut_at = bench.scheduler.now()
    assert counter.forms.adding(RecordingView(), closed) is None
    assert bench.notices.texts == ["The clinic's host is out of reach"]


# --- sending on ---------------------------------------------------------------------------------------------


def test_a_visit_is_sent_to_the_laboratory_and_comes_back(
    counter: CounterPresenter, bench: Bench, rao: Clinic, closed: Closed
) -> None:
    form, view = sending(counter, closed)
    assert [d.name for d in view.state.destinations] == ["Child clinic", "Laboratory", "Pharmacy"]
    assert view.state.department == bench.practice.lab.id
    form.comes_back_set(True)
    form.submitted()
    sent = bench.line.sent[-1]
    assert isinstance(sent, Transfer)
    assert (sent.department, sent.doctor, sent.comes_back) == (bench.practice.lab.id, None, True)
    assert closed.times == 1
    assert bench.notices.texts[-1] == "A-008 sent to Laboratory"
    assert bench.window.board_panel.state.current.standing is Standing.IDLE


def test_a_visit_is_sent_to_one_doctor(
    counter: CounterPresenter, bench: Bench, rao: Clinic, closed: Closed
) -> None:
    form, view = sending(counter, closed)
    assert [d.name for d in view.state.doctors] == ["Whoever is free first", "Dr Arun Sen"]
    form.department_chosen(bench.practice.child.id)
    form.doctor_chosen(bench.practice.sen.id)
    form.submitted()
    status = rao.ask(TokenStatus(code="A-008"))
    assert status.token.doctor == bench.practice.sen.id
    assert status.department == "Child clinic"


def test_nobody_is_sent_from_an_empty_counter(
    counter: CounterPresenter, bench: Bench, closed: Closed
) -> None:
    assert counter.session is not None
    counter.session.board.pressed(Act.COMPLETE)
    assert counter.forms.sending(RecordingView(), closed) is None
    assert bench.notices.texts == ["Nobody is at this counter"]


def test_a_token_that_went_elsewhere_meanwhile_is_told_in_the_form(
    counter: CounterPresenter, bench: Bench, closed: Closed
) -> None:
    form, view = sending(counter, closed)
    assert counter.session is not None
    counter.session.board.pressed(Act.COMPLETE)
    form.submitted()
    assert view.state.trouble
    assert closed.times == 0


# --- patients -----------------------------------------------------------------------------------------------


def test_a_record_is_corrected_and_keeps_what_the_form_does_not_show(
    counter: CounterPresenter, bench: Bench, rao: Clinic, closed: Closed
) -> None:
    form, view = correcting(counter, closed)
    values = view.state.values
    assert (values.name, values.phone, values.age) == ("Anita Joshi", "98450 31777", "44")
    before = rao.ask(FindPatients(text="anita"))[0]
    form.changed(PatientValues(**{**_fields(values), "name": "Anita R Joshi", "address": "12 Hill Road"}))
    form.submitted()
    assert closed.times == 1
    after = rao.ask(PatientHistory(patient=before.id)).patient
    assert (after.name, after.address, after.birth_year) == (
        "Anita R Joshi",
        "12 Hill Road",
        before.birth_year,
    )
    bench.rest()
    assert bench.window.board_panel.state.current.person == "Anita R Joshi"
    notice = bench.notices.notices[-1]
    assert notice.action is not None
    notice.action.run()
    bench.rest()
    assert bench.window.board_panel.state.current.person == "Anita Joshi"


def test_the_form_says_what_is_wrong_where_it_is_wrong(counter: CounterPresenter, closed: Closed) -> None:
    form, view = correcting(counter, closed)
    values = _fields(view.state.values)
    form.changed(PatientValues(**{**values, "name": " "}))
    form.submitted()
    assert view.state.error_in("name")
    form.changed(PatientValues(**{**values, "phone": "12345"}))
    form.submitted()
    assert view.state.error_in("phone")
    form.changed(PatientValues(**{**values, "age": "131"}))
    form.submitted()
    assert view.state.error_in("age")
    assert closed.times == 0


def test_a_visit_without_a_name_gets_a_known_patient(
    counter: CounterPresenter, bench: Bench, closed: Closed
) -> None:
    pin_noname(counter, bench)
    assert not counter.forms.has_patient
    view: RecordingView[IdentifyState] = RecordingView()
    form: IdentifyPresenter | None = counter.forms.identifying(view, closed)
    assert form is not None
    form.start()
    form.searched("90080")
    bench.scheduler.advance(0.3)
    form.patient_chosen(view.state.found[0].id)
    form.submitted()
    assert closed.times == 1
    bench.rest()
    row = next(row for row in bench.window.board_panel.state.list.rows if row.code == "A-010")
    assert row.person == "Kavya N, 29"


def test_a_visit_without_a_name_gets_a_new_patient(
    counter: CounterPresenter, bench: Bench, closed: Closed
) -> None:
    pin_noname(counter, bench)
    form, view = correcting(counter, closed)
    assert view.state.record == ""
    form.changed(PatientValues(name="Meena S", age="5"))
    form.submitted()
    bench.rest()
    row = next(row for row in bench.window.board_panel.state.list.rows if row.code == "A-010")
    assert row.person == "Meena S, 5"
    assert counter.forms.has_patient


def can_add(view: RecordingView[AddState]) -> bool:
    return view.state.can_add


def _fields(values: PatientValues) -> dict[str, Any]:
    return {field.name: getattr(values, field.name) for field in fields(values)}
