"""What a mode shows at once, while its own window is being made: its ground, and the program's sign."""

from PySide6.QtCore import QRect
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from nextpatient_desktop.ui.theme import Ground, Ink, Theme
from nextpatient_desktop.ui.widgets.paint import paint_box

_SIGN = 96
_ARM = 0.16  # the cross's, as a share of the sign


class OpeningScreen(QWidget):
    """A window with no words and no icons: neither has its font loaded yet."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw a white cross on a square of the primary colour, in the middle."""
        theme = self._theme
        side = theme.px(_SIGN)
        sign = QRect(0, 0, side, side)
        sign.moveCenter(self.rect().center())
        centre, length, arm = sign.center(), side // 2, round(side * _ARM)
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), theme.ground(Ground.CANVAS))
            paint_box(painter, sign, fill=theme.ground(Ground.PRIMARY), radius=side * 0.22)
            for width, height in ((length, arm), (arm, length)):
                beam = QRect(0, 0, width, height)
                beam.moveCenter(centre)
                painter.fillRect(beam, theme.ink(Ink.ON_PRIMARY))
