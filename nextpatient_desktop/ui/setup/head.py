"""The head of every page of the set-up: Back, the language, and the way out."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from nextpatient_desktop.text.texts import Texts
from nextpatient_desktop.ui.icons import Icon
from nextpatient_desktop.ui.setup.state import SetupState
from nextpatient_desktop.ui.theme import Gap, Theme
from nextpatient_desktop.ui.widgets.boxes import Row
from nextpatient_desktop.ui.widgets.buttons import Button, ButtonKind, ButtonSize


class Head(Row):
    """Lays them out in a line."""

    back_clicked = Signal()
    language_chosen = Signal(str)
    quit_clicked = Signal()

    def __init__(self, theme: Theme, texts: Texts, parent: QWidget | None = None) -> None:
        super().__init__(theme, gap=Gap.S, pad=(Gap.XXL, Gap.L), parent=parent)
        _ = texts.gettext
        self._theme = theme
        self._languages: dict[str, Button] = {}
        self.back = self.add(Button(theme, _("Back"), size=ButtonSize.SMALL, icon=Icon.BACK))
        self.quit = self.add(
            Button(
                theme,
                _("Close the program"),
                kind=ButtonKind.QUIET,
                size=ButtonSize.SMALL,
                icon=Icon.POWER,
                wraps=True,
            )
        )
        self.add_stretch()
        self.back.clicked.connect(self.back_clicked)
        self.quit.clicked.connect(self.quit_clicked)
        self.quit.hide()

    def take_focus(self, language: str) -> None:
        """Keep the keyboard with the language that was chosen."""
        button = self._languages.get(language)
        if button is not None:
            button.setFocus(Qt.FocusReason.OtherFocusReason)

    def render_head(self, state: SetupState) -> None:
        """Show what is possible now."""
        if not self._languages:
            for code, name in state.languages:
                button = self.add(Button(self._theme, name, size=ButtonSize.SMALL, is_round=True))
                button.clicked.connect(lambda _on=False, one=code: self.language_chosen.emit(one))
                self._languages[code] = button
        for code, button in self._languages.items():
            is_chosen = code == state.language
            button.set_kind(ButtonKind.PRIMARY if is_chosen else ButtonKind.SECONDARY)
            button.setVisible(len(self._languages) > 1)
        self.back.setVisible(state.can_go_back)
        self.quit.setVisible(state.can_quit and not state.can_go_back)
