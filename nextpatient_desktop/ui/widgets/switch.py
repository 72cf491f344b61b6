"""`Switch`: on or off, at once. A QCheckBox in another shape, so the keyboard and screen readers know it."""

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QFocusEvent, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QCheckBox, QSizePolicy, QWidget

from nextpatient_desktop.ui.icons import Icon, paint_icon
from nextpatient_desktop.ui.theme import Gap, Ground, Ink, TextRole, Theme
from nextpatient_desktop.ui.widgets.paint import came_by_keyboard, mirrored, paint_box, paint_focus


class Switch(QCheckBox):
    """A switch with its words beside it. The knob carries a tick while it is on: never colour alone."""

    def __init__(self, theme: Theme, text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._text = ""
        self._shows_focus = False
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.set_text(text)

    def set_text(self, text: str) -> None:
        """Say something else."""
        self._text = text
        self.setText(text.replace("&", "&&"))
        self.updateGeometry()

    def apply_theme(self, theme: Theme) -> None:
        """Use this theme from now on."""
        self._theme = theme
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Room for the switch and its words."""
        metrics = self._theme.metrics
        words = QFontMetrics(self._theme.font(TextRole.BODY)).horizontalAdvance(self._text)
        width = metrics.switch_width + (self._theme.gap(Gap.M) + words if words else 0)
        return QSize(width + 2, max(metrics.touch, metrics.switch_height))

    def minimumSizeHint(self) -> QSize:
        """The same."""
        return self.sizeHint()

    def hitButton(self, pos: QPoint) -> bool:
        """Words and switch alike can be pressed."""
        return bool(self.rect().contains(pos))

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the ring if the keyboard brought the focus."""
        self._shows_focus = came_by_keyboard(event)
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Hide the ring."""
        self._shows_focus = False
        super().focusOutEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the switch, its knob and its words."""
        with QPainter(self) as painter:
            theme, metrics = self._theme, self._theme.metrics
            is_on = self.isChecked()
            track = QRect(0, 0, metrics.switch_width, metrics.switch_height)
            track.moveTop((self.height() - track.height()) // 2)
            words = self.rect().adjusted(track.width() + theme.gap(Gap.M), 0, 0, 0)
            if mirrored(self):
                track.moveRight(self.width() - 1)
                words = self.rect().adjusted(0, 0, -track.width() - theme.gap(Gap.M), 0)
            ground = theme.ground(Ground.PRIMARY) if is_on else theme.ink(Ink.MUTED)
            paint_box(
                painter,
                track,
                fill=ground if self.isEnabled() else theme.ink(Ink.LINE),
                radius=track.height(),
            )
            inset = max(2, theme.px(3))
            side = track.height() - 2 * inset
            knob = QRect(track.left() + inset, track.top() + inset, side, side)
            if is_on != mirrored(self):
                knob.moveRight(track.right() - inset)
            paint_box(painter, knob, fill=theme.ground(Ground.SURFACE), radius=side)
            if is_on:
                tick = knob.adjusted(inset // 2, inset // 2, -(inset // 2), -(inset // 2))
                paint_icon(painter, tick, Icon.DONE, theme.ink(Ink.PRIMARY))
            painter.setFont(theme.font(TextRole.BODY))
            painter.setPen(theme.ink(Ink.INK if self.isEnabled() else Ink.MUTED))
            side_of_words = Qt.AlignmentFlag.AlignRight if mirrored(self) else Qt.AlignmentFlag.AlignLeft
            painter.drawText(words, side_of_words | Qt.AlignmentFlag.AlignVCenter, self._text)
            if self._shows_focus and self.hasFocus():
                surface = theme.ground(Ground.SURFACE)
                ring = track.adjusted(-2, -2, 2, 2).intersected(self.rect())
                paint_focus(
                    painter,
                    ring,
                    line=theme.ink(Ink.INK),
                    gap=surface,
                    width=metrics.focus,
                    radius=ring.height(),
                )
