"""What a printer makes of ESC/POS: paper. Written from the command reference, not from what writes jobs.

Source: Epson, "ESC/POS Command Reference for TM Printers".
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from PIL import Image

from nextpatient_desktop.printing.virtual.letters import CODE_PAGES, Letter, Style
from nextpatient_desktop.printing.virtual.roll import Roll, Side
from nextpatient_desktop.printing.virtual.symbols import QrMaker

_LINE: Final = 34  # rows: 1/6 inch at 203 dpi
_HIGHEST: Final = 200  # rows of a picture that no printer is known to corrupt
_TAB: Final = 8  # letters

_DLE, _ESC, _FS, _GS = 0x10, 0x1B, 0x1C, 0x1D

# Commands of two bytes and a fixed number of values after them.
_VALUES: Final = {
    b"\x10\x04": 1,  # answered at once, wherever it stands: not here
    b"\x10\x05": 1,
    b"\x1b@": 0,
    b"\x1b!": 1,
    b"\x1b-": 1,
    b"\x1b2": 0,
    b"\x1b3": 1,
    b"\x1bE": 1,
    b"\x1bG": 1,
    b"\x1bJ": 1,
    b"\x1bM": 1,
    b"\x1ba": 1,
    b"\x1bd": 1,
    b"\x1bp": 3,  # the drawer of a till
    b"\x1bt": 1,
    b"\x1c.": 0,
    b"\x1d!": 1,
    b"\x1dB": 1,
    b"\x1dI": 1,
    b"\x1dL": 2,
    b"\x1dW": 2,
    b"\x1da": 1,
    b"\x1dr": 1,
}


class Paper:
    """Takes bytes as they come, in pieces of any length, and keeps what stands on the paper.

    Attributes:
        roll: the paper itself.
        faults: what a real printer would print as rubbish, or corrupt.
    """

    def __init__(
        self,
        width_dots: int,
        asked: Callable[[bytes], None] = lambda question: None,
        *,
        knows: Callable[[bytes], bool] = lambda command: True,
    ) -> None:
        """Print on paper `width_dots` wide.

        Args:
            width_dots: what the head can print; a picture that is wider is a fault.
            asked: called with each question that is answered in its turn (GS r, GS I, GS ( H), as it stood
                in the job.
            knows: False for a command (its first two or three bytes) that this printer takes for letters.
        """
        self.roll = Roll(width_dots)
        self.faults: list[str] = []
        self._asked = asked
        self._knows = knows
        self._pending = bytearray()
        self._reset()

    @property
    def width_dots(self) -> int:
        """What the head can print."""
        return self.roll.width_dots

    @property
    def tickets(self) -> list[Image.Image]:
        """The pieces cut off so far, in which white is 1."""
        return self.roll.tickets

    @property
    def texts(self) -> list[tuple[str, ...]]:
        """For each piece the lines in the printer's own letters."""
        return self.roll.texts

    @property
    def uncut(self) -> Image.Image:
        """What stands on the paper since the last cut."""
        return self.roll.uncut

    @property
    def is_waiting(self) -> bool:
        """Has a command begun whose rest did not come?"""
        return bool(self._pending)

    def take(self, data: bytes) -> None:
        """Carry out every command that is whole, and keep the rest for later."""
        self._pending += data
        while self._pending:
            length = self._carry_out()
            if length is None:
                return
            del self._pending[:length]

    def switch_off(self) -> None:
        """Lose what was not printed; the paper keeps what was."""
        self._pending.clear()
        self.roll.forget_line()
        self._reset()

    def _reset(self) -> None:
        self._style = Style()
        self._side = Side.LEFT
        self._spacing = _LINE
        self._code_page = CODE_PAGES[0]
        self._qr = QrMaker()

    # --- What a command is ------------------------------------------------------------------------------

    def _carry_out(self) -> int | None:
        """Carry out the first command; its length, or None if it is not whole yet."""
        first = self._pending[0]
        if first in (_DLE, _ESC, _FS, _GS):
            return self._command()
        match first:
            case 0x00 | 0x0D | 0x18:
                pass
            case 0x0A:
                self._end_line()
            case 0x09:
                self._tabulate()
            case _ if first >= 0x20:
                self._letter(first)
            case _:
                self.faults.append(f"letter {first:#04x}")
        return 1

    def _command(self) -> int | None:
        data = self._pending
        if len(data) < 2:
            return None
        name = bytes(data[:2])
        if name in (b"\x1d(", b"\x1c("):
            if len(data) < 3:
                return None
            name = bytes(data[:3])
        if not self._knows(name):
            return 1
        values = _VALUES.get(name)
        if values is not None:
            if len(data) < 2 + values:
                return None
            self._simple(name, bytes(data[2 : 2 + values]))
            return 2 + values
        if len(name) == 3:
            return self._counted(name)
        match name:
            case b"\x1dv":
                return self._picture_command()
            case b"\x1dV":
                return self._cut_command()
        self.faults.append(f"command {name!r}")
        return 2

    def _counted(self, name: bytes) -> int | None:
        """A command that says its own length: GS ( X pL pH and the values."""
        if len(self._pending) < 5:
            return None
        end = 5 + int.from_bytes(self._pending[3:5], "little")
        if len(self._pending) < end:
            return None
        values = bytes(self._pending[5:end])
        if name == b"\x1d(k" and values[:1] == b"1" and len(values) > 1:
            self._qr_command(values[1], values[2:])
        elif name == b"\x1d(H" and values[:2] == b"00" and len(values) == 6:
            self._asked(bytes(self._pending[:end]))
        else:
            self.faults.append(f"command {name!r}")
        return end

    # --- What a command does ----------------------------------------------------------------------------

    def _simple(self, name: bytes, values: bytes) -> None:
        match name:
            case b"\x1b@":
                self.roll.forget_line()
                self._reset()
            case b"\x1bJ":
                self._end_line(values[0])
            case b"\x1bd":
                self._end_line(values[0] * self._spacing)
            case b"\x1b2":
                self._spacing = _LINE
            case b"\x1b3":
                self._spacing = values[0]
            case b"\x1ba" if values[0] & 3 < 3:
                self._side = Side(values[0] & 3)
            case b"\x1bt":
                self._code_page = CODE_PAGES.get(values[0], CODE_PAGES[0])
            case b"\x1dr" | b"\x1dI":
                self._asked(name + values)
            case _:
                self._set_style(name, values)

    def _set_style(self, name: bytes, values: bytes) -> None:
        style, value = self._style, values[0] if values else 0
        match name:
            case b"\x1b!":
                self._style = Style(
                    font="B" if value & 0x01 else "A",
                    is_bold=bool(value & 0x08),
                    high=2 if value & 0x10 else 1,
                    wide=2 if value & 0x20 else 1,
                    is_underlined=bool(value & 0x80),
                    is_reversed=style.is_reversed,
                )
            case b"\x1bE" | b"\x1bG":
                self._style = replace(style, is_bold=bool(value & 1))
            case b"\x1b-":
                self._style = replace(style, is_underlined=bool(value & 3))
            case b"\x1bM":
                self._style = replace(style, font="B" if value & 1 else "A")
            case b"\x1dB":
                self._style = replace(style, is_reversed=bool(value & 1))
            case b"\x1d!":
                self._style = replace(style, wide=(value >> 4 & 7) + 1, high=(value & 7) + 1)

    def _letter(self, byte: int) -> None:
        character = bytes([byte]).decode(self._code_page, "replace")
        self.roll.put(Letter(character, self._style), self._spacing, self._side)

    def _tabulate(self) -> None:
        for _ in range(_TAB):
            self._letter(0x20)

    def _end_line(self, rows: int | None = None) -> None:
        """Print the line and feed: by a line, or by so many rows, at least as high as its letters."""
        if rows is None:
            self.roll.end_line(self._spacing, self._side)
        elif self.roll.is_line_open:
            self.roll.end_line(rows, self._side)
        else:
            self.roll.feed(rows)

    def _put(self, picture: Image.Image) -> None:
        if self.roll.is_line_open:
            # A real printer prints the picture nowhere, or over the letters.
            self.faults.append("a picture within a line")
            self._end_line()
        if picture.width > self.width_dots + 7:
            self.faults.append(f"a picture of {picture.width} dots")
        self.roll.picture(picture, self._side)

    def _qr_command(self, function: int, values: bytes) -> None:
        made = self._qr.command(function, values)
        if isinstance(made, str):
            self.faults.append(made)
        elif made is not None:
            self._put(made)

    def _cut_command(self) -> int | None:
        """GS V: with a feed (65, 66 and a distance) or without (0, 1, 48, 49)."""
        if len(self._pending) < 3:
            return None
        kind = self._pending[2]
        length = 4 if kind in (65, 66) else 3
        if len(self._pending) < length:
            return None
        if self.roll.is_line_open:
            self.faults.append("a cut within a line")
            self._end_line()
        self.roll.cut()
        return length

    def _picture_command(self) -> int | None:
        """GS v 0 m xL xH yL yH and the dots, rows of whole bytes, in which black is 1."""
        if len(self._pending) < 8:
            return None
        row_bytes = int.from_bytes(self._pending[4:6], "little")
        rows = int.from_bytes(self._pending[6:8], "little")
        end = 8 + row_bytes * rows
        if len(self._pending) < end:
            return None
        if self._pending[2] != 0x30 or self._pending[3] not in (0, 0x30):
            self.faults.append("a picture in another mode")
        if rows > _HIGHEST:
            self.faults.append(f"a picture of {rows} rows")
        if row_bytes and rows:
            white = bytes(byte ^ 0xFF for byte in self._pending[8:end])
            self._put(Image.frombytes("1", (row_bytes * 8, rows), white))
        return end
