"""Printers on USB: real pyusb over a bus at libusb's edge. No real USB printer was at hand."""

import logging
import threading
from dataclasses import replace

import pytest

from nextpatient_desktop.clinic.printing import Certainty, PrinterState, PrintOutcome
from nextpatient_desktop.printing.channel import ChannelError
from nextpatient_desktop.printing.deadline import Deadline
from nextpatient_desktop.printing.device import Device, TalkingTransport
from nextpatient_desktop.printing.escpos_encoder import encode
from nextpatient_desktop.printing.render import draw
from nextpatient_desktop.printing.transport import PrinterTimes
from nextpatient_desktop.printing.urls import UsbAddress
from nextpatient_desktop.printing.usb_line import UsbChannel, libusb, printers
from nextpatient_desktop.printing.virtual import Switches
from tests.fakes.usb_bus import UsbBus, UsbPrinter
from tests.printing.dots import is_same, pillow, trimmed
from tests.printing.tickets import TICKET

pytestmark = pytest.mark.usefixtures("qapp")

TIMES = PrinterTimes(connect=1.0, answer=0.2, write=0.5, confirm=0.5, close=0.5)
EPSON = UsbAddress(0x04B8, 0x0E15)


def print_on(bus: UsbBus, address: UsbAddress = EPSON, times: PrinterTimes = TIMES) -> PrintOutcome:
    transport = TalkingTransport(address.url, lambda end: UsbChannel.open(address, end, bus), times)
    return Device(transport, times).deliver(encode(draw(TICKET, 576)))


def status_of(bus: UsbBus, address: UsbAddress = EPSON) -> PrinterState:
    transport = TalkingTransport(address.url, lambda end: UsbChannel.open(address, end, bus), TIMES)
    return Device(transport, TIMES).status().state


def test_a_ticket_comes_out_over_usb_and_is_confirmed() -> None:
    printer = UsbPrinter()
    assert print_on(UsbBus(printer)).certainty is Certainty.CONFIRMED
    (ticket,) = printer.machine.paper.tickets
    assert is_same(trimmed(ticket), trimmed(pillow(draw(TICKET, 576))))
    assert not printer.is_claimed, "other stations may have it now"


@pytest.mark.parametrize(
    ("switches", "state"),
    [
        (Switches(out_of_paper=True), PrinterState.NO_PAPER),
        (Switches(cover_open=True), PrinterState.COVER_OPEN),
        (Switches(offline=True), PrinterState.NOT_READY),
    ],
)
def test_a_printer_on_usb_says_what_hinders_it(switches: Switches, state: PrinterState) -> None:
    bus = UsbBus(UsbPrinter(switches=switches))
    assert (status_of(bus), print_on(bus).certainty) == (state, Certainty.FAILED)


def test_the_system_s_own_driver_is_sent_away_and_called_back() -> None:
    printer = UsbPrinter()
    printer.has_driver = True
    assert print_on(UsbBus(printer)).is_on_paper
    assert printer.driver_came_back


@pytest.mark.parametrize(
    ("printer", "said"),
    [
        (None, "not connected"),
        (UsbPrinter(vendor=0x0416), "not connected"),
        (UsbPrinter(interface_class=3), "no printer"),
    ],
    ids=["nothing", "another", "a keyboard"],
)
def test_what_is_not_there_is_unreachable(printer: UsbPrinter | None, said: str) -> None:
    outcome = print_on(UsbBus(*([printer] if printer else [])))
    assert (outcome.state, outcome.certainty) == (PrinterState.UNREACHABLE, Certainty.FAILED)
    assert said in outcome.cause


def test_a_printer_that_may_not_be_opened_is_unreachable_and_the_reason_is_said() -> None:
    printer = UsbPrinter()
    printer.is_forbidden = True
    outcome = print_on(UsbBus(printer))
    assert outcome.state is PrinterState.UNREACHABLE
    assert "Access denied" in outcome.cause


def test_a_printer_that_another_station_has_is_waited_for() -> None:
    printer = UsbPrinter()
    bus = UsbBus(printer)
    first = UsbChannel.open(EPSON, Deadline(1), bus)
    with pytest.raises(ChannelError, match="busy"):
        UsbChannel.open(EPSON, Deadline(0.2), bus)
    releasing = threading.Timer(0.3, lambda: first.close(Deadline(1)))
    releasing.start()
    outcome = print_on(bus, times=replace(TIMES, connect=5.0))
    releasing.join()
    assert outcome.is_on_paper


def test_one_of_two_alike_is_chosen_by_its_serial_number(caplog: pytest.LogCaptureFixture) -> None:
    left, right = UsbPrinter(serial="LEFT"), UsbPrinter(serial="RIGHT")
    bus = UsbBus(left, right)
    assert print_on(bus, replace(EPSON, serial="RIGHT")).is_on_paper
    assert (len(left.machine.paper.tickets), len(right.machine.paper.tickets)) == (0, 1)
    outcome = print_on(bus, replace(EPSON, serial="MIDDLE"))
    assert outcome.state is PrinterState.UNREACHABLE
    with caplog.at_level(logging.WARNING):
        assert print_on(bus).is_on_paper
    assert "several printers" in caplog.text


def test_a_printer_that_takes_nothing_is_left_in_time() -> None:
    outcome = print_on(UsbBus(UsbPrinter(switches=Switches(hang=True))))
    assert (outcome.state, outcome.is_repeatable) == (PrinterState.UNREACHABLE, True)


def test_a_printer_that_stops_in_the_ticket_leaves_it_uncertain() -> None:
    printer = UsbPrinter(switches=Switches(paper_ends_after=9_000))
    outcome = print_on(UsbBus(printer))
    assert outcome == PrintOutcome(state=PrinterState.FAILED_MIDWAY, reason=PrinterState.NO_PAPER)


def test_a_cable_that_is_pulled_out_leaves_the_ticket_uncertain() -> None:
    printer = UsbPrinter(switches=Switches(reset_after=9_000))
    outcome = print_on(UsbBus(printer))
    assert (outcome.certainty, outcome.reason) == (Certainty.UNKNOWN, None)
    assert "disconnected" in outcome.cause


def test_a_printer_that_cannot_answer_is_sent_the_ticket() -> None:
    printer = UsbPrinter(answers=False)
    assert print_on(UsbBus(printer)).certainty is Certainty.SENT
    assert len(printer.machine.paper.tickets) == 1


def test_a_printer_of_its_maker_s_own_class_is_one_too() -> None:
    printer = UsbPrinter(interface_class=0xFF)
    assert print_on(UsbBus(printer)).is_on_paper


def test_printers_on_the_bus_are_found_by_their_class() -> None:
    bus = UsbBus(UsbPrinter(), UsbPrinter(vendor=0x046D, interface_class=3))
    assert [device.idVendor for device in printers(bus)] == [0x04B8]


def test_libusb_comes_with_the_program() -> None:
    assert libusb() is libusb()
    assert all(device.idVendor for device in printers())
