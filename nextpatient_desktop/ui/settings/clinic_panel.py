"""The section Clinic: what it is called and where it is, what it speaks, what stands on paper and screens."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QBoxLayout, QFileDialog, QWidget

from nextpatient_desktop.domain.model import TicketPart
from nextpatient_desktop.text.texts import Texts
from nextpatient_desktop.ui.icons import Icon
from nextpatient_desktop.ui.settings.clinic_draft import ClinicDraft, omitted, put_first, switched
from nextpatient_desktop.ui.settings.clinic_section import ClinicSectionState
from nextpatient_desktop.ui.settings.list_panel import FORM_SHARE, LIST_SHARE
from nextpatient_desktop.ui.settings.parts import CheckLine, Choices, FieldLine, ScrolledForm, mark_invalid
from nextpatient_desktop.ui.settings.ticket_card import TicketCard
from nextpatient_desktop.ui.theme import Gap, Ink, TextRole, Theme
from nextpatient_desktop.ui.widgets.boxes import Box, Card, Column, Row
from nextpatient_desktop.ui.widgets.buttons import Button, ButtonKind
from nextpatient_desktop.ui.widgets.fields import ChoiceField, LongTextField, TextField
from nextpatient_desktop.ui.widgets.labels import IconLabel, Label


class ClinicPanel(Column):
    """Lays out the section in two cards."""

    edited = Signal(object)
    input_left = Signal(str)
    logo_chosen = Signal(object)
    """The `Path` of a picture file."""
    save_clicked = Signal()
    cancel_clicked = Signal()

    def __init__(self, theme: Theme, texts: Texts) -> None:
        super().__init__(theme, gap=Gap.L, pad=(Gap.XL, Gap.XL))
        self._theme = theme
        self._texts = texts
        self._draft: ClinicDraft | None = None
        self._offered: tuple[tuple[str, str], ...] = ()
        self._boxes: dict[str, CheckLine] = {}
        self._refusals = 0
        _ = texts.gettext
        self.add(Label(theme, _("Clinic"), TextRole.TITLE))
        self._trouble = self.add(IconLabel(theme, Icon.WARNING, "", TextRole.BODY, ink=Ink.AMBER, wraps=True))
        self._body = self.add(Box(theme, QBoxLayout.Direction.LeftToRight, gap=Gap.L), 1)
        self.list_card = self._body.add(self._clinic_card(), LIST_SHARE)
        self._ticket = self._body.add(self._make_ticket_card(), FORM_SHARE)
        self._foot = self._ticket.foot
        self._inputs: dict[str, QWidget] = {
            "name": self._name.editor,
            "address": self._address.editor,
            "phone": self._phone.editor,
            "country_code": self._country.editor,
            "languages": self._languages,
            "day_starts": self._day.editor,
            "ticket_foot": self._foot.editor,
            "ticket_logo": self._ticket.choose,
            "display_notice": self._notice.editor,
        }
        self._connect_inputs()

    def take_focus(self) -> None:
        """Begin with the name; what is there is not selected."""
        self._name.editor.setFocus(Qt.FocusReason.MouseFocusReason)

    def set_narrow(self, is_narrow: bool) -> None:
        """Put the cards below each other instead of side by side."""
        across, down = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        self._body.line.setDirection(down if is_narrow else across)

    def render(self, state: ClinicSectionState) -> None:  # type: ignore[override]  # QWidget.render draws
        """Show this state."""
        self._trouble.set_text(f"{state.trouble} {state.trouble_detail}".strip())
        self._trouble.setVisible(bool(state.trouble))
        self._body.setVisible(not state.trouble)
        self._offer(state.languages)
        self._first.set_choices(state.chosen)
        form = state.form
        if form is not None:
            self._put(form.draft)
            self._ticket.render_draft(form.draft, form.errors.get("ticket_logo", ""))
            self._show_errors(form.errors)
            if form.refusals > self._refusals:
                wrong = next((w for name, w in self._inputs.items() if name in form.errors), None)
                if wrong is not None:
                    wrong.setFocus(Qt.FocusReason.OtherFocusReason)
            self._refusals = form.refusals
        self._ticket.render_preview(state.preview)
        is_dirty = form is not None and form.is_dirty
        self._overtaken.setVisible(form is not None and form.is_overtaken)
        self._save.setEnabled(is_dirty and not state.is_busy)
        self._cancel.setEnabled(is_dirty)

    # --- what it is made of ---------------------------------------------------------------------------------

    def _clinic_card(self) -> Card:
        theme, _ = self._theme, self._texts.gettext
        card = Card(theme, gap=Gap.NONE, pad=Gap.NONE)
        fields = card.add(ScrolledForm(theme), 1).fields
        self._overtaken = fields.add(
            IconLabel(
                theme,
                Icon.WARNING,
                _("Somebody else changed this too. What you typed is kept, and replaces theirs when saved."),
                TextRole.SMALL,
                ink=Ink.AMBER,
                wraps=True,
            )
        )
        self._name = fields.add(TextField(theme, _("Name"), hint=_("On tickets and screens"), max_length=120))
        self._address = fields.add(TextField(theme, _("Address"), max_length=200))
        self._phone = TextField(theme, _("Phone"), max_length=60)
        self._country = TextField(theme, _("Country code"), max_length=5)
        self._country.setFixedWidth(theme.px(110))
        self._phone_line = fields.add(FieldLine(theme, (self._phone, 1), (self._country, 0)))
        self._phone_line.set_note(_("Patients' numbers are taken for ones of this country."))
        self._day = fields.add(
            TextField(
                theme,
                _("The day begins at"),
                hint=_("Numbers start again then. Choose an hour at which nobody is here."),
                max_length=5,
            )
        )
        self._add_words(fields)
        fields.add_stretch()
        return card

    def _add_words(self, fields: Column) -> None:
        """What the clinic speaks, and what it says on its displays."""
        theme, _ = self._theme, self._texts.gettext
        box = fields.add(Column(theme, gap=Gap.XS))
        box.add(Label(theme, _("Languages of patients and staff"), TextRole.LABEL))
        self._languages = box.add(Choices(theme))
        self._languages_error = box.add(
            IconLabel(theme, Icon.ERROR, "", TextRole.NOTE, ink=Ink.RED, wraps=True)
        )
        self._first: ChoiceField[str] = fields.add(
            ChoiceField(theme, _("First language"), hint=_("In which names are typed and calls begin"))
        )
        self._notice = fields.add(
            LongTextField(theme, _("Notice on displays"), hint=_("Shown to everybody who waits"), lines=2)
        )

    def _make_ticket_card(self) -> TicketCard:
        theme, _ = self._theme, self._texts.gettext
        card = TicketCard(theme, self._texts)
        foot = card.add(Row(theme, gap=Gap.M, pad=(Gap.XL, Gap.L)))
        foot.add_stretch()
        self._cancel = foot.add(Button(theme, _("Cancel")))
        self._save = foot.add(Button(theme, _("Save"), kind=ButtonKind.PRIMARY))
        self._save.setToolTip("Ctrl+S")
        return card

    def _connect_inputs(self) -> None:
        fields = (self._name, self._address, self._phone, self._country, self._day)
        for field in fields:
            field.edited.connect(self._say_edited)
        self._foot.edited.connect(self._say_edited)
        self._notice.edited.connect(self._say_edited)
        self._first.edited.connect(self._say_first)
        self._day.editor.editingFinished.connect(lambda: self.input_left.emit("day_starts"))
        self._ticket.part_switched.connect(self._say_part)
        self._ticket.logo_asked.connect(self._ask_logo)
        self._ticket.logo_removed.connect(lambda: self._say_logo(""))
        self._save.clicked.connect(self.save_clicked)
        self._cancel.clicked.connect(self.cancel_clicked)

    # --- draft and inputs -----------------------------------------------------------------------------------

    def _put(self, draft: ClinicDraft) -> None:
        self._draft = draft
        self._name.set_text(draft.name)
        self._address.set_text(draft.address)
        self._phone.set_text(draft.phone)
        self._country.set_text(draft.country_code)
        self._day.set_text(draft.day_starts)
        self._put_long(self._foot, draft.ticket_foot)
        self._put_long(self._notice, draft.display_notice)
        for code, box in self._boxes.items():
            box.setChecked(code in draft.languages)
        self._first.set_value(draft.languages[0] if draft.languages else None)

    @staticmethod
    def _put_long(field: LongTextField, text: str) -> None:
        if field.text != text.strip():  # blanks that are being typed stay
            field.set_text(text)

    def _show_errors(self, said: Mapping[str, str]) -> None:
        self._name.set_error(said.get("name", ""))
        self._address.set_error(said.get("address", ""))
        phone, country = said.get("phone", ""), said.get("country_code", "")
        self._phone_line.set_error(phone or country)
        mark_invalid(self._phone.editor, phone)
        mark_invalid(self._country.editor, country)
        self._day.set_error(said.get("day_starts", ""))
        self._foot.set_error(said.get("ticket_foot", ""))
        self._notice.set_error(said.get("display_notice", ""))
        self._languages_error.set_text(said.get("languages", ""))
        self._languages_error.setVisible("languages" in said)

    def _offer(self, languages: tuple[tuple[str, str], ...]) -> None:
        if languages == self._offered:
            return
        self._offered = languages
        self._languages.clear()
        self._boxes = {}
        for code, name in languages:
            box = self._languages.add(CheckLine(self._theme, name))
            box.clicked.connect(lambda is_on, one=code: self._say_language(one, is_on))
            self._boxes[code] = box
        self._languages.chain(*self._boxes.values())

    def _say_language(self, code: str, is_on: bool) -> None:
        if self._draft is not None:
            self.edited.emit(
                replace(self._draft, languages=switched(self._draft.languages, code, is_on=is_on))
            )

    def _say_part(self, part: TicketPart, is_on: bool) -> None:
        if self._draft is not None:
            omits = omitted(self._draft.ticket_omits, part, is_on=is_on)
            self.edited.emit(replace(self._draft, ticket_omits=omits))

    def _say_logo(self, logo: str) -> None:
        if self._draft is not None:
            self.edited.emit(replace(self._draft, ticket_logo=logo))

    def _ask_logo(self) -> None:
        """Ask with the system's own dialog, without blocking anything."""
        _ = self._texts.gettext
        dialog = QFileDialog(self, _("Choose a logo"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilter(_("Pictures (*.png *.jpg *.jpeg *.bmp)"))
        dialog.fileSelected.connect(lambda name: self.logo_chosen.emit(Path(name)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _say_first(self) -> None:
        if self._draft is not None and self._first.value is not None:
            self.edited.emit(
                replace(self._draft, languages=put_first(self._draft.languages, self._first.value))
            )

    def _say_edited(self) -> None:
        if self._draft is not None:
            self.edited.emit(
                replace(
                    self._draft,
                    name=self._name.editor.text(),
                    address=self._address.editor.text(),
                    phone=self._phone.editor.text(),
                    country_code=self._country.editor.text(),
                    day_starts=self._day.editor.text(),
                    ticket_foot=self._foot.text,
                    display_notice=self._notice.text,
                )
            )
