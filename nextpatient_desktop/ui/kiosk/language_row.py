"""The languages in their own script, side by side, in a second line where one is too short."""

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QSizePolicy

from nextpatient_desktop.ui.kiosk.placing import SelfPlaced
from nextpatient_desktop.ui.kiosk.state import KioskState
from nextpatient_desktop.ui.kiosk.touch import TouchButton
from nextpatient_desktop.ui.theme import Gap, Theme
from nextpatient_desktop.ui.widgets.buttons import ButtonKind, ButtonSize


class LanguageRow(SelfPlaced):
    """A round button for each language, the chosen one filled. Nothing where there is one language."""

    language_chosen = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._buttons: dict[str, TouchButton] = {}
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    @property
    def buttons(self) -> tuple[TouchButton, ...]:
        """The buttons in their order."""
        return tuple(self._buttons.values())

    def apply_theme(self, theme: Theme) -> None:
        """Use this theme from now on."""
        self._theme = theme
        self.updateGeometry()
        self.place()

    def render_languages(self, state: KioskState) -> None:
        """Show them."""
        codes = [choice.code for choice in state.languages]
        if codes != list(self._buttons):
            self._make(state)
        for choice in state.languages:
            kind = ButtonKind.PRIMARY if choice.is_chosen else ButtonKind.SECONDARY
            self._buttons[choice.code].set_kind(kind)
        self.setVisible(len(codes) > 1)

    def hasHeightForWidth(self) -> bool:
        """More lines where it is narrow."""
        return True

    def heightForWidth(self, width: int) -> int:
        """As high as the lines that these languages need in this width."""
        lines = len(self._lines(width))
        return lines * self._line_height() + max(0, lines - 1) * self._gap()

    def sizeHint(self) -> QSize:
        """All in one line."""
        widths = [button.sizeHint().width() for button in self.buttons]
        return QSize(sum(widths) + self._gap() * max(0, len(widths) - 1), self._line_height())

    def minimumSizeHint(self) -> QSize:
        """The longest alone."""
        return QSize(
            max((button.sizeHint().width() for button in self.buttons), default=0), self._line_height()
        )

    def place(self) -> None:
        """Centre each line."""
        y = 0
        for line in self._lines(self.width()):
            widths = [button.sizeHint().width() for button in line]
            x = max(0, (self.width() - sum(widths) - self._gap() * (len(line) - 1)) // 2)
            for button, width in zip(line, widths, strict=True):
                button.setGeometry(x, y, width, self._line_height())
                x += width + self._gap()
            y += self._line_height() + self._gap()

    def _make(self, state: KioskState) -> None:
        for button in self._buttons.values():
            button.hide()
            button.deleteLater()
        self._buttons = {}
        for choice in state.languages:
            button = TouchButton(self._theme, choice.name, size=ButtonSize.SMALL, is_round=True, parent=self)
            button.clicked.connect(lambda _=False, code=choice.code: self.language_chosen.emit(code))
            button.show()
            self._buttons[choice.code] = button
        self.updateGeometry()
        self.place()

    def _lines(self, width: int) -> list[list[TouchButton]]:
        lines: list[list[TouchButton]] = []
        left = 0
        for button in self.buttons:
            needed = button.sizeHint().width()
            if not lines or needed > left:
                lines.append([])
                left = width
            lines[-1].append(button)
            left -= needed + self._gap()
        return lines

    def _line_height(self) -> int:
        return self._theme.metrics.button_small

    def _gap(self) -> int:
        return self._theme.gap(Gap.S)
