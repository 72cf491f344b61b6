"""Small widgets that only the counter has: buttons that give reasons or open menus, a line of marks."""

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QMenu, QSizePolicy, QWidget

from nextpatient_desktop.ui.counter.state import ActState, Mark
from nextpatient_desktop.ui.icons import Icon, paint_icon
from nextpatient_desktop.ui.stylesheet import stylesheet
from nextpatient_desktop.ui.theme import Gap, Ground, Ink, TextRole, Theme, Tint
from nextpatient_desktop.ui.widgets.boxes import Row
from nextpatient_desktop.ui.widgets.buttons import Button, ButtonKind, ButtonSize, PaintedButton
from nextpatient_desktop.ui.widgets.paint import paint_box
from nextpatient_desktop.ui.widgets.pills import Pill, PillSpec, paint_pill, pill_size


class ActButton(Button):
    """A button for an act, which may be refused for the time being.

    It is drawn as disabled then and says why in its tool tip, but it keeps the keyboard's focus and can be
    pressed: whoever presses it is told the reason.
    """

    acted = Signal(object)
    """The `Act` whose button was pressed."""

    def __init__(
        self,
        theme: Theme,
        *,
        kind: ButtonKind = ButtonKind.SECONDARY,
        size: ButtonSize = ButtonSize.NORMAL,
        parent: QWidget | None = None,
    ) -> None:
        self._state: ActState | None = None
        self._has_icon = True
        super().__init__(theme, "", kind=kind, size=size, wraps=True, parent=parent)
        self.clicked.connect(self._say)

    def render_act(self, state: ActState, kind: ButtonKind, *, has_icon: bool) -> None:
        """Stand for this act."""
        if (state, has_icon) == (self._state, self._has_icon):
            return
        self._state, self._has_icon = state, has_icon
        self.set_kind(kind)
        self.set_text(state.label)
        self.set_icon(Icon.TIMER if state.is_running else (state.icon or "") if has_icon else "")
        self.set_hint(state.key)
        self.setToolTip(state.reason)
        self.setAccessibleDescription(state.reason)
        self.setCursor(Qt.CursorShape.PointingHandCursor if state.is_enabled else Qt.CursorShape.ArrowCursor)

    @property
    def act_state(self) -> ActState | None:
        """What it stands for."""
        return self._state

    def isEnabled(self) -> bool:
        """Whether it is drawn as one that does what it says."""
        is_refused = self._state is not None and not self._state.is_enabled
        return super().isEnabled() and not is_refused

    def _say(self) -> None:
        if self._state is not None:
            self.acted.emit(self._state.act)


class MenuButton(PaintedButton):
    """A button that opens a menu: a text, before it a dot in a colour if wanted, behind it an arrow."""

    def __init__(
        self, theme: Theme, *, is_framed: bool, role: TextRole = TextRole.LABEL, parent: QWidget | None = None
    ) -> None:
        self._role = role
        self._is_framed = is_framed
        self._dot: Tint | None = None
        super().__init__(theme, "", parent=parent)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def render_words(self, text: str, dot: Tint | None = None) -> None:
        """Say this."""
        if (text, dot) != (self._text, self._dot):
            self._dot = dot
            self.set_text(text)
            self.update()

    def sizeHint(self) -> QSize:
        """Room for everything."""
        return QSize(
            self._beside() + self._metrics().horizontalAdvance(self._text) + 1,
            self._theme.metrics.button_small,
        )

    def minimumSizeHint(self) -> QSize:
        """The text may be cut before a window gets too wide for its screen."""
        most = self._theme.px(96)
        return QSize(min(self.sizeHint().width(), self._beside() + most), self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw ground, dot, text and arrow."""
        painter = QPainter(self)
        theme, metrics = self._theme, self._theme.metrics
        ground = theme.ground(Ground.SURFACE)
        line = theme.ink(Ink.LINE) if self._is_framed else None
        fill = self._fill(ground)
        paint_box(
            painter, self.rect(), fill=fill, line=line, width=metrics.border, radius=metrics.radius_button
        )
        room = self.rect().adjusted(self._pad(), 0, -self._pad(), 0)
        if self._dot is not None:
            dot = QRect(room.left(), 0, metrics.s + metrics.border, self.height())
            colour = theme.ink(Ink.FAINT) if self._dot is Tint.NEUTRAL else theme.ink_of(self._dot)
            paint_icon(painter, dot, Icon.DOT, colour)
            room.setLeft(dot.right() + theme.gap(Gap.S))
        arrow = QRect(room.right() - metrics.icon_small, 0, metrics.icon_small, self.height())
        paint_icon(painter, arrow, Icon.OPEN_LIST, theme.ink(Ink.MUTED))
        room.setRight(arrow.left() - theme.gap(Gap.S))
        painter.setFont(theme.font(self._role))
        painter.setPen(theme.ink(Ink.INK if self.isEnabled() else Ink.MUTED))
        shown = painter.fontMetrics().elidedText(self._text, Qt.TextElideMode.ElideRight, room.width() + 1)
        painter.drawText(room, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), shown)
        self._paint_focus(painter, metrics.radius_button, ground)
        painter.end()

    def menu_place(self) -> QPoint:
        """Where on the screen its menu opens."""
        return self.mapToGlobal(QPoint(0, self.height() + self._theme.gap(Gap.XS)))

    def _pad(self) -> int:
        return self._theme.gap(Gap.M) if self._is_framed else self._theme.gap(Gap.S)

    def _beside(self) -> int:
        theme, metrics = self._theme, self._theme.metrics
        dot = metrics.s + metrics.border + theme.gap(Gap.S) if self._dot is not None else 0
        return 2 * self._pad() + dot + theme.gap(Gap.S) + metrics.icon_small + metrics.border

    def _metrics(self) -> QFontMetrics:
        return QFontMetrics(self._theme.font(self._role))


class MarkLine(Row):
    """Marks side by side; the last ones are cut where there is no room."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, gap=Gap.S, parent=parent)
        self._theme = theme
        self._pills: list[Pill] = []
        self._marks: tuple[Mark, ...] = ()
        self.add_stretch()

    def render_marks(self, marks: Sequence[Mark]) -> None:
        """Show these."""
        if tuple(marks) == self._marks:
            return
        self._marks = tuple(marks)
        while len(self._pills) < len(marks):
            pill = Pill(self._theme, parent=self)
            self.line.insertWidget(len(self._pills), pill)
            self._pills.append(pill)
        for number, pill in enumerate(self._pills):
            pill.setVisible(number < len(marks))
            if number < len(marks):
                mark = marks[number]
                pill.render_spec(PillSpec(text=mark.text, tint=mark.tint, icon=mark.icon or ""))


class PillButton(PaintedButton):
    """A short fact on a tinted ground, behind which there is more to know: pressing it opens a menu."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        self._spec = PillSpec(text="")
        super().__init__(theme, "", parent=parent)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)

    def render_spec(self, spec: PillSpec) -> None:
        """Say this."""
        if spec != self._spec:
            self._spec = spec
            self.set_text(spec.text)
            self.setAccessibleName(spec.text)
            self.update()

    def menu_place(self) -> QPoint:
        """Where the menu opens."""
        return self.mapToGlobal(QPoint(0, self.height()))

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
            ground = self._theme.ground_of(self._spec.tint)
            self._paint_focus(painter, self.height() / 2, ground)


def themed_menu(theme: Theme, parent: QWidget) -> QMenu:
    """An empty menu in the theme's colours. It deletes itself once it is closed."""
    menu = QMenu(parent)
    menu.setStyleSheet(stylesheet(theme))
    menu.setFont(theme.font(TextRole.BODY))
    menu.setToolTipsVisible(True)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    return menu
