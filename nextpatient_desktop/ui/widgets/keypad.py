"""`BigKeypad`: the kiosk's own keys for numbers. No other keyboard opens at a kiosk."""

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from nextpatient_desktop.ui.icons import Icon, paint_icon
from nextpatient_desktop.ui.theme import Gap, Ground, Ink, TextRole, Theme
from nextpatient_desktop.ui.widgets.buttons import PaintedButton
from nextpatient_desktop.ui.widgets.paint import paint_box


class _Key(PaintedButton):
    def __init__(self, theme: Theme, text: str, role: TextRole, parent: QWidget, icon: str = "") -> None:
        self._role = role
        self._icon = icon
        super().__init__(theme, text, parent=parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(308), max(self._theme.metrics.touch, self._theme.px(148)))

    def minimumSizeHint(self) -> QSize:
        touch = self._theme.metrics.touch
        return QSize(touch, touch)

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            metrics = self._theme.metrics
            ground = self._theme.ground(Ground.SURFACE if self.isEnabled() else Ground.DISABLED)
            line = self._theme.ink(Ink.LINE)
            paint_box(
                painter,
                self.rect(),
                fill=self._fill(ground),
                line=line,
                width=metrics.border,
                radius=metrics.radius,
            )
            ink = self._theme.ink(Ink.INK if self.isEnabled() else Ink.MUTED)
            if self._icon:
                area = QRect(0, 0, metrics.icon_large, metrics.icon_large)
                area.moveCenter(self.rect().center())
                paint_icon(painter, area, self._icon, ink)
            else:
                painter.setFont(self._theme.font(self._role))
                painter.setPen(ink)
                painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self._text)
            self._paint_focus(painter, metrics.radius, ground)


class BigKeypad(QWidget):
    """1 to 9, Clear, 0 and backspace. A keyboard's figures, Backspace and Delete do the same.

    `signs` get a line of keys of their own below: the point of an address.
    """

    digit_pressed = Signal(str)
    cleared = Signal()
    backspace_pressed = Signal()

    def __init__(
        self,
        theme: Theme,
        clear_text: str,
        backspace_name: str,
        parent: QWidget | None = None,
        *,
        signs: str = "",
    ) -> None:
        super().__init__(parent)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._digits: dict[str, _Key] = {}
        for number in range(1, 10):
            self._add_digit(theme, str(number), (number - 1) // 3, (number - 1) % 3)
        self._clear = _Key(theme, clear_text, TextRole.BUTTON, self)
        self._clear.clicked.connect(self.cleared)
        self._grid.addWidget(self._clear, 3, 0)
        self._add_digit(theme, "0", 3, 1)
        self._backspace = _Key(theme, "", TextRole.KEY, self, icon=Icon.BACKSPACE)
        self._backspace.setAccessibleName(backspace_name)
        self._backspace.setAutoRepeat(True)
        self._backspace.clicked.connect(self.backspace_pressed)
        self._grid.addWidget(self._backspace, 3, 2)
        for place, sign in enumerate(signs):
            self._add_digit(theme, sign, 4, place)
        self.apply_theme(theme)

    def apply_theme(self, theme: Theme) -> None:
        """Use this theme from now on."""
        self._grid.setSpacing(theme.gap(Gap.M))

    def set_texts(self, clear_text: str, backspace_name: str) -> None:
        """Name the keys in another language."""
        self._clear.set_text(clear_text)
        self._backspace.setAccessibleName(backspace_name)

    def set_can_type(self, can_type: bool) -> None:
        """Whether another figure fits."""
        for key in self._digits.values():
            key.setEnabled(can_type)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take figures from a keyboard too."""
        digit = self._digits.get(event.text())
        if digit is not None:
            digit.click()
        elif event.key() == Qt.Key.Key_Backspace:
            self._backspace.click()
        elif event.key() == Qt.Key.Key_Delete:
            self._clear.click()
        else:
            super().keyPressEvent(event)

    def _add_digit(self, theme: Theme, digit: str, line: int, column: int) -> None:
        key = _Key(theme, digit, TextRole.KEY, self)
        key.clicked.connect(lambda: self.digit_pressed.emit(digit))
        self._digits[digit] = key
        self._grid.addWidget(key, line, column)
