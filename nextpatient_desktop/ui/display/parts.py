"""The parts of the display: the stage, the other rooms, the next in line, the clinic's notice."""

from typing import ClassVar

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from nextpatient_desktop.ui.display.painting import draw_arrow, draw_line, fitted, line_height
from nextpatient_desktop.ui.display.state import Mark, NextRow, Stage
from nextpatient_desktop.ui.icons import Icon, paint_icon
from nextpatient_desktop.ui.theme import Gap, Ground, Ink, TextRole, Theme
from nextpatient_desktop.ui.widgets.paint import paint_box

_CENTRE = Qt.AlignmentFlag.AlignHCenter
_RIGHT = Qt.AlignmentFlag.AlignRight
_SHARE_TO_STACK = 0.8
_SHARE_TO_READ = 0.75
_CAPITAL_OF_ROW = 0.5
"""How much of a row's height a capital takes at the most."""
_LEAST_ROW = 1.45
"""Of a capital's height: figures have nothing below the line, so rows of codes may stand close."""


class _Part(QWidget):
    """A painted part that follows its theme."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)

    def apply_theme(self, theme: Theme) -> None:
        """Use this theme from now on."""
        self._theme = theme
        self.update()

    def _painter(self, ground: Ground) -> QPainter:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        radius = self._theme.metrics.radius
        paint_box(painter, self.rect(), fill=self._theme.ground(ground), radius=radius)
        return painter


class StageView(_Part):
    """The call: code, arrow, place. While it is new a bright border says so beside the words."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._stage: Stage | None = None
        self._idle = ("", "")

    def show_stage(self, stage: Stage | None, idle_title: str, idle_text: str) -> None:
        """Show this call, or the words for when nobody is called."""
        self._stage, self._idle = stage, (idle_title, idle_text)
        spoken = f"{stage.title} {stage.code} {stage.place_kind} {stage.place}" if stage else idle_title
        self.setAccessibleName(spoken)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw it."""
        stage = self._stage
        painter = self._painter(Ground.CALL if stage is not None else Ground.SURFACE)
        if stage is None:
            self._paint_idle(painter)
        else:
            self._paint_call(painter, stage)
        painter.end()

    def _paint_idle(self, painter: QPainter) -> None:
        theme, room = self._theme, self._room()
        title, text = self._idle
        height = line_height(theme, TextRole.TITLE)
        first = QRectF(room.left(), room.center().y() - height, room.width(), height)
        draw_line(painter, theme, TextRole.TITLE, title, first, align=_CENTRE)
        second = first.translated(0, height * 1.1)
        draw_line(painter, theme, TextRole.LEAD, text, second, ink=Ink.MUTED, align=_CENTRE)

    def _paint_call(self, painter: QPainter, stage: Stage) -> None:
        theme, room = self._theme, self._room()
        if stage.is_new:
            width = max(4, theme.px(10))
            paint_box(
                painter,
                self.rect(),
                line=theme.ink(Ink.SUCCESS_MARK),
                width=width,
                radius=theme.metrics.radius,
            )
        title_height = line_height(theme, TextRole.TITLE)
        foot_height = line_height(theme, TextRole.LEAD)
        content = title_height * 1.3 + foot_height * 1.2 + self._hero_height()
        top = room.top() + max(0.0, (room.height() - content) / 2)
        title = QRectF(room.left(), top, room.width(), title_height)
        draw_line(painter, theme, TextRole.TITLE, stage.title, title, ink=Ink.ON_PRIMARY_MUTED, align=_CENTRE)
        foot_top = min(top + content, room.bottom()) - foot_height
        hero = QRectF(room.left(), title.bottom(), room.width(), foot_top - title.bottom())
        self._paint_hero(painter, stage, hero)
        foot = QRectF(room.left(), foot_top, room.width(), foot_height)
        draw_line(
            painter, theme, TextRole.LEAD, stage.department, foot, ink=Ink.ON_PRIMARY_MUTED, align=_CENTRE
        )

    def _paint_hero(self, painter: QPainter, stage: Stage, area: QRectF) -> None:
        """Code, arrow and place side by side, or the place below the code where that leaves both larger."""
        arrow, gap = self._theme.px(100), self._theme.gap(Gap.XXL) + self._theme.gap(Gap.S)
        room = area.width() - arrow - 2 * gap
        wanted = [self._width(TextRole.CODE_HERO, stage.code), self._place_width(stage)]
        share = min(1.0, room / sum(wanted)) if sum(wanted) else 1.0
        below = min(1.0, area.width() / wanted[0], area.height() * 0.6 / self._cap(TextRole.CODE_HERO))
        if share < _SHARE_TO_STACK and below > share * 1.1:
            self._paint_stacked(painter, stage, area)
            return
        code_width, place_width = (max(part * share, 1.0) for part in wanted)
        left = area.left() + (area.width() - code_width - place_width - arrow - 2 * gap) / 2
        self._paint_code(painter, stage, QRectF(left, area.top(), code_width, area.height()))
        middle = QRectF(left + code_width + gap, area.center().y() - arrow / 2, arrow, arrow)
        draw_arrow(painter, self._theme, middle, Ink.ON_PRIMARY_MUTED)
        self._paint_place(
            painter, stage, QRectF(middle.right() + gap, area.top(), place_width, area.height())
        )

    def _paint_stacked(self, painter: QPainter, stage: Stage, area: QRectF) -> None:
        code = QRectF(area.left(), area.top() + area.height() * 0.06, area.width(), area.height() * 0.56)
        self._paint_code(painter, stage, code)
        row = QRectF(area.left(), code.bottom(), area.width(), area.bottom() - code.bottom())
        arrow, gap = row.height() * 0.42, self._theme.gap(Gap.M)
        words = f"{stage.place_kind} {stage.place}".strip()
        room = row.width() - arrow - gap
        lines, font = self._largest((words, *_two_lines(words)), room, row.height())
        width = max(QFontMetricsF(font).horizontalAdvance(line) for line in lines)
        left = row.center().x() - (arrow + gap + width) / 2
        mark = QRectF(left, row.center().y() - arrow / 2, arrow, arrow)
        draw_arrow(painter, self._theme, mark, Ink.ON_PRIMARY_MUTED)
        self._paint_lines(painter, lines, font, QRectF(mark.right() + gap, row.top(), width, row.height()))

    def _largest(self, words: tuple[str, ...], width: float, height: float) -> tuple[list[str], QFont]:
        """The first in one line or the others in two, whichever leaves the words larger."""
        one, two = [words[0]], list(words[1:])

        def font_of(lines: list[str]) -> QFont:
            widest = max(lines, key=lambda line: self._width(TextRole.PLACE_HERO, line))
            high = height * _CAPITAL_OF_ROW / len(lines)
            return fitted(self._theme, TextRole.PLACE_HERO, widest, width, high)

        fonts = [(lines, font_of(lines)) for lines in (one, two)]
        return max(fonts, key=lambda found: found[1].pixelSize())

    def _paint_lines(self, painter: QPainter, lines: list[str], font: QFont, area: QRectF) -> None:
        height = area.height() / len(lines)
        for index, line in enumerate(lines):
            row = QRectF(area.left(), area.top() + index * height, area.width(), height)
            self._paint_figure(painter, font_area=row, text=line, font=font)

    def _paint_code(self, painter: QPainter, stage: Stage, area: QRectF) -> None:
        font = fitted(self._theme, TextRole.CODE_HERO, stage.code, area.width(), area.height() * 0.9)
        self._paint_figure(painter, font_area=area, text=stage.code, font=font)

    def _paint_place(self, painter: QPainter, stage: Stage, area: QRectF) -> None:
        if not stage.place_kind:
            self._paint_named_place(painter, stage, area)
            return
        theme = self._theme
        kind_height = line_height(theme, TextRole.PLACE)
        number = fitted(theme, TextRole.PLACE_HERO, stage.place, area.width(), area.height() - kind_height)
        high = QFontMetricsF(number).capHeight()
        top = area.center().y() - (high + kind_height) / 2
        kind = QRectF(area.left(), top - kind_height * 0.1, area.width(), kind_height)
        draw_line(painter, theme, TextRole.PLACE, stage.place_kind, kind, align=_CENTRE)
        below = QRectF(area.left(), top + kind_height, area.width(), high)
        self._paint_figure(painter, font_area=below, text=stage.place, font=number)

    def _paint_named_place(self, painter: QPainter, stage: Stage, area: QRectF) -> None:
        """A place without a number, in one or two lines of one size."""
        lines = _two_lines(stage.place)
        widest = max(lines, key=lambda line: self._width(TextRole.PLACE, line))
        font = fitted(self._theme, TextRole.PLACE, widest, area.width(), area.height() / len(lines) * 0.7)
        height = QFontMetricsF(font).height() * len(lines)
        words = QRectF(area.left(), area.center().y() - height / 2, area.width(), height)
        self._paint_lines(painter, lines, font, words)

    def _paint_figure(self, painter: QPainter, *, font_area: QRectF, text: str, font: QFont) -> None:
        painter.setFont(font)
        painter.setPen(self._theme.ink(Ink.INK))
        metrics = QFontMetricsF(font)
        left = font_area.center().x() - metrics.horizontalAdvance(text) / 2
        painter.drawText(int(left), int(font_area.center().y() + metrics.capHeight() / 2), text)

    def _place_width(self, stage: Stage) -> float:
        if not stage.place_kind:
            return max(self._width(TextRole.PLACE, line) for line in _two_lines(stage.place))
        return max(
            self._width(TextRole.PLACE, stage.place_kind), self._width(TextRole.PLACE_HERO, stage.place)
        )

    def _cap(self, role: TextRole) -> float:
        return QFontMetricsF(self._theme.font(role)).capHeight()

    def _width(self, role: TextRole, text: str) -> float:
        return QFontMetricsF(self._theme.font(role)).horizontalAdvance(text)

    def _hero_height(self) -> float:
        return QFontMetricsF(self._theme.font(TextRole.CODE_HERO)).capHeight() * 1.75

    def _room(self) -> QRectF:
        pad = self._theme.gap(Gap.XL)
        return QRectF(self.rect()).adjusted(pad, pad, -pad, -pad)


class NextView(_Part):
    """Who is called next, in order, and how long it takes."""

    _MARKS: ClassVar[dict[Mark, tuple[Icon, Ink]]] = {
        Mark.EMERGENCY: (Icon.ALERT, Ink.RED),
        Mark.PRIORITY: (Icon.SENIOR, Ink.AMBER),
    }

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._title = ""
        self._rows: tuple[NextRow, ...] = ()
        self._empty = ""
        self._summary = ""

    def show_next(self, title: str, rows: tuple[NextRow, ...], empty: str, summary: str) -> None:
        """Show these; `empty` is said when there are none."""
        self._title, self._rows, self._empty, self._summary = title, rows, empty, summary
        self.setAccessibleName(" ".join([title, *(f"{row.code} {row.mark_text}" for row in rows), summary]))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw title, rows and summary."""
        painter = self._painter(Ground.SURFACE)
        theme = self._theme
        pad = theme.gap(Gap.L) + theme.px(4)
        room = QRectF(self.rect()).adjusted(pad, pad, -pad, -pad)
        title_height = line_height(theme, TextRole.HEADING)
        title = QRectF(room.left(), room.top(), room.width(), title_height)
        draw_line(painter, theme, TextRole.HEADING, self._title, title)
        foot_height = line_height(theme, TextRole.SMALL) if self._summary else 0.0
        foot = QRectF(room.left(), room.bottom() - foot_height, room.width(), foot_height)
        self._paint_rows(
            painter, QRectF(room.left(), title.bottom(), room.width(), foot.top() - title.bottom())
        )
        if self._summary:
            draw_line(painter, theme, TextRole.SMALL, self._summary, foot, ink=Ink.MUTED)
        painter.end()

    def _paint_rows(self, painter: QPainter, area: QRectF) -> None:
        theme = self._theme
        if not self._rows:
            words = QRectF(area.left(), area.top(), area.width(), line_height(theme, TextRole.BODY) * 1.6)
            draw_line(painter, theme, TextRole.BODY, self._empty, words, ink=Ink.MUTED)
            return
        natural = line_height(theme, TextRole.CODE_ROW) * 1.36
        least = QFontMetricsF(theme.font(TextRole.CODE_ROW)).capHeight() * _LEAST_ROW
        most = max(1, min(len(self._rows), int(area.height() / least)))
        height = min(natural, area.height() / most)
        for index, row in enumerate(self._rows[:most]):
            line = QRectF(area.left(), area.top() + index * height, area.width(), height)
            if index:
                painter.fillRect(
                    QRectF(line.left(), line.top(), line.width(), theme.px(2)), theme.ink(Ink.LINE)
                )
            self._paint_row(painter, row, line)

    def _paint_row(self, painter: QPainter, row: NextRow, area: QRectF) -> None:
        theme = self._theme
        code = draw_line(painter, theme, TextRole.CODE_ROW, row.code, area)
        if row.mark is Mark.NONE:
            return
        name, ink = self._MARKS[row.mark]
        icon = theme.metrics.icon
        gap = theme.gap(Gap.XS)
        room = area.adjusted(code + theme.gap(Gap.M) + icon + gap, 0, 0, 0)
        if room.width() < icon:
            return
        needed = QFontMetricsF(theme.font(TextRole.SMALL)).horizontalAdvance(row.mark_text)
        fits = needed * _SHARE_TO_READ <= room.width()  # the icon alone says it where the word would be tiny
        width = (
            draw_line(painter, theme, TextRole.SMALL, row.mark_text, room, ink=ink, align=_RIGHT)
            if fits
            else 0
        )
        left = room.right() - width - gap - icon
        paint_icon(painter, QRectF(left, area.center().y() - icon / 2, icon, icon), name, theme.ink(ink))


class NoticeStrip(_Part):
    """The clinic's own words along the lower edge."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._text = ""

    def show_text(self, text: str) -> None:
        """Show these words."""
        self._text = text
        self.setAccessibleName(text)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the icon and the words."""
        painter = QPainter(self)
        theme = self._theme
        painter.fillRect(self.rect(), theme.ground(Ground.RAISED))
        icon, margin = theme.metrics.icon, theme.gap(Gap.XXL)
        middle = self.height() / 2
        paint_icon(painter, QRectF(margin, middle - icon / 2, icon, icon), Icon.CALL, theme.ink(Ink.INK))
        left = margin + icon + theme.gap(Gap.M)
        draw_line(
            painter,
            theme,
            TextRole.BODY if self._fits(left, margin) else TextRole.SMALL,
            self._text,
            QRectF(left, 0, self.width() - left - margin, self.height()),
        )
        painter.end()

    def _fits(self, left: float, margin: float) -> bool:
        width = QFontMetricsF(self._theme.font(TextRole.BODY)).horizontalAdvance(self._text)
        return width <= self.width() - left - margin


def _two_lines(name: str) -> list[str]:
    """A name in one line, or in two of about the same length."""
    words = name.split()
    if len(words) < 2:
        return [name]
    cuts = range(1, len(words))
    best = min(cuts, key=lambda cut: max(len(" ".join(words[:cut])), len(" ".join(words[cut:]))))
    return [" ".join(words[:best]), " ".join(words[best:])]
