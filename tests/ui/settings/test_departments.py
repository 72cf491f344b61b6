"""Departments are added, changed, put in order, closed and opened; what is typed is not lost."""

from dataclasses import replace
from datetime import timedelta

from nextpatient_desktop.clinic.departments.messages import (
    CloseDepartment,
    DepartmentForm,
    Departments,
    UpdateDepartment,
)
from nextpatient_desktop.clinic.setup.messages import ClinicDetails
from nextpatient_desktop.domain.hours import parse_hours
from nextpatient_desktop.domain.model import Department
from nextpatient_desktop.ui.settings.department_draft import DepartmentDraft
from nextpatient_desktop.ui.settings.departments import DepartmentsPresenter, DepartmentsState
from nextpatient_desktop.ui.settings.presenter import Section
from nextpatient_desktop.ui.tokens import Tint
from tests.clinic.house import House
from tests.fakes.tasks import ManualRunner
from tests.ui.settings.office import Office


def draft_in(presenter: DepartmentsPresenter) -> DepartmentDraft:
    assert presenter.form is not None
    return presenter.form.draft


def shown(office: Office) -> DepartmentsState:
    return office.view.departments_panel.state


def errors_in(office: Office) -> dict[str, str]:
    form = shown(office).list.form
    assert form is not None
    return dict(form.errors)


def stored(office: Office) -> dict[str, Department]:
    """Departments in use, by name, in their order."""
    return {one.department.name: one.department for one in office.house.system.ask(Departments())}


def test_a_row_says_numbers_rooms_and_todays_tokens(office: Office) -> None:
    for _ in range(3):
        office.house.issue(office.opd)
    office.sign_in()
    row = shown(office).list.rows[0]
    assert row.detail == "A-001 … · Rooms 3, 4 · 3 today"
    assert row.trailing_pill is not None
    assert (row.trailing_pill.text, row.trailing_pill.tint) == ("Open", Tint.GREEN)
    assert shown(office).list.rows[2].detail == "E-001 …"


def test_a_row_says_when_a_department_opens(office: Office) -> None:
    later = DepartmentForm(letter="D", name="Dental", hours=parse_hours("Fri 14:00-17:00"))
    tomorrow = DepartmentForm(letter="E", name="ENT", hours=parse_hours("Mon 09:00-17:00"))
    office.house.system.execute(UpdateDepartment(department=office.dental.id, form=later))
    office.house.system.execute(UpdateDepartment(department=office.ent.id, form=tomorrow))
    office.sign_in()
    pills = [row.trailing_pill.text for row in shown(office).list.rows if row.trailing_pill is not None]
    assert pills == ["Open", "Opens 14:00", "Opens Mon 09:00"]


def test_a_department_opens_by_the_clock_without_word_of_a_change(office: Office) -> None:
    later = DepartmentForm(letter="A", name="General OPD", hours=parse_hours("Fri 09:01-17:00"))
    office.house.system.execute(UpdateDepartment(department=office.opd.id, form=later))
    office.sign_in()
    first = shown(office).list.rows[0].trailing_pill
    office.time.advance(75)
    second = shown(office).list.rows[0].trailing_pill
    assert first is not None and second is not None
    assert (first.text, second.text) == ("Opens 09:01", "Open")


def test_the_first_department_is_open_in_the_form(office: Office) -> None:
    draft = draft_in(office.sign_in().departments)
    assert (draft.name, draft.letter, dict(draft.names)) == ("General OPD", "A", {"hi": "सामान्य ओपीडी"})
    assert shown(office).languages == (("hi", "हिन्दी"), ("ta", "தமிழ்"))
    assert not shown(office).list.form.is_dirty  # type: ignore[union-attr]  # a form is open


def test_what_is_typed_is_saved_and_said(office: Office) -> None:
    departments = office.sign_in().departments
    departments.edited(
        replace(
            draft_in(departments),
            name=" Walk-in ",
            hours="mon to sat 9",
            daily_limit=80,
            policy="strict",
            overdue_minutes=60,
            returns_last=True,
        )
    )
    departments.save()
    assert set(errors_in(office)) == {"hours"} and "“9”" not in shown(office).hours_words

    departments.edited(replace(draft_in(departments), hours="Mon–Sat 9:00 – 13:00, 14-17"))
    assert errors_in(office) == {}
    assert shown(office).hours_words == "Monday–Saturday 09:00 – 13:00, 14:00 – 17:00"
    departments.save()
    saved = stored(office)["Walk-in"]
    assert saved.hours == parse_hours("Mon-Sat 09:00-13:00, 14:00-17:00")
    assert (saved.daily_limit, saved.policy, saved.return_after) == (80, "strict", None)
    assert saved.overdue_after == timedelta(minutes=60)
    assert office.notices.texts == ["Walk-in is saved"]
    assert draft_in(departments).hours == "Mon–Sat 09:00 – 13:00, 14:00 – 17:00"
    assert not departments.is_dirty


def test_seconds_that_a_form_does_not_show_stay(office: Office) -> None:
    form = DepartmentForm(letter="A", name="General OPD", usual_visit=timedelta(seconds=450))
    office.house.system.execute(UpdateDepartment(department=office.opd.id, form=form))
    departments = office.sign_in().departments
    departments.edited(replace(draft_in(departments), name="Walk-in"))
    departments.save()
    assert stored(office)["Walk-in"].usual_visit == timedelta(seconds=450)


def test_what_the_clinic_refuses_stands_beside_its_input(office: Office) -> None:
    departments = office.sign_in().departments
    departments.adding()
    departments.edited(replace(draft_in(departments), name="Dental", letter="S"))
    departments.save()
    assert set(errors_in(office)) == {"name"} and "Dental" in errors_in(office)["name"]
    departments.edited(replace(draft_in(departments), name="Skin", letter="7"))
    assert errors_in(office) == {}
    departments.save()
    assert set(errors_in(office)) == {"letter"}
    assert office.notices.errors == []


def test_a_new_department_gets_a_free_letter_and_is_open_after_it(office: Office) -> None:
    departments = office.sign_in().departments
    departments.adding()
    assert draft_in(departments).letter == "B"
    departments.edited(replace(draft_in(departments), name="Skin"))
    departments.save()
    office.pass_on()
    assert list(stored(office)) == ["General OPD", "Dental", "ENT", "Skin"]
    assert departments.form is not None and departments.form.key == stored(office)["Skin"].id
    assert office.notices.texts == ["Skin was added"]


def test_saving_twice_before_the_answer_saves_once(house: House) -> None:
    runner = ManualRunner()
    office = Office(house, runner)
    office.presenter.sign_in.submitted("meera", "three small words")
    runner.finish_all()
    departments = office.presenter.departments
    departments.adding()
    departments.edited(replace(draft_in(departments), name="Skin"))
    departments.save()
    departments.save()
    runner.finish_all()
    assert list(stored(office)).count("Skin") == 1
    assert len(house.events("department.added")) == 4


def test_closing_while_it_is_saved_asks_nothing_and_waits_for_it(house: House) -> None:
    runner = ManualRunner()
    office = Office(house, runner)
    office.presenter.sign_in.submitted("meera", "three small words")
    runner.finish_all()
    departments = office.presenter.departments
    departments.edited(replace(draft_in(departments), name="Walk-in"))
    departments.save()
    office.presenter.closing()
    departments.save()
    assert (office.view.question, office.view.is_closed) == (None, False)
    runner.finish_all()
    assert office.view.is_closed
    assert "Walk-in" in stored(office)


def test_closing_while_a_save_is_refused_stays(house: House) -> None:
    runner = ManualRunner()
    office = Office(house, runner)
    office.presenter.sign_in.submitted("meera", "three small words")
    runner.finish_all()
    departments = office.presenter.departments
    departments.edited(replace(draft_in(departments), name="Dental"))
    departments.save()
    office.presenter.closing()
    runner.finish_all()
    assert not office.view.is_closed
    assert set(errors_in(office)) == {"name"}
    departments.edited(replace(draft_in(departments), name="Walk-in"))
    departments.save()
    runner.finish_all()
    assert not office.view.is_closed


def test_typing_on_while_it_is_saved_stays_typed(house: House) -> None:
    runner = ManualRunner()
    office = Office(house, runner)
    office.presenter.sign_in.submitted("meera", "three small words")
    runner.finish_all()
    departments = office.presenter.departments
    departments.edited(replace(draft_in(departments), name="Walk-in"))
    departments.save()
    departments.edited(replace(draft_in(departments), name="Walk-in clinic"))
    runner.finish_all()
    assert draft_in(departments).name == "Walk-in clinic" and departments.is_dirty
    assert "Walk-in" in stored(office)


def test_a_change_elsewhere_comes_in_beside_what_is_typed(office: Office) -> None:
    departments = office.sign_in().departments
    departments.edited(replace(draft_in(departments), name="Walk-in"))
    other = DepartmentForm(letter="A", name="General OPD", daily_limit=40)
    office.elsewhere.execute(UpdateDepartment(department=office.opd.id, form=other))
    office.pass_on()
    office.presenter.clinic_changed()
    assert (draft_in(departments).name, draft_in(departments).daily_limit) == ("Walk-in", 40)
    form = shown(office).list.form
    assert form is not None and not form.is_overtaken
    departments.save()
    assert stored(office)["Walk-in"].daily_limit == 40


def test_a_change_elsewhere_of_the_same_input_is_said(office: Office) -> None:
    departments = office.sign_in().departments
    departments.edited(replace(draft_in(departments), name="Walk-in"))
    other = DepartmentForm(letter="A", name="Outpatients")
    office.elsewhere.execute(UpdateDepartment(department=office.opd.id, form=other))
    office.pass_on()
    office.presenter.clinic_changed()
    form = shown(office).list.form
    assert form is not None and form.is_overtaken and form.draft.name == "Walk-in"
    departments.cancelled()
    assert draft_in(departments).name == "Outpatients"
    form = shown(office).list.form
    assert form is not None and not form.is_overtaken


def test_cancel_brings_back_what_is_stored(office: Office) -> None:
    departments = office.sign_in().departments
    departments.edited(replace(draft_in(departments), name="Walk-in"))
    departments.cancelled()
    assert draft_in(departments).name == "General OPD" and not departments.is_dirty


def test_going_to_another_one_asks_about_what_is_unsaved(office: Office) -> None:
    departments = office.sign_in().departments
    departments.edited(replace(draft_in(departments), name="Walk-in"))
    departments.chosen(office.dental.id)
    assert draft_in(departments).name == "Walk-in"
    office.answer("Stay here")
    assert draft_in(departments).name == "Walk-in"
    departments.chosen(office.dental.id)
    office.answer("Discard")
    assert draft_in(departments).name == "Dental"
    assert "Walk-in" not in stored(office)


def test_saving_on_the_way_goes_on_after_it(office: Office) -> None:
    departments = office.sign_in().departments
    departments.edited(replace(draft_in(departments), name="Walk-in"))
    office.presenter.section_chosen(Section.ROOMS)
    assert office.view.question is not None
    office.answer("Save")
    assert office.view.state.section is Section.ROOMS
    assert "Walk-in" in stored(office)


def test_a_refused_save_on_the_way_stays(office: Office) -> None:
    departments = office.sign_in().departments
    departments.edited(replace(draft_in(departments), name="Dental"))
    office.presenter.closing()
    office.answer("Save")
    assert not office.view.is_closed
    assert set(errors_in(office)) == {"name"}


def test_closing_the_window_asks_too(office: Office) -> None:
    departments = office.sign_in().departments
    departments.edited(replace(draft_in(departments), name="Walk-in"))
    office.presenter.closing()
    assert not office.view.is_closed
    office.answer("Discard")
    assert office.view.is_closed


def test_a_department_is_closed_for_today_at_once_and_that_is_taken_back(office: Office) -> None:
    departments = office.sign_in().departments
    departments.edited(replace(draft_in(departments), name="Walk-in"))
    departments.closed_for_today()
    office.pass_on()
    assert stored(office)["General OPD"].closed_on is not None
    assert draft_in(departments).name == "Walk-in"
    assert shown(office).can_reopen and not shown(office).can_close_today
    assert office.view.state.undo == "General OPD is closed for today"

    office.presenter.undo()
    office.pass_on()
    assert stored(office)["General OPD"].closed_on is None
    assert shown(office).can_close_today and office.view.state.undo == ""
    assert draft_in(departments).name == "Walk-in"


def test_a_department_that_is_closed_today_reopens(office: Office) -> None:
    departments = office.sign_in().departments
    departments.closed_for_today()
    office.pass_on()
    departments.reopened()
    office.pass_on()
    assert stored(office)["General OPD"].closed_on is None


def test_undo_is_offered_for_a_minute(office: Office) -> None:
    departments = office.sign_in().departments
    departments.edited(replace(draft_in(departments), name="Walk-in"))
    departments.save()
    assert office.view.state.undo == "Walk-in is saved"
    office.time.advance(59)
    assert office.view.state.undo == "Walk-in is saved"
    office.time.advance(1)
    assert office.view.state.undo == ""
    office.presenter.undo()
    assert "Walk-in" in stored(office)


def test_a_saved_form_is_taken_back_by_its_notice(office: Office) -> None:
    departments = office.sign_in().departments
    departments.edited(replace(draft_in(departments), name="Walk-in"))
    departments.save()
    action = office.notices.notices[-1].action
    assert action is not None and (action.label, action.hint) == ("Undo", "Ctrl+Z")
    action.run()
    office.pass_on()
    assert "General OPD" in stored(office)
    assert draft_in(departments).name == "General OPD" and not departments.is_dirty
    action.run()
    assert len(office.house.events("command.undone")) == 1


def test_closing_for_good_is_confirmed_and_goes_from_the_list(office: Office) -> None:
    departments = office.sign_in().departments
    departments.closing_for_good()
    office.answer("Cancel")
    assert "General OPD" in stored(office)
    departments.closing_for_good()
    office.answer("Close for good")
    office.pass_on()
    assert list(stored(office)) == ["Dental", "ENT"]
    assert [row.title for row in shown(office).list.rows] == ["Dental", "ENT"]
    assert draft_in(departments).name == "Dental"
    assert shown(office).list.closed == 1

    office.presenter.undo()
    office.pass_on()
    assert list(stored(office)) == ["General OPD", "Dental", "ENT"]


def test_a_department_with_people_is_not_closed_for_good(office: Office) -> None:
    office.house.issue(office.opd)
    departments = office.sign_in().departments
    departments.closing_for_good()
    office.answer("Close for good")
    assert [getattr(error, "code", "") for error in office.notices.errors] == ["department_has_waiting"]
    assert "General OPD" in stored(office)


def test_what_is_closed_for_good_is_shown_when_asked_for_and_reopens(office: Office) -> None:
    office.house.system.execute(CloseDepartment(department=office.ent.id, for_good=True))
    departments = office.sign_in().departments
    assert [row.title for row in shown(office).list.rows] == ["General OPD", "Dental"]
    departments.closed_shown(True)
    rows = shown(office).list.rows
    assert [row.title for row in rows] == ["General OPD", "Dental", "ENT"] and rows[2].is_muted
    departments.chosen(office.ent.id)
    assert shown(office).can_reopen and not shown(office).can_close_for_good
    departments.reopened()
    office.pass_on()
    assert "ENT" in stored(office)


def test_the_priority_switch_acts_at_once_and_leaves_what_is_typed(office: Office) -> None:
    departments = office.sign_in().departments
    departments.edited(replace(draft_in(departments), name="Walk-in"))
    departments.priority_switched(False)
    office.pass_on()
    assert not stored(office)["General OPD"].asks_priority
    assert draft_in(departments).name == "Walk-in" and not draft_in(departments).asks_priority
    office.presenter.undo()
    office.pass_on()
    assert stored(office)["General OPD"].asks_priority and draft_in(departments).asks_priority


def test_for_a_new_department_the_priority_switch_is_saved_with_it(office: Office) -> None:
    departments = office.sign_in().departments
    departments.adding()
    departments.priority_switched(False)
    departments.edited(replace(draft_in(departments), name="Skin"))
    departments.save()
    assert not stored(office)["Skin"].asks_priority


def test_departments_are_put_in_another_order_and_back(office: Office) -> None:
    departments = office.sign_in().departments
    departments.chosen(office.ent.id)
    assert (shown(office).list.can_move_up, shown(office).list.can_move_down) == (True, False)
    departments.moved(-1)
    office.pass_on()
    departments.moved(-1)
    office.pass_on()
    assert list(stored(office)) == ["ENT", "General OPD", "Dental"]
    assert not shown(office).list.can_move_up
    office.presenter.undo()
    office.pass_on()
    assert list(stored(office)) == ["General OPD", "ENT", "Dental"]


def test_the_rule_of_the_clinic_itself_is_offered_by_name(office: Office) -> None:
    office.sign_in()
    words = dict(shown(office).policies)
    assert words["ratio"] == "Emergency first, then 1 priority for every 2 others"
    assert set(words) == {"ratio", "strict", "arrival"}


def test_a_clinic_without_departments_says_so(house: House) -> None:
    office = Office(house)
    for one in (office.opd, office.dental, office.ent):
        house.system.execute(CloseDepartment(department=one.id, for_good=True))
    office.sign_in()
    state = shown(office).list
    assert state.rows == () and state.form is None and not state.is_loading
    office.presenter.departments.adding()
    office.presenter.departments.cancelled()
    assert shown(office).list.form is None


def test_the_zone_of_the_clinic_is_used(office: Office) -> None:
    office.sign_in()
    assert office.house.system.ask(ClinicDetails()).time_zone == "Asia/Kolkata"
    form = DepartmentForm(letter="A", name="General OPD", hours=parse_hours("Fri 10:00-17:00"))
    office.house.system.execute(UpdateDepartment(department=office.opd.id, form=form))
    office.pass_on()
    office.presenter.clinic_changed()
    pill = shown(office).list.rows[0].trailing_pill
    assert pill is not None and pill.text == "Opens 10:00"
