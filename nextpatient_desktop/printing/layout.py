"""What stands on a ticket, and in what order and size: data, without a printer, a font or Qt.

Lengths and sizes are in dots of the printer (8 to the millimetre at 203 dpi). Paper of 80 mm is 576 dots
wide, paper of 58 mm 384; the measures of any other width lie between those two.
"""

from dataclasses import dataclass
from enum import StrEnum

from nextpatient_desktop.clinic.printing import TicketContent

NARROW = 384
WIDE = 576

JOINER = " · "


class Align(StrEnum):
    """Where a text stands in its row."""

    LEFT = "left"
    CENTRE = "centre"
    RIGHT = "right"


@dataclass(frozen=True, kw_only=True)
class Style:
    """How a text is set.

    Attributes:
        size: of the font's em, in dots, where there is room.
        min_size: down to here a text shrinks to stay on one line; what is longer still is wrapped.
        is_bold: heavier strokes.
    """

    size: int
    min_size: int
    is_bold: bool = False


@dataclass(frozen=True, kw_only=True)
class Text:
    """One or several texts: beside each other with a dot between, or below each other where there is no room.

    `is_tight` leaves out the font's own space above and below the letters: for what is set very large.
    """

    parts: tuple[str, ...]
    style: Style
    align: Align = Align.CENTRE
    is_tight: bool = False


@dataclass(frozen=True, kw_only=True)
class Framed:
    """A text in a frame, and another beside it, or below it where there is no room."""

    framed: str
    beside: str
    style: Style


@dataclass(frozen=True, kw_only=True)
class Columns:
    """Two texts at the two edges of one row, or in two rows where there is no room."""

    left: str
    right: str
    style: Style


@dataclass(frozen=True, kw_only=True)
class Rule:
    """A line across the paper, dashed or not."""

    is_dashed: bool


@dataclass(frozen=True, kw_only=True)
class Qr:
    """A QR code with its quiet zone, `side` dots wide at most, or wider if it would be unreadable."""

    text: str
    side: int


@dataclass(frozen=True, kw_only=True)
class Blank:
    """White space."""

    height: int


@dataclass(frozen=True, kw_only=True)
class Ruler:
    """Millimetres across all of the paper."""


@dataclass(frozen=True, kw_only=True)
class Greys:
    """Fields from light to black."""


@dataclass(frozen=True, kw_only=True)
class Codes:
    """One QR code in several sizes: dots of a module."""

    text: str
    modules: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class Picture:
    """A black and white picture in the middle, `png` as base64; made smaller where it is too wide or high."""

    png: str
    height: int


Block = Text | Framed | Columns | Rule | Qr | Blank | Ruler | Greys | Codes | Picture


def margin(width_dots: int) -> int:
    """The white space left and right of everything, in dots."""
    return measure(10, 24, width_dots)


def layout(content: TicketContent, width_dots: int) -> list[Block]:
    """Lay a ticket out, from top to bottom, for paper `width_dots` wide.

    Groups that have nothing to say are left out, with the line that would part them from the next.
    """
    groups: list[tuple[Block, ...]] = [
        tuple(group)
        for group in (
            _clinic(content, width_dots),
            _turn(content, width_dots),
            _scan(content, width_dots),
            _foot(content, width_dots),
        )
        if group
    ]
    gap = Blank(height=measure(12, 18, width_dots))
    blocks: list[Block] = [Blank(height=measure(8, 12, width_dots))]
    for number, group in enumerate(groups):
        if number:
            blocks += [gap, Rule(is_dashed=number > 1), gap]
        blocks += group
    blocks.append(gap)
    return blocks


def logo(png: str, width: int) -> Picture:
    """A clinic's own picture above everything."""
    return Picture(png=png, height=measure(108, 144, width))


def _clinic(content: TicketContent, width: int) -> list[Block]:
    blocks: list[Block] = []
    if content.logo:
        blocks += [logo(content.logo, width), Blank(height=measure(8, 12, width))]
    if content.clinic_name:
        name = Style(size=measure(28, 35, width), min_size=measure(23, 28, width), is_bold=True)
        blocks.append(Text(parts=(content.clinic_name,), style=name))
    where = _present(content.clinic_address, content.clinic_phone)
    if where:
        blocks.append(Text(parts=where, style=body_style(width)))
    return blocks


def _turn(content: TicketContent, width: int) -> list[Block]:
    blocks: list[Block] = []
    department = _present(content.department, content.department_again)
    if department:
        style = Style(size=measure(29, 36, width), min_size=measure(24, 30, width), is_bold=True)
        blocks += [Text(parts=department, style=style), Blank(height=measure(18, 25, width))]
    code = Style(size=measure(132, 156, width), min_size=measure(40, 60, width), is_bold=True)
    blocks += [Text(parts=(content.code,), style=code, is_tight=True), Blank(height=measure(18, 24, width))]
    strong = Style(size=measure(25, 29, width), min_size=measure(22, 24, width), is_bold=True)
    if content.priority_mark:
        blocks.append(Framed(framed=content.priority_mark, beside=content.place, style=strong))
        blocks.append(Blank(height=measure(8, 12, width)))
    elif content.place:
        blocks.append(Text(parts=(content.place,), style=strong))
    when = _present(content.expected, content.counters)
    if when:
        size = Style(size=measure(24, 29, width), min_size=measure(21, 25, width))
        blocks.append(Text(parts=when, style=size))
    return blocks


def _scan(content: TicketContent, width: int) -> list[Block]:
    if not content.link:
        return []
    blocks: list[Block] = [Qr(text=content.link, side=measure(224, 264, width))]
    lines = _present(*content.scan_lines)
    if lines:
        blocks.append(Text(parts=lines, style=body_style(width)))
    return blocks


def _foot(content: TicketContent, width: int) -> list[Block]:
    blocks: list[Block] = []
    if content.copy_mark:
        strong = Style(size=measure(25, 29, width), min_size=measure(22, 24, width), is_bold=True)
        blocks += [
            Framed(framed=content.copy_mark, beside="", style=strong),
            Blank(height=measure(5, 7, width)),
        ]
    if content.printed_at or content.kiosk_name:
        blocks.append(Columns(left=content.printed_at, right=content.kiosk_name, style=body_style(width)))
    if content.foot:
        if blocks:
            blocks.append(Blank(height=measure(5, 7, width)))
        # It is a sentence, so it wraps at its own size sooner than it becomes small.
        size = body_style(width).size
        blocks.append(Text(parts=(content.foot,), style=Style(size=size, min_size=size)))
    return blocks


def body_style(width: int) -> Style:
    """How ordinary text is set on paper of this width."""
    return Style(size=measure(21, 24, width), min_size=measure(19, 21, width))


def _present(*texts: str) -> tuple[str, ...]:
    return tuple(text for text in texts if text)


def measure(narrow: int, wide: int, width: int) -> int:
    """A length between what it is on paper for 58 mm and for 80 mm."""
    share = (min(max(width, NARROW), WIDE) - NARROW) / (WIDE - NARROW)
    return round(narrow + (wide - narrow) * share)
