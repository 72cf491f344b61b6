"""Containers: `Row` and `Column` lay out, `Card` draws a surface with a border, `Divider` a line."""

from typing import TypeVar

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QBoxLayout, QSizePolicy, QWidget

from nextpatient_desktop.ui.theme import Gap, Ground, Ink, Theme
from nextpatient_desktop.ui.widgets.paint import paint_box

W = TypeVar("W", bound=QWidget)


class Box(QWidget):
    """Widgets in a line, with a gap between them and room around them that follow the theme."""

    def __init__(
        self,
        theme: Theme,
        direction: QBoxLayout.Direction,
        *,
        gap: Gap = Gap.M,
        pad: Gap | tuple[Gap, Gap] = Gap.NONE,
        parent: QWidget | None = None,
    ) -> None:
        """`pad` is the room on all sides, or (left and right, top and bottom)."""
        super().__init__(parent)
        self._gap = gap
        self._pad = pad if isinstance(pad, tuple) else (pad, pad)
        self._line = QBoxLayout(direction, self)
        self._lay_out(theme)

    def apply_theme(self, theme: Theme) -> None:
        """Use this theme from now on."""
        self._lay_out(theme)

    def _lay_out(self, theme: Theme) -> None:
        beside, above = (theme.gap(pad) for pad in self._pad)
        self._line.setContentsMargins(beside, above, beside, above)
        self._line.setSpacing(theme.gap(self._gap))

    @property
    def line(self) -> QBoxLayout:
        """The layout itself, for what `add` does not offer."""
        return self._line

    def add(self, widget: W, stretch: int = 0, align: Qt.AlignmentFlag | None = None) -> W:
        """Put a widget at the end and give it back."""
        if align is None:
            self._line.addWidget(widget, stretch)
        else:
            self._line.addWidget(widget, stretch, align)
        return widget

    def add_stretch(self, stretch: int = 1) -> None:
        """Put room at the end that takes what is left."""
        self._line.addStretch(stretch)

    def clear(self) -> None:
        """Take everything out and delete it."""
        while (item := self._line.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()


class Row(Box):
    """Widgets side by side."""

    def __init__(
        self,
        theme: Theme,
        *,
        gap: Gap = Gap.M,
        pad: Gap | tuple[Gap, Gap] = Gap.NONE,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(theme, QBoxLayout.Direction.LeftToRight, gap=gap, pad=pad, parent=parent)


class Column(Box):
    """Widgets one below the other."""

    def __init__(
        self,
        theme: Theme,
        *,
        gap: Gap = Gap.M,
        pad: Gap | tuple[Gap, Gap] = Gap.NONE,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(theme, QBoxLayout.Direction.TopToBottom, gap=gap, pad=pad, parent=parent)


class Card(Column):
    """A column on a surface with a border and round corners."""

    def __init__(
        self,
        theme: Theme,
        *,
        gap: Gap = Gap.M,
        pad: Gap | tuple[Gap, Gap] = Gap.L,
        ground: Ground = Ground.SURFACE,
        has_border: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        self._theme = theme
        self._ground = ground
        self._has_border = has_border
        super().__init__(theme, gap=gap, pad=pad, parent=parent)

    def apply_theme(self, theme: Theme) -> None:
        """Use this theme from now on."""
        self._theme = theme
        super().apply_theme(theme)
        self.update()

    def set_ground(self, ground: Ground) -> None:
        """Use another colour behind the content."""
        self._ground = ground
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the surface."""
        with QPainter(self) as painter:
            paint_box(
                painter,
                self.rect(),
                fill=self._theme.ground(self._ground),
                line=self._theme.ink(Ink.LINE) if self._has_border else None,
                width=self._theme.metrics.border,
                radius=self._theme.metrics.radius,
            )


class Divider(QWidget):
    """A thin line between things in a column."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def apply_theme(self, theme: Theme) -> None:
        """Use this theme from now on."""
        self._theme = theme
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """As thin as a border."""
        return QSize(1, self._theme.metrics.border)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the line."""
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), self._theme.ink(Ink.LINE))


def settle(widget: QWidget) -> None:
    """Lay out now what changed inside.

    Qt passes a new width on level by level, one event each, and draws in between: words are cut for a moment.
    """
    for inner in reversed([widget, *widget.findChildren(QWidget)]):  # the innermost first
        layout = inner.layout()
        if layout is not None:
            layout.activate()
