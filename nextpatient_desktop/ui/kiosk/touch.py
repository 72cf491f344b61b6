"""`TouchButton`: a button that is as wide as a finger needs, however short its word."""

from PySide6.QtCore import QSize

from nextpatient_desktop.ui.widgets.buttons import Button


class TouchButton(Button):
    """A `Button` for the kiosk. Its height is the theme's already."""

    def sizeHint(self) -> QSize:
        """Room for the text, and for a finger."""
        return self._for_finger(super().sizeHint())

    def minimumSizeHint(self) -> QSize:
        """The least, and room for a finger."""
        return self._for_finger(super().minimumSizeHint())

    def _for_finger(self, size: QSize) -> QSize:
        return QSize(max(size.width(), self._theme.metrics.touch), size.height())
