"""Draws a ticket's blocks as the black and white picture that goes to paper.

Owns the lines, frames, columns and QR codes; `shaping` sets the texts. Needs a QGuiApplication, no window and
no screen, and may run in any thread.
"""

import base64
from collections.abc import Iterable, Sequence

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QGuiApplication, QImage, QPainter, QPen

from nextpatient_desktop.clinic.printing import TicketContent
from nextpatient_desktop.printing.gauges import codes, greys, paint_code, ruler
from nextpatient_desktop.printing.layout import (
    JOINER,
    Align,
    Blank,
    Block,
    Codes,
    Columns,
    Framed,
    Greys,
    Picture,
    Qr,
    Rule,
    Ruler,
    Text,
    layout,
    margin,
)
from nextpatient_desktop.printing.piece import Piece, below, blank, in_row
from nextpatient_desktop.printing.qr import QUIET_ZONE, module_dots, qr_modules
from nextpatient_desktop.printing.shaping import Paragraph, fitted, shape, sizes, tightened

# A dot is black when at least this much of it is covered (0 to 255). Below one half, because a dot too few
# breaks a thin stroke, and a dot too many does not show.
_COVERED = 100

_RULE = 3
_DASH, _DASH_GAP = 7, 3
_FRAME = 3
_FRAME_RADIUS = 8
_FRAME_PADDING_X, _FRAME_PADDING_Y = 15, 2
_BESIDE = 16

_BLACK, _WHITE = 0xFF000000, 0xFFFFFFFF


def draw(content: TicketContent, width_dots: int) -> QImage:
    """Draw a ticket as it will stand on paper `width_dots` wide; see `render`."""
    return render(layout(content, width_dots), width_dots)


def render(blocks: Iterable[Block], width_dots: int) -> QImage:
    """Draw blocks below each other: an image `width_dots` wide in Format_Mono, in which 1 is white.

    Raises:
        RuntimeError: there is no QGuiApplication.
    """
    if QGuiApplication.instance() is None:
        raise RuntimeError("drawing a ticket needs a QGuiApplication")
    return paint([piece_of(block, width_dots) for block in blocks], width_dots)


def paint(pieces: Sequence[Piece], width: int, *, height: int = 0, scale: int = 1) -> QImage:
    """Paint pieces below each other, `scale` dots for each of theirs; in `Format_Mono`, in which 1 is white.

    The picture is as high as the pieces are, or `height`.
    """
    height = height or max(1, sum(piece.height for piece in pieces))
    grey = QImage(width * scale, height * scale, QImage.Format.Format_Grayscale8)
    grey.fill(Qt.GlobalColor.white)
    painter = QPainter(grey)
    try:
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
        painter.scale(scale, scale)
        top = 0
        for piece in pieces:
            piece.paint(painter, top)
            top += piece.height
    finally:
        painter.end()
    return _black_and_white(grey)


def _black_and_white(grey: QImage) -> QImage:
    """Cut at the threshold; a dither would fray the letters."""
    table = bytes(0 if 255 - value >= _COVERED else 255 for value in range(256))
    dots = bytes(grey.constBits()).translate(table)
    hard = QImage(dots, grey.width(), grey.height(), grey.bytesPerLine(), QImage.Format.Format_Grayscale8)
    return hard.convertToFormat(
        QImage.Format.Format_Mono, [_BLACK, _WHITE], Qt.ImageConversionFlag.ThresholdDither
    )


def piece_of(block: Block, width: int) -> Piece:
    """A block, set for paper `width` dots wide."""
    side = margin(width)
    inner = width - 2 * side
    match block:
        case Text():
            return _text(block, side, inner)
        case Framed():
            return _framed(block, side, inner)
        case Columns():
            return _columns(block, side, inner)
        case Rule():
            return _rule(block, side, inner)
        case Qr():
            return _qr(block, width)
        case Picture():
            return _picture(block, side, inner)
        case Blank():
            return blank(block.height)
        case Ruler():
            return ruler(width)
        case Greys():
            return greys(width)
        case Codes():
            return codes(block, width)


def _text(block: Text, side: int, inner: int) -> Piece:
    """All parts on one line, or else each for itself."""
    paragraphs = fitted([JOINER.join(block.parts)], block.style, inner, block.align)
    if paragraphs[0].line_count > 1:
        paragraphs = fitted(block.parts, block.style, inner, block.align)
    if block.is_tight:
        paragraphs = [tightened(paragraph) for paragraph in paragraphs]
    return below(*(_placed(paragraph, side) for paragraph in paragraphs))


def _framed(block: Framed, side: int, inner: int) -> Piece:
    """Frame and text in one row if they can be, else the text below the frame."""
    around = 2 * (_FRAME + _FRAME_PADDING_X)
    for size in sizes(block.style):
        framed = shape(block.framed, size, block.style)
        beside = shape(block.beside, size, block.style)
        row = framed.width + around + (_BESIDE + beside.width if block.beside else 0)
        if row <= inner and framed.line_count == beside.line_count == 1:
            left = side + (inner - row) // 2
            box = _box(framed, framed.width, left, left + _FRAME + _FRAME_PADDING_X)
            return in_row(box, _placed(beside, left + row - beside.width))
    # The text is centred in all the width there is; the frame goes closely around it.
    (framed,) = fitted([block.framed], block.style, inner - around, Align.CENTRE)
    box = _box(framed, framed.width, side + (inner - framed.width - around) // 2, side + around // 2)
    if not block.beside:
        return box
    (beside,) = fitted([block.beside], block.style, inner, Align.CENTRE)
    return below(box, blank(_FRAME_PADDING_Y), _placed(beside, side))


def _box(framed: Paragraph, inner: int, left: int, text_left: int) -> Piece:
    """A frame with `inner` dots of room in it."""
    text_top = _FRAME + _FRAME_PADDING_Y
    height = framed.height + 2 * text_top
    width = inner + 2 * (_FRAME + _FRAME_PADDING_X)

    def paint(painter: QPainter, top: int) -> None:
        half = _FRAME / 2
        painter.setPen(QPen(Qt.GlobalColor.black, _FRAME))
        outline = QRectF(left + half, top + half, width - _FRAME, height - _FRAME)
        painter.drawRoundedRect(outline, _FRAME_RADIUS, _FRAME_RADIUS)
        framed.draw(painter, text_left, top + text_top)

    return Piece(height, paint, text_top + framed.baseline)


def _columns(block: Columns, side: int, inner: int) -> Piece:
    """Both texts in one row if they can be, else in two."""
    for size in sizes(block.style):
        left = shape(block.left, size, block.style)
        right = shape(block.right, size, block.style)
        if left.width + _BESIDE + right.width <= inner and left.line_count == right.line_count == 1:
            return in_row(_placed(left, side), _placed(right, side + inner - right.width))
    return below(
        *(_placed(paragraph, side) for paragraph in fitted([block.left], block.style, inner, Align.LEFT)),
        *(_placed(paragraph, side) for paragraph in fitted([block.right], block.style, inner, Align.RIGHT)),
    )


def _rule(block: Rule, side: int, inner: int) -> Piece:
    def paint(painter: QPainter, top: int) -> None:
        if not block.is_dashed:
            painter.fillRect(side, top, inner, _RULE, Qt.GlobalColor.black)
            return
        for left in range(0, inner, _DASH + _DASH_GAP):
            painter.fillRect(side + left, top, min(_DASH, inner - left), _RULE, Qt.GlobalColor.black)

    return Piece(_RULE, paint)


def _qr(block: Qr, width: int) -> Piece:
    matrix = qr_modules(block.text, QUIET_ZONE)
    module = module_dots(block.text, block.side, width)
    left = (width - module * len(matrix)) // 2

    def paint(painter: QPainter, top: int) -> None:
        paint_code(painter, matrix, left, top, module)

    return Piece(module * len(matrix), paint)


def _picture(block: Picture, side: int, inner: int) -> Piece:
    """Smaller where there is no room, never larger; what cannot be read leaves nothing."""
    image = QImage.fromData(_bytes_of(block.png))
    if image.isNull():
        return blank(0)
    if image.width() > inner or image.height() > block.height:
        image = image.convertToFormat(QImage.Format.Format_Grayscale8).scaled(
            inner,
            block.height,
            Qt.AspectRatioMode.KeepAspectRatio,
            Qt.TransformationMode.SmoothTransformation,
        )

    def paint(painter: QPainter, top: int) -> None:
        painter.drawImage(side + (inner - image.width()) // 2, top, image)

    return Piece(image.height(), paint)


def _bytes_of(png: str) -> bytes:
    try:
        return base64.b64decode(png, validate=True)
    except ValueError:
        return b""


def _placed(paragraph: Paragraph, left: int) -> Piece:
    def paint(painter: QPainter, top: int) -> None:
        paragraph.draw(painter, left, top)

    return Piece(paragraph.height, paint, paragraph.baseline)
