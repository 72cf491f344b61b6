"""`Tabs`: names of pages with a line under the present one, above a line over the whole width."""

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QSizePolicy, QWidget

from nextpatient_desktop.ui.theme import Gap, Ground, Ink, TextRole, Theme
from nextpatient_desktop.ui.widgets.buttons import PaintedButton
from nextpatient_desktop.ui.widgets.paint import mirrored


class _Tab(PaintedButton):
    def __init__(self, theme: Theme, text: str, parent: QWidget) -> None:
        super().__init__(theme, text, parent=parent)
        self.setCheckable(True)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)

    def sizeHint(self) -> QSize:
        strong = QFontMetrics(self._theme.font(TextRole.BODY_STRONG))
        return QSize(strong.horizontalAdvance(self._text) + 2, self._theme.metrics.button)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            is_on = self.isChecked()
            painter.setFont(self._theme.font(TextRole.BODY_STRONG if is_on else TextRole.BODY))
            is_over = self.underMouse() and self.isEnabled()
            painter.setPen(self._theme.ink(Ink.PRIMARY if is_on else Ink.INK if is_over else Ink.MUTED))
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self._text)
            if is_on:
                thick = self._theme.px(3)
                line = QRect(0, self.height() - thick, self.width(), thick)
                painter.fillRect(line, self._theme.ink(Ink.PRIMARY))
            self._paint_focus(painter, self._theme.gap(Gap.XS), self._theme.ground(Ground.SURFACE))


class Tabs(QWidget):
    """The names of the pages of one card, chosen by clicks and arrow keys; `row` takes more widgets."""

    chosen = Signal(int)
    """The number of the page that the person chose, from 0."""

    def __init__(
        self, theme: Theme, texts: Sequence[str], name: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._group = QButtonGroup(self)
        self._row = QHBoxLayout(self)
        self._tabs: list[_Tab] = []
        self._row.addStretch(1)
        for text in texts:
            tab = _Tab(theme, text, self)
            self._group.addButton(tab, len(self._tabs))
            self._row.insertWidget(len(self._tabs), tab)
            self._tabs.append(tab)
        self._group.idClicked.connect(self.chosen)
        if self._tabs:
            self._tabs[0].setChecked(True)
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.apply_theme(theme)

    @property
    def row(self) -> QHBoxLayout:
        """The layout: widgets added to it stand at the right, on the tabs' line."""
        return self._row

    def apply_theme(self, theme: Theme) -> None:
        """Use this theme from now on."""
        self._theme = theme
        self._row.setSpacing(theme.gap(Gap.XL))
        self._row.setContentsMargins(0, 0, 0, theme.metrics.border)

    def set_texts(self, texts: Sequence[str]) -> None:
        """Name the tabs anew, as many as there are."""
        for tab, text in zip(self._tabs, texts, strict=True):
            tab.set_text(text)

    def set_chosen(self, number: int) -> None:
        """Mark the page that is shown. No signal."""
        self._tabs[number].setChecked(True)

    def set_tab_visible(self, number: int, is_visible: bool) -> None:
        """Show or hide one tab: its page may stand elsewhere where there is room."""
        self._tabs[number].setVisible(is_visible)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move with the arrow keys."""
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        step = steps.get(Qt.Key(event.key()), 0) * (-1 if mirrored(self) else 1)
        target = self._group.checkedId() + step
        if not step or not 0 <= target < len(self._tabs) or self._tabs[target].isHidden():
            super().keyPressEvent(event)
            return
        self._tabs[target].setFocus(Qt.FocusReason.TabFocusReason)
        self._tabs[target].click()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the line under all tabs."""
        with QPainter(self) as painter:
            width = self._theme.metrics.border
            painter.fillRect(0, self.height() - width, self.width(), width, self._theme.ink(Ink.LINE))
