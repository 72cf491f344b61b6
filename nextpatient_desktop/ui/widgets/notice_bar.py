"""`NoticeBar`: one message at the foot of a window, with what can be done about it."""

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from nextpatient_desktop.ui.icons import Icon
from nextpatient_desktop.ui.ports import Notice, NoticeKind
from nextpatient_desktop.ui.theme import Gap, Ink, TextRole, Theme, Tint
from nextpatient_desktop.ui.widgets.buttons import Button, ButtonSize, IconButton
from nextpatient_desktop.ui.widgets.labels import IconView, Label
from nextpatient_desktop.ui.widgets.paint import paint_box

_ROOM_FOR_KEY = 440

_LOOKS: dict[NoticeKind, tuple[Tint, Ink, Icon]] = {
    NoticeKind.INFO: (Tint.BLUE, Ink.BLUE, Icon.INFO),
    NoticeKind.SUCCESS: (Tint.GREEN, Ink.GREEN, Icon.DONE_LARGE),
    NoticeKind.WARNING: (Tint.AMBER, Ink.AMBER, Icon.WARNING),
    NoticeKind.ERROR: (Tint.RED, Ink.RED, Icon.ERROR),
}


class NoticeBar(QWidget):
    """Floats at the foot of its parent, over what is there, never in the way of the keyboard's focus.

    It is a view of `notices.NoticeBoard`: give the board its `show_notice` and `hide_notice`.
    """

    dismissed = Signal()
    """The person closed it."""

    action_clicked = Signal()
    """The person took the offered action."""

    def __init__(self, theme: Theme, close_name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._window = parent
        self._notice: Notice | None = None
        self._icon = IconView(theme, Icon.INFO, size=20, parent=self)
        self._text = Label(theme, "", TextRole.BODY_STRONG, wraps=True, parent=self)
        self._detail = Label(theme, "", TextRole.SMALL, wraps=True, parent=self)
        self._action = Button(theme, "", size=ButtonSize.SMALL, parent=self)
        self._close = IconButton(theme, Icon.CLOSE, close_name, parent=self)
        self._close.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._action.clicked.connect(self.action_clicked)
        self._close.clicked.connect(self.dismissed)
        self._words = QVBoxLayout()
        self._words.addWidget(self._text)
        self._words.addWidget(self._detail)
        self._row = QHBoxLayout(self)
        self._row.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        self._row.addLayout(self._words, 1)
        self._row.addWidget(self._action)
        self._row.addWidget(self._close)
        self.hide()
        parent.installEventFilter(self)
        self.apply_theme(theme)

    def apply_theme(self, theme: Theme) -> None:
        """Use this theme from now on."""
        self._theme = theme
        self._words.setSpacing(0)
        self._row.setSpacing(theme.gap(Gap.M))
        pad = theme.gap(Gap.M)
        self._row.setContentsMargins(theme.gap(Gap.L), pad, pad, pad)
        self._place()

    def show_notice(self, notice: Notice) -> None:
        """Show this notice instead of the one before."""
        self._notice = notice
        _, ink, icon = _LOOKS[notice.kind]
        self._icon.set_icon(icon, ink)
        self._text.setText(notice.text)
        self._detail.setText(notice.detail)
        self._detail.setVisible(bool(notice.detail))
        self._action.setVisible(notice.action is not None)
        if notice.action is not None:
            self._action.set_text(notice.action.label)
        self.setAccessibleName(f"{notice.text} {notice.detail}".strip())
        self.show()
        self._place()  # shown: before, the layout does not know how wide the buttons will be
        self.raise_()
        self.update()
        # nothing gets the focus, so a screen reader has to be told
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, self.accessibleName()))

    def hide_notice(self) -> None:
        """Show nothing."""
        self._notice = None
        self.hide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay at the foot when the window changes its size."""
        if event.type() is QEvent.Type.Resize:
            self._place()
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the ground in the notice's tint."""
        if self._notice is None:
            return
        with QPainter(self) as painter:
            tint, ink, _ = _LOOKS[self._notice.kind]
            metrics = self._theme.metrics
            paint_box(
                painter,
                self.rect(),
                fill=self._theme.ground_of(tint),
                line=self._theme.ink(ink),
                width=metrics.border,
                radius=metrics.radius,
            )

    def _place(self) -> None:
        window = self._window
        edge = self._theme.gap(Gap.L)
        width = min(window.width() - 2 * edge, self._theme.px(720))
        self._fit_action(width)
        height = (
            self._row.heightForWidth(width) if self._row.hasHeightForWidth() else self.sizeHint().height()
        )
        height = max(height, self._row.minimumSize().height())
        self.setGeometry((window.width() - width) // 2, window.height() - edge - height, width, height)

    def _fit_action(self, width: int) -> None:
        """The words wrap, what can be done stays whole; its key is left out where there is little room."""
        if self._notice is None or self._notice.action is None:
            return
        self._action.set_hint(self._notice.action.hint if width >= self._theme.px(_ROOM_FOR_KEY) else "")
        self._action.setMinimumWidth(min(self._action.sizeHint().width(), width // 2))
