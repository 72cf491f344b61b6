"""A ticket for a slow line: what the printer can set by itself as its own letters, the rest as pictures.

The same blocks as the picture of the whole ticket, in the same order. A text is set in the printer's letters
if all of it is ASCII, which is the same in every printer's code page; any other text, also a single accent or
the rupee sign, is drawn. A QR code is the printer's own, with the same modules.

Source: Epson ESC/POS command reference; `ESC a`, `ESC E`, `GS !`, `GS B`, `GS ( k`.
"""

import textwrap
from collections.abc import Sequence
from typing import Final

from PIL import ImageChops

from nextpatient_desktop.printing.escpos_encoder import JobWriter, bits_of
from nextpatient_desktop.printing.layout import Align, Blank, Block, Columns, Framed, Qr, Rule, Style, Text
from nextpatient_desktop.printing.qr import QUIET_ZONE, module_dots
from nextpatient_desktop.printing.render import render
from nextpatient_desktop.printing.transport import PrintJob

# What a broken-off picture may still wait for has to go over the line before the next ticket: 24 rows are
# 1.7 kB.
_BAND_ROWS: Final = 24

_LETTER: Final = 12  # dots of a letter of font A
_LARGEST: Final = 8  # times its size: GS !
_OVERHANG: Final = 16  # rows by which letters of some scripts reach out of their line

_JOINER: Final = " | "
_SIGNS: Final = str.maketrans(
    {
        "\N{EN DASH}": "-",
        "\N{EM DASH}": "-",
        "\N{NON-BREAKING HYPHEN}": "-",
        "\N{MINUS SIGN}": "-",
        "\N{MULTIPLICATION SIGN}": "x",
        "\N{MIDDLE DOT}": "-",
        "\N{LEFT SINGLE QUOTATION MARK}": "'",
        "\N{RIGHT SINGLE QUOTATION MARK}": "'",
        "\N{LEFT DOUBLE QUOTATION MARK}": '"',
        "\N{RIGHT DOUBLE QUOTATION MARK}": '"',
        "\N{HORIZONTAL ELLIPSIS}": "...",
        "\N{NO-BREAK SPACE}": " ",
        "\N{NARROW NO-BREAK SPACE}": " ",
    }
)
"""Signs that say the same as others that every printer has."""

_SIDES: Final = {Align.LEFT: b"\x1ba\x00", Align.CENTRE: b"\x1ba\x01", Align.RIGHT: b"\x1ba\x02"}
_BOLD, _NOT_BOLD = b"\x1bE\x01", b"\x1bE\x00"
_REVERSED, _NOT_REVERSED = b"\x1dB\x01", b"\x1dB\x00"
_NORMAL_SIZE: Final = b"\x1d!\x00"

_QR_MODEL_2: Final = b"\x1d(k\x04\x00\x31\x41\x32\x00"
_QR_MODULE: Final = b"\x1d(k\x03\x00\x31\x43"
_QR_LEVEL_M: Final = b"\x1d(k\x03\x00\x31\x45\x31"
_QR_PRINT: Final = b"\x1d(k\x03\x00\x31\x51\x30"


def encode_blocks(blocks: Sequence[Block], width_dots: int, *, with_letters: bool) -> PrintJob:
    """Make a job of blocks: QR codes by the printer, and texts too where `with_letters`."""
    job = _Letters(width_dots)
    for block in blocks:
        if with_letters or isinstance(block, Qr):
            job.add(block)
        else:
            job.draw(block)
    return job.done()


def plain(text: str) -> str | None:
    """The text in letters that every printer has; None if it has others."""
    simple = text.translate(_SIGNS)
    return simple if simple.isascii() and simple.replace("\n", "").isprintable() else None


class _Letters:
    """One job on its way."""

    def __init__(self, width_dots: int) -> None:
        self._writer = JobWriter(width_dots, _BAND_ROWS)
        self._width = width_dots
        self._columns = width_dots // _LETTER
        self._side = Align.LEFT
        self._drawn: list[Block] = []

    def done(self) -> PrintJob:
        self._stand(Align.LEFT)
        return self._writer.job()

    def add(self, block: Block) -> None:
        """Add a block, as letters if it can be."""
        match block:
            case Text():
                self._text(block)
            case Framed():
                self._framed(block)
            case Columns():
                self._in_columns(block)
            case Rule():
                self._stand(Align.LEFT)
                self._line(("-" if block.is_dashed else "=") * self._columns)
            case Qr():
                self._qr(block)
            case Blank() if not self._drawn:
                self._writer.feed_dots(block.height)
            case _:
                self.draw(block)

    def draw(self, block: Block) -> None:
        """Let a block be part of a picture: letters may reach out of their own line."""
        self._drawn.append(block)

    def _send_drawn(self) -> None:
        """Send what was drawn so far; white at either side is not sent."""
        if not self._drawn:
            return
        room = Blank(height=_OVERHANG)
        picture = bits_of(render([room, *self._drawn, room], self._width))
        self._drawn.clear()
        box = ImageChops.invert(picture).getbbox()
        top, bottom = (box[1], box[3]) if box else (_OVERHANG, 0)
        nominal = picture.height - _OVERHANG
        picture = picture.crop((0, min(top, _OVERHANG), self._width, max(bottom, nominal)))
        can_be_centred = not self._width % 8
        self._turn_to(Align.CENTRE if can_be_centred else Align.LEFT)
        self._writer.picture(picture, is_centred=can_be_centred)

    # --- Blocks --------------------------------------------------------------------------------------------

    def _text(self, block: Text) -> None:
        """All parts on one line if they can be, else each for itself; each that is not ASCII is drawn."""
        words = [plain(part) for part in block.parts]
        joined = _JOINER.join(word for word in words if word is not None)
        if None not in words and "\n" not in joined and len(joined) <= self._columns:
            self._set(joined, block.style, block.align)
            return
        for part, word in zip(block.parts, words, strict=True):
            if word is None:
                self.draw(Text(parts=(part,), style=block.style, align=block.align))
            else:
                self._set(word, block.style, block.align)

    def _framed(self, block: Framed) -> None:
        framed, beside = plain(block.framed), plain(block.beside)
        if framed is None or beside is None or len(framed) + 2 > self._columns:
            self.draw(block)
            return
        self._stand(Align.CENTRE)
        command = self._writer.command
        command(_BOLD + _REVERSED)
        self._letters(f" {framed} ")
        command(_NOT_REVERSED)
        if beside and len(framed) + len(beside) + 4 <= self._columns:
            self._letters("  " + beside)
            beside = ""
        self._letters("\n")
        command(_NOT_BOLD)
        if beside:
            self._set(beside, block.style, Align.CENTRE)

    def _in_columns(self, block: Columns) -> None:
        left, right = plain(block.left), plain(block.right)
        if left is None or right is None:
            self.draw(block)
            return
        room = self._columns - len(left) - len(right)
        if room >= 2:
            self._stand(Align.LEFT)
            self._line(left + " " * room + right)
            return
        for words, side in ((left, Align.LEFT), (right, Align.RIGHT)):
            if words:
                self._set(words, block.style, side)

    def _qr(self, block: Qr) -> None:
        module = module_dots(block.text, block.side, self._width)
        data = block.text.encode()
        self._stand(Align.CENTRE)
        # The quiet zone is not part of a printer's own code.
        self._writer.feed_dots(QUIET_ZONE * module)
        for command in (
            _QR_MODEL_2,
            _QR_MODULE + bytes([module]),
            _QR_LEVEL_M,
            b"\x1d(k" + (len(data) + 3).to_bytes(2, "little") + b"1P0" + data,
            _QR_PRINT,
        ):
            self._writer.command(command)
        self._writer.feed_dots(QUIET_ZONE * module)

    # --- Letters -------------------------------------------------------------------------------------------

    def _set(self, words: str, style: Style, side: Align) -> None:
        """Set a text in lines, as large as the style wants and the paper allows."""
        across, down = _times(style, max(map(len, words.split("\n")), default=0), self._columns)
        self._stand(side)
        is_large = (across, down) != (1, 1)
        if style.is_bold:
            self._writer.command(_BOLD)
        if is_large:
            self._writer.command(b"\x1d!" + bytes([(across - 1) << 4 | (down - 1)]))
        for paragraph in words.split("\n"):
            for line in textwrap.wrap(paragraph, self._columns // across) or [""]:
                self._line(line)
        if is_large:
            self._writer.command(_NORMAL_SIZE)
        if style.is_bold:
            self._writer.command(_NOT_BOLD)

    def _line(self, words: str) -> None:
        self._letters(words + "\n")

    def _letters(self, words: str) -> None:
        self._writer.command(words.encode("ascii"))

    def _stand(self, side: Align) -> None:
        """Say where the next lines stand; what was drawn before them goes first."""
        self._send_drawn()
        self._turn_to(side)

    def _turn_to(self, side: Align) -> None:
        if side is not self._side:
            self._side = side
            self._writer.command(_SIDES[side])


def _times(style: Style, letters: int, columns: int) -> tuple[int, int]:
    """How many times as wide and as high as they are the letters are set."""
    down = min(_LARGEST, max(1, round(style.size / 22)))
    across = min(_LARGEST, max(1, round(style.size / 24 - 0.2)))
    while across > 1 and letters * across > columns:
        across -= 1
    return across, min(down, across + 1) if across > 1 else min(down, 2)
