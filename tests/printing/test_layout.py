"""What stands on a ticket, as data."""

from dataclasses import replace

import pytest

from nextpatient_desktop.clinic.printing import TicketContent
from nextpatient_desktop.printing.layout import (
    NARROW,
    WIDE,
    Blank,
    Block,
    Columns,
    Framed,
    Qr,
    Rule,
    Style,
    Text,
    layout,
    margin,
)
from tests.printing.tickets import LINK, TICKET

WIDTHS = pytest.mark.parametrize("width", [NARROW, 512, WIDE])


def texts(blocks: list[Block]) -> list[str]:
    """Every text, from top to bottom."""
    found: list[str] = []
    for block in blocks:
        match block:
            case Text():
                found += block.parts
            case Framed():
                found += [block.framed, block.beside]
            case Columns():
                found += [block.left, block.right]
    return found


def styles(blocks: list[Block]) -> list[Style]:
    return [block.style for block in blocks if isinstance(block, Text | Framed | Columns)]


@WIDTHS
def test_every_text_stands_on_the_ticket_once_and_in_order(width: int) -> None:
    assert texts(layout(TICKET, width)) == [
        "Sunrise Community Clinic",
        "12 Station Road",
        "080 4567 1200",
        "General OPD",
        "सामान्य ओपीडी",
        "A-042",
        "PRIORITY",
        "4th in line",
        "Expected 10:05 – 10:20",
        "Rooms 3, 4",
        "Scan to follow your turn",
        "अपनी बारी देखें",
        "20 Nov 2026 09:42",
        "Kiosk 1",
        "Missed your call? Show this ticket at the desk the same day.",
    ]


@WIDTHS
def test_the_code_is_the_largest_text_by_far(width: int) -> None:
    blocks = layout(TICKET, width)
    code = next(block for block in blocks if isinstance(block, Text) and "A-042" in block.parts)
    assert code.style.size > 3 * max(style.size for style in styles(blocks) if style is not code.style)


def test_groups_are_parted_by_a_line_and_then_by_dashes() -> None:
    rules = [block.is_dashed for block in layout(TICKET, WIDE) if isinstance(block, Rule)]
    assert rules == [False, True, True]


def test_a_normal_token_has_no_frame() -> None:
    blocks = layout(replace(TICKET, priority_mark=None), WIDE)
    assert not [block for block in blocks if isinstance(block, Framed)]
    assert "4th in line" in texts(blocks)


def test_a_ticket_of_a_kiosk_that_is_cut_off_says_no_place_and_no_time() -> None:
    """No place is better than a wrong one; what is known stands where it always does."""
    blocks = layout(replace(TICKET, code="A-B07", priority_mark=None, place="", expected=""), WIDE)
    assert "A-B07" in texts(blocks)
    assert "Rooms 3, 4" in texts(blocks)
    assert not [one for one in texts(blocks) if "in line" in one or "Expected" in one]
    assert "" not in texts(blocks)


def test_without_a_link_nobody_is_asked_to_scan() -> None:
    blocks = layout(replace(TICKET, link=None), WIDE)
    assert not [block for block in blocks if isinstance(block, Qr)]
    assert "Scan to follow your turn" not in texts(blocks)
    assert [block.is_dashed for block in blocks if isinstance(block, Rule)] == [False, True]


def test_the_qr_code_carries_the_link() -> None:
    assert [block.text for block in layout(TICKET, WIDE) if isinstance(block, Qr)] == [LINK]


def test_a_ticket_that_says_the_least_has_no_empty_text_and_no_loose_line() -> None:
    blocks = layout(TicketContent(clinic_name="", department="", code="A-042"), WIDE)
    assert texts(blocks) == ["A-042"]
    assert not [block for block in blocks if isinstance(block, Rule)]


@WIDTHS
def test_everything_has_a_place_on_the_paper(width: int) -> None:
    blocks = layout(TICKET, width)
    assert 0 < margin(width) < width // 16
    assert all(block.side < width for block in blocks if isinstance(block, Qr))
    assert all(block.height > 0 for block in blocks if isinstance(block, Blank))
    assert all(0 < style.min_size <= style.size for style in styles(blocks))


def test_narrow_paper_has_no_text_below_what_can_be_read() -> None:
    # An em of 19 dots is 2.4 mm, about 7 points.
    assert min(style.min_size for style in styles(layout(TICKET, NARROW))) >= 19


def test_paper_between_the_two_widths_gets_sizes_between() -> None:
    narrow, between, wide = (styles(layout(TICKET, width)) for width in (NARROW, 512, WIDE))
    assert all(
        small.size <= middle.size <= large.size
        for small, middle, large in zip(narrow, between, wide, strict=True)
    )
