"""What stands on the virtual printer's paper for each command, byte by byte."""

import pytest

from nextpatient_desktop.printing.virtual import Paper
from tests.printing.dots import inked, read_qr


def printed(*commands: bytes, width: int = 576) -> Paper:
    paper = Paper(width)
    for byte in b"".join(commands):
        paper.take(bytes([byte]))
    return paper


def test_a_picture_comes_out_dot_for_dot() -> None:
    paper = Paper(16)
    paper.take(b"\x1b@\x1dv0\x00\x01\x00\x02\x00\xf0")
    assert paper.is_waiting
    paper.take(b"\x81\x1bJ\x03\x1dVB\x00")
    (ticket,) = paper.tickets
    rows = [[ticket.getpixel((x, y)) for x in range(16)] for y in range(ticket.height)]
    assert rows[0] == [0] * 4 + [255] * 12
    assert rows[1] == [0] + [255] * 6 + [0] + [255] * 8
    assert rows[2:] == [[255] * 16] * 3
    assert inked(ticket) == (0, 0, 8, 2)
    assert paper.faults == []


@pytest.mark.parametrize(
    ("command", "fault"),
    [
        (b"\x1bX", "command b'\\x1bX'"),
        (b"\x01", "letter 0x01"),
        (b"\x1d(A\x02\x00\x00\x01", "command b'\\x1d(A'"),
        (b"\x1dv0\x00\x49\x00\x01\x00" + bytes(73), "a picture of 584 dots"),
        (b"\x1dv0\x00\x01\x00\xc9\x00" + bytes(201), "a picture of 201 rows"),
        (b"\x1dv0\x03\x01\x00\x01\x00\x00", "a picture in another mode"),
        (b"A\x1dv0\x00\x01\x00\x01\x00\x00", "a picture within a line"),
        (b"A\x1dVB\x00", "a cut within a line"),
        (b"\x1d(k\x03\x00\x31\x51\x30", "a QR code's function 81 with b'0'"),
    ],
)
def test_what_a_real_printer_would_spoil_is_a_fault(command: bytes, fault: str) -> None:
    assert printed(command).faults == [fault]


def test_letters_stand_in_lines_of_their_own_height() -> None:
    paper = printed(b"Sunrise\n", b"\x1d!\x77A-042\n", b"\x1dVB\x00")
    assert paper.texts == [("Sunrise", "A-042")]
    assert paper.tickets[0].height == 34 + 8 * 24
    left, top, right, _ = inked(paper.tickets[0].crop((0, 34, 576, 226)))
    assert left < 96
    assert 4 * 96 < right <= 5 * 96
    assert top > 0


def test_a_line_stands_where_it_was_told() -> None:
    left, centre, right = (inked(printed(b"\x1ba" + side, b"HH\n").uncut)[0] for side in (b"0", b"1", b"2"))
    assert left < 12
    assert 276 <= centre < 288
    assert 552 <= right < 564


def test_a_line_without_room_goes_on_in_the_next() -> None:
    assert printed(b"1234567890" * 5, b"\n\x1dVB\x00").texts == [("1234567890" * 4 + "12345678", "90")]


def test_reversed_letters_are_white_on_black() -> None:
    plain, reverse = (printed(b"\x1dB" + on, b" H \n").uncut for on in (b"\0", b"\1"))
    count = [picture.convert("L").crop((0, 0, 36, 24)).histogram()[0] for picture in (plain, reverse)]
    assert sum(count) == 36 * 24


def test_a_reset_forgets_what_waits_for_the_end_of_its_line() -> None:
    paper = printed(b"\x1dB\x01\x1ba1junk", b"\x1b@", b"H\n")
    assert inked(paper.uncut)[2] <= 12


def test_accents_are_of_the_code_page() -> None:
    assert printed(b"\x82\x1bt\x10\xe9\n\x1dVB\x00").texts == [("éé",)]


@pytest.mark.parametrize("module", [3, 4, 8])
def test_a_qr_code_is_made_by_the_printer(module: int) -> None:
    text = b"https://clinic.example/t/7Kq2mZx9RtWbN4pLc0aQdw"
    store = b"\x1d(k" + (len(text) + 3).to_bytes(2, "little") + b"1P0" + text
    paper = printed(
        b"\x1ba1\x1bJ\x20",
        b"\x1d(k\x04\x00\x31\x41\x32\x00",
        b"\x1d(k\x03\x00\x31\x43" + bytes([module]),
        b"\x1d(k\x03\x00\x31\x45\x31",
        store,
        b"\x1d(k\x03\x00\x31\x51\x30",
        b"\x1bJ\x20\x1dVB\x00",
    )
    assert paper.faults == []
    assert read_qr(paper.tickets[0]) == [text.decode()]
    left, _, right, _ = inked(paper.tickets[0])
    assert (right - left) % module == 0


def test_questions_in_turn_are_handed_over_as_they_stood() -> None:
    asked: list[bytes] = []
    paper = Paper(576, asked.append)
    paper.take(b"\x1dr\x01\x1d(H\x06\x0000A001\x1dI\x43")
    assert asked == [b"\x1dr\x01", b"\x1d(H\x06\x0000A001", b"\x1dI\x43"]


def test_a_printer_that_does_not_know_a_command_takes_it_for_letters() -> None:
    paper = Paper(576, knows=lambda command: command != b"\x1d(H")
    paper.take(b"\x1d(H\x06\x0000A001\n\x1dVB\x00")
    assert paper.texts[0][0].startswith("(H")


def test_switching_off_loses_what_was_not_printed() -> None:
    paper = printed(b"one\n", b"two", b"\x1dv0\x00\x01\x00\x10\x00\xff")
    paper.switch_off()
    paper.take(b"three\n\x1dVB\x00")
    assert paper.texts == [("one", "three")]
