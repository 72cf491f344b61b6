"""`QrView`: draws a QR code from its modules; making the code is somebody else's work."""

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from nextpatient_desktop.ui.theme import LIGHT, Theme
from nextpatient_desktop.ui.widgets.paint import paint_box

Modules = tuple[tuple[bool, ...], ...]

QUIET_ZONE = 4  # modules of ground on each side: ISO/IEC 18004, 9.1


class QrView(QWidget):
    """A QR code, dark on light in every palette, as phones read it best, with its quiet zone.

    Each module covers whole device pixels, so edges are sharp at every scale.
    """

    def __init__(
        self,
        theme: Theme,
        modules: Modules = (),
        *,
        size: float = 220,
        accessible_name: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._modules = modules
        self._size = size
        self.setAccessibleName(accessible_name)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def apply_theme(self, theme: Theme) -> None:
        """Use this theme from now on."""
        self._theme = theme
        self.updateGeometry()
        self.update()

    def set_modules(self, modules: Modules) -> None:
        """Show another code: a square, `True` is dark, without quiet zone. Nothing at all for ()."""
        self._modules = modules
        self.update()

    def sizeHint(self) -> QSize:
        """The square of the design."""
        return self._theme.square(self._size)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw ground and modules."""
        if not self._modules:
            return
        with QPainter(self) as painter:
            paint_box(
                painter, self.rect(), fill=QColor(LIGHT.surface), radius=self._theme.metrics.radius / 1.5
            )
            ratio = self.devicePixelRatioF()
            count = len(self._modules) + 2 * QUIET_ZONE
            side = min(self.width(), self.height()) * ratio
            module = max(1, int(side // count)) / ratio
            left = round((self.width() - module * len(self._modules)) / 2 * ratio) / ratio
            top = round((self.height() - module * len(self._modules)) / 2 * ratio) / ratio
            ink = QColor(LIGHT.ink)
            for y, line in enumerate(self._modules):
                for x, is_dark in enumerate(line):
                    if is_dark:
                        painter.fillRect(QRectF(left + x * module, top + y * module, module, module), ink)
