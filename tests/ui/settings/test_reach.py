"""The settings while the host is out of reach or wants a password again: nothing typed is lost."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit
from pytestqt.qtbot import QtBot

from nextpatient_desktop.clinic.departments.messages import Departments
from nextpatient_desktop.clinic.door import Actor
from nextpatient_desktop.domain.model import StationKind
from nextpatient_desktop.text import load_texts
from nextpatient_desktop.ui.settings.device import Connection
from nextpatient_desktop.ui.settings.presenter import Section
from nextpatient_desktop.ui.settings.window import SettingsWindow
from tests.clinic.house import PASSWORD
from tests.ui.counter.bench import CuttableClinic, Line
from tests.ui.settings.office import Office

ELSEWHERE = Connection(address="https://192.168.1.20:7390", fingerprint="river lamp cotton", can_share=False)


@pytest.fixture
def line(office: Office) -> Line:
    """The line between the settings and their clinic, which a test can cut."""
    line = Line()
    office.door = CuttableClinic(office.house.door, line)
    office.reopen()
    return line


def out_of_reach(office: Office) -> str:
    return office.view.state.out_of_reach


def test_out_of_reach_is_said_with_its_time_and_ends_by_itself(office: Office, line: Line) -> None:
    office.sign_in()
    assert not out_of_reach(office)
    line.cut_at = office.time.now()
    office.time.advance(20)
    assert out_of_reach(office) == "Out of reach since 09:00"
    assert [row.title for row in office.view.departments_panel.state.list.rows][:1] == ["General OPD"]
    house_changed = office.house.add_department("X", "X-ray")
    line.cut_at = None
    office.time.advance(3)
    assert not out_of_reach(office)
    titles = [row.title for row in office.view.departments_panel.state.list.rows]
    assert house_changed.name in titles
    assert not office.notices.errors


def test_what_was_typed_while_out_of_reach_is_saved_afterwards(office: Office, line: Line) -> None:
    departments = office.sign_in().departments
    assert departments.form is not None
    departments.edited(replace(departments.form.draft, name="Walk-in"))
    line.cut_at = office.time.now()
    departments.save()
    assert len(office.notices.errors) == 1 and departments.form.is_dirty
    line.cut_at = None
    office.time.advance(3)
    departments.save()
    assert office.house.system.ask(Departments())[0].department.name == "Walk-in"


def test_this_device_can_be_set_up_while_its_clinic_is_out_of_reach(office: Office, line: Line) -> None:
    office.connection = ELSEWHERE
    station = office.sign_in(Section.STATION).station
    line.cut_at = office.time.now()
    office.time.advance(20)
    assert station.form is not None and not office.notices.errors
    station.edited(replace(station.form.draft, printer="10.0.0.7"))
    station.save()
    assert office.kept().printer.url == "tcp://10.0.0.7"
    shown = office.view.station_panel.state.connection
    assert shown is not None and shown.pill.text == "Out of reach since 09:00"


def test_a_session_that_ended_asks_for_the_password_and_keeps_what_was_typed(
    office: Office, line: Line
) -> None:
    departments = office.sign_in().departments
    assert departments.form is not None
    departments.edited(replace(departments.form.draft, name="Walk-in"))
    line.ended = "session_ended"
    departments.save()
    assert office.open_section() is None and not office.notices.errors
    assert office.view.sign_in_panel.state.locked_for == "Meera Nair"
    office.presenter.sign_in.submitted("meera", PASSWORD)
    assert office.open_section() is Section.DEPARTMENTS
    assert office.presenter.departments.form is not None
    assert office.presenter.departments.form.draft.name == "Walk-in"
    office.presenter.save()
    assert office.house.system.ask(Departments())[0].department.name == "Walk-in"


def test_a_session_that_ends_while_nothing_is_done_is_noticed_too(office: Office, line: Line) -> None:
    office.sign_in(Section.STATIONS)
    line.ended = "session_ended"
    office.time.advance(20)
    assert office.open_section() is None and not office.notices.errors


def test_where_the_clinic_is_and_how_to_leave_it(office: Office) -> None:
    office.connection = ELSEWHERE
    station = office.sign_in(Section.STATION).station
    shown = office.view.station_panel.state.connection
    assert shown is not None
    assert shown.where == "Its data is kept at 192.168.1.20:7390" and shown.words == "river lamp cotton"
    assert shown.can_leave and not shown.can_share and not shown.asks_clinic
    station.connection.leaving()
    office.answer("Cancel")
    assert not office.quits
    station.connection.leaving()
    office.answer("Leave the clinic")
    assert office.quits == ["leave", "restart"]


def test_on_one_pc_there_is_nothing_to_leave_and_the_switch_to_share(office: Office) -> None:
    station = office.sign_in(Section.STATION).station
    shown = office.view.station_panel.state.connection
    assert shown is not None and shown.can_share and not shown.can_leave and shown.asks_clinic
    station.connection.sharing_switched(True)
    assert office.kept().shares_clinic
    again = office.view.station_panel.state.connection
    assert again is not None and again.shares_clinic


@pytest.fixture
def window(office: Office, qtbot: QtBot) -> Iterator[SettingsWindow]:
    """The settings of a PC that runs a host, at its stations."""
    office.connection = Connection(
        address="https://127.0.0.1:7390", fingerprint="river lamp", is_own_host=True
    )
    window = SettingsWindow(
        clinic=office.house.door,
        runner=office.runner,
        scheduler=office.time,
        texts=load_texts("en"),
        station=Actor(kind=StationKind.COUNTER),
        device=office.device,
        report_bug=_raise,
    )
    window.open_over()
    window.sign_in_panel.submitted.emit("meera", PASSWORD)
    window.presenter.section_chosen(Section.STATIONS)
    QApplication.processEvents()
    yield window
    window.close_now()
    QApplication.processEvents()


def test_a_station_is_added_by_keyboard_alone(window: SettingsWindow, office: Office) -> None:
    panel = window.stations_panel
    panel._add.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(window.focusWidget(), Qt.Key.Key_Return)
    QTest.keyClick(window.focusWidget(), Qt.Key.Key_Tab)
    editor = window.focusWidget()
    assert isinstance(editor, QLineEdit)
    QTest.keyClicks(editor, "Entrance")
    QTest.keyClick(window, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    QApplication.processEvents()
    state = window.presenter.stations._pairing.state
    assert panel.pairing.isVisible() and state is not None
    assert state.code in [one.text() for one in panel.pairing.findChildren(QLabel)]
    assert panel.pairing.isAncestorOf(window.focusWidget())
    QTest.keyClick(window.focusWidget(), Qt.Key.Key_Return)
    QApplication.processEvents()
    assert not panel.pairing.isVisible() and window.focusWidget() is panel._kind.editor


def _raise(error: Exception) -> None:
    raise error
