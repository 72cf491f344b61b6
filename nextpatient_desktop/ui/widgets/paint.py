"""Drawing that several widgets share: boxes with round corners, focus rings, states under the pointer."""

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFocusEvent, QPainter, QPen
from PySide6.QtWidgets import QWidget

_KEYBOARD = frozenset(
    {
        Qt.FocusReason.TabFocusReason,
        Qt.FocusReason.BacktabFocusReason,
        Qt.FocusReason.ShortcutFocusReason,
        Qt.FocusReason.OtherFocusReason,
    }
)


def paint_box(
    painter: QPainter,
    area: QRect | QRectF,
    *,
    fill: QColor | None = None,
    line: QColor | None = None,
    width: int = 1,
    radius: float = 0,
    is_dashed: bool = False,
) -> None:
    """Draw a box; its border lies wholly inside `area`, so neighbours with the same area line up."""
    area = QRectF(area)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if line is None:
        painter.setPen(Qt.PenStyle.NoPen)
    else:
        pen = QPen(line, width)
        if is_dashed:
            pen.setDashPattern([4.0, 3.0])
        painter.setPen(pen)
        area = area.adjusted(width / 2, width / 2, -width / 2, -width / 2)
        radius = max(0.0, radius - width / 2)
    painter.setBrush(fill if fill is not None else Qt.BrushStyle.NoBrush)
    radius = min(radius, area.height() / 2, area.width() / 2)
    painter.drawRoundedRect(area, radius, radius)
    painter.restore()


def paint_focus(
    painter: QPainter, area: QRect | QRectF, *, line: QColor, gap: QColor, width: int, radius: float
) -> None:
    """Draw a focus ring along the inner edge of `area`, set apart from what is inside by a ring of `gap`."""
    inner = QRectF(area).adjusted(width, width, -width, -width)
    paint_box(painter, inner, line=gap, width=max(1, width // 2), radius=radius - width)
    paint_box(painter, area, line=line, width=width, radius=radius)


def came_by_keyboard(event: QFocusEvent) -> bool:
    """Whether a focus came by the keyboard or the program: then the ring is shown, as after no click."""
    return event.reason() in _KEYBOARD


def under_pointer(colour: QColor, *, is_pressed: bool) -> QColor:
    """A ground's colour while the pointer is over it or holds it down."""
    step = 18 if is_pressed else 8
    dark = colour.lightness() < 40
    return colour.lighter(100 + step * 3) if dark else colour.darker(100 + step)


def mirrored(widget: QWidget) -> bool:
    """Whether the widget's text runs from right to left, so that icons stand on the other side."""
    return widget.layoutDirection() == Qt.LayoutDirection.RightToLeft
