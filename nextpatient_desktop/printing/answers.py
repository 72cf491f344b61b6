"""What a printer says, sorted by kind.

Source: Epson ESC/POS command reference: `DLE EOT`, `GS r`, `GS ( H`, "Automatic status back", and its table
of how the answers can be told apart by fixed bits.
"""

from collections import deque
from typing import Final

_ID_HEADER: Final = (0x37, 0x22)
_ID_LENGTH: Final = 7  # header, identifier, four bytes, NUL


class Answers:
    """Sorts the bytes of one connection.

    Attributes:
        real_time: answers to DLE EOT n.
        in_turn: answers to GS r n.
        ids: process ids (GS ( H) whose jobs are done.
    """

    def __init__(self) -> None:
        self.real_time: deque[int] = deque()
        self.in_turn: deque[int] = deque()
        self.ids: deque[bytes] = deque()
        self._automatic_left = 0
        self._block = bytearray()

    def take(self, said: bytes) -> None:
        """Sort bytes; drops flow control, reports unasked for, and what no printer would say."""
        for byte in said:
            if not self._is_of_block(byte):
                self._sort(byte)

    def _is_of_block(self, byte: int) -> bool:
        """Gather a process id: 37h 22h, four bytes, 00h. A real-time answer may stand in its midst."""
        at = len(self._block)
        if at and byte & 0x93 == 0x12:
            return False
        fits = byte == _ID_HEADER[at] if at < 2 else bool(byte) if at < _ID_LENGTH - 1 else byte == 0
        if not fits:
            self._block.clear()
            return at > 0 and self._is_of_block(byte)
        self._block.append(byte)
        if len(self._block) == _ID_LENGTH:
            self.ids.append(bytes(self._block[2:6]))
            self._block.clear()
        return True

    def _sort(self, byte: int) -> None:
        if self._automatic_left and byte & 0x90 == 0:
            self._automatic_left -= 1
            return
        self._automatic_left = 0
        if byte & 0x93 == 0x12:
            self.real_time.append(byte)
        elif byte & 0x93 == 0x10:
            # The first of four bytes of an automatic status; the others look like answers in turn.
            self._automatic_left = 3
        elif byte & 0x90 == 0:
            self.in_turn.append(byte)
