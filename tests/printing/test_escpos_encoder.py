"""Jobs of ESC/POS: what an independent reader of them puts on paper is what was drawn."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtGui import QImage

from nextpatient_desktop.clinic.printing import TicketContent
from nextpatient_desktop.printing.escpos_encoder import encode
from nextpatient_desktop.printing.layout import Blank, Rule
from nextpatient_desktop.printing.render import draw, render
from nextpatient_desktop.printing.transport import PrintJob
from nextpatient_desktop.printing.virtual import Paper
from tests.printing.dots import is_same, pillow, read_qr, trimmed
from tests.printing.tickets import BY_LANGUAGE, LINK, LONG, TICKET

pytestmark = pytest.mark.usefixtures("qapp")

WIDTHS = pytest.mark.parametrize("width", [384, 512, 576])


def printed(job: PrintJob, width: int) -> Image.Image:
    """The one ticket that a job makes, without any complaint."""
    paper = Paper(width)
    paper.take(job.data)
    assert paper.faults == []
    assert not paper.is_waiting
    assert paper.texts == [()], "letters, as if dots were"
    (ticket,) = paper.tickets
    return ticket


@WIDTHS
@pytest.mark.parametrize("ticket", [*BY_LANGUAGE.values(), LONG])
def test_the_paper_shows_what_was_drawn(ticket: TicketContent, width: int) -> None:
    image = draw(ticket, width)
    paper = printed(encode(image), width)
    assert is_same(paper.crop((0, 0, width, image.height())), pillow(image))
    assert is_same(trimmed(paper), trimmed(pillow(image)))


@WIDTHS
def test_the_qr_code_on_the_paper_is_read_as_the_link(width: int) -> None:
    assert read_qr(printed(encode(draw(TICKET, width)), width)) == [LINK]


def test_a_width_of_no_whole_bytes_is_printed_too() -> None:
    image = draw(TICKET, 420)
    assert is_same(trimmed(printed(encode(image), 420)), trimmed(pillow(image)))


def test_a_job_begins_with_a_reset_and_ends_with_the_cut() -> None:
    job = encode(draw(TICKET, 576))
    assert job.data.startswith(b"\x1b@")
    assert job.data.endswith(b"\x1dVB\x00")


def test_narrow_paper_is_fed_to_where_it_is_torn_off() -> None:
    image = draw(TICKET, 384)
    assert printed(encode(image), 384).height > image.height() + 80


@WIDTHS
def test_white_costs_no_bytes(width: int) -> None:
    thin = encode(render([Rule(is_dashed=False), Rule(is_dashed=False)], width))
    apart = encode(render([Rule(is_dashed=False), Blank(height=600), Rule(is_dashed=False)], width))
    assert len(apart.data) - len(thin.data) < 30


def test_white_above_and_below_is_kept() -> None:
    image = render([Blank(height=300), Rule(is_dashed=True), Blank(height=40)], 576)
    assert is_same(printed(encode(image), 576), pillow(image))


def test_a_picture_higher_than_a_band_is_whole() -> None:
    image = QImage(576, 910, QImage.Format.Format_Mono)
    image.setColorTable([0xFF000000, 0xFFFFFFFF])
    image.fill(0)
    assert is_same(printed(encode(image), 576), pillow(image))


# A raster of all rows is 68 kB at 576 dots; on a serial line of 115200 baud that would be 6 s.
@pytest.mark.parametrize(("width", "most"), [(576, 40_000), (384, 25_000)])
def test_a_usual_ticket_stays_small(width: int, most: int) -> None:
    job = encode(draw(TICKET, width))
    assert len(job.data) < most


def test_nothing_is_written_to_the_terminal(capfd: pytest.CaptureFixture[str]) -> None:
    encode(draw(TICKET, 576))
    assert capfd.readouterr() == ("", "")


def test_no_folder_is_left_behind(tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, "-c", "import nextpatient_desktop.printing.escpos_encoder"],
        env={**os.environ, "TMPDIR": str(tmp_path), "TEMP": str(tmp_path)},
        check=True,
    )
    assert list(tmp_path.iterdir()) == []
