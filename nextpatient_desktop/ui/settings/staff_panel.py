"""The section Staff: its list, and the form of one staff member."""

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit

from nextpatient_desktop.domain.model import Role
from nextpatient_desktop.text.texts import Texts
from nextpatient_desktop.ui.icons import Icon
from nextpatient_desktop.ui.settings.list_panel import ListPanel, SectionWords
from nextpatient_desktop.ui.settings.staff_members import StaffDraft, StaffState
from nextpatient_desktop.ui.theme import Theme
from nextpatient_desktop.ui.widgets.buttons import Button, ButtonKind
from nextpatient_desktop.ui.widgets.fields import ChoiceField, SecretField, TextField


class StaffPanel(ListPanel):
    """Lays out the section."""

    close_clicked = Signal()
    reopen_clicked = Signal()

    def __init__(self, theme: Theme, texts: Texts) -> None:
        _ = texts.gettext
        super().__init__(
            theme,
            texts,
            SectionWords(
                title=_("Staff"),
                add=_("Add staff member"),
                icon=Icon.STAFF,
                empty=_("No staff yet"),
                empty_detail=_("Whoever calls patients or changes settings signs in. Add the first one."),
            ),
        )
        self._draft: StaffDraft | None = None
        self._name = self.fields.add(TextField(theme, _("Name"), max_length=120))
        self._login = self.fields.add(
            TextField(theme, _("Login"), hint=_("Typed at sign-in, for example anita"), max_length=60)
        )
        self._role: ChoiceField[Role] = self.fields.add(ChoiceField(theme, _("Role")))
        self._password = self.fields.add(
            SecretField(theme, _("New password"), show_name=_("Show the password"))
        )
        self._password.editor.setPlaceholderText(_("Stays as it is"))
        self.fields.add_stretch()
        self._close = Button(theme, _("End access…"), kind=ButtonKind.DANGER)
        self._reopen = Button(theme, _("Give access again"), icon=Icon.UNLOCK)
        self.foot.line.insertWidget(0, self._close)
        self.foot.line.insertWidget(0, self._reopen)
        self.name_inputs(
            {
                "name": self._name.editor,
                "login": self._login.editor,
                "role": self._role.editor,
                "password": self._password.editor,
            }
        )
        for field in (self._name, self._login, self._role, self._password):
            field.edited.connect(self._say_edited)
        self._close.clicked.connect(self.close_clicked)
        self._reopen.clicked.connect(self.reopen_clicked)

    def render(self, state: StaffState) -> None:  # type: ignore[override]  # QWidget.render draws
        """Show this state."""
        _ = self._texts.gettext
        self._role.set_choices(state.roles)
        form = state.list.form
        if form is not None:
            is_new = form.key is None
            self._draft = form.draft
            self._name.set_text(form.draft.name)
            self._login.set_text(form.draft.login)
            self._role.set_value(form.draft.role)
            self._role.set_label(_("Role"), state.role_note)
            self._put_password(form.draft.password)
            hint = _("At least 6 characters. A few words that are easy to remember are best.")
            self._password.set_label(_("Password") if is_new else _("New password"), hint)
            self._password.editor.setPlaceholderText("" if is_new else _("Stays as it is"))
        self._close.setVisible(state.can_close)
        self._reopen.setVisible(state.can_reopen)
        self._close.setEnabled(not state.list.is_busy)
        self._reopen.setEnabled(not state.list.is_busy)
        self.render_list(state.list)

    def show_errors(self, errors: Mapping[str, str]) -> None:
        """Put what is wrong beside its input."""
        self._name.set_error(errors.get("name", ""))
        self._login.set_error(errors.get("login", ""))
        self._role.set_error(errors.get("role", ""))
        self._password.set_error(errors.get("password", ""))

    @property
    def is_password_shown(self) -> bool:
        """Whether the password can be read on the screen."""
        return self._password.editor.echoMode() is QLineEdit.EchoMode.Normal

    def _put_password(self, password: str) -> None:
        if password:
            self._password.set_text(password)
        elif self._password.text:
            self._password.clear()  # and hide again, for whoever is next

    def _say_edited(self) -> None:
        draft = self._draft
        if draft is None:
            return
        self.edited.emit(
            StaffDraft(
                name=self._name.editor.text(),
                login=self._login.editor.text(),
                role=self._role.value or draft.role,
                password=self._password.text,
            )
        )
