"""The virtual printer's window: paper comes out, faults are switched, in it and elsewhere."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from nextpatient_desktop.bootstrap.virtual_printer import ShownMachine
from nextpatient_desktop.clinic.printing import Certainty
from nextpatient_desktop.printing import open_printer
from nextpatient_desktop.printing.virtual import Fault, Gallery, Switches, VirtualPrinter
from nextpatient_desktop.text import load_texts
from nextpatient_desktop.ui.theme import desk_theme
from nextpatient_desktop.ui.virtual_printer.presenter import VirtualPrinterPresenter
from nextpatient_desktop.ui.virtual_printer.state import FaultSwitch, VirtualPrinterState
from nextpatient_desktop.ui.virtual_printer.window import VirtualPrinterWindow
from nextpatient_desktop.ui.widgets.switch import Switch
from tests.fakes.scheduler import ManualScheduler
from tests.fakes.views import RecordingView
from tests.printing.tickets import TICKET

PICTURE = Image.new("1", (576, 300), 255)


@pytest.fixture
def switches() -> Switches:
    return Switches()


@pytest.fixture
def gallery(tmp_path: Path) -> Gallery:
    return Gallery(tmp_path / "tickets")


@pytest.fixture
def scheduler() -> ManualScheduler:
    return ManualScheduler()


@pytest.fixture
def view() -> RecordingView[VirtualPrinterState]:
    return RecordingView()


@pytest.fixture
def presenter(
    switches: Switches,
    gallery: Gallery,
    scheduler: ManualScheduler,
    view: RecordingView[VirtualPrinterState],
) -> VirtualPrinterPresenter:
    presenter = VirtualPrinterPresenter(ShownMachine(switches, gallery), scheduler, view, load_texts("en"))
    presenter.start()
    return presenter


def all_switches(state: VirtualPrinterState) -> dict[str, FaultSwitch]:
    return {switch.name: switch for group in state.groups for switch in group.switches}


def test_there_is_a_switch_for_every_fault(
    presenter: VirtualPrinterPresenter, view: RecordingView[VirtualPrinterState]
) -> None:
    shown = all_switches(view.state)
    assert set(shown) == set(Fault)
    assert all(switch.words and not switch.is_on for switch in shown.values())


def test_a_switch_brings_a_fault_about_and_ends_it(
    presenter: VirtualPrinterPresenter, view: RecordingView[VirtualPrinterState], switches: Switches
) -> None:
    presenter.fault_switched("cover-open", True)
    assert switches.cover_open
    assert all_switches(view.state)["cover-open"].is_on
    presenter.fault_switched("cover-open", False)
    assert switches == Switches()


def test_a_fault_that_comes_by_itself_is_shown(
    presenter: VirtualPrinterPresenter,
    view: RecordingView[VirtualPrinterState],
    switches: Switches,
    scheduler: ManualScheduler,
) -> None:
    switches.out_of_paper = True
    scheduler.advance(0.5)
    assert all_switches(view.state)["out-of-paper"].is_on
    presenter.stop()
    assert scheduler.planned_count == 0


def test_the_newest_ticket_comes_first_and_nothing_is_drawn_twice(
    presenter: VirtualPrinterPresenter,
    view: RecordingView[VirtualPrinterState],
    gallery: Gallery,
    scheduler: ManualScheduler,
) -> None:
    for _ in range(2):
        gallery.add(PICTURE)
    scheduler.advance(0.2)
    assert [piece.number for piece in view.state.pieces] == [2, 1]
    assert view.state.printed == "2 tickets"
    drawn = len(view.states)
    scheduler.advance(5)
    assert len(view.states) == drawn


@pytest.fixture
def window(
    qtbot: QtBot, switches: Switches, gallery: Gallery, scheduler: ManualScheduler
) -> Iterator[VirtualPrinterWindow]:
    window = VirtualPrinterWindow(
        ShownMachine(switches, gallery),
        scheduler,
        load_texts("en"),
        desk_theme(),
        address="tcp://127.0.0.1:9100",
        folder=str(gallery.folder),
    )
    qtbot.addWidget(window)
    window.show()
    window.start()
    yield window
    window.close()


def tickets_in(window: VirtualPrinterWindow) -> list[str]:
    """From the top; those that go are no longer shown."""
    labels = [one for one in window.findChildren(QLabel) if one.objectName().startswith("ticket-")]
    return [one.objectName() for one in sorted(labels, key=lambda one: one.y()) if not one.isHidden()]


def test_tickets_come_out_in_the_window(
    qtbot: QtBot, window: VirtualPrinterWindow, gallery: Gallery, scheduler: ManualScheduler
) -> None:
    assert any("tcp://127.0.0.1:9100" in label.text() for label in window.findChildren(QLabel))
    for _ in range(25):
        gallery.add(PICTURE)
        scheduler.advance(0.2)
    newest_first = [f"ticket-{number}" for number in range(25, 5, -1)]
    qtbot.waitUntil(lambda: tickets_in(window) == newest_first)


def test_a_switch_is_clicked_in_the_window(window: VirtualPrinterWindow, switches: Switches) -> None:
    (no_paper,) = (switch for switch in window.findChildren(Switch) if switch.text() == "No paper")
    no_paper.click()
    assert switches.out_of_paper
    no_paper.click()
    assert not switches.out_of_paper


def test_a_real_printer_s_faults_are_switched_while_it_runs(
    qtbot: QtBot,
    window: VirtualPrinterWindow,
    switches: Switches,
    gallery: Gallery,
    scheduler: ManualScheduler,
) -> None:
    with VirtualPrinter(switches, ticket_cut=gallery.add) as printer:
        station = open_printer(printer.url, width_dots=576)
        window.presenter.fault_switched("out-of-paper", True)
        assert station.print_ticket(TICKET).certainty is Certainty.FAILED
        window.presenter.fault_switched("out-of-paper", False)
        assert station.print_ticket(TICKET).certainty is Certainty.CONFIRMED
    scheduler.advance(0.3)
    assert gallery.added == 1
    qtbot.waitUntil(lambda: tickets_in(window) == ["ticket-1"])
