"""`EmptyState`: what stands where there is nothing yet: an icon, a sentence, what to do."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from nextpatient_desktop.ui.theme import Gap, Ink, TextRole, Theme
from nextpatient_desktop.ui.widgets.boxes import Column
from nextpatient_desktop.ui.widgets.buttons import Button, ButtonKind
from nextpatient_desktop.ui.widgets.labels import IconView, Label


class EmptyState(Column):
    """Says why a place is empty and what fills it; `action` is the button that does it, if there is one."""

    action_clicked = Signal()

    def __init__(
        self,
        theme: Theme,
        icon: str,
        text: str,
        detail: str = "",
        action: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(theme, gap=Gap.S, pad=Gap.XL, parent=parent)
        centre = Qt.AlignmentFlag.AlignHCenter
        self.add_stretch()
        self._icon = self.add(IconView(theme, icon, ink=Ink.FAINT, size=44), align=centre)
        self._text = self.add(Label(theme, text, TextRole.BODY_STRONG, wraps=True, align=centre))
        self._detail = self.add(Label(theme, detail, TextRole.SMALL, ink=Ink.MUTED, wraps=True, align=centre))
        self._action = self.add(Button(theme, action), align=centre)
        self._action.clicked.connect(self.action_clicked)
        self.add_stretch()
        self.render_words(text, detail, action)

    def render_words(self, text: str, detail: str = "", action: str = "") -> None:
        """Say something else."""
        self._text.setText(text)
        self._detail.setText(detail)
        self._detail.setVisible(bool(detail))
        self._action.set_text(action)
        self._action.setVisible(bool(action))

    def set_main_action(self, is_main: bool) -> None:
        """Show the button as what is to be done here, or as one thing that can be done."""
        self._action.set_kind(ButtonKind.PRIMARY if is_main else ButtonKind.SECONDARY)

    def take_focus(self) -> None:
        """Put the keyboard on the button."""
        self._action.setFocus(Qt.FocusReason.OtherFocusReason)

    def set_icon(self, icon: str) -> None:
        """Show another icon."""
        self._icon.set_icon(icon)
