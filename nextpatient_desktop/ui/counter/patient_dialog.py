"""The forms about a patient: `PatientDialog` corrects a record, `WhoDialog` says whose a visit is."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from nextpatient_desktop.text.texts import Texts
from nextpatient_desktop.ui.counter.dialogs import FormDialog
from nextpatient_desktop.ui.counter.identifying import IdentifyState
from nextpatient_desktop.ui.counter.namesakes import Namesakes
from nextpatient_desktop.ui.counter.patient_fields import PatientFields
from nextpatient_desktop.ui.counter.patient_form import PatientFormState
from nextpatient_desktop.ui.counter.patient_search import PatientSearch
from nextpatient_desktop.ui.theme import Gap, Ink, TextRole, Theme
from nextpatient_desktop.ui.widgets.boxes import Column
from nextpatient_desktop.ui.widgets.labels import Label
from nextpatient_desktop.ui.widgets.pills import SegmentedPills

_SIZE = (600, 620)


class PatientDialog(FormDialog):
    """A patient's record as a form."""

    values_changed = Signal(object)

    def __init__(self, theme: Theme, texts: Texts, parent: QWidget) -> None:
        super().__init__(theme, texts, texts.gettext("Patient's details"), _SIZE, parent=parent)
        self._was_loading = True
        self._record = Label(theme, "", TextRole.SMALL, ink=Ink.MUTED)
        self._fields = PatientFields(theme, texts, is_whole=True)
        self.body.add(self._record)
        self.body.add(self._fields)
        self.body.add_stretch()
        self._fields.edited.connect(lambda: self.values_changed.emit(self._fields.values()))
        self._fields.entered.connect(self.submitted)

    def render(self, state: PatientFormState) -> None:  # type: ignore[override]  # QWidget.render draws
        """Show the form."""
        self._record.setText(state.record)
        self._record.setVisible(bool(state.record))
        self._fields.setEnabled(not state.is_loading)
        self._fields.render_values(state.values, state.error_in)
        self.set_trouble(state.trouble)
        save = self._texts.gettext("Save")
        self.set_submit(save, can_submit=not state.is_loading, is_running=state.is_running)
        if self._was_loading and not state.is_loading:
            self._fields.name.editor.setFocus(Qt.FocusReason.OtherFocusReason)
        self._was_loading = state.is_loading


class WhoDialog(FormDialog):
    """Whose a visit is: somebody with a record, or a new patient. Two presenters draw on its two halves."""

    searched = Signal(str)
    patient_chosen = Signal(object)
    known_submitted = Signal()
    values_changed = Signal(object)
    new_submitted = Signal()

    def __init__(self, theme: Theme, texts: Texts, code: str, parent: QWidget) -> None:
        _ = texts.gettext
        super().__init__(theme, texts, _("Whose visit is {code}?").format(code=code), _SIZE, parent=parent)
        self._halves = [_("Has a record"), _("New patient")]
        self._choice = self.body.add(SegmentedPills(theme, self._halves, _("Patient")))
        self._search = self.body.add(PatientSearch(theme, texts), 1)
        self._new = self.body.add(Column(theme, gap=Gap.M))
        self._fields = self._new.add(PatientFields(theme, texts, is_whole=True))
        self._known = self._new.add(Namesakes(theme, texts))
        self.body.add_stretch()
        self._is_new = False
        self._find = IdentifyState()
        self._form = PatientFormState()
        self._choice.chosen.connect(self._turn)
        self._search.searched.connect(self.searched)
        self._search.patient_chosen.connect(self.patient_chosen)
        self._search.patient_taken.connect(self.known_submitted)
        self._fields.edited.connect(lambda: self.values_changed.emit(self._fields.values()))
        self._fields.entered.connect(self.submitted)
        self._known.look_clicked.connect(self._look_at_known)
        self.submitted.connect(self._submit_half)
        self._search.focus_line()
        self._turn(0)

    def render_search(self, state: IdentifyState) -> None:
        """Show the half in which a patient is found."""
        self._find = state
        self._search.render_search(state.search, state.found, state.patient, state.note)
        self._render_foot()

    def render_form(self, state: PatientFormState) -> None:
        """Show the half in which a patient is registered."""
        self._form = state
        self._fields.render_values(state.values, state.error_in)
        self._known.render_known(state.known)
        self._render_foot()

    def _look_at_known(self) -> None:
        self._choice.set_segments(self._halves, 0)
        self._turn(0)
        self.searched.emit(self._form.values.phone)

    def _turn(self, number: int) -> None:
        self._is_new = number == 1
        self._search.setVisible(not self._is_new)
        self._new.setVisible(self._is_new)
        if self._is_new:
            self._fields.name.editor.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self._search.focus_line()
        self._render_foot()

    def _render_foot(self) -> None:
        _ = self._texts.gettext
        if self._is_new:
            self.set_trouble(self._form.trouble)
            self.set_submit(_("Register"), can_submit=True, is_running=self._form.is_running)
        else:
            self.set_trouble(self._find.trouble)
            has_one = self._find.patient is not None
            self.set_submit(_("It is this patient"), can_submit=has_one, is_running=self._find.is_running)

    def _submit_half(self) -> None:
        (self.new_submitted if self._is_new else self.known_submitted).emit()
