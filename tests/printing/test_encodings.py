"""The same blocks in each encoding: all is on the paper, the line's speed decides, phones read the code."""

from dataclasses import replace

import pytest
from PIL import Image

from nextpatient_desktop.clinic.printing import ProofSheet, TicketContent
from nextpatient_desktop.printing.encoding import TICKET_SECONDS, Encoding, best_job, job_of
from nextpatient_desktop.printing.layout import (
    Align,
    Blank,
    Block,
    Columns,
    Framed,
    Qr,
    Rule,
    Style,
    Text,
    layout,
)
from nextpatient_desktop.printing.letters import plain
from nextpatient_desktop.printing.proof import layout_proof
from nextpatient_desktop.printing.render import render
from nextpatient_desktop.printing.transport import PrintJob
from nextpatient_desktop.printing.virtual import Paper
from tests.printing.dots import inked, is_same, pillow, read_qr, trimmed
from tests.printing.tickets import BY_LANGUAGE, LINK, LONG, TICKET

pytestmark = pytest.mark.usefixtures("qapp")

WIDTHS = pytest.mark.parametrize("width", [384, 420, 512, 576])
ENCODINGS = pytest.mark.parametrize("encoding", Encoding)
STYLE = Style(size=24, min_size=20)
BOLD = Style(size=36, min_size=30, is_bold=True)
PLAIN = replace(TICKET, department_again="", scan_lines=("Scan to follow your turn",))


def printed(job: PrintJob, width: int) -> Paper:
    """The one ticket that a job makes, without any complaint."""
    paper = Paper(width)
    paper.take(job.data)
    assert paper.faults == []
    assert not paper.is_waiting
    assert len(paper.tickets) == 1
    return paper


def in_letters(*blocks: Block, width: int = 576) -> Paper:
    return printed(job_of(blocks, width, Encoding.LETTERS), width)


@WIDTHS
@ENCODINGS
@pytest.mark.parametrize("ticket", [TICKET, LONG], ids=["usual", "long"])
def test_the_qr_code_of_every_encoding_at_every_width_is_read_as_the_link(
    ticket: TicketContent, encoding: Encoding, width: int
) -> None:
    assert read_qr(printed(job_of(layout(ticket, width), width, encoding), width).tickets[0]) == [LINK]


@pytest.mark.parametrize("width", [384, 512, 576])
@pytest.mark.parametrize("language", BY_LANGUAGE)
def test_a_picture_with_the_printer_s_own_code_looks_as_it_was_drawn(language: str, width: int) -> None:
    blocks = layout(BY_LANGUAGE[language], width)
    paper = printed(job_of(blocks, width, Encoding.OWN_CODES), width)
    assert is_same(trimmed(paper.tickets[0]), trimmed(pillow(render(blocks, width))))
    assert paper.texts == [()]


@pytest.mark.parametrize("width", [384, 512, 576])
@pytest.mark.parametrize("language", ["hindi", "tamil", "telugu", "bengali"])
def test_what_is_not_ascii_is_drawn_as_qt_draws_it(language: str, width: int) -> None:
    ticket = BY_LANGUAGE[language]
    text = Text(parts=(ticket.place,), style=STYLE)
    framed = Framed(framed=str(ticket.priority_mark), beside=ticket.place, style=BOLD)
    columns = Columns(left=ticket.printed_at, right=ticket.kiosk_name, style=STYLE)
    left = Text(parts=(ticket.department,), style=BOLD, align=Align.LEFT)
    for block in (text, framed, columns, left):
        paper = in_letters(block, width=width)
        assert is_same(trimmed(paper.tickets[0]), trimmed(pillow(render([block], width))))
        assert paper.texts == [()]


@pytest.mark.parametrize("width", [384, 576])
def test_everything_on_a_ticket_of_ascii_is_said_in_letters(width: int) -> None:
    (lines,) = in_letters(*layout(PLAIN, width), width=width).texts
    said = " ".join(" ".join(lines).split())
    for words in (
        "Sunrise Community Clinic",
        "12 Station Road",
        "080 4567 1200",
        "General OPD",
        "A-042",
        "PRIORITY",
        "4th in line",
        "Expected 10:05 - 10:20",
        "Rooms 3, 4",
        "Scan to follow your turn",
        "20 Nov 2026 09:42",
        "Kiosk 1",
        "Missed your call? Show this ticket at the desk the same day.",
    ):
        assert words in said
    assert all(ord(letter) < 128 for letter in said)


def test_the_code_is_the_largest_thing_on_a_ticket_in_letters() -> None:
    heights = {}
    for text, style in (("A-042", Style(size=156, min_size=60, is_bold=True)), ("A-042", STYLE)):
        _, top, _, bottom = inked(in_letters(Text(parts=(text,), style=style)).tickets[0])
        heights[style.size] = bottom - top
    assert heights[156] > 5 * heights[24]


@pytest.mark.parametrize("code", ["A-042", "A-1042", "W-B107", "WW-AA1007"])
@pytest.mark.parametrize("width", [384, 576])
def test_a_code_in_letters_stays_on_one_line(code: str, width: int) -> None:
    block = Text(parts=(code,), style=Style(size=156, min_size=60, is_bold=True), is_tight=True)
    assert in_letters(block, width=width).texts == [(code,)]


def test_a_long_text_in_letters_is_wrapped_between_words() -> None:
    words = "Missed your call? Show this ticket at the desk the same day, please."
    (lines,) = in_letters(Text(parts=(words,), style=STYLE), width=384).texts
    assert lines == ("Missed your call? Show this", "ticket at the desk the same day,", "please.")
    (lines,) = in_letters(Text(parts=("Closed on Sundays\nNo smoking",), style=STYLE)).texts
    assert lines == ("Closed on Sundays", "No smoking")


def test_columns_keep_to_the_edges_or_go_below_each_other() -> None:
    (lines,) = in_letters(Columns(left="20 Nov 2026 09:42", right="Kiosk 1", style=STYLE)).texts
    assert lines == ("20 Nov 2026 09:42" + " " * 24 + "Kiosk 1",)
    narrow = Columns(left="20 Nov 2026 09:42", right="Kiosk at the east entrance", style=STYLE)
    assert in_letters(narrow, width=384).texts == [("20 Nov 2026 09:42", "Kiosk at the east entrance")]


def test_a_mark_is_white_on_black_and_has_its_text_beside_or_below() -> None:
    block = Framed(framed="PRIORITY", beside="4th in line", style=BOLD)
    assert in_letters(block).texts == [(" PRIORITY   4th in line",)]
    long = Framed(framed="PRIORITY", beside="137 people are before you now", style=BOLD)
    assert in_letters(long, width=384).texts == [(" PRIORITY ", "137 people are before you now")]
    alone = Framed(framed="PRIORITY", beside="", style=BOLD)
    assert in_letters(alone).texts == [(" PRIORITY ",)]


def test_rules_and_white_are_there() -> None:
    (lines,) = in_letters(Rule(is_dashed=True), Blank(height=600), Rule(is_dashed=False)).texts
    assert lines == ("-" * 48, "=" * 48)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("10:05 – 10:20", "10:05 - 10:20"),
        ("“A” isn’t…", '"A" isn\'t...'),
        ("3\N{NO-BREAK SPACE}× 2 · 1", "3 x 2 - 1"),
        ("₹ 100", None),
        ("café", None),
        ("ओपीडी", None),
        ("a\tb", None),
        ("", ""),
    ],
)
def test_signs_become_what_every_printer_has_and_letters_never(text: str, said: str | None) -> None:
    assert plain(text) == said


@ENCODINGS
@pytest.mark.parametrize("ticket", [TICKET, LONG], ids=["usual", "long"])
def test_what_may_be_owed_after_a_break_is_known(ticket: TicketContent, encoding: Encoding) -> None:
    """Broken off anywhere and followed by so many zeros, the printer takes the next ticket for one."""
    job = job_of(layout(ticket, 576), 576, encoding)
    for at in range(3, len(job.data), max(1, len(job.data) // 31)):
        paper = Paper(576)
        paper.take(job.data[:at] + bytes(job.longest) + b"\x1b@\x1dr\x01next\n\x1dVB\x00")
        assert paper.texts[-1][-1].endswith("next"), at


@pytest.mark.parametrize(("baud", "width"), [(9600, 576), (9600, 384), (19200, 576), (115200, 576)])
def test_a_ticket_is_out_in_three_seconds_where_the_line_allows_it(baud: int, width: int) -> None:
    speed = baud / 10
    for language, ticket in {**BY_LANGUAGE, "plain": PLAIN}.items():
        blocks = layout(ticket, width)
        job = best_job(blocks, width, speed)
        shortest = min(len(job_of(blocks, width, encoding).data) for encoding in Encoding)
        assert len(job.data) / speed <= max(TICKET_SECONDS, shortest / speed), language
        if language in ("plain", "english") or baud == 115200:
            assert len(job.data) / speed <= TICKET_SECONDS, language


def test_the_best_encoding_is_taken_that_the_line_allows() -> None:
    blocks = layout(TICKET, 576)
    jobs = {encoding: job_of(blocks, 576, encoding) for encoding in Encoding}
    sizes = [len(job.data) for job in jobs.values()]
    assert sizes == sorted(sizes, reverse=True)
    assert best_job(blocks, 576, None) == jobs[Encoding.PICTURE]
    assert best_job(blocks, 576, 1_000_000) == jobs[Encoding.PICTURE]
    assert best_job(blocks, 576, sizes[1] / TICKET_SECONDS) == jobs[Encoding.OWN_CODES]
    assert best_job(blocks, 576, 1920) == jobs[Encoding.LETTERS]
    assert best_job(blocks, 576, 30) == jobs[Encoding.LETTERS]


SHEET = ProofSheet(
    title="Test page",
    printer="tcp://192.168.1.30",
    printed_at="20 Nov 2026 09:42",
    ruler="Millimetres. Both lines at the edges must be whole.",
    greys="Eight fields, each darker than the one before.",
    scripts="No boxes, no question marks.",
    codes="A phone must read all of them.",
    link=LINK,
    cut="The paper must be cut below this line.",
)


@WIDTHS
@ENCODINGS
def test_the_test_page_has_codes_in_several_sizes_that_are_read(encoding: Encoding, width: int) -> None:
    sheet = printed(job_of(layout_proof(SHEET, width), width, encoding), width).tickets[0]
    found = read_qr(sheet)
    assert found == [LINK] * 4


@WIDTHS
def test_the_ruler_of_the_test_page_goes_over_all_of_the_paper_in_millimetres(width: int) -> None:
    picture = printed(job_of(layout_proof(SHEET, width), width, Encoding.PICTURE), width).tickets[0]
    top = next(
        y for y in range(picture.height) if all(not picture.getpixel((x, y)) for x in range(0, width, 7))
    )
    row = [not picture.getpixel((x, top + 9)) for x in range(width)]
    assert [x for x in range(8, width - 8) if row[x]] == list(range(8, width - 8, 8))
    assert row[0]
    assert row[width - 1]


def test_the_greys_of_the_test_page_grow_darker() -> None:
    picture = printed(job_of(layout_proof(SHEET, 576), 576, Encoding.PICTURE), 576).tickets[0].convert("L")
    solid = next(y for y in range(picture.height - 50) if not _white(picture.crop((500, y, 550, y + 40))))
    field = [_white(picture.crop((30 + 66 * n, solid, 80 + 66 * n, solid + 40))) for n in range(8)]
    assert field == sorted(field, reverse=True)
    assert len(set(field)) == 8


def _white(part: Image.Image) -> int:
    return part.histogram()[255]


def test_a_qr_code_too_long_for_the_paper_is_a_fault_in_every_encoding() -> None:
    for encoding in Encoding:
        with pytest.raises(ValueError, match=r".+"):
            job_of([Qr(text="x" * 5000, side=200)], 384, encoding)
