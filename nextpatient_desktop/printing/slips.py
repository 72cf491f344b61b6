"""How a slip is set: a visit's summary, the day's closing slip. Data only, as in `layout`."""

from nextpatient_desktop.clinic.printing import Slip, SlipLine, SlipPart
from nextpatient_desktop.printing.layout import (
    Align,
    Blank,
    Block,
    Columns,
    Framed,
    Rule,
    Style,
    Text,
    body_style,
    logo,
    measure,
)


def layout_slip(slip: Slip, width_dots: int) -> list[Block]:
    """Lay a slip out, from top to bottom, for paper `width_dots` wide."""
    gap = Blank(height=measure(12, 18, width_dots))
    blocks: list[Block] = [Blank(height=measure(8, 12, width_dots)), *_head(slip, width_dots)]
    for number, part in enumerate(slip.parts):
        blocks += [gap, Rule(is_dashed=number > 0), gap, *_part(part, width_dots)]
    return [*blocks, gap, Rule(is_dashed=True), gap, *_foot(slip, width_dots), gap]


def _head(slip: Slip, width: int) -> list[Block]:
    name = Style(size=measure(28, 35, width), min_size=measure(23, 28, width), is_bold=True)
    title = Style(size=measure(25, 31, width), min_size=measure(22, 26, width), is_bold=True)
    blocks: list[Block] = []
    if slip.logo:
        blocks += [logo(slip.logo, width), Blank(height=measure(8, 12, width))]
    if slip.clinic_name:
        blocks.append(Text(parts=(slip.clinic_name,), style=name))
    where = tuple(text for text in (slip.clinic_address, slip.clinic_phone) if text)
    if where:
        blocks.append(Text(parts=where, style=body_style(width)))
    what = tuple(text for text in (slip.title, slip.subtitle) if text)
    blocks += [Blank(height=measure(12, 18, width)), Text(parts=what, style=title)]
    if slip.copy_mark:
        blocks.append(Framed(framed=slip.copy_mark, beside="", style=title))
    return blocks


def _part(part: SlipPart, width: int) -> list[Block]:
    body = body_style(width)
    strong = Style(size=body.size, min_size=body.min_size, is_bold=True)
    blocks: list[Block] = []
    if part.title:
        blocks.append(Text(parts=(part.title,), style=strong, align=Align.LEFT))
    for line in part.lines:
        blocks += _line(line, strong if line.is_strong else body, width)
    return blocks


def _line(line: SlipLine, style: Style, width: int) -> list[Block]:
    blocks: list[Block] = []
    if line.right:
        blocks.append(Columns(left=line.left, right=line.right, style=style))
    else:
        # It may be a sentence, or a hash, so it wraps at its own size sooner than it becomes small.
        whole = Style(size=style.size, min_size=style.size, is_bold=style.is_bold)
        blocks.append(Text(parts=(line.left,), style=whole, align=Align.LEFT))
    if line.note:
        small = Style(size=measure(19, 21, width), min_size=measure(19, 21, width))
        blocks.append(Text(parts=(line.note,), style=small, align=Align.LEFT))
    return blocks


def _foot(slip: Slip, width: int) -> list[Block]:
    body = body_style(width)
    blocks: list[Block] = []
    if slip.printed_at or slip.printed_by:
        blocks.append(Columns(left=slip.printed_at, right=slip.printed_by, style=body))
    if slip.foot:
        whole = Style(size=body.size, min_size=body.size)
        blocks += [Blank(height=measure(5, 7, width)), Text(parts=(slip.foot,), style=whole)]
    return blocks
