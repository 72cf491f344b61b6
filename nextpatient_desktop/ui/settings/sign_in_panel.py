"""The sign-in to the settings."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from nextpatient_desktop.text.texts import Texts
from nextpatient_desktop.ui.icons import Icon
from nextpatient_desktop.ui.settings.sign_in import SignInState
from nextpatient_desktop.ui.theme import Gap, Ground, Ink, TextRole, Theme
from nextpatient_desktop.ui.widgets.boxes import Card, Column, Row
from nextpatient_desktop.ui.widgets.buttons import Button, ButtonKind
from nextpatient_desktop.ui.widgets.fields import SecretField, TextField
from nextpatient_desktop.ui.widgets.labels import Label


class SignInPanel(QWidget):
    """Lays out login and password in a card."""

    submitted = Signal(str, str)
    """Login and password as typed."""

    cancelled = Signal()

    def __init__(self, theme: Theme, texts: Texts) -> None:
        super().__init__()
        _ = texts.gettext
        self._theme = theme
        self._texts = texts
        self._state: SignInState | None = None
        card = Card(theme, gap=Gap.L, pad=(Gap.XL, Gap.XL))
        card.setFixedWidth(theme.px(440))
        head = card.add(Column(theme, gap=Gap.XS))
        head.add(Label(theme, _("Clinic settings"), TextRole.TITLE))
        self._note = head.add(Label(theme, "", TextRole.BODY, ink=Ink.MUTED, wraps=True))
        self._login = card.add(TextField(theme, _("Login"), max_length=60))
        self._password = card.add(SecretField(theme, _("Password"), show_name=_("Show the password")))
        foot = card.add(Row(theme, gap=Gap.M))
        foot.add_stretch()
        self._cancel = foot.add(Button(theme, _("Cancel")))
        self._enter = foot.add(Button(theme, _("Sign in"), kind=ButtonKind.PRIMARY, icon=Icon.SIGN_IN))
        layout = QVBoxLayout(self)
        layout.addStretch(2)
        row = QHBoxLayout()  # and no alignment: that would not give wrapped lines their height
        row.addStretch(1)
        row.addWidget(card)
        row.addStretch(1)
        layout.addLayout(row)
        layout.addStretch(3)
        self._login.editor.returnPressed.connect(
            lambda: self._password.editor.setFocus(Qt.FocusReason.TabFocusReason)
        )
        self._password.editor.returnPressed.connect(self._submit)
        self._enter.clicked.connect(self._submit)
        self._cancel.clicked.connect(self.cancelled)

    def render(self, state: SignInState) -> None:  # type: ignore[override]  # QWidget.render draws
        """Show what is wrong, and whether another try is worth it."""
        before, self._state = self._state, state
        _ = self._texts.gettext
        if state.locked_for:
            said = _("{staff} left unsaved changes here. They are dropped if somebody else signs in.")
            self._note.setText(said.format(staff=state.locked_for))
        else:
            self._note.setText(_("Sign in as an administrator."))
        if before is None or before.login != state.login:
            self._login.set_text(state.login)
        error = " ".join(part for part in (state.error, state.error_detail) if part)
        self._login.set_error(error if state.error_field == "login" else "")
        self._password.set_error(error if state.error_field == "password" else "")
        self._enter.set_text(_("Signing in…") if state.is_running else _("Sign in"))
        self._enter.setEnabled(state.can_submit)
        self._place_focus(before, state)

    def forget(self) -> None:
        """Leave nothing of whoever was here before, and begin at the top."""
        self._password.clear()
        first = self._password if self._login.text else self._login
        first.editor.setFocus(Qt.FocusReason.OtherFocusReason)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the ground."""
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), self._theme.ground(Ground.CANVAS))

    def _place_focus(self, before: SignInState | None, state: SignInState) -> None:
        is_told_now = bool(state.error) and (before is None or before.error != state.error)
        if is_told_now and not state.is_running:
            field = self._login if state.error_field == "login" else self._password
            field.editor.setFocus(Qt.FocusReason.OtherFocusReason)
            field.editor.selectAll()

    def _submit(self) -> None:
        self.submitted.emit(self._login.text, self._password.text)
