"""The pages on the way to a new clinic: its form, the recovery code, whether other stations may join."""

from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from nextpatient_desktop.text import native_name
from nextpatient_desktop.text.texts import Texts
from nextpatient_desktop.ui.icons import Icon
from nextpatient_desktop.ui.setup.frame import Page, TroubleCard
from nextpatient_desktop.ui.setup.new_clinic import offered, toggled
from nextpatient_desktop.ui.setup.state import ClinicDraft, ClinicState, SetupState
from nextpatient_desktop.ui.theme import Gap, Ink, TextRole, Theme
from nextpatient_desktop.ui.widgets.boxes import Card, Column, Row
from nextpatient_desktop.ui.widgets.buttons import Button, ButtonKind
from nextpatient_desktop.ui.widgets.fields import SecretField, TextField
from nextpatient_desktop.ui.widgets.labels import IconLabel, Label
from nextpatient_desktop.ui.widgets.switch import Switch

_SWITCHES_IN_A_LINE = 3


class ClinicPage(Page):
    """The form of a new clinic."""

    edited = Signal(object)
    """The inputs hold something else: the whole draft."""

    input_left = Signal(str)
    submitted = Signal()

    def __init__(self, theme: Theme, texts: Texts) -> None:
        super().__init__(theme)
        self._texts = texts
        self._draft: ClinicDraft | None = None
        self._refusals = 0
        _ = texts.gettext
        self.trouble = self.main.add(TroubleCard(theme))
        self._name = self.main.add(TextField(theme, _("Name of the clinic"), max_length=120))
        self._make_languages()
        heading = _("The administrator, who changes the settings and adds the others")
        self.main.add(Label(theme, heading, TextRole.LABEL, ink=Ink.MUTED, wraps=True))
        line = self.main.add(Row(theme, gap=Gap.M))
        top = Qt.AlignmentFlag.AlignTop
        self._admin = line.add(TextField(theme, _("Name"), max_length=120), 1, top)
        hint = _("Typed at sign-in, for example meera")
        self._login = line.add(TextField(theme, _("Login"), hint=hint, max_length=60), 1, top)
        line = self.main.add(Row(theme, gap=Gap.M))
        show = _("Show the password")
        hint = _("At least 6 characters. A few words that are easy to remember are best.")
        self._password = line.add(SecretField(theme, _("Password"), show_name=show, hint=hint), 1, top)
        self._again = line.add(SecretField(theme, _("The same password again"), show_name=show), 1, top)
        self.foot.add_stretch()
        self.go_on = self.foot.add(Button(theme, "", kind=ButtonKind.PRIMARY, icon=Icon.DONE))
        self._inputs: dict[str, QLineEdit] = {
            "name": self._name.editor,
            "admin_name": self._admin.editor,
            "login": self._login.editor,
            "password": self._password.editor,
            "again": self._again.editor,
        }
        for field in (self._name, self._admin, self._login, self._password, self._again):
            field.edited.connect(self._say_edited)
        for name, editor in self._inputs.items():
            editor.editingFinished.connect(lambda one=name: self.input_left.emit(one))
            editor.returnPressed.connect(self.submitted)
        self.go_on.clicked.connect(self.submitted)

    def _make_languages(self) -> None:
        theme, _ = self._theme, self._texts.gettext
        box = self.main.add(Column(theme, gap=Gap.XS))
        box.add(Label(theme, _("Languages of patients and staff"), TextRole.LABEL))
        self._languages: dict[str, Switch] = {}
        line: Row | None = None
        for place, code in enumerate(offered()):
            if line is None or place % _SWITCHES_IN_A_LINE == 0:
                line = box.add(Row(theme, gap=Gap.M))
            switch = line.add(Switch(theme, native_name(code)), 1)
            switch.clicked.connect(lambda is_on, one=code: self._language_switched(one, is_on))
            self._languages[code] = switch
        if line is not None and len(offered()) % _SWITCHES_IN_A_LINE:
            line.add(QWidget(), _SWITCHES_IN_A_LINE - len(offered()) % _SWITCHES_IN_A_LINE)
        self._languages_error = box.add(
            IconLabel(theme, Icon.ERROR, "", TextRole.NOTE, ink=Ink.RED, wraps=True)
        )

    def first_input(self) -> QWidget | None:
        """The clinic's name."""
        return self._name.editor

    def render(self, state: SetupState) -> None:  # type: ignore[override]  # QWidget.render draws
        """Show what is typed and what is wrong with it."""
        clinic = state.clinic
        if clinic is None:
            return
        _ = self._texts.gettext
        self.set_words(
            _("Set up a new clinic on this PC"),
            _("All of this can be changed later in the settings."),
        )
        self._put(clinic.draft)
        self._name.set_error(clinic.errors.get("name", ""))
        self._admin.set_error(clinic.errors.get("admin_name", ""))
        self._login.set_error(clinic.errors.get("login", ""))
        self._password.set_error(clinic.errors.get("password", ""))
        self._again.set_error(clinic.errors.get("again", ""))
        self._languages_error.set_text(clinic.errors.get("languages", ""))
        self._languages_error.setVisible("languages" in clinic.errors)
        self.trouble.show_trouble(clinic.trouble)
        self.go_on.setEnabled(not clinic.is_busy)
        self.go_on.set_text(_("Setting up…") if clinic.is_busy else _("Set up the clinic"))
        for editor in self._inputs.values():
            editor.setReadOnly(clinic.is_busy)
        self._go_to_what_is_wrong(clinic)

    def _put(self, draft: ClinicDraft) -> None:
        self._draft = draft
        self._name.set_text(draft.name)
        self._admin.set_text(draft.admin_name)
        self._login.set_text(draft.login)
        self._password.set_text(draft.password)
        self._again.set_text(draft.again)
        for code, switch in self._languages.items():
            switch.setChecked(code in draft.languages)

    def _go_to_what_is_wrong(self, clinic: ClinicState) -> None:
        if clinic.refusals > self._refusals:
            wrong = next((editor for name, editor in self._inputs.items() if name in clinic.errors), None)
            if wrong is not None:
                wrong.setFocus(Qt.FocusReason.OtherFocusReason)
                self.show_input(wrong)
            elif clinic.trouble:
                self.show_input(self.trouble)
        self._refusals = clinic.refusals

    def _language_switched(self, code: str, is_on: bool) -> None:
        if self._draft is not None:
            self.edited.emit(
                replace(self._draft, languages=toggled(self._draft.languages, code, is_on=is_on))
            )

    def _say_edited(self) -> None:
        if self._draft is not None:
            self.edited.emit(
                replace(
                    self._draft,
                    name=self._name.editor.text(),
                    admin_name=self._admin.editor.text(),
                    login=self._login.editor.text(),
                    password=self._password.text,
                    again=self._again.text,
                )
            )


class RecoveryPage(Page):
    """The recovery code, to be written down."""

    written_ticked = Signal(bool)
    done_clicked = Signal()

    def __init__(self, theme: Theme, texts: Texts) -> None:
        super().__init__(theme)
        self._texts = texts
        _ = texts.gettext
        card = self.main.add(Card(theme, gap=Gap.S, pad=(Gap.XL, Gap.L)))
        card.add(IconLabel(theme, Icon.KEY, _("Recovery code"), TextRole.LABEL))
        self._code = card.add(Label(theme, "", TextRole.PERSON_STRONG, wraps=True))
        self._code.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self._place = self.main.add(Label(theme, "", TextRole.SMALL, ink=Ink.MUTED, wraps=True))
        self.written = self.main.add(Switch(theme, _("I have written it down")))
        self.written.clicked.connect(self.written_ticked)
        self.foot.add_stretch()
        self.go_on = self.foot.add(
            Button(theme, _("Go on"), kind=ButtonKind.PRIMARY, icon=Icon.FORWARD, icon_after=True)
        )
        self.go_on.clicked.connect(self.done_clicked)

    def first_input(self) -> QWidget | None:
        """What is asked."""
        return self.written

    def render(self, state: SetupState) -> None:  # type: ignore[override]  # QWidget.render draws
        """Show the code."""
        if state.made is None:
            return
        _ = self._texts.gettext
        self.set_words(
            _("Write down the recovery code"),
            _(
                "The clinic's data is encrypted. If this PC breaks, the backups can only be opened with this"
                " code. Keep it on paper, away from this PC."
            ),
        )
        self._code.setText(in_groups(state.made.made.recovery_code))
        self._code.setAccessibleName(state.made.made.recovery_code)
        place = state.made.made.place
        self._place.setText(_("The clinic's data lies in {place}").format(place=place))
        self._place.setVisible(bool(place))
        self.written.setChecked(state.made.is_written)
        self.go_on.setEnabled(state.made.is_written)


class SharePage(Page):
    """Whether this PC keeps the clinic's data for other stations."""

    sharing_switched = Signal(bool)
    done_clicked = Signal()

    def __init__(self, theme: Theme, texts: Texts) -> None:
        super().__init__(theme)
        self._texts = texts
        _ = texts.gettext
        self.shares = self.main.add(Switch(theme, _("This PC keeps the clinic's data for other stations")))
        note = _(
            "Kiosks, counters and displays on this network can then join, each with a code from the settings."
            " This PC has to be on while they work, with this program open. It can be changed later."
        )
        self.main.add(Label(theme, note, TextRole.SMALL, ink=Ink.MUTED, wraps=True))
        self.shares.clicked.connect(self.sharing_switched)
        self.foot.add_stretch()
        self.go_on = self.foot.add(Button(theme, _("Begin"), kind=ButtonKind.PRIMARY, icon=Icon.DONE))
        self.go_on.clicked.connect(self.done_clicked)

    def first_input(self) -> QWidget | None:
        """The switch."""
        return self.shares

    def render(self, state: SetupState) -> None:  # type: ignore[override]  # QWidget.render draws
        """Show the switch."""
        if state.made is None:
            return
        _ = self._texts.gettext
        self.set_words(
            _("{clinic} is set up").format(clinic=state.made.made.name),
            _("Are there other devices, or only this one?"),
        )
        self.shares.setChecked(state.made.shares_clinic)


def in_groups(code: str) -> str:
    """A recovery code as people copy it: what is grouped stays so, anything else gets groups of four."""
    if "-" in code or " " in code:
        return code
    return "-".join(code[at : at + 4] for at in range(0, len(code), 4))
