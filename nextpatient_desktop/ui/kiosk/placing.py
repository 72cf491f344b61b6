"""`SelfPlaced`: a widget that places its children itself, and again when one of them needs other room."""

from PySide6.QtCore import QEvent
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget


class SelfPlaced(QWidget):
    """Calls `place` whenever its size, or what a child asks for, has changed."""

    def place(self) -> None:
        """Give every child its place."""
        raise NotImplementedError

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Place everything anew."""
        super().resizeEvent(event)
        self.place()

    def event(self, event: QEvent) -> bool:
        """Qt asks so for a new layout: themes and texts reach children after their parent."""
        if event.type() is QEvent.Type.LayoutRequest:
            self.place()
        return super().event(event)
