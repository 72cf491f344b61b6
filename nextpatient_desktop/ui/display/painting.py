"""Drawing for the display: text that is as large as its role and shrinks only where it would be cut off."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPen

from nextpatient_desktop.ui.theme import Ink, TextRole, Theme

_SMALLEST = 0.2
_LINE_SHARE = 1.36  # of the font's size: Noto Sans with its Indic families needs this between lines


def fitted(theme: Theme, role: TextRole, text: str, width: float, height: float = 0.0) -> QFont:
    """The role's font, smaller where the text would not fit in `width` (and its capitals in `height`)."""
    font = theme.font(role)
    metrics = QFontMetricsF(font)
    needed = metrics.horizontalAdvance(text)
    share = min(1.0, width / needed if needed > 0 else 1.0)
    if height:
        share = min(share, height / metrics.capHeight())
    if share < 1.0:
        font.setPixelSize(max(8, int(font.pixelSize() * max(share, _SMALLEST))))
    return font


def draw_line(
    painter: QPainter,
    theme: Theme,
    role: TextRole,
    text: str,
    area: QRectF,
    *,
    ink: Ink = Ink.INK,
    align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
) -> float:
    """Draw one line of text, its capitals centred in `area`'s height; returns the width that it took."""
    font = fitted(theme, role, text, area.width())
    painter.setFont(font)
    painter.setPen(theme.ink(ink))
    metrics = QFontMetricsF(font)
    shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, area.width() + 1)
    width = metrics.horizontalAdvance(shown)
    left = {
        Qt.AlignmentFlag.AlignRight: area.right() - width,
        Qt.AlignmentFlag.AlignHCenter: area.center().x() - width / 2,
    }.get(align, area.left())
    painter.drawText(QPointF(left, area.center().y() + metrics.capHeight() / 2), shown)
    return width


def line_height(theme: Theme, role: TextRole) -> float:
    """The height that one line of a role takes with the air it needs."""
    return theme.font_px(role) * _LINE_SHARE


def draw_arrow(painter: QPainter, theme: Theme, area: QRectF, ink: Ink) -> None:
    """An arrow to the right, filling the area: from the code to the place."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    pen = QPen(theme.ink(ink), max(2.0, area.width() * 0.11))
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
    painter.setPen(pen)
    y, tip, wing = area.center().y(), area.right() - area.width() * 0.06, area.width() * 0.42
    painter.drawLine(QPointF(area.left(), y), QPointF(tip - area.width() * 0.05, y))
    painter.drawPolyline([QPointF(tip - wing, y - wing), QPointF(tip, y), QPointF(tip - wing, y + wing)])
    painter.restore()
