"""A printer's own letters: each in a cell of its font, as wide as every other."""

import functools
from dataclasses import dataclass, replace
from typing import Final

from PIL import Image, ImageDraw, ImageFont

from nextpatient_desktop.resources import resource

CELLS: Final = {"A": (12, 24), "B": (9, 17)}
"""Width and height in dots of the fonts at 203 dpi."""

CODE_PAGES: Final = {
    0: "cp437",
    2: "cp850",
    3: "cp860",
    4: "cp863",
    5: "cp865",
    16: "cp1252",
    17: "cp866",
    18: "cp852",
    19: "cp858",
}
"""Of ESC t n; the others differ from printer to printer."""

_FACES: Final = {False: "NotoSans-Regular.ttf", True: "NotoSans-Bold.ttf"}
_INK: Final = 140  # of 255: a dot is black when at least this much of it is


@dataclass(frozen=True)
class Style:
    """How letters are set, as the commands before them said."""

    font: str = "A"
    wide: int = 1
    high: int = 1
    is_bold: bool = False
    is_underlined: bool = False
    is_reversed: bool = False

    @property
    def cell(self) -> tuple[int, int]:
        """Width and height of a letter, in dots."""
        width, height = CELLS[self.font]
        return width * self.wide, height * self.high


@dataclass(frozen=True)
class Letter:
    """One letter of a line."""

    character: str
    style: Style


@functools.lru_cache(maxsize=2048)
def drawn(letter: Letter) -> Image.Image:
    """The letter in its cell; white is 1."""
    style = letter.style
    if (style.wide, style.high) != (1, 1):
        small = drawn(Letter(letter.character, replace(style, wide=1, high=1)))
        return small.resize(style.cell, Image.Resampling.NEAREST)
    width, height = style.cell
    font = ImageFont.truetype(str(resource("fonts", _FACES[style.is_bold])), height * 3 // 4)
    across = max(1, round(font.getlength(letter.character)))
    sheet = Image.new("L", (max(across, width), height), 255)
    left = max(0, (width - across) // 2)
    ImageDraw.Draw(sheet).text((left, height * 4 // 5), letter.character, fill=0, font=font, anchor="ls")
    # A wide letter is squeezed: each has the same room.
    cell = sheet.resize((width, height)).point(lambda level: 0 if level < 255 - _INK else 255).convert("1")
    if style.is_underlined:
        ImageDraw.Draw(cell).line((0, height - 1, width, height - 1), fill=0)
    return cell.point(lambda level: 255 - level) if style.is_reversed else cell
