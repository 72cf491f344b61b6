"""The section This station: what this device keeps for itself."""

from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QBoxLayout, QWidget

from nextpatient_desktop.text.texts import Texts
from nextpatient_desktop.ui.icons import Icon
from nextpatient_desktop.ui.settings.connection_box import ConnectionBox
from nextpatient_desktop.ui.settings.list_panel import FORM_SHARE, LIST_SHARE
from nextpatient_desktop.ui.settings.parts import FieldLine, ScrolledForm, mark_invalid, put_text
from nextpatient_desktop.ui.settings.printer_part import PrinterPartState
from nextpatient_desktop.ui.settings.printer_words import PrintResult
from nextpatient_desktop.ui.settings.station import StationState
from nextpatient_desktop.ui.settings.station_draft import StationDraft
from nextpatient_desktop.ui.theme import Gap, Ink, TextRole, Theme, Tint
from nextpatient_desktop.ui.widgets.boxes import Box, Card, Column, Row
from nextpatient_desktop.ui.widgets.buttons import Button, ButtonKind
from nextpatient_desktop.ui.widgets.fields import ChoiceField, OptionalNumberField, TextField
from nextpatient_desktop.ui.widgets.labels import IconLabel, Label
from nextpatient_desktop.ui.widgets.switch import Switch

_RESULTS = {
    Tint.GREEN: (Icon.DONE_LARGE, Ink.GREEN),
    Tint.AMBER: (Icon.WARNING, Ink.AMBER),
    Tint.RED: (Icon.PRINT_FAILED, Ink.RED),
}


class StationPanel(Column):
    """Lays out the section: the device at the side, its printer and screen in the wider card."""

    edited = Signal(object)
    input_left = Signal(str)
    save_clicked = Signal()
    cancel_clicked = Signal()
    full_screen_switched = Signal(bool)
    test_clicked = Signal()
    look_clicked = Signal()
    quit_clicked = Signal()
    sharing_switched = Signal(bool)
    leave_clicked = Signal()

    def __init__(self, theme: Theme, texts: Texts) -> None:
        super().__init__(theme, gap=Gap.L, pad=(Gap.XL, Gap.XL))
        self._theme = theme
        self._texts = texts
        self._draft: StationDraft | None = None
        self._refusals = 0
        _ = texts.gettext
        head = self.add(Row(theme, gap=Gap.M))
        head.add(Label(theme, _("This station"), TextRole.TITLE), 1)
        self._quit = head.add(Button(theme, _("Close the program…"), kind=ButtonKind.DANGER, icon=Icon.POWER))
        self._body = self.add(Box(theme, QBoxLayout.Direction.LeftToRight, gap=Gap.L), 1)
        self.list_card = self._body.add(self._device_card(), LIST_SHARE)
        self._body.add(self._equipment_card(), FORM_SHARE)
        self._inputs: dict[str, QWidget] = {
            "name": self._name.editor,
            "clinic": self._clinic.editor,
            "url": self._printer.editor,
            "diagonal": self._diagonal.editor,
            "distance": self._distance.editor,
        }
        self._connect_inputs()

    def take_focus(self) -> None:
        """Begin with the name; what is there is not selected."""
        self._name.editor.setFocus(Qt.FocusReason.MouseFocusReason)

    def set_narrow(self, is_narrow: bool) -> None:
        """Put the cards below each other instead of side by side."""
        across, down = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        self._body.line.setDirection(down if is_narrow else across)

    def render(self, state: StationState) -> None:  # type: ignore[override]  # QWidget.render draws
        """Show this state."""
        _ = self._texts.gettext
        self._language.set_choices(state.languages)
        self._counter.set_choices(state.counters)
        self._width.set_choices(state.widths)
        self._screen.set_choices(state.screens)
        form = state.form
        if form is not None:
            self._put(form.draft)
            self._name.set_error(form.errors.get("name", ""))
            self._clinic.set_error(form.errors.get("clinic", ""))
            self._printer_line.set_error(form.errors.get("url", ""), self._printer.editor)
            said = form.errors.get("diagonal", "") or form.errors.get("distance", "")
            self._size_line.set_error(said)
            mark_invalid(self._diagonal.editor, form.errors.get("diagonal", ""))
            mark_invalid(self._distance.editor, form.errors.get("distance", ""))
            if form.refusals > self._refusals:
                wrong = next((w for name, w in self._inputs.items() if name in form.errors), None)
                if wrong is not None:
                    wrong.setFocus(Qt.FocusReason.OtherFocusReason)
            self._refusals = form.refusals
        is_dirty = form is not None and form.is_dirty
        self._save.setEnabled(is_dirty and not state.is_busy)
        self._cancel.setEnabled(is_dirty)
        self._restart.setVisible(state.needs_restart)
        self._connection.render_connection(state.connection, is_busy=state.is_busy)
        self._clinic.setVisible(state.connection is None or state.connection.asks_clinic)
        self._show_printer(state.printer, can_test=form is not None)
        self._quit.setVisible(state.can_quit)

    # --- what it is made of ---------------------------------------------------------------------------------

    def _device_card(self) -> Card:
        theme, _ = self._theme, self._texts.gettext
        card = Card(theme, gap=Gap.NONE, pad=Gap.NONE)
        fields = card.add(ScrolledForm(theme), 1).fields
        self._name = fields.add(TextField(theme, _("Name of this device"), max_length=120))
        self._language: ChoiceField[str] = fields.add(
            ChoiceField(theme, _("Language"), hint=_("Used from the next start on"))
        )
        self._counter: ChoiceField[str] = fields.add(
            ChoiceField(theme, _("Room"), hint=_("Where this device stands, if staff call patients with it"))
        )
        self._connection = fields.add(ConnectionBox(theme, self._texts))
        self._connection.shares.clicked.connect(self.sharing_switched)
        self._connection.leave.clicked.connect(self.leave_clicked)
        self._clinic = fields.add(
            TextField(
                theme,
                _("Clinic"),
                placeholder=_("On this device"),
                hint=_("Address or file of the clinic's data. Another one is used from the next start on."),
                max_length=400,
            )
        )
        self._restart = fields.add(
            IconLabel(
                theme,
                Icon.RESTART,
                _("Start the program again to use the other clinic."),
                TextRole.SMALL,
                ink=Ink.AMBER,
                wraps=True,
            )
        )
        self._restart.hide()
        fields.add_stretch()
        return card

    def _equipment_card(self) -> Card:
        theme, _ = self._theme, self._texts.gettext
        card = Card(theme, gap=Gap.NONE, pad=Gap.NONE)
        fields = card.add(ScrolledForm(theme), 1).fields
        self._make_printer(fields)
        self._make_screen(fields)
        fields.add_stretch()
        foot = card.add(Row(theme, gap=Gap.M, pad=(Gap.XL, Gap.L)))
        foot.add_stretch()
        self._cancel = foot.add(Button(theme, _("Cancel")))
        self._save = foot.add(Button(theme, _("Save"), kind=ButtonKind.PRIMARY))
        self._save.setToolTip("Ctrl+S")
        return card

    def _make_printer(self, fields: Column) -> None:
        theme, _ = self._theme, self._texts.gettext
        self._printer = TextField(theme, _("Ticket printer"), placeholder=_("No printer"), max_length=400)
        self._width: ChoiceField[int] = ChoiceField(theme, _("Paper width"))
        self._width.setFixedWidth(theme.px(118))
        self._printer_line = fields.add(FieldLine(theme, (self._printer, 1), (self._width, 0)))
        self._printer_line.set_note(_("Its address, for example 192.168.1.50 or /dev/usb/lp0"))
        test = fields.add(Column(theme, gap=Gap.S))
        row = test.add(Row(theme))
        self._test = row.add(Button(theme, _("Print a test page"), icon=Icon.TICKETS))
        row.add_stretch()
        self._result = test.add(IconLabel(theme, Icon.DONE_LARGE, "", TextRole.SMALL, wraps=True))
        self._result.hide()
        looking = test.add(Row(theme))
        self._look = looking.add(Button(theme, _("Look for printers"), icon=Icon.SEARCH))
        looking.add_stretch()
        self._found: ChoiceField[str] = test.add(ChoiceField(theme, _("Printers that were found")))
        self._found.edited.connect(self._choose_found)
        self._found.hide()
        self._found_none = test.add(Label(theme, "", TextRole.SMALL, ink=Ink.MUTED, wraps=True))
        self._found_none.hide()

    def _make_screen(self, fields: Column) -> None:
        theme, _ = self._theme, self._texts.gettext
        self._screen: ChoiceField[str] = fields.add(ChoiceField(theme, _("Screen")))
        self._full_screen = fields.add(Switch(theme, _("Fill the screen")))
        self._diagonal = OptionalNumberField(
            theme, _("Screen diagonal (cm)"), none_text=_("As the screen says"), digits=3
        )
        self._distance = TextField(theme, _("Viewing distance (m)"), max_length=10)
        self._size_line = fields.add(FieldLine(theme, (self._diagonal, 1), (self._distance, 1)))
        note = _("Sizes what patients touch on a kiosk and read on a display.")
        fields.add(Label(theme, note, TextRole.NOTE, ink=Ink.MUTED, wraps=True))

    def _connect_inputs(self) -> None:
        for field in (
            self._name,
            self._language,
            self._counter,
            self._clinic,
            self._printer,
            self._width,
            self._screen,
            self._diagonal,
            self._distance,
        ):
            field.edited.connect(self._say_edited)
        self._name.editor.editingFinished.connect(lambda: self.input_left.emit("name"))
        self._diagonal.editor.editingFinished.connect(lambda: self.input_left.emit("diagonal"))
        self._distance.editor.editingFinished.connect(lambda: self.input_left.emit("distance"))
        self._full_screen.clicked.connect(self.full_screen_switched)
        self._test.clicked.connect(self.test_clicked)
        self._look.clicked.connect(self.look_clicked)
        self._quit.clicked.connect(self.quit_clicked)
        self._save.clicked.connect(self.save_clicked)
        self._cancel.clicked.connect(self.cancel_clicked)

    # --- draft and inputs -----------------------------------------------------------------------------------

    def _put(self, draft: StationDraft) -> None:
        self._draft = draft
        self._name.set_text(draft.name)
        self._language.set_value(draft.language)
        self._counter.set_value(draft.counter)
        put_text(self._clinic, draft.clinic)
        put_text(self._printer, draft.printer)
        self._width.set_value(draft.width_dots)
        self._screen.set_value(draft.screen)
        self._full_screen.setChecked(draft.is_full_screen)
        if self._diagonal.value != draft.diagonal_cm:  # what is half typed stays
            self._diagonal.set_value(draft.diagonal_cm)
        self._distance.set_text(draft.distance)

    def _say_edited(self) -> None:
        draft = self._draft
        if draft is None:
            return
        counter, screen = self._counter.value, self._screen.value
        self.edited.emit(
            replace(
                draft,
                name=self._name.editor.text(),
                language=self._language.value or draft.language,
                counter=draft.counter if counter is None else counter,
                clinic=self._clinic.editor.text(),
                printer=self._printer.editor.text(),
                width_dots=self._width.value or draft.width_dots,
                screen=draft.screen if screen is None else screen,
                diagonal_cm=self._diagonal.value,
                distance=self._distance.editor.text(),
            )
        )

    def _choose_found(self) -> None:
        if self._found.value is not None:
            self._printer.set_text(self._found.value)
            self._say_edited()

    def _show_printer(self, state: PrinterPartState, *, can_test: bool) -> None:
        _ = self._texts.gettext
        self._test.setEnabled(can_test and not state.is_printing)
        self._test.set_text(_("Printing…") if state.is_printing else _("Print a test page"))
        self._look.setVisible(state.can_look)
        self._look.setEnabled(not state.is_looking)
        self._look.set_text(_("Looking…") if state.is_looking else _("Look for printers"))
        self._found.setVisible(bool(state.found))
        self._found.set_choices(state.found)
        self._found.set_value(self._printer.editor.text())
        self._found_none.setVisible(bool(state.found_said))
        self._found_none.setText(state.found_said)
        self._show_result(state.result)

    def _show_result(self, result: PrintResult | None) -> None:
        self._result.setVisible(result is not None)
        if result is not None:
            self._result.set_icon(*_RESULTS[result.tint])
            self._result.set_text(f"{result.what} {result.what_to_do}".strip())
