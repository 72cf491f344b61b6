"""The display's layout, landscape and portrait, for any size from 720p to 4K."""

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from nextpatient_desktop.ui.display.painting import draw_line
from nextpatient_desktop.ui.display.parts import NextView, NoticeStrip, StageView
from nextpatient_desktop.ui.display.rooms import RoomsView
from nextpatient_desktop.ui.display.state import DisplayState
from nextpatient_desktop.ui.theme import Gap, Ground, Ink, TextRole, Theme, display_theme, spread_theme

_MOST_OF_ROOMS = 0.45
"""Of the height that the stage and the other rooms share."""


class DisplayPanel(QWidget):
    """Renders a `DisplayState`. `px_per_mm` and `distance_m` make codes as large as the last row needs."""

    def __init__(
        self, *, px_per_mm: float = 0.0, distance_m: float = 0.0, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._px_per_mm = px_per_mm
        self._distance_m = distance_m
        self._state = DisplayState()
        self._theme = self._theme_for_size()
        self.stage = StageView(self._theme, self)
        self.rooms = RoomsView(self._theme, self)
        self.next = NextView(self._theme, self)
        self.notice = NoticeStrip(self._theme, self)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMinimumSize(320, 240)

    def render(self, state: DisplayState) -> None:  # type: ignore[override]  # QWidget.render draws into a device
        """Show this state."""
        before, self._state = self._state, state
        self.stage.show_stage(state.stage, state.idle_title, state.idle_text)
        self.rooms.show_rooms(state.rooms, state.turn)
        self.next.show_next(state.next_title, state.next, state.nobody_waits, state.summary)
        self.notice.show_text(state.notice)
        if bool(before.notice) != bool(state.notice) or len(before.rooms) != len(state.rooms):
            self._lay_out()
        self.update(self._header())

    @property
    def has_data(self) -> bool:
        """Whether the clinic has answered since the start."""
        return bool(self._state.clinic)

    def set_viewing(self, *, px_per_mm: float, distance_m: float) -> None:
        """The screen was measured anew."""
        self._px_per_mm, self._distance_m = px_per_mm, distance_m
        self._lay_out()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay out for the new size."""
        super().resizeEvent(event)
        self._lay_out()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the ground, the clinic's name and the clock; the parts draw themselves."""
        painter = QPainter(self)
        theme = self._theme
        painter.fillRect(event.rect(), theme.ground(Ground.CANVAS))
        header = QRectF(self._header())
        margin = theme.gap(Gap.XXL)
        clock_width = QFontMetricsF(theme.font(TextRole.TITLE)).horizontalAdvance("00:00")
        clock = QRectF(header.right() - margin - clock_width, header.top(), clock_width, header.height())
        draw_line(painter, theme, TextRole.TITLE, self._state.clock, clock, align=Qt.AlignmentFlag.AlignRight)
        right = clock.left() - margin
        if self._state.quiet_mark:
            width = QFontMetricsF(theme.font(TextRole.SMALL)).horizontalAdvance(self._state.quiet_mark) + 1
            width = min(width, header.width() * 0.35)
            mark = QRectF(right - width, header.top(), width, header.height())
            draw_line(painter, theme, TextRole.SMALL, self._state.quiet_mark, mark, ink=Ink.MUTED)
            right = mark.left() - margin
        name = QRectF(margin, header.top(), right - margin, header.height())
        draw_line(painter, theme, TextRole.HEADING, self._state.clinic, name)
        painter.end()

    def _theme_for_size(self) -> Theme:
        return display_theme(
            self.width(), self.height(), px_per_mm=self._px_per_mm, viewing_distance_m=self._distance_m
        )

    def _header(self) -> QRect:
        return QRect(0, 0, self.width(), self._theme.px(135))

    def _lay_out(self) -> None:
        self._theme = self._theme_for_size()
        spread_theme(self, self._theme)
        theme, state = self._theme, self._state
        strip = theme.px(80) if state.notice else 0
        self.notice.setVisible(bool(state.notice))
        self.notice.setGeometry(0, self.height() - strip, self.width(), strip)
        margin, gap = theme.gap(Gap.XXL), theme.gap(Gap.M)
        top = self._header().bottom() + 1
        bottom = self.height() - (strip + theme.gap(Gap.L) if strip else margin)
        area = QRect(margin, top, self.width() - 2 * margin, bottom - top)
        if self.width() >= self.height():
            self._lay_out_landscape(area, gap)
        else:
            self._lay_out_portrait(area, gap)
        self.update()

    def _lay_out_landscape(self, area: QRect, gap: int) -> None:
        between = self._theme.gap(Gap.L)
        code = QFontMetricsF(self._theme.font(TextRole.CODE_ROW)).horizontalAdvance("A-0000")
        side = int(min(max(self._theme.px(560), code * 1.35), area.width() * 0.45))
        left = area.width() - side - between
        self.next.setGeometry(area.right() - side + 1, area.top(), side, area.height())
        self._lay_out_stage(QRect(area.left(), area.top(), left, area.height()), gap)

    def _lay_out_portrait(self, area: QRect, gap: int) -> None:
        upper = int(area.height() * 0.56)
        self._lay_out_stage(QRect(area.left(), area.top(), area.width(), upper), gap)
        lower = area.top() + upper + gap
        self.next.setGeometry(area.left(), lower, area.width(), area.bottom() - lower + 1)

    def _lay_out_stage(self, area: QRect, gap: int) -> None:
        has_rooms = bool(self._state.rooms)
        is_portrait = self.height() > self.width()
        most = int(area.height() * _MOST_OF_ROOMS)
        below = self.rooms.wanted_height(area.width(), most, most_rows=2 if is_portrait else 1)
        self.rooms.setVisible(has_rooms)
        if not has_rooms:
            below = -gap
        stage = area.height() - below - gap
        self.stage.setGeometry(area.left(), area.top(), area.width(), stage)
        self.rooms.setGeometry(area.left(), area.top() + stage + gap, area.width(), max(0, below))
