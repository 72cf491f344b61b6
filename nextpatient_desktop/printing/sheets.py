"""The same papers on sheets of A4, for a printer that is no ticket printer.

The pages are pictures, drawn by Qt as tickets are: a PDF's own text would need a shaper for Indic scripts
that has no wheels for every system (docs/decisions/0014-sheets-are-pictures.md).
"""

import base64
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from typing import Final

from PySide6.QtCore import QBuffer, QIODevice
from PySide6.QtGui import QImage

from nextpatient_desktop.clinic.printing import PagePicture, TicketContent
from nextpatient_desktop.printing.contents import blocks_of
from nextpatient_desktop.printing.layout import WIDE
from nextpatient_desktop.printing.piece import Piece
from nextpatient_desktop.printing.render import paint, piece_of

# ISO 216, with margins that every printer can print.
_WIDTH_MM, _HEIGHT_MM = 210.0, 297.0
_MARGIN_MM: Final = 15.0

_DOTS: Final = 1024
"""Across a sheet between its margins: ordinary text, 24 dots high, is 12 pt then."""
_SCALE: Final = 3
"""So many real dots for each, 433 to the inch."""
_MM: Final = (_WIDTH_MM - 2 * _MARGIN_MM) / _DOTS
_ROWS: Final = int((_HEIGHT_MM - 2 * _MARGIN_MM) / _MM)


def sheets_of(content: object) -> list[PagePicture]:
    """Draw a paper on sheets. Needs a QGuiApplication; see `render`."""
    # A ticket is as wide as on its own paper, a little larger: people cut it out.
    width = WIDE if isinstance(content, TicketContent) else _DOTS
    pieces = [piece_of(block, width) for block in blocks_of(content, width)]
    return [_page(page, width) for page in _paged(pieces)]


def packed(pages: Sequence[PagePicture]) -> bytes:
    """The pages as the bytes of one job, for a transport that draws them by itself."""
    kept = [{**asdict(page), "png": base64.b64encode(page.png).decode()} for page in pages]
    return json.dumps(kept).encode()


def unpacked(data: bytes) -> list[PagePicture]:
    """The pages of a job that `packed` made."""
    return [PagePicture(**{**page, "png": base64.b64decode(page["png"])}) for page in json.loads(data)]


def _paged(pieces: Iterable[Piece]) -> Iterator[list[Piece]]:
    """Break between pieces where a sheet is full; what is larger than a sheet stands alone on one."""
    page: list[Piece] = []
    rows = 0
    for piece in pieces:
        if page and rows + piece.height > _ROWS:
            yield page
            page, rows = [], 0
        page.append(piece)
        rows += piece.height
    yield page


def _page(pieces: Sequence[Piece], width: int) -> PagePicture:
    image = paint(pieces, width, scale=_SCALE)
    height = image.height() // _SCALE
    return PagePicture(
        png=_png(image),
        left_mm=(_WIDTH_MM - width * _MM) / 2,
        top_mm=_MARGIN_MM,
        width_mm=width * _MM,
        height_mm=height * _MM,
    )


def _png(image: QImage) -> bytes:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    if not image.save(buffer, "PNG"):  # type: ignore[call-overload]  # the stubs ask for bytes
        raise OSError("a page cannot be made into a picture")
    return bytes(buffer.data().data())
