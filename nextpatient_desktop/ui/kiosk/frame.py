"""What the kiosk's steps share: parts one below the other in portrait, beside each other in landscape."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from nextpatient_desktop.ui.icons import Icon, department_icon
from nextpatient_desktop.ui.kiosk.state import KioskState
from nextpatient_desktop.ui.theme import Gap, Ground, Ink, TextRole, Theme, Tint
from nextpatient_desktop.ui.widgets.boxes import Card, Column, Row
from nextpatient_desktop.ui.widgets.buttons import Button, ButtonKind, ButtonSize
from nextpatient_desktop.ui.widgets.labels import IconView, Label
from nextpatient_desktop.ui.widgets.pills import Pill
from nextpatient_desktop.ui.widgets.specs import PillSpec


class StepPanel(QWidget):
    """A step: `head`, `body` and `foot`. In landscape head and foot stand left, the body right."""

    _LANDSCAPE_SHARES = (10, 11)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._parts: tuple[QWidget, ...] = ()
        self._grid = QGridLayout(self)
        self._is_portrait: bool | None = None
        self._theme = theme

    def set_parts(self, head: QWidget, body: QWidget, foot: QWidget) -> None:
        """Say what stands where. Once, by the step itself."""
        self._parts = (head, body, foot)
        for part in self._parts:
            part.setParent(self)
        self.apply_theme(self._theme)

    def apply_theme(self, theme: Theme) -> None:
        """Use this theme from now on."""
        self._theme = theme
        margin = theme.gap(Gap.XXL)
        self._grid.setContentsMargins(margin, margin, margin, theme.gap(Gap.XL))
        self._grid.setVerticalSpacing(theme.gap(Gap.L))
        self._grid.setHorizontalSpacing(theme.gap(Gap.XXL))
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Turn the parts where the screen was turned."""
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        is_portrait = self.height() >= self.width()
        if is_portrait == self._is_portrait or not self._parts:
            return
        self._is_portrait = is_portrait
        for part in self._parts:
            self._grid.removeWidget(part)
        head, body, foot = self._parts
        if is_portrait:
            for row, part in enumerate((head, body, foot)):
                self._grid.addWidget(part, row, 0, 1, 2)
            stretches = ((0, 0), (1, 1), (2, 0))
        else:
            self._grid.addWidget(head, 0, 0)
            self._grid.addWidget(body, 0, 1, 2, 1)
            self._grid.addWidget(foot, 1, 0, Qt.AlignmentFlag.AlignBottom)
            stretches = ((0, 1), (1, 0), (2, 0))
        for row, stretch in stretches:
            self._grid.setRowStretch(row, stretch)
        for column, share in enumerate(self._LANDSCAPE_SHARES):
            self._grid.setColumnStretch(column, share)


class TopBar(Row):
    """Back, larger text, and where the token is for."""

    back_pressed = Signal()
    text_size_toggled = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, gap=Gap.M)
        self.back = self.add(Button(theme, "", icon=Icon.BACK))
        self.add_stretch()
        self.larger = self.add(
            Button(theme, "", kind=ButtonKind.QUIET, size=ButtonSize.SMALL, icon=Icon.LARGER_TEXT)
        )
        self.chip = self.add(Pill(theme, "", Tint.PRIMARY))
        self.back.clicked.connect(self.back_pressed)
        self.larger.clicked.connect(self.text_size_toggled)

    def render_bar(self, state: KioskState) -> None:
        """Show the words."""
        words = state.words
        self.back.set_text(words.back)
        self.back.setEnabled(not state.is_busy)
        self.larger.set_text(words.normal_text if state.is_large else words.larger_text)
        if state.details is not None:
            details = state.details
            self.chip.render_spec(
                PillSpec(text=details.department, tint=Tint.PRIMARY, icon=department_icon(details.icon))
            )


class MessageCard(Card):
    """What went wrong and what to do now; hidden while nothing did."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, gap=Gap.XS, pad=(Gap.L, Gap.M))
        line = self.add(Row(theme, gap=Gap.M))
        line.add(IconView(theme, Icon.ERROR, ink=Ink.RED, size=44))
        words = line.add(Column(theme, gap=Gap.NONE), 1)
        self._what = words.add(Label(theme, "", TextRole.LABEL, ink=Ink.RED, wraps=True))
        self._detail = words.add(Label(theme, "", TextRole.SMALL, wraps=True))
        self.hide()

    def show_message(self, what: str, detail: str) -> None:
        """Say it, or nothing."""
        self._what.setText(what)
        self._detail.setText(detail)
        self._detail.setVisible(bool(detail))
        self.setVisible(bool(what))


class Curtain(QWidget):
    """Covers the whole screen with a question or a word while something must be said first."""

    touched = Signal()

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._card = Card(theme, gap=Gap.M, pad=Gap.XXL, parent=self)
        centre = Qt.AlignmentFlag.AlignHCenter
        self._count = self._card.add(Label(theme, "", TextRole.CODE_ROW, ink=Ink.PRIMARY, align=centre))
        self._title = self._card.add(Label(theme, "", TextRole.TITLE, wraps=True, align=centre))
        self._detail = self._card.add(
            Label(theme, "", TextRole.LEAD, ink=Ink.MUTED, wraps=True, align=centre)
        )
        self._yes = self._card.add(Button(theme, "", kind=ButtonKind.PRIMARY, size=ButtonSize.LARGE))
        self._yes.clicked.connect(self.touched)
        self.hide()

    def apply_theme(self, theme: Theme) -> None:
        """Use this theme from now on."""
        self._theme = theme

    def ask(self, title: str, detail: str, yes: str, count: int) -> None:
        """Ask, with the seconds that are left."""
        self._say(title, detail, yes, str(count))

    def tell(self, title: str) -> None:
        """Say that it takes a moment."""
        self._say(title, "", "", "")

    def _say(self, title: str, detail: str, yes: str, count: str) -> None:
        texts = ((self._count, count), (self._title, title), (self._detail, detail))
        for label, text in texts:
            label.setText(text)
            label.setVisible(bool(text))
        self._yes.set_text(yes)
        self._yes.setVisible(bool(yes))
        self._place()
        self.show()
        self.raise_()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the card in the middle."""
        super().resizeEvent(event)
        self._place()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Dim what is behind."""
        painter = QPainter(self)
        ground = self._theme.ground(Ground.INK)
        ground.setAlphaF(0.55)
        painter.fillRect(self.rect(), ground)
        painter.end()

    def _place(self) -> None:
        width = min(self.width() - 2 * self._theme.gap(Gap.XL), self._theme.px(860))
        self._card.setFixedWidth(max(1, width))
        height = self._card.heightForWidth(width) if self._card.hasHeightForWidth() else -1
        size = QSize(width, max(height, self._card.sizeHint().height()))
        self._card.resize(size)
        self._card.move((self.width() - size.width()) // 2, (self.height() - size.height()) // 2)
