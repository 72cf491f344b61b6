"""`SearchField`: a line to search with."""

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QLineEdit, QWidget

from nextpatient_desktop.ui.icons import Icon, icon
from nextpatient_desktop.ui.stylesheet import stylesheet
from nextpatient_desktop.ui.theme import Ink, TextRole, Theme


class SearchField(QLineEdit):
    """A line to search with: a glass in front, a cross to clear, Escape clears too."""

    def __init__(self, theme: Theme, placeholder: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._glass = QAction(self)
        self.addAction(self._glass, QLineEdit.ActionPosition.LeadingPosition)
        self.setClearButtonEnabled(True)
        self.set_placeholder(placeholder)
        self.apply_theme(theme)

    def set_placeholder(self, placeholder: str) -> None:
        """Say what can be searched for."""
        self.setPlaceholderText(placeholder)
        self.setAccessibleName(placeholder)

    def apply_theme(self, theme: Theme) -> None:
        """Use this theme from now on."""
        self.setFont(theme.font(TextRole.BODY))
        self.setStyleSheet(stylesheet(theme))
        self._glass.setIcon(icon(Icon.SEARCH, theme.ink(Ink.MUTED), theme.metrics.icon))

    def event(self, event: QEvent) -> bool:
        """Leave Ctrl+Z to the screen while nothing is typed here that it could take back."""
        if (
            isinstance(event, QKeyEvent)
            and event.type() is QEvent.Type.ShortcutOverride
            and event.matches(QKeySequence.StandardKey.Undo)
            and not self.text()
        ):
            event.ignore()
            return False
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let Escape clear the line before it closes anything."""
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
            self.textEdited.emit("")
            return
        super().keyPressEvent(event)
