"""`FilterBar`: which of today's tokens the list shows, as pills; in two lines where one is too short."""

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QSizePolicy, QWidget

from nextpatient_desktop.ui.counter.state import Filter, FilterState
from nextpatient_desktop.ui.theme import Ground, Ink, TextRole, Theme
from nextpatient_desktop.ui.widgets.buttons import PaintedButton
from nextpatient_desktop.ui.widgets.paint import paint_box

_COUNTED = frozenset({Filter.WAITING, Filter.ON_HOLD})
"""Whose counts are shown even where not all counts have room: those still to be seen."""


class _FilterPill(PaintedButton):
    """One of them."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(theme, "", parent=parent)
        self.setCheckable(True)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._theme
        painter = QPainter(self)
        ground = theme.ground(Ground.INK if self.isChecked() else Ground.RAISED)
        radius = self.height() / 2
        fill = ground if self.isChecked() else self._fill(ground)
        paint_box(painter, self.rect(), fill=fill, radius=radius)
        painter.setFont(theme.font(TextRole.PILL))
        painter.setPen(theme.ground(Ground.SURFACE) if self.isChecked() else theme.ink(Ink.INK))
        shown = painter.fontMetrics().elidedText(
            self._text, Qt.TextElideMode.ElideRight, self.width() - theme.metrics.pill_pad
        )
        painter.drawText(self.rect(), int(Qt.AlignmentFlag.AlignCenter), shown)
        self._paint_focus(painter, radius, ground)
        painter.end()


class FilterBar(QWidget):
    """Arrow keys move the choice. All counts are shown where one line has room for them."""

    chosen = Signal(object)
    """The `Filter` that the person chose."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._filters: tuple[FilterState, ...] = ()
        self._group = QButtonGroup(self)
        self._pills = [_FilterPill(theme, self) for _ in Filter]
        for number, pill in enumerate(self._pills):
            self._group.addButton(pill, number)
        self._group.idClicked.connect(lambda number: self.chosen.emit(list(Filter)[number]))
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(theme.metrics.pill)

    def render_filters(self, filters: Sequence[FilterState]) -> None:
        """Show these, one of them as chosen."""
        self._filters = tuple(filters)
        for pill, state in zip(self._pills, filters, strict=True):
            pill.setChecked(state.is_chosen)
            pill.setAccessibleName(_counted(state))
        self._place()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Find room for them."""
        super().resizeEvent(event)
        self._place()

    def sizeHint(self) -> QSize:
        """As high as its lines."""
        return QSize(self.width(), self.height())

    def _place(self) -> None:
        if not self._filters:
            return
        words, pad = self._fitting()
        gap, high = self._gap(), self._theme.metrics.pill
        x = y = 0
        for pill, text in zip(self._pills, words, strict=True):
            width = min(self._pill_width(text, pad), self.width())
            if x and x + width > self.width():
                x, y = 0, y + high + gap
            pill.set_text(text)
            pill.setGeometry(QRect(x, y, width, high))
            x += width + gap
        self.setFixedHeight(y + high)

    def _fitting(self) -> tuple[list[str], int]:
        """The fullest words that one line has room for, and the pills' padding; else all, in two lines."""
        full = [_counted(state) for state in self._filters]
        some = [_counted(s) if s.filter in _COUNTED or s.is_chosen else s.label for s in self._filters]
        wide, tight = self._theme.metrics.pill_pad, self._theme.metrics.s
        for words, pad in ((full, wide), (full, tight), (some, tight)):
            if sum(self._pill_width(text, pad) + self._gap() for text in words) - self._gap() <= self.width():
                return words, pad
        return full, wide

    def _gap(self) -> int:
        return self._theme.metrics.xs + self._theme.metrics.border

    def _pill_width(self, text: str, pad: int) -> int:
        return QFontMetrics(self._theme.font(TextRole.PILL)).horizontalAdvance(text) + 2 * pad


def _counted(state: FilterState) -> str:
    return f"{state.label} {state.count}" if state.count else state.label
