"""Papers on sheets of A4: the pages, the PDF that CUPS gets, and what a driver of Windows is to draw."""

import io
import socket
import sys
import tempfile
import threading
from pathlib import Path

import pytest
from PIL import Image
from pypdf import PdfReader

from nextpatient_desktop.clinic.errors import ClinicError
from nextpatient_desktop.clinic.printing import Certainty, Slip, SlipLine, SlipPart, TicketContent
from nextpatient_desktop.documents.pages import write_pdf
from nextpatient_desktop.printing import open_printer
from nextpatient_desktop.printing.device import Device
from nextpatient_desktop.printing.printers import SheetPrinter
from nextpatient_desktop.printing.sheets import packed, sheets_of, unpacked
from nextpatient_desktop.printing.transport import PrinterTimes
from nextpatient_desktop.printing.urls import CupsAddress, WindowsAddress, parse
from nextpatient_desktop.printing.windows_sheets import Box, WindowsSheets
from tests.fakes.windows_spooler import NO_ACCESS, FakeSpooler, WindowsError32
from tests.printing.cupsd import QUEUE, CupsProcess, is_there
from tests.printing.dots import read_qr
from tests.printing.logos import LOGO
from tests.printing.tickets import BY_LANGUAGE, LINK, TICKET

pytestmark = pytest.mark.usefixtures("qapp")

A4 = (595.3, 841.9)
TIMES = PrinterTimes(connect=5.0, answer=1.0, write=5.0, confirm=15.0, close=1.0)
LONG = Slip(
    clinic_name="Sunrise Community Clinic",
    title="Closing slip",
    parts=tuple(
        SlipPart(title=f"Department {n}", lines=tuple(SlipLine(left="Seen", right=str(i)) for i in range(12)))
        for n in range(8)
    ),
    logo=LOGO,
)


class FakeSheets:
    """The surface of one job, as a driver of Windows would give it: 600 dpi, 4 mm that cannot be printed."""

    def __init__(self, fails: bool = False) -> None:
        self.fails = fails
        self.pages: list[tuple[tuple[int, int], Box]] = []
        self.calls: list[str] = []

    def start(self, title: str) -> int:
        self.calls.append(f"start {title}")
        return 7

    def page(self, picture: Image.Image, box: Box) -> None:
        if self.fails:
            raise WindowsError32(NO_ACCESS, "The driver refuses.")
        self.pages.append((picture.size, box))

    def resolution(self) -> tuple[int, int]:
        return 600, 600

    def offset(self) -> tuple[int, int]:
        return 100, 100

    def end(self) -> None:
        self.calls.append("end")

    def abort(self) -> None:
        self.calls.append("abort")

    def close(self) -> None:
        self.calls.append("close")


def test_addresses_say_that_a_printer_has_sheets() -> None:
    assert parse("cups://office?paper=a4") == CupsAddress("office", has_sheets=True)
    assert parse("windows://HP LaserJet?paper=A4") == WindowsAddress("HP LaserJet", has_sheets=True)
    assert parse("cups://office") == CupsAddress("office")
    for url in ("cups://office?paper=a4", "windows://HP LaserJet?paper=a4", "windows://HP LaserJet"):
        address = parse(url)
        assert isinstance(address, CupsAddress | WindowsAddress) and address.url == url
    with pytest.raises(ClinicError):
        parse("cups://office?paper=a3")


@pytest.mark.parametrize("ticket", BY_LANGUAGE.values(), ids=BY_LANGUAGE)
def test_a_ticket_in_each_script_is_one_page_whose_code_can_be_read(ticket: TicketContent) -> None:
    pages = sheets_of(ticket)
    (page,) = PdfReader(io.BytesIO(write_pdf(pages, title="Ticket"))).pages
    assert (float(page.mediabox.width), float(page.mediabox.height)) == pytest.approx(A4, abs=0.1)
    (image,) = page.images
    drawn = Image.open(io.BytesIO(pages[0].png)).convert("L")
    assert image.image is not None and image.image.convert("L").tobytes() == drawn.tobytes()
    assert read_qr(image.image) == [LINK]


def test_what_is_longer_than_a_sheet_goes_on_the_next() -> None:
    pages = sheets_of(LONG)
    assert len(pages) == 3
    assert all(page.top_mm + page.height_mm <= 283 and page.left_mm >= 14.9 for page in pages)
    assert len(PdfReader(io.BytesIO(write_pdf(pages, title="Slip"))).pages) == 3
    assert write_pdf(pages, title="Slip") == write_pdf(pages, title="Slip")
    assert unpacked(packed(pages)) == pages


def test_a_driver_of_windows_draws_every_page_where_it_belongs() -> None:
    spooler, sheets = FakeSpooler("Office"), FakeSheets()
    station = SheetPrinter(Device(WindowsSheets("Office", spooler, lambda _name: sheets), TIMES), packed)
    assert station.prepare(LONG).send().certainty is Certainty.SENT
    assert sheets.calls == ["start NextPatient", "end", "close"]
    assert len(sheets.pages) == 3 and spooler.written == b""
    _, (left, top, right, _) = sheets.pages[0]
    assert (left, top, right) == (round(15 / 25.4 * 600) - 100, round(15 / 25.4 * 600) - 100, 4506)


def test_a_driver_that_refuses_leaves_no_half_job_behind() -> None:
    spooler, sheets = FakeSpooler("Office"), FakeSheets(fails=True)
    station = SheetPrinter(Device(WindowsSheets("Office", spooler, lambda _name: sheets), TIMES), packed)
    assert station.print_ticket(TICKET).certainty is Certainty.UNKNOWN
    assert sheets.calls == ["start NextPatient", "abort", "close"]


def test_a_writer_of_pdf_is_needed_where_pages_go_as_pdf() -> None:
    if sys.platform != "win32":
        with pytest.raises(ValueError, match="PDF"):
            open_printer("cups://office?paper=a4", width_dots=576)


@pytest.mark.skipif(not is_there(), reason="no cupsd here: install cups-daemon")
def test_cups_gets_a_pdf(monkeypatch: pytest.MonkeyPatch) -> None:
    with (
        tempfile.TemporaryDirectory(prefix="cups-") as folder,
        socket.create_server(("127.0.0.1", 0)) as sink,
        CupsProcess(Path(folder), sink.getsockname()[1]) as server,
    ):
        got: list[bytes] = []
        reader = threading.Thread(target=_read_all, args=(sink, got), daemon=True)
        reader.start()
        monkeypatch.setenv("CUPS_SERVER", server.where)
        station = open_printer(f"cups://{QUEUE}?paper=a4", width_dots=576, times=TIMES, write_pdf=write_pdf)
        assert station.print_ticket(TICKET).certainty is Certainty.SENT
        reader.join(10)
    assert got[0] == write_pdf(sheets_of(TICKET), title="NextPatient")


def _read_all(sink: socket.socket, got: list[bytes]) -> None:
    taken, _ = sink.accept()
    with taken:
        taken.settimeout(5)
        data = b""
        while part := taken.recv(65_536):
            data += part
        got.append(data)
