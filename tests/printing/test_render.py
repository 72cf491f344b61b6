"""Tickets as pictures: every script whole, nothing cut off, QR codes that phones read."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtGui import QImage

from nextpatient_desktop.clinic.printing import TicketContent
from nextpatient_desktop.printing.layout import Align, Blank, Framed, Qr, Style, Text, layout, margin
from nextpatient_desktop.printing.render import draw, render
from nextpatient_desktop.printing.shaping import fitted, shape, tightened
from tests.printing.dots import inked, is_same, pillow, read_qr
from tests.printing.tickets import BY_LANGUAGE, LINK, LONG, TICKET

pytestmark = pytest.mark.usefixtures("qapp")

WIDTHS = pytest.mark.parametrize("width", [384, 576])
CODES = pytest.mark.parametrize("code", ["A-042", "A-1042", "A-B07", "W-B107", "WW-AA1007"])
STYLE = Style(size=24, min_size=20)


@WIDTHS
@pytest.mark.parametrize("ticket", [*BY_LANGUAGE.values(), LONG])
def test_nothing_reaches_into_the_margins(ticket: TicketContent, width: int) -> None:
    left, top, right, bottom = inked(pillow(draw(ticket, width)))
    # A letter may lean over its own edge by a dot or two.
    assert left >= margin(width) - 2
    assert right <= width - margin(width) + 2
    assert top > 0
    assert bottom < draw(ticket, width).height()


@WIDTHS
def test_a_picture_is_black_and_white_and_as_wide_as_the_paper(width: int) -> None:
    image = draw(TICKET, width)
    assert image.width() == width
    assert image.format() is QImage.Format.Format_Mono
    assert [colour & 0xFFFFFF for colour in image.colorTable()] == [0x000000, 0xFFFFFF]


@WIDTHS
@pytest.mark.parametrize("ticket", [*BY_LANGUAGE.values(), LONG])
def test_the_qr_code_is_read_as_the_link(ticket: TicketContent, width: int) -> None:
    assert read_qr(pillow(draw(ticket, width))) == [LINK]


@WIDTHS
@pytest.mark.parametrize("length", [20, 80, 150, 250])
def test_a_longer_link_is_read_too(length: int, width: int) -> None:
    link = "https://clinic.example/t/".ljust(length, "x")[:length]
    assert read_qr(pillow(render([Qr(text=link, side=240)], width))) == [link]


def test_the_modules_of_a_qr_code_are_of_whole_dots() -> None:
    picture = pillow(render([Qr(text=LINK, side=264)], 576))
    left, top, _, _ = inked(picture)
    finder = [picture.getpixel((left + x, top)) for x in range(60)]
    module, odd = divmod(finder.index(255), 7)
    assert (module > 3, odd) == (True, 0)


def test_a_qr_code_has_its_quiet_zone_within_its_own_height() -> None:
    image = render([Qr(text=LINK, side=264)], 576)
    _, top, _, bottom = inked(pillow(image))
    module = (bottom - top) // 33  # a code of version 4
    assert top == image.height() - bottom == 4 * module


@WIDTHS
@CODES
def test_a_code_stays_on_one_line(code: str, width: int) -> None:
    (block,) = (
        block
        for block in layout(replace(TICKET, code=code), width)
        if isinstance(block, Text) and block.is_tight
    )
    (paragraph,) = fitted(block.parts, block.style, width - 2 * margin(width), block.align)
    assert paragraph.line_count == 1
    # 5 mm: still the first thing one sees.
    assert tightened(paragraph).height >= 40


@pytest.mark.parametrize("language", BY_LANGUAGE)
def test_every_letter_has_a_glyph(language: str) -> None:
    ticket = BY_LANGUAGE[language]
    for text in (ticket.clinic_name, ticket.department, ticket.place, ticket.expected, *ticket.scan_lines):
        for run in shape(text, 24, STYLE).shaped.glyphRuns():
            assert 0 not in run.glyphIndexes(), f"a box instead of a letter in {text!r}"


def test_scripts_are_shaped_and_not_set_letter_by_letter() -> None:
    conjunct, letters = "क्षत्रिय", ("क", "\u094d", "ष", "त", "\u094d", "र", "ि", "य")
    apart = sum(shape(letter, 24, STYLE).width for letter in letters)
    assert shape(conjunct, 24, STYLE).width < 0.8 * apart


def test_a_text_of_two_scripts_takes_each_from_its_own_family() -> None:
    runs = shape("OPD · ओपीडी 4 · ஓபிடி", 24, STYLE).shaped.glyphRuns()
    assert {run.rawFont().familyName() for run in runs} == {
        "Noto Sans",
        "Noto Sans Devanagari",
        "Noto Sans Tamil",
    }


def test_a_text_shrinks_before_it_wraps() -> None:
    style = Style(size=36, min_size=20)
    (full,) = fitted(["General OPD"], style, 520, Align.CENTRE)
    (smaller,) = fitted(["Physiotherapy and Rehabilitation"], style, 520, Align.CENTRE)
    assert (full.line_count, smaller.line_count) == (1, 1)
    assert smaller.height < full.height


def test_wrapped_lines_are_of_like_length() -> None:
    (paragraph,) = fitted(["Show this ticket at the desk the same day please"], STYLE, 360, Align.CENTRE)
    widths = [paragraph.shaped.lineAt(number).naturalTextWidth() for number in range(paragraph.line_count)]
    assert len(widths) == 2
    assert min(widths) > 0.75 * max(widths)


@pytest.mark.parametrize("align", Align)
def test_a_word_longer_than_the_paper_is_broken_and_not_cut(align: Align) -> None:
    (paragraph,) = fitted(["Donaudampfschifffahrtsgesellschaft" * 3], STYLE, 300, align)
    assert paragraph.line_count > 3
    assert paragraph.width <= 300


LETTERS = st.text(st.characters(codec="utf-8", categories=["L", "M", "N", "P", "Zs"], max_codepoint=0x0D7F))


@given(text=LETTERS.filter(lambda text: bool(text.strip())), width=st.sampled_from([384, 576]))
@settings(max_examples=50, deadline=None)
def test_whatever_a_clinic_writes_fits_its_paper(text: str, width: int) -> None:
    for paragraph in fitted([text, text * 3], STYLE, width, Align.CENTRE):
        assert paragraph.width <= width
        assert paragraph.height >= STYLE.min_size


def test_line_breaks_in_a_text_are_kept() -> None:
    assert shape("Closed on Sundays\nNo smoking", 24, STYLE).line_count == 2


def test_parts_share_a_line_with_a_dot_between_or_stand_each_on_its_own() -> None:
    one = render([Text(parts=("General OPD", "ओपीडी"), style=STYLE)], 576)
    joined = render([Text(parts=("General OPD · ओपीडी",), style=STYLE)], 576)
    assert is_same(pillow(one), pillow(joined))
    two = render([Text(parts=("The expected time is not known yet",) * 2, style=STYLE)], 576)
    assert two.height() > 1.5 * one.height()


def test_a_frame_too_wide_for_its_row_goes_above_its_text() -> None:
    side_by_side = render([Framed(framed="PRIORITY", beside="4th in line", style=STYLE)], 576)
    stacked = render([Framed(framed="PRIORITY " * 3, beside="137 people are before you", style=STYLE)], 576)
    assert stacked.height() > 1.5 * side_by_side.height()


def test_a_frame_with_nothing_beside_it_stands_in_the_middle() -> None:
    left, _, right, _ = inked(pillow(render([Framed(framed="PRIORITY", beside="", style=STYLE)], 576)))
    assert abs(left - (576 - right)) <= 1


@pytest.mark.parametrize("code", ["A-042", "Q-J07", "Å-9"])
def test_tight_text_keeps_every_dot_of_its_letters(code: str) -> None:
    style = Style(size=150, min_size=60, is_bold=True)
    tight = render([Text(parts=(code,), style=style, is_tight=True)], 576)
    loose = render([Text(parts=(code,), style=style)], 576)
    left, top, right, bottom = inked(pillow(loose))
    assert is_same(pillow(tight).crop(inked(pillow(tight))), pillow(loose).crop((left, top, right, bottom)))
    assert tight.height() - (bottom - top) <= 4
    assert tightened(shape(code, 150, style)).height == tight.height()


def test_a_right_to_left_text_keeps_to_the_edge_it_was_given() -> None:
    style = Style(size=30, min_size=30)
    left, _, right, _ = inked(
        pillow(render([Text(parts=("عيادة الشروق",), style=style, align=Align.RIGHT)], 576))
    )
    assert right > 576 - margin(576) - 8
    assert left > 300


def test_a_ticket_of_nothing_but_white_can_be_drawn() -> None:
    assert render([Blank(height=3)], 384).height() == 3


def test_tickets_come_out_alike_from_several_threads_at_once() -> None:
    expected = pillow(draw(LONG, 576))
    with ThreadPoolExecutor(4) as pool:
        drawn = [pillow(image) for image in pool.map(lambda _: draw(LONG, 576), range(8))]
    assert all(is_same(picture, expected) for picture in drawn)


def run_alone(code: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)


def test_drawing_needs_no_widgets_and_no_window() -> None:
    code = (
        "import sys\n"
        "from PySide6.QtGui import QGuiApplication\n"
        "app = QGuiApplication([])\n"
        "from nextpatient_desktop.printing.render import draw\n"
        "from tests.printing.tickets import TICKET\n"
        "assert draw(TICKET, 384).height() > 300\n"
        "assert 'PySide6.QtWidgets' not in sys.modules\n"
    )
    alone = run_alone(code)
    assert (alone.returncode, alone.stderr) == (0, "")


def test_drawing_without_an_application_says_what_is_missing() -> None:
    code = (
        "from nextpatient_desktop.printing.render import draw\n"
        "from tests.printing.tickets import TICKET\n"
        "draw(TICKET, 384)\n"
    )
    assert "RuntimeError: drawing a ticket needs a QGuiApplication" in run_alone(code).stderr
