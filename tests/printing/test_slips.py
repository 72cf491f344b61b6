"""Slips, copies and logos on paper, in each script, read back by an interpreter that is not the writer's."""

from dataclasses import replace

import pytest

from nextpatient_desktop.clinic.printing import Slip, SlipLine, SlipPart
from nextpatient_desktop.printing.contents import blocks_of
from nextpatient_desktop.printing.encoding import TICKET_SECONDS, Encoding, best_job, job_of
from nextpatient_desktop.printing.layout import Block, Picture, Text, layout
from nextpatient_desktop.printing.render import render
from nextpatient_desktop.printing.virtual import Paper
from tests.printing.dots import inked, is_same, pillow, read_qr, trimmed
from tests.printing.logos import LOGO
from tests.printing.tickets import BY_LANGUAGE, LINK, TICKET

pytestmark = pytest.mark.usefixtures("qapp")

WIDTHS = pytest.mark.parametrize("width", [384, 512, 576])
LANGUAGES = pytest.mark.parametrize("language", BY_LANGUAGE)
HASH = " ".join(["9f3a 11c0 77de 5b2a"] * 4)


def slip(language: str) -> Slip:
    ticket = BY_LANGUAGE[language]
    return Slip(
        clinic_name=ticket.clinic_name,
        clinic_address=ticket.clinic_address,
        title=ticket.department,
        subtitle="20 Nov 2026",
        parts=(
            SlipPart(lines=(SlipLine(left=ticket.department, right="23", is_strong=True),)),
            SlipPart(
                title=ticket.place,
                lines=(
                    SlipLine(left=ticket.counters, right="10:05 – 10:20", note=ticket.kiosk_name),
                    SlipLine(left=HASH),
                ),
            ),
        ),
        printed_at="20 Nov 2026 18:04",
        printed_by=ticket.kiosk_name,
        foot=ticket.foot,
        logo=LOGO,
        copy_mark="Copy 2",
    )


def paper_of(content: object, width: int, encoding: Encoding = Encoding.PICTURE) -> Paper:
    paper = Paper(width)
    paper.take(job_of(blocks_of(content, width), width, encoding).data)
    assert paper.faults == [] and len(paper.tickets) == 1
    return paper


@WIDTHS
@LANGUAGES
def test_a_slip_in_each_script_looks_on_paper_as_qt_draws_it(language: str, width: int) -> None:
    content = slip(language)
    drawn = pillow(render(blocks_of(content, width), width))
    assert is_same(trimmed(paper_of(content, width).tickets[0]), trimmed(drawn))


@WIDTHS
@LANGUAGES
def test_a_copy_with_a_logo_looks_on_paper_as_qt_draws_it(language: str, width: int) -> None:
    ticket = replace(BY_LANGUAGE[language], logo=LOGO, copy_mark="Copy 2")
    drawn = pillow(render(layout(ticket, width), width))
    for encoding in (Encoding.PICTURE, Encoding.OWN_CODES):
        (seen,) = paper_of(ticket, width, encoding).tickets
        assert is_same(trimmed(seen), trimmed(drawn))
        assert read_qr(seen) == [LINK]


def test_a_slip_in_letters_says_everything() -> None:
    (said,) = paper_of(slip("english"), 576, Encoding.LETTERS).texts
    words = " ".join(" ".join(said).split())
    for wanted in ("Sunrise Community Clinic", "General OPD", "23", "Rooms 3, 4", "Copy 2", "9f3a 11c0"):
        assert wanted in words


@WIDTHS
def test_a_logo_is_in_the_middle_and_nothing_of_it_is_cut(width: int) -> None:
    left, top, right, bottom = inked(pillow(render([Picture(png=LOGO, height=144)], width)))
    assert abs(left - (width - right)) <= 1
    assert bottom - top == pytest.approx(right - left, abs=2) and 130 <= bottom - top <= 144


def test_a_logo_that_cannot_be_read_leaves_the_ticket_as_it_is() -> None:
    for bad in ("no picture", "bm8gcGljdHVyZQ=="):
        blocks: list[Block] = [Picture(png=bad, height=144), Text(parts=("A-042",), style=_STYLE)]
        assert is_same(trimmed(pillow(render(blocks, 384))), trimmed(pillow(render(blocks[1:], 384))))


def test_on_a_slow_line_the_logo_goes_before_the_ticket_takes_too_long() -> None:
    speed = 1920.0  # 19200 baud
    job = best_job(layout(replace(TICKET, department_again="", logo=LOGO), 576), 576, speed)
    assert len(job.data) <= TICKET_SECONDS * speed


_STYLE = next(block for block in layout(TICKET, 384) if isinstance(block, Text)).style
