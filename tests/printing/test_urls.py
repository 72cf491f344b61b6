"""What a printer's address may be, and what is said of one that is none."""

import sys
from pathlib import Path

import pytest

from nextpatient_desktop.clinic.errors import ClinicError
from nextpatient_desktop.printing import open_printer
from nextpatient_desktop.printing.urls import (
    Address,
    CupsAddress,
    NoAddress,
    PathAddress,
    SerialAddress,
    TcpAddress,
    UsbAddress,
    WindowsAddress,
    parse,
)
from nextpatient_desktop.text import load_texts, words_for_error

WRONG = {
    "tcp": [
        "tcp://",
        "tcp://:9100",
        "tcp://printer:0",
        "tcp://printer:70000",
        "tcp://printer:port",
        "tcp://printer/queue",
        "tcp://user:secret@printer",
        "tcp://[::1",
        "TCP:printer",
    ],
    "usb": [
        "usb:",
        "usb://",
        "usb://04b8",
        "usb://04b8:0e15:1",
        "usb://4b8:e15",
        "usb://epson:tm88",
        "usb://04b8:0e15/ABC",
        "usb://04b8:0e15?port=1",
        "usb://04b8:0e15?serial",
        "usb://04b8:0e15#a",
    ],
    "serial": [
        "serial:",
        "serial://",
        "serial:///",
        "serial://ttyUSB0",
        "serial://COM",
        "serial://COM3x",
        "serial:///dev/ttyS0?baud=fast",
        "serial:///dev/ttyS0?baud=1",
        "serial:///dev/ttyS0?flow=yes",
        "serial:///dev/ttyS0?speed=9600",
        "serial:///dev/ttyS0?baud=9600&baud=19200",
        "serial:///dev/ttyS0?parity=mark",
        "serial:///dev/a%00b",
    ],
    "windows": [
        "windows:",
        "windows://",
        "windows:// ",
        "windows:EPSON",
        "windows://a%0Ab",
    ],
    "cups": [
        "cups:",
        "cups://",
        "cups://two words",
        "cups://a/b",
        "cups://a%23b",
        "cups:receipts",
    ],
    "file": [
        "file:",
        "file://tickets",
        "file:tickets.bin",
        "file:///tickets?x",
        "file:///a%00b",
    ],
    "": [
        "",
        "printer",
        "192.168.1.30",
        "http://printer",
    ],
    "none": [
        "none://printer",
        "none:printer",
    ],
}


@pytest.mark.parametrize(("kind", "url"), [(kind, url) for kind, urls in WRONG.items() for url in urls])
def test_an_address_that_is_none_is_refused_in_words_with_one_of_its_kind(kind: str, url: str) -> None:
    with pytest.raises(ClinicError) as refused:
        parse(url)
    error = refused.value
    assert error.code == "printer_url_invalid"
    assert error.params["url"] == url
    example = str(error.params["example"])
    assert not isinstance(parse(example), NoAddress), "the example is one"
    assert example.startswith(kind if kind not in ("", "none") else "tcp")
    words = words_for_error(load_texts("en"), error.code, error.params)
    assert example in words.what_to_do
    assert words.field == "url"


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("tcp://printer", TcpAddress("printer", 9100)),
        ("tcp://printer.local:9101/", TcpAddress("printer.local", 9101)),
        ("tcp://[::1]:9100", TcpAddress("::1", 9100)),
        (" tcp://10.0.0.7 ", TcpAddress("10.0.0.7", 9100)),
        ("usb://04B8:0e15", UsbAddress(0x04B8, 0x0E15)),
        ("USB://04b8:0e15?serial=J4%20XF", UsbAddress(0x04B8, 0x0E15, "J4 XF")),
        ("serial:///dev/ttyUSB0", SerialAddress("/dev/ttyUSB0", 9600, "none")),
        (
            "serial:///dev/ttyUSB0?baud=19200&flow=rtscts&parity=even",
            SerialAddress("/dev/ttyUSB0", 19200, "rtscts", "even"),
        ),
        ("serial://com3?flow=xonxoff", SerialAddress("COM3", 9600, "xonxoff")),
        ("serial://COM12/?baud=115200", SerialAddress("COM12", 115200)),
        ("serial://COM1?baud=9600&tickets=pictures", SerialAddress("COM1", 9600, pictures=True)),
        ("windows://EPSON TM-T88V Receipt", WindowsAddress("EPSON TM-T88V Receipt")),
        ("windows://%5C%5Cserver%5CReceipts", WindowsAddress("\\\\server\\Receipts")),
        ("windows://\\\\server\\Receipts #2", WindowsAddress("\\\\server\\Receipts #2")),
        ("cups://EPSON_TM-T88V", CupsAddress("EPSON_TM-T88V")),
        ("NONE:", NoAddress()),
        ("none", NoAddress()),
    ],
)
def test_a_good_address_says_what_it_means(url: str, address: Address) -> None:
    assert parse(url) == address


@pytest.mark.parametrize(
    "address",
    [
        UsbAddress(0x04B8, 0x0E15, "J4/X?&="),
        SerialAddress("/dev/serial/by-id/usb-Prolific 2303-if00", 38400, "dsrdtr", "odd"),
        SerialAddress("COM7", pictures=True),
        WindowsAddress("\\\\server\\Receipts #2 100% [new]?"),
        CupsAddress("Empfang-Bürö"),
    ],
)
def test_an_address_that_is_shown_can_be_typed(
    address: UsbAddress | SerialAddress | WindowsAddress | CupsAddress,
) -> None:
    assert parse(address.url) == address


@pytest.mark.skipif(sys.platform == "win32", reason="paths with drives are tested there")
@pytest.mark.parametrize(
    ("url", "path", "is_folder"),
    [
        ("file:///dev/usb/lp0", "/dev/usb/lp0", False),
        ("file://localhost/a%20b/", "/a b", True),
        ("file:///var/tmp/jobs.bin", "/var/tmp/jobs.bin", False),
    ],
)
def test_a_path_is_a_file_or_a_folder(url: str, path: str, is_folder: bool) -> None:
    assert parse(url) == PathAddress(Path(path), is_folder)


@pytest.mark.parametrize(
    "url",
    [
        "tcp://printer",
        "usb://04b8:0e15",
        "serial:///dev/ttyUSB0?baud=19200",
        "file:///dev/usb/lp0",
        "none:",
        "windows://Receipts" if sys.platform == "win32" else "cups://receipts",
    ],
)
def test_a_good_url_makes_a_printer_and_talks_to_nobody(url: str) -> None:
    open_printer(url, width_dots=384).close()


def test_a_printer_of_another_system_is_refused_in_words() -> None:
    url = "cups://receipts" if sys.platform == "win32" else "windows://Receipts"
    with pytest.raises(ClinicError) as refused:
        open_printer(url, width_dots=576)
    assert refused.value.code == "printer_kind_not_here"
    words = words_for_error(load_texts("en"), refused.value.code, refused.value.params)
    assert url.partition(":")[0] in words.what


@pytest.mark.parametrize(
    ("url", "speed"),
    [("serial:///dev/a?baud=9600", 960), ("serial:///dev/a?baud=115200&parity=odd", 115200 / 11)],
)
def test_a_serial_line_carries_a_byte_in_ten_or_eleven_bits(url: str, speed: float) -> None:
    address = parse(url)
    assert isinstance(address, SerialAddress)
    assert address.bytes_per_second == speed
