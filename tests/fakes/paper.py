"""What a printer makes of ESC/POS: paper. Written from the command reference, not from the encoder."""

from collections.abc import Callable
from dataclasses import dataclass, field

from PIL import Image

_LINE = 34  # rows: 1/6 inch at 203 dpi


@dataclass
class Paper:
    """Takes bytes as they come, in pieces of any length, and keeps what stands on the paper.

    Attributes:
        width_dots: what the head can print; a picture that is wider is a fault.
        answer: called with the kind of status asked for in its turn (GS r n).
        tickets: the pieces cut off so far, in which white is 1.
        faults: what a real printer would print as rubbish, or corrupt.
    """

    width_dots: int
    answer: Callable[[int], None] = lambda kind: None
    tickets: list[Image.Image] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    _rows: list[bytes] = field(default_factory=list)
    _pending: bytearray = field(default_factory=bytearray)

    def take(self, data: bytes) -> None:
        """Carry out every command that is whole, and keep the rest for later."""
        self._pending += data
        while self._pending:
            length = self._carry_out()
            if length is None:
                return
            del self._pending[:length]

    @property
    def is_waiting(self) -> bool:
        """Has a command begun whose rest did not come?"""
        return bool(self._pending)

    @property
    def uncut(self) -> Image.Image:
        """What stands on the paper since the last cut."""
        return self._picture(self._rows)

    def _carry_out(self) -> int | None:
        """Carry out the first command; its length, or None if it is not whole yet."""
        data = self._pending
        if data[0] in (0x00, 0x0A):
            if data[0] == 0x0A:
                self._feed(_LINE)
            return 1
        if data[0] not in (0x10, 0x1B, 0x1D):
            self.faults.append(f"letter {data[0]:#04x}")
            return 1
        if len(data) < 2:
            return None
        match bytes(data[:2]):
            case b"\x1b@":
                return 2
            case b"\x1dv":
                return self._picture_command()
            case b"\x1dV":
                return self._cut_command()
            case b"\x10\x04" | b"\x1bJ" | b"\x1bd" | b"\x1ba" | b"\x1dr":
                if len(data) < 3:
                    return None
                self._one_parameter(bytes(data[:2]), data[2])
                return 3
            case other:
                self.faults.append(f"command {other!r}")
                return 2

    def _one_parameter(self, command: bytes, value: int) -> None:
        if command == b"\x1bJ":
            self._feed(value)
        elif command == b"\x1bd":
            self._feed(value * _LINE)
        elif command == b"\x1dr":
            self.answer(value)

    def _cut_command(self) -> int | None:
        """GS V: with a feed (65, 66 and a distance) or without (0, 1, 48, 49)."""
        if len(self._pending) < 3:
            return None
        kind = self._pending[2]
        length = 4 if kind in (65, 66) else 3
        if len(self._pending) < length:
            return None
        self.tickets.append(self._picture(self._rows))
        self._rows.clear()
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
        if row_bytes > (self.width_dots + 7) // 8:
            self.faults.append(f"a picture of {row_bytes} bytes a row")
        if rows > 200:
            self.faults.append(f"a picture of {rows} rows")
        for start in range(8, end, row_bytes or 1):
            self._rows.append(bytes(self._pending[start : start + row_bytes]))
        return end

    def _feed(self, rows: int) -> None:
        self._rows += [b""] * rows

    def _picture(self, rows: list[bytes]) -> Image.Image:
        row_bytes = (self.width_dots + 7) // 8
        dots = b"".join(row[:row_bytes].ljust(row_bytes, b"\0") for row in rows)
        size = (self.width_dots, len(rows))
        return (
            Image.frombytes("1", size, bytes(byte ^ 0xFF for byte in dots)) if rows else Image.new("1", size)
        )
