"""What this device keeps: saved whole or not at all, tried before it is saved, taken back."""

from dataclasses import replace

import pytest

from nextpatient_desktop.clinic.printing import PrinterState, PrintOutcome
from nextpatient_desktop.clinic.stations.messages import RegisterStation, Stations
from nextpatient_desktop.domain.model import StationKind
from nextpatient_desktop.text import load_texts
from nextpatient_desktop.ui.ports import Lane
from nextpatient_desktop.ui.settings.presenter import Section
from nextpatient_desktop.ui.settings.printer_words import result_of, typed_of, url_of
from nextpatient_desktop.ui.settings.station import StationPresenter, StationState
from nextpatient_desktop.ui.settings.station_draft import StationDraft
from nextpatient_desktop.ui.station_settings import PrinterSettings, ScreenSettings
from nextpatient_desktop.ui.tokens import Tint
from tests.fakes.tasks import ImmediateRunner
from tests.ui.settings.office import Office


def open_station(office: Office) -> StationPresenter:
    return office.sign_in(Section.STATION).station


def draft_in(station: StationPresenter) -> StationDraft:
    assert station.form is not None
    return station.form.draft


def shown(office: Office) -> StationState:
    return office.view.station_panel.state


def test_what_is_typed_is_kept_and_the_program_told(office: Office) -> None:
    station = open_station(office)
    station.edited(
        replace(
            draft_in(station),
            name="Kiosk  2",
            language="hi",
            printer="192.168.1.50",
            width_dots=384,
            screen="HDMI-1",
            diagonal_cm=55,
            distance="7,5",
        )
    )
    station.save()
    kept = office.file.kept
    assert (kept.name, kept.language) == ("Kiosk 2", "hi")
    assert kept.printer == PrinterSettings(url="tcp://192.168.1.50", width_dots=384)
    assert kept.screen == ScreenSettings(name="HDMI-1", diagonal_mm=550, distance_m=7.5)
    assert office.told == [kept] and office.notices.texts == ["This station is saved"]
    assert not station.is_dirty and draft_in(station).printer == "tcp://192.168.1.50"


def test_measured_millimetres_stay_while_they_are_not_touched(office: Office) -> None:
    office.file.kept = replace(office.file.kept, screen=ScreenSettings(diagonal_mm=546))
    station = open_station(office)
    station.edited(replace(draft_in(station), name="Kiosk 2"))
    station.save()
    assert office.file.kept.screen.diagonal_mm == 546


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": " "}, "name"),
        ({"distance": "far"}, "distance"),
        ({"distance": "0"}, "distance"),
        ({"diagonal_cm": 3}, "diagonal"),
        ({"printer": "my printer"}, "url"),
    ],
)
def test_what_is_wrong_stands_beside_its_input(office: Office, change: dict[str, object], field: str) -> None:
    station = open_station(office)
    station.edited(replace(draft_in(station), **change))  # type: ignore[arg-type]  # one field each
    station.save()
    assert station.form is not None and set(station.form.errors) == {field}
    assert office.file.saves == 0 and office.notices.errors == []


def test_the_clinic_hears_the_new_name_before_it_is_kept(office: Office) -> None:
    system = office.house.system
    kiosk = system.execute(RegisterStation(name="Kiosk 1", kind=StationKind.KIOSK))
    system.execute(RegisterStation(name="Kiosk 2", kind=StationKind.KIOSK))
    office.file.kept = replace(office.file.kept, station=kiosk.id)
    station = open_station(office)
    station.edited(replace(draft_in(station), name="Kiosk 2"))
    station.save()
    assert station.form is not None and set(station.form.errors) == {"name"}
    assert office.file.saves == 0
    station.edited(replace(draft_in(station), name="Entrance"))
    station.save()
    assert office.file.kept.name == "Entrance"
    assert {one.name for one in system.ask(Stations())} == {"Entrance", "Kiosk 2"}

    office.presenter.undo()
    assert office.file.kept.name == "Kiosk 1"
    assert {one.name for one in system.ask(Stations())} == {"Kiosk 1", "Kiosk 2"}
    assert draft_in(station).name == "Kiosk 1"
    assert office.told[-1].name == "Kiosk 1"


def test_a_full_disk_is_said_and_what_is_typed_stays(office: Office) -> None:
    office.file.is_full = True
    station = open_station(office)
    station.edited(replace(draft_in(station), name="Kiosk 2"))
    station.save()
    assert [getattr(error, "code", "") for error in office.notices.errors] == ["settings_not_saved"]
    assert draft_in(station).name == "Kiosk 2" and station.is_dirty
    office.file.is_full = False
    station.save()
    assert office.file.kept.name == "Kiosk 2"


def test_filling_the_screen_is_kept_at_once_and_taken_back(office: Office) -> None:
    station = open_station(office)
    station.edited(replace(draft_in(station), name="Kiosk 2"))
    station.full_screen_switched(False)
    assert not office.kept().screen.is_full_screen
    assert office.kept().name == "Kiosk 1" and draft_in(station).name == "Kiosk 2"
    office.presenter.undo()
    assert office.kept().screen.is_full_screen
    assert draft_in(station).is_full_screen and draft_in(station).name == "Kiosk 2"


def test_another_clinic_needs_a_restart_and_says_so(office: Office) -> None:
    station = open_station(office)
    station.edited(replace(draft_in(station), clinic="/srv/clinic.db"))
    station.save()
    assert shown(office).needs_restart
    action = office.notices.notices[-1].action
    assert action is not None
    action.run()
    assert office.quits == ["restart"]
    office.presenter.undo()
    assert not shown(office).needs_restart


def test_a_test_page_is_printed_as_typed_on_its_own_lane(office: Office) -> None:
    station = open_station(office)
    station.edited(replace(draft_in(station), printer="10.0.0.7:9101", width_dots=384))
    station.test_clicked()
    assert office.printers.opened == [("tcp://10.0.0.7:9101", 384)] and office.printers.closed == 1
    assert isinstance(office.runner, ImmediateRunner) and office.runner.lanes[-1] is Lane.PRINT
    sheet = office.printers.sheets[0]
    assert (sheet.title, sheet.printer) == ("Test page", "tcp://10.0.0.7:9101")
    result = shown(office).printer.result
    assert result is not None and result.what == "The test page is printed."
    assert office.file.saves == 0
    station.edited(replace(draft_in(station), printer="10.0.0.8"))
    assert shown(office).printer.result is None


def test_a_printers_address_that_is_none_is_said_in_its_place(office: Office) -> None:
    station = open_station(office)
    station.edited(replace(draft_in(station), printer="the big one"))
    station.test_clicked()
    assert station.form is not None and set(station.form.errors) == {"url"}
    assert not shown(office).printer.is_printing


def test_printers_are_looked_for_and_offered(office: Office) -> None:
    station = open_station(office)
    station.look_clicked()
    assert isinstance(office.runner, ImmediateRunner) and office.runner.lanes[-1] is Lane.PRINT
    part = shown(office).printer
    assert part.found == (("tcp://192.168.1.30", "EPSON TM-m30, tcp://192.168.1.30"),)
    assert (part.can_look, part.is_looking, part.found_said) == (True, False, "")
    office.printers.found.clear()
    station.look_clicked()
    assert "Type its address" in shown(office).printer.found_said


@pytest.mark.parametrize("state", list(PrinterState))
def test_every_answer_of_a_printer_has_words(state: PrinterState) -> None:
    result = result_of(load_texts("en"), PrintOutcome(state=state, is_paper_low=True))
    assert result.what.endswith(".") and "roll" in result.what_to_do
    assert result.tint is not Tint.GREEN


def test_a_ticket_that_broke_off_says_why_if_the_printer_did() -> None:
    outcome = PrintOutcome(state=PrinterState.FAILED_MIDWAY, reason=PrinterState.NO_PAPER)
    assert "new roll" in result_of(load_texts("en"), outcome).what_to_do


@pytest.mark.parametrize(
    ("typed", "url"),
    [
        ("", "none:"),
        ("  ", "none:"),
        ("192.168.1.50", "tcp://192.168.1.50"),
        ("printer.local:9101", "tcp://printer.local:9101"),
        ("/dev/usb/lp0", "file:///dev/usb/lp0"),
        ("C:\\tickets\\", "file:///C:/tickets/"),
        ("tcp://10.0.0.1:9100", "tcp://10.0.0.1:9100"),
    ],
)
def test_a_printers_address_may_be_typed_as_people_know_it(typed: str, url: str) -> None:
    assert url_of(typed) == url
    assert url_of(typed_of(url)) == url


def test_the_program_is_closed_after_a_question(office: Office) -> None:
    station = open_station(office)
    station.edited(replace(draft_in(station), name="Kiosk 2"))
    station.quit_clicked()
    office.answer("Discard")
    office.answer("Cancel")
    assert office.quits == []
    station.quit_clicked()
    office.answer("Close the program")
    assert office.quits == ["quit"]


def test_a_screen_or_room_that_is_gone_stays_chosen(office: Office) -> None:
    screen = ScreenSettings(name="DP-9")
    office.file.kept = replace(office.file.kept, screen=screen, counter="Room 9")
    open_station(office)
    assert ("DP-9", "DP-9, not connected") in shown(office).screens
    assert ("Room 9", "Room 9") in shown(office).counters
