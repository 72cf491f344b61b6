"""The settings' navigation: sections at the side, above them in a narrow window, and below what undoes."""

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QBoxLayout, QButtonGroup, QSizePolicy, QWidget

from nextpatient_desktop.text.texts import Texts
from nextpatient_desktop.ui.icons import Icon, paint_icon
from nextpatient_desktop.ui.settings.presenter import Section, SettingsState
from nextpatient_desktop.ui.settings.undoing import KEY
from nextpatient_desktop.ui.theme import Gap, Ground, Ink, TextRole, Theme
from nextpatient_desktop.ui.widgets.boxes import Box, Column
from nextpatient_desktop.ui.widgets.buttons import Button, ButtonKind, ButtonSize, PaintedButton
from nextpatient_desktop.ui.widgets.labels import IconLabel, Label
from nextpatient_desktop.ui.widgets.paint import mirrored, paint_box

WIDTH = 230


class _NavButton(PaintedButton):
    """One section."""

    def __init__(self, theme: Theme, icon: str, text: str, parent: QWidget) -> None:
        self._icon = icon
        super().__init__(theme, text, parent=parent)
        self.setCheckable(True)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        theme = self._theme
        words = QFontMetrics(theme.font(TextRole.BODY_STRONG)).horizontalAdvance(self._text)
        beside = 2 * theme.gap(Gap.M) + theme.metrics.icon_small + theme.gap(Gap.S)
        return QSize(beside + words + 2, theme.metrics.field)

    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.metrics.field, self._theme.metrics.field)

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            theme, is_on = self._theme, self.isChecked()
            ground = theme.ground(Ground.PRIMARY_TINT if is_on else Ground.SURFACE)
            paint_box(painter, self.rect(), fill=self._fill(ground), radius=theme.metrics.radius_field)
            ink = theme.ink(Ink.PRIMARY_STRONG if is_on else Ink.INK)
            pad, side = theme.gap(Gap.M), theme.metrics.icon_small
            icon = QRect(pad, 0, side, self.height())
            words = self.rect().adjusted(pad + side + theme.gap(Gap.S), 0, -pad, 0)
            if mirrored(self):
                icon.moveRight(self.width() - pad)
                words = self.rect().adjusted(pad, 0, -(pad + side + theme.gap(Gap.S)), 0)
            paint_icon(painter, icon, self._icon, ink)
            painter.setFont(theme.font(TextRole.BODY_STRONG if is_on else TextRole.BODY))
            painter.setPen(ink)
            align = Qt.AlignmentFlag.AlignRight if mirrored(self) else Qt.AlignmentFlag.AlignLeft
            shown = painter.fontMetrics().elidedText(self._text, Qt.TextElideMode.ElideRight, words.width())
            painter.drawText(words, align | Qt.AlignmentFlag.AlignVCenter, shown)
            self._paint_focus(painter, theme.metrics.radius_field, ground)


class Navigation(Box):
    """The sections, who is signed in, Undo and Close. Arrow keys go from section to section."""

    chosen = Signal(object)
    """The section that the person chose."""

    undo_clicked = Signal()
    close_clicked = Signal()

    def __init__(self, theme: Theme, texts: Texts) -> None:
        super().__init__(theme, QBoxLayout.Direction.TopToBottom, gap=Gap.S, pad=(Gap.M, Gap.L))
        _ = texts.gettext
        self._theme = theme
        self._title = self.add(Label(theme, _("Clinic settings"), TextRole.HEADING))
        self._title.setContentsMargins(theme.gap(Gap.M), theme.gap(Gap.S), 0, theme.gap(Gap.M))
        self._sections = self.add(Box(theme, QBoxLayout.Direction.TopToBottom, gap=Gap.XS))
        self._group = QButtonGroup(self)
        self._buttons: dict[Section, _NavButton] = {}
        for section, icon, words in self._entries(texts):
            button = self._sections.add(_NavButton(theme, icon, words, self._sections))
            self._group.addButton(button)
            button.clicked.connect(lambda _checked=False, s=section: self.chosen.emit(s))
            self._buttons[section] = button
        self._sections.setAccessibleName(_("Sections"))
        self.add_stretch()
        self._foot = self.add(Column(theme, gap=Gap.S))
        self._reach = self._foot.add(
            IconLabel(theme, Icon.DISCONNECTED, "", TextRole.NOTE, ink=Ink.RED, wraps=True)
        )
        self._reach.hide()
        self._undo_words = self._foot.add(Label(theme, "", TextRole.NOTE, ink=Ink.MUTED, wraps=True))
        self._undo = self._foot.add(Button(theme, _("Undo"), size=ButtonSize.SMALL, icon=Icon.UNDO))
        self._undo.set_hint(KEY)
        self._who = self._foot.add(Label(theme, "", TextRole.NOTE, ink=Ink.MUTED, wraps=True))
        self._close = self._foot.add(
            Button(theme, _("Close"), kind=ButtonKind.SECONDARY, size=ButtonSize.SMALL, icon=Icon.CLOSE)
        )
        self._undo.clicked.connect(self.undo_clicked)
        self._close.clicked.connect(self.close_clicked)
        self._undo.hide()
        self._undo_words.hide()
        self.set_narrow(False)

    def render(self, state: SettingsState) -> None:  # type: ignore[override]  # QWidget.render draws
        """Mark the open section and offer what can be taken back."""
        if state.section is not None:
            self._buttons[state.section].setChecked(True)
        self._reach.set_text(state.out_of_reach)
        self._reach.setVisible(bool(state.out_of_reach))
        self._undo.setVisible(bool(state.undo))
        self._undo_words.setVisible(bool(state.undo) and not self._is_narrow)
        self._undo_words.setText(state.undo)
        self._undo.setToolTip(state.undo)
        self._who.setText(state.staff_name)
        self._who.setVisible(bool(state.staff_name) and not self._is_narrow)

    def set_narrow(self, is_narrow: bool) -> None:
        """Lie above the section instead of beside it."""
        self._is_narrow = is_narrow
        across, down = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        self.line.setDirection(across if is_narrow else down)
        self._sections.line.setDirection(across if is_narrow else down)
        self._foot.line.setDirection(across if is_narrow else down)
        self._undo.set_hint("" if is_narrow else KEY)  # the sections' names need the room
        self._title.setVisible(not is_narrow)
        self._who.setVisible(not is_narrow and bool(self._who.text()))
        self._undo_words.setVisible(not is_narrow and not self._undo.isHidden())
        if is_narrow:
            self.setMinimumWidth(0)
            self.setMaximumWidth(16_777_215)
        else:
            self.setFixedWidth(self._theme.px(WIDTH))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go to the next section or the one before."""
        steps = {
            Qt.Key.Key_Up: -1,
            Qt.Key.Key_Down: 1,
            Qt.Key.Key_Left: 1 if mirrored(self) else -1,
            Qt.Key.Key_Right: -1 if mirrored(self) else 1,
        }
        step = steps.get(Qt.Key(event.key()), 0)
        buttons = list(self._buttons.values())
        here = next((n for n, button in enumerate(buttons) if button.hasFocus()), None)
        if not step or here is None or not 0 <= here + step < len(buttons):
            super().keyPressEvent(event)
            return
        buttons[here + step].setFocus(Qt.FocusReason.TabFocusReason)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the ground and the line that parts it from the section."""
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), self._theme.ground(Ground.SURFACE))
            width = self._theme.metrics.border
            line = QRect(0, self.height() - width, self.width(), width)
            if not self._is_narrow:
                x = 0 if mirrored(self) else self.width() - width
                line = QRect(x, 0, width, self.height())
            painter.fillRect(line, self._theme.ink(Ink.LINE))

    @staticmethod
    def _entries(texts: Texts) -> Sequence[tuple[Section, str, str]]:
        _ = texts.gettext
        return (
            (Section.CLINIC, Icon.CLINIC, _("Clinic")),
            (Section.DEPARTMENTS, Icon.DEPARTMENTS, _("Departments")),
            (Section.ROOMS, Icon.COUNTERS, _("Rooms")),
            (Section.STAFF, Icon.STAFF, _("Staff")),
            (Section.STATIONS, Icon.STATIONS, _("Stations")),
            (Section.STATION, Icon.DISPLAY, _("This station")),
        )
