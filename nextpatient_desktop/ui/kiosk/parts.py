"""The number typed so far, and the brand's sign."""

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from nextpatient_desktop.ui.icons import Icon, paint_icon
from nextpatient_desktop.ui.kiosk.fitting import fitting
from nextpatient_desktop.ui.theme import Gap, Ground, Ink, TextRole, Theme
from nextpatient_desktop.ui.widgets.paint import paint_box


class PhoneField(QWidget):
    """The number as it is typed: the country's code, the figures in groups, and where the next one goes."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._prefix = ""
        self._digits = ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def apply_theme(self, theme: Theme) -> None:
        """Use this theme from now on."""
        self._theme = theme
        self.updateGeometry()
        self.update()

    def show_number(self, name: str, prefix: str, digits: str) -> None:
        """Show what was typed so far; `name` is what it is."""
        self._prefix, self._digits = prefix, digits
        self.setAccessibleName(f"{name}: {digits}" if name else "")
        self.update()

    def sizeHint(self) -> QSize:
        """As high as the design has it."""
        return QSize(self._theme.px(600), self._theme.metrics.field)

    def minimumSizeHint(self) -> QSize:
        """The same height."""
        return QSize(self._theme.px(300), self._theme.metrics.field)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the field."""
        painter = QPainter(self)
        theme, metrics = self._theme, self._theme.metrics
        line = theme.ink(Ink.PRIMARY)
        paint_box(
            painter,
            self.rect(),
            fill=theme.ground(Ground.SURFACE),
            line=line,
            width=metrics.border + 1,
            radius=metrics.radius_field,
        )
        x = theme.px(44)
        painter.setFont(theme.font(TextRole.ENTRY_PREFIX))
        painter.setPen(theme.ink(Ink.MUTED))
        painter.drawText(
            QRect(x, 0, self.width(), self.height()), Qt.AlignmentFlag.AlignVCenter, self._prefix
        )
        x += painter.fontMetrics().horizontalAdvance(self._prefix) + theme.gap(Gap.L)
        room = QSize(self.width() - x - theme.px(44), self.height())
        font, _percent = fitting(theme.font(TextRole.ENTRY), self._digits, room, wraps=False)
        painter.setFont(font)
        painter.setPen(theme.ink(Ink.INK))
        painter.drawText(
            QRect(x, 0, room.width(), self.height()), Qt.AlignmentFlag.AlignVCenter, self._digits
        )
        x += painter.fontMetrics().horizontalAdvance(self._digits) + theme.px(8)
        height = theme.px(72)
        cursor = QRectF(x, (self.height() - height) / 2, max(2, theme.px(4)), height)
        painter.fillRect(cursor, line)
        painter.end()


class BrandMark(QWidget):
    """The program's sign beside the clinic's name."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def apply_theme(self, theme: Theme) -> None:
        """Use this theme from now on."""
        self._theme = theme
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        """A square as high as two lines."""
        return self._theme.square(84)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the cross on its ground."""
        painter = QPainter(self)
        theme = self._theme
        paint_box(painter, self.rect(), fill=theme.ground(Ground.PRIMARY), radius=theme.px(18))
        inset = self.width() // 5
        area = self.rect().adjusted(inset, inset, -inset, -inset)
        paint_icon(painter, area, Icon.BRAND, theme.ink(Ink.ON_PRIMARY))
        painter.end()
