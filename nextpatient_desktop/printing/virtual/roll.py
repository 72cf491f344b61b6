"""The paper under the head: what stands on it, and the pieces cut off."""

from dataclasses import dataclass, field
from enum import IntEnum

from PIL import Image

from nextpatient_desktop.printing.virtual.letters import Letter, drawn


class Side(IntEnum):
    """Where lines and pictures stand: n of ESC a n."""

    LEFT = 0
    CENTRE = 1
    RIGHT = 2


@dataclass
class Roll:
    """Paper `width_dots` wide.

    Attributes:
        width_dots: what the head can print.
        tickets: the pieces cut off so far, in which white is 1.
        texts: for each piece the lines that were printed in the printer's own letters.
    """

    width_dots: int
    tickets: list[Image.Image] = field(default_factory=list)
    texts: list[tuple[str, ...]] = field(default_factory=list)
    _strips: list[Image.Image] = field(default_factory=list)
    _lines: list[str] = field(default_factory=list)
    _line: list[Letter] = field(default_factory=list)

    @property
    def is_line_open(self) -> bool:
        """Do letters wait for the end of their line?"""
        return bool(self._line)

    @property
    def uncut(self) -> Image.Image:
        """What stands on the paper since the last cut."""
        height = sum(strip.height for strip in self._strips)
        paper = Image.new("1", (self.width_dots, height), 255)
        top = 0
        for strip in self._strips:
            paper.paste(strip, (0, top))
            top += strip.height
        return paper

    def put(self, letter: Letter, spacing: int, side: Side) -> None:
        """Add a letter to the line; one that has no room any more begins the next."""
        taken = sum(one.style.cell[0] for one in self._line)
        if taken + letter.style.cell[0] > self.width_dots:
            self.end_line(spacing, side)
        self._line.append(letter)

    def end_line(self, spacing: int, side: Side) -> None:
        """Print the line, `spacing` rows high or as its letters are; an empty one is white."""
        line, self._line = self._line, []
        tallest = max((letter.style.cell[1] for letter in line), default=0)
        # At least a line's spacing; higher letters push the next line down.
        strip = Image.new("1", (sum(letter.style.cell[0] for letter in line), max(spacing, tallest)), 255)
        left = 0
        for letter in line:
            strip.paste(drawn(letter), (left, tallest - letter.style.cell[1]))
            left += letter.style.cell[0]
        if line:
            self._lines.append("".join(letter.character for letter in line))
            self.picture(strip, side)
        else:
            self.feed(spacing)

    def forget_line(self) -> None:
        """Drop letters that were not printed yet."""
        self._line.clear()

    def picture(self, picture: Image.Image, side: Side) -> None:
        """Print a picture; what reaches over the paper is lost."""
        room = self.width_dots - picture.width
        left = max(0, {Side.LEFT: 0, Side.CENTRE: room // 2, Side.RIGHT: room}[side])
        strip = Image.new("1", (self.width_dots, picture.height), 255)
        strip.paste(picture, (left, 0))
        self._strips.append(strip)

    def feed(self, rows: int) -> None:
        """Leave rows white."""
        if rows:
            self._strips.append(Image.new("1", (self.width_dots, rows), 255))

    def cut(self) -> None:
        """Cut off what was printed."""
        self.tickets.append(self.uncut)
        self.texts.append(tuple(self._lines))
        self._strips.clear()
        self._lines.clear()
