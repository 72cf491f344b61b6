"""Which printers are found, place by place, and that one place that fails spoils no other."""

import socket
import sys
from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from zeroconf import ServiceInfo, Zeroconf

from nextpatient_desktop.clinic.printing import FoundPrinter
from nextpatient_desktop.printing import found
from nextpatient_desktop.printing.deadline import Deadline
from nextpatient_desktop.printing.urls import parse
from nextpatient_desktop.printing.virtual import VirtualPrinter
from tests.fakes.usb_bus import UsbBus, UsbPrinter
from tests.fakes.windows_spooler import FakeSpooler


def test_printers_on_usb_are_told_apart_by_their_numbers() -> None:
    bus = UsbBus(UsbPrinter(serial="ONE"), UsbPrinter(serial="TWO"), UsbPrinter(0x0416, 0x5011))
    printers = found.usb_printers(Deadline(5), bus)
    assert [printer.url for printer in printers] == [
        "usb://04b8:0e15?serial=ONE",
        "usb://04b8:0e15?serial=TWO",
        "usb://0416:5011",
    ]
    assert {printer.name for printer in printers} == {"EPSON TM-T88V"}


def test_a_printer_that_may_not_be_opened_is_found_all_the_same() -> None:
    printer = UsbPrinter()
    printer.is_forbidden = True
    assert found.usb_printers(Deadline(5), UsbBus(printer)) == [
        FoundPrinter(url="usb://04b8:0e15", name="USB printer")
    ]


def test_printers_of_windows_are_found_by_their_names() -> None:
    printers = found.windows_printers(Deadline(5), FakeSpooler("EPSON TM-T88V Receipt"))
    assert [printer.name for printer in printers] == ["EPSON TM-T88V Receipt", "\\\\server\\Office"]
    assert all(getattr(parse(printer.url), "name", "") == printer.name for printer in printers)


def test_serial_lines_with_hardware_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    from serial.tools import list_ports

    ports = [
        SimpleNamespace(device="/dev/ttyUSB0", description="USB-Serial Controller", hwid="USB VID:PID"),
        SimpleNamespace(device="/dev/ttyS3", description="n/a", hwid="n/a"),
        SimpleNamespace(device="COM4", description="", hwid="ACPI"),
    ]
    monkeypatch.setattr(list_ports, "comports", lambda: ports)
    assert found.serial_lines(Deadline(5)) == [
        FoundPrinter(url="serial:///dev/ttyUSB0?baud=9600&flow=none", name="USB-Serial Controller"),
        FoundPrinter(url="serial://COM4?baud=9600&flow=none", name="COM4"),
    ]


@pytest.fixture
def announced() -> Iterator[VirtualPrinter]:
    """A printer that announces itself on this PC's own network."""
    service = "_pdl-datastream._tcp.local."
    with VirtualPrinter() as printer:
        info = ServiceInfo(
            service,
            f"Receipts at the door.{service}",
            addresses=[socket.inet_aton("127.0.0.1")],
            port=printer.port,
            server="receipts.local.",
        )
        try:
            zeroconf = Zeroconf()
            zeroconf.register_service(info)
        except OSError:
            pytest.skip("this machine lets nobody speak to all")
        yield printer
        zeroconf.unregister_service(info)
        zeroconf.close()


def test_printers_that_announce_themselves_are_found(announced: VirtualPrinter) -> None:
    printers = found.network_printers(Deadline(5))
    assert FoundPrinter(url=announced.url, name="Receipts at the door") in printers


def test_a_place_that_cannot_be_looked_at_spoils_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(deadline: Deadline) -> list[FoundPrinter]:
        raise OSError("no bus")

    there = [FoundPrinter(url="file:///dev/usb/lp0", name="lp0")]
    monkeypatch.setattr(found, "usb_printers", broken)
    monkeypatch.setattr(found, "network_printers", lambda deadline: [])
    monkeypatch.setattr(found, "system_printers", broken)
    monkeypatch.setattr(found, "serial_lines", lambda deadline: [])
    monkeypatch.setattr(found, "device_files", lambda deadline: there)
    assert found.find_printers(0.5) == there


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such files")
def test_every_address_that_is_found_is_one() -> None:
    for printer in found.find_printers(1.0):
        parse(printer.url)
