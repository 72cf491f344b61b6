"""`Pill`: a short fact on a tinted ground. `SegmentedPills`: one choice out of a few, as pills in a row."""

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QSizePolicy, QWidget

from nextpatient_desktop.ui.icons import paint_icon
from nextpatient_desktop.ui.theme import Gap, Ground, TextRole, Theme, Tint
from nextpatient_desktop.ui.widgets.buttons import PaintedButton
from nextpatient_desktop.ui.widgets.paint import paint_box
from nextpatient_desktop.ui.widgets.specs import PillSpec

__all__ = ["Pill", "PillSpec", "SegmentedPills", "paint_pill", "pill_size"]


def pill_size(theme: Theme, spec: PillSpec, *, is_small: bool = False) -> QSize:
    """How much room a pill needs."""
    metrics = theme.metrics
    font = theme.font(TextRole.PILL)
    text = QFontMetrics(font).horizontalAdvance(spec.text)
    icon = _icon_px(theme) + theme.gap(Gap.XS) if spec.icon else 0
    pad = metrics.pill_pad * (2 if is_small else 3) // 3
    return QSize(text + icon + 2 * pad, metrics.pill * (3 if is_small else 4) // 4)


def paint_pill(painter: QPainter, area: QRect, theme: Theme, spec: PillSpec) -> None:
    """Draw a pill that fills `area`."""
    paint_box(painter, area, fill=theme.ground_of(spec.tint), radius=area.height() / 2)
    painter.setFont(theme.font(TextRole.PILL))
    metrics = QFontMetrics(painter.font())
    icon = _icon_px(theme) if spec.icon else 0
    gap = theme.gap(Gap.XS) if spec.icon else 0
    room = area.width() - icon - gap - 2 * (area.height() // 4)
    shown = metrics.elidedText(spec.text, Qt.TextElideMode.ElideRight, max(0, room))
    x = area.x() + (area.width() - icon - gap - metrics.horizontalAdvance(shown)) // 2
    if spec.icon:
        paint_icon(painter, QRect(x, area.y(), icon, area.height()), spec.icon, theme.ink_of(spec.tint))
    painter.setPen(theme.ink_of(spec.tint))
    text = QRect(x + icon + gap, area.y(), area.right() - x, area.height())
    painter.drawText(text, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, shown)


class Pill(QWidget):
    """A short fact: "Waited 26 min", "Connected". It only informs."""

    def __init__(
        self,
        theme: Theme,
        text: str = "",
        tint: Tint = Tint.NEUTRAL,
        icon: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._spec = PillSpec(text=text, tint=tint, icon=icon)
        self.setAccessibleName(text)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def apply_theme(self, theme: Theme) -> None:
        """Use this theme from now on."""
        self._theme = theme
        self.updateGeometry()
        self.update()

    def render_spec(self, spec: PillSpec) -> None:
        """Show something else."""
        if spec != self._spec:
            self._spec = spec
            self.setAccessibleName(spec.text)
            self.updateGeometry()
            self.update()

    def sizeHint(self) -> QSize:
        """Room for icon and text."""
        return pill_size(self._theme, self._spec)

    def minimumSizeHint(self) -> QSize:
        """The text may be cut before a window gets too wide for its screen."""
        hint = self.sizeHint()
        return QSize(min(hint.width(), hint.height() * 3), hint.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the pill."""
        with QPainter(self) as painter:
            paint_pill(painter, self.rect(), self._theme, self._spec)


class _Segment(PaintedButton):
    """One of the pills in a `SegmentedPills`."""

    def __init__(self, theme: Theme, text: str, parent: QWidget) -> None:
        super().__init__(theme, text, parent=parent)
        self.setCheckable(True)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return pill_size(self._theme, PillSpec(text=self._text))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            ground = self._theme.ground(Ground.INK if self.isChecked() else Ground.RAISED)
            radius = self.height() / 2
            fill = ground if self.isChecked() else self._fill(ground)
            paint_box(painter, self.rect(), fill=fill, radius=radius)
            painter.setFont(self._theme.font(TextRole.PILL))
            painter.setPen(self._theme.palette.surface if self.isChecked() else self._theme.palette.ink)
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self._text)
            self._paint_focus(painter, radius, ground)


class SegmentedPills(QWidget):
    """One choice out of a few: Waiting 12 | Hold 2 | Missed | Done. Arrow keys move it."""

    chosen = Signal(int)
    """The number of the segment that the person chose, from 0."""

    def __init__(
        self, theme: Theme, texts: Sequence[str] = (), name: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._group = QButtonGroup(self)
        self._segments: list[_Segment] = []
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.addStretch(1)
        self._group.idClicked.connect(self.chosen)
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.apply_theme(theme)
        self.set_segments(texts)

    def apply_theme(self, theme: Theme) -> None:
        """Use this theme from now on."""
        self._theme = theme
        self._row.setSpacing(theme.metrics.xs + theme.metrics.border)

    def set_segments(self, texts: Sequence[str], chosen: int | None = None) -> None:
        """Show these segments, with one of them chosen: `None` keeps the present one."""
        current = self._group.checkedId() if chosen is None else chosen
        while len(self._segments) > len(texts):
            gone = self._segments.pop()
            self._group.removeButton(gone)
            gone.deleteLater()
        while len(self._segments) < len(texts):
            segment = _Segment(self._theme, "", self)
            self._group.addButton(segment, len(self._segments))
            self._row.insertWidget(len(self._segments), segment)
            self._segments.append(segment)
        for segment, text in zip(self._segments, texts, strict=True):
            segment.set_text(text)
        if self._segments:
            self._segments[min(max(current, 0), len(self._segments) - 1)].setChecked(True)


def _icon_px(theme: Theme) -> int:
    return round(theme.font_px(TextRole.PILL) * 1.15)
