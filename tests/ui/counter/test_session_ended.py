"""The host wants a password again, or this device no more: nothing that is open is lost by that."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from nextpatient_desktop.clinic.door import Clinic
from nextpatient_desktop.text import load_texts
from nextpatient_desktop.ui.counter.add_dialog import AddDialog
from nextpatient_desktop.ui.counter.state import Act
from nextpatient_desktop.ui.counter.window import CounterWindow
from tests.clinic.house import PASSWORD
from tests.fakes.tasks import ImmediateRunner
from tests.ui.counter.bench import Bench, CuttableClinic


def test_a_session_that_ended_asks_for_the_password_and_goes_on_where_it_was(
    rao: Clinic, bench: Bench
) -> None:
    presenter = bench.signed_in()
    session = presenter.session
    bench.line.ended = "session_ended"
    presenter.position_grew()
    bench.rest()
    assert bench.window.shown == "sign_in_again"
    state = bench.window.sign_in_panel.state
    assert (state.login, state.counter, state.person) == (
        "rao",
        bench.practice.room3.id,
        bench.practice.rao.id,
    )
    assert "no longer signed in" in state.error and state.error_field == "password"
    presenter.sign_in.submitted("rao", PASSWORD)
    bench.rest()
    assert bench.window.shown == "board" and presenter.session is session
    assert not bench.notices.errors


def test_a_command_that_finds_the_session_ended_says_it_once(rao: Clinic, bench: Bench) -> None:
    presenter = bench.signed_in()
    assert presenter.session is not None
    bench.pass_double_press()
    bench.line.ended = "session_ended"
    presenter.session.board.pressed(Act.COMPLETE)
    bench.scheduler.advance(10)
    assert bench.window.shown == "sign_in_again" and not bench.notices.errors
    presenter.sign_in.submitted("rao", PASSWORD)
    bench.scheduler.advance(3)
    presenter.session.board.pressed(Act.COMPLETE)
    assert not bench.notices.errors and bench.window.shown == "board"


def test_somebody_else_who_signs_in_begins_anew(rao: Clinic, bench: Bench) -> None:
    presenter = bench.signed_in(bench.practice.sen, "Room 4")
    bench.line.ended = "session_ended"
    presenter.position_grew()
    bench.rest()
    presenter.sign_in.person_chosen(bench.practice.fatima.id)
    presenter.sign_in.submitted("fatima", PASSWORD)
    bench.rest()
    assert presenter.staff is not None and presenter.staff.id == bench.practice.fatima.id
    assert bench.window.shown == "board"


@pytest.mark.parametrize("code", ["station_closed", "not_paired"])
def test_a_device_that_was_taken_out_of_use_says_so_and_recovers_by_itself(
    rao: Clinic, bench: Bench, code: str
) -> None:
    presenter = bench.signed_in()
    bench.line.ended = code
    presenter.position_grew()
    bench.scheduler.advance(3)
    assert bench.window.shown == "sign_in_again"
    state = bench.window.sign_in_panel.state
    assert "device" in state.trouble and state.trouble_detail
    assert not bench.notices.errors
    bench.line.ended = ""
    bench.scheduler.advance(3)
    assert not bench.window.sign_in_panel.state.trouble
    presenter.sign_in.submitted("rao", PASSWORD)
    bench.rest()
    assert bench.window.shown == "board"


def test_a_device_out_of_use_says_so_at_the_sign_in(rao: Clinic, bench: Bench) -> None:
    bench.line.ended = "station_closed"
    bench.counter()
    assert "out of use" in bench.window.sign_in_panel.state.trouble


def test_a_form_waits_with_what_was_typed(rao: Clinic, bench: Bench, qtbot: QtBot, tmp_path: Path) -> None:
    window = CounterWindow(
        CuttableClinic(bench.practice.station, bench.line),
        ImmediateRunner(),
        bench.scheduler,
        bench.notices,
        texts_of=load_texts,
        language="en",
        open_settings=lambda: None,
        open_file=lambda _path: None,
        language_chosen=lambda _code: None,
        counter_name="Room 3",
        station=bench.practice.actor,
        files=bench.files,
    )
    qtbot.addWidget(window)
    window.show()
    window.start()
    window.presenter.sign_in.submitted("rao", PASSWORD)
    window.forms.add_token()
    dialog = window.forms.open_dialog
    assert isinstance(dialog, AddDialog)
    editor = next(one for one in dialog.findChildren(QLineEdit) if one.isEnabled())
    editor.setText("Sunita")
    bench.line.ended = "session_ended"
    window.clinic_changed()
    bench.rest()
    QApplication.processEvents()
    assert window.sign_in_panel.isVisible() and not dialog.isVisible()
    window.presenter.sign_in.submitted("rao", PASSWORD)
    QApplication.processEvents()
    assert dialog.isVisible() and editor.text() == "Sunita"
    window.forms.close()
